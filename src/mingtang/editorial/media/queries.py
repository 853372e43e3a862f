"""Which articles and pages show a picture or file."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article, MediaUse
from mingtang.editorial.publishing.models import AssetUse
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.registers import Register

FORMATS = "submission.formats"


def articles_using(key: str) -> "QuerySet[Article]":
    """Return the articles whose working copy, or whose text online, shows a picture or file.

    The working copy of a discarded draft counts for nothing: it is not read any more.
    """
    working = MediaUse.objects.filter(asset=key, is_current=True).values("article")
    online = AssetUse.objects.filter(asset=key).values("article")
    drafted = Q(pk__in=working) & ~Q(state=ArticleState.DISCARDED.value)
    return Article.objects.filter(drafted | Q(pk__in=online))


def article_counts(keys: Collection[str]) -> dict[str, int]:
    """Return in how many articles each picture or file is used, in their working copies or online."""
    used: dict[str, set[int]] = {key: set() for key in keys}
    working = MediaUse.objects.filter(asset__in=keys, is_current=True)
    working = working.exclude(article__state=ArticleState.DISCARDED.value)
    for rows in (working, AssetUse.objects.filter(asset__in=keys)):
        for key, article_id in rows.values_list("asset", "article_id"):
            used[key].add(article_id)
    return {key: len(articles) for key, articles in used.items()}


def old_versions_using(key: str) -> int:
    """Return how many articles show it in earlier versions alone."""
    earlier = MediaUse.objects.filter(asset=key).values("article")
    rows = Article.objects.filter(pk__in=earlier)
    return rows.exclude(pk__in=articles_using(key).values("pk")).count()


def working_copies_showing(key: str, person: Person, at: datetime) -> "QuerySet[Article]":
    """Return the articles that a person may see whose working copy shows it, the newest first."""
    working = MediaUse.objects.filter(asset=key, is_current=True).values("article")
    rows = Article.objects.visible_to(person, at=at).filter(pk__in=working)
    rows = rows.exclude(state=ArticleState.DISCARDED.value)
    return rows.select_related("unit", "site", "release").order_by("-pk")


def asked_formats(unit_code: str, *, at: datetime) -> tuple[str, ...]:
    """Return in which forms a unit sends texts, pictures and films by the rules in force; empty without one.

    Source: 海南州 2015 通知 六（五） (HN-16).
    """
    rules = rules_for(unit_path(unit_code), at)
    if FORMATS not in rules:
        return ()
    return tuple(entry.label for entry in rules.rule(FORMATS, Register).entries)
