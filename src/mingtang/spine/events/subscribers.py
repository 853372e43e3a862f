"""Who wants to hear of which event (订阅). Rooms subscribe in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

KEY_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What happened, as recorded: opaque keys, payload as a dict, both times aware."""

    code: str
    subject: str
    actor: str
    unit: str
    site: str
    payload: Mapping[str, Any]
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class SealedEvent(EventFacts):
    """An event with its place in the one order of all events, as subscribers get it."""

    position: int


Handler = Callable[[SealedEvent], None]
KeyOf = Callable[[EventFacts], str]
Concerns = Callable[[str], bool]


def by_subject(facts: EventFacts) -> str:
    """Keep the events of one subject in order: the usual key."""
    return facts.subject


@dataclass(frozen=True)
class Subscriber:
    """One reaction to events. `codes` is None for all of them, `concerns` narrows them at delivery."""

    name: str
    codes: frozenset[str] | None
    handler: Handler
    key: KeyOf
    concerns: Concerns | None = None

    def wants(self, code: str) -> bool:
        """Say whether events of this code are delivered here."""
        return self.codes is None or code in self.codes


_subscribers: dict[str, Subscriber] = {}


def subscribe(
    name: str,
    *,
    codes: Iterable[str] | Literal["*"],
    handler: Handler,
    key: KeyOf = by_subject,
    concerns: Concerns | None = None,
) -> None:
    """Have `handler` called for every event of these codes, in position order per key.

    The handler runs in a transaction of its own, after the event is sealed, and may be called again
    for the same event: it must be idempotent. An event that it cannot take (any exception) is tried
    again with growing pauses and holds up later events of the same key, and nothing else.

    `concerns` answers at the delivery whether the handler would do anything about a code; where it
    says no, the delivery is done without a call. For subscribers whose codes are data, as of rules.

    :raises ValueError: the name is taken by another handler.
    """
    wanted = None if codes == "*" else frozenset(codes)
    new = Subscriber(name, wanted, handler, key, concerns)
    if not name or _subscribers.setdefault(name, new) != new:
        raise ValueError(f"the subscriber name {name!r} is empty or taken")
    subscribers_of.cache_clear()


def unsubscribe(name: str) -> None:
    """Take a subscriber out again; for tests that added one of their own."""
    _subscribers.pop(name, None)
    subscribers_of.cache_clear()


@contextmanager
def hidden() -> Iterator[None]:
    """Leave out every subscriber for a while; for tests of the log itself."""
    kept = dict(_subscribers)
    _subscribers.clear()
    subscribers_of.cache_clear()
    try:
        yield
    finally:
        _subscribers.clear()
        _subscribers.update(kept)
        subscribers_of.cache_clear()


@lru_cache(maxsize=4096)
def subscribers_of(code: str) -> tuple[Subscriber, ...]:
    """Return the subscribers that want this code, in the order of their names."""
    return tuple(
        _subscribers[name] for name in sorted(_subscribers) if _subscribers[name].wants(code)
    )


def subscriber(name: str) -> Subscriber | None:
    """Return a subscriber by name, or None when no installed room has it (any longer)."""
    return _subscribers.get(name)


def subscriber_names() -> tuple[str, ...]:
    """Return the names of all subscribers, sorted."""
    return tuple(sorted(_subscribers))
