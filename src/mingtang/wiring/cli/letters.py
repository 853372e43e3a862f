"""`mingtang letters`: past letters from a table of Excel or CSV."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import Refused
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person
    from mingtang.service.letters.models import LetterImport

WRONG_LINES = 1
HELP = {"help_option_names": ["-h", "--help"]}


@click.group("letters", context_settings=HELP)
def command() -> None:
    """导入历史来信。"""
    setup_django()


@command.command("import", context_settings=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", required=True, metavar="网站代码", help="哪个网站的来信")
@click.option(
    "--map", "pairs", multiple=True, metavar="项=列", help="如 收到时间=来信日期；可以写多个"
)
@click.option(
    "--default", "default", default="咨询", show_default=True, help="没写类别的作为哪一类"
)
@click.option("--dry-run", is_flag=True, help="只试算，不导入")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@by_option
def import_(
    file: Path,
    site: str,
    pairs: tuple[str, ...],
    default: str,
    dry_run: bool,
    form: str,
    actor: "Person",
) -> None:
    """从 Excel 或 CSV 表格 FILE 导入以往的来信和答复，按现行规定判断是否按时答复。

    各列按表头自动对应，对不上的用 --map 指定。收到时间、答复时间以表格为准，不发通知，不进待办。重复运行不会重复导入，
    中断之后可以再次运行。有行不能导入时退出码为 1。
    """
    from django.db import transaction  # needs set-up

    try:
        with transaction.atomic():
            row = _tried(file, site, pairs, default, actor)
            transaction.set_rollback(dry_run)  # a trial stores nothing, not even the table
        if not dry_run and row.made:
            row = _imported(row, actor, is_quiet=form == "json")
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    (_print_json if form == "json" else _print_text)(row)
    sys.exit(WRONG_LINES if row.failed else 0)


def _tried(
    file: Path, site: str, pairs: tuple[str, ...], default: str, actor: "Person"
) -> "LetterImport":
    from mingtang.service.letters.actions import (  # needs set-up
        check_letters,
        upload_letters,
    )

    category, at = _category(default), clock.now()
    content = file.read_bytes()
    row = upload_letters(actor=actor, at=at, site=site, name=file.name, content=content)
    return check_letters(
        actor=actor,
        at=at,
        import_id=row.pk,
        columns=row.columns | _mapping(pairs),
        category=category,
    )


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return the heading of each field, which is given by its label on the screen or its code."""
    from mingtang.service.letters.policies.history import LABELS  # needs set-up

    names = {label: name for name, label in LABELS.items()} | {name: name for name in LABELS}
    found = {}
    for pair in pairs:
        label, sign, heading = pair.partition("=")
        if not sign or label.strip() not in names:
            text = f"--map 应写作 项=列，项可以是：{'、'.join(LABELS.values())}。"
            raise click.UsageError(text)
        found[names[label.strip()]] = heading.strip()
    return found


def _category(word: str) -> str:
    from mingtang.service.letters.enums import LetterCategory  # needs set-up

    for one in LetterCategory:
        if word in {one.value, one.label}:
            return one.value
    labels = "、".join(one.label for one in LetterCategory)
    raise click.UsageError(f"--default 应为：{labels}。")


def _imported(row: "LetterImport", actor: "Person", *, is_quiet: bool) -> "LetterImport":
    from mingtang.service.letters.actions import import_letters  # needs set-up

    def progress(done: int, total: int) -> None:
        if not is_quiet:
            click.echo(f"已处理 {done:,} 行", err=True)

    import_letters(actor=actor.person_key, at=clock.now(), import_id=row.pk, progress=progress)
    row.refresh_from_db()
    return row


def _print_json(row: "LetterImport") -> None:
    answer = {
        "lines": row.total,
        "made": row.made,
        "skipped": row.skipped,
        "failed": row.failed,
        "columns": row.columns,
        "results": [
            {"line": line, "state": state, "reason": reason} for line, state, reason in row.results
        ],
    }
    click.echo(json.dumps(answer, ensure_ascii=False))


def _print_text(row: "LetterImport") -> None:
    from mingtang.service.letters.policies.history import LABELS  # needs set-up

    shown = "，".join(f"{LABELS[name]}＝{heading}" for name, heading in row.columns.items())
    click.echo(f"对应的列：{shown}")
    done = "可以导入" if row.is_trial else "已导入"
    click.echo(
        f"共 {row.total:,} 行：{done} {row.made:,} 行，跳过 {row.skipped:,} 行，有误 {row.failed:,} 行"
    )
    for line, _, reason in row.results:
        click.echo(f"第 {line} 行：{reason}", err=True)
