"""Lanes: a fixed number of threads behind a short queue (车道).

What one lane does never takes a thread from another, and who finds threads and queue full is told so
at once instead of waiting.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connections

from mingtang.wiring.config.serving.sizes import LaneSize

IDLE_SECONDS = 30.0  # a thread without work for so long closes its database connection
PATIENCE = 10.0  # seconds in the queue after which nobody waits for the answer any more

T = TypeVar("T")


class Busy(Exception):
    """All threads are taken and the queue is full, or the wait in it was too long."""


@dataclass
class _Job:
    function: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    queued: float = field(default_factory=time.monotonic)


class RequestLane:
    """Runs functions in its threads. `refused` counts who was told to come back later."""

    def __init__(self, name: str, size: LaneSize) -> None:
        self.name = name
        self.refused = 0
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._most = size.threads + size.queue
        self._pending = 0
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True)
            for number in range(size.threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pending(self) -> int:
        """How many functions run or wait."""
        return self._pending

    def require_room(self) -> None:
        """Raise `Busy` where threads and queue are full."""
        if self._pending >= self._most:
            self.refused += 1
            raise Busy

    async def run(self, function: Callable[[], T]) -> T:
        """Return what a function returns, run in one of the threads. :raises Busy:"""
        self.require_room()
        loop = asyncio.get_running_loop()
        job = _Job(function, loop, loop.create_future())
        self._pending += 1
        job.future.add_done_callback(self._note_done)
        self._jobs.put(job)
        result: T = await job.future
        return result

    def close(self, seconds: float = 5.0) -> None:
        """End the threads, and their connections with them, after what they do now."""
        for _ in self._threads:
            self._jobs.put(None)
        latest = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, latest - time.monotonic()))

    def _note_done(self, future: "asyncio.Future[Any]") -> None:
        self._pending -= 1

    def _work(self) -> None:
        while (job := self._next()) is not None:
            if job.future.cancelled():
                continue
            try:
                if time.monotonic() - job.queued > PATIENCE:
                    self.refused += 1
                    raise Busy  # noqa: TRY301 - handed on as any other failure
                result = job.function()
            except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
                _hand_over(job, error=error)
            else:
                _hand_over(job, result=result)
        connections.close_all()

    def _next(self) -> _Job | None:
        try:
            return self._jobs.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            connections.close_all()
            return self._jobs.get()


def _hand_over(job: _Job, *, result: Any = None, error: BaseException | None = None) -> None:
    def settle() -> None:
        if job.future.done():
            return
        if error is None:
            job.future.set_result(result)
        else:
            job.future.set_exception(error)

    try:
        job.loop.call_soon_threadsafe(settle)
    except RuntimeError:  # the process is ending, its loop closed
        return
