"""The kinds and blocks that come with this room."""

from mingtang.editorial.layouts.kinds import home
from mingtang.editorial.layouts.kinds.entry_blocks import ENTRY_BLOCKS
from mingtang.editorial.layouts.kinds.list_blocks import LIST_BLOCKS
from mingtang.editorial.pages.enums import MapSection
from mingtang.editorial.pages.registry import register
from mingtang.editorial.pages.site_map import add_to_site_map
from mingtang.editorial.themes.blocks import register_blocks


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    add_to_site_map(MapSection.TOPICS, home.map_topics)
    register_blocks(*LIST_BLOCKS, *ENTRY_BLOCKS)
    register(home.HOME, home.TOPIC, home.TOPICS)
