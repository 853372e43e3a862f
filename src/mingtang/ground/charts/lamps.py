"""Lamps in green, yellow and red (红绿灯), told apart by form, sign and word as well."""

from collections.abc import Sequence

from markupsafe import Markup

from mingtang.ground.charts.frame import Drawing, cut_note, table_twin
from mingtang.ground.charts.markup import (
    LINE_HEIGHT,
    SMALL_SIZE,
    element,
    percent,
    short,
    text,
    wrapped,
)
from mingtang.ground.charts.values import Chart, Lamp, LampColor

COLUMNS = 3  # what a telephone has room for
MOST_LAMPS = 60
LABEL_WIDTH, LABEL_LINES = 15, 3  # half widths of a character
NOTE_WIDTH, NOTE_LINES = 15, 2
# Form, fill and sign of each colour, around a point. Dark enough for white signs, or outlined.
_FORMS = {
    LampColor.GREEN: (
        "M-12,0a12,12 0 1,0 24,0a12,12 0 1,0 -24,0z",
        "#1a7335",
        "M-6,0L-2,5L6,-5",
        "#fff",
    ),
    LampColor.YELLOW: ("M0,-13L13,11H-13z", "#f2b705", "M0,-4V3M0,6V8", "#000"),
    LampColor.RED: ("M-12,-12h24v24h-24z", "#b3261e", "M-5,-5L5,5M5,-5L-5,5", "#fff"),
    LampColor.OFF: ("M-12,0a12,12 0 1,0 24,0a12,12 0 1,0 -24,0z", "#fff", "M-5,0H5", "#4a4a4a"),
}


def lamp_row(
    *, name: str, title: str, lamps: Sequence[Lamp], heading: str = "项目", measure: str = "状态"
) -> Chart:
    """Draw a lamp for each thing, three in a row, in the order given.

    :param name: begins the ids of the chart: different for each chart of a page.
    :raises ValueError: the name is no name.
    """
    drawing, shown = Drawing(), lamps[:MOST_LAMPS]
    for first in range(0, len(shown), COLUMNS):
        row = shown[first : first + COLUMNS]
        heights = [_lamp(drawing, place, lamp) for place, lamp in enumerate(row)]
        drawing.height += max(heights) + 10
    cells = ((lamp.label, [lamp.color.label, lamp.note]) for lamp in lamps)
    return drawing.chart(
        name=name,
        title=title,
        description=_description(lamps),
        table=table_twin(title, [heading, measure, "说明"], cells),
        note=cut_note(MOST_LAMPS, len(lamps)),
    )


def _description(lamps: Sequence[Lamp]) -> str:
    counts = {color: sum(lamp.color is color for lamp in lamps) for color in LampColor}
    found = [f"{color.label} {count:,} 项" for color, count in counts.items() if count]
    return f"红绿灯图，共 {len(lamps):,} 项：{'，'.join(found) or '没有内容'}。"


def _lamp(drawing: Drawing, column: int, lamp: Lamp) -> float:
    """Draw one lamp at the present height and return how high it is."""
    x, top = percent(column / COLUMNS), drawing.height
    pieces = [_form(lamp.color), text("34", 20, lamp.color.label, font_weight="bold")]
    y = 30.0
    for line in wrapped(lamp.label, width=LABEL_WIDTH, most=LABEL_LINES):
        y += LINE_HEIGHT - 2
        pieces.append(text("0", y, line, font_size=SMALL_SIZE))
    for line in wrapped(lamp.note, width=NOTE_WIDTH, most=NOTE_LINES) if lamp.note else ():
        y += LINE_HEIGHT - 2
        pieces.append(text("0", y, line, font_size=SMALL_SIZE, font_style="italic"))
    drawing.add(element("svg", *pieces, x=x, y=short(top), overflow="visible"))
    return y + 6


def _form(color: LampColor) -> Markup:
    form, fill, sign, ink = _FORMS[color]
    return element(
        "g",
        element("path", d=form, fill=fill, stroke="#4a4a4a"),
        element("path", d=sign, fill="none", stroke=ink, stroke_width=3),
        transform="translate(14 15)",
    )
