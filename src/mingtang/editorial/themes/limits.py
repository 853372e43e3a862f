"""How much one expression of a template may make, and how long a theme may be tried.

A single expression such as `"a".ljust(2000000000)` would take all memory of the process that renders
it. What grows step by step (macros that double their text, loops in loops) is stopped by the limits under
which a theme is tried.
"""

import resource
import signal
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from jinja2.filters import FILTERS
from jinja2.sandbox import SecurityError

LARGEST_VALUE = 10_000_000  # characters or items; a page may have 5 MB
LARGEST_NUMBER = 10**18
LONGEST_TRIAL = 30.0  # seconds
MOST_MEMORY = 512 * 1024 * 1024  # bytes above what the process has already
# Methods of a text that make nothing much larger than the text and what they are given.
TEXT_METHODS = frozenset(
    [
        "capitalize",
        "casefold",
        "count",
        "endswith",
        "find",
        "index",
        "isalnum",
        "isalpha",
        "isdigit",
        "islower",
        "isnumeric",
        "isspace",
        "istitle",
        "isupper",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "rfind",
        "rindex",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
    ]
)
TOO_LARGE = "too large for a template"


class TooSlow(BaseException):
    """A theme takes too long; no handler of a single template may catch this."""


def operate(operator: str, left: Any, right: Any) -> Any:
    """Return `left operator right` for `*`, `**` and `%`.

    :raises SecurityError: when the result would be larger than a template needs.
    """
    if operator == "*":
        for one, times in ((left, right), (right, left)):
            if isinstance(one, Sized) and isinstance(times, int):
                _bounded(len(one) * times)
        return _number(left * right)
    if operator == "%":
        return left % right if not isinstance(left, str) else formatted(left, right)
    if abs(right) > 64 or abs(left) > 1000:
        raise SecurityError(TOO_LARGE)
    return _number(left**right)


def formatted(text: str, *values: Any) -> str:
    """Return a text formatted by `%`, with widths of at most three digits.

    :raises SecurityError: for wider ones, and for a width that is a value.
    """
    runs = "".join(sign if sign.isdigit() or sign == "*" else " " for sign in text).split()
    if "%" in text and any("*" in run or len(run) > 3 for run in runs):
        raise SecurityError(TOO_LARGE)
    filled: str = FILTERS["format"](text, *values)
    return filled


def _bounded(size: int) -> None:
    if size > LARGEST_VALUE:
        raise SecurityError(TOO_LARGE)


def _number(value: Any) -> Any:
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise SecurityError(TOO_LARGE)
    return value


def _bounded_filter(name: str) -> Callable[..., Any]:
    """Return a filter of Jinja2 that widens no text and no list beyond what a page can use."""
    plain = FILTERS[name]

    @wraps(plain)
    def bounded(*values: Any, **named: Any) -> Any:
        given = (*values, *named.values())
        lines = max(one.count("\n") + 1 if isinstance(one, str) else 1 for one in given)
        widths = [
            len(one) if isinstance(one, str) else one for one in (*values[1:], *named.values())
        ]
        for width in widths:
            if isinstance(width, int):
                _bounded(abs(width) * lines)
        return plain(*values, **named)

    return bounded


@wraps(FILTERS["replace"])
def _replaced(context: Any, value: Any, old: Any, new: Any, count: int | None = None) -> Any:
    text = str(value)
    _bounded(len(text) + text.count(str(old)) * len(str(new)))
    return FILTERS["replace"](context, value, old, new, count)


FILTERS_WITHIN_LIMITS: dict[str, Callable[..., Any]] = {
    **{name: _bounded_filter(name) for name in ("batch", "center", "indent", "slice")},
    "format": formatted,
    "replace": _replaced,
}


@contextmanager
def trial_limits(seconds: float = LONGEST_TRIAL, memory: int = MOST_MEMORY) -> Iterator[None]:
    """Bound what the code inside may take; for the main thread of a process that only tries a theme.

    Where memory ends, `MemoryError` is raised at the place that wanted it.

    :raises TooSlow: when the time is over.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGALRM, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (_size() + memory, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _size() -> int:
    """Return how many bytes of addresses this process uses."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _stop(signum: int, frame: FrameType | None) -> None:
    raise TooSlow
