import pytest

from mingtang.institution.obligations.actions import take_event
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Obligation, ObligationMark
from mingtang.institution.organization.models import Unit
from mingtang.spine.events.models import Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.institution.obligations.conftest import Tell, the
from tests.institution.obligations.packs import install_changed
from tests.institution.obligations.sealed import sealed

ARRIVED = {"desk": "office", "kind": "notice", "urgent": True}


def test_event_opens_the_promises_of_the_pack_in_force(city: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-04-30 10:00", **ARRIVED)

    desk = the("submission.desk")
    assert (desk.subject, desk.promise_key) == ("article:1", "article:1")
    assert (desk.opened_unit, desk.unit_key) == ("office", "office")
    assert desk.state == State.OPEN
    assert desk.opened_at == moment("2026-04-30 10:00")
    assert desk.due_at == moment("2026-05-06 23:59:59")
    assert desk.strength == "normally"
    assert desk.pack == "demo"
    assert desk.next_at == desk.warn_at


def test_event_without_a_pack_opens_nothing(db: None, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-04-30 10:00", **ARRIVED)

    assert not Obligation.objects.exists()


def test_event_meets_a_promise(city: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-04-30 10:00", **ARRIVED)
    heard("submission.returned", "article:1", "2026-05-06 17:00", by="office")

    desk = the("submission.desk")
    assert desk.state == State.MET
    assert desk.decided_at == moment("2026-05-06 17:00")
    assert desk.next_at is None


def test_event_of_another_case_meets_nothing(city: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-04-30 10:00", **ARRIVED)
    heard("submission.returned", "article:2", "2026-05-06 17:00", by="office")

    assert the("submission.desk").state == State.OPEN


def test_second_round_is_a_promise_of_its_own(city: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    heard("submission.returned", "article:1", "2026-03-11 16:00", by="office")
    heard("submission.arrived", "article:1", "2026-03-16 10:00", **ARRIVED)

    rounds = Obligation.objects.filter(rule_id="submission.desk").order_by("opened_at")
    assert [row.state for row in rounds] == [State.MET, State.OPEN]


def test_doubled_event_changes_nothing(city: Unit, tell: Tell) -> None:

    tell("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    drain(moment("2026-03-11 10:00"))
    before = list(Obligation.objects.order_by("pk").values())
    take_event(sealed(Event.objects.get(code="submission.arrived")))

    assert list(Obligation.objects.order_by("pk").values()) == before
    assert ObligationMark.objects.filter(promise_key="article:1").count() <= 1


def test_unit_that_is_handed_the_case_owes_it(city: Unit, heard: Tell) -> None:
    heard(
        "casework.case.arrived",
        "case:1",
        "2026-03-11 10:00",
        by="office",
        category="complaint",
        channel="site",
        unit="office",
    )
    heard("casework.case.dispatched", "case:1", "2026-03-11 11:00", by="office", unit="health")

    complaint = the("reply.complaint")
    assert (complaint.opened_unit, complaint.unit_key) == ("office", "health")
    assert complaint.due_at == moment("2026-03-18 23:59:59")


def test_rule_of_the_version_it_was_opened_under_holds(city: Unit, heard: Tell) -> None:

    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    install_changed("demo", moment("2026-03-11 11:00"), "submission.desk", within="3 working days")
    heard("submission.arrived", "article:2", "2026-03-11 12:00", **ARRIVED)
    heard("submission.returned", "article:1", "2026-03-13 10:00")
    heard("submission.returned", "article:2", "2026-03-13 10:00")

    assert the("submission.desk", "article:1").state == State.MET_LATE
    assert the("submission.desk", "article:2").state == State.MET


@pytest.mark.parametrize("order", ["in order", "meeting first"])
def test_fulfilment_that_is_heard_first_still_counts(city: Unit, tell: Tell, order: str) -> None:

    tell("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    tell("submission.returned", "article:1", "2026-03-11 16:00", by="office")
    seal_waiting(moment("2026-03-11 16:00"))
    told = list(Event.objects.filter(subject="article:1").order_by("position"))
    for event in told if order == "in order" else reversed(told):
        take_event(sealed(event))

    assert the("submission.desk").state == State.MET


def test_unit_that_a_unit_is_merged_into_owes_what_it_owed(city: Unit, heard: Tell) -> None:
    heard("casework.case.valued", "case:1", "2026-03-02 10:00", unit="edu")
    heard("casework.case.valued", "case:2", "2026-03-02 10:00", unit="office")
    heard("newmedia.account.opened", "account:1", "2026-03-02 10:00", by="edu")
    heard("organization.unit.merged", "unit:edu", "2026-03-04 10:00", by="edu", into="health")

    owners = dict(Obligation.objects.values_list("subject", "unit_key"))
    assert owners == {"case:1": "health", "case:2": "office", "account:1": "health"}
    opinion = the("reply.valued_opinion", "case:1")
    assert (opinion.opened_unit, opinion.due_at) == ("edu", moment("2026-03-11 23:59:59"))
    heard("casework.case.transferred", "case:1", "2026-03-05 10:00", unit="office")
    assert the("reply.valued_opinion", "case:1").unit_key == "office"
