"""Themes (模板): folders of Jinja2 templates. `lookup` finds their files, `loading` compiles and checks them."""

from mingtang.editorial.pages.themes.limits import TooSlow, trial_limits
from mingtang.editorial.pages.themes.loading import Theme, checked_theme, theme
from mingtang.editorial.pages.themes.lookup import (
    THEME_NAME,
    BadTheme,
    add_bundled,
    add_room_style,
    add_room_templates,
    add_standard_parts,
    bundled_folder,
    installed_folder,
)

__all__ = [
    "THEME_NAME",
    "BadTheme",
    "Theme",
    "TooSlow",
    "add_bundled",
    "add_room_style",
    "add_room_templates",
    "add_standard_parts",
    "bundled_folder",
    "checked_theme",
    "installed_folder",
    "theme",
    "trial_limits",
]
