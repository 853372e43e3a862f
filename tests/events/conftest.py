"""The tests of the log have event types and subscribers of their own, and see no others."""

from collections.abc import Iterator

import pytest

from mingtang.events.subscribers import hidden
from mingtang.events.testing import registered
from tests.factories.events import ANSWERED, ARRIVED


@pytest.fixture(autouse=True)
def _trial_types() -> Iterator[None]:
    with hidden(), registered(ARRIVED, ANSWERED):
        yield
