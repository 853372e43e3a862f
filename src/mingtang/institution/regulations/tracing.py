"""Who reads which rule: the evidence behind `works` in `mingtang regulations trace`.

Reading a rule by its ID is noted here. Nothing listens in production, and a note costs one look at
an empty tuple. The test plugin listens, also to the processes that a test starts: those append to
the file that the environment variable names.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mingtang.institution.regulations.schema import Rule

Listener = Callable[["Rule"], None]
READS_FILE = "MINGTANG_RULE_READS"

_listeners: tuple[Listener, ...] = ()


def note_read(rule: "Rule") -> None:
    """Report that a rule was read in order to act on it; engines call it when a rule takes effect."""
    for listener in _listeners:
        listener(rule)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener` with every rule that this process reads inside the block."""
    global _listeners  # noqa: PLW0603 - one list for the process
    _listeners = (*_listeners, listener)
    try:
        yield
    finally:
        _listeners = tuple(one for one in _listeners if one is not listener)


def _append_to(path: str) -> Listener:
    def append(rule: "Rule") -> None:
        line = f"{rule.pack}:{rule.id} {' '.join(rule.clauses)}\n"
        with open(path, "a", encoding="utf-8") as file:  # one short append is atomic
            file.write(line)

    return append


if os.environ.get(READS_FILE):
    _listeners = (_append_to(os.environ[READS_FILE]),)
