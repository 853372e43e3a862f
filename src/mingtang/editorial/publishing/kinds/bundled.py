"""The kinds that come with publishing."""

from mingtang.editorial.pages.registry import register
from mingtang.editorial.publishing.kinds import (
    articles,
    columns,
    derived,
    sitemap,
    traditional,
    years,
)


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(articles.ARTICLE, articles.ASSET, derived.DERIVED, traditional.TRADITIONAL)
    register(columns.HEAD, columns.PART, columns.COLUMN_FEED, columns.SITE_FEED)
    register(years.YEAR)
    register(sitemap.MAP_INDEX, sitemap.MAP_PAGES, sitemap.MAP_PART, sitemap.ROBOTS)
