"""The calendar that comes with the package: the notices of 2004 to 2026, read from `holidays.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days.calendar import KnownYear, NamedDay, WorkCalendar

HOLIDAYS = Path(__file__).with_name("holidays.toml")


@cache
def bundled_calendar() -> WorkCalendar:
    """Return the calendar of the State Council's notices for 2004 to 2026.

    Source: 全国年节及纪念日放假办法, and the yearly notices named in `holidays.toml`.
    """
    with HOLIDAYS.open("rb") as file:
        notices = tomllib.load(file)["notice"]
    days = tuple(day for notice in notices for day in _days(notice))
    years = tuple(
        KnownYear(notice["year"], notice["source"], _known_since(notice))
        for notice in notices
        if "year" in notice
    )
    return WorkCalendar(days, years)


def _known_since(notice: Mapping[str, Any]) -> datetime:
    return datetime.combine(notice["known_since"], time(), BEIJING)


def _days(notice: Mapping[str, Any]) -> Iterator[NamedDay]:
    known_since = _known_since(notice)
    for key, is_working in (("rest", False), ("work", True)):
        for name, spans in notice.get(key, {}).items():
            for span in spans:
                for day in _each_day(span):
                    yield NamedDay(day, is_working, name, notice["source"], known_since)


def _each_day(span: str) -> Iterator[date]:
    first, _, last = span.partition("..")
    day = date.fromisoformat(first)
    end = date.fromisoformat(last or first)
    while day <= end:
        yield day
        day += timedelta(days=1)
