"""The kinds that come with the engine."""

from mingtang.editorial.pages.enums import MapSection
from mingtang.editorial.pages.kinds import group, site, theme
from mingtang.editorial.pages.registry import register
from mingtang.editorial.pages.site_map import add_to_site_map


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(*site.KINDS, group.GROUP, *theme.KINDS)
    add_to_site_map(MapSection.STANDING, site.standing_pages)
