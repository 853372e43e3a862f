"""Two submissions become one, and one becomes several."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mingtang.editorial.content.actions import move_article, save_article, split_off_article
from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.policies.states import may_move
from mingtang.editorial.submission.actions.desk import accept_submission
from mingtang.editorial.submission.actions.moving import (
    desk_unit,
    end,
    locked_submission,
    record,
)
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies import sending as policies
from mingtang.editorial.submission.policies.holding import joined_source, may_merge
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


def merge_submission(
    *, actor: Person, at: datetime, submission_id: int, into_id: int
) -> Submission:
    """Merge a submission into another of the same desk (并稿); return the one that ends.

    The one that stays is accepted where it was not yet, and names the unit of the other beside its
    source. This meets the clock of the one that ends.

    :raises Refused: not at the desk, the same one twice, or the one that stays is under review.
    """
    with transaction.atomic():
        merged, kept = _locked_two(actor, at, submission_id, into_id)
        article = merged.article
        decision = authority.may(actor, "submission.accept", site=merged.site.code, at=at)
        for one in (merged, kept):
            decision &= policies.is_at_desk(SubmissionState(one.state), "merge")
        decision &= may_move(ArticleState(article.state), ArticleVerb.MERGE)
        is_same_desk = merged.site_id == kept.site_id
        is_same = merged.pk == kept.pk
        (decision & may_merge(is_same=is_same, is_same_desk=is_same_desk)).require()
        if kept.state == SubmissionState.ARRIVED:
            kept = accept_submission(actor=actor, at=at, submission_id=kept.pk)
        _name_source(kept.article, merged, actor=actor, at=at)
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        end(merged, SubmissionState.MERGED, actor=actor, at=at)
        move_article(article, verb=ArticleVerb.MERGE, actor=actor, at=at)
        desk = desk_unit(merged)
        record("submission.merged", merged, actor, at, desk=desk, into=kept.pk)
        return merged


def split_submission(
    *, actor: Person, at: datetime, submission_id: int, titles: Sequence[str]
) -> list[Submission]:
    """Make further articles of one submission at the desk (拆稿), one for each title.

    Each begins with all the words of the whole and counts for the unit that sent it; the desk's
    clock of each part runs from now.

    :raises Refused: not accepted yet, or a title is missing.
    """
    with transaction.atomic():
        whole, article = locked_submission(actor=actor, at=at, submission_id=submission_id)
        decision = authority.may(actor, "submission.accept", site=whole.site.code, at=at)
        (decision & policies.is_at_desk(SubmissionState(whole.state), "split")).require()
        return [_part(whole, article, title, actor=actor, at=at) for title in titles]


def _locked_two(
    actor: Person, at: datetime, merged_id: int, kept_id: int
) -> tuple[Submission, Submission]:
    """Lock two submissions in the order of their numbers, whichever stays."""
    found = {
        pk: locked_submission(actor=actor, at=at, submission_id=pk)[0]
        for pk in sorted({merged_id, kept_id})
    }
    return found[merged_id], found[kept_id]


def _name_source(article: Article, merged: Submission, *, actor: Person, at: datetime) -> None:
    article.refresh_from_db()
    unit = merged.article.source or merged.unit.name
    fields = fields_of(article)
    source = joined_source(fields.source, unit)
    if source != fields.source:
        save_article(
            actor=actor,
            at=at,
            article_id=article.pk,
            version=article.version,
            fields=replace(fields, source=source),
            note=f"并入{merged.unit.name}的《{merged.article.title}》",
        )


def _part(
    whole: Submission, article: Article, title: str, *, actor: Person, at: datetime
) -> Submission:
    made = split_off_article(actor=actor, at=at, article=article, title=title)
    revision = made.revision
    assert revision is not None  # it was just started
    part = Submission.objects.create(
        article=made,
        revision=revision,
        round=whole.round,
        part_of=whole,
        unit=whole.unit,
        site=whole.site,
        content_class=whole.content_class,
        for_new_media=whole.for_new_media,
        for_bulletin=whole.for_bulletin,
        author=whole.author,
        phone=whole.phone,
        state=SubmissionState.ACCEPTED.value,
        arrived_at=whole.arrived_at,
        accepted_by=actor,
        accepted_at=at,
        holder=actor,
        held_since=at,
    )
    record("submission.split", part, actor, at, desk=desk_unit(part), part_of=whole.pk)
    return part
