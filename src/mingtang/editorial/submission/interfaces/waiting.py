"""What of submissions waits for a person on the start page: at the desk, and returned to a unit."""

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import submissions_at_desk
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.start import Waiting

_TO_DO = {
    ArticleState.ARRIVED.value: "接收",
    ArticleState.PASSED.value: "发布",
}


def desk_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return what a desk has in hand.

    What is in review waits for those who pass its gates; they have it on their own list.
    """
    asked = submissions_at_desk(person, at=at)
    return [asked.exclude(article__state=ArticleState.IN_REVIEW)]


def returned_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return what came back to the units of an officer, answered or not."""
    units = powers.units_where("submission.submit").as_q("unit_id")
    rows = Submission.objects.filter(units, state=SubmissionState.RETURNED.value)
    return [rows.filter(article__state=ArticleState.RETURNED.value)]


def desk_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return what a desk has to release or return, with its clock."""
    (asked,) = desk_rows(person, powers, at)
    rows = list(asked.order_by("arrived_at")[:100])
    clocks = pressing_clocks(row.article.subject for row in rows)
    items = []
    for row in rows:
        clock = clocks.get(row.article.subject)
        kind = _TO_DO.get(row.article.state, "编辑发布")
        items.append(
            Waiting(
                row.article.title,
                article_url(row.article_id),
                kind,
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                note=row.unit.short_name or row.unit.name,
                provisional=bool(clock and clock.provisional),
                since=row.held_since or row.accepted_at or row.arrived_at,
                holder=row.holder.name if row.holder else "",
            )
        )
    return items


def returned_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return what came back to an officer to be mended."""
    (returned,) = returned_rows(person, powers, at)
    later = Submission.objects.filter(article=OuterRef("article")).order_by("-pk")
    newest = later.values("pk")[:1]
    unanswered = returned.exclude(pk__lt=Subquery(newest))  # nor came back once more since
    rows = unanswered.select_related("article", "reason").order_by("-pk")[:50]
    return [
        Waiting(
            row.article.title,
            article_url(row.article_id),
            "退回修改",
            note=str(row.reason or ""),
            since=row.ended_at,
        )
        for row in rows
    ]
