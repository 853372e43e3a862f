"""Recording: the one way in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from mingtang.events.models import Event
from mingtang.events.policies import JSON, MalformedEvent, canonical_json, check_keys, check_times
from mingtang.events.registry import check_payload
from mingtang.events.storage import insert_event
from mingtang.events.subscribers import KEY_LENGTH, EventFacts, Subscriber, subscribers_of

_FIELDS = [field.attname for field in Event._meta.concrete_fields]


class NotInTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of the change it tells of."""


def record_event(
    *,
    code: str,
    subject: str,
    actor: str,
    at: datetime,
    unit: str = "",
    site: str = "",
    payload: Mapping[str, JSON] | None = None,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> Event:
    """Write an event and what it owes to its subscribers, inside the transaction of the change.

    `at` is the server's clock and becomes `recorded_at`. `occurred_at` may be earlier, with a
    reason; who may state one is decided by the room above. Position and hash come later, from the
    sealer. The payload holds no personal data: what must be erasable stands in the tables.

    :raises NotInTransaction: no transaction is open.
    :raises UnknownEvent: the code, or a key of the payload, is not registered.
    :raises MalformedEvent: a key, a time or the payload breaks the rules of the log.
    """
    _require_transaction(code)
    content = dict(payload or {})
    check_payload(code, content)
    check_keys(subject=subject, actor=actor, unit=unit, site=site)
    occurred = at if occurred_at is None else occurred_at
    check_times(occurred_at=occurred, recorded_at=at, reason=reason)
    text = canonical_json(content)
    facts = EventFacts(
        code=code,
        subject=subject,
        actor=actor,
        unit=unit,
        site=site,
        payload=content,
        occurred_at=occurred,
        recorded_at=at,
        reason=reason,
    )
    owed = [(one.name, _key(one, facts)) for one in subscribers_of(code)]
    event_id = insert_event(facts, text, owed)
    values = vars(facts) | {"id": event_id, "payload": text, "position": None, "hash": ""}
    return Event.from_db(connection.alias, _FIELDS, [values[name] for name in _FIELDS])


def _require_transaction(code: str) -> None:
    # The transaction that a test case wraps around itself does not count.
    if not any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise NotInTransaction(f"record {code} inside the transaction of the change it tells of")


def _key(subscriber: Subscriber, facts: EventFacts) -> str:
    key = subscriber.key(facts)
    if not key or len(key) > KEY_LENGTH:
        raise MalformedEvent(f"subscriber {subscriber.name} makes the key {key!r} of {facts.code}")
    return key
