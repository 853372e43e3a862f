"""Bars that lie (条形图), plain and stacked: the name and the value above each bar."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from mingtang.ground.charts.frame import Drawing, cut_note, series_table, summary
from mingtang.ground.charts.looks import Look
from mingtang.ground.charts.markup import LINE_HEIGHT, element, percent, short, text, wrapped
from mingtang.ground.charts.scale import Scale, number_text, scale_of
from mingtang.ground.charts.values import Chart, Number, Series, check_series

MOST_BARS = 60  # more would be longer than two screens; the table has them all
LABEL_WIDTH, LABEL_LINES = 26, 3  # half widths of a character that leave room on a telephone
BAR, GAP = 16, 14  # pixels


def bar_chart(
    *,
    name: str,
    title: str,
    rows: Sequence[tuple[str, Number | None]],
    heading: str = "项目",
    measure: str = "数值",
    unit: str = "",
) -> Chart:
    """Draw a bar for each row, in the order given.

    :param name: begins the ids of the chart: different for each chart of a page.
    :param heading: what the rows are, for the table; `measure`: what the values are.
    :raises ValueError: the name is no name, or a value no finite number.
    """
    series = [Series(measure, [value for _, value in rows])]
    labels = [label for label, _ in rows]
    check_series(series, len(labels))
    drawing = Drawing()
    _draw(drawing, labels[:MOST_BARS], series, [Look(name, 0)], unit)
    return drawing.chart(
        name=name,
        title=title,
        description=summary("条形图", rows, unit),
        table=series_table(title, heading, labels, series, unit),
        note=cut_note(MOST_BARS, len(rows)),
    )


def stacked_bar_chart(
    *,
    name: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    heading: str = "项目",
    unit: str = "",
) -> Chart:
    """Draw a bar for each label, made of a part for each series; its value is the sum.

    Parts below zero go to the other side. Parameters as in :func:`bar_chart`.

    :raises ValueError: the series do not fit the labels, there are too many, or a value is no
        finite number.
    """
    check_series(series, len(labels))
    looks = [Look(name, place) for place in range(len(series))]
    drawing = Drawing()
    drawing.area_legend(looks, [one.label for one in series])
    _draw(drawing, labels[:MOST_BARS], series, looks, unit)
    totals = [(label, _total(_parts(series, place))) for place, label in enumerate(labels)]
    return drawing.chart(
        name=name,
        title=title,
        description=summary("分段条形图，各项为合计", totals, unit),
        table=series_table(title, heading, labels, series, unit),
        note=cut_note(MOST_BARS, len(labels)),
    )


def _parts(series: Sequence[Series], place: int) -> list[Number | None]:
    return [one.values[place] for one in series]


def _total(parts: Iterable[Number | None]) -> Number | None:
    known = [part for part in parts if part is not None]
    if any(isinstance(part, float) for part in known):
        return sum(float(part) for part in known)
    return sum(known) if known else None


def _draw(
    drawing: Drawing,
    labels: Sequence[str],
    series: Sequence[Series],
    looks: Sequence[Look],
    unit: str,
) -> None:
    rows = [_parts(series, place) for place in range(len(labels))]
    scale = scale_of(end for parts in rows for end in _ends(parts))
    for label, parts in zip(labels, rows, strict=True):
        _names(drawing, label, number_text(_total(parts), unit))
        drawing.add(*_bar(drawing.height, parts, looks, scale))
        drawing.height += BAR + GAP


def _ends(parts: Iterable[Number | None]) -> tuple[float, float]:
    """Return how far a stacked bar reaches below and above zero."""
    known = [float(part) for part in parts if part is not None]
    return sum(part for part in known if part < 0), sum(part for part in known if part > 0)


def _names(drawing: Drawing, label: str, value: str) -> None:
    drawing.add(text("100%", drawing.height + 15, value, text_anchor="end", font_weight="bold"))
    for line in wrapped(label, width=LABEL_WIDTH, most=LABEL_LINES):
        drawing.add(text("0", drawing.height + 15, line))
        drawing.height += LINE_HEIGHT
    drawing.height += 2


def _bar(
    top: float, parts: Sequence[Number | None], looks: Sequence[Look], scale: Scale
) -> list[Markup]:
    y, zero = short(top), percent(scale.share(0))
    if all(part is None for part in parts):
        middle = short(top + BAR / 2)
        return [
            element(
                "line",
                x1=0,
                x2="100%",
                y1=middle,
                y2=middle,
                stroke="#767676",
                stroke_dasharray="2 4",
            )
        ]
    pieces, below, above = [], 0.0, 0.0
    for part, look in zip(parts, looks, strict=True):
        if part is None or not part:
            continue
        start = above if part > 0 else below
        end = start + float(part)
        above, below = (end, below) if part > 0 else (above, end)
        left, right = sorted((scale.share(start), scale.share(end)))
        pieces.append(look.area(x=percent(left), y=y, width=percent(right - left), height=BAR))
    axis = {"y1": short(top - 2), "y2": short(top + BAR + 2), "stroke": "currentColor"}
    return [*pieces, element("line", x1=zero, x2=zero, stroke_width=2, **axis)]
