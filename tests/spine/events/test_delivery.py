import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from mingtang.spine.events import storage
from mingtang.spine.events.delivery import LEASE, PER_LANE, Round, deliver_due
from mingtang.spine.events.models import ChainHead, Delivery, Event, Lane
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import drain, subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db

ARRIVED = ["trial.letter.arrived"]


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
        )
    ]
    delivery = Delivery.objects.get()
    assert (delivery.event_id, delivery.state, delivery.tries) == (event.pk, "done", 1)
    assert delivery.done_at is not None
    assert not Lane.objects.exists()
    sealed = Event.objects.get()
    assert ChainHead.objects.values("position", "hash").get() == {
        "position": 1,
        "hash": sealed.hash,
    }


def test_nothing_is_delivered_before_it_is_sealed(at: datetime) -> None:
    with subscribed("trial", codes="*", handler=print):
        record(at)
        assert deliver_due(at + timedelta(days=1)) == 0
    assert Delivery.objects.get().state == "waiting"


def test_failing_key_blocks_only_itself(at: datetime) -> None:
    got: list[tuple[str, str, object]] = []
    bad = {("first", "letter:1")}

    def handler_of(name: str) -> Callable[[SealedEvent], None]:
        def handler(event: SealedEvent) -> None:
            if (name, event.subject) in bad:
                raise ValueError("not today")
            got.append((name, event.subject, event.payload["number"]))

        return handler

    with (
        subscribed("first", codes=ARRIVED, handler=handler_of("first")),
        subscribed("second", codes=ARRIVED, handler=handler_of("second")),
    ):
        for number in (1, 2):
            record(at, "letter:1", number)
            record(at, "letter:2", number)
        seal_waiting(at)
        deliver_due(at)
        assert sorted(got) == [
            ("first", "letter:2", 1),
            ("first", "letter:2", 2),
            ("second", "letter:1", 1),
            ("second", "letter:1", 2),
            ("second", "letter:2", 1),
            ("second", "letter:2", 2),
        ]
        failed = Delivery.objects.failed().get()
        assert (failed.tries, failed.state, failed.position) == (1, "failed", 1)
        assert "not today" in failed.error
        record(at, "letter:1", 3)
        seal_waiting(at)
        assert deliver_due(at) == 1  # the second subscriber's alone
        bad.clear()
        deliver_due(at + timedelta(seconds=3))
    assert got[-3:] == [
        ("first", "letter:1", 1),
        ("first", "letter:1", 2),
        ("first", "letter:1", 3),
    ]
    assert not Delivery.objects.unfinished().exists()


def test_failure_is_tried_again_after_growing_pauses(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        raise ValueError(f"not today, {event.subject}")

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        seal_waiting(at)
        moment, pauses = at, []
        for tries in range(1, 15):
            assert deliver_due(moment - timedelta(microseconds=1)) == 0
            assert deliver_due(moment) == 1
            failed = Delivery.objects.get()
            assert (failed.tries, failed.state) == (tries, "failed")
            assert failed.due_at is not None
            pauses.append(round((failed.due_at - moment).total_seconds()))
            moment = failed.due_at
            assert Lane.objects.get().due_at == moment
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]


def test_failing_handler_leaves_no_trace_of_its_own(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        record(at, "letter:99")
        raise ValueError("after a change")

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        seal_waiting(at)
        deliver_due(at)
    assert Event.objects.count() == 1


def test_handler_that_breaks_its_transaction_is_a_failure(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO events_chainhead (id, position, hash) VALUES (2, 0, '')")

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        seal_waiting(at)
        assert deliver_due(at) == 1
    assert "IntegrityError" in Delivery.objects.failed().get().error


def test_error_tells_no_number_of_a_person(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        raise ValueError("Key (phone)=(13912345678) already exists, wenren@example.cn")

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        seal_waiting(at)
        deliver_due(at)
    error = Delivery.objects.failed().get().error
    assert "(139****5678) already exists, w***@example.cn" in error


def test_failure_is_logged(at: datetime, caplog: pytest.LogCaptureFixture) -> None:
    def handler(event: SealedEvent) -> None:
        raise ValueError("not today")

    with (
        caplog.at_level(logging.WARNING, "mingtang.spine.events"),
        subscribed("trial", codes=ARRIVED, handler=handler),
    ):
        record(at)
        seal_waiting(at)
        deliver_due(at)
    assert [line.message for line in caplog.records] == [f"投递 {Delivery.objects.get().pk} 失败"]


def test_drain_shows_the_error_of_a_handler(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        raise ValueError("not today")

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        with pytest.raises(AssertionError, match="not today"):
            drain(at)


def test_key_decides_what_keeps_its_order(at: datetime) -> None:
    got: list[str] = []

    def handler(event: SealedEvent) -> None:
        if event.subject == "letter:1":
            raise ValueError("not today")
        got.append(event.subject)

    with subscribed("trial", codes=ARRIVED, handler=handler, key=lambda event: event.unit):
        record(at, "letter:1")
        record(at, "letter:2")
        record(at, "letter:3", unit="health")
        seal_waiting(at)
        deliver_due(at)
    assert got == ["letter:3"]


def test_long_lane_is_worked_off_in_order(at: datetime) -> None:
    got: list[int] = []
    with subscribed("trial", codes=ARRIVED, handler=lambda event: got.append(event.position)):
        for number in range(PER_LANE + 5):
            record(at, number=number)
        seal_waiting(at)
        assert deliver_due(at) == PER_LANE
        assert deliver_due(at) == 5
    assert got == list(range(1, PER_LANE + 6))
    assert not Lane.objects.exists()


def test_event_that_comes_while_its_lane_is_worked_off_is_not_lost(at: datetime) -> None:
    got: list[int] = []

    def handler(event: SealedEvent) -> None:
        got.append(event.position)
        if event.position == 1:
            record(at)
            seal_waiting(at)

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        seal_waiting(at)
        assert deliver_due(at) == 1
        assert Lane.objects.get().claim == ""
        assert deliver_due(at) == 1
    assert got == [1, 2]
    assert not Lane.objects.exists()


def test_claims_of_a_dead_worker_come_back_when_the_lease_ends(at: datetime) -> None:
    got: list[int] = []
    with subscribed("trial", codes=ARRIVED, handler=lambda event: got.append(event.position)):
        record(at)
        seal_waiting(at)
        assert len(Round(at, LEASE).take(10)) == 1  # and then it dies
        assert deliver_due(at + LEASE - timedelta(seconds=1)) == 0
        assert deliver_due(at + LEASE) == 1
    assert got == [1]


def test_lane_is_claimed_by_one_worker(at: datetime) -> None:
    with subscribed("trial", codes=ARRIVED, handler=print):
        for number in range(3):
            record(at, f"letter:{number}")
        seal_waiting(at)
        first, second = Round(at, LEASE), Round(at, LEASE)
        keys = [{lane.key for lane in one.take(2)} for one in (first, second)]
    assert [len(taken) for taken in keys] == [2, 1]
    assert not keys[0] & keys[1]


def test_worker_that_was_overtaken_changes_nothing(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        record(at, "letter:99")
        storage.mark_done(Delivery.objects.get(position=event.position).pk, at)  # another was first

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at)
        record(at)
        seal_waiting(at)
        assert deliver_due(at) == 1
    assert Event.objects.count() == 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting", "waiting"]


def test_lease_is_renewed_when_half_of_it_is_used_up(at: datetime) -> None:
    with subscribed("trial", codes=ARRIVED, handler=print):
        record(at)
        seal_waiting(at)
        patient, hasty = Round(at, LEASE), Round(at, timedelta(0))
        patient.take(1)
        patient.renew()
        assert Lane.objects.get().due_at == at + LEASE
        Lane.objects.update(due_at=at)
        hasty.take(1)
        hasty.renew()
        assert Lane.objects.get().due_at > at


def test_interrupted_worker_hands_its_lanes_back(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        raise KeyboardInterrupt

    with subscribed("trial", codes=ARRIVED, handler=handler):
        record(at, "letter:1")
        record(at, "letter:2")
        seal_waiting(at)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(at)
    assert list(Lane.objects.values_list("due_at", "claim")) == [(at, ""), (at, "")]
    assert set(Delivery.objects.values_list("state", "tries")) == {("waiting", 0)}


def test_round_that_takes_too_long_hands_the_rest_back(at: datetime) -> None:
    got: list[tuple[str, int]] = []

    def slow(event: SealedEvent) -> None:
        time.sleep(0.01)
        got.append((event.subject, event.position))

    with subscribed("trial", codes=ARRIVED, handler=slow):
        for number in range(3):
            record(at, "letter:1", number)
            record(at, "letter:2", number)
        seal_waiting(at)
        assert deliver_due(at, budget=timedelta(0)) == 1
        assert list(Lane.objects.values_list("due_at", "claim")) == [(at, ""), (at, "")]
        assert deliver_due(at, budget=timedelta(seconds=60)) == 5
    for subject in ("letter:1", "letter:2"):
        positions = [position for letter, position in got if letter == subject]
        assert positions == sorted(positions)
        assert len(positions) == 3


def test_lanes_of_unknown_subscribers_are_left_alone(at: datetime) -> None:
    with subscribed("gone", codes=ARRIVED, handler=print):
        record(at)
        seal_waiting(at)
    with subscribed("trial", codes=ARRIVED, handler=print):
        assert deliver_due(at) == 0
    assert Lane.objects.get().subscriber == "gone"


def test_lane_without_anything_to_deliver_is_closed(at: datetime) -> None:
    with subscribed("trial", codes=ARRIVED, handler=print):
        Lane.objects.create(subscriber="trial", key="letter:1", due_at=at, latest_position=1)
        assert deliver_due(at) == 0
    assert not Lane.objects.exists()


@pytest.mark.parametrize("waiting", [1, 3])
def test_delivery_takes_the_same_queries_for_every_event(
    at: datetime, waiting: int, django_assert_num_queries: Any
) -> None:
    with subscribed("trial", codes=ARRIVED, handler=lambda event: None):
        for number in range(waiting):
            record(at, "letter:1", number)
        seal_waiting(at)
        # exists, savepoint, lock, claim, release, read lanes, ids, events; then savepoint, mark,
        # release for each; close the lane
        with django_assert_num_queries(8 + 3 * waiting + 1):
            deliver_due(at)


def _of_codes(at: datetime, codes: list[str]) -> list[str]:
    """Record events of one subject and deliver them to a subscriber that does nothing about most of them."""
    got: list[str] = []
    concerned = "trial.letter.arrived".__eq__
    with subscribed(
        "trial", codes="*", handler=lambda event: got.append(event.code), concerns=concerned
    ):
        for number, code in enumerate(codes):
            record(at, "letter:1", number, code=code)
        assert drain(at) == len(codes)
    return got


@pytest.mark.parametrize(
    "codes",
    [
        ["trial.letter.answered"],
        ["trial.letter.answered", "trial.letter.arrived"],
        ["trial.letter.arrived", "trial.letter.answered"],
        ["trial.letter.answered", "trial.letter.arrived", "trial.letter.answered"],
    ],
)
def test_what_does_not_concern_a_subscriber_is_done_without_a_call(
    at: datetime, codes: list[str]
) -> None:
    wanted = [code for code in codes if code == "trial.letter.arrived"]
    assert _of_codes(at, codes) == wanted
    assert set(Delivery.objects.values_list("state", "tries")) == {("done", 1)}
    assert not Lane.objects.exists()


def test_failure_does_not_hold_up_what_is_passed_over(at: datetime) -> None:
    def fails(event: SealedEvent) -> None:
        raise ValueError

    concerned = "trial.letter.arrived".__eq__
    with subscribed("trial", codes="*", handler=fails, concerns=concerned):
        record(at, "letter:1", 1)
        record(at, "letter:1", 2, code="trial.letter.answered")
        seal_waiting(at)
        assert deliver_due(at) == 2
        states = Delivery.objects.order_by("position").values_list("state", flat=True)
        assert list(states) == ["failed", "done"]
        assert Lane.objects.get().due_at > at


def test_passing_over_takes_one_statement(at: datetime, django_assert_num_queries: Any) -> None:
    with subscribed("trial", codes="*", handler=print, concerns=lambda code: False):
        for number in range(5):
            record(at, "letter:1", number)
        seal_waiting(at)
        # as above up to the events; then savepoint, mark, close, release
        with django_assert_num_queries(8 + 4):
            deliver_due(at)
