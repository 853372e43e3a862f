"""A city whose pack is in force, folders of its own, and programs with tokens."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from mingtang.editorial.pages.rendering import shells
from tests.faces.api.programs import Program
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

ProgramOf = Callable[[str], Program]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Published sites and store of this test alone."""
    settings.PUBLISH_ROOT = tmp_path / "www"
    settings.PUBLISH_STORE = tmp_path / "store"
    settings.PUBLISH_SYNC = False
    shells.clear()
    yield
    shells.clear()


@pytest.fixture
def city(cast: Cast, at: datetime) -> Iterator[Cast]:
    """The cast under the demo pack; the clock stands at `at`."""
    bound_pack("city", at=at)
    with time_machine.travel(at, tick=False):
        yield cast


@pytest.fixture
def program(city: Cast, at: datetime) -> ProgramOf:
    """A program that acts for a member of the cast: `program("officer")`."""
    return cache(lambda name: Program.of(getattr(city, name), at))
