from datetime import datetime, timedelta

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.events.models import Event
from mingtang.workbench.intake.actions import put_status, record_try, remove_status
from mingtang.workbench.intake.forms import FormLimits
from mingtang.workbench.intake.models import PublicTry, StatusRow

pytestmark = pytest.mark.django_db
LIMITS = FormLimits(by_address=2, by_all=3, within=timedelta(minutes=30))


def test_status_is_written_whole_and_removed_for_good(at: datetime) -> None:
    later = at + timedelta(days=1)
    put_status(
        key="k", title="网民找错", state="已收到", received_at=at, at=at, steps=[(at, "已收到")]
    )
    put_status(key="k", title="网民找错", state="已答复", received_at=at, at=later, answer="已改正")
    row = StatusRow.objects.get()
    assert (row.state, row.steps, row.answer) == ("已答复", [], "已改正")
    assert (row.received_at, row.updated_at) == (at, later)

    put_status(key="other", title="网民找错", state="已收到", received_at=at, at=at)
    remove_status(key="k")
    remove_status(key="k")
    assert [row.key for row in StatusRow.objects.all()] == ["other"]
    assert not Event.objects.exists()  # a copy of what the case's own events say


def test_tries_count_by_address_and_all_together_within_their_time(at: datetime) -> None:
    def tried(address: str, moment: datetime = at) -> None:
        record_try(subject="status", address=address, limits=LIMITS, at=moment)

    for address in ("198.51.100.1", "198.51.100.1"):
        tried(address)
    with pytest.raises(Refused, match="您所在的网络"):
        tried("198.51.100.1")
    tried("198.51.100.2")
    with pytest.raises(Refused, match="现在提交的人很多"):
        tried("198.51.100.3")
    assert PublicTry.objects.count() == 3  # a refused one does not count
    assert not PublicTry.objects.filter(address__contains="198.51").exists()
    tried("198.51.100.1", at + timedelta(minutes=31))
