"""Texts that wait because a file of theirs may not go out."""

from collections.abc import Collection, Sequence

from mingtang.editorial.publishing.models import Hold


def holds(*, site_codes: Collection[str] | None, limit: int) -> Sequence[Hold]:
    """Return the newest that wait on these sites, on all for None."""
    rows = Hold.objects.select_related("article__site").order_by("-held_at")
    if site_codes is not None:
        rows = rows.filter(article__site__code__in=site_codes)
    return list(rows[:limit])


def hold_of(article_id: int, revision_id: int | None) -> list[str]:
    """Return why the present text of an article waits, a sentence each; nothing if it does not."""
    row = Hold.objects.filter(pk=article_id, revision_id=revision_id or 0).first()
    return row.reasons.splitlines() if row else []
