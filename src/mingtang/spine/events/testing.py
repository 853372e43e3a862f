"""For tests of the rooms above: work off the log at once, and lend types and subscribers to a test."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from mingtang.spine.events import registry, subscribers
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.models import Delivery
from mingtang.spine.events.sealing import seal_waiting


def drain(at: datetime) -> int:
    """Seal and deliver until nothing is left; return how many deliveries were tried.

    :raises AssertionError: a handler raised; its traceback is in the text.
    """
    tried = 0
    while work := seal_waiting(at) + (delivered := deliver_due(at)):
        assert work > 0
        tried += delivered
        failures = [f"{failed}\n{failed.error}" for failed in Delivery.objects.failed()[:5]]
        if failures:
            raise AssertionError("\n".join(failures))
    return tried


@contextmanager
def registered(*types: registry.EventType) -> Iterator[None]:
    """Know these event types for the time of a test."""
    registry.register(*types)
    try:
        yield
    finally:
        for one in types:
            registry.forget(one.code)


@contextmanager
def subscribed(
    name: str,
    *,
    codes: Iterable[str] | Literal["*"],
    handler: subscribers.Handler,
    key: subscribers.KeyOf = subscribers.by_subject,
    concerns: subscribers.Concerns | None = None,
) -> Iterator[None]:
    """Have a subscriber for the time of a test."""
    subscribers.subscribe(name, codes=codes, handler=handler, key=key, concerns=concerns)
    try:
        yield
    finally:
        subscribers.unsubscribe(name)
