"""Which events touch a promise, and what each of them does to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.obligations.enums import Role
from mingtang.institution.obligations.policies.standing import EventFact
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota

PAYLOAD = "payload:"
# The floor below records that a unit ended: it owes no quota any more, and what it owed of other
# kinds is owed by the unit that it was merged into.
UNIT_MERGED = "organization.unit.merged"
UNIT_ENDED = ("organization.unit.closed", UNIT_MERGED)


@dataclass(frozen=True)
class Keys:
    """The opaque keys of an event, from which its promise keys and owing units are read."""

    subject: str
    unit: str
    site: str
    payload: Mapping[str, Any]


def roles_of(rule: ClockRule, fact: EventFact) -> frozenset[Role]:
    """Return what an event does to an open promise of a rule; often nothing.

    A transfer whose code the rule also lists under `restarted_by` starts the clock again; any other
    keeps it running.
    """
    match rule:
        case Duty():
            return frozenset(_roles_in_duty(rule, fact))
        case Quota():
            return frozenset(_roles_in_quota(rule, fact))
        case Freshness():
            return frozenset(_roles_in_freshness(rule, fact))


def _roles_in_duty(rule: Duty, fact: EventFact) -> Iterable[Role]:
    if rule.is_met(fact.code, fact.payload):
        yield Role.MET
    for role, codes in (
        (Role.CLOSED, rule.closed_by),
        (Role.PAUSED, rule.paused_by),
        (Role.RESUMED, rule.resumed_by),
        (Role.EXTENDED, rule.extended_by),
        (Role.RESTARTED, rule.restarted_by),
        (Role.TRANSFERRED, (*rule.transferred_by, UNIT_MERGED)),
    ):
        if fact.code in codes:
            yield role
    if rule.ahead and rule.opens(fact.code, fact.payload):
        yield Role.OPENED


def _roles_in_quota(rule: Quota, fact: EventFact) -> Iterable[Role]:
    if rule.is_counted(fact.code, fact.payload):
        yield Role.COUNTED
    if fact.code in rule.set_by:
        yield Role.SET
    if fact.code in UNIT_ENDED and rule.correlate == "unit":
        yield Role.CLOSED


def _roles_in_freshness(rule: Freshness, fact: EventFact) -> Iterable[Role]:
    if rule.is_renewed(fact.code, fact.payload):
        yield Role.RENEWED
    if fact.code in rule.closed_by:
        yield Role.CLOSED
    if fact.code in rule.set_by or fact.code in rule.opened_by:
        yield Role.SET
    if rule.opens(fact.code, fact.payload):
        yield Role.OPENED
    if fact.code == UNIT_MERGED:
        yield Role.TRANSFERRED


def owner_after(owed_by: str, owner: str, fact: EventFact) -> str:
    """Return who owes a promise after a fact that may transfer it.

    A merger moves only what the merged unit owed; any other transfer names the unit in the payload
    key of `owed_by`, or is recorded by it.
    """
    if fact.code == UNIT_MERGED:
        return str(fact.payload.get("into") or owner) if fact.unit == owner else owner
    return next(iter(owing_units(owed_by, Keys("", fact.unit, "", fact.payload))), owner)


def touching_codes(rule: ClockRule) -> frozenset[str]:
    """Return every event code that can do something to a promise of this rule once it is open."""
    match rule:
        case Duty():
            codes: tuple[str, ...] = (
                *rule.met_by, *rule.closed_by, *rule.paused_by, *rule.resumed_by,
                *rule.extended_by, *rule.restarted_by, *rule.transferred_by, UNIT_MERGED,
                *(rule.opened_by if rule.ahead else ()),
            )  # fmt: skip
        case Quota():
            codes = (*rule.counts, *rule.set_by, *(UNIT_ENDED if rule.correlate == "unit" else ()))
        case Freshness():
            codes = (
                *rule.renewed_by, *rule.closed_by, *rule.set_by, *rule.opened_by, UNIT_MERGED,
            )  # fmt: skip
    return frozenset(codes)


def opening_codes(rule: ClockRule) -> frozenset[str]:
    """Return the event codes that may begin a promise; quotas begin with their period instead."""
    return frozenset() if isinstance(rule, Quota) else frozenset(rule.opened_by)


def promise_keys(correlate: str, keys: Keys) -> tuple[str, ...]:
    """Return the keys by which an event finds its promises; a list value belongs to several.

    An event whose payload lacks the key is itself what the others point to: its subject serves.
    """
    match correlate:
        case "subject":
            return (keys.subject,)
        case "unit":
            return (f"unit:{keys.unit}",) if keys.unit else ()
        case "site":
            return (f"site:{keys.site}",) if keys.site else ()
    return _members(keys.payload.get(correlate.removeprefix(PAYLOAD))) or (keys.subject,)


def owing_units(owed_by: str, keys: Keys) -> tuple[str, ...]:
    """Return the codes of the units that owe a promise; with a list in the payload, each owes one."""
    named: tuple[str, ...] = ()
    if owed_by.startswith(PAYLOAD):
        named = _members(keys.payload.get(owed_by.removeprefix(PAYLOAD)))
    return named or ((keys.unit,) if keys.unit else ())


def _members(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else (value,)
    return tuple(dict.fromkeys(str(one) for one in values if one not in {None, ""}))


def stated_moment(spec: str, payload: Mapping[str, Any]) -> datetime | None:
    """Return the moment that a payload key states, or that stands in the rule itself.

    A bare day is its midnight in Beijing. What cannot be read gives None, so that a promise is
    never lost over a malformed date: the caller falls back on the time of recording.
    """
    stated = payload.get(spec.removeprefix(PAYLOAD)) if spec.startswith(PAYLOAD) else spec
    try:
        if isinstance(stated, str) and len(stated) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(stated), time(), BEIJING)
        moment = datetime.fromisoformat(str(stated))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
