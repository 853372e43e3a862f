import json
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from mingtang.institution.obligations import events
from mingtang.institution.obligations.actions import open_quota_periods, settle_due
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Miss, Obligation, QuotaOpening
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.actions import end_binding
from mingtang.institution.regulations.models import Binding
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.factories.organization import UnitFactory
from tests.institution.obligations.conftest import LOADED, Tell, build_city, use_pack

WEEKLY = "submission.weekly_quota"
COUNTY = "submission.county_weekly_quota"


@pytest.fixture
def since_march(city: Unit) -> Unit:
    """The city, with its pack bound from Monday 2 March 2026."""
    Binding.objects.update(valid_from=date(2026, 3, 2))
    return city


def open_all(text: str) -> int:
    opened = 0
    while done := open_quota_periods(moment(text)):
        opened += done
    return opened


def shares(rule_id: str) -> dict[tuple[str, str], Obligation]:
    rows = Obligation.objects.filter(rule_id=rule_id)
    return {(row.unit_key, str(row.period_first)): row for row in rows}


def test_xn_18_and_hn_11_open_for_the_units_that_owe_them(since_march: Unit) -> None:
    open_all("2026-03-02 00:00:05")

    assert set(shares(WEEKLY)) == {("edu", "2026-03-02"), ("health", "2026-03-02")}
    assert set(shares(COUNTY)) == {("county", "2026-03-02")}
    share = shares(WEEKLY)["edu", "2026-03-02"]
    assert (share.subject, share.promise_key) == ("unit:edu", "unit:edu")
    assert share.due_at == moment("2026-03-08 23:59:59")
    assert (share.number, share.target) == (0, 1)
    assert share.state == State.OPEN


def test_period_is_opened_once(since_march: Unit) -> None:
    assert open_all("2026-03-02 00:00:05") == 2
    assert open_all("2026-03-08 23:59:59") == 0
    assert open_all("2026-03-09 00:00:00") == 2
    assert QuotaOpening.objects.filter(rule_id=WEEKLY).count() == 2


def test_first_period_is_the_first_that_begins_under_the_binding(city: Unit) -> None:
    Binding.objects.update(valid_from=date(2026, 3, 4))
    open_all("2026-03-06 09:00")
    assert shares(WEEKLY) == {}

    open_all("2026-03-09 09:00")
    assert {first for _, first in shares(WEEKLY)} == {"2026-03-09"}


def test_item_counts_when_it_arrives(since_march: Unit, heard: Tell) -> None:
    open_all("2026-03-02 00:00:05")
    heard("submission.arrived", "article:1", "2026-03-08 23:59:59.9", by="edu")
    heard("submission.arrived", "article:2", "2026-03-09 00:00:00", by="health")

    assert shares(WEEKLY)["edu", "2026-03-02"].state == State.MET
    assert shares(WEEKLY)["health", "2026-03-02"].state == State.OPEN


def test_count_goes_on_after_the_quota_is_filled(since_march: Unit, heard: Tell) -> None:
    open_all("2026-03-02 00:00:05")
    for number in range(3):
        heard("submission.arrived", f"article:{number}", f"2026-03-0{3 + number} 09:00", by="edu")

    share = shares(WEEKLY)["edu", "2026-03-02"]
    assert (share.state, share.number) == (State.MET, 3)
    assert share.decided_at == moment("2026-03-03 09:00")


def test_row_that_is_written_late_says_the_same(since_march: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-03-04 09:00", by="edu")
    heard("submission.arrived", "article:2", "2026-03-12 09:00", by="health")
    open_all("2026-03-17 09:00")  # the worker was off for two weeks
    drain(moment("2026-03-17 09:00"))
    while settle_due(moment("2026-03-17 09:00")):
        drain(moment("2026-03-17 09:00"))

    states = {key: row.state for key, row in shares(WEEKLY).items()}
    assert states == {
        ("edu", "2026-03-02"): State.MET,
        ("health", "2026-03-02"): State.OVERDUE,
        ("edu", "2026-03-09"): State.OVERDUE,
        ("health", "2026-03-09"): State.MET,
        ("edu", "2026-03-16"): State.OPEN,
        ("health", "2026-03-16"): State.OPEN,
    }
    dues = Miss.objects.filter(obligation__rule_id=WEEKLY).order_by("due_at")
    assert [miss.due_at for miss in dues] == [
        moment("2026-03-08 23:59:59"),
        moment("2026-03-15 23:59:59"),
    ]


def test_unit_owes_from_the_first_period_that_begins_with_it(since_march: Unit) -> None:
    UnitFactory(
        code="new",
        kind=UnitKind.DEPARTMENT,
        parent=since_march,
        added_at=moment("2026-03-04 09:00"),
    )
    open_all("2026-03-09 09:00")

    assert ("new", "2026-03-02") not in shares(WEEKLY)
    assert ("new", "2026-03-09") in shares(WEEKLY)


def test_unit_that_is_closed_owes_nothing_more(since_march: Unit, heard: Tell) -> None:
    open_all("2026-03-02 00:00:05")
    heard("organization.unit.closed", "unit:edu", "2026-03-04 09:00", by="edu")
    share = shares(WEEKLY)["edu", "2026-03-02"]
    assert (share.state, share.decided_at) == (State.CLOSED, moment("2026-03-04 09:00"))

    Unit.objects.filter(code="edu").update(is_active=False, closed_at=moment("2026-03-04 09:00"))
    open_all("2026-03-09 09:00")
    assert ("edu", "2026-03-09") not in shares(WEEKLY)


def test_nearest_binding_wins(since_march: Unit) -> None:
    use_pack("county", "hainan", since="2026-03-02")
    open_all("2026-03-02 09:00")

    assert shares(COUNTY) == {}
    share = shares(WEEKLY)["county", "2026-03-02"]
    assert (share.pack, share.target) == ("hainan", 3)
    assert ("edu", "2026-03-02") in shares(WEEKLY)


def test_binding_that_ended_opens_no_more(since_march: Unit) -> None:
    binding = Binding.objects.get()
    end_binding(actor="system", at=LOADED, binding_id=binding.pk, last_day=date(2026, 3, 10))
    open_all("2026-03-30 09:00")

    assert {first for _, first in shares(WEEKLY)} == {"2026-03-02", "2026-03-09"}


def told(code: str) -> list[dict[str, Any]]:
    rows = Event.objects.filter(code=code).order_by("recorded_at", "pk")
    return [json.loads(row.payload) | {"about": row.subject} for row in rows]


def test_third_miss_in_a_row_is_told(since_march: Unit, heard: Tell) -> None:
    for text in ("2026-03-09", "2026-03-16", "2026-03-23"):
        open_all(f"{text} 00:01")
        drain(moment(f"{text} 00:01"))
        while settle_due(moment(f"{text} 00:01")):
            drain(moment(f"{text} 00:01"))
        if text == "2026-03-16":
            assert told(events.RUN_OF_MISSES) == []

    runs = [one for one in told(events.RUN_OF_MISSES) if one["about"] == "unit:edu"]
    assert [(one["rule"], one["count"], one["proposes"]) for one in runs] == [
        (WEEKLY, 3, "submission.lateness.proposed")
    ]


def test_week_that_was_kept_breaks_the_run(since_march: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-03-10 09:00", by="edu")
    open_all("2026-03-30 00:01")
    drain(moment("2026-03-30 00:01"))
    while settle_due(moment("2026-03-30 00:01")):
        drain(moment("2026-03-30 00:01"))

    about = {one["about"] for one in told(events.RUN_OF_MISSES)}
    assert "unit:edu" not in about
    assert "unit:health" in about


@pytest.fixture
def luan(db: None) -> Unit:
    city = build_city("luan")
    Binding.objects.update(valid_from=date(2026, 2, 16))
    return city


def test_account_owes_what_its_own_plan_says(luan: Unit, heard: Tell) -> None:
    heard("newmedia.account.plan_set", "account:1", "2026-02-10 09:00", by="edu", posts_per_week=5)
    heard(
        "newmedia.account.plan_set", "account:2", "2026-02-10 09:00", by="health", posts_per_week=0
    )
    open_all("2026-03-02 09:00")

    rows = {
        row.period_first.isoformat(): row
        for row in shares("account.posts_quota").values()
        if row.period_first
    }
    assert {first: row.target for first, row in rows.items()} == {
        "2026-02-23": 5,
        "2026-03-02": 5,
    }  # in the week of Spring Festival nothing is owed
    assert {row.subject for row in rows.values()} == {"account:1"}
    assert {row.unit_key for row in rows.values()} == {"edu"}


def test_opening_is_the_same_inside_another_transaction(since_march: Unit) -> None:
    with transaction.atomic():
        record_event(
            code="submission.arrived", subject="article:1", actor="system", unit="edu",
            at=moment("2026-03-04 09:00"),
        )  # fmt: skip
    open_all("2026-03-05 09:00")
    drain(moment("2026-03-05 09:00"))

    assert shares(WEEKLY)["edu", "2026-03-02"].state == State.MET
