"""Page kinds: registered in one place, read through the recording reader."""

from mingtang.editorial.publishing.pages.registry import (
    PageKind,
    PageSpec,
    all_kinds,
    column_pages,
    kinds_of,
    page_kind,
    register,
    site_pages,
)

__all__ = [
    "PageKind",
    "PageSpec",
    "all_kinds",
    "column_pages",
    "kinds_of",
    "page_kind",
    "register",
    "site_pages",
]
