from pathlib import Path

import pytest

from tests.harness.prepared import copy_tables


@pytest.fixture
def home_with_tables(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation that has its tables and nothing else."""
    home = tmp_path / "with-tables"
    copy_tables(tmp_path_factory, home)
    return home
