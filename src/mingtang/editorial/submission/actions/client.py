"""What the machine of approvals asks about a submission."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from mingtang.editorial.content.actions.articles import locked_article_id, move_article
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import accepting_need, writing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_by_article
from mingtang.editorial.submission.actions.moving import (
    RELATED,
    arrive,
    end,
    give_back,
    payload_of,
    record,
)
from mingtang.editorial.submission.enums import KIND, SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import APPROVE_RIGHT
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound


class SubmissionClient(ApprovalClient):
    """Approval of submissions by the leaders of the unit that sends them."""

    kind = KIND
    rights = (APPROVE_RIGHT,)
    screen = "content:show"
    start_word = "报送"
    done_words = "您同意之后，稿件立即送达编辑部，并计入本单位本周报送数量。"
    agree_url, return_url = "submission:approve", "submission:return-step"
    events: ClassVar[Mapping[str, str]] = {
        "started": "submission.submitted",
        "step_passed": "submission.approved",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        wanted = Submission.objects.filter(round__in=[one.pk for one in rounds], part_of=None)
        rows = wanted.select_related(*RELATED)
        authors = authors_by_article([row.article for row in rows])
        return {
            row.round_id: replace(
                about(row.article, authors[row.article_id]),
                is_current=row.revision_id == row.article.revision_id,
                thing=row,
            )
            for row in rows
        }

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[ApprovalRound]:
        seen = Submission.objects.visible_to(person, at=at)
        rounds = seen.filter(part_of=None).values("round")
        return ApprovalRound.objects.filter(kind=self.kind, pk__in=rounds)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        super().lock(found, actor=actor, at=at)
        article_id = int(found.subject.removeprefix("article:"))
        locked_article_id(actor=actor, at=at, article_id=article_id)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        row = act.subject.thing
        may = authority.may(act.actor, "submission.submit", unit=act.round.unit, at=act.at)
        return may & may_move(ArticleState(row.article.state), ArticleVerb.RECALL)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        row = act.subject.thing
        if act.step is None:
            return payload_of(row) | {"important": row.is_important}
        return payload_of(row) | {"step": act.step.key, "clauses": act.step.clauses.split()}

    def follow(self, moment: str, act: ApprovalAct) -> None:
        row, actor, at = act.subject.thing, act.actor, act.at
        if moment == "started":
            move_article(row.article, verb=ArticleVerb.SUBMIT, actor=actor, at=at)
        super().follow(moment, act)
        if moment == "passed":
            arrive(row, actor=actor, at=at)
        elif moment == "returned":
            give_back(row, actor=actor, at=at, reason=act.reason, by_desk=False)
        elif moment == "withdrawn":
            end(row, SubmissionState.RECALLED, actor=actor, at=at)
            move_article(row.article, verb=ArticleVerb.RECALL, actor=actor, at=at)
            record("submission.recalled", row, actor, at)


def about(article: Article, authors: frozenset[str]) -> ApprovalSubject:
    return ApprovalSubject(
        title=article.title,
        note=article.unit.name,
        barred=authors,
        next_need=accepting_need(article),
        return_need=writing_need(article),
    )
