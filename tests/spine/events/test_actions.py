from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.actions import (
    NotInTransaction,
    record_event,
    retry_delivery,
    set_aside_delivery,
)
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.models import Delivery, Event, Lane, StatedReason
from mingtang.spine.events.policies import MalformedEvent
from mingtang.spine.events.registry import UnknownEvent
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import drain, subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db


def stored(event: Event) -> dict[str, Any]:
    return Event.objects.values().get(pk=event.pk)


def test_record_event_stores_every_field(at: datetime) -> None:
    event = record(
        at,
        "letter:7",
        payload={"via": "网站", "number": 7},
        occurred_at=at - timedelta(hours=2),
        reason="停电补录",
    )
    reason = StatedReason.objects.get()
    assert (reason.text, len(reason.salt)) == ("停电补录", 32)
    assert reason.digest == sha256(f"{reason.salt}\n停电补录".encode()).hexdigest()
    assert stored(event) == {
        "id": event.pk,
        "code": "trial.letter.arrived",
        "subject": "letter:7",
        "actor": "person:3",
        "unit": "edu",
        "site": "portal",
        "payload": '{"number":7,"via":"网站"}',
        "occurred_at": at - timedelta(hours=2),
        "recorded_at": at,
        "reason_id": reason.pk,
        "reason_digest": reason.digest,
        "position": None,
        "hash": "",
    }


def test_payload_is_masked_for_the_log_and_for_who_hears(at: datetime) -> None:
    heard: list[Any] = []
    with subscribed(
        "trial", codes=["trial.letter.arrived"], handler=lambda one: heard.append(one.payload)
    ):
        event = record(at, payload={"via": "来信人13912345678"})
        drain(at)
    assert stored(event)["payload"] == '{"via":"来信人139****5678"}'
    assert heard == [{"via": "来信人139****5678"}]


def test_record_event_returns_the_stored_row(at: datetime) -> None:
    event = record(at)
    again = Event.objects.get(pk=event.pk)
    names = [field.attname for field in Event._meta.concrete_fields]
    assert [getattr(event, name) for name in names] == [getattr(again, name) for name in names]


def test_record_event_occurs_when_recorded_unless_said(at: datetime) -> None:
    assert record(at).occurred_at == at


def test_record_event_owes_it_to_those_who_asked_for_the_code(at: datetime) -> None:
    def nothing(event: SealedEvent) -> None:
        return

    with (
        subscribed("all", codes="*", handler=nothing),
        subscribed(
            "arrivals", codes=["trial.letter.arrived"], handler=nothing, key=lambda e: e.unit
        ),
        subscribed("answers", codes=["trial.letter.answered"], handler=nothing),
    ):
        event = record(at)
    owed = Delivery.objects.filter(subscriber__in=["all", "arrivals", "answers"])
    assert list(
        owed.order_by("subscriber").values_list(
            "event_id", "subscriber", "key", "position", "state", "tries", "due_at", "done_at"
        )
    ) == [
        (event.pk, "all", "letter:1", None, "waiting", 0, None, None),
        (event.pk, "arrivals", "edu", None, "waiting", 0, None, None),
    ]


def test_record_event_outside_a_transaction_is_an_error(at: datetime) -> None:
    with pytest.raises(NotInTransaction, match=r"trial\.letter\.arrived"):
        record_event(
            code="trial.letter.arrived", subject="letter:1", actor="system", at=at, payload={}
        )
    assert not Event.objects.exists()


def test_record_event_vanishes_with_its_transaction(at: datetime) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            record(at)
            raise ZeroDivisionError

    with subscribed("all", codes="*", handler=print), pytest.raises(ZeroDivisionError):
        change_that_fails()
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "trial.letter.lost"}, UnknownEvent),
        ({"payload": {"phone": "1"}}, UnknownEvent),
        ({"subject": "letter"}, MalformedEvent),
        ({"actor": ""}, MalformedEvent),
        ({"payload": {"number": float("inf")}}, MalformedEvent),
    ],
)
def test_record_event_refuses_what_breaks_a_rule(
    at: datetime, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        record(at, **changes)
    assert not Event.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_record_event_refuses_an_impossible_order_key(at: datetime, key: str) -> None:
    with (
        subscribed("all", codes="*", handler=print, key=lambda event: key),
        pytest.raises(MalformedEvent, match="all"),
    ):
        record(at)


def failing(event: SealedEvent) -> None:
    raise ValueError("not today")


def test_retry_makes_a_failed_delivery_due_now(at: datetime) -> None:
    got: list[SealedEvent] = []
    bad = True

    def handler(event: SealedEvent) -> None:
        if bad:
            failing(event)
        got.append(event)

    with subscribed("trial", codes=["trial.letter.arrived"], handler=handler):
        record(at)
        seal_waiting(at)
        deliver_due(at)
        failed = Delivery.objects.failed().get()
        bad = False
        retry_delivery(delivery_id=failed.pk, actor="person:9", at=at)
        assert deliver_due(at) == 1
    assert [event.subject for event in got] == ["letter:1"]
    told = Event.objects.get(code="events.delivery.retried")
    assert (told.subject, told.actor, told.payload) == (
        f"delivery:{failed.pk}",
        "person:9",
        '{"key":"letter:1","position":1,"subscriber":"trial","tries":1}',
    )


def test_set_aside_lets_later_events_of_the_key_go_on(at: datetime) -> None:
    got: list[int] = []

    def handler(event: SealedEvent) -> None:
        if event.position == 1:
            failing(event)
        got.append(event.position)

    with subscribed("trial", codes=["trial.letter.arrived"], handler=handler):
        for number in (1, 2, 3):
            record(at, number=number)
        seal_waiting(at)
        deliver_due(at)
        assert got == []
        failed = Delivery.objects.failed().get()
        set_aside_delivery(delivery_id=failed.pk, actor="person:9", at=at, reason="对象已注销")
        drain(at)
    assert got == [2, 3]
    assert not Lane.objects.exists()
    failed.refresh_from_db()
    assert (failed.state, failed.done_at, failed.tries) == ("set_aside", at, 1)
    told = Event.objects.get(code="events.delivery.set_aside")
    assert (told.actor, str(told.reason)) == ("person:9", "对象已注销")


def test_set_aside_of_the_only_delivery_closes_its_lane(at: datetime) -> None:
    with subscribed("trial", codes=["trial.letter.arrived"], handler=failing):
        record(at)
        seal_waiting(at)
        deliver_due(at)
        failed = Delivery.objects.failed().get()
        set_aside_delivery(delivery_id=failed.pk, actor="system", at=at, reason="对象已注销")
        drain(at)
    assert not Lane.objects.exists()


def test_set_aside_refuses_with_all_reasons(at: datetime) -> None:
    with subscribed("trial", codes=["trial.letter.arrived"], handler=failing):
        record(at)
    waiting = Delivery.objects.get()
    with pytest.raises(Refused) as refusal:
        set_aside_delivery(delivery_id=waiting.pk, actor="system", at=at, reason="")
    assert [reason.code for reason in refusal.value.reasons] == [
        "events.delivery_not_failed",
        "events.reason_missing",
    ]
    with pytest.raises(Refused):
        retry_delivery(delivery_id=waiting.pk, actor="system", at=at)
    assert Event.objects.count() == 1


def test_dealing_with_an_unknown_delivery_is_not_visible(at: datetime) -> None:
    with pytest.raises(NotVisible):
        retry_delivery(delivery_id=10**9, actor="system", at=at)
    with pytest.raises(NotVisible):
        set_aside_delivery(delivery_id=10**9, actor="system", at=at, reason="对象已注销")


def test_record_event_takes_one_query_without_and_two_with_subscribers(
    at: datetime, django_assert_num_queries: Any
) -> None:
    with transaction.atomic():
        with django_assert_num_queries(3):  # savepoint, insert, release
            record(at, code="trial.letter.answered", payload={})
        names = ["one", "two", "three"]
        with (
            subscribed(names[0], codes="*", handler=print),
            subscribed(names[1], codes="*", handler=print),
            subscribed(names[2], codes="*", handler=print),
            django_assert_num_queries(4),
        ):
            record(at)
    assert connection.in_atomic_block
