"""Actions write files into folders of their own, as the tests of pages do."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.editorial.pages.conftest import folders

__all__ = ["folders"]


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Settings) -> None:
    """Store what is uploaded in a folder of this test alone."""
    settings.IMPORT_DIR = tmp_path / "imports"
