"""The registry of chapters of the manual that explain screens (操作说明), by URL name. No tables."""

from collections.abc import Callable

from django.urls import ResolverMatch

_chapters: dict[str, str] = {}
_address: list[Callable[[str], str]] = []


def register_chapter(names: str, chapter: str) -> None:
    """Register the chapter of a screen `namespace:name`, or of all screens of a namespace.

    `chapter` is the file without its suffix, and a heading: `letters#转办`. A repeat is harmless.
    """
    _chapters[names] = chapter


def keep_manual_at(address: Callable[[str], str]) -> None:
    """Set the function that returns the address of a chapter; the office calls it once at start."""
    _address[:] = [address]


def help_for(match: ResolverMatch | None) -> str:
    """Return the address of the chapter that explains a screen; empty if there is none."""
    if match is None or not _address:
        return ""
    chapter = _chapters.get(match.view_name) or _chapters.get(match.namespace, "")
    return _address[0](chapter) if chapter else ""
