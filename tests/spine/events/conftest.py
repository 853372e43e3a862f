"""The tests of the log have event types and subscribers of their own, and see no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from mingtang.spine.events.subscribers import hidden
from mingtang.spine.events.testing import registered
from tests.factories.events import ANSWERED, ARRIVED


@pytest.fixture(autouse=True)
def _trial_types() -> Iterator[None]:
    with hidden(), registered(ARRIVED, ANSWERED):
        yield


@pytest.fixture(autouse=True)
def _anchors_of_its_own(tmp_path: Path, settings: Settings) -> None:
    """Each test begins without anchors and without the key that signs them."""
    settings.EVENT_ANCHOR_DIR = tmp_path / "anchors"
    settings.EVENT_ANCHOR_KEY = tmp_path / "secrets" / "anchors"
    settings.EVENT_ANCHOR_PLACES = ""
