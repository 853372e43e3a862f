from datetime import datetime, timedelta

import pytest

from mingtang.spine.events import jobs
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.storage import purge_done
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import drain, subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db


def test_deliveries_are_purged_thirty_days_after_they_were_done(at: datetime) -> None:
    def handler(event: SealedEvent) -> None:
        if event.subject == "letter:3":
            raise ValueError("not today")

    with subscribed("trial", codes="*", handler=handler):
        record(at, "letter:1")
        drain(at)
        record(at, "letter:2")
        drain(at + timedelta(days=10))
        record(at, "letter:3")
        with pytest.raises(AssertionError):
            drain(at)
    assert jobs.purge_deliveries(at + timedelta(days=30)) == 0
    assert jobs.purge_deliveries(at + timedelta(days=31)) == 1
    assert list(Delivery.objects.order_by("id").values_list("key", flat=True)) == [
        "letter:2",
        "letter:3",
    ]
    assert jobs.purge_deliveries(at + timedelta(days=400)) == 1
    assert Delivery.objects.get().key == "letter:3"
    assert Event.objects.count() == 3


def test_purge_takes_a_bounded_number_at_once(at: datetime) -> None:
    with subscribed("trial", codes="*", handler=lambda event: None):
        for number in range(5):
            record(at, f"letter:{number}")
        drain(at)
    later = at + timedelta(days=60)
    assert [purge_done(later, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_jobs_do_all_the_work_of_the_log(at: datetime) -> None:
    got: list[SealedEvent] = []
    by_name = {job.name: job for job in jobs.ROUTINES}
    assert set(by_name) == {
        "events.seal",
        "events.deliver",
        "events.anchor",
        "events.deposit",
        "events.purge",
    }
    with subscribed("trial", codes="*", handler=got.append):
        record(at)
        assert by_name["events.seal"].run(at) == 1
        assert by_name["events.deliver"].run(at) == 1
    assert len(got) == 1
