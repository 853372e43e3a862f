from datetime import UTC, date, datetime

import time_machine

from mingtang.ground.foundation.clock import BEIJING, beijing_date, now


def test_now_is_aware_and_in_utc() -> None:
    moment = datetime(2026, 3, 11, 10, tzinfo=BEIJING)
    with time_machine.travel(moment, tick=False):
        assert now() == moment
        assert now().tzinfo is UTC


def test_beijing_date_turns_at_midnight_in_beijing() -> None:
    assert beijing_date(datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 11)
    assert beijing_date(datetime(2026, 3, 11, 16, 0, tzinfo=UTC)) == date(2026, 3, 12)
