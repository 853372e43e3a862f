"""The slow and plain way to count, day by day and minute by minute: what the fast way is held to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import OfficeHours

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)
Worked = Callable[[date], bool]


def last_second(day: date) -> datetime:
    """Return 23:59:59 of a day in Beijing."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BEIJING)


def walk_working_days(start: datetime, count: int, is_worked: Worked, step: int = 1) -> datetime:
    """Walk from day to day and count the worked ones."""
    day = start.astimezone(BEIJING).date()
    while count:
        day += step * ONE_DAY
        count -= is_worked(day)
    return last_second(day)


def walk_days(start: datetime, count: int, is_worked: Worked, step: int = 1) -> datetime:
    """Walk so many days, then on until a worked one."""
    day = start.astimezone(BEIJING).date() + step * count * ONE_DAY
    while not is_worked(day):
        day += step * ONE_DAY
    return last_second(day)


def walk_working_minutes(
    start: datetime, count: int, is_worked: Worked, hours: OfficeHours
) -> datetime:
    """Walk from minute to minute and count those inside office hours."""
    moment = start.astimezone(BEIJING)
    while count:
        is_open = any(opens <= moment.time() < shuts for opens, shuts in hours.parts)
        count -= is_open and is_worked(moment.date())
        moment += ONE_MINUTE
    return moment


def walk_paused_days(
    start: date, count: int, pauses: list[tuple[date, date]], is_worked: Worked
) -> date:
    """Walk working days, leaving out the days after each pause until its resumption."""
    day, left = start, count
    while True:
        for since, until in pauses:
            if since == day:
                day = until
                if not left:
                    while not is_worked(day):
                        day += ONE_DAY
                    return day
        if not left:
            return day
        day += ONE_DAY
        left -= is_worked(day)
