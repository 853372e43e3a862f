import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.harness.prepared import make_tables

# Definitions alone: a table that was renamed keeps the names of its keys and indexes.
STRUCTURE = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " column_default, collation_name, is_identity FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, regexp_replace(indexdef, 'INDEX [^ ]+', 'INDEX') FROM pg_indexes"
    " WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
)
JOINS = ("_groups", "_group_permissions")
RECORDS = "SELECT app, name FROM django_migrations"


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


Empty = Callable[[str], str]


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Empty:
    """Make an empty database of the kind this run is about: `empty("name")` returns its address."""

    def make(name: str) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite://{tmp_path_factory.mktemp(name)}/mingtang.sqlite3"
        server = urlsplit(os.environ["MINGTANG_DATABASE_URL"])
        name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        with psycopg.connect(
            server._replace(path="/postgres").geturl(), autocommit=True
        ) as session:
            session.execute(f"DROP DATABASE IF EXISTS {name}")
            session.execute(f"CREATE DATABASE {name}")
        return server._replace(path=f"/{name}").geturl()

    return make


@pytest.fixture
def migrated(empty: Empty, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that the migrations made."""
    database, home = empty("migrated"), tmp_path_factory.mktemp("home")
    made = _manage("migrate", "--verbosity", "0", database=database, home=home)
    assert made.returncode == 0, made.stdout + made.stderr
    return database


# Migrations make all tables: thirty seconds of processor time, beside whatever else runs.
@pytest.mark.timeout(1200)
@pytest.mark.slow
@pytest.mark.uses_database
def test_tables_made_at_once_are_those_of_the_migrations(
    migrated: str, empty: Empty, tmp_path: Path
) -> None:
    at_once = empty("at_once")
    make_tables(MINGTANG_DATABASE_URL=at_once, MINGTANG_HOME=tmp_path)

    read = _sqlite if connection.vendor == "sqlite" else _postgresql
    by_migrations, by_models = read(migrated), read(at_once)
    assert ("organization", "0001_initial") in by_migrations
    assert sorted(by_migrations - by_models, key=str) == []
    assert sorted(by_models - by_migrations, key=str) == []


def _sqlite(database: str) -> set[tuple[object, ...]]:
    """Return the structure of a database: each statement as its sorted parts, and the records."""
    with sqlite3.connect(database.removeprefix("sqlite://")) as session:
        rows = session.execute("SELECT type, name, sql FROM sqlite_master")
        made = {
            (kind, name, *sorted(part.strip() for part in re.split(r"[(),]", sql or "")))
            for kind, name, sql in rows
        }
        return made | set(session.execute(RECORDS))


def _postgresql(database: str) -> set[tuple[object, ...]]:
    """Return the structure of a database, and the records of migrations.

    The keys of four tables of Django and Wagtail that join two others are wider by migrations.
    """
    with psycopg.connect(database) as session:
        made = {row for query in (*STRUCTURE, RECORDS) for row in session.execute(query)}
    return {row for row in made if row[1] != "id" or not str(row[0]).endswith(JOINS)}
