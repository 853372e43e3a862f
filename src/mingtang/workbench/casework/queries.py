"""Reads of cases: who may do what with one, what clocks run, and the one counting function."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, Avg, Count, Q

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.ground.foundation.decisions import YES, Decision
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.queries.lists import (
    Countdown,
    countdowns,
    obligations_about,
)
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Need, Roster, ids_of
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema import Duty
from mingtang.institution.regulations.schema.gates import ApprovalRule, ApprovalStepRule
from mingtang.workbench.approvals.enums import RoundState
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.enums import CaseRole, CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import case_kind, kinds_by_rights
from mingtang.workbench.casework.models import (
    SUBJECT,
    Case,
    CaseEntry,
    CaseLink,
    CaseQuerySet,
    was_judged,
)
from mingtang.workbench.casework.policies import SATISFIED, WHO, may_move

EXTENDED = "casework.case.extended"
COMPLEX = "casework.case.judged_complex"
EXTENSION_RULE = "reply.extension"  # the steps of an approval of more time
EXTENSIONS = (EXTENDED, COMPLEX)


def may_act(powers: Powers, case: Case, verb: CaseVerb) -> Decision:
    """Answer whether someone may use a verb on a case now; screens ask it before they offer it."""
    return _has_right(powers, case, verb) & may_move(case.of_kind, CaseState(case.state), verb)


def _has_right(powers: Powers, case: Case, verb: CaseVerb) -> Decision:
    answers = [_in_role(powers, case, verb, role) for role in WHO[verb]]
    return next((one for one in answers if one), answers[0])


def _in_role(powers: Powers, case: Case, verb: CaseVerb, role: CaseRole) -> Decision:
    rights = case.of_kind.rights
    wanted = {
        CaseVerb.VIEW: rights.view,
        CaseVerb.ERASE: rights.erase,
        CaseVerb.ERASE_ENTRY: rights.erase,
    }.get(verb)
    if role is CaseRole.DESK:
        return powers.may(wanted or rights.dispatch, unit=case.desk_unit, site=case.site)
    if role is CaseRole.LEADER:
        return powers.may(rights.press, unit=case.unit, site=case.site)
    if role is CaseRole.HOLDER:
        return powers.may(wanted or rights.handle, unit=case.unit)
    scope = powers.units_where(wanted or rights.handle)
    if any(scope.covers(one.unit) for one in case.joint_units.all()):
        return YES
    return powers.may(wanted or rights.handle, unit=case.unit)


def offered_verbs(powers: Powers, case: Case) -> list[CaseVerb]:
    """Return the verbs that someone may use on a case now, in the order of the table."""
    found = _now(case, [verb for verb in WHO if may_act(powers, case, verb)])
    asked = {CaseVerb.EXTEND, CaseVerb.ASK_EXTENSION, CaseVerb.COMPLEX}
    if not asked & set(found):
        return found
    codes = extensions_of(case)
    lacking = {CaseVerb.EXTEND} if EXTENDED not in codes else set()
    lacking |= {CaseVerb.COMPLEX} if COMPLEX not in codes or case.complex_at else set()
    lacking |= {CaseVerb.ASK_EXTENSION} if not codes or is_extension_asked(case) else set()
    return [verb for verb in found if verb not in lacking]


def _now(case: Case, verbs: list[CaseVerb]) -> list[CaseVerb]:
    """Return the verbs without a second look if no rating waits, or a repeat to leaders."""
    lacking = {CaseVerb.LOOK_AGAIN} if case.doubted_at is None else set()
    lacking |= {CaseVerb.SUPERVISE} if case.supervised_at else set()
    lacking |= {CaseVerb.ESCALATE} if case.escalated_at else set()
    return [one for one in verbs if one not in lacking]


def handling_need(case: Case, unit: str = "") -> Need:
    """Return who can take a case in hand in a unit: the one that holds it where none is named."""
    return Need("handle", "承办", case.of_kind.rights.handle, unit=unit or case.unit)


def dispatching_need(case: Case) -> Need:
    """Return who can dispatch a case."""
    rights = case.of_kind.rights
    return Need("dispatch", "转办", rights.dispatch, unit=case.desk_unit, site=case.site)


def holders_of(case: Case, roster: Roster) -> list[int]:
    """Return with whom a case is now: who claimed it, else those who can claim or dispatch it."""
    state = CaseState(case.state)
    if case.claimed_by_id is not None and state in policies.OPEN_STATES:
        return [case.claimed_by_id]
    if state is CaseState.RECEIVED:
        return ids_of(roster.nearest(dispatching_need(case)))
    return ids_of(roster.nearest(handling_need(case))) if state in policies.OPEN_STATES else []


def holders_by_subject(subject: str, roster: Roster) -> list[int]:
    """Return with whom the case of an opaque key is now."""
    found = Case.objects.filter(pk=int(subject.removeprefix(f"{SUBJECT}:"))).first()
    return holders_of(found, roster) if found else []


def is_extendable(case: Case) -> bool:
    """Tell whether a standing promise of the case knows an extension that it has not had."""
    return EXTENDED in extensions_of(case)


def extensions_of(case: Case) -> frozenset[str]:
    """Return the events by which standing promises of a case would be extended."""
    rules = map(rule_of, Obligation.objects.about(case.subject_key).live())
    known = {code for rule in rules if isinstance(rule, Duty) for code in rule.extended_by}
    return frozenset(known.intersection(EXTENSIONS))


def is_extension_asked(case: Case) -> bool:
    """Tell whether the approval of an extension is under way."""
    return case.extensions.filter(state=RoundState.OPEN.value).exists()


def extension_plan(case: Case, at: datetime) -> RoundPlan:
    """Return who approves more time for a case: as the pack says, else the desk that dispatches."""
    rules = rules_for(unit_path(case.unit), at)
    try:
        steps = tuple(_step(one) for one in rules.rule(EXTENSION_RULE, ApprovalRule).steps)
    except UnknownRule:
        steps = (StepPlan("desk", "转办单位批准", (Post.DESK.value,)),)
    plan = RoundPlan(steps, rules.pack, rules.version, in_order=True)
    return plan.asked("casework.extend", unit=case.unit)


def _step(step: ApprovalStepRule) -> StepPlan:
    posts, stand_in = (tuple(map(str, some)) for some in (step.by, step.stand_in))
    return StepPlan(step.name, step.label, posts, stand_in, joins_previous=step.joins_previous)


def clocks_of(case: Case, at: datetime) -> list[Countdown]:
    """Return the countdown of every promise of a case, the nearest deadline first."""
    return countdowns(obligations_about(case.subject_key), at)


def answer_of(case: Case) -> CaseEntry | None:
    """Return the answer to a case, or to the one that it was merged into."""
    asked = case.merged_into or case
    return asked.entries.filter(kind=EntryKind.ANSWER.value).last()


def linked_cases(case: Case) -> list[tuple[CaseLink, Case]]:
    """Return the cases that are linked to a case in either direction, each with its link."""
    links = CaseLink.objects.filter(Q(case=case) | Q(other=case)).select_related("case", "other")
    return [
        (link, link.other if link.case_id == case.pk else link.case)
        for link in links.order_by("pk")
    ]


@dataclass(frozen=True)
class CaseFigures:
    """How many cases there were and how they went; the figures of public pages and circulars.

    `on_time` and `late` are of those that have been answered. `satisfied` are ratings of 4 and 5;
    `average` is none while nobody has rated.
    """

    received: int = 0
    answered: int = 0
    on_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    rated: int = 0
    satisfied: int = 0
    average: float | None = None

    @property
    def on_time_share(self) -> float | None:
        """Return which part of the answers came in time, none where nothing was judged."""
        judged = self.on_time + self.late
        return self.on_time / judged if judged else None


def count_cases(
    kind: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    site: str = "",
    units: Sequence[str] | None = None,
) -> CaseFigures:
    """Count the cases of a kind received from `since` to before `until`, both optional.

    Withdrawn and merged cases are not counted. The verdict is that of the promises, by the rules
    that the kind names: a case that is late by one of them is late.
    """
    rows = _counted(kind, site)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    if until is not None:
        rows = rows.filter(received_at__lt=until)
    if units is not None:
        rows = rows.filter(unit__in=units)
    return CaseFigures(**rows.aggregate(**_measures(kind)))


def count_past_cases(kind: str, site: str) -> list[tuple[str, str, CaseFigures]]:
    """Return category, unit and figures of the cases that a site imported from tables."""
    rows = _counted(kind, site).filter(imported_at__isnull=False)
    grouped: Any = rows.order_by("category", "unit").values("category", "unit")
    found: Iterable[dict[str, Any]] = grouped.annotate(**_measures(kind))
    return [(one.pop("category"), one.pop("unit"), CaseFigures(**one)) for one in found]


def _measures(kind: str) -> dict[str, Aggregate]:
    answered = Q(answered_at__isnull=False)
    judged = {
        state: was_judged(case_kind(kind).answer_rules, state)
        for state in (ObligationState.MET, ObligationState.MET_LATE, ObligationState.OVERDUE)
    }
    in_time = judged[ObligationState.MET] & ~judged[ObligationState.MET_LATE]
    return {
        "received": Count("pk"),
        "answered": Count("pk", filter=answered),
        "on_time": Count("pk", filter=answered & in_time),
        "late": Count("pk", filter=answered & judged[ObligationState.MET_LATE]),
        "waiting": Count("pk", filter=Q(state__in=[one.value for one in policies.OPEN_STATES])),
        "overdue": Count("pk", filter=judged[ObligationState.OVERDUE]),
        "rated": Count("rating"),
        "satisfied": Count("pk", filter=Q(rating__gte=SATISFIED)),
        "average": Avg("rating"),
    }


def was_in_time(case: Case) -> bool | None:
    """Return whether a case was answered in time by the rules of its kind; None without a verdict.

    A case that was late once is late, whatever its second answer.
    """
    rows = Case.objects.filter(pk=case.pk)
    rules = case.of_kind.answer_rules
    for state in (ObligationState.MET_LATE, ObligationState.OVERDUE, ObligationState.MET):
        if rows.filter(was_judged(rules, state)).exists():
            return state is ObligationState.MET
    return None


def months_received(kind: str, *, site: str = "") -> list[date]:
    """Return the first day of each month, in Beijing, in which a counted case was received; the newest first."""
    months = _counted(kind, site).datetimes("received_at", "month", order="DESC", tzinfo=BEIJING)
    return [beijing_date(one) for one in months]


def _counted(kind: str, site: str) -> CaseQuerySet:
    rows = Case.objects.filter(kind=kind)
    rows = rows.exclude(state__in=[CaseState.WITHDRAWN.value, CaseState.MERGED.value])
    return rows.filter(site=site) if site else rows


def cases_for(person: Person, powers: Powers, *, at: datetime) -> CaseQuerySet:
    """Return the cases that a person has to dispatch, claim, answer or give a second look."""
    wanted = Q(pk__in=())
    for rights, kinds in kinds_by_rights().items():
        desk = powers.units_where(rights.dispatch).as_code_q("desk_unit")
        desk |= powers.sites_where(rights.dispatch).as_q("site") & ~Q(site="")
        own = powers.units_where(rights.handle).as_code_q("unit")
        free = Q(state=CaseState.DISPATCHED.value)
        mine = Q(state=CaseState.CLAIMED.value, claimed_by=person)
        wanted |= Q(kind__in=kinds) & (
            (Q(state=CaseState.RECEIVED.value) | Q(doubted_at__isnull=False)) & desk
            | (free | mine) & own
        )
    return Case.objects.visible_to(person, at=at).filter(wanted)
