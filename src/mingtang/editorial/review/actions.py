"""Start and withdraw a review, and what the machine of approvals asks about one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.articles import locked_article, may_edit, move_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import editing_need, publishing_need
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.content.queries import authors_by_article, authors_of
from mingtang.editorial.review.enums import KIND, SECRECY
from mingtang.editorial.review.models import IgnoredRemark, OwnWording, ReviewRound
from mingtang.editorial.review.policies import may_add_wording, may_ignore, may_start
from mingtang.editorial.review.queries import GATE_RIGHT, remarks_on, review_list
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision, NotVisible, Reason, Refused
from mingtang.institution.organization.actions.merging import Merger
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.workbench.approvals.actions import open_round, withdraw_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound

MANAGE = "review.manage"


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
        rows = ReviewRound.objects.filter(pk__in=[one.pk for one in rounds]).select_related(
            "article__unit", "article__site", "article__revision", "revision"
        )
        authors = authors_by_article([row.article for row in rows])
        return {row.pk: _subject(row, authors[row.article_id]) for row in rows}

    def address(self, found: ApprovalRound) -> str:
        return reverse("review:show", args=[found.pk])

    def visible_to(self, person: Person, *, at: datetime) -> QuerySet[ReviewRound]:
        return ReviewRound.objects.visible_to(person, at=at)

    def lock(self, found: ApprovalRound, *, actor: Person, at: datetime) -> None:
        article_id = int(found.subject.removeprefix("article:"))
        locked_article(actor=actor, at=at, article_id=article_id)

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


def _subject(row: ReviewRound, authors: frozenset[str]) -> ApprovalSubject:
    return ApprovalSubject(
        title=row.article.title,
        note=row.article.unit.short_name or row.article.unit.name,
        barred=authors,
        is_current=row.revision_id == row.article.revision_id,
        next_need=publishing_need(row.article),
        return_need=editing_need(row.article),
        thing=row,
    )


def start_review(*, actor: Person, at: datetime, article_id: int) -> ReviewRound:
    """Send the current text of an article through the gates of its content class."""
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = authority.may(actor, MANAGE, site=article.site.code, at=at)
        decision &= may_move(ArticleState(article.state), ArticleVerb.START_REVIEW)
        decision &= may_go_on(article, at=at)
        blocking = remarks_on(article, at=at).that_block
        (decision & may_start((one.label, one.where) for one in blocking)).require()
        listed = review_list(article, at=at)
        row = ReviewRound(
            kind=KIND,
            subject=article.subject,
            unit=article.unit.code,
            site=article.site.code,
            article=article,
            revision_id=article.revision_id or 0,
            content_class=listed.content_class,
            is_important=article.is_important,
        )
        about = _subject(row, authors_of(article))
        open_round(actor=actor, at=at, found=row, plan=listed.plan, about=about)
        return row


def withdraw_review(*, actor: Person, at: datetime, article_id: int, reason: str) -> ReviewRound:
    """Take an article back from its gates into the desk's hands; decisions made so far stay told.

    :raises Refused: without the right to manage reviews of the site, an open round, or a reason.
    """
    with transaction.atomic():
        article: Article = locked_article(actor=actor, at=at, article_id=article_id)
        row = ReviewRound.objects.filter(article=article).order_by("-number").first()
        if row is None:
            text = "稿件现在没有在审的审核单，请刷新页面。"
            authority.may(actor, MANAGE, site=article.site.code, at=at).require()
            raise Refused([Reason("review.no_open_round", text)])
        withdraw_round(actor=actor, at=at, round_id=row.pk, reason=reason)
        row.refresh_from_db()
        return row


def ignore_remark(
    *, actor: Person, at: datetime, article_id: int, key: str, reason: str
) -> IgnoredRemark:
    """Set a machine remark aside as wrong; it stays set aside as long as the same words are in the text.

    What blocks is set aside by those who manage reviews of the site, the rest also by those who edit.

    :raises Refused: no right, the remark is not in the current text, or no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        remarks = remarks_on(article, at=at)
        found = remarks.find(key)
        blocks = found is not None and found.remark.rule in remarks.blocking
        manages = authority.may(actor, MANAGE, site=article.site.code, at=at)
        allowed = manages if blocks or manages else may_edit(actor, article, at=at)
        (allowed & may_ignore(is_shown=found is not None, reason=reason)).require()
        rule = found.remark.rule if found else ""
        stored = record_reason(reason)
        row = IgnoredRemark.objects.create(
            article=article, key=key, rule=rule, reason=stored, ignored_by=actor, ignored_at=at
        )
        record_event(
            code="review.remark.ignored",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"rule": rule, "blocks": blocks},
            reason=stored,
        )
    return row


def add_wording(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    word: str,
    better: str = "",
    why: str = "",
    is_allowed: bool = False,
) -> OwnWording:
    """Add a word to the list of the unit that operates a site; it holds for all sites of that unit.

    :raises Refused: no right to manage reviews of the site, a single character, or a word that is listed.
    """
    with transaction.atomic():
        site = GovSite.objects.visible_to(actor, at=at).filter(pk=site_id).first()
        if site is None:
            raise NotVisible(f"site {site_id}")
        word, better = word.strip(), better.strip()
        decision = authority.may(actor, MANAGE, site=site.code, at=at)
        is_known = OwnWording.objects.filter(unit=site.operating_unit_id, word=word).exists()
        decision &= may_add_wording(
            word=word, better=better, is_allowed=is_allowed, is_known=is_known
        )
        decision.require()
        row = OwnWording.objects.create(
            unit=site.operating_unit,
            word=word,
            better=better,
            why=why.strip(),
            is_allowed=is_allowed,
            added_by=actor,
            added_at=at,
        )
        _record_wording("review.wording.added", row, actor, at)
    return row


def remove_wording(*, actor: Person, at: datetime, wording_id: int) -> None:
    """Take a word off the list of a unit.

    :raises NotVisible: no such word on a list that the actor manages.
    """
    with transaction.atomic():
        visible = OwnWording.objects.visible_to(actor, at=at).filter(pk=wording_id)
        rows = OwnWording.objects.select_for_update(of=("self",)).select_related("unit")
        row = rows.filter(pk__in=visible.values("pk")).first()
        if row is None:
            raise NotVisible(f"wording {wording_id}")
        _record_wording("review.wording.removed", row, actor, at)
        row.delete()


def _record_wording(code: str, row: OwnWording, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=f"wording:{row.pk}",
        actor=actor.person_key,
        at=at,
        unit=row.unit.code,
        payload={"word": row.word, "allowed": row.is_allowed},
    )


def hand_over_wordings(merger: Merger) -> None:
    """Give the words of a merged unit to its successor; a word that both list stays as the successor has it."""
    known = OwnWording.objects.filter(unit=merger.into).values("word")
    rows = OwnWording.objects.filter(unit=merger.unit)
    rows.filter(word__in=known).delete()
    rows.update(unit=merger.into)
