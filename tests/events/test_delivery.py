from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mingtang.events.actions import record_event
from mingtang.events.delivery import deliver_due
from mingtang.events.models import ChainHead, Delivery, Event, Lane
from mingtang.events.sealing import seal_waiting
from mingtang.events.subscribers import SealedEvent
from mingtang.events.testing import drain, subscribed

pytestmark = pytest.mark.django_db


def record(at: datetime, subject: str = "letter:1", number: int = 1) -> Event:
    with transaction.atomic():
        return record_event(
            code="trial.letter.arrived",
            subject=subject,
            actor="person:3",
            at=at,
            unit="edu",
            site="portal",
            payload={"number": number},
        )


def test_drain_hands_the_sealed_event_over_and_leaves_nothing_waiting(at: datetime) -> None:
    got: list[SealedEvent] = []
    with subscribed("trial", codes="*", handler=got.append):
        event = record(at)
        assert drain(at) == 1
        assert drain(at) == 0
    assert got == [
        SealedEvent(
            position=1,
            code="trial.letter.arrived",
            subject="letter:1",
            actor="person:3",
            unit="edu",
            site="portal",
            payload={"number": 1},
            occurred_at=at,
            recorded_at=at,
            reason="",
        )
    ]
    delivery = Delivery.objects.get()
    assert (delivery.event_id, delivery.state, delivery.tries) == (event.id, "done", 1)
    assert not Lane.objects.exists()
    event.refresh_from_db()
    assert ChainHead.objects.values("position", "hash").get() == {
        "position": 1,
        "hash": event.hash,
    }


def test_failing_key_blocks_only_itself(at: datetime) -> None:
    got: list[tuple[str, object]] = []
    bad = {"letter:1"}

    def handler(event: SealedEvent) -> None:
        if event.subject in bad:
            raise ValueError("not today")
        got.append((event.subject, event.payload["number"]))

    with subscribed("trial", codes=["trial.letter.arrived"], handler=handler):
        for number in (1, 2):
            record(at, "letter:1", number)
            record(at, "letter:2", number)
        seal_waiting(at)
        deliver_due(at)
        assert got == [("letter:2", 1), ("letter:2", 2)]
        failed = Delivery.objects.failed().get()
        assert (failed.tries, failed.state) == (1, "failed")
        assert "not today" in failed.error
        assert deliver_due(at) == 0
        bad.clear()
        deliver_due(at + timedelta(seconds=3))
    assert got[2:] == [("letter:1", 1), ("letter:1", 2)]
    assert not Delivery.objects.unfinished().exists()
