"""Other languages of a site: its editions, and the twins of a page in them.

A room above knows the editions of a site and adds one :class:`Translations` in
`AppConfig.ready()`. The header links each page to its twin, or to the other home where it has none; the
head of a page with twins names them by `hreflang`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mingtang.editorial.pages.reader import Page, PageReader, Reader
from mingtang.editorial.themes.shown import ONE_LANGUAGE, SiteLanguages


@dataclass(frozen=True, kw_only=True)
class Translations:
    """What a room provides about languages.

    `of_site` returns the languages of the reader's site; `twins` returns the addresses of the twins
    of a page by language, and `prefetch` loads what it needs for many pages. What they read is
    noted with the reader.
    """

    of_site: Callable[[PageReader], SiteLanguages]
    prefetch: Callable[[Reader, Sequence[Page]], None]
    twins: Callable[[PageReader], Mapping[str, str]]


_known: list[Translations] = []


def add_translations(translations: Translations) -> None:
    """Register a room's translations; a repeat is harmless."""
    if translations not in _known:
        _known.append(translations)


def languages_of(reader: PageReader) -> SiteLanguages:
    """Return the languages in which a site can be read; none if it has only its own."""
    for one in _known:
        if found := one.of_site(reader):
            return found
    return ONE_LANGUAGE


def prefetch_twins(reader: Reader, pages: Sequence[Page]) -> None:
    """Load the twins of the pages of a batch."""
    for one in _known:
        one.prefetch(reader, pages)


def twins_of(reader: PageReader) -> dict[str, str]:
    """Return the addresses of the same page in other languages, by language."""
    return {tag: url for one in _known for tag, url in one.twins(reader).items()}
