"""Themes (模板): folders of Jinja2 templates, and the frozen values that they get.

`lookup` finds the files of a theme, `loading` compiles and checks them, `shown` and `blocks` are what
they show of sites, columns, files and bodies. No tables; the room knows neither pages nor articles.
"""

from mingtang.editorial.themes.limits import TooSlow, trial_limits
from mingtang.editorial.themes.loading import Theme, checked_theme, theme
from mingtang.editorial.themes.lookup import (
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
