"""The registry of page kinds: what there is a page of, what it reads, where it is.

A room above that has public pages registers its kinds in `AppConfig.ready()`, calls
`engine.waking.Wakes` when its things change, and is otherwise treated like the kinds here.

Example:
    >>> register(PageKind(name="letter", scope=PageScope.OWN, read=read_letter,
    ...                   template="letter.html", pages=letter_pages))
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap
from typing import NamedTuple

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader, Reader
from mingtang.editorial.themes.shown import PageSection

# What `read` returns: a frozen view for the template, ready bytes, or None when the page is gone.
Read = Callable[[PageReader, Page], object | bytes | mmap | None]


class PageSpec(NamedTuple):
    """One page that should exist on a site; `place` is where it stands in the listing of its kind."""

    path: str
    key: str
    column_id: int | None
    place: str = ""


# `pages(site_id, after, limit)`: what a site should have, in an order that never changes, from behind
# a place (empty: from the start).
ListPages = Callable[[int, str, int], Sequence[PageSpec]]
# `moved(site_id, column_ids, after, limit)`: the same, of columns that are at a new place.
ListMoved = Callable[[int, Sequence[int], str, int], Sequence[PageSpec]]


@dataclass(frozen=True, kw_only=True)
class PageKind:
    """One kind of page.

    `prefetch` loads for many pages what `read` will ask, so that a batch costs a handful of queries;
    `at_once` is for how many, so that what is in memory has a bound. `has_shell` pages have a `head`
    and a `body` block in their template; `marks` is the template of the marks that the standard demands
    in their head, which no theme replaces; pages of no column have a `section` in its place. `address` gives the path for kinds of scope SITE (from the
    empty string) and COLUMN (from the column's path);
    `pages` lists, a slice at a time, what a site should have of kinds of scope OWN; each page needs
    its `place` there, which must grow. `count` says about how many there are, for the progress of a
    run; `moved` lists those whose address follows a column. `owns_address`: the address belongs to
    the thing forever, so no other page may take it. `names` finds links to pages of this kind in the
    content of others; its one group tells which page is meant.
    """

    name: str
    scope: PageScope
    read: Read
    template: str = ""
    marks: str = ""
    section: PageSection | None = None
    has_shell: bool = True
    has_twins: bool = True
    prefetch: Callable[[Reader, Sequence[Page]], None] | None = None
    at_once: int = 400
    address: Callable[[str], str] | None = None
    pages: ListPages | None = None
    count: Callable[[int], int] | None = None
    moved: ListMoved | None = None
    owns_address: bool = False
    names: re.Pattern[bytes] | None = None


def file_of_site(name: str, read: Read, path: str, *, template: str = "") -> PageKind:
    """Return a kind of which every site has one file without a frame; without a template, `read` makes its bytes."""
    return PageKind(
        name=name,
        scope=PageScope.SITE,
        template=template,
        has_shell=False,
        read=read,
        address=lambda _: path,
    )


_kinds: dict[str, PageKind] = {}


def register(*kinds: PageKind) -> None:
    """Add page kinds; the same name again replaces the kind (a room may refine one of ours)."""
    for kind in kinds:
        if kind.scope in {PageScope.SITE, PageScope.COLUMN} and kind.address is None:
            raise ValueError(f"{kind.name}: a kind of scope {kind.scope} needs an address")
        _kinds[kind.name] = kind


def page_kind(name: str) -> PageKind | None:
    """Return a kind, or None when no installed room has it (any longer)."""
    return _kinds.get(name)


def all_kinds() -> tuple[PageKind, ...]:
    """Return every kind, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def kinds_of(scope: PageScope) -> tuple[PageKind, ...]:
    """Return the kinds there is one page of for each thing of a scope."""
    return tuple(kind for kind in all_kinds() if kind.scope is scope)


def site_pages() -> Iterator[tuple[PageKind, PageSpec]]:
    """Yield the pages that every site has once."""
    for kind in kinds_of(PageScope.SITE):
        assert kind.address is not None
        yield kind, PageSpec(kind.address(""), "", None)


def column_pages(column_id: int, column_path: str) -> Iterator[tuple[PageKind, PageSpec]]:
    """Yield the pages that every column has once."""
    for kind in kinds_of(PageScope.COLUMN):
        assert kind.address is not None
        yield kind, PageSpec(kind.address(column_path), str(column_id), column_id)
