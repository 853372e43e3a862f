"""The registry of event codes: what is not listed here cannot be recorded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_types: dict[str, "EventType"] = {}


class UnknownEvent(LookupError):
    """A code that nobody registered, or a payload key that its type does not name."""


@dataclass(frozen=True)
class EventType:
    """One kind of event (事件类型).

    `code` is dotted and past (`submission.arrived`); `label` is what a reader sees; `payload` names
    every key that the payload may hold. None of them may carry personal data: events are never
    erased. A quiet event is for auditors: the history of its subject leaves it out. `told_unit` is the
    key of the payload whose unit a history names beside the label. An event that imports past
    records is counted by its stated days and not delivered, because its consequences are over.
    """

    code: str
    label: str
    payload: frozenset[str] = frozenset()
    is_quiet: bool = False
    told_unit: str = ""
    is_past: bool = False


def register(*types: EventType) -> None:
    """Add event types; called by each room in `AppConfig.ready()`. A repeat is harmless.

    :raises ValueError: malformed code, empty label, or a code registered differently before.
    """
    for event_type in types:
        if not _CODE.fullmatch(event_type.code):
            raise ValueError(f"{event_type.code!r} is not a dotted code such as 'room.thing.done'")
        if not event_type.label.strip():
            raise ValueError(f"{event_type.code}: an event needs a Chinese label")
        known = _types.setdefault(event_type.code, event_type)
        if known != event_type:
            raise ValueError(f"{event_type.code} is registered twice, and differently")


def event_type(code: str) -> EventType:
    """Return the type of a code.

    :raises UnknownEvent: nobody registered it.
    """
    try:
        return _types[code]
    except KeyError:
        raise UnknownEvent(f"no room registered the event code {code!r}") from None


def all_types() -> tuple[EventType, ...]:
    """Return every registered type, by code."""
    return tuple(_types[code] for code in sorted(_types))


def quiet_codes() -> tuple[str, ...]:
    """Return the codes that the history of a subject leaves out."""
    return tuple(one.code for one in all_types() if one.is_quiet)


def check_payload(code: str, keys: Iterable[str]) -> None:
    """Refuse payload keys that the type does not name.

    :raises UnknownEvent: unknown code, or keys that are not of its type.
    """
    unknown = set(keys) - event_type(code).payload
    if unknown:
        raise UnknownEvent(f"{code} has no payload keys {sorted(unknown)}")


def forget(code: str) -> None:
    """Take a code out again; for tests that registered one of their own."""
    _types.pop(code, None)
