"""Reads of the submission room: which rules hold for a unit, and what is at a desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import (
    Fingerprint,
    FingerprintMark,
    Submission,
    SubmissionQuerySet,
)
from mingtang.editorial.submission.policies.likeness import ALIKE_FROM, likeness, marks_of
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule, RequiredFields
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

LOOKS_BACK = timedelta(days=90)  # what is sent again later is news again
MOST_COMPARED = 20
_COMPARED = [
    SubmissionState.ARRIVED.value,
    SubmissionState.ACCEPTED.value,
    SubmissionState.RELEASED.value,
]
APPROVE_RIGHT = "submission.approve"
SENDING = "submission"  # the step of a pack that the platform takes itself


@dataclass(frozen=True)
class ApprovalRules:
    """What the pack of a unit asks before something leaves it."""

    pack: str
    version: str
    approval: ApprovalRule
    required_fields: frozenset[str]

    def plan(self, unit_code: str, *, is_important: bool) -> RoundPlan:
        """Return the steps that an item has to pass, in order; the last, the sending, needs no hand."""
        steps = tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                stand_in=tuple(str(post) for post in step.stand_in),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
            )
            for step in self.approval.steps_for(is_important=is_important)
            if step.name != SENDING
        )
        plan = RoundPlan(steps, self.pack, self.version, in_order=True)
        return plan.asked(APPROVE_RIGHT, unit=unit_code)


def approval_rules(unit_code: str, *, at: datetime) -> ApprovalRules:
    """Return the approval rules in force for a unit.

    :raises Refused: when no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        approval = rules.rule("submission.approval", ApprovalRule)
        required = rules.rule("submission.required_fields", RequiredFields)
    except UnknownRule as error:
        raise Refused(
            [
                Reason(
                    "submission.no_rules",
                    "本单位还没有启用含有报送审签规定的制度，请联系平台管理员在“制度”中启用。",
                )
            ]
        ) from error
    return ApprovalRules(rules.pack, rules.version, approval, required.names)


def submissions_at_desk(person: Person, *, at: datetime) -> SubmissionQuerySet:
    """Return what has arrived at the desks of a person and is not yet released or returned."""
    sites = authority.sites_where(person, "submission.accept", at)
    rows = Submission.objects.filter(sites.as_q("site__code")).at_desk()
    return rows.select_related("article", "unit", "site", "holder", "round__started_by")


def colleagues(person: Person, *, at: datetime) -> QuerySet[Person]:
    """Return who may take what is at the desks of a person now, the person among them."""
    sites = submissions_at_desk(person, at=at).order_by().values_list("site__code", flat=True)
    roster = Roster(at)
    able = {
        pk for code in sites.distinct() for pk in ids_of(roster.who("submission.accept", site=code))
    }
    return Person.objects.filter(pk__in=able).select_related("unit").order_by("name")


@dataclass(frozen=True)
class Alike:
    """Another submission with nearly the same words, and the share of them in per cent."""

    submission: Submission
    percent: int


def alike_to(
    submissions: Sequence[Submission], person: Person, *, at: datetime
) -> dict[int, list[Alike]]:
    """Return for each submission those like it of the last months, the most alike first.

    Only within what the person may see. What was returned, recalled or merged is left out, and so
    is the same article.
    """
    found: dict[int, list[Alike]] = {one.pk: [] for one in submissions}
    own = Fingerprint.objects.filter(submission__in=list(found)).select_related("submission")
    for mine in own:
        for other in _candidates(mine, person, at):
            percent = likeness(mine.sketch, other.sketch)
            if percent >= ALIKE_FROM:
                found[mine.submission_id].append(Alike(other.submission, percent))
    for likes in found.values():
        likes.sort(key=lambda one: (-one.percent, one.submission.pk))
    return found


def _candidates(mine: Fingerprint, person: Person, at: datetime) -> QuerySet[Fingerprint]:
    seen = Submission.objects.visible_to(person, at=at).exclude(article=mine.submission.article_id)
    seen = seen.filter(state__in=_COMPARED, arrived_at__gte=at - LOOKS_BACK)
    marks = FingerprintMark.objects.filter(value__in=list(marks_of(mine.sketch)))
    rows = Fingerprint.objects.filter(
        pk__in=marks.values("fingerprint"), submission__in=seen.values("pk")
    )
    return rows.select_related("submission__article", "submission__unit").order_by("-pk")[
        :MOST_COMPARED
    ]
