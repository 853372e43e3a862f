"""The fast arithmetic against plain walks over the days of the field's library."""

import random
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    Period,
    PeriodUnit,
    bundled_calendar,
    due,
    due_before,
)
from tests.ground.foundation.working_days.walks import (
    walk_days,
    walk_working_days,
    walk_working_minutes,
)

CALENDAR = bundled_calendar()
FIRST = datetime(2004, 6, 1, tzinfo=UTC)
SECONDS = int((datetime(2026, 6, 1, tzinfo=UTC) - FIRST).total_seconds())
ZONES = (UTC, BEIJING)
LIBRARY = {
    day: chinese_calendar.is_workday(day)
    for day in (date(2004, 1, 1) + timedelta(days=place) for place in range(8401))
}


def random_moment(chance: random.Random) -> datetime:
    moment = FIRST + timedelta(seconds=chance.randrange(SECONDS))
    return moment.astimezone(chance.choice(ZONES))


def check_working_days(chance: random.Random, cases: int) -> None:
    for _ in range(cases):
        start, count = random_moment(chance), chance.randint(1, 60)
        period = Period(count, PeriodUnit.WORKING_DAY)
        expected = walk_working_days(start, count, LIBRARY.__getitem__)
        assert due(start, period, CALENDAR) == (expected, False), (start, count)


def check_working_days_back(chance: random.Random, cases: int) -> None:
    for _ in range(cases):
        start, count = random_moment(chance), chance.randint(1, 60)
        period = Period(count, PeriodUnit.WORKING_DAY)
        expected = walk_working_days(start, count, LIBRARY.__getitem__, -1)
        assert due_before(start, period, CALENDAR) == (expected, False), (start, count)


def check_days(chance: random.Random, cases: int) -> None:
    for _ in range(cases):
        start, count = random_moment(chance), chance.randint(1, 90)
        period = Period(count, PeriodUnit.DAY)
        forward = walk_days(start, count, LIBRARY.__getitem__)
        back = walk_days(start, count, LIBRARY.__getitem__, -1)
        assert due(start, period, CALENDAR) == (forward, False), (start, count)
        assert due_before(start, period, CALENDAR) == (back, False), (start, count)


def check_working_minutes(chance: random.Random, cases: int) -> None:
    for _ in range(cases):
        start = random_moment(chance).replace(second=0)
        count = chance.randint(1, 400)
        period = Period(count, PeriodUnit.WORKING_MINUTE)
        expected = walk_working_minutes(start, count, LIBRARY.__getitem__, CALENDAR.office_hours)
        assert due(start, period, CALENDAR) == (expected, False), (start, count)


def test_due_agrees_with_walks() -> None:
    chance = random.Random(20260430)
    check_working_days(chance, 3000)
    check_working_days_back(chance, 3000)
    check_days(chance, 1000)
    check_working_minutes(chance, 100)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("check", "cases"),
    [
        (check_working_days, 1_000_000),
        (check_working_days_back, 400_000),
        (check_days, 300_000),
        (check_working_minutes, 20_000),
    ],
)
def test_due_agrees_with_walks_over_a_million_cases(check, cases: int) -> None:  # type: ignore[no-untyped-def]
    seed = random.SystemRandom().randrange(1 << 32)
    print("seed", seed)  # shown when the test fails
    check(random.Random(seed), cases)
