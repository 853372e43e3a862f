"""Short words for the tables of these tests."""

from datetime import datetime

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    Due,
    WorkCalendar,
    bundled_calendar,
    due,
    due_before,
    parse_period,
)


def beijing(text: str) -> datetime:
    """Read `2026-04-30T10:00` as Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def shown(answer: Due) -> str:
    """Write an answer the way the tables do; a question mark marks a provisional one."""
    text = f"{answer.moment:%Y-%m-%dT%H:%M:%S}"
    return f"{text.removesuffix('T23:59:59')}{'?' if answer.provisional else ''}"


def ends(start: str, within: str, calendar: WorkCalendar | None = None) -> str:
    """Count forward and write the answer."""
    return shown(due(beijing(start), parse_period(within), calendar or bundled_calendar()))


def ends_before(moment: str, ahead: str, calendar: WorkCalendar | None = None) -> str:
    """Count backward and write the answer."""
    return shown(due_before(beijing(moment), parse_period(ahead), calendar or bundled_calendar()))
