"""Recording, the one way in; and what a person may do about a delivery that keeps failing."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible
from mingtang.ground.foundation.text import has_words
from mingtang.spine.events.chain import reason_digest
from mingtang.spine.events.enums import DeliveryState
from mingtang.spine.events.models import Delivery, Event, Lane, StatedReason
from mingtang.spine.events.policies import (
    JSON,
    MalformedEvent,
    canonical_json,
    check_keys,
    check_times,
    is_waiting_after_failure,
    masked,
    may_erase,
    may_set_aside,
)
from mingtang.spine.events.registry import check_payload, event_type
from mingtang.spine.events.storage import insert_event
from mingtang.spine.events.subscribers import KEY_LENGTH, EventFacts, Subscriber, subscribers_of
from mingtang.spine.jobs.doorbell import ring_on_commit

SALT_BYTES = 16
GivenReason = str | StatedReason | None
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
    reason: GivenReason = None,
) -> Event:
    """Write an event and what it owes to its subscribers, inside the transaction of the change.

    `at` is the server's clock and becomes `recorded_at`. `occurred_at` may be earlier, with a
    reason; who may state one is decided by the room above. Position and hash come later, from the
    sealer. The payload holds no personal data: what must be erasable stands in the tables. Numbers of
    people and addresses that are in it all the same (in a title, in a file's name) are masked. A reason
    that a row of a room shows as well is recorded first (:func:`record_reason`) and passed to both.

    :raises NotInTransaction: no transaction is open.
    :raises UnknownEvent: the code, or a key of the payload, is not registered.
    :raises MalformedEvent: a key, a time or the payload breaks the rules of the log.
    """
    _require_transaction(code)
    content = {name: masked(value) for name, value in (payload or {}).items()}
    check_payload(code, content)
    check_keys(subject=subject, actor=actor, unit=unit, site=site)
    occurred = at if occurred_at is None else occurred_at
    given = record_reason(reason)
    check_times(occurred_at=occurred, recorded_at=at, has_reason=given is not None)
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
    )
    told = () if event_type(code).is_past else subscribers_of(code)
    owed = [(one.name, _key(one, facts)) for one in told]
    event_id = insert_event(facts, text, given, owed)
    ring_on_commit()
    values = vars(facts) | {"id": event_id, "payload": text, "position": None, "hash": ""}
    values |= {"reason_id": given and given.pk, "reason_digest": given.digest if given else ""}
    return Event.from_db(connection.alias, _FIELDS, [values[name] for name in _FIELDS])


def record_reason(given: GivenReason) -> StatedReason | None:
    """Store why something is done, once, inside the transaction of the change; None without words.

    What was stored already comes back as it is, so that an action may pass it on.
    """
    if given is None or isinstance(given, StatedReason):
        return given
    text = given.strip()
    if not has_words(text):
        return None
    _require_transaction("a reason")
    salt = secrets.token_hex(SALT_BYTES)
    return StatedReason.objects.create(text=text, salt=salt, digest=reason_digest(salt, text))


def erase_reason(*, reason_id: int, actor: str, at: datetime, why: str) -> StatedReason:
    """Erase the words of a reason and their salt, for good; the events that seal its digest stay.

    A repeat is harmless.

    :raises NotVisible: there is no such reason.
    :raises Refused: without saying why.
    """
    with transaction.atomic():
        reason = StatedReason.objects.select_for_update().filter(pk=reason_id).first()
        if reason is None:
            raise NotVisible(f"reason {reason_id}")
        may_erase(why).require()
        if reason.is_erased:
            return reason
        reason.text, reason.salt, reason.erased_at = "", "", at
        reason.save(update_fields=["text", "salt", "erased_at"])
        record_event(
            code="events.reason.erased",
            subject=f"reason:{reason.pk}",
            actor=actor,
            at=at,
            reason=why,
        )
    return reason


def _require_transaction(code: str) -> None:
    # The transaction that a test case wraps around itself does not count.
    if not any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise NotInTransaction(f"record {code} inside the transaction of the change it tells of")


def _key(subscriber: Subscriber, facts: EventFacts) -> str:
    key = subscriber.key(facts)
    if not key or len(key) > KEY_LENGTH:
        raise MalformedEvent(f"subscriber {subscriber.name} makes the key {key!r} of {facts.code}")
    return key


def retry_delivery(*, delivery_id: int, actor: str, at: datetime) -> Delivery:
    """Try a failed delivery again now, instead of when its pause ends.

    :raises NotVisible: there is no such delivery.
    :raises Refused: it does not wait after a failure.
    """
    with transaction.atomic():
        delivery = _failed_delivery(delivery_id)
        delivery.due_at = at
        delivery.save(update_fields=["due_at"])
        _wake_lane(delivery, at)
        _record_about("events.delivery.retried", delivery, actor=actor, at=at)
    return delivery


def set_aside_delivery(*, delivery_id: int, actor: str, at: datetime, reason: str) -> Delivery:
    """Give up one failed delivery, so that later events of its key go on (搁置).

    The subscriber never gets this event; what it would have done must be done by hand.

    :raises NotVisible: there is no such delivery.
    :raises Refused: it does not wait after a failure, or no reason is given.
    """
    with transaction.atomic():
        delivery = _failed_delivery(delivery_id, also=may_set_aside(reason))
        delivery.state, delivery.done_at = DeliveryState.SET_ASIDE, at
        delivery.save(update_fields=["state", "done_at"])
        _wake_lane(delivery, at)
        _record_about("events.delivery.set_aside", delivery, actor=actor, at=at, reason=reason)
    return delivery


def _failed_delivery(delivery_id: int, also: Decision = YES) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise NotVisible
    (is_waiting_after_failure(delivery.state) & also).require()
    return delivery


def _wake_lane(delivery: Delivery, at: datetime) -> None:
    """Make the lane due now. One that a worker holds is left alone: it is being worked off."""
    lanes = Lane.objects.filter(subscriber=delivery.subscriber, key=delivery.key, claim="")
    lanes.update(due_at=at)


def _record_about(
    code: str, delivery: Delivery, *, actor: str, at: datetime, reason: str = ""
) -> None:
    record_event(
        code=code,
        subject=f"delivery:{delivery.pk}",
        actor=actor,
        at=at,
        payload={
            "subscriber": delivery.subscriber,
            "key": delivery.key,
            "position": delivery.position,
            "tries": delivery.tries,
        },
        reason=reason,
    )
