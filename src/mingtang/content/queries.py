"""Reads about articles that serve more than one caller."""

from datetime import datetime

from django.db.models import QuerySet

from mingtang.content.models import Article, ArticleStatus, Revision
from mingtang.foundation.decisions import NotVisible
from mingtang.organization.models import Person
from mingtang.organization.queries import unit_path
from mingtang.regulations.queries import rules_for
from mingtang.regulations.schema.gates import ReviewList


def article_for(actor: Person, article_id: int, *, at: datetime) -> Article:
    """Return an article that a person may see; absent and forbidden answer alike.

    :raises NotVisible: when there is none.
    """
    article = (
        Article.objects.visible_to(actor, at=at)
        .select_related("unit", "site", "revision")
        .filter(pk=article_id)
        .first()
    )
    if article is None:
        raise NotVisible(f"article {article_id}")
    return article


def authors_of(article: Article) -> frozenset[str]:
    """Return the keys of all who wrote or changed the words of an article."""
    savers = set(
        Revision.objects.filter(article=article, saved_by__isnull=False).values_list(
            "saved_by_id", flat=True
        )
    )
    if article.created_by_id:
        savers.add(article.created_by_id)
    return frozenset(f"person:{pk}" for pk in savers)


def unnamed_pictures(article: Article) -> int:
    """Return how many pictures of the body have no name (XN-21)."""
    return sum(
        1
        for block in article.body.get_prep_value()
        if block["type"] == "picture" and not str(block["value"].get("name", "")).strip()
    )


def steps_of(article: Article) -> QuerySet[ArticleStatus]:
    """Return the way of an article so far, oldest first."""
    return article.statuses.select_related("actor", "revision").order_by("id")


def content_classes(unit_code: str, *, at: datetime) -> dict[str, str]:
    """Return the content classes of the pack in force for a unit, code → Chinese label."""
    rules = rules_for(unit_path(unit_code), at)
    if "review.list" not in rules:
        return {"ordinary": "一般信息"}
    listed = rules.rule("review.list", ReviewList)
    return {name: entry.label for name, entry in listed.classes.items()}
