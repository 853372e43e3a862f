"""`mingtang due`: when a period ends, without database and without Django."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    DayNote,
    Due,
    Period,
    WorkCalendar,
    bundled_calendar,
    due,
    due_before,
    explain,
    explain_before,
    parse_office_hours,
    parse_period,
)
from mingtang.wiring.cli.due_pairs import WRONG_INPUT, report_pairs

EXAMPLE = "2026-04-30T10:00"


@dataclass(frozen=True)
class Question:
    """What is asked of every start."""

    period: Period
    calendar: WorkCalendar
    is_back: bool
    rolls: bool

    def answer(self, start: datetime) -> Due:
        """Return the due moment of one start."""
        if self.is_back:
            return due_before(start, self.period, self.calendar, roll_back=self.rolls)
        return due(start, self.period, self.calendar, roll_forward=self.rolls)

    def notes(self, start: datetime) -> list[DayNote]:
        """Return the days of the answer."""
        if self.is_back:
            return explain_before(start, self.period, self.calendar, roll_back=self.rolls)
        return explain(start, self.period, self.calendar, roll_forward=self.rolls)


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="写错的行逐行告知（带行号），其余照算；有错时退出码为 2；--pairs 只在没有一行可算时为 2。",
)
@click.option(
    "--start",
    "starts",
    multiple=True,
    metavar="时刻",
    help=f"起算时刻，如 {EXAMPLE}，不带时区按北京时间；可重复。省略时从标准输入读，每行一个。",
)
@click.option(
    "--within", metavar="期限", help="如 “5 working days”“2 hours”“15 days”“same day”“5个工作日”。"
)
@click.option("--before", "is_back", is_flag=True, help="从时刻往前推（须提前多久）。")
@click.option("--explain", "is_explained", is_flag=True, help="逐日说明计入或不计入的理由。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出形式。"
)
@click.option("--no-roll", is_flag=True, help="按日历日计算时，末日遇休息日不顺延。")
@click.option("--office-hours", metavar="时段", help="办公时间，如 08:30-12:00,14:30-17:30。")
@click.option(
    "--pairs",
    metavar="文件",
    type=click.Path(path_type=Path, dir_okay=False),
    help="统计一张表（.xlsx 或 .csv）中各件从收到到答复用了几个工作日。",
)
@click.option("--received", metavar="列名", default="收到时间", help="收到时间所在的列。")
@click.option("--answered", metavar="列名", default="答复时间", help="答复时间所在的列。")
def command(
    starts: tuple[str, ...],
    within: str | None,
    is_back: bool,
    is_explained: bool,
    form: str,
    no_roll: bool,
    office_hours: str | None,
    pairs: Path | None,
    received: str,
    answered: str,
) -> None:
    """推算期限的到期时间：跳过休息日，计入调休上班日；或统计一张表的答复用时。

    \b
    mingtang due --start 2026-04-30T10:00 --within "5 working days"
    mingtang due --start 2026-05-20T10:00 --within "7个工作日" --before --explain
    mingtang due --pairs 信件.xlsx --received 收到时间 --answered 答复时间
    """
    if pairs is not None:
        report_pairs(pairs, received, answered, form, bundled_calendar())
        return
    question = _question(within, office_hours, is_back=is_back, rolls=not no_roll)
    is_single = len(starts) == 1
    lines = _given(starts) if starts else _read(sys.stdin.buffer)
    answers = Answers(question, lines)
    if form == "json":
        _print_json(answers)
    else:
        _print_text(answers, is_single=is_single, is_explained=is_explained)
    if not answers.count:
        _refuse(f"没有起算时刻，请用 --start {EXAMPLE} 给出，或从标准输入每行给一个")
    if answers.has_errors:
        sys.exit(WRONG_INPUT)


def _question(
    within: str | None, office_hours: str | None, *, is_back: bool, rolls: bool
) -> Question:
    if within is None:
        _refuse("缺少期限，请加上 --within，例如 --within “5 working days”")
    try:
        period = parse_period(within)
        calendar = bundled_calendar()
        if office_hours is not None:
            calendar = calendar.with_office_hours(parse_office_hours(office_hours))
    except ValueError as error:
        _refuse(str(error))
    return Question(period, calendar, is_back, rolls)


def _given(starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(starts, 1):
        yield f"第 {number} 个 --start", text.strip()


def _read(stream: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(stream, 1):
        text = line.decode("utf-8-sig", "replace").strip()
        if text:
            yield f"第 {number} 行", text


class Answers:
    """The answers one by one; what cannot be read is told on standard error and passed over."""

    def __init__(self, question: Question, lines: Iterable[tuple[str, str]]) -> None:
        self.question = question
        self.count = 0
        self.has_errors = False
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[datetime, Due]]:
        for place, text in self._lines:
            self.count += 1
            try:
                start = _moment(text)
                yield start, self.question.answer(start)
            except ValueError as error:
                self.has_errors = True
                click.echo(f"{place}：{error}", err=True)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=BEIJING)
        return moment.astimezone(BEIJING)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text}”不是日期时间，请写成 {EXAMPLE}") from None


def _print_text(answers: Answers, *, is_single: bool, is_explained: bool) -> None:
    for start, answer in answers:
        text = answer.moment.isoformat() if is_single else _pair(start, answer)
        print(text + ("\t暂定，所涉年份的放假安排未公布" if answer.provisional else ""))
        if is_explained:
            for note in answers.question.notes(start):
                print(f"  {note.day}  {note.number or '-':>3}  {note.why}")


def _pair(start: datetime, answer: Due) -> str:
    return f"{start.isoformat()}\t{answer.moment.isoformat()}"


def _print_json(answers: Answers) -> None:
    """Print one list, object by object, so that a long input needs no memory."""
    separator = "["
    for start, answer in answers:
        days = [_day(note) for note in answers.question.notes(start)]
        item = {
            "start": start.isoformat(),
            "due": answer.moment.isoformat(),
            "provisional": answer.provisional,
            "days": days,
        }
        print(f"{separator}{json.dumps(item, ensure_ascii=False)}", end="")
        separator = ",\n"
    print("[]" if separator == "[" else "]")


def _day(note: DayNote) -> dict[str, Any]:
    return {**note._asdict(), "day": note.day.isoformat()}


def _refuse(message: str) -> NoReturn:
    click.echo(f"错误：{message}", err=True)
    sys.exit(WRONG_INPUT)
