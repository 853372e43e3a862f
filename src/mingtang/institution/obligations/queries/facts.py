"""What the tables say of a promise, as the plain values that a replay takes."""

from django.db.models import Q

from mingtang.institution.obligations.models import Obligation, ObligationMark
from mingtang.institution.obligations.policies.facts import touching_codes
from mingtang.institution.obligations.policies.freshness import Gap, limit_of
from mingtang.institution.obligations.policies.periods import PeriodOfDays
from mingtang.institution.obligations.policies.replay import Beginning, Share
from mingtang.institution.obligations.policies.standing import EventFact, Opening
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota


def beginning_of(obligation: Obligation, rule: ClockRule) -> Beginning:
    """Return how a promise began, as a plain value."""
    match rule:
        case Duty():
            return Opening(
                obligation.opened_position or 0,
                obligation.opened_at,
                obligation.starts_at,
                obligation.opened_unit,
            )
        case Freshness():
            opened = (obligation.opened_at, obligation.opened_position or 0)
            limit = limit_of(rule, {})
            return Gap(obligation.opened_at, limit, obligation.opened_unit, opened)
        case Quota():
            return Share(period_of(obligation), obligation.opened_unit)


def period_of(obligation: Obligation) -> PeriodOfDays:
    """Return the period of a quota's promise."""
    assert obligation.period_first is not None
    assert obligation.period_last is not None
    return PeriodOfDays(obligation.period_first, obligation.period_last)


def facts_of(obligation: Obligation, rule: ClockRule) -> list[EventFact]:
    """Read the marks that may touch a promise, by the index of its promise key."""
    marks = ObligationMark.objects.filter(
        promise_key=obligation.promise_key, code__in=touching_codes(rule)
    )
    match rule:
        case Quota():
            period = period_of(obligation)
            inside = Q(recorded_at__gte=period.begins_at, recorded_at__lt=period.ends_at)
            marks = marks.filter(inside | Q(code__in=rule.set_by))
        case Duty() if rule.ahead is None:
            marks = marks.filter(recorded_at__gte=obligation.opened_at)
        case Duty():
            pass  # what was filed before counts
        case Freshness():
            frame = Q(code__in=(*rule.opened_by, *rule.closed_by))
            marks = marks.filter(frame | Q(recorded_at__gte=obligation.opened_at))
    return [mark.as_fact() for mark in marks.order_by("recorded_at", "position")]
