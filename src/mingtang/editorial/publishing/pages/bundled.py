"""The kinds that come with publishing."""

from mingtang.editorial.publishing.pages import articles, columns, group, site, theme
from mingtang.editorial.publishing.pages.registry import register


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(articles.ARTICLE, articles.ASSET)
    register(columns.HEAD, columns.PART, columns.COLUMN_FEED, columns.SITE_FEED)
    register(*site.KINDS)
    register(group.GROUP, *theme.KINDS)
