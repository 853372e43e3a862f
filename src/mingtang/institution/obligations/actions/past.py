"""Judge matters that ended before they were imported, by current rules and their stated times.

They were decided long ago: no sweep reads them, no warnings are sent, no events record their
misses. A replay of such a promise reads its marks like those of any other.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.institution.obligations.enums import Role
from mingtang.institution.obligations.models import Miss, Obligation, ObligationMark
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.duties import replay_duty, start_of
from mingtang.institution.obligations.policies.facts import (
    Keys,
    owing_units,
    promise_keys,
    roles_of,
)
from mingtang.institution.obligations.policies.standing import EventFact, Opening, Standing
from mingtang.institution.obligations.queries.calendar import calendar_history
from mingtang.institution.obligations.queries.rules import (
    EventIndex,
    clock_rule,
    event_index,
    rules_of_unit,
)
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import Duty

POSITION = 0  # of a mark without an event in the log; positions of events begin with 1


@dataclass(frozen=True)
class PastMatter:
    """A matter that ended: the event that would have opened its promises, and the one that met it.

    `began` and `ended` are events as facts, with the stated times. `rules_of` is the unit by whose
    rules it is judged.
    """

    subject: str
    site: str
    rules_of: str
    began: EventFact
    ended: EventFact

    @property
    def keys(self) -> Keys:
        """The keys from which rules derive promise key and owing unit."""
        return Keys(self.subject, self.began.unit, self.site, self.began.payload)


@dataclass(frozen=True)
class _Judged:
    obligation: Obligation
    standing: Standing
    mark: ObligationMark


def judge_past(matters: Sequence[PastMatter], *, at: datetime) -> int:
    """Store the promises of past matters with their verdicts; return how many were stored.

    Only duties that `ended` decides are stored; a table of answers has no times of claims, for
    instance. The caller passes each matter once.
    """
    history, index = calendar_history(), event_index()
    rules: dict[str, RuleSet] = {}
    judged = [
        found
        for matter in matters
        for found in _judged(matter, _rules_of(matter.rules_of, at, rules), index, history, at)
    ]
    with transaction.atomic():
        Obligation.objects.bulk_create([one.obligation for one in judged])
        marks = {one.mark.promise_key: one.mark for one in judged}
        ObligationMark.objects.bulk_create(marks.values(), ignore_conflicts=True)
        Miss.objects.bulk_create(miss for one in judged for miss in _misses(one, at))
    return len(judged)


def _rules_of(unit: str, at: datetime, known: dict[str, RuleSet]) -> RuleSet:
    if unit not in known:
        known[unit] = rules_of_unit(unit, at)
    return known[unit]


def _judged(
    matter: PastMatter, rules: RuleSet, index: EventIndex, history: CalendarHistory, at: datetime
) -> Iterator[_Judged]:
    code, payload = matter.began.code, matter.began.payload
    for rule_id, owed_by in sorted(index.openers.get(code, ())):
        rule = clock_rule(rules, rule_id) if rule_id in rules else None
        if not isinstance(rule, Duty) or rule.owed_by != owed_by or not rule.opens(code, payload):
            continue
        if not roles_of(rule, matter.ended) & {Role.MET, Role.CLOSED}:
            continue
        for unit in owing_units(owed_by, matter.keys):
            for key in promise_keys(rule.correlate, matter.keys):
                yield _judge(matter, rules, rule, key, unit, history, at)


def _judge(
    matter: PastMatter,
    rules: RuleSet,
    rule: Duty,
    key: str,
    unit: str,
    history: CalendarHistory,
    at: datetime,
) -> _Judged:
    began, ended = matter.began, matter.ended
    starts_at = start_of(rule, began.recorded_at, began.payload)
    opening = Opening(POSITION, began.recorded_at, starts_at, unit)
    standing = replay_duty(rule, opening, [ended], history, at)
    obligation = Obligation(
        rule_id=rule.id,
        kind=rule.kind,
        pack=rules.pack,
        pack_version=rules.version,
        strength=rule.strength,
        subject=matter.subject,
        promise_key=key,
        site_key=matter.site,
        opened_at=began.recorded_at,
        opened_unit=unit,
        starts_at=starts_at,
        unit_key=standing.unit,
        state=standing.state,
        due_at=standing.due_at,
        provisional=standing.provisional,
        decided_at=standing.decided_at,
        touched_at=ended.recorded_at,
        judged_at=at,
        edition=history.edition,
    )
    return _Judged(obligation, standing, _mark(key, ended))


def _mark(key: str, ended: EventFact) -> ObligationMark:
    return ObligationMark(
        promise_key=key,
        position=POSITION,
        code=ended.code,
        unit=ended.unit,
        payload=_text(ended.payload),
        recorded_at=ended.recorded_at,
    )


def _text(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _misses(one: _Judged, at: datetime) -> Iterator[Miss]:
    for miss in one.standing.misses:
        yield Miss(
            obligation=one.obligation,
            due_at=miss.due_at,
            unit_key=miss.unit,
            ended_at=miss.ended_at,
            declared_at=at,
        )
