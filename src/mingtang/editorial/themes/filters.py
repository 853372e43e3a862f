"""What templates may do with values: a short list, nothing that reaches out."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, TemplateNotFound, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup

from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.policies.links import link, telephone

_BLOCK_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Of Jinja2's own filters; `safe`, `attr`, `map` and the like stay out.
KEPT = (
    "default", "d", "e", "escape", "first", "forceescape", "format", "int", "join", "last",
    "length", "list", "lower", "replace", "reverse", "round", "slice", "sort", "striptags",
    "string", "trim", "truncate", "unique", "upper", "urlencode", "wordcount", "batch", "groupby",
    "float", "abs", "title", "capitalize", "indent", "dictsort", "count", "center", "sum", "min",
    "max",
)  # fmt: skip

# Where the line of a title may end: after a point, before a quoted name, and where an official title
# goes from who to what (…办公室 / 关于印发 / …办法的通知).
_PHRASES = re.compile(
    r"(?<=[，、；：》 \u3000])(?![，、；：》 \u3000的])|(?=《)|(?=关于)|(?<=关于[印转]发)"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
LONGEST_PHRASE = 24  # characters that still fit a line


def day(value: date | None) -> str:
    """Return `2026-03-11`, or nothing for nothing."""
    return value.isoformat()[:10] if value else ""


def chinese_day(value: date | None) -> str:
    """Return `2026年3月11日`, or nothing for nothing."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def english_day(value: date | None) -> str:
    """Return `11 March 2026`, or nothing for nothing."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else ""


def english_minute(value: datetime | None) -> str:
    """Return `11 March 2026, 10:00`, or nothing for nothing."""
    return f"{english_day(value)}, {value.hour:02d}:{value.minute:02d}" if value else ""


def minute(value: datetime | None) -> str:
    """Return `2026-03-11 10:00`, or nothing for nothing."""
    return value.isoformat(" ")[:16] if value else ""


def hour(value: datetime | None) -> str:
    """Return the time as `10:00`; empty for None."""
    return value.isoformat(" ")[11:16] if value else ""


def iso(value: date | None) -> str:
    """Return the ISO form, with zone for a moment."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else day(value)


def rfc822(value: datetime) -> str:
    """Return the form that RSS wants."""
    return format_datetime(value)


@pass_environment
def linked_data(environment: Environment, value: Any) -> Markup:
    """Return a value as JSON that may stand in `<script type="application/ld+json">`; `None` and "" are left out.

    Labels are in the words of the theme. Nothing in it can end the script: `<`, `>` and `&` are written as escapes.
    """
    say = environment.finalize or str
    text = json.dumps(_filled(value, say), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _filled(value: Any, say: Callable[..., Any]) -> Any:
    if isinstance(value, Mapping):
        filled = {name: one for name, one in value.items() if one not in (None, "", [], ())}
        return {name: _filled(one, say) for name, one in filled.items()}
    if isinstance(value, list | tuple):
        return [_filled(one, say) for one in value]
    return value if isinstance(value, bool | int | float) else str(say(str(value)))


def phrases(value: str) -> list[str]:
    """Return the parts of a title between which a line may end; all of it where it cannot be told.

    Source: GB/T 9704-2012, 7.3.1: a title is broken where its meaning allows.
    """
    parts = [part for part in _PHRASES.split(value) if part]
    return parts if parts and max(map(len, parts)) <= LONGEST_PHRASE else [value]


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


@pass_context
def part(context: Context, view: Any, number: int = 0) -> Markup:
    """Return a block by the template of its type, `blocks/<type>.html`; `number` is its place on the page.

    :raises TemplateNotFound: neither the theme nor a room has one.
    """
    kind = str(getattr(view, "type", ""))
    name = f"blocks/{kind}.html"
    if not _BLOCK_NAME.fullmatch(kind):
        raise TemplateNotFound(name)
    around = {one: context[one] for one in ("site", "column", "url") if one in context}
    template = context.environment.get_template(name)
    # Escaped by the template itself.
    return Markup(template.render(around, block=view, number=number))  # noqa: S704 - see above


OWN_FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "chinese_day": chinese_day,
    "english_day": english_day,
    "english_minute": english_minute,
    "minute": minute,
    "hour": hour,
    "iso": iso,
    "rfc822": rfc822,
    "linked_data": linked_data,
    "phrases": phrases,
    "file_size": file_size,
    "telephone": telephone,
    "link": link,
    "column_type": column_type,
    "part": part,
}
