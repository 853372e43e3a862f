"""Themes (模板): folders of Jinja2 templates. `loading` compiles and checks them."""

from mingtang.editorial.publishing.themes.limits import TooSlow, trial_limits
from mingtang.editorial.publishing.themes.loading import (
    THEME_NAME,
    BadTheme,
    Theme,
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
    "bundled_folder",
    "checked_theme",
    "installed_folder",
    "theme",
    "trial_limits",
]
