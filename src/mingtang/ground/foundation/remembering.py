"""Read once what many parts of a page ask for (一次读取): for as long as a request only reads.

Outside of :func:`reads_remembered` every call reads.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

Value = TypeVar("Value")

_known: ContextVar[dict[Hashable, object] | None] = ContextVar("remembered", default=None)


@contextmanager
def reads_remembered() -> Iterator[None]:
    """Remember what is read by :func:`remembered`; nothing may be written meanwhile that it reads."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def remembered(key: Hashable, read: Callable[[], Value]) -> Value:
    """Return what was read under this key before, or read it now; callers must not change the value.

    `key` begins with the name of what is read, so that rooms do not meet.
    """
    known = _known.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast("Value", known[key])
