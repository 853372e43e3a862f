"""`mingtang due --pairs`: how quickly past letters were answered, from a table and no database."""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import click

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.working_days import AnswerTimes, WorkCalendar
from mingtang.ground.papers.cells import as_moment
from mingtang.ground.papers.long_tables import Lines, open_table
from mingtang.ground.papers.tables_in import LineResult, LineState, SheetColumn

WRONG_INPUT = 2
WITHIN = (1, 2, 5, 7, 10, 15)  # working days: columns of the report, whatever a pack asks for

_NO_RECEIPT = "有答复时间，没有收到时间。"


@dataclass
class PairCounts:
    """What became of the lines: `used` has the working days of each answered one, in their order."""

    used: list[int] = field(default_factory=list)
    within: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    wrong: list[LineResult] = field(default_factory=list)

    def percentage(self, days: int) -> float:
        """Return the share answered within so many working days, in percent with one decimal."""
        return round(100 * self.within[days] / len(self.used), 1) if self.used else 0.0


def report_pairs(
    path: Path, received: str, answered: str, form: str, calendar: WorkCalendar
) -> None:
    """Print how quickly the lines of a table were answered; exit with 2 when none can be judged."""
    columns = (
        SheetColumn("received", received, as_moment()),
        SheetColumn("answered", answered, as_moment()),
    )
    try:
        with open_table(path, columns) as lines:
            counts = _count(lines, calendar)
    except Refused as refused:
        _refuse(str(refused))
    except OSError as error:
        _refuse(f"打不开文件 {path}（{error.strerror}），请核对路径。")
    (_print_json if form == "json" else _print_text)(counts)
    for one in counts.wrong:
        click.echo(f"第 {one.line} 行：{one.reason}", err=True)
    if not counts.used:
        _refuse("没有一行同时有收到时间和答复时间，请核对列名和内容。")


def _count(lines: Lines, calendar: WorkCalendar) -> PairCounts:
    counts = PairCounts()
    for one in lines:
        if isinstance(one, LineResult):
            counts.wrong.append(one)
            continue
        received, answered = one.values["received"], one.values["answered"]
        if answered is None:
            counts.unanswered += 1
            continue
        if received is None:
            counts.wrong.append(LineResult(one.line, LineState.FAILED, _NO_RECEIPT))
            continue
        try:
            _judge(AnswerTimes.of(received, answered), calendar, counts)
        except ValueError as error:
            counts.wrong.append(LineResult(one.line, LineState.FAILED, str(error)))
    return counts


def _judge(times: AnswerTimes, calendar: WorkCalendar, counts: PairCounts) -> None:
    counts.used.append(times.used(calendar))
    counts.within.update(days for days in WITHIN if times.is_within(days, calendar))


def _print_json(counts: PairCounts) -> None:
    answer: dict[str, Any] = {
        "pairs": counts.used,
        "within": {str(days): counts.percentage(days) for days in WITHIN},
        "unanswered": counts.unanswered,
        "wrong": [{"line": one.line, "reason": one.reason} for one in counts.wrong],
    }
    print(json.dumps(answer, ensure_ascii=False))


def _print_text(counts: PairCounts) -> None:
    print(
        f"已答复 {len(counts.used):,} 件，未答复 {counts.unanswered:,} 件，有误 {len(counts.wrong):,} 行"
    )
    if counts.used:
        used = sorted(counts.used)
        print(f"平均 {sum(used) / len(used):.1f} 个工作日，最长 {used[-1]:,} 个工作日")
        for days in WITHIN:
            print(f"{days:>2} 个工作日内答复 {counts.percentage(days):>5.1f}%")


def _refuse(message: str) -> NoReturn:
    click.echo(f"错误：{message}", err=True)
    sys.exit(WRONG_INPUT)
