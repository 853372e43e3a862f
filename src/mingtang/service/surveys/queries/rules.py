"""The rules of a survey, its confirmation links, and its documents in search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from django.core.signing import BadSignature, Signer

from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.models import Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule
from mingtang.service.surveys.enums import ResultShowing, SurveyState
from mingtang.service.surveys.models import Survey, SurveyVoter
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan
from mingtang.workbench.intake.models import OfferedForm

APPROVE, RELEASE = "surveys.approve", "surveys.release"
RELEASE_STEP = "release"  # the step of the pack that the site takes, not the unit
CONFIRM, TOKEN = "survey-confirm", "token"
_SALT = "surveys.confirm"
_FAMILY = "survey-"
_HAS_RESULT = (SurveyState.PUBLISHED.value, SurveyState.ARCHIVED.value)


@dataclass(frozen=True)
class SurveyRules:
    """The rules of a unit's pack for surveys: who approves them."""

    pack: str
    version: str
    approval: ApprovalRule

    def plan(self, *, unit: str, site: str) -> RoundPlan:
        """Return the steps of a round; the last is taken for the site."""
        steps = tuple(
            StepPlan(
                key=step.name,
                label=step.label,
                posts=tuple(str(post) for post in step.by),
                stand_in=tuple(str(post) for post in step.stand_in),
                joins_previous=step.joins_previous,
                clauses=tuple(self.approval.clauses),
            )
            for step in self.approval.steps_for(is_important=False)
        )
        plan = RoundPlan(steps, self.pack, self.version, in_order=True).asked(APPROVE, unit=unit)
        return plan.each(
            lambda step: (
                replace(step, right=RELEASE, unit="", site=site)
                if step.key == RELEASE_STEP
                else step
            )
        )


def survey_rules(unit_code: str, *, at: datetime) -> SurveyRules:
    """Return the rules in force for a unit.

    :raises Refused: no pack with such rules is bound to the unit or to one above it.
    """
    rules = rules_for(unit_path(unit_code), at)
    try:
        approval = rules.rule("survey.review", ApprovalRule)
    except UnknownRule as error:
        text = "本单位还没有启用含有网上调查规定的制度，请联系平台管理员在“制度”中启用。"
        raise Refused([Reason("surveys.no_rules", text)]) from error
    return SurveyRules(rules.pack, rules.version, approval)


def shows_results(row: Survey) -> bool:
    """Return whether the figures are public now."""
    return row.state in _HAS_RESULT or row.showing == ResultShowing.ALWAYS


def confirmation_link(row: SurveyVoter) -> str:
    """Return the address of the page on which the receiver of a mail confirms."""
    token = Signer(salt=_SALT).sign(f"{row.pk}-{row.ticket}")
    return page_url(row.survey.site.domain, f"/forms/{CONFIRM}/?{TOKEN}={quote(token, safe='')}")


def ticket_in(token: str) -> tuple[int, str] | None:
    """Return voter and ticket of a link; None for an invalid one."""
    try:
        number, _, ticket = Signer(salt=_SALT).unsign(token).partition("-")
        return int(number), ticket
    except (BadSignature, ValueError):
        return None


def _read(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield surveys for search from the rows of their forms, which the public process may read."""
    codes = [f"{_FAMILY}{number}" for number in numbers]
    forms = list(OfferedForm.objects.filter(pk__in=codes))
    names = dict(
        Unit.objects.filter(code__in=[one.unit for one in forms]).values_list("code", "name")
    )
    for row in forms:
        number = int(row.code.removeprefix(_FAMILY))
        yield SearchDocument(
            number=number,
            title=row.title,
            text=row.intro,
            unit=row.unit,
            site=row.site,
            dated=row.opens_at,
            sort=DOCUMENTS.name,
            link=f"/surveys/{number}.html",
            unit_name=names.get(row.unit, ""),
        )


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = Survey.objects.online().filter(pk__gt=number).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    return []


# It subscribes to no events: the action that opens a survey updates the index.
DOCUMENTS = SearchKind(
    name="survey",
    label="网上调查",
    read=_read,
    numbers_after=_numbers_after,
    codes=frozenset(),
    touched=_touched,
    is_public=True,
)
