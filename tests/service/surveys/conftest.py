"""The tests of surveys have files of their own and a browser for each member of the cast."""

from pathlib import Path
from typing import Any

import pytest

from tests.editorial.pages.conftest import folders
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "folders", "rooms"]


@pytest.fixture(autouse=True)
def _inbox(settings: Any, tmp_path: Path) -> None:
    """Store attachments in a folder of this test alone."""
    settings.INTAKE_INBOX = tmp_path / "inbox"
