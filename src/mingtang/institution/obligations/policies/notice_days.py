"""What a notice about rest days may say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True)
class DayChange:
    """One day of a notice: a rest day or a working day, with the holiday's name where it has one."""

    day: date
    is_working: bool
    name: str = ""


def may_amend(document: str, days: Sequence[DayChange], completes_year: int | None) -> Decision:
    """Say whether a notice can be entered: it rests on a document and says something, once a day."""
    decision = YES
    if not has_words(document):
        decision &= no(
            "obligations.no_document",
            "请填写依据文件的名称和文号，日历不能无依据修改。",
            "document",
        )
    if not days and completes_year is None:
        decision &= no("obligations.no_days", "请至少填写一天的放假或上班安排。", "days")
    twice = sorted(day for day, count in Counter(one.day for one in days).items() if count > 1)
    if twice:
        named = "、".join(day.isoformat() for day in twice)
        decision &= no(
            "obligations.day_twice", f"{named} 填写了不止一次，请每天只保留一行。", "days"
        )
    years = {one.day.year for one in days} | ({completes_year} if completes_year else set())
    if any(not EARLIEST <= year <= LATEST for year in years):
        decision &= no(
            "obligations.year_out_of_range",
            f"年份须在{EARLIEST}至{LATEST}之间，请核对日期。",
            "days",
        )
    return decision
