"""Lines over time or another order (折线图)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mingtang.ground.charts.frame import Drawing, series_table, summary
from mingtang.ground.charts.looks import DASHES, Look
from mingtang.ground.charts.markup import SMALL_SIZE, element, percent, short, text, wrapped
from mingtang.ground.charts.scale import Scale, scale_of, tick_text, ticks
from mingtang.ground.charts.values import Chart, Series, check_series

HEIGHT = 220  # pixels of the part with the lines
LEFT, WIDTH = 0.13, 0.84  # shares of the width: room for the numbers of the axis
INNER = 1000  # units of the stretched part; a thousand points are told apart
MOST_MARKED = 40  # points that get a marker each
DENSE = 200  # points from which a thick line would fill the paper


@dataclass(frozen=True)
class _Points:
    """The points of one series: `known` has the place and height of each value that is there."""

    known: list[tuple[int, float]]
    count: int

    def x(self, place: int) -> float:
        """Return the share of the width at which a place stands; a single one in the middle."""
        return place / (self.count - 1) if self.count > 1 else 0.5

    def runs(self) -> Iterator[list[tuple[int, float]]]:
        """Yield what hangs together: a line breaks where a value is missing."""
        run: list[tuple[int, float]] = []
        for place, y in self.known:
            if run and place != run[-1][0] + 1:
                yield run
                run = []
            run.append((place, y))
        if run:
            yield run


def line_chart(
    *,
    name: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    heading: str = "时间",
    unit: str = "",
    from_zero: bool = True,
) -> Chart:
    """Draw a line for each series; where a value is missing the line breaks.

    :param name: begins the ids of the chart: different for each chart of a page.
    :param from_zero: let the axis begin at zero; without it small changes of large values show.
    :raises ValueError: the series do not fit the labels, there are too many, or a value is no
        finite number.
    """
    check_series(series, len(labels))
    values = [float(value) for one in series for value in one.values if value is not None]
    marks = ticks(scale_of(values, from_zero=from_zero))
    scale = Scale(marks[0], marks[-1])
    drawing = Drawing()
    if len(series) > 1:
        drawing.legend([one.label for one in series], lambda at, y: _swatch(Look(name, at), y))
    drawing.unit(unit)
    drawing.height += 10
    _axis(drawing, marks, scale)
    for place, one in enumerate(series):
        _line(drawing, Look(name, place), _points(one, scale))
    drawing.height += HEIGHT
    _labels(drawing, labels)
    pairs = [(label, one.values[at]) for one in series for at, label in enumerate(labels)]
    return drawing.chart(
        name=name,
        title=title,
        description=summary(f"折线图，{len(series)} 条线", pairs, unit),
        table=series_table(title, heading, labels, series, unit),
        note="",
    )


def _points(series: Series, scale: Scale) -> _Points:
    known = [
        (place, HEIGHT * (1 - scale.share(float(value))))
        for place, value in enumerate(series.values)
        if value is not None
    ]
    return _Points(known, len(series.values))


def _axis(drawing: Drawing, marks: Sequence[float], scale: Scale) -> None:
    for mark in marks:
        y = drawing.height + HEIGHT * (1 - scale.share(mark))
        drawing.add(
            element(
                "line",
                x1=percent(LEFT),
                x2=percent(LEFT + WIDTH),
                y1=short(y),
                y2=short(y),
                stroke="currentColor" if mark == 0 else "#c4c4c4",
            ),
            text(percent(LEFT - 0.015), y + 4, tick_text(mark), font_size=12, text_anchor="end"),
        )


def _line(drawing: Drawing, look: Look, points: _Points) -> None:
    runs = list(points.runs())
    path = "".join(_path(points, run) for run in runs if len(run) > 1)
    if path:
        line = element(
            "path",
            d=path,
            vector_effect="non-scaling-stroke",
            **_stroke(look, 1.25 if points.count > DENSE else 2.5),
        )
        # Stretched to whatever width there is; the line keeps its thickness.
        drawing.add(
            element(
                "svg",
                line,
                x=percent(LEFT),
                y=short(drawing.height),
                width=percent(WIDTH),
                height=HEIGHT,
                viewBox=f"0 0 {INNER} {HEIGHT}",
                preserveAspectRatio="none",
                overflow="visible",
            )
        )
    for run in runs:
        if points.count <= MOST_MARKED or len(run) == 1:
            drawing.add(*(_marker(drawing, look, points, point) for point in run))


def _path(points: _Points, run: Sequence[tuple[int, float]]) -> str:
    places = [f"{short(INNER * points.x(place))},{short(y)}" for place, y in run]
    return f"M{'L'.join(places)}"


def _stroke(look: Look, width: float = 2.5) -> dict[str, object]:
    return {
        "fill": "none",
        "stroke": look.color,
        "stroke_width": width,
        "stroke_linejoin": "round",
        "stroke_dasharray": DASHES[look.place],
    }


def _marker(drawing: Drawing, look: Look, points: _Points, point: tuple[int, float]) -> Markup:
    place, y = point
    return look.marker(percent(LEFT + WIDTH * points.x(place)), short(drawing.height + y))


def _swatch(look: Look, y: float) -> Markup:
    line = element("line", x1=0, x2=36, y1=short(y), y2=short(y), **_stroke(look))
    return element("g", line, look.marker("18", short(y)))


def _labels(drawing: Drawing, labels: Sequence[str]) -> None:
    """Write the first, the last and at most two labels between, as a telephone has room for."""
    drawing.height += 18
    last = len(labels) - 1
    shown = sorted({0, last, *((round(last / 3), round(last * 2 / 3)) if last > 4 else ())})
    for place in shown if labels else ():
        share = place / last if last else 0.5
        anchor = "middle" if 0 < share < 1 else ("start" if share == 0 else "end")
        words = wrapped(labels[place], width=11, most=1)[0]
        x = percent(LEFT + WIDTH * share)
        drawing.add(text(x, drawing.height, words, font_size=SMALL_SIZE, text_anchor=anchor))
    drawing.height += 10
