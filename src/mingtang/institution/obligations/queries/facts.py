"""What the tables say of a promise, as the plain values that a replay takes."""

from django.db.models import Q

from mingtang.institution.obligations.models import (
    ArchivedMark,
    ObligationMark,
    ObligationRow,
)
from mingtang.institution.obligations.policies.facts import touching_codes
from mingtang.institution.obligations.policies.freshness import Gap, limit_of
from mingtang.institution.obligations.policies.periods import PeriodOfDays
from mingtang.institution.obligations.policies.replay import Beginning, Share
from mingtang.institution.obligations.policies.standing import EventFact, Opening
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota

_READ = ("position", "code", "recorded_at", "unit", "payload")


def beginning_of(obligation: ObligationRow, rule: ClockRule) -> Beginning:
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


def period_of(obligation: ObligationRow) -> PeriodOfDays:
    """Return the period of a quota's promise."""
    assert obligation.period_first is not None
    assert obligation.period_last is not None
    return PeriodOfDays(obligation.period_first, obligation.period_last)


def facts_of(obligation: ObligationRow, rule: ClockRule) -> list[EventFact]:
    """Read the marks that may touch a promise, by the index of its promise key, archived ones too."""
    wanted = Q(promise_key=obligation.promise_key, code__in=touching_codes(rule))
    wanted &= _in_time(obligation, rule)
    # In one statement, so that a mark that is archived meanwhile is read once.
    recent, old = (table.objects.filter(wanted) for table in (ObligationMark, ArchivedMark))
    rows = recent.values(*_READ).union(old.values(*_READ)).order_by("recorded_at", "position")
    return [ObligationMark(**row).as_fact() for row in rows]


def _in_time(obligation: ObligationRow, rule: ClockRule) -> Q:
    match rule:
        case Quota():
            period = period_of(obligation)
            inside = Q(recorded_at__gte=period.begins_at, recorded_at__lt=period.ends_at)
            return inside | Q(code__in=rule.set_by)
        case Duty() if rule.ahead is None:
            return Q(recorded_at__gte=obligation.opened_at)
        case Duty():
            return Q()  # what was filed before counts
        case Freshness():
            frame = Q(code__in=(*rule.opened_by, *rule.closed_by))
            return frame | Q(recorded_at__gte=obligation.opened_at)
