from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.models import Lane
from mingtang.spine.events.queries import (
    Backlog,
    backlog,
    events_after,
    events_of,
    failures,
    latest_events,
    orphaned_subscribers,
)
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db


def failing(event: SealedEvent) -> None:
    raise ValueError("not today")


def test_events_of_a_subject_are_in_order_with_the_unsealed_last(at: datetime) -> None:
    for number in (1, 2):
        record(at, "letter:1", number)
        record(at, "letter:2", number)
    seal_waiting(at)
    record(at, "letter:1", 3)
    assert [(event.position, event.payload) for event in events_of("letter:1")] == [
        (1, '{"number":1}'),
        (3, '{"number":2}'),
        (None, '{"number":3}'),
    ]


def test_events_after_a_position_are_sealed_and_in_order(at: datetime) -> None:
    record(at, number=1)
    record(at, code="trial.letter.answered")
    record(at, number=3)
    seal_waiting(at)
    record(at, number=4)
    assert [event.position for event in events_after(1)] == [2, 3]
    assert [event.position for event in events_after(0, ["trial.letter.arrived"])] == [1, 3]
    assert [event.position for event in events_after(3)] == []
    assert [event.position for event in latest_events(2)] == [2, 3]


@pytest.mark.parametrize("count", [1, 3])
def test_failures_come_with_their_events_in_one_query(
    at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    with subscribed("trial", codes="*", handler=failing):
        for number in range(count):
            record(at, f"letter:{number}")
        seal_waiting(at)
        deliver_due(at)
    with django_assert_num_queries(1):
        found = [(one.event.subject, one.tries) for one in failures()]
    assert sorted(found) == [(f"letter:{number}", 1) for number in range(count)]


def test_backlog_says_what_waits(at: datetime) -> None:
    assert backlog() == Backlog(0, None, 0, None, 0, 0)
    with subscribed("gone", codes="*", handler=print):
        record(at)
        seal_waiting(at)
    with subscribed("trial", codes="*", handler=failing):
        record(at, "letter:1")
        seal_waiting(at)
        deliver_due(at)
        record(at + timedelta(seconds=1), "letter:2")
        seal_waiting(at + timedelta(seconds=2))
        record(at + timedelta(seconds=5), "letter:3")
        first_due = Lane.objects.filter(subscriber="trial").order_by("due_at")[0].due_at
        assert backlog() == Backlog(
            unsealed=1,
            oldest_unsealed_at=at + timedelta(seconds=5),
            undelivered=3,
            oldest_due_at=first_due,
            failed=1,
            orphaned=1,
        )
    assert orphaned_subscribers() == ["gone", "trial"]
