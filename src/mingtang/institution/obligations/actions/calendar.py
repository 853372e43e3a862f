"""Changing the calendar, and working out again what was worked out by an older one."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from mingtang.ground.foundation.text import one_line
from mingtang.institution.obligations import events
from mingtang.institution.obligations.actions.projection import project
from mingtang.institution.obligations.models import (
    CalendarDay,
    CalendarEdition,
    CalendarNotice,
    Obligation,
)
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.notice_days import DayChange, may_amend
from mingtang.institution.obligations.queries.calendar import calendar_history, stale_obligations
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

RIGHT = "obligations.calendar"
BATCH = 50

logger = logging.getLogger(__name__)


def amend_calendar(
    *,
    actor: Person,
    at: datetime,
    document: str,
    days: Sequence[DayChange],
    completes_year: int | None = None,
) -> CalendarNotice:
    """Enter the days of a notice, from now on known; `completes_year` says that a year is arranged.

    Entering the same notice again changes nothing. Open promises are worked out again by
    :func:`recalculate_obligations`; what was decided stays as the calendar was known then.

    :raises Refused: no right, no document, or days that cannot be.
    """
    days = sorted(days, key=lambda one: one.day)
    decision = authority.may(actor, RIGHT, at=at)
    (decision & may_amend(document, days, completes_year)).require()
    with transaction.atomic():
        _lock_days()
        same = _standing_notice(document, days, completes_year)
        if same is not None:
            return same
        notice = CalendarNotice.objects.create(
            document=one_line(document),
            completes_year=completes_year,
            recorded_by=actor.person_key,
            known_since=at,
        )
        _write_days(notice, days, at)
        _record(notice, days, actor, at)
        return notice


def _lock_days() -> None:
    """Let one amendment at a time write: the oldest notice serves as the row that all lock."""
    list(CalendarNotice.objects.order_by("pk").select_for_update()[:1])


def _standing_notice(
    document: str, days: Sequence[DayChange], completes_year: int | None
) -> CalendarNotice | None:
    """Return the notice that says just this, if all of it still holds."""
    told = {(one.day, one.is_working, one.name) for one in days}
    for notice in CalendarNotice.objects.filter(
        document=one_line(document), completes_year=completes_year
    ):
        rows = notice.days.filter(superseded_at=None)
        if set(rows.values_list("day", "is_working", "name")) == told:
            return notice
    return None


def _write_days(notice: CalendarNotice, days: Sequence[DayChange], at: datetime) -> None:
    standing = CalendarDay.objects.filter(superseded_at=None, day__in=[one.day for one in days])
    standing.update(superseded_at=at)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            notice=notice,
            day=one.day,
            is_working=one.is_working,
            name=one.name,
            known_since=at,
        )
        for one in days
    )


def _record(notice: CalendarNotice, days: Sequence[DayChange], actor: Person, at: datetime) -> None:
    record_event(
        code=events.CALENDAR_AMENDED,
        subject=f"calendar_notice:{notice.pk}",
        actor=actor.person_key,
        at=at,
        payload={
            "notice": notice.pk,
            "document": notice.document,
            "first_day": days[0].day.isoformat() if days else "",
            "last_day": days[-1].day.isoformat() if days else "",
            "days": len(days),
            "completes_year": notice.completes_year,
        },
    )


def recalculate_obligations(at: datetime, limit: int = BATCH) -> int:
    """Work out again up to `limit` live promises that go by an older calendar; return how many.

    Runs after a notice was entered and after an upgrade that brought new data, in small
    transactions; :class:`CalendarEdition` shows how far it has come.
    """
    history = calendar_history()
    stale = next((rows for rows in stale_obligations(history.edition) if rows.exists()), None)
    if stale is None:
        CalendarEdition.objects.filter(finished_at=None).update(finished_at=at)
        return 0
    edition = _noted_edition(history.edition, at)
    with transaction.atomic():
        rows = list(stale.select_for_update(skip_locked=True)[:limit])
        for obligation in rows:
            _recalculate(obligation, history, at)
        CalendarEdition.objects.filter(pk=edition.pk).update(done=F("done") + len(rows))
    return len(rows)


def _noted_edition(digest: str, at: datetime) -> CalendarEdition:
    known = CalendarEdition.objects.filter(digest=digest, finished_at=None).first()
    if known is not None:
        return known
    waiting = sum(rows.count() for rows in stale_obligations(digest))
    edition, _ = CalendarEdition.objects.update_or_create(
        digest=digest,
        defaults={"noted_at": at, "waiting": waiting, "done": 0, "finished_at": None},
    )
    return edition


def _recalculate(obligation: Obligation, history: CalendarHistory, at: datetime) -> None:
    """Work out one promise; one that cannot be is logged and left to the sweep, which tries again."""
    try:
        with transaction.atomic():
            project(obligation, rule_of(obligation), history, at)
    except Exception:
        logger.exception("obligation %s cannot be worked out again", obligation.pk)
        same = Obligation.objects.filter(pk=obligation.pk)
        same.update(edition=history.edition, next_at=at)
