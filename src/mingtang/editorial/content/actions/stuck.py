"""Find the open steps that nobody can take, and tell them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.enums import ENDED, PlacementState
from mingtang.editorial.content.models import Article, StuckStep
from mingtang.editorial.content.open_steps import OpenStep, lacking
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.events.actions import record_event

CHUNK = 500


def note_stuck_steps(*, at: datetime) -> int:
    """Compare the steps nobody can take with those that were found before; return how many changed.

    A step is told once when it is found and once when someone can take it again.
    """
    roster, changed, seen = Roster(at), 0, set[int]()
    for articles in _chunks():
        seen.update(article.pk for article in articles)
        steps = lacking(articles, roster)
        changed += _note(articles, steps, roster)
    ended = Article.objects.filter(stuck_steps__isnull=False).exclude(pk__in=seen).distinct()
    return changed + _note(list(ended.select_related("unit", "site")), [], roster)


def _chunks() -> Iterator[list[Article]]:
    """Yield the articles with open steps, by their keys: those under way, and those offered."""
    under_way = Article.objects.exclude(state__in=[state.value for state in ENDED])
    offered = Article.objects.filter(
        placements__state=PlacementState.OFFERED.value, state__in=[state.value for state in ENDED]
    ).distinct()
    for rows in (under_way, offered):
        after = 0
        page = rows.select_related("unit", "site").defer("body").order_by("pk")
        while articles := list(page.filter(pk__gt=after)[:CHUNK]):
            yield articles
            after = articles[-1].pk


def _note(articles: Sequence[Article], steps: Sequence[OpenStep], roster: Roster) -> int:
    now = {(step.article_id, step.need.key): step for step in steps}
    before = {
        (row.article_id, row.key): row for row in StuckStep.objects.filter(article__in=articles)
    }
    by_id = {article.pk: article for article in articles}
    for key in now.keys() - before.keys():
        _open(by_id[key[0]], now[key], roster)
    for key in before.keys() - now.keys():
        _close(by_id[key[0]], before[key], roster.at)
    return len(now.keys() ^ before.keys())


def _open(article: Article, step: OpenStep, roster: Roster) -> None:
    vacancy = roster.vacancy(step.need)
    with transaction.atomic():
        _, is_new = StuckStep.objects.get_or_create(
            article=article,
            key=step.need.key,
            defaults={
                "label": step.need.label[:200],
                "wanted": f"{vacancy.place}：{'、'.join(vacancy.posts)}"[:400],
                "found_at": roster.at,
            },
        )
        if is_new:
            payload: dict[str, Any] = {"step": step.need.key, "posts": list(step.need.posts)}
            _record("content.article.stuck", article, roster.at, payload)


def _close(article: Article, row: StuckStep, at: datetime) -> None:
    with transaction.atomic():
        if StuckStep.objects.filter(pk=row.pk).delete()[0]:
            _record("content.article.unstuck", article, at, {"step": row.key})


def _record(code: str, article: Article, at: datetime, payload: dict[str, Any]) -> None:
    record_event(
        code=code,
        subject=article.subject,
        actor="system",
        at=at,
        unit=article.unit.code,
        site=article.site.code,
        payload=payload,
    )
