"""The public page of figures: how letters were answered, by month and by unit, as chart and tables."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.ground.charts import bar_chart
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.policies.publication import FIGURES_PATH
from mingtang.service.responses.queries import months_of_site, response_figures, units_of_site

MONTHS = 12


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
    site = reader.site.code
    months = tuple(_month(first, site) for first in months_of_site(site)[:MONTHS])
    codes = units_of_site(site)
    names = names_of_units(codes)
    units = tuple(_row(names.get(code, code), site=site, units=[code]) for code in codes)
    chart = bar_chart(
        name="received",
        title="各月收到来信",
        heading="月份",
        measure="收到",
        unit="件",
        rows=[(one.name, one.received) for one in reversed(months)],
    )
    shown = chart.figure() if months else Markup("")
    return FiguresPage(_row("合计", site=site), months, units, shown)


def _month(first: date, site: str) -> FiguresRow:
    year, month = divmod(first.year * 12 + first.month, 12)
    return _row(
        f"{first.year}年{first.month}月",
        site=site,
        since=datetime(first.year, first.month, 1, tzinfo=BEIJING),
        until=datetime(year, month + 1, 1, tzinfo=BEIJING),
    )


def _row(name: str, **wanted: Any) -> FiguresRow:
    found = response_figures(**wanted)
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


KIND = PageKind(
    name="response_figures",
    scope=PageScope.SITE,
    template="response_figures.html",
    read=read_figures,
    address=lambda _: FIGURES_PATH,
)
