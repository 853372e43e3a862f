"""Random histories: what was made step by step equals a render from nothing, byte for byte."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pytest_django.fixtures import Settings

from mingtang.editorial.layouts.kinds import home
from mingtang.editorial.pages.rendering import shells
from mingtang.editorial.publishing.kinds import columns
from mingtang.editorial.publishing.policies import parts
from mingtang.editorial.publishing.reader import tables
from tests.editorial.publishing.world import World
from tests.factories.cast import Cast

SEEDS = st.integers(min_value=0, max_value=10_000)
STEPS = (
    "publish", "publish_policy", "edit", "place", "withdraw", "move", "pin", "back_date",
    "take_down", "open_column", "rename_column", "move_column", "merge_columns", "close_column",
    "change_theme", "change_frame", "switch",
)  # fmt: skip
OFTEN = ("publish", "publish", "publish", "edit", "place")


@pytest.fixture
def small_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists so short that a handful of articles fills pages, opens parts and splits them."""
    monkeypatch.setattr(parts, "PART_SIZE", 2)
    monkeypatch.setattr(parts, "OVERFULL", 4)
    monkeypatch.setattr(parts, "SITEMAP_PART", 3)
    monkeypatch.setattr(tables, "SITEMAP_PART", 3)
    monkeypatch.setattr(columns, "HEAD_SIZE", 3)
    monkeypatch.setattr(columns, "FEED_SIZE", 2)
    monkeypatch.setattr(home, "HOME_ITEMS", 2)


class History(RuleBasedStateMachine):
    """One made-up history; nothing of it stays in the database."""

    cast: ClassVar[Cast]
    at: ClassVar[datetime]
    folders: ClassVar[Any]

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.folder = tempfile.TemporaryDirectory(dir=os.environ["MINGTANG_HOME"])
        self.folders.PUBLISH_ROOT = Path(self.folder.name) / "www"
        self.folders.PUBLISH_STORE = Path(self.folder.name) / "store"
        shells.clear()
        self.world = World(self.cast, self.at)
        self.is_behind = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)
        self.folder.cleanup()

    @rule(
        seed=SEEDS,
        step=st.sampled_from(STEPS + OFTEN),
        waits=st.sampled_from([0, 0, 1, 90, 40_000]),
    )
    def step(self, seed: int, step: str, waits: int) -> None:
        self.world.wait(waits)
        getattr(self.world, step)(seed)

    @rule(seed=SEEDS)
    def steps_without_a_worker(self, seed: int) -> None:
        self.is_behind = True

    @invariant()
    def incremental_equals_full(self) -> None:
        if self.is_behind:
            self.is_behind = False
            return
        self.world.check()


@pytest.mark.django_db
def test_incremental_equals_full(
    cast: Cast, at: datetime, settings: Settings, small_lists: None
) -> None:
    _run(cast, at, settings, examples=int(os.environ.get("MINGTANG_HISTORIES", "12")), steps=25)


@pytest.mark.soak
@pytest.mark.django_db
def test_incremental_equals_full_for_long(
    cast: Cast, at: datetime, settings: Settings, small_lists: None
) -> None:
    _run(cast, at, settings, examples=400, steps=60)


def _run(cast: Cast, at: datetime, folders: Settings, *, examples: int, steps: int) -> None:
    History.cast, History.at, History.folders = cast, at, folders
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
