"""A week without enough is over and counted; three in a row ask for an explanation."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.submission.actions import (
    confirm_lateness,
    explain_lateness,
    judge_lateness,
    propose_lateness,
)
from mingtang.editorial.submission.interfaces.lateness import lateness_waiting
from mingtang.editorial.submission.models import Lateness
from mingtang.editorial.submission.subscribers import _on_run
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.queries.lists import (
    missed_visible_to,
    overdue_visible_to,
    waiting_for,
)
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.schema.clocks import Duty, Quota
from mingtang.spine.events.models import Event
from mingtang.spine.events.subscribers import SealedEvent
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]


def _run(cast: Cast, at: datetime, key: int = 1) -> Lateness | None:
    return propose_lateness(at=at, unit_code=cast.edu.code, obligation_key=key, count=3)


def _kinds(person: Person, at: datetime) -> list[str]:
    powers = authority.powers_of(person, at)
    return [one.kind for one in lateness_waiting(person, powers, at)]


def test_xn_32_three_in_a_row_are_judged_by_a_person_and_explained_by_the_principal_leader(
    cast: Cast, at: datetime, browser: Open
) -> None:
    pack = load_pack("xingning")
    quota, duty = pack.rule("submission.weekly_quota"), pack.rule("submission.explain_lateness")
    assert isinstance(quota, Quota)
    assert isinstance(duty, Duty)
    assert (quota.escalates_after, quota.escalates_with) == (3, "submission.lateness.proposed")
    assert duty.opened_by == ("submission.lateness.confirmed",)
    found = _run(cast, at)
    assert found is not None
    assert Event.objects.get().code == quota.escalates_with
    assert _kinds(cast.desk_editor, at) == ["核实影响"]
    assert _kinds(cast.principal, at) == []
    said = {"at": at, "lateness_id": found.pk}
    confirm_lateness(actor=cast.desk_editor, reason="市民三周看不到招生消息", **said)
    assert _kinds(cast.principal, at) == ["说明情况"]
    client = browser(cast.principal)
    page = client.get(reverse("submission:late", args=[found.pk])).content.decode()
    assert "说明情况" in page
    assert "填写处理意见" not in page
    explain_lateness(actor=cast.principal, reason="信息员空缺，已补任", **said)
    assert _kinds(cast.desk_editor, at) == ["处理说明"]
    judge_lateness(actor=cast.desk_editor, reason="予以提醒", **said)
    codes = list(Event.objects.order_by("id").values_list("code", flat=True))
    assert codes == [
        f"submission.lateness.{name}" for name in ("proposed", "confirmed", "explained", "judged")
    ]
    assert set(duty.met_by) <= set(codes)
    listed = browser(cast.desk_editor).get(reverse("submission:lateness")).content.decode()
    assert "予以提醒" in listed


def test_one_run_is_open_at_a_time_and_a_repeat_does_nothing(cast: Cast, at: datetime) -> None:
    first = _run(cast, at)
    assert _run(cast, at, key=2) is None
    Lateness.objects.update(state="judged")
    assert _run(cast, at) == first
    assert _run(cast, at, key=2) != first
    assert Event.objects.count() == 2
    assert propose_lateness(at=at, unit_code="nowhere", obligation_key=3, count=3) is None


def test_a_missed_week_waits_for_nobody_and_is_counted_as_missed(cast: Cast, at: datetime) -> None:
    week = Obligation.objects.create(
        rule_id="submission.weekly_quota", kind="quota", pack="demo", pack_version="1",
        strength="must", subject="unit:edu", promise_key="unit:edu", opened_at=at, starts_at=at,
        opened_unit="edu", unit_key="edu", state="overdue", due_at=at, judged_at=at,
        period_first=at.date() - timedelta(days=7), period_last=at.date(), number=0, target=1,
    )  # fmt: skip
    later = at + timedelta(minutes=1)
    assert list(missed_visible_to(cast.officer, later)) == [week]
    assert not waiting_for(cast.officer, later).exists()
    assert not overdue_visible_to(cast.desk_editor, later).exists()
    assert list(waiting_for(cast.officer, at)) == [week]


def test_only_rules_that_say_so_propose_a_run(cast: Cast, at: datetime) -> None:
    def event(proposes: str) -> SealedEvent:
        payload = {"proposes": proposes, "obligation": 7, "count": 4}
        return _sealed(at, payload)

    _on_run(event("monitoring.other"))
    assert not Lateness.objects.exists()
    _on_run(event("submission.lateness.proposed"))
    assert Lateness.objects.get().count == 4


def _sealed(at: datetime, payload: dict[str, object]) -> SealedEvent:
    return SealedEvent(
        position=1, code="obligations.run_of_misses", subject="unit:edu", actor="system",
        unit="edu", site="", recorded_at=at, occurred_at=at, payload=payload,
    )  # fmt: skip
