"""The shape of background work that comes round (例行任务); the worker collects it from all rooms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Routine:
    """Work that the worker does again and again.

    `every` is the pause in seconds after a run that found nothing. `run` takes the time of the
    run and returns how many things it did; above 0 the worker runs it again at once, so a run
    should do a bounded piece. Routines are idempotent: a run that dies half-way is simply run
    again. With `on_bell` it also runs when the doorbell rings or another routine did something;
    `every` is then only the net for a ring that was lost, and grows to ten seconds while nothing
    happens. What must happen at its second does without `on_bell`.
    """

    name: str
    every: float
    run: Callable[[datetime], int]
    on_bell: bool = False

    def __post_init__(self) -> None:
        if self.every <= 0:
            raise ValueError(f"routine {self.name}: `every` must be above 0 seconds")
