from datetime import datetime, timedelta

import pytest

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.obligations.actions import archive_decided, settle_due, take_event
from mingtang.institution.obligations.actions.archive import restore_archived
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import (
    ArchivedMiss,
    ArchivedObligation,
    Miss,
    Obligation,
    ObligationMark,
)
from mingtang.institution.obligations.queries.explanation import explain
from mingtang.institution.obligations.queries.facts import facts_of
from mingtang.institution.obligations.queries.lists import (
    find_obligation,
    get_obligation_for,
    misses_between,
)
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.spine.events.models import Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import Tell, the
from tests.institution.obligations.sealed import sealed

CASE = {"unit": "edu", "category": "complaint", "channel": "site"}
LATER = moment("2027-06-01 03:00")
BEFORE = moment("2027-03-01 03:00")


@pytest.fixture
def late(city: Unit, heard: Tell) -> Obligation:
    """A complaint that was answered after its due moment, and one that still waits."""
    for number in (0, 1):
        heard("casework.case.arrived", f"case:{number}", "2026-03-11 09:00", **CASE)
    _settled(moment("2026-03-19 09:00"))
    heard("casework.case.answered", "case:0", "2026-03-20 09:00", by="edu")
    _settled(moment("2026-03-20 10:00"))
    return the("reply.complaint", "case:0")


def _settled(at: datetime) -> None:
    drain(at)
    while settle_due(at):
        drain(at)


def _archive(at: datetime) -> int:
    moved = 0
    while some := archive_decided(at, limit=2):
        moved += some
    return moved


def _archive_with_pending(row: Obligation) -> None:
    """Archive a promise as if the sweep had told its miss."""
    row.misses.update(declared_at=moment("2026-03-20 10:00"))
    Obligation.objects.filter(pk=row.pk).update(next_at=None)
    _archive(LATER)
    assert not Obligation.objects.filter(pk=row.pk).exists()


def test_decided_promise_and_its_marks_leave_after_their_days(late: Obligation) -> None:
    told = explain(late, LATER)
    assert _archive(BEFORE) == 0

    assert _archive(LATER) > 0
    assert _archive(LATER) == 0

    assert not Obligation.objects.filter(decided_at__isnull=False).exists()
    assert the("reply.complaint", "case:1").state == State.OVERDUE  # waits, and stays
    assert not ObligationMark.objects.exists()
    archived = find_obligation(late.pk)
    assert isinstance(archived, ArchivedObligation)
    assert (archived.subject, archived.state) == ("case:0", State.MET_LATE)
    assert explain(archived, LATER) == told


def test_past_day_is_explained_as_before(late: Obligation) -> None:
    day = moment("2026-03-18 12:00")
    told = explain(late, day)
    _archive(LATER)

    archived = ArchivedObligation.objects.get(pk=late.pk)
    assert explain(archived, day) == told
    assert told.state == State.OPEN


def test_missed_moments_are_counted_from_both_tables(late: Obligation) -> None:
    span = (moment("2026-03-18"), moment("2026-03-19"))
    before = [(row.obligation.subject, row.ended_at) for row in misses_between(["edu"], *span)]
    _archive(LATER)

    rows = misses_between(["edu"], *span)
    assert sorted((row.obligation.subject, row.ended_at) for row in rows) == sorted(before)
    assert {type(row) for row in rows} == {Miss, ArchivedMiss}


def test_live_promise_reads_its_archived_marks(city: Unit, heard: Tell) -> None:
    heard("casework.case.arrived", "case:1", "2026-03-11 09:00", **CASE)
    heard("casework.case.transferred", "case:1", "2026-03-12 09:00", by="edu", unit="health")
    live = the("reply.complaint", "case:1")
    facts = facts_of(live, rule_of(live))
    assert [fact.code for fact in facts] == ["casework.case.transferred"]

    _archive(LATER)

    assert not ObligationMark.objects.exists()
    assert facts_of(live, rule_of(live)) == facts


def test_repeated_event_finds_its_promise_in_the_archive(late: Obligation) -> None:
    _archive(LATER)
    events = [sealed(event) for event in Event.objects.order_by("position")]

    for event in events:
        take_event(event)

    assert Obligation.objects.filter(rule_id="reply.complaint", subject="case:0").count() == 1
    back = the("reply.complaint", "case:0")
    assert (back.pk, back.state, back.due_at) == (late.pk, late.state, late.due_at)
    assert back.misses.get().declared_at is not None
    assert not ArchivedObligation.objects.filter(subject="case:0").exists()


def test_event_delivered_years_late_changes_an_archived_verdict(city: Unit, tell: Tell) -> None:
    tell("casework.case.arrived", "case:0", "2026-03-11 09:00", **CASE)
    for day in ("2026-03-13 09:00", "2026-03-20 09:00"):
        tell("casework.case.answered", "case:0", day, by="edu")
    seal_waiting(moment("2026-03-20 09:00"))
    arrived, in_time, late = map(
        sealed, Event.objects.filter(subject="case:0").order_by("position")
    )
    take_event(arrived)
    take_event(late)
    row = the("reply.complaint")
    assert row.state == State.MET_LATE
    _archive_with_pending(row)

    take_event(in_time)

    row = the("reply.complaint")
    assert (row.state, row.decided_at) == (State.MET, moment("2026-03-13 09:00"))
    assert not row.misses.filter(is_revoked=False).exists()


def test_only_what_was_decided_since_is_restored(late: Obligation) -> None:
    _archive(LATER)
    decided = moment("2026-03-20 09:00")
    restore_archived(["case:0"], since=decided + timedelta(seconds=1))
    restore_archived(["case:9"], since=decided)
    assert not Obligation.objects.filter(pk=late.pk).exists()

    restore_archived(["case:0"], since=decided)

    back = Obligation.objects.get(pk=late.pk)
    assert (back.state, back.misses.get().ended_at) == (State.MET_LATE, decided)
    assert not ArchivedObligation.objects.filter(pk=late.pk).exists()
    assert not ArchivedMiss.objects.filter(obligation_id=late.pk).exists()


def test_what_the_sweep_must_still_look_at_stays(late: Obligation) -> None:
    Obligation.objects.filter(pk=late.pk).update(next_at=LATER)
    _archive(LATER)
    assert Obligation.objects.filter(pk=late.pk).exists()


def test_only_who_may_see_it_finds_it_in_the_archive(late: Obligation) -> None:
    _archive(LATER)
    unit = Unit.objects.get(code="county")
    stranger = PersonFactory(unit=unit)
    PostHoldingFactory(person=stranger, post=Post.INFORMATION_OFFICER, unit=unit)
    unit = Unit.objects.get(code="edu")
    officer = PersonFactory(unit=unit)
    PostHoldingFactory(person=officer, post=Post.INFORMATION_OFFICER, unit=unit)

    assert get_obligation_for(officer, late.pk, LATER).pk == late.pk
    with pytest.raises(NotVisible):
        get_obligation_for(stranger, late.pk, LATER)
