"""What the machine of approvals asks about reviews before release, and about those after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import locked_article_id, move_article
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import editing_need, publishing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_by_article
from mingtang.editorial.review.enums import AFTERWARDS, KIND, SECRECY
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import GATE_RIGHT, MANAGE, remarks_on, review_list
from mingtang.ground.foundation.decisions import Decision, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.actions import open_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound


class ReviewClient(ApprovalClient):
    """Gates of articles at the desk of their site."""

    kind = KIND
    rights = (GATE_RIGHT,)
    act_word, start_word, agree_word, return_word = "审核", "送审", "通过", "不予通过"
    done_words = "您通过之后，各关全部通过，稿件可以发布。"
    agree_url, return_url = "review:pass", "review:refuse"
    events: ClassVar[Mapping[str, str]] = {
        "started": "review.round.started",
        "step_passed": "review.gate.passed",
        "step_returned": "review.gate.refused",
        "passed": "review.round.passed",
        "returned": "review.round.refused",
        "withdrawn": "review.round.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = ReviewRound.objects.filter(pk__in=[one.pk for one in rounds])
        # Nothing here reads the words that were saved, and they are most of a row.
        rows = rows.select_related("article__unit", "article__site", "revision")
        rows = rows.defer("revision__data", "revision__files")
        authors = authors_by_article([row.article for row in rows])
        return {row.pk: subject_of(row, authors[row.article_id]) for row in rows}

    def address(self, found: ApprovalRound) -> str:
        return reverse("review:show", args=[found.pk])

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[ReviewRound]:
        return ReviewRound.objects.visible_to(person, at=at)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        article_id = int(found.subject.removeprefix("article:"))
        locked_article_id(actor=actor, at=at, article_id=article_id)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        state = ArticleState(act.subject.thing.article.state)
        may = authority.may(act.actor, MANAGE, site=act.round.site, at=act.at)
        return may & may_move(state, ArticleVerb.WITHDRAW)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        row, found = act.subject.thing, act.round
        told = {"round": found.number, "revision": row.revision.number}
        if moment.startswith("step_") and act.step is not None:
            return told | {"gate": act.step.key, "clauses": act.step.clauses.split()}
        told |= {"content_class": row.content_class}
        told |= {"pack": found.pack, "pack_version": found.pack_version}
        if moment == "started":
            told |= {"gates": [one.key for one in act.steps], "important": row.is_important}
            told["remarks"] = _hits(row.article, act.at)
            told["desk"] = row.article.site.operating_unit.code
            told["urgent"] = row.is_urgent
        if moment == "returned" and act.step is not None:
            told["gate"] = act.step.key
        return told

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment in _VERBS:
            reason = None if moment == "passed" else act.reason
            article = act.subject.thing.article
            move_article(article, verb=_VERBS[moment], actor=act.actor, at=act.at, reason=reason)
        # Why a gate was refused stands in the event of the gate.
        super().follow(moment, act.because(None) if moment in {"passed", "returned"} else act)
        if act.step is not None and act.step.key == SECRECY and moment in _OUTCOMES:
            code, outcome = "review.secrecy.reviewed", _OUTCOMES[moment]
            self.record(moment, act.because(None), code, outcome=outcome)
        if moment == "passed" and act.subject.thing.is_urgent:
            _open_afterwards(act)


class AfterwardsClient(ReviewClient):
    """The gates of what went online on one signature (补审). The article stays where it is."""

    kind = AFTERWARDS
    act_word, start_word = "补审", "紧急签发"
    done_words = "您通过之后，补审完成。"
    returned_words = "请查看原因，立即更正或者下线。"
    agree_url, return_url = "approvals:pass", "approvals:return"
    events: ClassVar[Mapping[str, str]] = {
        "started": "review.afterwards.started",
        "step_passed": "review.afterwards.gate_passed",
        "step_returned": "review.afterwards.gate_refused",
        "passed": "review.afterwards.passed",
        "returned": "review.afterwards.refused",
    }

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        return no("review.afterwards_stays", "已经签发的信息须补审，不能撤回。")

    def told_of_outcome(self, found: ApprovalRound) -> list[int]:
        asked = ReviewRound.objects.filter(kind=KIND, subject=found.subject)
        starters = asked.exclude(urgent_reason=None).values_list("started_by_id", flat=True)
        return [found.started_by_id, *starters]

    def follow(self, moment: str, act: ApprovalAct) -> None:
        # Why a gate was refused stands in the event of the gate.
        self.record(moment, act.because(None) if moment in {"passed", "returned"} else act)


def _open_afterwards(act: ApprovalAct) -> None:
    """Open the gates that follow a signature; where no one may judge one, the signature is refused."""
    signed, article = act.subject.thing, act.subject.thing.article
    listed = review_list(article, at=act.at)
    row = ReviewRound(
        kind=AFTERWARDS,
        subject=article.subject,
        unit=act.round.unit,
        site=act.round.site,
        article=article,
        revision=signed.revision,
        content_class=listed.content_class,
        is_important=signed.is_important,
        urgent_reason=signed.urgent_reason,
    )
    about = subject_of(row, act.subject.barred)
    open_round(actor=act.actor, at=act.at, found=row, plan=listed.plan, about=about)


def _hits(article: Article, at: datetime) -> dict[str, int]:
    """Return how many machine remarks of each rule a text goes to review with."""
    return dict(Counter(one.remark.rule for one in remarks_on(article, at=at).open))


_VERBS = {
    "started": ArticleVerb.START_REVIEW,
    "passed": ArticleVerb.PASS,
    "returned": ArticleVerb.REFUSE,
    "withdrawn": ArticleVerb.WITHDRAW,
}
_OUTCOMES = {"step_passed": "passed", "step_returned": "refused"}


def subject_of(row: ReviewRound, authors: frozenset[str]) -> ApprovalSubject:
    """Return what a round is about; one after release is about the text that went out."""
    is_before = row.kind == KIND
    return ApprovalSubject(
        title=row.article.title,
        note=row.article.unit.short_name or row.article.unit.name,
        barred=authors,
        is_current=not is_before or row.revision_id == row.article.revision_id,
        is_urgent=row.is_urgent,
        next_need=publishing_need(row.article) if is_before else None,
        return_need=editing_need(row.article),
        thing=row,
    )
