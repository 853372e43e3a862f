"""Which chapter of the manual explains a screen (操作说明): rooms and faces name it by the names of addresses. No tables."""

from collections.abc import Callable

from django.urls import ResolverMatch

_chapters: dict[str, str] = {}
_address: list[Callable[[str], str]] = []


def register_chapter(names: str, chapter: str) -> None:
    """Name the chapter of a screen `namespace:name`, or of all screens of a namespace; a repeat is harmless.

    `chapter` is the file without its ending, and a heading: `letters#转办`.
    """
    _chapters[names] = chapter


def keep_manual_at(address: Callable[[str], str]) -> None:
    """Say how a chapter becomes an address; the office that shows the manual calls it once."""
    _address[:] = [address]


def help_for(match: ResolverMatch | None) -> str:
    """Return the address of the chapter that explains a screen, or nothing."""
    if match is None or not _address:
        return ""
    chapter = _chapters.get(match.view_name) or _chapters.get(match.namespace, "")
    return _address[0](chapter) if chapter else ""
