"""Tables of the office: columns that know how to show a value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from mingtang.ground.foundation.clock import BEIJING

EMPTY = format_html('<span class="mt-none" aria-hidden="true">{}</span>', "—")


def show(value: Any) -> str | SafeString:
    """Write a value as an office reads it: Beijing time, 是/否, a dash for nothing."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = value.astimezone(BEIJING)
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M}"
        )
    if isinstance(value, date):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), value.isoformat())
    return value if isinstance(value, SafeString) else str(value)


def plain(value: Any) -> Any:
    """Return what a cell says without the marks of a page."""
    if isinstance(value, SafeString):
        return unescape(strip_tags(value)).strip()
    return value


def tag(text: object, tone: str = "plain") -> SafeString:
    """Return a small label; the tones are plain, good, wait, warn and bad."""
    return format_html('<span class="mt-tag mt-tag--{}">{}</span>', tone, text)


@dataclass(frozen=True)
class TableColumn:
    """A column: its heading, how to read its value from a row, and where the value leads."""

    label: str
    value: str | Callable[[Any], Any]
    link: Callable[[Any], str] | None = None
    # "number", "moment", "short" (not wrapped), "words" (several lines), "main" (the name of the thing)
    kind: str = ""
    sort: str = ""  # the name of an order in `ListScreen.sorts`

    def read(self, row: Any) -> Any:
        """Return the value of a row."""
        if callable(self.value):
            return self.value(row)
        value = row
        for name in self.value.split("."):
            value = getattr(value, name, None)
            if callable(value):
                value = value()
        return value

    def cell(self, row: Any) -> str | SafeString:
        """Return the cell of a row as safe HTML."""
        shown = show(self.read(row))
        url = self.link(row) if self.link else ""
        return format_html('<a href="{}">{}</a>', url, shown) if url else shown


@dataclass(frozen=True)
class Cell:
    """One cell, with the heading it stands under on a narrow screen."""

    label: str
    kind: str
    html: str | SafeString


@dataclass(frozen=True)
class TickBox:
    """The box in front of a row, for acts on many rows; `label` names the row."""

    value: int
    label: str
    is_ticked: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row of a table."""

    cells: Sequence[Cell]
    tone: str
    box: TickBox | None = None


@dataclass(frozen=True)
class Sorting:
    """Where a click on a heading leads, and how its column is sorted now, as `aria-sort` says it."""

    url: str
    now: str = "none"


@dataclass(frozen=True)
class Table:
    """Rows shown in columns."""

    columns: Sequence[TableColumn]
    rows: Sequence[Any] | QuerySet[Any]
    tone: Callable[[Any], str] = lambda _row: ""
    sorting: Callable[[str], Sorting] | None = None
    boxes: Callable[[Any], TickBox | None] | None = None

    @property
    def has_boxes(self) -> bool:
        """Whether rows can be ticked."""
        return self.boxes is not None

    def heads(self) -> Iterable[tuple[TableColumn, Sorting | None]]:
        """Yield the columns, each with its way to sort where it has one."""
        for column in self.columns:
            sorting = self.sorting if column.sort else None
            yield column, sorting(column.sort) if sorting else None

    def lines(self) -> Iterable[TableRow]:
        """Yield the rows as cells."""
        for row in self.rows:
            cells = [Cell(column.label, column.kind, column.cell(row)) for column in self.columns]
            yield TableRow(cells, self.tone(row), self.boxes(row) if self.boxes else None)
