"""Looking after what is published: lanes, history, going back, checking, bulk runs, themes, space."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.editorial.pages.models import Incident
    from mingtang.editorial.sites.models import GovSite
    from mingtang.institution.organization.models import Person

FORMATS = click.Choice(["text", "json"])
MOMENTS = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])


@contextmanager
def _told() -> Iterator[None]:
    """Turn the refusal of an action into one sentence and exit code 1."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except NotVisible as missing:
        raise click.ClickException("没有找到，或者这个人看不到。") from missing


def _site(code: str) -> "GovSite":
    from mingtang.editorial.sites.models import GovSite  # needs set-up

    site = GovSite.objects.filter(code=code).first()
    if site is None:
        raise click.UsageError(f"没有代码为 {code} 的网站。")
    return site


@click.group()
def command() -> None:
    """发布：队列、历史、回退、核对、批量生成、模板、空间。"""
    setup_django()


@command.command()
@click.option("--format", "form", type=FORMATS, default="text")
def status(form: str) -> None:
    """三个发布通道的等待情况、失败的页面、批量任务的进度。"""
    from mingtang.wiring.cli.publish_lines import print_status  # needs set-up

    print_status(clock.now(), form)


@command.command()
@click.option("--site", "code", default="", help="只看这个网站")
@click.option("--batch", type=int, help="列出这个批次改动的文件")
@click.option("--before", type=int, metavar="BATCH", help="只看这个批次之前的")
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--format", "form", type=FORMATS, default="text")
def history(code: str, batch: int | None, before: int | None, limit: int, form: str) -> None:
    """发布批次，新的在前；或一个批次改动的文件。"""
    from mingtang.wiring.cli.publish_lines import print_batches, print_changes  # needs set-up

    if batch is not None:
        print_changes(batch, limit, form)
    else:
        print_batches(code, before, limit, form)


@command.command()
@click.argument("batch", type=int)
@click.option("--path", default="", help="只看这个地址")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
def diff(batch: int, path: str, limit: int) -> None:
    """一个批次改动的文件与之前的版本逐行比较。"""
    from mingtang.editorial.operating.queries import changes_of, text_diff  # needs set-up

    for change in changes_of(batch, limit=100_000 if path else limit):
        if path and change.path != path:
            continue
        click.secho(f"{change.verb} {change.site_code}{change.path}", bold=True)
        for line in text_diff(change.entry_id):
            click.echo(line)


@command.command()
@click.option("--batch", type=int, help="撤销这个批次的改动")
@click.option("--site", "code", default="", help="把这个网站回退到 --to 的时刻")
@click.option("--to", "moment", type=MOMENTS, help="北京时间，如 2026-03-11T10:00")
@click.option("--reason", required=True, help="回退的原因，记入事件日志")
@by_option
def rollback(
    actor: "Person", batch: int | None, code: str, moment: datetime | None, reason: str
) -> None:
    """回退一个批次，或把一个网站回退到某一时刻；回退的页面暂停更新，直到解除。"""
    from mingtang.editorial.operating.actions.history import (  # needs set-up
        roll_back_batch,
        roll_back_site,
    )
    from mingtang.editorial.operating.queries.history import outcome_of  # needs set-up

    if (batch is None) == (not code) or (code and moment is None):
        raise click.UsageError("请给出 --batch，或同时给出 --site 和 --to。")
    with _told():
        if batch is not None:
            done = roll_back_batch(actor=actor, at=clock.now(), batch_id=batch, reason=reason)
        else:
            assert moment is not None
            done = roll_back_site(
                actor=actor,
                at=clock.now(),
                site_id=_site(code).pk,
                moment=moment.replace(tzinfo=clock.BEIJING),
                reason=reason,
            )
    pages, _ = outcome_of(done.batch_id)
    stayed = done.pages + done.skipped - pages
    click.echo(f"已回退 {pages} 个页面（批次 {done.batch_id}），{stayed} 个保持不变。")
    click.echo("这些页面暂停更新；处理好以后请用 mingtang publish release 解除。")


@command.command()
@click.option("--site", "code", required=True, help="网站代码")
@by_option
def release(actor: "Person", code: str) -> None:
    """解除回退：页面重新跟上现在的内容。"""
    from mingtang.editorial.operating.actions.history import release_held  # needs set-up

    with _told():
        count = release_held(actor=actor, at=clock.now(), site_id=_site(code).pk)
    click.echo(f"{count} 个页面将重新生成。")


@command.command()
@click.option("--site", "code", required=True, help="网站代码")
@by_option
def retry(actor: "Person", code: str) -> None:
    """马上重试生成失败的页面。"""
    from mingtang.editorial.operating.actions.history import retry_failed  # needs set-up

    with _told():
        count = retry_failed(actor=actor, at=clock.now(), site_id=_site(code).pk)
    click.echo(f"{count} 个页面将马上重试。")


@command.command()
@click.option("--site", "codes", multiple=True, help="只核对这些网站，可重复")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--heal/--no-heal", default=True, help="恢复被改动的文件并记为事件")
def verify(codes: tuple[str, ...], processes: int, heal: bool) -> None:
    """核对磁盘上的全部文件与发布清单；有被改动的，退出码为 1。"""
    from mingtang.editorial.pages.engine.root_files import suspects_beside_sites  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.wiring.cli.publish_work import suspects  # needs set-up

    wanted = list(codes) or list(GovSite.objects.order_by("pk").values_list("code", flat=True))
    for code in codes:
        _site(code)
    found = list(suspects(wanted, processes))
    if not codes:
        found += suspects_beside_sites()
    wrong = _judge(found, heal=heal)
    if wrong:
        click.echo(f"发现 {wrong} 处与发布的内容不一致。")
        raise SystemExit(1)
    click.echo("全部文件与发布的内容一致。")


def _judge(found: list[Any], *, heal: bool) -> int:
    from mingtang.editorial.pages.actions.incidents import heal as heal_suspect  # needs set-up
    from mingtang.editorial.pages.engine.verification import confirmed  # needs set-up
    from mingtang.editorial.pages.policies.shown_names import shown_path  # needs set-up

    count = 0
    for suspect in found:
        if heal:
            incident = heal_suspect(suspect, clock.now())
            if incident is not None:
                _tell(incident)
                count += 1
        elif (difference := confirmed(suspect)) is not None:
            path = shown_path(difference.path) or "/"
            click.echo(f"{difference.kind.label}：{difference.code}{path}")
            count += 1
    return count


def _tell(incident: "Incident") -> None:
    from mingtang.editorial.pages.enums import TamperingKind  # needs set-up

    site = incident.site.code if incident.site else ""
    outcome = "已恢复" if incident.healed_at else "未能恢复，请检查目录权限"
    click.echo(f"{TamperingKind(incident.kind).label}：{site}{incident.path}，{outcome}")


@command.command()
@click.option("--seconds", type=float, help="看这么久以后结束；不写则一直看")
def watch(seconds: float | None) -> None:
    """守着发布目录：一有文件被改动，马上恢复并记录。按 Ctrl-C 结束。"""
    import time  # slow import

    from django.conf import settings  # needs set-up

    from mingtang.editorial.pages.watching import Watcher  # needs set-up

    watcher = Watcher(Path(settings.PUBLISH_ROOT))
    begun = time.monotonic()
    click.echo(f"正在守护 {watcher.tree.folders} 个目录。")
    try:
        while seconds is None or time.monotonic() - begun < seconds:
            for incident in watcher.step(clock.now()):
                _tell(incident)
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("已停止。")
    finally:
        watcher.close()


@command.command()
@click.option("--site", "codes", multiple=True, required=True, help="网站代码，可重复")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--background", is_flag=True, help="只登记任务，由后台任务进程完成")
@by_option
def full(actor: "Person", codes: tuple[str, ...], processes: int, background: bool) -> None:
    """重新生成整个网站的全部页面，显示进度；中断后接着做用 mingtang publish work。"""
    _run_bulk(actor, codes, processes, background=background, kind="full")


@command.command()
@click.option("--site", "codes", multiple=True, required=True, help="网站代码，可重复")
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--background", is_flag=True, help="只登记任务，由后台任务进程完成")
@by_option
def reshell(actor: "Person", codes: tuple[str, ...], processes: int, background: bool) -> None:
    """更换页头、导航、页脚以后，重新生成网站的全部页面。"""
    _run_bulk(actor, codes, processes, background=background, kind="reshell")


def _run_bulk(
    actor: "Person", codes: tuple[str, ...], processes: int, *, background: bool, kind: str
) -> None:
    from mingtang.editorial.pages.enums import RunKind  # needs set-up
    from mingtang.editorial.publishing.actions.sites import rebuild_site  # needs set-up

    for code in codes:
        with _told():
            rebuild_site(actor=actor, at=clock.now(), site_id=_site(code).pk, kind=RunKind(kind))
    if background:
        click.echo("已登记，后台任务进程会完成；进度见 mingtang publish status。")
    else:
        _work_off(processes)


@command.command()
@click.option("--processes", default=2, show_default=True, type=click.IntRange(1, 64))
def work(processes: int) -> None:
    """把等待的页面和批量任务做完，显示进度。"""
    _work_off(processes)


def _work_off(processes: int) -> None:
    from mingtang.wiring.cli.publish_work import work_off  # needs set-up

    if not work_off(processes):
        click.echo("已中断。没有做完的页面仍在等待，接着做用 mingtang publish work。")
        raise SystemExit(130)
    click.echo("全部完成。")


@command.command()
@click.option("--reclaim", "give_back", is_flag=True, help="清理过期的旧版本")
def space(give_back: bool) -> None:
    """旧版本占用的空间；清理超过保留期的旧版本。"""
    from mingtang.editorial.pages.engine.reclaiming import reclaim  # needs set-up
    from mingtang.wiring.cli.publish_lines import print_space  # needs set-up

    if give_back:
        while count := reclaim(clock.now()):
            click.echo(f"清理了 {count} 项。")
    print_space(clock.now())


@command.group()
def theme() -> None:
    """检查、安装、更换网站模板。"""


@theme.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_theme(folder: Path) -> None:
    """检查一个模板目录；有问题逐条说明文件、行号和原因，退出码为 1。"""
    from mingtang.editorial.publishing.trial import tried_theme  # needs set-up
    from mingtang.editorial.themes import BadTheme  # needs set-up

    try:
        found = tried_theme(folder.name, folder)
    except BadTheme as error:
        for problem in error.problems:
            click.echo(problem)
        raise SystemExit(1) from error
    click.echo(f"模板可用，版本 {found.version}。")


@theme.command("install")
@click.argument("name")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def install_theme(name: str, folder: Path) -> None:
    """安装一个模板；不合格的不会安装。"""
    from mingtang.editorial.publishing.trial import install  # needs set-up
    from mingtang.editorial.themes import BadTheme  # needs set-up

    try:
        version = install(name, folder)
    except BadTheme as error:
        for problem in error.problems:
            click.echo(problem)
        raise SystemExit(1) from error
    click.echo(f"已安装模板 {name}，版本 {version}。")
    click.echo(
        f"启用：mingtang publish theme use {name} --version {version} --site 网站代码 --by 用户名"
    )


@theme.command("use")
@click.argument("name")
@click.option("--version", default="", help="已安装的版本；自带的模板不写")
@click.option("--site", "code", required=True, help="网站代码")
@by_option
def use_theme(actor: "Person", name: str, version: str, code: str) -> None:
    """给一个网站更换模板，全部页面在后台重新生成。"""
    from mingtang.editorial.publishing.actions.sites import change_theme  # needs set-up

    with _told():
        change_theme(
            actor=actor, at=clock.now(), site_id=_site(code).pk, name=name, version=version
        )
    click.echo("已更换，页面正在后台重新生成；进度见 mingtang publish status。")


@command.command("traditional")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--site", "code", required=True, help="网站代码")
@by_option
def traditional(actor: "Person", state: str, code: str) -> None:
    """开通（on）或停用（off）一个网站的繁体版，全部页面在后台重新生成。"""
    from mingtang.editorial.publishing.actions.sites import change_scripts  # needs set-up

    with _told():
        change_scripts(
            actor=actor, at=clock.now(), site_id=_site(code).pk, has_traditional=state == "on"
        )
    click.echo("已更改，页面正在后台重新生成；进度见 mingtang publish status。")
