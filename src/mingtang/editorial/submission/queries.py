"""Reads of the submission room: which rules hold for a unit, and what is at a desk."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import (
    Fingerprint,
    FingerprintMark,
    PointCorrection,
    PointTable,
    SendingSystem,
    Submission,
    SubmissionQuerySet,
)
from mingtang.editorial.submission.policies.likeness import ALIKE_FROM, likeness, marks_of
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.text import digest
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit, UnitClosure
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule, RequiredFields
from mingtang.institution.regulations.schema.registers import Register
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

LOOKS_BACK = timedelta(days=90)  # what is sent again later is news again
MOST_COMPARED = 20
MOST_LISTED = 500
_COMPARED = [
    SubmissionState.ARRIVED.value,
    SubmissionState.ACCEPTED.value,
    SubmissionState.RELEASED.value,
]
NOTHING = Decimal(0)
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


def submission_classes(unit: Unit, *, at: datetime) -> dict[str, str]:
    """Return the classes of items that a unit has to send, code to label, in the order of the notice.

    Source: 兴市府办〔2014〕19号 第二十五条 (XN-17); 南政办〔2015〕86号 三 (HN-05).
    """
    rules = rules_for(unit_path(unit.code), at)
    for name in ("submission.classes", "submission.county_classes"):
        labels = rules.rule(name, Register).labels_for(unit.kind) if name in rules else {}
        if labels:
            return labels
    return {}


def further_uses(unit: Unit, *, at: datetime) -> dict[str, str]:
    """Return what one submission may serve beside the site, code to label.

    Source: 南政办〔2015〕86号 一、三 (HN-17).
    """
    rules = rules_for(unit_path(unit.code), at)
    if "submission.uses" not in rules:
        return {}
    labels = rules.rule("submission.uses", Register).labels_for(unit.kind)
    return {code: label for code, label in labels.items() if code != "site"}


def usual_class(unit: Unit, kind: str) -> str:
    """Return the class that a unit chose most among its latest items of a kind, or nothing."""
    rows = Submission.objects.filter(unit=unit, article__kind=kind).exclude(content_class="")
    latest = rows.order_by("-pk").values_list("content_class", flat=True)[:20]
    return max(Counter(latest).items(), key=lambda pair: pair[1], default=("", 0))[0]


@dataclass(frozen=True)
class ClassCount:
    """How many items a unit sent of each class of its own, by label; those that it did not send."""

    sent: dict[str, int]
    missing: list[str]
    other: int

    @property
    def total(self) -> int:
        """All items of the cycle, also those without a class."""
        return sum(self.sent.values()) + self.other


def class_counts(
    units: Sequence[Unit], since: datetime, until: datetime, *, at: datetime
) -> dict[int, ClassCount]:
    """Return for each unit what arrived from it in a cycle, by class, and which classes are missing.

    Parts of a split item are not counted again.
    """
    rows = Submission.objects.filter(
        unit__in=[unit.pk for unit in units],
        part_of=None,
        arrived_at__gte=since,
        arrived_at__lt=until,
    )
    counted: dict[int, Counter[str]] = {unit.pk: Counter() for unit in units}
    grouped = rows.order_by().values_list("unit_id", "content_class").annotate(number=Count("pk"))
    for unit_id, code, number in grouped:
        counted[unit_id][code] += number
    return {unit.pk: _class_count(unit, counted[unit.pk], at) for unit in units}


def _class_count(unit: Unit, counted: "Counter[str]", at: datetime) -> ClassCount:
    labels = submission_classes(unit, at=at)
    sent = {label: counted[code] for code, label in labels.items() if counted[code]}
    missing = [label for code, label in labels.items() if not counted[code]]
    return ClassCount(sent, missing, sum(counted.values()) - sum(sent.values()))


def submissions_at_desk(person: Person, *, at: datetime) -> SubmissionQuerySet:
    """Return what has arrived at the desks of a person and is not yet released or returned."""
    sites = authority.sites_where(person, "submission.accept", at)
    rows = Submission.objects.filter(sites.as_q("site__code")).at_desk()
    return rows.select_related("article", "unit", "site", "holder", "round__started_by")


def class_labels(person: Person, *, at: datetime) -> dict[str, str]:
    """Return the labels of the classes of what is at the desks of a person, by code."""
    rows = submissions_at_desk(person, at=at).exclude(content_class="").order_by()
    kinds = {one.unit.kind: one.unit for one in rows.distinct()[:MOST_LISTED]}
    found: dict[str, str] = {}
    for unit in kinds.values():
        for code, label in submission_classes(unit, at=at).items():
            found.setdefault(code, label)
    return found


def colleagues(person: Person, *, at: datetime) -> QuerySet[Person]:
    """Return who may take what is at the desks of a person now, the person among them."""
    sites = submissions_at_desk(person, at=at).order_by().values_list("site__code", flat=True)
    roster = Roster(at)
    able = {
        pk for code in sites.distinct() for pk in ids_of(roster.who("submission.accept", site=code))
    }
    return Person.objects.filter(pk__in=able).select_related("unit").order_by("name")


def sender_of(token: str) -> SendingSystem | None:
    """Return the reporting system of a token, looked up by its digest; None where it opens nothing."""
    rows = SendingSystem.objects.in_use().select_related("site__unit")
    return rows.filter(digest=digest(token)).first()


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


@dataclass(frozen=True)
class Earned:
    """Adopted items, their points with corrections, and the fee in yuan."""

    items: int = 0
    points: int = 0
    fee: Decimal = NOTHING

    def with_item(self, points: int, fee: Decimal) -> "Earned":
        """Return this with one item more."""
        return Earned(self.items + 1, self.points + points, self.fee + points * fee)


class _Tables:
    """The versions of all offices; asked for the one that held on a day."""

    def __init__(self) -> None:
        self._rows: dict[int, list[PointTable]] = defaultdict(list)
        self._paths: dict[int, list[int]] = {}
        for row in PointTable.objects.order_by("unit", "valid_from"):
            self._rows[row.unit_id].append(row)

    def on(self, unit_id: int, day: date) -> PointTable | None:
        """Return the table that holds for an office: its own, else that of the nearest unit above."""
        found = (self._of_unit(one, day) for one in self._path(unit_id))
        return next((table for table in found if table is not None), None)

    def _of_unit(self, unit_id: int, day: date) -> PointTable | None:
        rows = self._rows.get(unit_id, [])
        place = bisect_right([row.valid_from for row in rows], day)
        return rows[place - 1] if place else None

    def _path(self, unit_id: int) -> list[int]:
        if unit_id not in self._paths:
            rows = UnitClosure.objects.filter(descendant=unit_id).order_by("depth")
            self._paths[unit_id] = list(rows.values_list("ancestor_id", flat=True))
        return self._paths[unit_id]


def earned_by_unit(units: Iterable[Any], since: datetime, until: datetime) -> dict[int, Earned]:
    """Return what units earned by items released in a period, by the table of the desk's office."""
    keys = [unit.pk for unit in units]
    found = _earned("unit_id", since, until, unit__in=keys)
    rows = PointCorrection.objects.filter(
        unit__in=keys, day__gte=beijing_date(since), day__lt=beijing_date(until)
    )
    for unit_id, points in rows.order_by().values_list("unit_id").annotate(Sum("points")):
        own = found[unit_id]
        found[unit_id] = Earned(own.items, own.points + points, own.fee)
    return found


def earned_by_person(people: Iterable[Any], since: datetime, until: datetime) -> dict[int, Earned]:
    """Return what people earned by items that they submitted and that were released in a period."""
    keys = [person.pk for person in people]
    return _earned("round__started_by_id", since, until, round__started_by__in=keys)


def _earned(key: str, since: datetime, until: datetime, **narrow: Any) -> dict[int, Earned]:
    tables = _Tables()
    found: dict[int, Earned] = defaultdict(Earned)
    rows = Submission.objects.filter(
        state=SubmissionState.RELEASED.value, ended_at__gte=since, ended_at__lt=until, **narrow
    )
    fields = (key, "content_class", "site__operating_unit_id", "ended_at")
    for owner, content_class, office, ended_at in rows.values_list(*fields).iterator():
        table = tables.on(office, beijing_date(ended_at))
        points = table.points_for(content_class) if table else 0
        found[owner] = found[owner].with_item(points, table.fee_per_point if table else NOTHING)
    return found
