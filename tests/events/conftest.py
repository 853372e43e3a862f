"""Event types of their own for the tests of the log."""

from collections.abc import Iterator

import pytest

from mingtang.events.registry import EventType
from mingtang.events.testing import registered

ARRIVED = EventType("trial.letter.arrived", "来信到达", frozenset({"number", "via"}))
ANSWERED = EventType("trial.letter.answered", "来信答复", frozenset({"number"}))


@pytest.fixture(autouse=True)
def _trial_types() -> Iterator[None]:
    with registered(ARRIVED, ANSWERED):
        yield
