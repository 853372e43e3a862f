"""Looking at the log of events, checking its chain, and dealing with deliveries that fail."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person
    from mingtang.spine.events.anchors import Anchor
    from mingtang.spine.events.models import Event

FORMATS = click.Choice(["text", "json"])
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
TAIL_PAUSE = 0.5  # seconds


@contextmanager
def _told(delivery_id: int) -> Iterator[None]:
    """Turn the refusal of an action into one sentence and exit code 1."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(f"投递 {delivery_id}：{refusal}") from refusal
    except NotVisible as missing:
        raise click.ClickException(f"没有编号为 {delivery_id} 的投递。") from missing


@click.group()
def command() -> None:
    """查看、核对事件日志，处理失败的投递。"""
    setup_django()


@command.command("list")
@click.option("--subject", default="", help="只看这个对象，如 article:12")
@click.option("--code", "codes", multiple=True, help="只看这种事件，可重复")
@click.option("--actor", default="", help="只看这个人，如 person:3")
@click.option("--unit", default="", help="只看这个单位")
@click.option("--after", default=0, metavar="POSITION", help="只看这个序号之后的")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--format", "form", type=FORMATS, default="text")
def list_events(
    subject: str, codes: tuple[str, ...], actor: str, unit: str, after: int, limit: int, form: str
) -> None:
    """按先后列出事件；不加条件时列出最近的。"""
    from mingtang.spine.events.queries import events_after, events_of, latest_events  # needs set-up
    from mingtang.wiring.cli.event_lines import print_events  # needs set-up

    narrowing = {"actor": actor, "unit": unit}
    narrowing = {name: value for name, value in narrowing.items() if value}
    if subject:
        found = events_of(subject).filter(**narrowing)
        events: Iterable[Event] = (found.filter(code__in=codes) if codes else found)[:limit]
    elif codes or narrowing or after:
        events = events_after(after, codes or None).filter(**narrowing)[:limit]
    else:
        events = latest_events(limit)
    print_events(events, form)


@command.command()
@click.option("-n", "count", default=10, show_default=True, help="先列出最近几条")
@click.option("-f", "--follow", is_flag=True, help="继续等待新的事件，按 Ctrl-C 结束")
@click.option("--format", "form", type=FORMATS, default="text")
def tail(count: int, follow: bool, form: str) -> None:
    """列出最近的事件。"""
    from mingtang.spine.events.queries import events_after, latest_events  # needs set-up
    from mingtang.wiring.cli.event_lines import print_events  # needs set-up

    events = latest_events(max(count, 1))
    print_events(events[-count:] if count else [], form, streams=follow)
    position = max((event.position or 0 for event in events), default=0)
    while follow:
        time.sleep(TAIL_PAUSE)
        events = list(events_after(position)[:1000])
        print_events(events, form, streams=True)
        position = max((event.position or 0 for event in events), default=position)


@command.command()
@click.option("--anchors", "own", type=EXISTING, help="锚文件；缺省为本机的")
@click.option(
    "--copy",
    "copies",
    type=EXISTING,
    multiple=True,
    help="另存于他处的锚：文件、syslog 日志或邮箱文件，可重复；缺省为设置里 file: 的几处",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="PUBLIC",
    help="只信任这把公钥，可重复；缺省为本机的密钥",
)
@click.option(
    "--since", metavar="DATE|NUMBER", help="信任这一天最后的锚（或这个编号的锚），只核对其后的"
)
@click.option("--format", "form", type=FORMATS, default="text")
def verify(
    own: Path | None, copies: tuple[Path, ...], keys: tuple[str, ...], since: str | None, form: str
) -> None:
    """逐条核对事件日志有没有被改、被删、被插入或被调换，锚有没有被删、被改；有问题时退出码为 1。"""
    from mingtang.spine.events import verification  # needs set-up
    from mingtang.spine.events.anchors import anchor_path, read_copy, read_lines  # needs set-up
    from mingtang.spine.events.deposits import file_of, places  # needs set-up
    from mingtang.wiring.cli.event_lines import print_verification  # needs set-up

    lines = read_lines(own or anchor_path())
    known = [path for place in places() if (path := file_of(place)) and path.exists()]
    shows = form == "text" and sys.stderr.isatty()
    result = verification.verify_with_anchors(
        at=clock.now(),
        lines=lines,
        copies=[read_copy(path) for path in copies or known],
        trusted=_trusted(keys),
        since=_anchor_of(lines, since) if since else None,
        progress=lambda position: (
            click.echo(f"\r已核对到第 {position} 条", err=True, nl=False) if shows else None
        ),
    )
    if shows:
        click.echo(err=True)
    print_verification(result, form)
    sys.exit(1 if result.faults else 0)


def _trusted(keys: tuple[str, ...]) -> dict[str, str]:
    from mingtang.spine.events.signing import BrokenKey, key_id, load_key  # needs set-up

    try:
        if keys:
            return {key_id(key): key for key in keys}
        found = load_key()
    except BrokenKey as problem:
        raise click.ClickException(str(problem)) from problem
    except ValueError as problem:
        raise click.UsageError("--key 不是公钥，请用 mingtang events key 的输出。") from problem
    return found.trusted if found else {}


def _anchor_of(lines: list[str], since: str) -> "Anchor":
    from mingtang.spine.events.anchors import BrokenAnchor, parse_line  # needs set-up

    found = None
    for line in lines:
        try:
            anchor = parse_line(line)[0]
        except BrokenAnchor:
            continue
        if since in {anchor.date.isoformat(), str(anchor.number)}:
            found = anchor
    if found is None:
        raise click.UsageError(f"没有 {since} 的锚。")
    return found


@command.command()
def key() -> None:
    """显示签署锚的公钥；请与锚一起另存，核对时用 --key 给出。"""
    from mingtang.spine.events.signing import BrokenKey, load_key  # needs set-up

    try:
        found = load_key()
    except BrokenKey as problem:
        raise click.ClickException(str(problem)) from problem
    if found is None:
        raise click.ClickException("还没有密钥，写下第一个锚时自动生成。")
    click.echo(found.public)


@command.command("new-key")
@click.option("--lost", "is_lost", is_flag=True, help="原来的密钥已丢失，直接启用新的")
def new_key(is_lost: bool) -> None:
    """换一把签署锚的密钥；由原来的密钥签署交接。"""
    from mingtang.spine.events.anchors import BrokenAnchor, rotate_key  # needs set-up
    from mingtang.spine.events.signing import BrokenKey  # needs set-up

    try:
        rotated = rotate_key(clock.now(), is_lost=is_lost)
    except (BrokenKey, BrokenAnchor) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"已启用新的密钥，公钥：\n{rotated.public}")


@command.command()
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--format", "form", type=FORMATS, default="text")
def failures(limit: int, form: str) -> None:
    """列出失败待重试的投递及原因。"""
    from mingtang.spine.events import queries  # needs set-up
    from mingtang.wiring.cli.event_lines import print_failures  # needs set-up

    found = list(queries.failures()[:limit])
    print_failures(found, form)
    if form == "json":
        return
    if not found:
        click.echo("没有失败的投递。")
    if orphaned := queries.orphaned_subscribers():
        click.echo(f"以下订阅者已不存在，投递给它们的事件一直等着：{'、'.join(orphaned)}")


@command.command()
@click.argument("delivery_ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="全部失败的投递")
def retry(delivery_ids: tuple[int, ...], every: bool) -> None:
    """马上重试失败的投递（由后台任务进程执行）。"""
    from mingtang.spine.events import queries  # needs set-up
    from mingtang.spine.events.actions import retry_delivery  # needs set-up

    if every:
        delivery_ids = tuple(queries.failures().values_list("id", flat=True))
    elif not delivery_ids:
        raise click.UsageError("请写明投递编号，或用 --all。")
    for delivery_id in delivery_ids:
        with _told(delivery_id):
            retry_delivery(delivery_id=delivery_id, actor="system", at=clock.now())
            click.echo(f"投递 {delivery_id}：马上重试。")


@command.command("set-aside")
@click.argument("delivery_id", type=int, metavar="ID")
@click.option("--reason", required=True, help="搁置的理由，记入事件日志")
def set_aside(delivery_id: int, reason: str) -> None:
    """放弃一项总是失败的投递，让同一对象后面的事件继续。"""
    from mingtang.spine.events.actions import set_aside_delivery  # needs set-up

    with _told(delivery_id):
        set_aside_delivery(delivery_id=delivery_id, actor="system", at=clock.now(), reason=reason)
        click.echo(f"投递 {delivery_id}：已搁置。")


@command.command("erase-reason")
@click.argument("position", type=int, metavar="POSITION")
@click.option("--why", required=True, help="删除的依据，如当事人的申请；记入事件日志")
@by_option
def erase_reason(position: int, why: str, actor: "Person") -> None:
    """删除一条事件的理由文字（POSITION 为封存序号）；事件本身保留，仍可核对。"""
    from mingtang.spine.events.models import Event  # needs set-up
    from mingtang.workbench.backoffice.actions.reasons import erase_event_reason  # needs set-up

    found = Event.objects.filter(position=position).values_list("pk", flat=True).first()
    try:
        erase_event_reason(actor=actor, at=clock.now(), event_id=found or 0, why=why)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except NotVisible as missing:
        raise click.ClickException(
            f"没有序号为 {position} 的事件、它没有理由，或 {actor.name} 无权删除。"
        ) from missing
    click.echo(f"第 {position} 条：理由文字已删除。")


@command.command()
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown")
@click.option(
    "--write",
    "page",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="把表格写进这个文件的标记之间",
)
def codes(form: str, page: Path | None) -> None:
    """列出全部事件类型：代码、名称、附带的数据、所属模块。"""
    from mingtang.wiring.config import event_codes  # needs set-up

    if page:
        try:
            event_codes.write_table(page)
        except ValueError as error:
            raise click.ClickException(f"{page} 里没有标记 {error}。") from error
    elif form == "markdown":
        click.echo(event_codes.markdown_table(), nl=False)
    else:
        click.echo(json.dumps(event_codes.as_rows(), ensure_ascii=False))
