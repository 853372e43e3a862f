"""Replace a picture or file in an article: by another version of its text, never in what is online."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions import correct_article, revise_article, save_article
from mingtang.editorial.content.actions.articles import locked_article, may_edit
from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.editorial.themes.blocks import with_other_file
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason


def propose_replacement(
    *, actor: Person, at: datetime, article_id: int, old: str, new: str, reason: str
) -> Article:
    """Save a version of an article that shows `new` where it showed `old`; both are keys: `image:5`.

    A draft is changed as its author would; a published text is opened as a correction first, and
    passes the gates that it always needs. What readers see stays until that is released.

    :raises NotVisible: the actor sees no such article, or it does not show `old`.
    :raises Refused: the words may not be changed now, `new` may not be used, or no reason.
    """
    with transaction.atomic():
        article = locked_article(actor=actor, at=at, article_id=article_id)
        decision = may_replace(actor, article, at=at) & _is_usable(actor, at, old, new)
        (decision & _reason_given(reason)).require()
        fields = fields_of(article)
        body = [with_other_file(block, old, new) for block in fields.body]
        if body == list(fields.body):
            raise NotVisible(f"{old} in article {article_id}")
        article = _opened(actor, at, article, reason)
        saved = save_article(
            actor=actor,
            at=at,
            article_id=article_id,
            version=article.version,
            fields=replace(fields, body=body),
            note="替换素材",
        )
        record_event(
            code="media.replacement.proposed",
            subject=article.subject,
            actor=actor.person_key,
            at=at,
            unit=article.unit.code,
            site=article.site.code,
            payload={"old": old, "new": new, "revision": saved.version},
            reason=record_reason(reason),
        )
        return saved


def may_replace(actor: Person, article: Article, *, at: datetime) -> Decision:
    """Answer whether a person may change the text now, or open it for a correction."""
    state = ArticleState(article.state)
    if not may_move(state, ArticleVerb.REVISE):
        return may_edit(actor, article, at=at)
    if authority.may(actor, "content.write", unit=article.unit.code, at=at):
        return YES
    return authority.may(actor, "content.edit", site=article.site.code, at=at)


def _opened(actor: Person, at: datetime, article: Article, reason: str) -> Article:
    """Open a published text: its unit revises it, the desk corrects it; a draft is open already."""
    if not may_move(ArticleState(article.state), ArticleVerb.REVISE):
        return article
    is_of_unit = authority.may(actor, "content.write", unit=article.unit.code, at=at)
    opens = revise_article if is_of_unit else correct_article
    return opens(actor=actor, at=at, article_id=article.pk, reason=reason)


def _reason_given(reason: str) -> Decision:
    return YES if has_words(reason) else no("content.reason_missing", "请写明理由。", "reason")


def _is_usable(actor: Person, at: datetime, old: str, new: str) -> Decision:
    if old == new or old.partition(":")[0] != new.partition(":")[0]:
        return no("media.other_sort", "请另选一份素材：图片只能换成图片，文件只能换成文件。", "new")
    if media_rows([new], (actor, at)):
        return YES
    return no("media.foreign", "这份素材不在您可以使用的范围内，请另选。", "new")
