from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import AnswerTimes, bundled_calendar

CALENDAR = bundled_calendar()
MOMENTS = st.datetimes(
    datetime.fromisoformat("2020-01-01"),
    datetime.fromisoformat("2026-12-01"),
    timezones=st.just(BEIJING),
)


def test_a_day_without_time_counts_from_its_begin_or_to_its_end() -> None:
    times = AnswerTimes.of(date(2026, 4, 30), date(2026, 4, 30))
    assert times.answered - times.received == timedelta(hours=23, minutes=59, seconds=59)
    assert times.used(CALENDAR) == 0


def test_an_answer_before_the_receipt_is_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        AnswerTimes.of(datetime(2026, 4, 30, 10, tzinfo=BEIJING), date(2026, 4, 29))


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=60)), st.integers(1, 20))
def test_who_answers_within_a_period_used_no_more_days(
    received: datetime, took: timedelta, days: int
) -> None:
    times = AnswerTimes(received, received + took)
    used = times.used(CALENDAR)
    if times.is_within(days, CALENDAR):
        assert used <= days
    else:  # the end of a period may fall before rest days
        assert used >= days
