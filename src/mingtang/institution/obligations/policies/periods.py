"""The periods of a quota in Beijing: weeks from Monday, months, quarters, years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.ground.foundation.working_days import WorkCalendar

DAYS_OF_A_FULL_WEEK = 5


@dataclass(frozen=True, order=True)
class PeriodOfDays:
    """One week, month, quarter or year; `last` is inside, both are days in Beijing."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Midnight in Beijing with which the period begins."""
        return datetime.combine(self.first, time(), BEIJING)

    @property
    def ends_at(self) -> datetime:
        """Midnight in Beijing after the last day, which is outside."""
        return datetime.combine(self.last + timedelta(days=1), time(), BEIJING)

    @property
    def due_at(self) -> datetime:
        """The last second of the period."""
        return self.ends_at - timedelta(seconds=1)

    def days(self) -> Iterator[date]:
        """Walk through the days of the period."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)

    def holds(self, moment: datetime) -> bool:
        """Tell whether an aware moment falls into the period."""
        return self.begins_at <= moment < self.ends_at


def period_around(day: date, per: str) -> PeriodOfDays:
    """Return the week (from Monday), month, quarter or year that holds `day`.

    :raises ValueError: for an unknown kind of period.
    """
    match per:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return PeriodOfDays(monday, monday + timedelta(days=6))
        case "month":
            return _months(day.year, day.month, 1)
        case "quarter":
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case "year":
            return _months(day.year, 1, 12)
    raise ValueError(f"not a kind of period: {per!r}")


def period_at(moment: datetime, per: str) -> PeriodOfDays:
    """Return the period that runs in Beijing at an aware moment."""
    return period_around(beijing_date(moment), per)


def periods_between(since: datetime, until: datetime, per: str) -> Iterator[PeriodOfDays]:
    """Walk through the periods that begin at or after `since` and not after `until`, in order."""
    period = period_at(since, per)
    if period.begins_at < since:
        period = period_around(period.last + timedelta(days=1), per)
    while period.begins_at <= until:
        yield period
        period = period_around(period.last + timedelta(days=1), per)


def working_days_in(period: PeriodOfDays, calendar: WorkCalendar) -> int:
    """Count the working days of a period."""
    return sum(calendar.is_working(day) for day in period.days())


def is_known(period: PeriodOfDays, calendar: WorkCalendar) -> bool:
    """Tell whether the calendar has data for every year that the period touches."""
    return calendar.is_known(period.first.year) and calendar.is_known(period.last.year)


def target_of(
    at_least: int, per: str, shortened_week: str, period: PeriodOfDays, calendar: WorkCalendar
) -> int:
    """Return how many items a unit owes in a period.

    Only weeks are shortened, by rest days on Monday to Friday. `full` owes as always, `none` owes
    nothing in a shortened week, `proportional` owes the share of the days that are left, rounded
    down, but not less than one as long as a working day is left.
    """
    if per != "week" or shortened_week == "full":
        return at_least
    days = working_days_in(period, calendar)
    if days >= DAYS_OF_A_FULL_WEEK:
        return at_least
    if shortened_week == "none" or days == 0:
        return 0
    return max(1, at_least * days // DAYS_OF_A_FULL_WEEK)


def _months(year: int, month: int, count: int) -> PeriodOfDays:
    after = month + count
    end = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
    return PeriodOfDays(date(year, month, 1), end - timedelta(days=1))
