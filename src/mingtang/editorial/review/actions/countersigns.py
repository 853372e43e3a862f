"""Ask other units to countersign a text, and what the machine of approvals asks about it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.enums import ENDED, ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.queries import authors_by_article, authors_of
from mingtang.editorial.review.enums import COUNTERSIGN, COUNTERSIGN_RIGHT
from mingtang.editorial.review.models import Countersign
from mingtang.editorial.review.policies import may_ask_countersign
from mingtang.editorial.review.queries import MANAGE
from mingtang.editorial.review.queries.countersigns import countersigning, newest_countersign
from mingtang.ground.foundation.decisions import Decision, Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.regulations.schema.gates import Countersigning
from mingtang.spine.events.actions import record_reason
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

SUBMIT = "submission.submit"


class CountersignClient(ApprovalClient):
    """Other units look at a text; the article stays where it is."""

    kind = COUNTERSIGN
    rights = (COUNTERSIGN_RIGHT,)
    act_word, start_word, agree_word, return_word = "会签", "送会签", "同意", "提出意见"
    done_words = "您会签之后，各单位会签完成。"
    returned_words = "请查看意见，修改后重新送会签。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "review.countersign.asked",
        "step_passed": "review.countersign.unit_agreed",
        "step_returned": "review.countersign.unit_remarked",
        "passed": "review.countersign.agreed",
        "returned": "review.countersign.remarked",
        "withdrawn": "review.countersign.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = Countersign.objects.filter(pk__in=[one.pk for one in rounds])
        found = list(rows.select_related("article__unit", "article__site", "revision"))
        authors = authors_by_article([row.article for row in found])
        return {row.pk: _about(row, authors[row.article_id]) for row in found}

    def address(self, found: ApprovalRound) -> str:
        return reverse("review:countersign", args=[found.pk])

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[Countersign]:
        return Countersign.objects.visible_to(person, at=at)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        super().lock(found, actor=actor, at=at)
        Article.objects.select_for_update(of=("self",)).get(pk=found.subject_number)

    def may_withdraw(self, act: ApprovalAct) -> Decision:
        return _may_ask(act.actor, act.subject.thing.article, act.at)

    def payload(self, moment: str, act: ApprovalAct) -> dict[str, Any]:
        row = act.subject.thing
        told = {"round": act.round.number, "revision": row.revision.number}
        if moment.startswith("step_") and act.step is not None:
            return told | {"gate": act.step.key, "clauses": act.step.clauses.split()}
        if moment == "started":
            told |= {"units": [one.unit for one in act.steps], "asked_by": act.round.unit}
        return told

    def follow(self, moment: str, act: ApprovalAct) -> None:
        # What a unit remarked is in the event of its step.
        self.record(moment, act.because(None) if moment in {"passed", "returned"} else act)


def ask_countersign(
    *, actor: Person, at: datetime, article_id: int, unit_ids: Iterable[int], reason: str = ""
) -> Countersign:
    """Ask one or several other units to countersign the current text of an article, side by side.

    The desk of its site may ask, and who submits for its unit. `reason` says what they should look at.

    :raises Refused: no right, no unit, a unit in which no one can, or a countersign goes on.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        units = list(Unit.objects.filter(pk__in=set(unit_ids)).exclude(pk=article.unit_id))
        rules, rule = countersigning(article.site, at)
        newest = newest_countersign(article)
        decision = _may_ask(actor, article, at) & may_ask_countersign(
            is_known=rule is not None,
            is_ended=ArticleState(article.state) in ENDED,
            is_open=newest is not None and newest.is_open,
            units=len(units),
        )
        decision.require()
        assert rule is not None  # said above
        stored = record_reason(reason)
        row = Countersign(
            kind=COUNTERSIGN, subject=article.subject, unit=article.unit.code, site=article.site.code,
            article=article, revision_id=article.revision_id or 0, note=stored,
        )  # fmt: skip
        plan = RoundPlan(tuple(_step(one, rule) for one in units), rules.pack, rules.version)
        about = _about(row, authors_of(article))
        open_round(actor=actor, at=at, found=row, plan=plan, about=about, reason=stored)
        return row


def withdraw_countersign(
    *, actor: Person, at: datetime, article_id: int, reason: str
) -> Countersign:
    """End a countersign without a result; what units said so far stays told.

    :raises Refused: no right, no reason, or none goes on.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        row = newest_countersign(article)
        if row is None:
            _may_ask(actor, article, at).require()
            raise Refused([Reason("review.no_open_round", "稿件没有送过会签，请刷新页面。")])
        withdraw_round(actor=actor, at=at, round_id=row.pk, reason=reason)
        row.refresh_from_db()
        return row


def _may_ask(actor: Person, article: Article, at: datetime) -> Decision:
    manages = authority.may(actor, MANAGE, site=article.site.code, at=at)
    return manages or authority.may(actor, SUBMIT, unit=article.unit.code, at=at)


def _step(unit: Unit, rule: Countersigning) -> StepPlan:
    return StepPlan(
        key=f"unit-{unit.pk}",
        label=f"{unit.short_name or unit.name}会签"[:60],
        posts=tuple(str(post) for post in rule.by),
        stand_in=tuple(str(post) for post in rule.stand_in),
        clauses=tuple(rule.clauses),
        right=COUNTERSIGN_RIGHT,
        unit=unit.code,
    )


def _about(row: Countersign, authors: frozenset[str]) -> ApprovalSubject:
    return ApprovalSubject(
        title=row.article.title,
        note=row.article.unit.short_name or row.article.unit.name,
        barred=authors,
        is_current=row.revision_id == row.article.revision_id,
        thing=row,
    )
