"""Themes (模板): folders of Jinja2 templates. `loading` compiles and checks them."""

from mingtang.editorial.pages.themes.limits import TooSlow, trial_limits
from mingtang.editorial.pages.themes.loading import (
    THEME_NAME,
    BadTheme,
    Theme,
    add_bundled,
    bundled_folder,
    checked_theme,
    installed_folder,
    theme,
)

__all__ = [
    "THEME_NAME",
    "BadTheme",
    "Theme",
    "TooSlow",
    "add_bundled",
    "bundled_folder",
    "checked_theme",
    "installed_folder",
    "theme",
    "trial_limits",
]
