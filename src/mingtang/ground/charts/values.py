"""What a chart is made of, and what comes out."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from mingtang.ground.charts.markup import element
from mingtang.ground.foundation.labels import LabelledEnum
from mingtang.ground.foundation.text import one_line

Number = int | float | Decimal
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
LARGEST = 10**18  # beyond it sums of floats lose whole units
MOST_SERIES = 6  # more cannot be told apart on black-and-white paper


@dataclass(frozen=True)
class Series:
    """One row of numbers with its name (数据系列); None is a value that is missing."""

    label: str
    values: Sequence[Number | None]


class LampColor(LabelledEnum):
    """What a lamp shows; form and sign differ as well as colour."""

    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    OFF = "off", "未亮灯"


@dataclass(frozen=True)
class Lamp:
    """One lamp (红绿灯): what it stands for, its colour, and a few words that say why."""

    label: str
    color: LampColor
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure and its table twin: two readings of the same values.

    `note` says in a sentence what the figure leaves out and the table has; empty as a rule.
    """

    title: str
    svg: Markup
    table: Markup
    note: str = ""

    def figure(self, *, folded: bool = False) -> Markup:
        """Return figure, note and table in one element; a `folded` table opens at a click."""
        table = self.table
        if folded:
            table = element("details", element("summary", "查看数据表"), table)
        note = element("p", self.note, class_="mt-chart-note") if self.note else ""
        caption = element("figcaption", one_line(self.title))
        return element("figure", caption, self.svg, note, table, class_="mt-chart")


def check_name(name: str) -> None:
    """Refuse a name that could not begin the ids of a page.

    :raises ValueError: it is not made of small letters, digits and hyphens.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"the name of a chart is small letters, digits and hyphens: {name!r}")


def check_series(series: Sequence[Series], length: int) -> None:
    """Refuse series that cannot be drawn.

    :raises ValueError: there are none or more than MOST_SERIES, one has not a value for each label,
        or a value is no finite number.
    """
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"a chart has 1 to {MOST_SERIES} series, not {len(series)}")
    for one in series:
        if len(one.values) != length:
            raise ValueError(f"{one.label}: {len(one.values)} values for {length} labels")
        for value in one.values:
            check_number(value)


def check_number(value: Number | None) -> None:
    """Refuse what is no finite number; None stands for a missing one.

    :raises ValueError: for truth values, texts, infinity, NaN and what is beyond LARGEST.
    """
    if value is None:
        return
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not -LARGEST <= value <= LARGEST:
        raise ValueError(f"no finite number: {value!r}")
