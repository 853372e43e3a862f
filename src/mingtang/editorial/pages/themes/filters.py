"""What templates may do with values: a short list, nothing that reaches out."""

from collections.abc import Callable
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from mingtang.editorial.pages.policies import paths
from mingtang.editorial.sites.enums import ColumnType

# Of Jinja2's own filters; `safe`, `attr`, `map` and the like stay out.
KEPT = (
    "default", "d", "e", "escape", "first", "forceescape", "format", "int", "join", "last",
    "length", "list", "lower", "replace", "reverse", "round", "slice", "sort", "striptags",
    "string", "trim", "truncate", "unique", "upper", "urlencode", "wordcount", "batch", "groupby",
    "float", "abs", "title", "capitalize", "indent", "dictsort", "count", "center", "sum", "min",
    "max",
)  # fmt: skip


def day(value: date | None) -> str:
    """Return `2026-03-11`, or nothing for nothing."""
    return value.isoformat()[:10] if value else ""


def chinese_day(value: date | None) -> str:
    """Return `2026年3月11日`, or nothing for nothing."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def minute(value: datetime | None) -> str:
    """Return `2026-03-11 10:00`, or nothing for nothing."""
    return value.isoformat(" ")[:16] if value else ""


def iso(value: date | None) -> str:
    """Return the ISO form, with zone for a moment."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else day(value)


def rfc822(value: datetime) -> str:
    """Return the form that RSS wants."""
    return format_datetime(value)


def file_size(value: int) -> str:
    """Return `1.2 MB` and the like."""
    size = float(value)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"


def column_type(value: str) -> str:
    """Return the value of the standard's meta tag ColumnType."""
    return ColumnType(value).label


OWN_FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "chinese_day": chinese_day,
    "minute": minute,
    "iso": iso,
    "rfc822": rfc822,
    "file_size": file_size,
    "link": paths.link,
    "column_type": column_type,
}
