"""Parts of a page that refresh themselves (活动区块): declared once, shown and asked for alike.

A room declares a part, and puts it on a page by `{% live_part "name" %}` or, where it shows a row,
`{% live_part "name" row %}`. A script asks for it at an address of its own, as the person who looks.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person

Values = Mapping[str, Any]


@dataclass(frozen=True)
class LivePart:
    """A part of a page: who may see it, what it shows, how often a browser asks.

    `rows` gives the rows that a person sees, for a part that shows one of them; without it the part
    is about the person alone. `read` gives what `template` shows, as plain values: texts, numbers,
    moments, and dataclasses, lists and dictionaries of them. The countdown to a moment is no value of
    its own. `every` is in seconds; what `is_over` says of the values ends the asking.

    `rows` and `read` raise :class:`NotVisible` for a person who may not see the part at all.
    """

    name: str
    template: str
    read: Callable[[Person, datetime, Any], Values]
    rows: Callable[[Person, datetime], QuerySet[Any]] | None = None
    every: int = 60
    is_over: Callable[[Values], bool] = lambda values: False

    def url(self, row: Any) -> str:
        """Return the address at which a script asks for it."""
        return reverse(f"parts:{self.name}", args=[row.pk] if self.rows else [])

    def row_seen_by(self, person: Person, at: datetime, key: int) -> Any:
        """Return the row with a key; none for a part without rows. :raises NotVisible: no such row."""
        if self.rows is None:
            return None
        row = self.rows(person, at).filter(pk=key).first()
        if row is None:
            raise NotVisible
        return row


_parts: dict[str, LivePart] = {}


def register_live_part(part: LivePart) -> None:
    """Make a part known by its name. :raises ValueError: when another part has the name."""
    if _parts.setdefault(part.name, part) is not part:
        raise ValueError(f"two live parts are called {part.name!r}")


def live_part(name: str) -> LivePart:
    """Return a part by its name. :raises LookupError: when there is none."""
    return _parts[name]


def live_part_patterns(view: Callable[..., Any]) -> list[URLPattern]:
    """Return an address for each part, so that a walk over all addresses finds them."""
    return [
        path(
            f"{part.name}/<int:pk>/" if part.rows else f"{part.name}/",
            view,
            {"name": part.name},
            name=part.name,
        )
        for part in sorted(_parts.values(), key=lambda one: one.name)
    ]


def show_live_part(name: str, person: Person, at: datetime, row: Any = None) -> SafeString:
    """Return a part as it is now, for a page, a fact or a cell. :raises LookupError: unknown name."""
    part = live_part(name)
    return render_live_part(part, row, part.read(person, at, row))


def render_live_part(part: LivePart, row: Any, values: Values) -> SafeString:
    """Return the part with its frame, which names its address and the tag of what it shows."""
    frame = {"content": render_to_string(part.template, dict(values)), "every": part.every}
    if not part.is_over(values):
        frame |= {"url": part.url(row), "tag": tag_of(values)}
    return render_to_string("desk/parts/live_part.html", frame)


def tag_of(values: Values) -> str:
    """Return an entity tag that is the same as long as a part shows the same."""
    return f'"{hashlib.sha256(repr(_plain(values)).encode()).hexdigest()[:20]}"'


def _plain(value: Any) -> Any:
    """Return a value in a form whose words depend on nothing else.

    :raises TypeError: it is no plain value, so its words could stay when what it stands for changes.
    """
    if value is None or isinstance(value, str | int | float | date | timedelta):
        return str(value)
    if isinstance(value, Mapping):
        return sorted((str(key), _plain(one)) for key, one in value.items())
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    raise TypeError(f"{type(value).__name__} is no plain value of a live part")
