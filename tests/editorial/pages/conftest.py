"""Every test of pages writes into folders of its own and keeps no frames of the test before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from mingtang.editorial.pages.rendering import shells


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Published sites and store of this test alone; without syncs, which only cost time here."""
    settings.PUBLISH_ROOT = tmp_path / "www"
    settings.PUBLISH_STORE = tmp_path / "store"
    settings.PUBLISH_SYNC = False
    shells.clear()
    yield
    shells.clear()
