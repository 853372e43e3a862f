"""The sweep: what only time can do. It reads the promises that are due for something, and no others.

It declares what was missed, warns at thresholds, and says when people are to be told. A verdict is
dated at the due moment, whenever the sweep comes by.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mingtang.institution.obligations import events
from mingtang.institution.obligations.actions.projection import has_pending, plan_next, project
from mingtang.institution.obligations.enums import NoticeTopic, ObligationState
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.obligations.policies.agenda import SECOND
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.notices import next_warning, notify_at, reached
from mingtang.institution.obligations.policies.warnings import warning_moments
from mingtang.institution.obligations.queries.calendar import calendar_history
from mingtang.institution.obligations.queries.delivery import heard_until
from mingtang.institution.obligations.queries.quotas import misses_in_a_row
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.regulations.schema import ClockRule, Duty, Quota
from mingtang.spine.events.actions import record_event

SYSTEM = "system"
RETRY = timedelta(minutes=5)

logger = logging.getLogger(__name__)


def settle_due(at: datetime, limit: int = 25) -> int:
    """Settle up to `limit` promises for which something is due by `at`; return how many.

    Judged is only up to the moment until which the log was heard. Several workers share the work:
    each takes rows that no other holds.
    """
    if not Obligation.objects.filter(next_at__lte=at).exists():
        return 0
    heard = heard_until(at)
    history = calendar_history()
    with transaction.atomic():
        due = Obligation.objects.filter(next_at__lte=heard).order_by("next_at")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        for obligation in rows:
            _settle_or_put_off(obligation, history, heard, at)
    return len(rows)


def _settle_or_put_off(
    obligation: Obligation, history: CalendarHistory, heard: datetime, at: datetime
) -> None:
    """Settle one promise; one that fails is logged and tried again later, and holds up no other."""
    try:
        with transaction.atomic():
            _settle(obligation, history, heard, at)
    except Exception:
        logger.exception("obligation %s cannot be settled", obligation.pk)
        Obligation.objects.filter(pk=obligation.pk).update(next_at=at + RETRY)


def _settle(
    obligation: Obligation, history: CalendarHistory, heard: datetime, at: datetime
) -> None:
    rule = rule_of(obligation)
    if obligation.edition != history.edition and obligation.is_live:
        project(obligation, rule, history, heard)
    if _becomes_overdue(obligation, heard):
        project(obligation, rule, history, heard)
        if obligation.state == ObligationState.OVERDUE:
            _plan_notice(obligation, rule, NoticeTopic.OVERDUE, at)
    _tell_misses(obligation, rule, at)
    _warn(obligation, rule, history, heard, at)
    _notify(obligation, at)
    plan_next(obligation, pending=has_pending(obligation))
    obligation.save(update_fields=["warn_at", "warned_at", "notify_at", "notify_topic", "next_at"])


def _becomes_overdue(obligation: Obligation, heard: datetime) -> bool:
    """Turn an open promise whose due moment passed into an overdue one; tell whether it was us."""
    turned = Obligation.objects.filter(
        pk=obligation.pk,
        state=ObligationState.OPEN,
        due_at__lte=heard - SECOND,
        paused_at__isnull=True,
    ).update(state=ObligationState.OVERDUE)
    if turned:
        obligation.state = ObligationState.OVERDUE
    return bool(turned)


def _tell_misses(obligation: Obligation, rule: ClockRule, at: datetime) -> None:
    for miss in obligation.misses.filter(declared_at=None, is_revoked=False).order_by("due_at"):
        if Miss.objects.filter(pk=miss.pk, declared_at=None).update(declared_at=at):
            _record_miss(events.OVERDUE, obligation, miss, at, "时限届满未完成")
            _tell_run_of_misses(obligation, rule, at)
    for miss in obligation.misses.filter(is_revoked=True, revoked_at=None).order_by("due_at"):
        if Miss.objects.filter(pk=miss.pk, revoked_at=None).update(revoked_at=at):
            _record_miss(events.OVERDUE_REVOKED, obligation, miss, at, "后到的记录表明没有逾期")


def _record_miss(code: str, obligation: Obligation, miss: Miss, at: datetime, why: str) -> None:
    dated = miss.due_at if code == events.OVERDUE else at
    record_event(
        code=code,
        subject=obligation.subject,
        actor=SYSTEM,
        at=at,
        unit=miss.unit_key,
        site=obligation.site_key,
        payload=_about(obligation) | {"due": miss.due_at.isoformat()},
        occurred_at=dated,
        reason=why,
    )


def _tell_run_of_misses(obligation: Obligation, rule: ClockRule, at: datetime) -> None:
    if not isinstance(rule, Quota) or rule.escalates_after is None:
        return
    count = misses_in_a_row(obligation)
    if count >= rule.escalates_after:
        record_event(
            code=events.RUN_OF_MISSES,
            subject=obligation.subject,
            actor=SYSTEM,
            at=at,
            unit=obligation.unit_key,
            site=obligation.site_key,
            payload=_about(obligation) | {"count": count, "proposes": rule.escalates_with or ""},
        )


def _warn(
    obligation: Obligation,
    rule: ClockRule,
    history: CalendarHistory,
    heard: datetime,
    at: datetime,
) -> None:
    """Record each threshold that was passed, once, unless the promise is past warning."""
    if obligation.state != ObligationState.OPEN or obligation.paused_at is not None:
        return
    began = obligation.opened_at if isinstance(rule, Duty) else obligation.starts_at
    calendar = history.known_at(heard)
    thresholds = warning_moments(rule.warn_before, obligation.due_at, began, calendar)
    for threshold in reached(thresholds, obligation.warned_at, heard):
        record_event(
            code=events.WARNED,
            subject=obligation.subject,
            actor=SYSTEM,
            at=at,
            unit=obligation.unit_key,
            site=obligation.site_key,
            payload=_about(obligation) | {"threshold": threshold.isoformat()},
            occurred_at=threshold,
            reason="到达提醒点",
        )
        obligation.warned_at = threshold
        _plan_notice(obligation, rule, NoticeTopic.WARNED, at)
    obligation.warn_at = next_warning(thresholds, obligation.warned_at)


def _plan_notice(obligation: Obligation, rule: ClockRule, topic: NoticeTopic, at: datetime) -> None:
    urgent = isinstance(rule, Duty) and rule.urgent
    obligation.notify_at, obligation.notify_topic = notify_at(at, urgent=urgent), topic


def _notify(obligation: Obligation, at: datetime) -> None:
    """Say that people are to be told now; of several reasons in one night, the latest."""
    if obligation.notify_at is None or obligation.notify_at > at:
        return
    if obligation.is_live:
        record_event(
            code=events.NOTICE_DUE,
            subject=obligation.subject,
            actor=SYSTEM,
            at=at,
            unit=obligation.unit_key,
            site=obligation.site_key,
            payload=_about(obligation) | {"topic": obligation.notify_topic},
        )
    obligation.notify_at, obligation.notify_topic = None, ""


def _about(obligation: Obligation) -> dict[str, Any]:
    return {
        "obligation": obligation.pk,
        "rule": obligation.rule_id,
        "pack": obligation.pack,
        "kind": obligation.kind,
        "strength": obligation.strength,
        "due": obligation.due_at.isoformat(),
    }
