"""`mingtang doctor`: what is missing or wrong on this machine, and what to do."""

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.checks import Check, Level, Result, error, note
from mingtang.ground.papers import checks as paper_checks
from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config import machine_checks

MARKS = {Level.GOOD: "✓", Level.NOTE: "·", Level.WARNING: "!", Level.ERROR: "✗"}
COLOURS = {Level.GOOD: "green", Level.NOTE: None, Level.WARNING: "yellow", Level.ERROR: "red"}


@dataclass(frozen=True)
class CheckAnswer:
    """A result together with the check that found it."""

    check: Check
    result: Result


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(form: str) -> None:
    """检查本机缺什么、哪里不对、怎么办；有错误时退出码为 1。"""
    answers = list(examine(clock.now()))
    if form == "json":
        click.echo(json.dumps([_as_json(answer) for answer in answers], ensure_ascii=False))
    else:
        _print(answers)
    sys.exit(any(answer.result.level is Level.ERROR for answer in answers))


def examine(at: datetime) -> Iterator[CheckAnswer]:
    """Yield the answers of all checks: the machine, then the database, then each room."""
    for check in (*machine_checks.CHECKS, *paper_checks.CHECKS):
        yield from _run(check, at)
    settings = Check("settings.load", "设置", lambda at: _load_settings())
    loaded = list(_run(settings, at))
    yield from loaded
    if not loaded:
        yield from _examine_rooms(at)


def _load_settings() -> Iterator[Result]:
    try:
        setup_django()
    except Exception as problem:  # noqa: BLE001 - whatever is wrong is the answer
        yield error(
            f"设置不能载入：{type(problem).__name__}: {problem}",
            "请先解决上面的问题，再检查 MINGTANG_ 开头的环境变量",
        )


def _examine_rooms(at: datetime) -> Iterator[CheckAnswer]:
    from mingtang.wiring.config import connections, database_checks, worker_checks  # needs set-up

    answers = [*_run(database_checks.CONNECTION, at), *_run(database_checks.CONTENT, at)]
    has_tables = not _has_errors(answers)
    if has_tables:
        answers += _run(connections.BUDGET, at)
        tables = list(_run(database_checks.TABLES, at))
        has_tables = all(answer.result.level is Level.GOOD for answer in tables)
        answers += tables
    yield from answers
    yield from _run(worker_checks.WORKERS, at)
    for check in room_checks():
        if check.needs_database and not has_tables:
            yield CheckAnswer(check, note(f"{check.title}：数据库未就绪，未检查"))
        else:
            yield from _run(check, at)


def room_checks() -> Iterator[Check]:
    """Yield the checks of every installed room, in the order of the rooms."""
    from django.apps import apps  # needs set-up

    for room in apps.get_app_configs():
        name = f"{room.name}.checks"
        if room.name.startswith("mingtang.") and importlib.util.find_spec(name):
            yield from importlib.import_module(name).CHECKS


def _run(check: Check, at: datetime) -> Iterator[CheckAnswer]:
    """Run one check; a check that breaks answers with an error."""
    try:
        for result in check.run(at):
            yield CheckAnswer(check, result)
    except Exception as problem:  # noqa: BLE001 - one broken check must not hide the others
        found = f"{check.title}：检查时出错（{type(problem).__name__}: {problem}）"
        yield CheckAnswer(check, error(found, f"请报告此问题，并附上检查项名称 {check.name}"))


def _has_errors(answers: Iterable[CheckAnswer]) -> bool:
    return any(answer.result.level is Level.ERROR for answer in answers)


def _as_json(answer: CheckAnswer) -> dict[str, str]:
    return {
        "check": answer.check.name,
        "level": answer.result.level.value,
        "found": answer.result.found,
        "advice": answer.result.advice,
    }


def _print(answers: list[CheckAnswer]) -> None:
    for answer in answers:
        level = answer.result.level
        click.secho(f"{MARKS[level]} {answer.result.found}", fg=COLOURS[level])
        if answer.result.advice:
            click.echo(f"    → {answer.result.advice}")
    count = {level: sum(answer.result.level is level for answer in answers) for level in Level}
    click.echo(
        f"\n正常 {count[Level.GOOD]} 项，提示 {count[Level.NOTE]} 项，"
        f"警告 {count[Level.WARNING]} 项，错误 {count[Level.ERROR]} 项。"
    )
