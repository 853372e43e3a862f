"""The kinds that come with the engine."""

from mingtang.editorial.pages.kinds import group, site, theme
from mingtang.editorial.pages.registry import register


def register_bundled() -> None:
    """Register them; called once when the apps are ready."""
    register(*site.KINDS, group.GROUP, *theme.KINDS)
