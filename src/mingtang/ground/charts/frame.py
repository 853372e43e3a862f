"""What every chart has around its drawing: names for screen readers, a legend, the table twin."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from mingtang.ground.charts.looks import Look
from mingtang.ground.charts.markup import LINE_HEIGHT, SMALL_SIZE, element, short, text, wrapped
from mingtang.ground.charts.scale import number_text
from mingtang.ground.charts.values import Chart, Number, Series, check_name
from mingtang.ground.foundation.text import one_line

LEGEND_WIDTH, LEGEND_LINES = 36, 2


@dataclass
class Drawing:
    """Pieces of a figure from the top down; `height` is where the next one begins, in pixels.

    Widths are shares of whatever the page has, so that text is as large on a telephone as on paper.
    """

    height: float = 0
    pieces: list[Markup] = field(default_factory=list)
    definitions: list[Markup] = field(default_factory=list)

    def add(self, *pieces: Markup) -> None:
        """Add pieces that have their place."""
        self.pieces.extend(pieces)

    def unit(self, unit: str) -> None:
        """Write the unit above the drawing, if there is one."""
        if unit:
            words = f"单位：{wrapped(unit, width=30, most=1)[0]}"
            self.add(text("0", self.height + 14, words, font_size=SMALL_SIZE))
            self.height += LINE_HEIGHT + 4

    def legend(self, labels: Sequence[str], swatch: Callable[[int, float], Markup]) -> None:
        """Write the names of several series, one below the other, each beside its `swatch`."""
        for place, label in enumerate(labels):
            self.add(swatch(place, self.height + 10))
            for line in wrapped(label, width=LEGEND_WIDTH, most=LEGEND_LINES):
                self.add(text("44", self.height + 15, line, font_size=SMALL_SIZE))
                self.height += LINE_HEIGHT
        self.height += 8

    def area_legend(self, looks: Sequence[Look], labels: Sequence[str]) -> None:
        """Write the legend of areas and define their patterns."""
        self.definitions.extend(look.pattern for look in looks)
        self.legend(
            labels,
            lambda place, y: looks[place].area(x=1, y=short(y - 7), width=34, height=14),
        )

    def chart(self, *, name: str, title: str, description: str, table: Markup, note: str) -> Chart:
        """Return the whole: role, title and description are what a screen reader says."""
        check_name(name)
        svg = element(
            "svg",
            element("title", one_line(title), id=f"{name}-title"),
            element("desc", one_line(description + note), id=f"{name}-desc"),
            element("defs", *self.definitions) if any(self.definitions) else "",
            *self.pieces,
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            aria_labelledby=f"{name}-title",
            aria_describedby=f"{name}-desc",
            class_="mt-chart-svg",
            width="100%",
            height=short(self.height),
        )
        return Chart(title, svg, table, note)


def table_twin(
    title: str,
    headings: Sequence[str],
    rows: Iterable[tuple[str, Sequence[str]]],
    *,
    class_: str | None = None,
) -> Markup:
    """Return the table of a chart: a heading a column, the first cell of a row its name."""
    head = element("tr", *(element("th", one_line(each), scope="col") for each in headings))
    body = [
        element(
            "tr",
            element("th", one_line(label) or "（无名称）", scope="row"),
            *(element("td", one_line(cell)) for cell in cells),
        )
        for label, cells in rows
    ]
    caption = element("caption", f"{one_line(title)}（数据表）")
    table = element(
        "table", caption, element("thead", head), element("tbody", *body), class_=class_
    )
    # The table may be wider than a telephone: who has no mouse scrolls it by keys.
    return element(
        "div",
        table,
        class_="mt-chart-table",
        role="region",
        tabindex=0,
        aria_label=f"{one_line(title)}（数据表）",
    )


def series_table(
    title: str, heading: str, labels: Sequence[str], series: Sequence[Series], unit: str
) -> Markup:
    """Return the table of series: a row a label, a column a series."""
    suffix = f"（{unit}）" if unit else ""
    rows = (
        (label, [number_text(one.values[place]) for one in series])
        for place, label in enumerate(labels)
    )
    headings = [heading, *(f"{one.label}{suffix}" for one in series)]
    return table_twin(title, headings, rows, class_="mt-chart-numbers")


def summary(kind: str, pairs: Sequence[tuple[str, Number | None]], unit: str) -> str:
    """Return in a sentence what an eye sees first: how many, the largest, the smallest, gaps."""
    known = [(value, label) for label, value in pairs if value is not None]
    parts = [f"{kind}，共 {len(pairs):,} 项"]
    if known:
        most, least = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
        parts.append(f"最大：{most[1]} {number_text(most[0], unit)}")
        parts.append(f"最小：{least[1]} {number_text(least[0], unit)}")
    if len(known) < len(pairs):
        parts.append(f"{len(pairs) - len(known):,} 项无数据")
    return "；".join(parts) + "。"


def cut_note(shown: int, total: int) -> str:
    """Return the sentence that says what only the table has; empty where the figure has all."""
    return "" if shown >= total else f"图中只画前 {shown:,} 项，全部 {total:,} 项见数据表。"
