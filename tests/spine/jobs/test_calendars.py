from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.jobs.calendars import Calendar, Daily, Monthly, Weekly

TWO = time(2, 0)


def _beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("calendar", "moment", "following"),
    [
        (Daily(TWO), _beijing(2026, 3, 11, 1, 59), _beijing(2026, 3, 11, 2)),
        (Daily(TWO), _beijing(2026, 3, 11, 2, 0), _beijing(2026, 3, 12, 2)),
        (Daily(TWO), datetime(2026, 3, 10, 17, 59, tzinfo=UTC), _beijing(2026, 3, 11, 2)),
        (Weekly(1, TWO), _beijing(2026, 3, 11, 10), _beijing(2026, 3, 16, 2)),
        (Weekly(3, TWO), _beijing(2026, 3, 11, 10), _beijing(2026, 3, 18, 2)),
        (Monthly(1, TWO), _beijing(2026, 12, 1, 2), _beijing(2027, 1, 1, 2)),
        (Monthly(28, TWO), _beijing(2026, 1, 31, 2), _beijing(2026, 2, 28, 2)),
    ],
)
def test_next_turn(calendar: Calendar, moment: datetime, following: datetime) -> None:
    assert calendar.next_after(moment) == following


@given(
    st.sampled_from([Daily(TWO), Weekly(7, time(23, 59)), Monthly(28, time(0, 0))]),
    st.integers(min_value=0, max_value=7000 * 24 * 3600).map(
        lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
)
def test_next_turn_is_later_and_not_skipped(calendar: Calendar, moment: datetime) -> None:
    following = calendar.next_after(moment)

    assert moment < following <= moment + timedelta(days=32)
    assert calendar.next_after(following - timedelta(microseconds=1)) == following


@pytest.mark.parametrize("day", [0, 8])
def test_weekday_outside_the_week_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Weekly(day, TWO)


@pytest.mark.parametrize("day", [0, 29])
def test_day_that_some_month_lacks_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="day"):
        Monthly(day, TWO)
