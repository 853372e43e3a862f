"""The rule by which answers are checked, the answers of a month, and the figures of a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, Q, QuerySet

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for, rules_of_version
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import Register, Sampling
from mingtang.service.responses.enums import CheckState
from mingtang.service.responses.kinds import answered_kinds
from mingtang.service.responses.models import QualityCheck, SampleDraw
from mingtang.service.responses.policies.quality import CLOCK, Criterion
from mingtang.workbench.casework.enums import CaseState, EntryKind
from mingtang.workbench.casework.models import Case, CaseEntry
from mingtang.workbench.casework.queries import answer_of

CHECK_RULE = "reply.quality_check"


@dataclass(frozen=True)
class CheckRule:
    """The rule of a pack for the check: criteria, how many are drawn, and the citation."""

    pack: str
    version: str
    criteria: tuple[Criterion, ...]
    sampling: Sampling
    citation: str


def check_rule(desk_unit: str, *, at: datetime) -> CheckRule | None:
    """Return the rule in force for a desk, or None where its pack has none.

    Source: 宣政办〔2015〕 二(五) (XC-33): handling is itself assessed, by time and quality, per unit.
    """
    return _rule_in(rules_for(unit_path(desk_unit), at))


def rule_of_draw(drawn: SampleDraw) -> CheckRule:
    """Return the rule by which a sample was drawn, by which its sheets are marked too."""
    found = _rule_in(rules_of_version(drawn.pack, drawn.pack_version))
    assert found is not None  # the sample was drawn by it
    return found


def _rule_in(rules: RuleSet) -> CheckRule | None:
    try:
        rule = rules.rule(CHECK_RULE, Register)
    except UnknownRule:
        return None
    if rule.sampling is None:
        return None
    criteria = tuple(
        Criterion(one.code, one.label, one.points or 0, by_clock=CLOCK in one.values)
        for one in rule.entries
    )
    return CheckRule(rules.pack, rules.version, criteria, rule.sampling, rule.citation)


def answered_in(month: date, desk_unit: str) -> QuerySet[Case]:
    """Return the cases of a desk that were answered in a month and not reopened."""
    year, after = divmod(month.year * 12 + month.month, 12)
    return Case.objects.filter(
        desk_unit=desk_unit,
        kind__in=answered_kinds(),
        state__in=[CaseState.ANSWERED.value, CaseState.CLOSED.value],
        answered_at__gte=datetime(month.year, month.month, 1, tzinfo=BEIJING),
        answered_at__lt=datetime(year, after + 1, 1, tzinfo=BEIJING),
        erased_at=None,
    )


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """The figures of a unit's drawn answers; `score` is the mean of those marked."""

    unit: str
    answered: int
    drawn: int
    marked: int
    passed: int
    returned: int
    score: float | None


def figures_of_draw(drawn: SampleDraw) -> Sequence[CheckFigures]:
    """Return the figures of each unit of a sample, the lowest score first."""
    named = {"unit": "unit", "answered": "population"}
    rows = drawn.checks.order_by().values(*named.values()).annotate(
        drawn=Count("pk"),
        marked=Count("pk", filter=~Q(state=CheckState.WAITING.value)),
        passed=Count("pk", filter=Q(state=CheckState.PASSED.value)),
        returned=Count("pk", filter=Q(state=CheckState.RETURNED.value)),
        mean=Avg("score"),
    )  # fmt: skip
    found = [_figures(row) for row in rows]
    return sorted(found, key=lambda one: (one.score is None, one.score or 0.0, one.unit))


def _figures(row: Mapping[str, int | float | str | None]) -> CheckFigures:
    counts = {name: int(row[name] or 0) for name in ("drawn", "marked", "passed", "returned")}
    mean = row["mean"]
    return CheckFigures(
        unit=str(row["unit"]),
        answered=int(row["population"] or 0),
        score=None if mean is None else round(float(mean), 1),
        **counts,
    )


def answer_checked(sheet: QualityCheck) -> CaseEntry | None:
    """Return the answer that a sheet is about: the last one before it was marked."""
    if sheet.checked_at is None:
        return answer_of(sheet.case)
    rows = sheet.case.entries.filter(kind=EntryKind.ANSWER.value)
    return rows.filter(written_at__lte=sheet.checked_at).order_by("pk").last()


def last_check_of(case: Case) -> QualityCheck | None:
    """Return the newest sheet of a case that was marked."""
    return case.checks.exclude(state=CheckState.WAITING.value).order_by("-pk").first()
