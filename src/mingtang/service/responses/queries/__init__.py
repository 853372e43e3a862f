"""Reads of this room: by which steps an answer is let go, and which published ones are like a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import ApprovalRule
from mingtang.service.responses.kinds import response_kind
from mingtang.service.responses.models import AnswerPhrase, PublishedAnswer
from mingtang.service.responses.policies.publication import answer_path
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.asking import PublicQuestion, find_public, share_of_words
from mingtang.spine.search.registry import SearchDocument, SearchKind
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan
from mingtang.workbench.casework.models import Case

APPROVE_RIGHT = "responses.approve"
LIKE = 0.5  # share of the words of a text that an answer like it has
REVIEW_RULE = "reply.approval"  # a pack may name the steps
_DEFAULT = StepPlan("leader", "分管领导审核", ("leader_in_charge",), ("principal_leader",))


def review_plan(unit: str, *, at: datetime) -> RoundPlan:
    """Return the steps that an answer of a unit passes: those of its pack, else its leader in charge."""
    pack, version = "", ""
    steps: tuple[StepPlan, ...] = (_DEFAULT,)
    try:
        rules = rules_for(unit_path(unit), at)
        pack, version = rules.pack, rules.version
        steps = _steps(rules.rule(REVIEW_RULE, ApprovalRule)) or steps
    except UnknownRule:
        pass
    return RoundPlan(steps, pack, version, in_order=True).asked(APPROVE_RIGHT, unit=unit)


def _steps(rule: ApprovalRule) -> tuple[StepPlan, ...]:
    return tuple(
        StepPlan(
            step.name,
            step.label,
            tuple(map(str, step.by)),
            tuple(map(str, step.stand_in)),
            joins_previous=step.joins_previous,
            clauses=tuple(rule.clauses),
        )
        for step in rule.steps_for(is_important=False)
    )


def phrases_of(unit: str) -> list[AnswerPhrase]:
    """Return the phrases of a unit, by name."""
    return list(AnswerPhrase.objects.filter(unit=unit, retired_at=None).order_by("title", "pk"))


def is_agreed(case: Case) -> bool:
    """Tell whether the sender of a case agreed that question and answer are shown."""
    kind = response_kind(case.kind)
    return kind is not None and kind.is_agreed(case.pk)


@dataclass(frozen=True, slots=True)
class MatchingAnswer:
    """A published answer that is like a text: its title, where it is on its site, and of which day."""

    title: str
    link: str
    dated: datetime
    number: int


def like_answers(text: str, site: str, *, at: datetime) -> list[PublishedAnswer]:
    """Return the published answers of a site that are most like a text, with what they say."""
    found = matching_answers(text, site, at=at)
    rows = PublishedAnswer.objects.live().in_bulk([one.number for one in found])
    return [rows[one.number] for one in found if one.number in rows]


def matching_answers(
    text: str, site: str, *, at: datetime, limit: int = 3
) -> tuple[MatchingAnswer, ...]:
    """Return the published answers of a site that are most like a text: with half of its words.

    It reads the public index alone, so that the public process can ask it.

    :raises DatabaseError: the database does not answer in time.
    """
    found = find_public(PublicQuestion(text, site=site, sort=DOCUMENTS.name), at=at)
    # A reader judges what a search found loosely; a hint before sending has to be about the matter.
    like = [row for row in found.rows if share_of_words(text, row) >= LIKE]
    return tuple(
        MatchingAnswer(row.title, answer_path(row.number, row.dated), row.dated, row.number)
        for row in like[:limit]
    )


def _read(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    for row in PublishedAnswer.objects.live().filter(pk__in=numbers).select_related("site"):
        yield SearchDocument(
            number=row.pk,
            title=row.title,
            text=f"{row.question}\n{row.answer}",
            unit=row.unit,
            site=row.site.code,
            dated=row.released_at,
            sort=DOCUMENTS.name,
            link=row.path,
            unit_name=row.unit_name,
        )


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = PublishedAnswer.objects.filter(pk__gt=number, is_live=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    return []


# It follows no events: a release and a take-down tell the index in their own transaction.
DOCUMENTS = SearchKind(
    name="response",
    label="答复公开",
    read=_read,
    numbers_after=_numbers_after,
    codes=frozenset(),
    touched=_touched,
    is_public=True,
)
