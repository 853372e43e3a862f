"""The working-day calendar with both its times: which days are worked, and since when that is known."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from mingtang.ground.foundation.working_days import WorkCalendar


@dataclass(frozen=True)
class CalendarHistory:
    """Everything that is known of the calendar by now, able to answer as it was known before (日历沿革)."""

    latest: WorkCalendar
    _earlier: dict[int, WorkCalendar] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def changes(self) -> tuple[datetime, ...]:
        """The moments at which something became known, ascending."""
        days = {entry.known_since for entry in self.latest.days}
        return tuple(sorted(days | {entry.known_since for entry in self.latest.years}))

    def known_at(self, at: datetime) -> WorkCalendar:
        """Return the calendar as it was known at `at`; the same object for the same knowledge."""
        step = bisect_right(self.changes, at)
        if step == len(self.changes):
            return self.latest
        if step not in self._earlier:
            self._earlier[step] = self.latest.known_at(at)
        return self._earlier[step]

    @cached_property
    def edition(self) -> str:
        """A short digest of everything known: two histories with the same one say the same."""
        days = sorted((day.day, day.is_working, day.known_since) for day in self.latest.days)
        years = sorted((known.year, known.known_since) for known in self.latest.years)
        text = repr((days, years, str(self.latest.office_hours)))
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def latest_change(self) -> datetime:
        """The moment since which the newest entry is known."""
        return self.changes[-1]
