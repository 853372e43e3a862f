from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mingtang.spine.events.models import AppendOnly, ChainHead, Delivery, Event, Lane
from tests.factories.events import record

pytestmark = pytest.mark.django_db

WAYS: dict[str, Callable[[Event], object]] = {
    "save": lambda event: event.save(),
    "save of a new one": lambda event: Event(code="a.b", subject="a:1", actor="system").save(),
    "create": lambda event: Event.objects.create(code="a.b", subject="a:1", actor="system"),
    "get_or_create": lambda event: Event.objects.get_or_create(code="a.b"),
    "update": lambda event: Event.objects.update(payload="{}"),
    "update of some": lambda event: Event.objects.filter(pk=event.pk).update(reason_digest="x"),
    "delete": lambda event: event.delete(),
    "delete of all": lambda event: Event.objects.all().delete(),
    "bulk_create": lambda event: Event.objects.bulk_create([event]),
    "bulk_update": lambda event: Event.objects.bulk_update([event], ["payload"]),
    "update_or_create": lambda event: Event.objects.update_or_create(code="a.b"),
}


@pytest.mark.parametrize("way", WAYS)
def test_event_cannot_be_written_by_the_model(at: datetime, way: str) -> None:
    event = record(at)
    before = list(Event.objects.values())
    with pytest.raises(AppendOnly):
        WAYS[way](event)
    assert list(Event.objects.values()) == before


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


def test_event_is_sealed_whole_or_not_at_all(at: datetime) -> None:
    record(at)
    assert refused("UPDATE events_event SET position = 1")
    assert refused("UPDATE events_event SET hash = 'x'")
    assert refused("UPDATE events_event SET position = 0, hash = 'x'")
    assert not refused("UPDATE events_event SET position = 1, hash = 'x'")


def test_position_is_given_once(at: datetime) -> None:
    record(at)
    record(at)
    assert refused("UPDATE events_event SET position = 1, hash = 'x'")


def test_chain_has_one_head() -> None:
    ChainHead.objects.create(pk=1, hash="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ChainHead.objects.create(pk=2, hash="x")


def test_event_is_owed_once_to_a_subscriber(at: datetime) -> None:
    event = record(at)
    Delivery.objects.create(event=event, subscriber="trial", key="letter:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(event=event, subscriber="trial", key="letter:2")


@pytest.mark.parametrize(
    ("state", "has_due", "has_done"),
    [
        ("waiting", True, False),
        ("failed", False, False),
        ("done", False, False),
        ("lost", False, True),
    ],
)
def test_state_and_times_of_a_delivery_agree(
    at: datetime, state: str, has_due: bool, has_done: bool
) -> None:
    event = record(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            event=event,
            subscriber="trial",
            key="letter:1",
            state=state,
            due_at=at if has_due else None,
            done_at=at if has_done else None,
        )


def test_key_of_a_subscriber_has_one_lane(at: datetime) -> None:
    lane = {"subscriber": "trial", "key": "letter:1", "due_at": at, "latest_position": 1}
    Lane.objects.create(**lane)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lane.objects.create(**lane)


def test_queries_of_the_outbox_use_the_partial_indices() -> None:
    wanted = {
        "events_event_unsealed": Event.objects.unsealed().order_by("id")[:10],
        "events_delivery_unfinished": Delivery.objects.deliverable()
        .filter(subscriber="trial", key="letter:1")
        .order_by("position")[:10],
        "events_delivery_failed": Delivery.objects.failed().order_by("due_at")[:10],
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # On an empty table the planner takes whatever comes first; an order must come by index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    for index, query in wanted.items():
        assert index in query.explain(), index
