"""Fixtures that every test may use; the early part (folders, database, network) is in the harness."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from mingtang.ground.foundation.clock import BEIJING
from tests.harness.flushing import flush_filled_tables

# A plain Wednesday morning, far from any holiday.
AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)

_UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=100, **_UNHURRIED)
settings.register_profile("quick", max_examples=20, **_UNHURRIED)
settings.register_profile("soak", max_examples=20_000, **_UNHURRIED)
settings.load_profile(os.environ.get("MINGTANG_HYPOTHESIS", "default"))


@pytest.fixture
def at() -> datetime:
    """A fixed moment: Wednesday 11 March 2026, 10:00 in Beijing."""
    return AT


@pytest.fixture
def drain() -> Callable[[datetime], object]:
    """Seal and deliver everything that waits, as the worker would: `drain(at)`."""
    from mingtang.spine.events import testing  # needs set-up

    function: Callable[[datetime], object] = testing.drain
    return function


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Begin without what an earlier test has cached: numbers of rows begin again in every test."""
    from django.core.cache import cache  # needs settings

    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> None:
    """Hash passwords of tests at the least cost: a sign-in took a tenth of a second and 100 MB.

    Programs that tests start have a process of their own, where the cost is that of service.
    """
    from mingtang.institution.organization.interfaces.hashing import (
        BoundedArgon2PasswordHasher as Hasher,  # needs settings
    )

    Hasher.time_cost, Hasher.memory_cost, Hasher.parallelism = 1, 8, 1


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Use a real file on SQLite, with the same settings as in service: threads and processes work.

    Only the sync to disk is left out: a test does not outlive the machine.
    """
    from django.db import connections  # needs set-up

    for connection in connections.all(initialized_only=False):
        configuration = connection.settings_dict
        flush_filled_tables(connection)
        if connection.vendor == "sqlite":
            configuration["TEST"]["NAME"] = str(Path(os.environ["MINGTANG_HOME"]) / "test.sqlite3")
            configuration["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
