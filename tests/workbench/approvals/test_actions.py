"""The machine, tried through a client of the tests: the filing of an account."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.merging import Merger
from mingtang.institution.organization.models import PostHolding
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.actions import (
    claim_step,
    hand_over_rounds,
    hand_over_step,
    pass_step,
    pass_steps,
    return_step,
    send_back_step,
    withdraw_round,
)
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep
from mingtang.workbench.approvals.policies import StepPlan
from mingtang.workbench.approvals.queries import (
    WAITING_LIMIT,
    held_steps,
    steps_waiting_for,
)
from tests.factories.approvals import crowd_of_steps
from tests.factories.cast import Cast
from tests.factories.organization import PostHoldingFactory
from tests.workbench.approvals.filing import FilingClient, file_account

pytestmark = pytest.mark.django_db
KEY = "account:1"


@pytest.fixture
def filing(cast: Cast, at: datetime) -> ApprovalRound:
    """Return the filing of an account, which its unit's leaders have to approve."""
    return file_account(cast.officer, at, cast.edu, KEY)


def _step(found: ApprovalRound, key: str) -> ApprovalStep:
    return found.steps.get(key=key)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_third_client_goes_through_its_steps(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    assert {one.key for one in steps_waiting_for(cast.leader, at=at)} == {"check", "secrecy"}
    assert {one.key for one in steps_waiting_for(cast.principal, at=at)} == {"secrecy"}
    pass_step(actor=cast.leader, at=at, step_id=_step(filing, "check").pk)
    pass_step(actor=cast.leader, at=at, step_id=_step(filing, "secrecy").pk, reason="已核")
    later = at + timedelta(hours=1)
    pass_step(actor=cast.principal, at=later, step_id=_step(filing, "sign").pk)

    filing.refresh_from_db()
    assert (filing.state, filing.ended_at, FilingClient.filed) == ("passed", later, [KEY])
    events = Event.objects.filter(subject=KEY).order_by("id")
    assert [event.code for event in events] == [
        "filing.started", "filing.step_passed", "filing.step_passed", "filing.step_passed",
        "filing.passed",
    ]  # fmt: skip
    assert {(event.unit, json.loads(event.payload)["round"]) for event in events} == {("edu", 1)}
    assert str(_step(filing, "secrecy").reason) == "已核"


def test_round_nobody_can_pass_is_refused_with_steps_and_posts(cast: Cast, at: datetime) -> None:
    PostHolding.objects.filter(person=cast.principal).update(valid_to=at)
    PostHolding.objects.filter(person=cast.portal_signer).update(valid_to=at)
    with pytest.raises(Refused) as refused:
        file_account(cast.officer, at, cast.edu, KEY)
    assert _codes(refused) == ["organization.nobody_may"]
    text = refused.value.reasons[0].text
    assert ("“签发”" in text, "主要领导" in text, "内容核对" in text) == (True, True, False)
    assert not ApprovalRound.objects.exists()


def test_thing_has_one_open_round(cast: Cast, at: datetime, filing: ApprovalRound) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        file_account(cast.officer, at, cast.edu, KEY)
    withdraw_round(actor=cast.officer, at=at, round_id=filing.pk, reason="名称有误")
    assert file_account(cast.officer, at, cast.edu, KEY).number == 2


def test_client_has_a_say_in_every_decision(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    FilingClient.frozen.add(KEY)
    FilingClient.writers[KEY] = frozenset({cast.leader.person_key})
    step = _step(filing, "check")
    for act in (
        lambda: pass_step(actor=cast.leader, at=at, step_id=step.pk),
        lambda: return_step(actor=cast.leader, at=at, step_id=step.pk, reason="不"),
        lambda: claim_step(actor=cast.leader, at=at, step_id=step.pk),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert {"approvals.own_text", "filing.frozen"} <= set(_codes(refused))
    with pytest.raises(NotVisible):
        pass_step(actor=cast.stranger_leader, at=at, step_id=step.pk)


def test_what_a_client_refuses_when_a_round_passes_undoes_the_act(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: FilingClient, moment: str, act: object) -> None:
        if moment == "passed":
            raise NotVisible

    only = (StepPlan("check", "内容核对", ("leader_in_charge",)),)
    found = file_account(cast.officer, at, cast.edu, KEY, steps=only)
    monkeypatch.setattr(FilingClient, "follow", refuse)
    with pytest.raises(NotVisible):
        pass_step(actor=cast.leader, at=at, step_id=_step(found, "check").pk)
    found.refresh_from_db()
    assert (found.state, _step(found, "check").state) == ("open", "waiting")


def test_steps_of_one_sheet_pass_all_or_none(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    check, sign = _step(filing, "check"), _step(filing, "sign")
    with pytest.raises(Refused) as refused:
        pass_steps(actor=cast.leader, at=at, reasons={check.pk: "", sign.pk: ""})
    assert {reason.field for reason in refused.value.reasons} == {f"reason_{sign.pk}"}
    assert not filing.steps.exclude(state="waiting").exists()
    other = file_account(cast.officer, at, cast.edu, "account:2")
    with pytest.raises(NotVisible):
        pass_steps(actor=cast.leader, at=at, reasons={check.pk: "", _step(other, "check").pk: ""})
    assert not ApprovalStep.objects.exclude(state="waiting").exists()


def test_return_to_an_earlier_step_opens_what_rests_on_it_again(cast: Cast, at: datetime) -> None:
    found = file_account(cast.officer, at, cast.edu, KEY, in_order=True)
    pass_step(actor=cast.leader, at=at, step_id=_step(found, "check").pk)
    pass_step(actor=cast.leader, at=at, step_id=_step(found, "secrecy").pk)
    later = at + timedelta(hours=2)
    send_back_step(
        actor=cast.principal, at=later, step_id=_step(found, "sign").pk, to="check", reason="再核"
    )
    rows = {step.key: step for step in found.steps.all()}
    assert {step.state for step in rows.values()} == {"waiting"}
    assert [rows[key].waiting_since for key in ("check", "secrecy", "sign")] == [later, None, None]
    assert (str(rows["check"].reason), rows["check"].decided_by) == ("再核", None)
    assert {step.key for step in steps_waiting_for(cast.leader, at=later)} == {"check"}
    event = Event.objects.get(code="approvals.step.sent_back")
    assert json.loads(event.payload) == {
        "kind": "filing",
        "round": 1,
        "step": "sign",
        "to": "check",
    }
    for key, who in (("check", cast.leader), ("secrecy", cast.leader), ("sign", cast.principal)):
        pass_step(actor=who, at=later, step_id=_step(found, key).pk)
    found.refresh_from_db()
    assert found.state == "passed"


def test_claimed_step_is_left_to_who_claimed_it(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    step = _step(filing, "secrecy")
    later = at + timedelta(minutes=5)
    claim_step(actor=cast.leader, at=later, step_id=step.pk)
    assert (
        claim_step(actor=cast.leader, at=later + timedelta(1), step_id=step.pk).claimed_at == later
    )
    assert step not in steps_waiting_for(cast.principal, at=later)
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.principal, at=later, step_id=step.pk)
    assert _codes(refused) == ["approvals.claimed"]
    assert cast.leader.name in refused.value.reasons[0].text
    [held] = [one for one in held_steps(filing, Roster(later)) if one.step.key == "secrecy"]
    assert ([one.name for one in held.people], held.step.held_since) == ([cast.leader.name], later)

    hand_over_step(actor=cast.leader, at=later, step_id=step.pk, person_id=cast.principal.pk)
    assert step in steps_waiting_for(cast.principal, at=later)
    assert step not in steps_waiting_for(cast.leader, at=later)
    claim_step(actor=cast.leader, at=later, step_id=step.pk)  # taken over
    pass_step(actor=cast.leader, at=later, step_id=step.pk)


def test_claim_of_who_cannot_any_more_holds_nobody_up(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    step = _step(filing, "secrecy")
    claim_step(actor=cast.leader, at=at, step_id=step.pk)
    PostHolding.objects.filter(person=cast.leader).update(valid_to=at)
    assert step in steps_waiting_for(cast.principal, at=at)
    pass_step(actor=cast.principal, at=at, step_id=step.pk)


def test_step_that_joins_is_passed_in_the_same_act(cast: Cast, at: datetime) -> None:
    joined = (
        StepPlan("check", "审核", ("leader_in_charge",)),
        StepPlan("sign", "签发", ("leader_in_charge",), joins_previous=True),
    )
    found = file_account(cast.officer, at, cast.edu, KEY, steps=joined, in_order=True)
    pass_step(actor=cast.leader, at=at, step_id=_step(found, "check").pk)
    found.refresh_from_db()
    assert (found.state, found.steps.filter(decided_by=cast.leader).count()) == ("passed", 2)


def test_stand_in_takes_a_step_only_where_the_post_is_vacant(cast: Cast, at: datetime) -> None:
    only = (StepPlan("check", "审核", ("leader_in_charge",), ("principal_leader",)),)
    found = file_account(cast.officer, at, cast.edu, KEY, steps=only)
    assert steps_waiting_for(cast.principal, at=at) == []
    for person in (cast.leader, cast.portal_leader):
        PostHolding.objects.filter(person=person).update(valid_to=at)
    assert [one.key for one in steps_waiting_for(cast.principal, at=at)] == ["check"]
    pass_step(actor=cast.principal, at=at, step_id=_step(found, "check").pk)


@pytest.mark.parametrize(
    "crowd",
    [{"posts": "principal_leader", "unit": "edu"}, {"posts": "leader_in_charge", "unit": "health"}],
)
def test_step_behind_five_hundred_of_others_is_seen(
    cast: Cast, at: datetime, filing: ApprovalRound, crowd: dict[str, str]
) -> None:
    crowd_of_steps(filing, WAITING_LIMIT + 100, right="submission.approve", **crowd)
    own = file_account(cast.officer, at, cast.edu, "account:2")
    waiting = steps_waiting_for(cast.leader, at=at, kind="filing")
    assert {step.round_id for step in waiting} == {own.pk}
    assert steps_waiting_for(cast.leader, at=at, found=filing) == []


def test_steps_about_own_things_are_passed_over_however_many(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    crowd_of_steps(
        filing,
        WAITING_LIMIT + 100,
        posts="leader_in_charge",
        right="submission.approve",
        unit="edu",
    )
    assert len(steps_waiting_for(cast.leader, at=at)) == WAITING_LIMIT
    FilingClient.writers[KEY] = frozenset({cast.leader.person_key})
    own = file_account(cast.officer, at, cast.edu, "account:2")
    assert {step.round_id for step in steps_waiting_for(cast.leader, at=at)} == {own.pk}


def test_person_of_two_units_finds_the_steps_of_both(cast: Cast, at: datetime) -> None:
    PostHoldingFactory(person=cast.leader, unit=cast.health, post="leader_in_charge")
    PostHoldingFactory(person=cast.stranger, unit=cast.health, post="principal_leader")
    for number, unit in enumerate((cast.edu, cast.health)):
        file_account(cast.officer, at, unit, f"account:{number}")
    found = steps_waiting_for(cast.leader, at=at)
    assert {(step.unit, step.key) for step in found} == {
        (unit, key) for unit in ("edu", "health") for key in ("check", "secrecy")
    }


def test_successor_of_a_merged_unit_goes_on_with_its_rounds(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    others = file_account(cast.officer, at, cast.office, "account:2")
    with transaction.atomic():
        hand_over_rounds(Merger(cast.edu, cast.health, cast.operator, at))

    filing.refresh_from_db()
    others.refresh_from_db()
    assert (filing.unit, others.unit) == ("health", "office")
    assert set(filing.steps.values_list("unit", flat=True)) == {"health"}
    assert set(others.steps.values_list("unit", flat=True)) == {"office"}
    event = Event.objects.get(code="approvals.unit.handed_over")
    assert (event.actor, json.loads(event.payload)["number"]) == (cast.operator.person_key, 1)
    pass_step(actor=cast.stranger_leader, at=at, step_id=_step(filing, "check").pk)
    with pytest.raises((NotVisible, Refused)):
        pass_step(actor=cast.leader, at=at, step_id=_step(filing, "secrecy").pk)
