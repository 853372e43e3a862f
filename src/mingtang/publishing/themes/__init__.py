"""Themes (模板): folders of Jinja2 templates. `loading` compiles and checks them."""

from mingtang.publishing.themes.loading import (
    BadTheme,
    Theme,
    bundled_folder,
    checked_theme,
    installed_folder,
    theme,
)

__all__ = [
    "BadTheme",
    "Theme",
    "bundled_folder",
    "checked_theme",
    "installed_folder",
    "theme",
]
