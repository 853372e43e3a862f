"""The public page of figures: how letters were answered, by month and by unit, as chart and tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import PageSection
from mingtang.ground.charts import bar_chart
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.policies.publication import FIGURES_PATH
from mingtang.service.responses.queries.figures import CellKey, counted, figures_of

MONTHS = 12
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """The figures of a month or a unit; None where nothing was judged, rated or answered."""

    name: str
    received: int
    answered: int
    on_time: int | None
    days: float | None
    satisfied: int | None


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What the page shows: all, the newest months first, the units, and the months as a chart."""

    total: FiguresRow
    months: tuple[FiguresRow, ...]
    units: tuple[FiguresRow, ...]
    chart: Markup


def read_figures(reader: PageReader, page: Page) -> FiguresPage:
    """Return the figures of a site; they follow from its cases and their verdicts alone."""
    cells = counted(reader.site.code)
    months = tuple(
        figures_row(f"{first.year}年{first.month}月", _of(cells, 1, first))
        for first in sorted({month for _, month in cells}, reverse=True)[:MONTHS]
    )
    codes = sorted({unit for unit, _ in cells})
    names = names_of_units(codes)
    units = tuple(figures_row(names.get(code, code), _of(cells, 0, code)) for code in codes)
    chart = bar_chart(
        name="received",
        title="各月收到来信",
        heading="月份",
        measure="收到",
        unit="件",
        rows=[(one.name, one.received) for one in reversed(months)],
    )
    shown = chart.figure() if months else Markup("")
    return FiguresPage(figures_row("合计", cells.values()), months, units, shown)


def _of(cells: Mapping[CellKey, Counts], place: int, wanted: object) -> Iterator[Counts]:
    return (counts for key, counts in cells.items() if key[place] == wanted)


def figures_row(name: str, cells: Iterable[Counts]) -> FiguresRow:
    """Return figures as a row, formatted alike for pages and files."""
    found = figures_of(cells)
    return FiguresRow(
        name=name,
        received=found.received,
        answered=found.answered,
        on_time=_percent(found.on_time, found.judged),
        days=None if found.days is None else round(found.days, 1),
        satisfied=_percent(found.satisfied, found.rated),
    )


def _percent(part: int, whole: int) -> int | None:
    return None if not whole else part * 100 // whole


_SECTION = PageSection(
    "来信办理情况",
    ColumnType.CONSULTATION,
    "收到的来信和答复的数量、用时、满意度",
    "来信,答复,统计",
    FIGURES_PATH,
)
KIND = PageKind(
    name="response_figures",
    scope=PageScope.SITE,
    template="response_figures.html",
    section=_SECTION,
    read=read_figures,
    address=lambda _: FIGURES_PATH,
)
