import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.institution.obligations import events
from mingtang.institution.obligations.actions import settle_due, take_event
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.organization.models import Unit
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.institution.obligations.conftest import Tell, the
from tests.institution.obligations.packs import install_changed
from tests.institution.obligations.sealed import sealed

ARRIVED = {"desk": "office", "kind": "notice", "urgent": True}
DUE = moment("2026-03-12 23:59:59")


@pytest.fixture
def arrived(city: Unit, heard: Tell) -> None:
    """An article that reached the desk on Wednesday 11 March: due on Thursday at its end."""
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)


def sweep(text: str) -> int:
    """Hear everything and settle what is due, until nothing is left."""
    at = moment(text)
    drain(at)
    settled = 0
    while done := settle_due(at):
        settled += done
    return settled


def told(code: str) -> list[dict[str, Any]]:
    """Return the recorded events of a code as plain values, in order."""
    rows = Event.objects.filter(code=code).order_by("pk")
    return [
        {
            "subject": row.subject,
            "unit": row.unit,
            "occurred_at": row.occurred_at,
            "recorded_at": row.recorded_at,
            "payload": json.loads(row.payload),
        }
        for row in rows
    ]


def test_overdue_is_dated_at_the_due_moment(arrived: None) -> None:
    sweep("2026-03-13 00:00:00")

    desk = the("submission.desk")
    assert desk.state == State.OVERDUE
    assert desk.decided_at is None
    [event] = told(events.OVERDUE)
    assert event["subject"] == "article:1"
    assert event["unit"] == "office"
    assert event["occurred_at"] == DUE
    assert event["recorded_at"] == moment("2026-03-13 00:00:00")
    assert event["payload"]["obligation"] == desk.pk
    assert event["payload"]["rule"] == "submission.desk"
    assert event["payload"]["strength"] == "normally"
    assert datetime.fromisoformat(event["payload"]["due"]) == DUE
    [miss] = Miss.objects.all()
    assert (miss.due_at, miss.unit_key, miss.declared_at) == (DUE, "office", event["recorded_at"])


def test_last_second_is_not_overdue(arrived: None) -> None:
    sweep("2026-03-12 23:59:59")

    assert the("submission.desk").state == State.OPEN
    assert not Miss.objects.exists()


def test_overdue_is_told_once(arrived: None) -> None:
    sweep("2026-03-13 00:00:00")

    assert sweep("2026-03-13 00:00:01") == 0
    assert sweep("2026-04-13 00:00:00") <= 1  # the notice of the morning
    assert len(told(events.OVERDUE)) == 1


def test_late_fulfilment_is_told_apart(arrived: None, heard: Tell) -> None:
    sweep("2026-03-13 09:00")
    heard("submission.returned", "article:1", "2026-03-13 10:00")
    sweep("2026-03-13 10:01")

    assert the("submission.desk").state == State.MET_LATE
    assert Miss.objects.get().ended_at == moment("2026-03-13 10:00")
    assert len(told(events.OVERDUE)) == 1


@pytest.mark.parametrize(
    ("done", "state", "misses"), [("12 20:00", State.MET, 0), ("13 01:00", State.MET_LATE, 1)]
)
def test_scheduler_that_was_off_for_three_days_changes_no_verdict(
    arrived: None, tell: Tell, done: str, state: State, misses: int
) -> None:
    tell("submission.returned", "article:1", f"2026-03-{done}")
    sweep("2026-03-16 09:00")

    assert the("submission.desk").state == state
    assert [event["occurred_at"] for event in told(events.OVERDUE)] == [DUE] * misses
    assert [row.due_at for row in Miss.objects.all()] == [DUE] * misses


def test_nothing_is_judged_before_the_log_is_heard(arrived: None, tell: Tell) -> None:
    tell("submission.returned", "article:1", "2026-03-12 20:00")

    at = moment("2026-03-13 09:00")
    while settle_due(at):  # the event waits to be sealed and delivered
        pass
    assert the("submission.desk").state == State.OPEN
    assert told(events.OVERDUE) == []

    sweep("2026-03-13 09:01")
    assert the("submission.desk").state == State.MET
    assert told(events.OVERDUE) == []


def test_event_that_cannot_be_delivered_does_not_stop_the_clocks(arrived: None, tell: Tell) -> None:
    tell("submission.returned", "article:9", "2026-03-12 20:00")
    seal_waiting(moment("2026-03-12 20:00"))
    Delivery.objects.filter(done_at=None).update(state="failed", due_at=moment("2026-03-12 20:10"))

    while settle_due(moment("2026-03-13 09:00")):
        pass
    assert the("submission.desk").state == State.OVERDUE


def test_fulfilment_heard_too_late_revokes_the_miss(arrived: None, tell: Tell) -> None:
    tell("submission.returned", "article:1", "2026-03-12 20:00")
    seal_waiting(moment("2026-03-12 20:00"))
    waiting = Delivery.objects.filter(done_at=None)
    waiting.update(state="failed", due_at=moment("2026-03-14 20:00"))
    while settle_due(moment("2026-03-13 09:00")):
        pass
    assert the("submission.desk").state == State.OVERDUE

    take_event(sealed(Event.objects.get(code="submission.returned")))
    while settle_due(moment("2026-03-13 09:05")):
        pass
    assert the("submission.desk").state == State.MET
    [miss] = Miss.objects.all()
    assert (miss.is_revoked, miss.revoked_at) == (True, moment("2026-03-13 09:05"))
    [event] = told(events.OVERDUE_REVOKED)
    assert datetime.fromisoformat(event["payload"]["due"]) == DUE


def test_threshold_is_warned_of_once(arrived: None) -> None:
    # Two working hours before the end of Thursday is 15:30, when the office still works.
    sweep("2026-03-12 15:29:59")
    assert told(events.WARNED) == []

    sweep("2026-03-12 15:40")
    sweep("2026-03-12 16:00")
    [event] = told(events.WARNED)
    assert event["occurred_at"] == moment("2026-03-12 15:30")
    assert event["recorded_at"] == moment("2026-03-12 15:40")
    assert event["unit"] == "office"
    [notice] = told(events.NOTICE_DUE)
    assert notice["payload"]["topic"] == "warned"


def test_promise_that_is_kept_is_not_warned_of(arrived: None, heard: Tell) -> None:
    heard("submission.returned", "article:1", "2026-03-12 15:00")
    sweep("2026-03-12 16:00")

    assert told(events.WARNED) == []


def test_people_are_told_in_the_morning(arrived: None) -> None:
    sweep("2026-03-12 16:00")
    sweep("2026-03-13 00:00:01")
    assert [event["payload"]["topic"] for event in told(events.NOTICE_DUE)] == ["warned"]

    sweep("2026-03-13 07:29:59")
    assert len(told(events.NOTICE_DUE)) == 1

    sweep("2026-03-13 07:30")
    assert [event["payload"]["topic"] for event in told(events.NOTICE_DUE)] == ["warned", "overdue"]
    assert the("submission.desk").next_at is None


def test_nobody_is_told_of_what_was_done_meanwhile(arrived: None, heard: Tell) -> None:
    sweep("2026-03-13 00:00:01")
    before = len(told(events.NOTICE_DUE))
    heard("submission.returned", "article:1", "2026-03-13 06:00")
    sweep("2026-03-13 07:30")

    assert len(told(events.NOTICE_DUE)) == before


def test_urgent_rule_knows_no_night(city: Unit, heard: Tell) -> None:
    heard("newmedia.account.abnormal_found", "account:1", "2026-03-11 22:00")
    sweep("2026-03-11 23:30")
    sweep("2026-03-12 00:01")

    told_at = [event["recorded_at"] for event in told(events.NOTICE_DUE)]
    assert told_at == [moment("2026-03-11 23:30"), moment("2026-03-12 00:01")]


def test_extension_warns_again(city: Unit, heard: Tell) -> None:
    heard("casework.case.valued", "case:1", "2026-03-02 10:00", unit="edu")
    sweep("2026-03-11 09:00")  # seven working days end on 11 March
    heard("casework.case.extended", "case:1", "2026-03-11 10:00")
    sweep("2026-03-20 09:00")
    sweep("2026-03-23 09:00")

    opinion = the("reply.valued_opinion")
    assert opinion.due_at == moment("2026-03-23 23:59:59")
    assert [event["occurred_at"] for event in told(events.WARNED)] == [
        moment("2026-03-10 23:59:59"),
        moment("2026-03-20 23:59:59"),
    ]


def test_sweep_reads_nothing_when_nothing_is_due(
    arrived: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert settle_due(moment("2026-03-11 10:01")) == 0


def test_sweep_takes_no_more_than_it_is_allowed(city: Unit, heard: Tell) -> None:
    for number in range(5):
        heard("submission.arrived", f"article:{number}", "2026-03-11 10:00", **ARRIVED)

    assert settle_due(moment("2026-03-12 18:00"), limit=3) == 3
    assert settle_due(moment("2026-03-12 18:00"), limit=3) == 2


def test_promise_that_cannot_be_judged_holds_up_no_other(
    city: Unit, heard: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    heard("submission.arrived", "article:2", "2026-03-11 10:00", **ARRIVED)
    Obligation.objects.filter(subject="article:1").update(pack_version="gone")
    at = moment("2026-03-13 09:00")
    while settle_due(at):
        pass

    assert the("submission.desk", "article:2").state == State.OVERDUE
    broken = the("submission.desk", "article:1")
    assert (broken.state, broken.next_at) == (State.OPEN, at + timedelta(minutes=5))
    assert "cannot be settled" in caplog.text


def test_rule_that_is_no_must_is_counted_and_is_no_breach(arrived: None) -> None:
    sweep("2026-03-13 09:00")

    assert Obligation.objects.overdue().count() == 1
    assert Obligation.objects.overdue().binding().count() == 0


def test_freshness_sleeps_wakes_and_sleeps_again(city: Unit, heard: Tell) -> None:
    heard("newmedia.account.opened", "account:1", "2026-03-02 10:00")
    sweep("2026-03-18 09:00")
    assert the("account.update").state == State.OVERDUE

    heard("newmedia.post.released", "account:1", "2026-03-20 10:00")
    awake = the("account.update")
    assert (awake.state, awake.due_at) == (State.OPEN, moment("2026-04-04 23:59:59"))
    assert awake.renewed_at == moment("2026-03-20 10:00")

    sweep("2026-04-07 09:00")
    assert the("account.update").state == State.OVERDUE
    asleep = [
        event for event in told(events.OVERDUE) if event["payload"]["rule"] == "account.update"
    ]
    assert [event["occurred_at"] for event in asleep] == [
        moment("2026-03-17 23:59:59"),
        moment("2026-04-04 23:59:59"),
    ]


def test_new_version_does_not_change_what_runs(arrived: None) -> None:
    install_changed("demo", moment("2026-03-11 11:00"), "submission.desk", within="9 working days")
    sweep("2026-03-13 09:00")

    assert the("submission.desk").state == State.OVERDUE
