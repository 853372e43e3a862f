"""How many due dates a second, beside a walk over the days and a loop over the field's library.

    python bench/due_dates.py [--count 500000] [--rounds 5]

One process; aware datetimes in (half in UTC, half in Beijing time, spread at random over 2004 to
2026), aware datetimes out, one call of `due` each with `5 working days`. Every figure is the median
of the rounds. The ratios are against the same question answered the plain way in the same run; the
answers of all ways are compared first.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import chinese_calendar

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    Clock,
    Extend,
    Pause,
    Period,
    Resume,
    bundled_calendar,
    due,
    due_before,
    due_many,
    due_with_marks,
    explain,
    parse_period,
)

CALENDAR = bundled_calendar()
FIVE = parse_period("5 working days")
TARGET = 500_000
ONE_DAY = timedelta(days=1)
FIRST = datetime(2004, 1, 15, tzinfo=UTC)
SECONDS = int((datetime(2026, 11, 1, tzinfo=UTC) - FIRST).total_seconds())
Starts = Sequence[datetime]


def random_starts(count: int) -> list[datetime]:
    """Return starts in both zones, the same ones in every run."""
    chance = random.Random(20260430)
    moments = (FIRST + timedelta(seconds=chance.randrange(SECONDS)) for _ in range(count))
    return [moment.astimezone(chance.choice((UTC, BEIJING))) for moment in moments]


def walk(start: datetime, is_worked: Callable[[date], bool]) -> datetime:
    """Count five working days by looking at each day."""
    day, left = start.astimezone(BEIJING).date(), 5
    while left:
        day += ONE_DAY
        left -= is_worked(day)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BEIJING)


def by_due(starts: Starts) -> list[datetime]:
    """Ask `due` once for each start."""
    return [due(start, FIVE, CALENDAR).moment for start in starts]


def by_walk(starts: Starts) -> list[datetime]:
    """Walk over the same calendar."""
    return [walk(start, CALENDAR.is_working) for start in starts]


def by_library(starts: Starts) -> list[datetime]:
    """Walk over `chinese_calendar.is_workday`."""
    return [walk(start, chinese_calendar.is_workday) for start in starts]


def rate(work: Callable[[Starts], object], starts: Starts, rounds: int) -> float:
    """Return the median of starts a second."""
    rates = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work(starts)
        rates.append(len(starts) / (time.perf_counter() - begun))
    return statistics.median(rates)


def marked(start: datetime) -> object:
    """Answer for a clock that was paused, resumed and extended."""
    marks = (
        Pause(start + ONE_DAY),
        Resume(start + 3 * ONE_DAY),
        Extend(start + 3 * ONE_DAY, FIVE),
    )
    return due_with_marks(Clock(start, FIVE, marks), CALENDAR)


def each(period: Period, starts: Starts) -> object:
    """Answer one period for every start."""
    return [due(start, period, CALENDAR) for start in starts]


def others() -> dict[str, Callable[[Starts], object]]:
    """Return the other ways of counting that rules use."""
    ways: dict[str, Callable[[Starts], object]] = {
        "5 working days, due_many": lambda starts: due_many(starts, FIVE, CALENDAR),
        "5 working days back": lambda starts: [due_before(s, FIVE, CALENDAR) for s in starts],
    }
    for text in ("15 days", "2 weeks", "6 months", "2 hours", "2 working hours", "same day"):
        period = parse_period(text)
        ways[text] = partial(each, period)
    ways["paused, resumed, extended"] = lambda starts: [marked(s) for s in starts]
    ways["explained day by day"] = lambda starts: [explain(s, FIVE, CALENDAR) for s in starts]
    return ways


def main() -> int:
    """Print the figures; exit code 1 when the target is missed or the answers differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    starts = random_starts(arguments.count)
    few, fewer = starts[: arguments.count // 10], starts[: arguments.count // 250]
    if by_due(few) != by_walk(few) or by_due(fewer) != by_library(fewer):
        print("the ways of counting differ")
        return 1
    fast = rate(by_due, starts, arguments.rounds)
    plain = rate(by_walk, few, arguments.rounds)
    library = rate(by_library, fewer, arguments.rounds)
    print(f"due dates/s (5 working days)      {fast:>12,.0f}   target {TARGET:,}")
    print(f"  walk over the same calendar     {plain:>12,.0f}   {fast / plain:,.1f} times slower")
    print(
        f"  loop over chinesecalendar       {library:>12,.0f}   {fast / library:,.0f} times slower"
    )
    for name, work in others().items():
        print(f"{name:<34}{rate(work, few, arguments.rounds):>12,.0f}")
    return 0 if fast >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
