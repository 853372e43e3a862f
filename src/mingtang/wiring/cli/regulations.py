"""`mingtang regulations`: packs, looked at without database and without Django; installed with both."""

import importlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from mingtang.ground.foundation.rooms import rooms
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.institution.regulations.errors import PackError, PackFault
from mingtang.institution.regulations.known_events import known_events, unknown_events
from mingtang.institution.regulations.loading import bundled_packs, load_folder, load_pack
from mingtang.institution.regulations.reference import reference_page
from mingtang.institution.regulations.rules import Pack
from mingtang.institution.regulations.schema import Rule
from mingtang.institution.regulations.trace import PACKAGE, Status, TraceRow, trace
from mingtang.institution.regulations.wording import in_words
from mingtang.spine.events.registry import EventType
from mingtang.wiring.cli.pack_installation import bind, install

WRONG_INPUT = 2
PACK = click.Choice(bundled_packs())
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字或 JSON。"
)


@click.group("regulations", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """查看、检查、启用制度包，追溯每个条款落实到哪里。"""


command.add_command(install)
command.add_command(bind)


@command.command("list")
@click.argument("pack", required=False, type=PACK)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="文字、JSON，或文档中的全部规则一览（markdown）。",
)
def list_packs(pack: str | None, form: str) -> None:
    """列出制度包；写明名称的，列出其中的规则。"""
    if form == "markdown":
        click.echo(reference_page(), nl=False)
    elif pack is None:
        packs = [load_pack(name) for name in bundled_packs()]
        _print([_pack_as_json(one) for one in packs], map(_pack_in_a_line, packs), form)
    else:
        rules = load_pack(pack).rules.values()
        _print([_rule_as_json(rule) for rule in rules], map(_rule_in_a_line, rules), form)


@command.command()
@click.argument("wanted", metavar="规则或条款")
@click.option("--pack", type=PACK, help="只看这个制度包。")
@FORMAT
def show(wanted: str, pack: str | None, form: str) -> None:
    """按规则代码（如 reply.claim）或条款编号（如 XC-12）显示规则全文。"""
    names = (pack,) if pack else bundled_packs()
    rules = list(
        dict.fromkeys(rule for name in names for rule in _matching(load_pack(name), wanted))
    )
    if not rules:
        click.echo(f"没有规则或条款“{wanted}”，请用 mingtang regulations list 查看代码。", err=True)
        sys.exit(WRONG_INPUT)
    _print([_rule_as_json(rule) for rule in rules], map(_rule_in_full, rules), form)


@command.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """检查制度包（不写文件夹时检查自带的全部），逐项指出哪个文件、哪一项、为什么不对。"""
    known = known_events(_registered_events())
    faults: list[PackFault] = []
    paths = folders or tuple(Path(name) for name in bundled_packs())
    for path in paths:
        try:
            pack = load_folder(path.resolve()) if folders else load_pack(path.name)
        except PackError as error:
            faults += error.faults
        else:
            faults += unknown_events(pack.name, pack.rules, known)
    for fault in dict.fromkeys(faults):
        click.echo(str(fault), err=True)
    if not faults:
        click.echo(f"{len(paths)} 个制度包，内容无误。")
    sys.exit(bool(faults))


@command.command("trace")
@click.option("--clause", help="只看这个条款，如 XC-12。")
@FORMAT
def trace_clauses(clause: str | None, form: str) -> None:
    """追溯 142 个条款：条款 → 规则 → 代码 → 测试；有缺漏时退出码为 1。"""
    if clause is not None and clause not in catalogue().by_id:
        click.echo(f"没有编号为 {clause} 的条款。", err=True)
        sys.exit(WRONG_INPUT)
    found = trace()
    rows = [row for row in found.rows if clause in {None, row.clause.id}]
    works = sum(row.status is Status.WORKS for row in rows)
    total = (
        f"{len(rows)} 个条款，{works} 个已落实（works），{len(rows) - works} 个待落实（planned）。"
    )
    _print([row.as_json() for row in rows], [*map(_row_in_a_line, rows), total], form)
    for fault in found.faults:
        click.echo(fault, err=True)
    sys.exit(bool(found.faults))


def _registered_events() -> Iterator[EventType]:
    """Yield the event types of all rooms from their pure `events.py`; nothing else is imported."""
    for room in rooms():
        # Other `events` of the wiring and the faces are commands and screens, with needs of their own.
        if room.storey in {"wiring", "faces"}:
            continue
        # Looked up on the disk: asking for the module would import its room first, and that Django.
        if (PACKAGE / room.storey / room.name / "events.py").is_file():
            yield from importlib.import_module(f"{room.module}.events").EVENT_TYPES


def _matching(pack: Pack, wanted: str) -> Iterator[Rule]:
    for rule in pack.rules.values():
        if wanted == rule.id or wanted.upper() in rule.clauses:
            yield rule


def _print(as_json: list[dict[str, object]], lines: Iterable[str], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(as_json, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)


def _pack_as_json(pack: Pack) -> dict[str, object]:
    return {
        "pack": pack.name,
        "label": pack.label,
        "version": pack.version,
        "extends": list(pack.extends),
        "rules": len(pack.rules),
    }


def _pack_in_a_line(pack: Pack) -> str:
    extends = f"，沿用 {'、'.join(pack.extends)}" if pack.extends else ""
    return (
        f"{pack.name:<10} {pack.label}：{len(pack.rules)} 条规则{extends}；版本 {pack.version[:12]}"
    )


def _rule_as_json(rule: Rule) -> dict[str, object]:
    return {**rule.model_dump(mode="json"), "numbers": list(rule.numbers), "words": in_words(rule)}


def _rule_in_a_line(rule: Rule) -> str:
    return f"{rule.id:<40} {rule.label}：{in_words(rule)}（{_sources(rule)}）"


def _sources(rule: Rule) -> str:
    return "、".join(rule.clauses) or rule.document


def _rule_in_full(rule: Rule) -> str:
    raw = rule.model_dump(mode="json", exclude_defaults=True, exclude={"id", "pack", "label"})
    lines = [f"{rule.pack}:{rule.id}  {rule.label}", f"    要点：{in_words(rule)}"]
    lines += [
        f"    依据：{rule.citation}",
        f"    力度：{rule.strength.label}；数字来源：{rule.number_from.label}",
    ]
    lines += ["    核实：" + ("已核对" if rule.verified else "未核实")]
    if rule.reading:
        lines.append(f"    理解：{rule.reading}")
    skipped = {"document", "clause", "reading", "strength", "number_from", "verified"}
    for key, value in raw.items():
        if key not in skipped:
            lines.append(f"    {key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines)


def _row_in_a_line(row: TraceRow) -> str:
    shown = row.as_json()
    rules = "、".join(f"{rule.pack}:{rule.id}（{in_words(rule)}）" for rule in row.rules) or "—"
    return f"{shown['id']}  {shown['status']:<7}  {rules}；代码 {len(row.code)} 处，测试 {len(row.tests)} 个"
