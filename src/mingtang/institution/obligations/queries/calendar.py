"""The calendar as the platform knows it: the bundled one, and what the office entered on top."""

from datetime import datetime
from functools import lru_cache

from mingtang.ground.foundation.remembering import remembered
from mingtang.ground.foundation.working_days import (
    KnownYear,
    NamedDay,
    WorkCalendar,
    bundled_calendar,
)
from mingtang.institution.obligations import models
from mingtang.institution.obligations.models.obligations import ObligationQuerySet
from mingtang.institution.obligations.policies.calendars import CalendarHistory

_Notice = tuple[int, str, int | None, datetime]


def calendar_history() -> CalendarHistory:
    """Return everything that is known of the calendar, with the moments since when.

    The notices are read at every call; the calendar made of them is kept as long as they stand.
    """
    return remembered("calendar", _read_history)


def _read_history() -> CalendarHistory:
    rows = models.CalendarNotice.objects.order_by("known_since", "pk")
    notices = rows.values_list("pk", "document", "completes_year", "known_since")
    return _history(tuple(notices))


def calendar_known_at(at: datetime) -> WorkCalendar:
    """Return the calendar as it was known at a moment."""
    return calendar_history().known_at(at)


def stale_obligations(edition: str) -> tuple[ObligationQuerySet, ...]:
    """Return the live promises that go by another calendar than `edition`, as two index ranges."""
    live = models.Obligation.objects.live().order_by("edition", "pk")
    return live.filter(edition__lt=edition), live.filter(edition__gt=edition)


@lru_cache(maxsize=4)
def _history(notices: tuple[_Notice, ...]) -> CalendarHistory:
    documents = {pk: (document, known_since) for pk, document, _, known_since in notices}
    days = [
        NamedDay(row.day, row.is_working, row.name, *documents[row.notice_id])
        for row in models.CalendarDay.objects.filter(notice__in=documents).order_by("notice", "day")
    ]
    years = [
        KnownYear(year, document, known_since)
        for _, document, year, known_since in notices
        if year is not None
    ]
    return CalendarHistory(bundled_calendar().amended(days, years))
