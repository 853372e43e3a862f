"""The explanation of a promise, with events and units by their names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import ObligationRow
from mingtang.institution.obligations.policies.explanation import (
    ExplanationLine,
    Told,
    Words,
    explained,
)
from mingtang.institution.obligations.policies.facts import roles_of
from mingtang.institution.obligations.policies.freshness import Gap
from mingtang.institution.obligations.policies.replay import Beginning
from mingtang.institution.obligations.policies.standing import EventFact
from mingtang.institution.obligations.queries.calendar import calendar_history
from mingtang.institution.obligations.queries.facts import beginning_of, facts_of
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.institution.regulations.schema import ClockRule, Freshness, Quota
from mingtang.spine.events.models import Event
from mingtang.spine.events.registry import UnknownEvent, event_type

SHOWN_RENEWALS = 50


@dataclass(frozen=True)
class Explanation:
    """A promise explained as it was known at a moment (期限说明)."""

    obligation_id: int
    rule_id: str
    label: str
    citation: str
    pack: str
    pack_version: str
    at: datetime
    due_at: datetime
    provisional: bool
    state: ObligationState
    lines: tuple[ExplanationLine, ...]


def explain(obligation: ObligationRow, at: datetime) -> Explanation:
    """Explain a promise at `at`: clause, opening, each day counted or skipped and why, the verdict.

    It is worked out again from what was recorded and known by then; for a past moment it says what
    would have been said on that day. A promise that was opened later is explained from its opening.
    """
    rule = rule_of(obligation)
    at = max(at, obligation.opened_at)
    facts = [fact for fact in facts_of(obligation, rule) if fact.recorded_at <= at]
    beginning = beginning_of(obligation, rule)
    if isinstance(rule, Freshness) and isinstance(beginning, Gap):
        beginning, facts = _latest_gaps(rule, beginning, facts, obligation)
    told = Told(
        rule=rule,
        beginning=beginning,
        opened_by=_opened_by(obligation, rule),
        facts=facts,
        history=calendar_history(),
        at=at,
        words=Words(event_label, _unit_names(facts, obligation)),
    )
    standing = told.standing
    return Explanation(
        obligation_id=obligation.pk,
        rule_id=obligation.rule_id,
        label=rule.label,
        citation=rule.citation,
        pack=obligation.pack,
        pack_version=obligation.pack_version,
        at=at,
        due_at=standing.due_at,
        provisional=standing.provisional,
        state=standing.state,
        lines=explained(told),
    )


def event_label(code: str) -> str:
    """Return what an event is called, also one that no room records yet."""
    try:
        return event_type(code).label
    except UnknownEvent:
        return next((one.label for one in PLANNED if one.code == code), code)


def _opened_by(obligation: ObligationRow, rule: ClockRule) -> str:
    if isinstance(rule, Quota):
        return ""
    if len(rule.opened_by) == 1:
        return rule.opened_by[0]
    if obligation.opened_position is None:
        return rule.opened_by[0]
    event = Event.objects.filter(position=obligation.opened_position).first()
    return event.code if event else rule.opened_by[0]


def _unit_names(facts: Sequence[EventFact], obligation: ObligationRow) -> Callable[[str], str]:
    codes = {obligation.opened_unit, obligation.unit_key, *(fact.unit for fact in facts)}
    for fact in facts:
        codes.update(value for value in fact.payload.values() if isinstance(value, str))
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    return lambda code: names.get(code, code or "（未写明单位）")


def _latest_gaps(
    rule: Freshness, beginning: Beginning, facts: Sequence[EventFact], obligation: ObligationRow
) -> tuple[Beginning, list[EventFact]]:
    """Leave out all but the latest renewals of something that renews itself every hour."""
    if len(facts) <= SHOWN_RENEWALS or not isinstance(beginning, Gap):
        return beginning, list(facts)
    kept = list(facts[-SHOWN_RENEWALS:])
    gap = replace(beginning, since=kept[0].recorded_at, opened=None)
    if not gap.limit:
        gap = replace(gap, limit=obligation.limit, unit=obligation.unit_key)
    return gap, [fact for fact in kept[1:] if roles_of(rule, fact)]
