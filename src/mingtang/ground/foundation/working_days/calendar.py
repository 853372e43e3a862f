"""The calendar (日历): dated exceptions to Monday to Friday, each with its source and both times.

A day of an exception is *valid* on its date; it is *known* since its notice was published. Asked
for a past moment (:meth:`WorkCalendar.known_at`), the calendar answers as it was known then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from mingtang.ground.foundation.working_days.index import DayIndex
from mingtang.ground.foundation.working_days.office_hours import DEFAULT_OFFICE_HOURS, OfficeHours

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is not what its weekday says, or is said to be ordinary again.

    `name` is the holiday's Chinese name (国庆节), empty where there is none; `source` the document
    the day rests on; `known_since` the aware moment from which it was known.
    """

    day: date
    is_working: bool
    name: str
    source: str
    known_since: datetime


@dataclass(frozen=True, slots=True)
class KnownYear:
    """A year whose arrangement of rest days has been published."""

    year: int
    source: str
    known_since: datetime


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, which years are known, and the office hours (办公时间) of a day.

    Of several entries for one day the one known last holds; of two known at the same moment the
    one that stands later in `days`. Days without an entry are Monday to Friday.
    """

    days: tuple[NamedDay, ...] = ()
    years: tuple[KnownYear, ...] = ()
    office_hours: OfficeHours = DEFAULT_OFFICE_HOURS

    @cached_property
    def _entries(self) -> dict[int, NamedDay]:
        in_order = sorted(self.days, key=lambda entry: entry.known_since)
        return {entry.day.toordinal(): entry for entry in in_order}

    @cached_property
    def known_years(self) -> frozenset[int]:
        """The years with published data."""
        return frozenset(known.year for known in self.years)

    @cached_property
    def index(self) -> DayIndex:
        """Cumulative counts of working days, built at first use."""
        exceptions = {ordinal: entry.is_working for ordinal, entry in self._entries.items()}
        return DayIndex(exceptions, self.known_years)

    def is_working(self, day: date) -> bool:
        """Say whether `day` is a working day (工作日)."""
        entry = self._entries.get(day.toordinal())
        return day.weekday() < 5 if entry is None else entry.is_working

    def is_known(self, year: int) -> bool:
        """Say whether the arrangement of `year` is published; if not, its days are a guess."""
        return year in self.known_years

    def entry(self, day: date) -> NamedDay | None:
        """Return the exception in force for `day`, or None where the weekday decides."""
        return self._entries.get(day.toordinal())

    def holiday_name(self, day: date) -> str:
        """Return the name of the holiday for which `day` is a rest day, else an empty text."""
        entry = self.entry(day)
        return entry.name if entry is not None and not entry.is_working else ""

    def why(self, day: date) -> str:
        """Say in Chinese why `day` is worked or not; a guess is called one."""
        weekday = WEEKDAYS[day.weekday()]
        entry = self.entry(day)
        if entry is None:
            kind = "工作日" if day.weekday() < 5 else "周末"
            guess = (
                ""
                if self.is_known(day.year)
                else f"，{day.year}年放假安排未公布，暂按周一至周五推算"
            )
            return f"{weekday}，{kind}{guess}"
        if entry.is_working:
            return f"{weekday}，{entry.name}调休上班" if entry.name else f"{weekday}，上班"
        return f"{weekday}，{entry.name}放假" if entry.name else f"{weekday}，放假"

    def known_at(self, moment: datetime) -> "WorkCalendar":
        """Return the calendar as it was known at an aware `moment`."""
        return WorkCalendar(
            tuple(entry for entry in self.days if entry.known_since <= moment),
            tuple(known for known in self.years if known.known_since <= moment),
            self.office_hours,
        )

    def amended(
        self, days: Iterable[NamedDay] = (), years: Iterable[KnownYear] = ()
    ) -> "WorkCalendar":
        """Return a calendar that knows `days` and `years` besides; nothing is taken away."""
        return WorkCalendar((*self.days, *days), (*self.years, *years), self.office_hours)

    def with_office_hours(self, office_hours: OfficeHours) -> "WorkCalendar":
        """Return the same days with other office hours."""
        return WorkCalendar(self.days, self.years, office_hours)
