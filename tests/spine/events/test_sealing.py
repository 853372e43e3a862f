import hashlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from mingtang.spine.events.chain import GENESIS
from mingtang.spine.events.models import ChainHead, Delivery, Event, Lane
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.testing import subscribed
from tests.factories.events import record


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Run work in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def text_of(row: dict[str, Any]) -> str:
    """Write the canonical text down again, without the code that is being tested."""
    moments = [
        row[name].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        for name in ("occurred_at", "recorded_at")
    ]
    names = ("position", "id", "code", "subject", "actor", "unit", "site", "payload")
    fields = [*(row[name] for name in names), *moments, row["reason_digest"]]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.django_db
def test_seal_waiting_numbers_events_and_chains_their_text(at: datetime) -> None:
    record(at, "letter:1", payload={"via": "信箱", "number": 1})
    record(at + timedelta(microseconds=7), "letter:2")
    record(at + timedelta(days=1), "letter:3", occurred_at=at, reason="停电补录")
    assert seal_waiting(at) == 3
    assert seal_waiting(at) == 0
    rows = list(Event.objects.order_by("position").values())
    assert [(row["position"], row["subject"]) for row in rows] == [
        (1, "letter:1"),
        (2, "letter:2"),
        (3, "letter:3"),
    ]
    previous = GENESIS
    for row in rows:
        previous = hashlib.sha256(f"{previous}\n{text_of(row)}".encode()).hexdigest()
        assert row["hash"] == previous
    assert list(ChainHead.objects.values_list("pk", "position", "hash")) == [(1, 3, previous)]


@pytest.mark.django_db
def test_seal_waiting_goes_on_where_it_stopped(at: datetime) -> None:
    events = [record(at, number=number) for number in range(5)]
    assert [seal_waiting(at, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    sealed = Event.objects.order_by("position").values_list("position", "pk")
    assert list(sealed) == [(place, event.pk) for place, event in enumerate(events, start=1)]


@pytest.mark.django_db
def test_seal_waiting_puts_positions_on_deliveries_and_opens_their_lanes(at: datetime) -> None:
    with subscribed("trial", codes="*", handler=print):
        for subject in ("letter:1", "letter:2", "letter:1"):
            record(at, subject)
    assert not Lane.objects.exists()
    seal_waiting(at)
    assert list(Delivery.objects.order_by("id").values_list("position", "key")) == [
        (1, "letter:1"),
        (2, "letter:2"),
        (3, "letter:1"),
    ]
    lanes = Lane.objects.order_by("key")
    assert list(lanes.values_list("subscriber", "key", "due_at", "claim", "latest_position")) == [
        ("trial", "letter:1", at, "", 3),
        ("trial", "letter:2", at, "", 2),
    ]


@pytest.mark.django_db
def test_lane_that_waits_keeps_its_time_when_more_comes(at: datetime) -> None:
    later = at + timedelta(hours=1)
    Lane.objects.create(
        subscriber="trial", key="letter:1", due_at=later, claim="c", latest_position=0
    )
    with subscribed("trial", codes="*", handler=print):
        record(at)
    seal_waiting(at)
    lane = Lane.objects.get()
    assert (lane.due_at, lane.claim, lane.latest_position) == (later, "c", 1)


@pytest.mark.django_db
def test_lost_head_is_found_again(at: datetime) -> None:
    record(at)
    seal_waiting(at)
    first = Event.objects.get()
    ChainHead.objects.all().delete()
    record(at)
    seal_waiting(at)
    assert Event.objects.order_by("position").values_list("position", flat=True)[1] == 2
    assert Event.objects.get(position=1).hash == first.hash


@pytest.mark.django_db(transaction=True)
def test_event_that_commits_late_gets_a_later_position(at: datetime) -> None:
    if connection.vendor == "sqlite":
        return  # one writer at a time: nobody can commit late
    recorded, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(at, "letter:1")
            recorded.set()
            assert may_commit.wait(10)

    thread = in_thread(slow)
    assert recorded.wait(10)
    record(at, "letter:2")
    assert seal_waiting(at) == 1
    may_commit.set()
    thread.join()
    assert seal_waiting(at) == 1
    rows = Event.objects.order_by("position").values_list("subject", "position")
    assert list(rows) == [("letter:2", 1), ("letter:1", 2)]
    assert list(Event.objects.order_by("id").values_list("subject", flat=True)) == [
        "letter:1",
        "letter:2",
    ]


@pytest.mark.django_db(transaction=True)
def test_second_sealer_passes_while_the_first_holds_the_head(at: datetime) -> None:
    if connection.vendor == "sqlite":
        return  # the second one waits for the writer and then finds nothing
    record(at)
    seal_waiting(at)
    record(at)
    found: list[int] = []
    with transaction.atomic():
        ChainHead.objects.select_for_update().get()
        in_thread(lambda: found.append(seal_waiting(at))).join()
    assert found == [0]
    assert seal_waiting(at) == 1


@pytest.mark.django_db(transaction=True)
def test_several_sealers_make_one_chain(at: datetime) -> None:
    for number in range(60):
        record(at, number=number)
    sealed: list[int] = []

    def work() -> None:
        for _ in range(30):
            sealed.append(seal_waiting(at, limit=5))  # noqa: PERF401 - several threads append

    for thread in [in_thread(work) for _ in range(4)]:
        thread.join()
    assert sum(sealed) == 60
    assert list(Event.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, 61)
    )
    assert list(Event.objects.order_by("position").values_list("id", flat=True)) == list(
        Event.objects.order_by("id").values_list("id", flat=True)
    )
