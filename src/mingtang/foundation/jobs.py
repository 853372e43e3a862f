"""What a room asks the worker process to do again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Job:
    """A small piece of background work, restartable at any moment.

    `every` is the pause in seconds between two runs. `run` gets the time and returns how many
    things it did; after a number above zero the worker runs it again at once.
    """

    name: str
    every: float
    run: Callable[[datetime], int]
