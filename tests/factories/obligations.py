"""Rules, facts and moments in few words, for tests of promises."""

from datetime import datetime
from itertools import count
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import bundled_calendar
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.standing import EventFact, Opening
from mingtang.institution.regulations.schema import Duty, Freshness, Quota

HISTORY = CalendarHistory(bundled_calendar())
_positions = count(1_000)
_RULE = {
    "id": "test.rule",
    "pack": "test",
    "label": "测试规则",
    "document": "测试文件",
    "clause": "第一条",
}


def moment(text: str) -> datetime:
    """Return a moment in Beijing: `2026-04-30 10:00`, or a day for its midnight."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def duty(**keys: Any) -> Duty:
    """A duty `thing.opened` → `thing.done` within 5 working days, unless told otherwise."""
    within = {} if keys.keys() & {"ahead", "by"} else {"within": "5 working days"}
    base = {"kind": "duty", "opened_by": "thing.opened", "met_by": ["thing.done"]}
    return Duty.model_validate(_RULE | base | within | keys)


def quota(**keys: Any) -> Quota:
    """A quota of one `thing.sent` a week by departments, unless told otherwise."""
    base = {"kind": "quota", "counts": ["thing.sent"], "at_least": 1, "per": "week"}
    return Quota.model_validate(_RULE | base | {"of": ["department"]} | keys)


def freshness(**keys: Any) -> Freshness:
    """A freshness `thing.opened` → `thing.renewed`, no gap over 15 days, unless told otherwise."""
    base = {"kind": "freshness", "opened_by": "thing.opened", "renewed_by": ["thing.renewed"]}
    return Freshness.model_validate(_RULE | base | {"no_gap_over": "15 days"} | keys)


def opening(text: str, *, unit: str = "edu", starts: str = "", position: int = 1) -> Opening:
    """The beginning of a duty at a moment."""
    at = moment(text)
    return Opening(position, at, moment(starts) if starts else at, unit)


def fact(code: str, text: str, *, position: int = 0, by: str = "", **payload: Any) -> EventFact:
    """A sealed event of the unit `by`; positions grow from call to call unless one is given."""
    return EventFact(position or next(_positions), code, moment(text), by, payload)
