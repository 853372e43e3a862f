"""The shape of background work that comes round (后台任务); the worker collects it from all rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Job:
    """Work that the worker does again and again.

    `every` is the pause in seconds after a run that found nothing. `run` takes the time of the
    run and returns how many things it did; above 0 the worker runs it again at once, so a run
    should do a bounded piece. Jobs are idempotent: a run that dies half-way is simply run again.
    """

    name: str
    every: float
    run: Callable[[datetime], int]

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError(f"job {self.name}: `every` must be above 0 seconds")
