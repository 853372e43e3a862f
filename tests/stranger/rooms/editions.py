"""Unit A's site as an edition of the portal, with a column and an article that are matched."""

from typing import Any

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.editions.models import ArticleTwin, ColumnTwin, Edition
from tests.stranger.fillers import fill
from tests.stranger.rooms.articles import article
from tests.stranger.world import World

_made: dict[int, dict[str, Any]] = {}


def _rows(world: World) -> dict[str, Any]:
    """Return the rows of a world, made once."""
    if id(world) not in _made:
        _made.clear()
        _made[id(world)] = _new(world)
    return _made[id(world)]


def _new(world: World) -> dict[str, Any]:
    cast, at = world.cast, world.at
    edition = Edition.objects.create(
        site=cast.edu_site, mirrors=cast.portal, language="en", changed_at=at
    )
    edition.keepers.create(person=world.owner, duty="update")
    columns = ColumnTwin.objects.create(
        edition=edition, column=cast.edu_news, original=cast.news, is_core=True
    )
    original = Article.objects.create(
        kind="news", unit=cast.office, site=cast.portal, title="原文", created_at=at, changed_at=at
    )
    Release.objects.create(
        article=original, home_site=cast.portal, unit_code="office", unit_name="市政府办", kind="news",
        title="原文", released_at=at, changed_at=at,
    )  # fmt: skip
    twin = ArticleTwin.objects.create(
        edition=edition, article=article(world), original=original, named_by=world.owner,
        named_at=at,
    )  # fmt: skip
    return {
        "edition": world.watch(edition), "columns": world.watch(columns), "twin": world.watch(twin)
    }  # fmt: skip


fill("editions:", pk=lambda world: _rows(world)["edition"].pk)
for name in ("article-check", "article-end"):
    fill(f"editions:{name}", pk=lambda world: _rows(world)["twin"].pk)
fill("editions:column-end", pk=lambda world: _rows(world)["columns"].pk)
