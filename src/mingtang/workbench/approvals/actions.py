"""Open a round, decide its steps, claim and hand over a step, withdraw a round."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Reason, Refused
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_reason
from mingtang.spine.events.models import StatedReason
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.workbench.approvals import policies
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalSubject, client_of
from mingtang.workbench.approvals.enums import RoundState, StepState
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep, StepPost
from mingtang.workbench.approvals.policies import RoundPlan
from mingtang.workbench.approvals.queries import (
    may_decide,
    need_of,
    open_needs,
    step_need,
)

_COPIED = ("key", "label", "group", "joins_previous", "comes_last", "right", "unit", "site")
TELL = "approvals.tell"  # the job that tells people whose turn it is
_DECISION = ("state", "decided_by", "decided_at", "reason")


def open_round(
    *,
    actor: Person,
    at: datetime,
    found: ApprovalRound,
    plan: RoundPlan,
    about: ApprovalSubject,
    decision: Decision = YES,
    then: Callable[[ApprovalRound], object] = lambda _round: None,
    reason: StatedReason | None = None,
) -> ApprovalRound:
    """Start a round; one that nobody can pass is refused with the steps and posts that lack someone.

    `found` is an unsaved round with kind, subject, unit and site; `decision` is what the client's own
    rules say of the start, `then` what it stores with the round. The start is recorded last, with its
    `reason` where one was given.
    """
    with transaction.atomic():
        client, roster = client_of(found.kind), Roster(at)
        needs = [need_of(step, about.barred) for step in plan.steps]
        needs += [about.next_need] if about.next_need else []
        (decision & roster.may_open(client.start_word, needs)).require()
        earlier = ApprovalRound.objects.filter(kind=found.kind, subject=found.subject)
        found.number, found.in_order = earlier.count() + 1, plan.in_order
        found.pack, found.pack_version = plan.pack, plan.pack_version
        found.started_by, found.started_at = actor, at
        found.save()
        _add_steps(found, plan)
        then(found)
        steps = list(found.steps.with_posts())
        _give_turns(found, steps, at=at)
        told = client.subjects([found])[found.pk]
        act = ApprovalAct(client, found, steps, told, actor, at, roster)
        client.follow("started", act.because(reason))
        return found


def pass_step(*, actor: Person, at: datetime, step_id: int, reason: str = "") -> ApprovalStep:
    """Let a step pass, and with it those that join it; the last one lets the round pass.

    :raises Refused: with all reasons: the right, the turn, the own text, a step left without a person.
    """
    with transaction.atomic():
        act = _locked(actor=actor, at=at, step_id=step_id)
        step = _step_of(act)
        (may_decide(act) & _leaves_someone(act)).require()
        act = act.because(record_reason(reason))
        _decide(act, StepState.PASSED)
        for later in act.steps:
            if later.order > step.order and later.is_waiting:
                joined = act.about(later)
                if not later.joins_previous or not may_decide(joined) & _leaves_someone(joined):
                    break
                _decide(joined, StepState.PASSED)
        _go_on(act)
        return step


def pass_steps(*, actor: Person, at: datetime, reasons: Mapping[int, str]) -> list[ApprovalStep]:
    """Let several steps of one round pass, all or none; `reasons` holds what is said to each.

    :raises Refused: with the reasons of every step that cannot pass, each beside the field
        `reason_<id>` of its step.
    """
    passed: list[ApprovalStep] = []
    refused: list[Reason] = []
    with transaction.atomic():
        steps = ApprovalStep.objects.filter(pk__in=reasons).order_by("comes_last", "order")
        for pk, joined_round in steps.values_list("pk", "round_id"):
            if passed and joined_round != passed[0].round_id:
                raise NotVisible(f"step {pk} of another round")
            try:
                passed.append(pass_step(actor=actor, at=at, step_id=pk, reason=reasons[pk]))
            except Refused as refusal:
                refused += [replace(one, field=f"reason_{pk}") for one in refusal.reasons]
        if refused:
            raise Refused(refused)
    return passed


def return_step(*, actor: Person, at: datetime, step_id: int, reason: str) -> ApprovalStep:
    """Return the whole round with a reason; it ends."""
    with transaction.atomic():
        act = _locked(actor=actor, at=at, step_id=step_id)
        decision = may_decide(act) & policies.says_why(reason)
        if act.subject.return_need:
            word = act.client.return_word
            decision &= act.roster.may_open(word, [act.subject.return_need])
        decision.require()
        act = act.because(record_reason(reason))
        _decide(act, StepState.RETURNED)
        _go_on(act)
        return _step_of(act)


def send_back_step(
    *, actor: Person, at: datetime, step_id: int, to: str, reason: str
) -> ApprovalStep:
    """Return a step to an earlier one, by its key: it and what rests on it are taken again."""
    with transaction.atomic():
        act = _locked(actor=actor, at=at, step_id=step_id)
        step, facts = _step_of(act), [one.facts() for one in act.steps]
        target = next((one for one in facts if one.key == to), step.facts())
        decision = may_decide(act) & policies.says_why(reason)
        (decision & policies.may_send_back(target, step.facts())).require()
        act = act.because(record_reason(reason))
        again = policies.reopened(target, facts, in_order=act.round.in_order)
        for one in act.steps:
            if one.key in again or one.pk == step.pk:
                one.state, one.decided_by, one.decided_at = StepState.WAITING.value, None, None
                one.claimed_by = one.claimed_at = one.waiting_since = None
                one.reason = act.reason if one.key == to else None
                one.save(update_fields=[*_DECISION, "claimed_by", "claimed_at", "waiting_since"])
        needs = open_needs(act.steps, act.subject.barred)
        act.roster.may_open("退回", needs).require()
        _give_turns(act.round, act.steps, at=at)
        _record(act, "approvals.step.sent_back", to=to)
        return step


def claim_step(*, actor: Person, at: datetime, step_id: int) -> ApprovalStep:
    """Claim a step, or take over what someone else has claimed; a repeat changes nothing."""
    with transaction.atomic():
        act = _locked(actor=actor, at=at, step_id=step_id)
        step = _step_of(act)
        if step.claimed_by_id == actor.pk:
            return step
        step.claimed_by = None  # what speaks against a decision, but for an earlier claim
        may_decide(act).require()
        step.claimed_by, step.claimed_at = actor, at
        step.save(update_fields=["claimed_by", "claimed_at"])
        _record(act, "approvals.step.claimed")
        return step


def hand_over_step(
    *, actor: Person, at: datetime, step_id: int, person_id: int, reason: str = ""
) -> ApprovalStep:
    """Hand a step over to someone else who can take it, who then has it claimed."""
    with transaction.atomic():
        act = _locked(actor=actor, at=at, step_id=step_id)
        step, key = _step_of(act), f"person:{person_id}"
        need = step_need(step, act.steps, act.subject.barred)
        able = {one.person_key for one in act.roster.able(need)} - {actor.person_key}
        (may_decide(act) & policies.may_hand_over(is_able=key in able)).require()
        act = act.because(record_reason(reason))
        step.claimed_by_id, step.claimed_at = person_id, at
        step.save(update_fields=["claimed_by", "claimed_at"])
        _record(act, "approvals.step.handed_over", to=key)
        _tell(act.round, at=at)
        return step


def withdraw_round(
    *, actor: Person, at: datetime, round_id: int, reason: str = "", needs_reason: bool = True
) -> ApprovalRound:
    """End an open round without a result; decisions made so far stay told."""
    with transaction.atomic():
        act = _locked(actor=actor, at=at, round_id=round_id)
        decision = act.client.may_withdraw(act)
        decision &= policies.may_withdraw(RoundState(act.round.state))
        if needs_reason:
            decision &= policies.says_why(reason)
        decision.require()
        act = act.because(record_reason(reason))
        _end(act.round, RoundState.WITHDRAWN, at=at)
        act.client.follow("withdrawn", act)
        return act.round


def hand_over_rounds(merger: Merger) -> None:
    """Ask the steps of a merged unit in its successor, and give it the rounds."""
    old, new = merger.unit.code, merger.into.code
    ApprovalStep.objects.filter(unit=old).update(unit=new)
    number = ApprovalRound.objects.filter(unit=old).update(unit=new)
    record_hand_over(merger, "approvals.unit.handed_over", number)


def _locked(
    *, actor: Person, at: datetime, step_id: int | None = None, round_id: int | None = None
) -> ApprovalAct:
    """Lock the subject first, then its round, in every act: two orders would deadlock."""
    wanted = Q(pk=round_id) if step_id is None else Q(steps=step_id)
    seen = ApprovalRound.objects.filter(wanted).first()
    if seen is None:
        raise NotVisible(f"approval step {step_id} or round {round_id}")
    client = client_of(seen.kind)
    client.lock(seen, actor=actor, at=at)
    found = ApprovalRound.objects.select_for_update().get(pk=seen.pk)
    steps = list(found.steps.with_posts())
    about = next((one for one in steps if one.pk == step_id), None)
    subject = client.subjects([found])[found.pk]
    return ApprovalAct(client, found, steps, subject, actor, at, Roster(at), about)


def _step_of(act: ApprovalAct) -> ApprovalStep:
    assert act.step is not None  # _locked found it
    return act.step


def _leaves_someone(act: ApprovalAct) -> Decision:
    """Answer whether a pass leaves someone for each step after it, and for what follows the round.

    A step that lacked a person before does not hold the others up: it is told as stuck.
    """
    step, barred = _step_of(act), act.subject.barred
    if not step.is_waiting:
        return YES  # refused anyway
    lacked = {need.key for need in act.roster.lacking(open_needs(act.steps, barred))}
    step.state, step.decided_by = StepState.PASSED.value, act.actor
    after = open_needs(act.steps, barred)
    step.state, step.decided_by = StepState.WAITING.value, None
    if not after:
        following = [act.subject.next_need] if act.subject.next_need else []
        return act.roster.may_open(act.client.agree_word, following)
    if all(need.key in lacked for need in act.roster.lacking(after)):
        return YES
    return act.roster.may_open(f"由您办理“{step.label}”", after)


def _decide(act: ApprovalAct, state: StepState) -> None:
    step = _step_of(act)
    step.state, step.decided_by, step.decided_at = state.value, act.actor, act.at
    step.reason = act.reason
    step.save(update_fields=_DECISION)
    act.client.follow(f"step_{state}", act)


def _go_on(act: ApprovalAct) -> None:
    """Give the next steps their turn, or end the round and tell its client."""
    state = policies.state_after([step.facts() for step in act.steps])
    if state is RoundState.OPEN:
        _give_turns(act.round, act.steps, at=act.at)
        return
    _end(act.round, state, at=act.at)
    act.client.follow(state.value, act)


def _give_turns(found: ApprovalRound, steps: Any, *, at: datetime) -> None:
    facts = [step.facts() for step in steps]
    for step in steps:
        due = policies.is_due(step.facts(), facts, in_order=found.in_order)
        if due and step.waiting_since is None:
            step.waiting_since = at
            step.save(update_fields=["waiting_since"])
    _tell(found, at=at)


def _end(found: ApprovalRound, state: RoundState, *, at: datetime) -> None:
    found.state, found.ended_at = state.value, at
    found.save(update_fields=["state", "ended_at"])
    found.steps.filter(state=StepState.WAITING.value).update(waiting_since=None)
    _tell(found, at=at)


def _tell(found: ApprovalRound, *, at: datetime) -> None:
    """Enqueue the telling: who holds a step is worked out once for all that one act opened."""
    enqueue_job(
        kind=TELL,
        actor="system",
        at=at,
        key=f"round:{found.pk}",
        arguments={"approval_round": found.pk},
    )


def _record(act: ApprovalAct, code: str, **more: Any) -> None:
    step = _step_of(act)
    told = {"kind": act.round.kind, "round": act.round.number, "step": step.key}
    act.record(code, told | more)


def _add_steps(found: ApprovalRound, plan: RoundPlan) -> None:
    rows = ApprovalStep.objects.bulk_create(
        ApprovalStep(
            round=found,
            order=order,
            statements=list(step.statements),
            clauses=" ".join(step.clauses),
            **{name: getattr(step, name) for name in _COPIED},
        )
        for order, step in enumerate(plan.steps)
    )
    StepPost.objects.bulk_create(
        StepPost(step=row, post=post, is_stand_in=is_stand_in)
        for row, step in zip(rows, plan.steps, strict=True)
        for is_stand_in, posts in ((False, step.posts), (True, step.stand_in))
        for post in dict.fromkeys(posts)
    )
