"""When work that comes round is due, in Beijing time (定时)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from mingtang.ground.foundation.clock import BEIJING


class Calendar(Protocol):
    """Something that comes round; `next_after` gives the first moment later than `moment`."""

    def next_after(self, moment: datetime) -> datetime: ...


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=BEIJING)


@dataclass(frozen=True)
class Daily:
    """Every day at a time of day."""

    at: time

    def next_after(self, moment: datetime) -> datetime:
        day = moment.astimezone(BEIJING).date()
        today = _at(day, self.at)
        return today if today > moment else _at(day + timedelta(days=1), self.at)


@dataclass(frozen=True)
class Weekly:
    """Every week on a day (Monday is 1, Sunday is 7) at a time of day.

    :raises ValueError: the day is outside 1 to 7.
    """

    weekday: int
    at: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ValueError(f"weekday {self.weekday} is outside 1 to 7")

    def next_after(self, moment: datetime) -> datetime:
        day = moment.astimezone(BEIJING).date()
        day += timedelta(days=(self.weekday - day.isoweekday()) % 7)
        found = _at(day, self.at)
        return found if found > moment else _at(day + timedelta(days=7), self.at)


@dataclass(frozen=True)
class Monthly:
    """Every month on a day at a time of day.

    Days past the 28th do not exist in each month.

    :raises ValueError: the day is outside 1 to 28.
    """

    day: int
    at: time

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 28:
            raise ValueError(f"day {self.day} is outside 1 to 28")

    def next_after(self, moment: datetime) -> datetime:
        today = moment.astimezone(BEIJING).date()
        found = _at(today.replace(day=self.day), self.at)
        if found > moment:
            return found
        following = today.replace(day=1) + timedelta(days=32)
        return _at(following.replace(day=self.day), self.at)
