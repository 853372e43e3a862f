from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from mingtang.spine.jobs import registry
from mingtang.spine.jobs.registry import JobFunction, JobKind

Register = Callable[..., JobKind]


@pytest.fixture
def register() -> Iterator[Register]:
    """Register a kind of job for one test: `register(function, name="trial.count", …)`."""
    names: list[str] = []

    def add(function: JobFunction, **changes: Any) -> JobKind:
        kind = replace(JobKind("trial.count", "试算", function), **changes)
        names.append(kind.name)
        return registry.register_job(kind)

    yield add
    for name in names:
        registry.forget_job(name)
