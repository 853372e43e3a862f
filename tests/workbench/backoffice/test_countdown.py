from datetime import datetime, timedelta

import pytest

from mingtang.ground.foundation.clock import BEIJING
from mingtang.workbench.backoffice.countdown import Pressure, moment_text, remaining, span_text

AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "不到 1 分"),
        (1, "1 分"),
        (59, "59 分"),
        (60, "1 小时"),
        (200, "3 小时 20 分"),
        (24 * 60, "1 天"),
        (24 * 60 + 59, "1 天"),
        (26 * 60, "1 天 2 小时"),
        (15 * 24 * 60 + 300, "15 天"),
    ],
)
def test_span_shows_its_two_largest_units(minutes: int, text: str) -> None:
    assert span_text(timedelta(minutes=minutes)) == text


@pytest.mark.parametrize(
    ("left", "text", "pressure"),
    [
        (timedelta(days=3), "还剩 3 天", Pressure.CALM),
        (timedelta(hours=24), "还剩 1 天", Pressure.CALM),
        (timedelta(hours=23, minutes=59), "还剩 23 小时 59 分", Pressure.SOON),
        (timedelta(hours=4), "还剩 4 小时", Pressure.SOON),
        (timedelta(hours=3, minutes=20), "还剩 3 小时 20 分", Pressure.URGENT),
        (timedelta(0), "还剩 不到 1 分", Pressure.URGENT),
        (timedelta(seconds=-1), "已超 不到 1 分", Pressure.OVERDUE),
        (timedelta(days=-2, hours=-5), "已超 2 天 5 小时", Pressure.OVERDUE),
    ],
)
def test_countdown_says_how_pressing_it_is(left: timedelta, text: str, pressure: Pressure) -> None:
    found = remaining(AT + left, AT)

    assert (found.text, found.pressure) == (text, pressure)


def test_pressure_is_told_by_an_icon_too() -> None:
    icons = {remaining(AT + left, AT).icon for left in map(timedelta, (3, 0.5, 0.1, -1))}

    assert len(icons) == len(Pressure)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (AT.replace(hour=17, minute=30), "今天 17:30"),
        (AT + timedelta(days=1), "3月12日 10:00"),
        (AT.replace(year=2027), "2027年3月11日 10:00"),
    ],
)
def test_moment_leaves_out_what_is_understood(moment: datetime, text: str) -> None:
    assert moment_text(moment, AT) == text
