"""The table of all event codes with the room that records each, for people and for the docs."""

import importlib
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

from mingtang.spine.events.registry import EventType, all_types

MARKS = ("<!-- codes -->\n", "<!-- end of codes -->\n")
HEADER = (
    "| Code | Label | Payload | Room |",
    "| --- | --- | --- | --- |",
)


@dataclass(frozen=True)
class OwnedType:
    """An event type and the room whose list `EVENT_TYPES` holds it; empty where none does."""

    type: EventType
    room: str


def owned_types() -> list[OwnedType]:
    """Return every registered type with its room, by code."""
    rooms = {one.code: room for room, types in _lists() for one in types}
    return [OwnedType(one, rooms.get(one.code, "")) for one in all_types()]


def _lists() -> Iterator[tuple[str, Iterable[EventType]]]:
    """Yield each room with its list; a package called `events` holds screens and no list."""
    for config in apps.get_app_configs():
        spec = importlib.util.find_spec(f"{config.name}.events")
        if config.name.startswith("mingtang.") and spec and not spec.submodule_search_locations:
            room = config.name.rpartition(".")[2]
            yield room, importlib.import_module(spec.name).EVENT_TYPES


def markdown_table() -> str:
    """Return the table of docs/reference/events.md."""
    lines = list(HEADER)
    for owned in owned_types():
        keys = ", ".join(f"`{key}`" for key in sorted(owned.type.payload)) or "—"
        lines.append(f"| `{owned.type.code}` | {owned.type.label} | {keys} | {owned.room} |")
    return "\n".join(lines) + "\n"


def as_rows() -> list[dict[str, str | list[str]]]:
    """Return the table as plain values."""
    return [
        {
            "code": owned.type.code,
            "label": owned.type.label,
            "payload": sorted(owned.type.payload),
            "room": owned.room,
        }
        for owned in owned_types()
    ]


def written_into(page: str) -> str:
    """Return a page with the table between its marks renewed.

    :raises ValueError: the page lacks the marks.
    """
    before, start, rest = page.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (start and end):
        raise ValueError(f"{MARKS[0].strip()} … {MARKS[1].strip()}")
    return f"{before}{start}{markdown_table()}{end}{after}"


def write_table(path: Path) -> None:
    """Renew the table in a page."""
    path.write_text(written_into(path.read_text("utf-8")), "utf-8")
