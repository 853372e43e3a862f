"""Reads: what waits for whom, who holds each step since when, who may decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from mingtang.ground.foundation.chunks import in_chunks
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Able, Need, Roster, ids_of
from mingtang.workbench.approvals import policies
from mingtang.workbench.approvals.clients import (
    ApprovalAct,
    ApprovalSubject,
    all_clients,
    client_of,
)
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep, StepPost, StepQuerySet
from mingtang.workbench.approvals.policies import StepPlan

WAITING_LIMIT = 500
CHUNK = 500  # steps looked at together


@dataclass(frozen=True)
class HeldStep:
    """A step of a round, with what has to be done and who holds it; empty once it is decided."""

    step: ApprovalStep
    need: Need
    people: tuple[Able, ...] = ()

    @property
    def claimer(self) -> str:
        """Return the key of who has claimed the step, or nothing."""
        return f"person:{self.step.claimed_by_id}" if self.step.claimed_by_id else ""


def need_of(step: StepPlan, barred: Iterable[str] = ()) -> Need:
    """Return who may take a step."""
    return Need(
        key=f"step:{step.key}",
        label=step.label,
        right=step.right,
        unit=step.unit,
        site=step.site,
        posts=step.posts,
        stand_in=step.stand_in,
        barred=frozenset(barred),
        bars_authors=True,
        group=step.group,
    )


def step_need(step: ApprovalStep, steps: Sequence[ApprovalStep], barred: frozenset[str]) -> Need:
    """Return who may take a step of a round; who passed one of its group may not."""
    taken = policies.taken_by(step.facts(), [one.facts() for one in steps])
    return need_of(step.plan(), barred | taken)


def open_needs(steps: Sequence[ApprovalStep], barred: frozenset[str]) -> list[Need]:
    """Return who may take each step that is not decided."""
    return [step_need(step, steps, barred) for step in steps if step.is_waiting]


def may_decide(act: ApprovalAct) -> Decision:
    """Answer whether a person can decide a step now, one way or the other."""
    step, found = act.step, act.round
    assert step is not None
    need = step_need(step, act.steps, act.subject.barred)
    posts = act.roster.posts_in_use(need)
    right = authority.may(
        act.actor, step.right, posts=posts, unit=step.unit, site=step.site, at=act.at
    )
    decision = policies.may_decide(
        step.facts(),
        [one.facts() for one in act.steps],
        in_order=found.in_order,
        round_state=RoundState(found.state),
        is_current=act.subject.is_current,
        actor=act.actor.person_key,
        barred=act.subject.barred,
        claimed_by=_other_holder(step, need, act.actor, act.roster),
    )
    return right & decision & act.client.may_decide(act)


def act_on(step: ApprovalStep, person: Person, at: datetime) -> ApprovalAct:
    """Return the act of a person on a step, read without locks: for screens that offer it."""
    client, found = client_of(step.round.kind), step.round
    steps = list(found.steps.with_posts())
    subject = client.subjects([found])[found.pk]
    mine = next(one for one in steps if one.pk == step.pk)
    return ApprovalAct(client, found, steps, subject, person, at, Roster(at), mine)


def visible_steps(person: Person, *, at: datetime, kind: str = "") -> StepQuerySet:
    """Return the steps of the rounds that a person may see."""
    seen = [
        Q(round__kind=client.kind, round__in=client.visible_to(person, at=at).values("pk"))
        for client in all_clients(kind)
    ]
    rows: StepQuerySet = ApprovalStep.objects.filter(reduce(or_, seen, Q(pk__in=())))
    return rows.select_related("round")


def steps_waiting_for(
    person: Person, *, at: datetime, kind: str = "", found: ApprovalRound | None = None
) -> list[ApprovalStep]:
    """Return the steps that a person can decide now, oldest first; never about the person's own texts.

    At most `WAITING_LIMIT`, however many others wait for other people. `kind` narrows to one client,
    `found` to one round.
    """
    key = ("steps_waiting", person.pk, at, kind, found and found.pk)
    return list(remembered(key, lambda: _waiting_steps(person, at, kind, found)))


def _waiting_steps(
    person: Person, at: datetime, kind: str, found: ApprovalRound | None
) -> list[ApprovalStep]:
    powers, roster = authority.powers_of(person, at), Roster(at)
    rows = ApprovalStep.objects.due().filter(_within(powers, kind), _names_posts(powers))
    if found is not None:
        rows = rows.filter(round=found)
    rows = rows.with_posts().select_related("round").prefetch_related("round__steps")
    mine = list[ApprovalStep]()
    for some in in_chunks(rows.order_by("id").iterator(CHUNK), CHUNK):
        subjects = subjects_of([step.round for step in some])
        mine += [step for step in some if _is_mine(step, powers, roster, subjects)]
        if len(mine) >= WAITING_LIMIT:
            break
    return mine[:WAITING_LIMIT]


def subjects_of(rounds: Iterable[ApprovalRound]) -> dict[int, ApprovalSubject]:
    """Return what rounds of several kinds are about."""
    by_kind: dict[str, dict[int, ApprovalRound]] = {}
    for found in rounds:
        by_kind.setdefault(found.kind, {})[found.pk] = found
    told: dict[int, ApprovalSubject] = {}
    for kind, those in by_kind.items():
        told.update(client_of(kind).subjects(list(those.values())))
    return told


def held_steps(
    found: ApprovalRound, roster: Roster, subject: ApprovalSubject | None = None
) -> list[HeldStep]:
    """Return the record sheet of a round: every step, and who holds those whose turn it is."""
    subject = subject or client_of(found.kind).subjects([found])[found.pk]
    steps = list(found.steps.with_people())
    sheet = []
    for step in steps:
        need = step_need(step, steps, subject.barred)
        is_held = found.is_open and step.is_waiting and step.waiting_since is not None
        sheet.append(HeldStep(step, need, _holders(step, need, roster) if is_held else ()))
    return sheet


def holders_of(subject: str, roster: Roster) -> list[int]:
    """Return who holds the open steps of whatever is approved about a thing."""
    rounds = ApprovalRound.objects.filter(subject=subject, state=RoundState.OPEN)
    held = [one for found in rounds for one in held_steps(found, roster)]
    return ids_of(person for one in held for person in one.people)


def open_steps(kind: str, subjects: Iterable[str]) -> list[HeldStep]:
    """Return the steps that are not decided of the open rounds about things, without people."""
    rounds = list(ApprovalRound.objects.filter(kind=kind, subject__in=list(subjects), state="open"))
    told = subjects_of(rounds)
    steps = ApprovalStep.objects.filter(round__in=rounds).with_posts().select_related("round")
    by_round: dict[int, list[ApprovalStep]] = {}
    for step in steps.order_by("round_id", "order"):
        by_round.setdefault(step.round_id, []).append(step)
    return [
        HeldStep(step, step_need(step, those, told[pk].barred))
        for pk, those in by_round.items()
        for step in those
        if step.is_waiting
    ]


def _holders(step: ApprovalStep, need: Need, roster: Roster) -> tuple[Able, ...]:
    """Return who holds a step: who claimed it and can take it, or else whom it waits for."""
    claimed = [one for one in roster.able(need) if one.person_key == _claimer(step)]
    return tuple(claimed) or roster.nearest(need)


def _claimer(step: ApprovalStep) -> str:
    return f"person:{step.claimed_by_id}" if step.claimed_by_id else ""


def _other_holder(step: ApprovalStep, need: Need, person: Person, roster: Roster) -> str:
    key = _claimer(step)
    if key in ("", person.person_key):
        return ""
    return next((one.name for one in roster.able(need) if one.person_key == key), "")


def _within(powers: Powers, kind: str) -> Q:
    """Return a question that leaves out what is asked in other units and on other sites."""
    asked = Q(pk__in=())
    for right in {right for client in all_clients(kind) for right in client.rights}:
        units = powers.units_where(right).as_code_q("unit")
        sites = powers.sites_where(right).as_q("site")
        asked |= Q(right=right) & ((units & ~Q(unit="")) | (sites & ~Q(site="")))
    return asked & Q(round__kind=kind) if kind else asked


def _names_posts(powers: Powers) -> Q:
    """Return a question that leaves out the steps of other posts; who may is asked afterwards."""
    posts = StepPost.objects.filter(step=OuterRef("pk"))
    held = [str(post) for post in powers.posts]
    return Q(Exists(posts.filter(post__in=held))) | ~Q(Exists(posts))


def _is_mine(
    step: ApprovalStep, powers: Powers, roster: Roster, subjects: Mapping[int, ApprovalSubject]
) -> bool:
    need = step_need(step, step.round.steps.all(), subjects[step.round_id].barred)  # type: ignore[arg-type]
    if powers.person.person_key in need.barred:
        return False
    if _other_holder(step, need, powers.person, roster):
        return False
    posts = roster.posts_in_use(need)
    return bool(powers.may(step.right, unit=step.unit, site=step.site, posts=posts))
