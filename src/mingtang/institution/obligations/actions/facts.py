"""Taking an event: what it opens, what it touches, whatever order events arrive in."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.obligations.actions.archive import restore_archived
from mingtang.institution.obligations.actions.locks import lock_promise_keys
from mingtang.institution.obligations.actions.projection import project
from mingtang.institution.obligations.models import Obligation, ObligationMark, OwnQuota
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.duties import start_of
from mingtang.institution.obligations.policies.facts import (
    UNIT_MERGED,
    Keys,
    owing_units,
    promise_keys,
    roles_of,
)
from mingtang.institution.obligations.policies.standing import EventFact
from mingtang.institution.obligations.queries.calendar import calendar_history
from mingtang.institution.obligations.queries.rules import (
    EventIndex,
    clock_rule,
    event_index,
    rule_of,
    rules_of_unit,
)
from mingtang.institution.regulations.enums import RuleKind
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import Duty, Freshness
from mingtang.spine.events.subscribers import SealedEvent


@dataclass(frozen=True)
class Promise:
    """A promise that an event opens: the rule in its version, its key, and who owes it."""

    rules: RuleSet
    rule: Duty | Freshness
    key: str
    unit: str


def take_event(event: SealedEvent) -> None:
    """Open and touch promises as a sealed event asks; a repeat changes nothing.

    The promise keys of the event are locked first, so that two workers who take the opening and the
    fulfilment of one promise at the same moment see each other's work.
    """
    keys = Keys(event.subject, event.unit, event.site, event.payload)
    index = event_index()
    touched = (*index.keys_touched(event.code, keys), *_keys_inherited(event))
    begun = list(_promises(event, keys, index))
    if not touched and not begun:
        return
    fact = EventFact(event.position, event.code, event.recorded_at, event.unit, event.payload)
    history = calendar_history()
    at = max(event.recorded_at, history.latest_change)
    with transaction.atomic():
        keys_concerned = {*touched, *(promise.key for promise in begun)}
        lock_promise_keys(keys_concerned)
        restore_archived(keys_concerned, since=event.recorded_at)
        _store_marks(fact, touched)
        _store_own_quotas(fact, index.keys_with_a_number(event.code, keys))
        opened = [_opened(event, promise, history) for promise in begun]
        for obligation in _touched(event, touched):
            rule = rule_of(obligation)
            if obligation.pk not in opened and roles_of(rule, fact):
                project(obligation, rule, history, at, news=fact)


def _keys_inherited(event: SealedEvent) -> Sequence[str]:
    """Return the keys of promises that go over to another unit, because their own was merged."""
    if event.code != UNIT_MERGED:
        return ()
    owed = Obligation.objects.live().owed_by(event.unit).exclude(kind=RuleKind.QUOTA)
    return sorted(set(owed.values_list("promise_key", flat=True)))


def _store_marks(fact: EventFact, keys: Sequence[str]) -> None:
    """Store a fact under every promise key it may touch, once, also where no promise is open yet."""
    payload = json.dumps(fact.payload, ensure_ascii=False, separators=(",", ":"))
    ObligationMark.objects.bulk_create(
        [
            ObligationMark(
                promise_key=key,
                position=fact.position,
                code=fact.code,
                unit=fact.unit,
                payload=payload,
                recorded_at=fact.recorded_at,
            )
            for key in keys
        ],
        ignore_conflicts=True,
    )


def _store_own_quotas(fact: EventFact, keys: Sequence[str]) -> None:
    """Note, once, that these promise keys set a number of their own."""
    OwnQuota.objects.bulk_create(
        [
            OwnQuota(code=fact.code, promise_key=key, unit_key=fact.unit, since=fact.recorded_at)
            for key in keys
        ],
        ignore_conflicts=True,
    )


def _promises(event: SealedEvent, keys: Keys, index: EventIndex) -> Iterator[Promise]:
    """Walk through what an event opens under the rules in force for each unit that would owe it."""
    for rule_id, owed_by in sorted(index.openers.get(event.code, ())):
        for unit in owing_units(owed_by, keys):
            rules = rules_of_unit(unit, event.recorded_at)
            rule = clock_rule(rules, rule_id) if rule_id in rules else None
            if not isinstance(rule, Duty | Freshness) or rule.owed_by != owed_by:
                continue
            if rule.opens(event.code, event.payload):
                for key in promise_keys(rule.correlate, keys):
                    yield Promise(rules, rule, key, unit)


def _opened(event: SealedEvent, promise: Promise, history: CalendarHistory) -> int:
    """Return the id of the promise that an event opens, writing it when it is not there yet."""
    same = Obligation.objects.filter(rule_id=promise.rule.id, promise_key=promise.key)
    standing = same.filter(opened_position=event.position, opened_unit=promise.unit).first()
    if standing is not None:
        return standing.pk
    at = event.recorded_at
    starts_at = at
    if isinstance(promise.rule, Duty):
        starts_at = start_of(promise.rule, at, event.payload)
    obligation = Obligation.objects.create(
        rule_id=promise.rule.id,
        kind=promise.rule.kind,
        pack=promise.rules.pack,
        pack_version=promise.rules.version,
        strength=promise.rule.strength,
        subject=event.subject,
        promise_key=promise.key,
        site_key=event.site,
        opened_position=event.position,
        opened_at=at,
        opened_unit=promise.unit,
        starts_at=starts_at,
        unit_key=promise.unit,
        due_at=starts_at,
        touched_at=at,
        judged_at=at,
    )
    project(obligation, promise.rule, history, max(at, history.latest_change))
    return obligation.pk


def _touched(event: SealedEvent, keys: Sequence[str]) -> list[Obligation]:
    """Return, locked, the promises under some keys that an event may still change.

    A decided one is changed only by a fact from before its decision that arrives late; a quota
    counts on to the end of its period.
    """
    open_then = Q(decided_at__isnull=True) | Q(decided_at__gte=event.recorded_at)
    day = beijing_date(event.recorded_at)
    counts = Q(period_first__lte=day, period_last__gte=day)
    rows = Obligation.objects.filter(open_then | counts, promise_key__in=keys)
    return list(rows.select_for_update().order_by("pk"))
