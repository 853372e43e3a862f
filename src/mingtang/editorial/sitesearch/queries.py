"""The page of results: what was found, read again from what is online, and what a reader may narrow by."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from mingtang.editorial.content.enums import ArticleKind, Force
from mingtang.editorial.pages.policies.paths import head_path
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.enums import SiteState
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sitesearch.documents import NAME, OnlinePage, online_pages
from mingtang.editorial.themes.policies.links import link
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.models import Unit
from mingtang.spine.search.asking import (
    FoundDocument,
    PublicFound,
    PublicQuestion,
    find_public,
    suggestions,
)
from mingtang.spine.search.models import PublicDocument
from mingtang.spine.search.policies.marking import Piece, excerpt, marked
from mingtang.spine.search.policies.scripts import simplified
from mingtang.spine.search.registry import document_kind, document_kinds

PER_PAGE = 10
MOST_CHOICES = 60  # offices of one list
MOST_PLACES, MOST_WORDS, MOST_LOOKED_AT = 5, 8, 100
_SIGNS = re.compile(r"[\s“”\"‘’'《》？?，,。]+")

Choice = tuple[str, str]  # value and label


@dataclass(frozen=True)
class ResultLine:
    """One line of the results."""

    title: Sequence[Piece]
    excerpt: Sequence[Piece]
    link: str
    sort: str
    office: str
    site: str
    day: str
    number: str
    force: str


@dataclass(frozen=True)
class Narrowing:
    """By what the results can be narrowed, as far as they differ in it."""

    sorts: Sequence[Choice] = ()
    years: Sequence[Choice] = ()
    units: Sequence[Choice] = ()
    sites: Sequence[Choice] = ()


@dataclass(frozen=True)
class FoundPlace:
    """A column whose name or description matches a query."""

    name: Sequence[Piece]
    about: Sequence[Piece]
    link: str
    site: str


@dataclass(frozen=True)
class Results:
    """A page of what was found. `total` counts all pages; where `is_capped` there are more."""

    found: Sequence[ResultLine] = ()
    total: int = 0
    page: int = 1
    pages: int = 0
    narrowing: Narrowing = Narrowing()
    is_capped: bool = False
    is_partial: bool = False
    similar: Sequence[str] = ()
    places: Sequence[FoundPlace] = ()


def results_of(
    question: PublicQuestion,
    *,
    own_site: str,
    page: int,
    is_open: Callable[[str], bool],
    at: datetime,
) -> Results:
    """Return a page of what answers a question, asked on a site.

    `is_open` tells whether the site of a code can be read now; what stands on others is not shown.

    :raises DatabaseError: the database does not answer.
    """
    found = find_public(question, at=at)
    rows = [row for row in found.rows if is_open(row.site)]
    is_plain = page == 1 and not (question.sort or question.year or question.unit)
    places = places_of(question, own_site=own_site, is_open=is_open) if is_plain else ()
    if not rows:
        similar = suggestions(question.text)
        return Results(similar=similar, narrowing=_narrowing(question, rows, at), places=places)
    pages = -(-len(rows) // PER_PAGE)
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Results(
        found=_results(shown, found, own_site),
        total=len(rows),
        page=page,
        pages=pages,
        narrowing=_narrowing(question, rows, at),
        is_capped=found.is_capped,
        is_partial=found.is_partial,
        similar=suggestions(question.text) if found.is_partial else (),
        places=places,
    )


def places_of(
    question: PublicQuestion, *, own_site: str, is_open: Callable[[str], bool]
) -> list[FoundPlace]:
    """Return online columns with every word in name or description, own site and name first."""
    words = [simplified(word) for word in _SIGNS.sub(" ", question.text).split()[:MOST_WORDS]]
    if not words:
        return []
    rows = Column.objects.open().filter(published__is_shown=True, site__state=SiteState.OPEN.value)
    if question.site:
        rows = rows.filter(site__code=question.site)
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(description__icontains=word))
    rows = rows.select_related("site", "published").order_by("site__position", "position", "pk")
    found = [row for row in rows[:MOST_LOOKED_AT] if is_open(row.site.code)]
    found.sort(key=lambda row: (row.site.code != own_site, not _has_all(row.name, words)))
    return [_place(row, words, own_site) for row in found[:MOST_PLACES]]


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word.lower() in text.lower() for word in words)


def _place(row: Column, words: Sequence[str], own_site: str) -> FoundPlace:
    address, is_own = head_path(row.published.path), row.site.code == own_site
    return FoundPlace(
        name=marked(row.name, words),
        about=marked(row.description, words),
        link=link(address) if is_own else page_url(row.site.domain, address),
        site="" if is_own else row.site.name,
    )


def _results(rows: Sequence[FoundDocument], found: PublicFound, own_site: str) -> list[ResultLine]:
    """Return the lines of some documents; what is not online any more is left out."""
    whole = PublicDocument.objects.defer("text", "marks").in_bulk([row.pk for row in rows])
    pages = online_pages([row.number for row in whole.values() if row.kind == NAME])
    lines = {(NAME, page.number): _result(page, found.words, own_site) for page in pages}
    others = [row for row in whole.values() if row.kind != NAME]
    lines |= {(one.kind, one.number): line for one, line in _of_rooms(others, found, own_site)}
    wanted = ((whole[row.pk].kind, row.number) for row in rows if row.pk in whole)
    return [lines[key] for key in wanted if key in lines]


def _of_rooms(
    rows: Sequence[PublicDocument], found: PublicFound, own_site: str
) -> Iterator[tuple[PublicDocument, ResultLine]]:
    """Yield the lines of what other rooms show to readers: the index alone says all of it."""
    sites = GovSite.objects.in_bulk({row.site for row in rows}, field_name="code")
    units = dict(
        Unit.objects.filter(code__in={row.unit for row in rows}).values_list("code", "name")
    )
    labels = dict(_sorts())
    for row in _completed(rows):
        site, is_own = sites[row.site], row.site == own_site
        yield (
            row,
            ResultLine(
                title=marked(row.title, found.words),
                excerpt=excerpt(row.shown, found.words),
                link=link(row.link) if is_own else page_url(site.domain, row.link),
                sort=labels.get(row.sort, ""),
                office=row.unit_name or units.get(row.unit, ""),
                site="" if is_own else site.name,
                day=f"{row.dated.astimezone(BEIJING):%Y-%m-%d}",
                number="",
                force=row.note,
            ),
        )


def _completed(rows: Sequence[PublicDocument]) -> list[PublicDocument]:
    """Return the rows with a link; those indexed before links were stored get theirs from their room."""
    old = {(row.kind, row.number): row for row in rows if not row.link}
    for kind in sorted({kind for kind, _ in old}):
        numbers = [number for one, number in old if one == kind]
        for document in document_kind(kind).read(numbers):
            row = old[kind, document.number]
            row.link, row.shown, row.unit_name = document.link, document.text, document.unit_name
    return [row for row in rows if row.link]


def _result(page: OnlinePage, words: Sequence[str], own_site: str) -> ResultLine:
    release, site = page.release, page.site
    is_own = site.code == own_site
    force = release.force if release.force != Force.IN_FORCE else ""
    return ResultLine(
        title=marked(release.title, words),
        excerpt=excerpt(page.shown_text, words),
        link=link(page.path) if is_own else page_url(site.domain, page.path),
        sort=ArticleKind(release.kind).label,
        office=release.unit_name,
        site="" if is_own else site.name,
        day=f"{release.released_at.astimezone(BEIJING):%Y-%m-%d}",
        number=release.document_number,
        force=Force(force).label,
    )


def _narrowing(question: PublicQuestion, rows: Sequence[FoundDocument], at: datetime) -> Narrowing:
    """Return the choices; of a narrowed question those of the same one without them."""
    wide = replace(question, sort="", year="", unit="", site=question.site)
    if wide != question:
        rows = find_public(wide, at=at).rows
    units = dict(
        Unit.objects.filter(code__in={row.unit for row in rows}).values_list("code", "name")
    )
    sites = dict(
        GovSite.objects.filter(code__in={row.site for row in rows}).values_list("code", "name")
    )
    years = sorted({row.dated.astimezone(BEIJING).year for row in rows}, reverse=True)
    kinds = {row.sort for row in rows}
    return Narrowing(
        sorts=[choice for choice in _sorts() if choice[0] in kinds],
        years=[(str(year), f"{year}年") for year in years],
        units=_by_frequency((row.unit for row in rows), units),
        sites=_by_frequency((row.site for row in rows), sites),
    )


def _sorts() -> list[Choice]:
    """Return the kinds of articles, and behind them what other rooms show to readers."""
    rooms = [(one.name, one.label) for one in document_kinds() if one.is_public]
    return [*ArticleKind.choices(), *(one for one in rooms if one[0] != NAME)]


def _by_frequency(codes: Iterable[str], names: dict[str, str]) -> list[Choice]:
    counts: dict[str, int] = {}
    for code in codes:
        counts[code] = counts.get(code, 0) + 1
    often = sorted(
        (code for code in counts if code in names), key=lambda code: (-counts[code], code)
    )
    return [(code, names[code]) for code in often[:MOST_CHOICES]]
