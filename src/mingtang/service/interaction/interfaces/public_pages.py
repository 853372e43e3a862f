"""The public page of a site that says how error reports about it went (找错办理情况)."""

from dataclasses import dataclass
from datetime import date

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import MapBranch, PageSection
from mingtang.service.interaction.enums import SITE_ERROR
from mingtang.service.interaction.queries import ERROR_FIGURES, FIGURES_ADDRESS, figures_of_month
from mingtang.workbench.casework.queries import CaseFigures, count_cases, months_received

MONTHS = 12


@dataclass(frozen=True, slots=True)
class FiguresView:
    """How the reports of a time went; shares are whole per cent, none where nothing was judged or rated."""

    received: int
    answered: int
    waiting: int
    overdue: int
    on_time: int | None
    satisfied: int | None


@dataclass(frozen=True, slots=True)
class ErrorMonth:
    """The reports received in a month."""

    name: str
    figures: FiguresView


@dataclass(frozen=True, slots=True)
class ErrorFigures:
    """What the page shows: all reports, and the newest months first."""

    total: FiguresView
    months: tuple[ErrorMonth, ...]


def read_figures(reader: PageReader, page: Page) -> ErrorFigures:
    """Return the figures of a site; they follow from its cases alone, whenever the page is made."""
    site = reader.site.code
    months = months_received(SITE_ERROR, site=site)
    return ErrorFigures(
        _view(count_cases(SITE_ERROR, site=site)),
        tuple(_month(first, site) for first in months[:MONTHS]),
    )


def _month(first: date, site: str) -> ErrorMonth:
    return ErrorMonth(f"{first.year}年{first.month}月", _view(figures_of_month(first, site)))


def _view(found: CaseFigures) -> FiguresView:
    return FiguresView(
        received=found.received,
        answered=found.answered,
        waiting=found.waiting,
        overdue=found.overdue,
        on_time=_percent(found.on_time, found.on_time + found.late),
        satisfied=_percent(found.satisfied, found.rated),
    )


def _percent(part: int, whole: int) -> int | None:
    return None if not whole else part * 100 // whole


def map_entries(_: PageReader) -> tuple[MapBranch, ...]:
    """Return what the map of every site names of this room."""
    return (MapBranch("找错办理情况", FIGURES_ADDRESS),)


_SECTION = PageSection(
    "找错办理情况", ColumnType.CONSULTATION, "“我为政府网站找错”的收到、答复和评价情况", "找错,答复,评价",
    FIGURES_ADDRESS,
)  # fmt: skip
KIND = PageKind(
    name=ERROR_FIGURES,
    scope=PageScope.SITE,
    template="error_figures.html",
    section=_SECTION,
    read=read_figures,
    address=lambda _: FIGURES_ADDRESS,
)
