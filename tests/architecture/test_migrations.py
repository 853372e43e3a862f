import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.harness.prepared import copy_tables

# All tables are made, forty seconds of processor time, beside whatever else runs.
pytestmark = pytest.mark.timeout(1200)


def _manage(*arguments: str, database: str, home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.run(
        [sys.executable, "-m", "mingtang", "manage", *arguments],
        env=environment | {"MINGTANG_HOME": str(home), "MINGTANG_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_migration_is_missing(tmp_path: Path) -> None:
    checked = _manage("makemigrations", "--check", "--dry-run", database="", home=tmp_path)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def migrated(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that the migrations made, of the kind this run is about."""
    if connection.vendor == "sqlite":
        copy_tables(tmp_path_factory, tmp_path / "home")
        return f"sqlite://{tmp_path}/home/mingtang.sqlite3"
    server = urlsplit(os.environ["MINGTANG_DATABASE_URL"])
    name = f"migrated_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {name}")
        session.execute(f"CREATE DATABASE {name}")
    database = server._replace(path=f"/{name}").geturl()
    made = _manage("migrate", "--verbosity", "0", database=database, home=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    return database


@pytest.mark.uses_database
def test_migrations_make_the_tables(migrated: str, tmp_path: Path) -> None:
    listed = _manage("showmigrations", "--plan", database=migrated, home=tmp_path)
    lines = listed.stdout.splitlines()
    assert any("organization.0001_initial" in line for line in lines)
    assert [line for line in lines if not line.startswith("[X]")] == []
