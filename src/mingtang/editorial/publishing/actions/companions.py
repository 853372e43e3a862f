"""Policies and their interpretations: an exception from going online together, and further questions."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import locked_article
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.policies.interpretation import may_state_exception
from mingtang.editorial.publishing.models import InterpretationRequest, ReleaseException
from mingtang.editorial.publishing.policies.releases import may_ask_interpretation
from mingtang.editorial.publishing.queries.companions import joint_release
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import GivenReason, record_event, record_reason


def state_exception(
    *, actor: Person, at: datetime, article_id: int, reason: str
) -> ReleaseException:
    """Allow a policy document to go online before its interpretation, for a reason that stays on record.

    Another call replaces the reason.

    :raises Refused: no right to publish on the site, the rules know no exception or ask for no
        interpretation, or no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        joint = joint_release(article, person=actor, at=at)
        decision = authority.may(actor, "publishing.publish", site=article.site.code, at=at)
        decision &= may_state_exception(
            may_except=joint.rule is not None and joint.rule.exception,
            is_needed=joint.waits,
            reason=reason,
        )
        decision.require()
        given = record_reason(reason)
        row, _ = ReleaseException.objects.update_or_create(
            article=article, defaults={"reason": given, "stated_by": actor, "stated_at": at}
        )
        _record(article, "excepted", actor=actor, at=at, reason=given)
    return row


def request_interpretation(
    *, actor: Person, at: datetime, article_id: int, question: str
) -> InterpretationRequest:
    """Ask the unit of a policy document online to interpret a question that many ask; its clock starts.

    Source: 宣政办〔2015〕 二（三） (XC-07): common and typical questions are interpreted.

    :raises Refused: no right to edit for the site, not a policy online, no question, or one is open.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        is_live = Release.objects.filter(pk=article.pk, is_live=True).exists()
        decision = authority.may(actor, "content.edit", site=article.site.code, at=at)
        decision &= may_ask_interpretation(
            is_policy_live=is_live and article.kind == ArticleKind.POLICY,
            is_open=InterpretationRequest.objects.open().filter(policy=article).exists(),
            question=question,
        )
        decision.require()
        asked = record_reason(question)
        row = InterpretationRequest.objects.create(
            policy=article, question=asked, asked_by=actor, asked_at=at
        )
        _record(article, "requested", actor=actor, at=at, reason=asked)
    return row


def note_interpreted(article: Article, release: Release, *, actor: Person, at: datetime) -> None:
    """Record that an interpretation went online: it answers what its policy waits for.

    Must run in the transaction of the release.
    """
    if release.interprets_id is None:
        return
    policy = Article.objects.select_related("unit", "site").get(pk=release.interprets_id)
    rows = InterpretationRequest.objects.open().filter(policy=policy)
    rows.update(answered_by=article, answered_at=at)
    _record(policy, "released", actor=actor, at=at, interpretation=article.pk)


def note_awaited(article: Article, *, actor: Person, at: datetime) -> None:
    """Record that a policy went online before its interpretation; must run in that transaction."""
    _record(article, "awaited", actor=actor, at=at)


def _record(
    policy: Article,
    what: str,
    *,
    actor: Person,
    at: datetime,
    reason: GivenReason = None,
    **payload: Any,
) -> None:
    record_event(
        code=f"publishing.interpretation.{what}",
        subject=policy.subject,
        actor=actor.person_key,
        at=at,
        unit=policy.unit.code,
        site=policy.site.code,
        payload=payload,
        reason=reason,
    )
