"""The kinds that come with publishing."""

from mingtang.editorial.pages.enums import MapSection
from mingtang.editorial.pages.registry import register
from mingtang.editorial.pages.site_map import add_to_site_map
from mingtang.editorial.publishing.kinds import (
    articles,
    columns,
    derived,
    home,
    sitemap,
    traditional,
    years,
)
from mingtang.editorial.publishing.kinds.entry_blocks import ENTRY_BLOCKS
from mingtang.editorial.publishing.kinds.list_blocks import LIST_BLOCKS
from mingtang.editorial.themes.blocks import register_blocks


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(articles.ARTICLE, articles.ASSET, derived.DERIVED, traditional.TRADITIONAL)
    register(columns.HEAD, columns.PART, columns.COLUMN_FEED, columns.SITE_FEED)
    register(years.YEAR)
    add_to_site_map(MapSection.TOPICS, home.map_topics)
    register_blocks(*LIST_BLOCKS, *ENTRY_BLOCKS)
    register(home.HOME, home.TOPIC, home.TOPICS)
    register(sitemap.MAP_INDEX, sitemap.MAP_PAGES, sitemap.MAP_PART, sitemap.ROBOTS)
