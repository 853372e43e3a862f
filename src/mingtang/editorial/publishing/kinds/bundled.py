"""The kinds that come with publishing."""

from mingtang.editorial.pages.registry import register
from mingtang.editorial.publishing.kinds import articles, columns, home, sitemap


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(articles.ARTICLE, articles.ASSET)
    register(columns.HEAD, columns.PART, columns.COLUMN_FEED, columns.SITE_FEED)
    register(home.HOME, sitemap.MAP_INDEX, sitemap.MAP_PART, sitemap.ROBOTS)
