"""Working off lanes and checking trees in several processes, with progress."""

import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

import click

from mingtang.ground.foundation import clock
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.editorial.pages.engine.verification import Suspect

POLL = 0.2  # seconds between two looks at the progress
PAUSE, PATIENCE = 0.02, 50  # seconds, times: what others hold may come back when they end


def work_off(processes: int, *, quietly: bool = False) -> bool:
    """Work off all lanes and bulk runs in several processes; tell whether it came to its end.

    An interruption loses nothing: what waits goes on waiting for the next worker.
    """
    from django.db import connections  # needs set-up

    # Forked, because everything is loaded already: a fresh start costs seconds. No connection may
    # be shared, and no thread runs yet.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_work, args=(os.getpid(),)) for _ in range(processes)]
    with _ended(workers):
        for worker in workers:
            worker.start()
        return _follow(workers, quietly=quietly)


def _work(parent: int) -> None:
    """One process: urgent pages first, then the bulk lane, until nothing is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    setup_django()
    from mingtang.editorial.operating.queries import is_anything_left  # needs set-up
    from mingtang.editorial.pages.engine.lanes import work_bulk, work_urgent  # needs set-up
    from mingtang.editorial.pages.engine.recovery import recover  # needs set-up

    _collect_between_batches()
    idle = 0
    while idle < PATIENCE and os.getppid() == parent:
        if work_urgent(clock.now()) or work_bulk(clock.now()):
            idle = 0
            gc.collect()
        elif not recover(clock.now()):
            if not is_anything_left():
                return
            idle += 1
            time.sleep(PAUSE)


def _collect_between_batches() -> None:
    """Look for dead cycles once a batch, among what is new since now.

    Left alone the collector comes every few hundred objects and finds a batch alive: a sixth of the
    processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


def _follow(workers: Sequence[BaseProcess], *, quietly: bool) -> bool:
    from mingtang.editorial.operating.queries import progress  # needs set-up

    with _bar(quietly=quietly) as show:
        try:
            while any(worker.is_alive() for worker in workers):
                show(*progress())
                time.sleep(POLL)
        except KeyboardInterrupt:
            return False
        show(*progress())
    return all(worker.exitcode == 0 for worker in workers)


@contextmanager
def _bar(*, quietly: bool) -> Iterator[Callable[[int, int], None]]:
    if quietly:
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label="生成页面", show_pos=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, done, 1)
            bar.update(done - bar.pos)

        yield show


@contextmanager
def _ended(workers: Sequence[BaseProcess]) -> Iterator[None]:
    try:
        yield
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
        for worker in workers:
            if worker.pid is not None:
                worker.join(10)


def suspects(site_codes: list[str], processes: int) -> "Iterator[Suspect]":
    """Walk the trees of sites in several processes and yield what looks wrong."""
    context: SpawnContext = multiprocessing.get_context("spawn")
    shares = [(site_codes, number, processes) for number in range(processes)]
    if processes == 1:
        yield from _walk(shares[0])
        return
    with context.Pool(processes) as pool:
        for found in pool.imap_unordered(_walk, shares):
            yield from found


def _walk(share: tuple[list[str], int, int]) -> "list[Suspect]":
    setup_django()
    from mingtang.editorial.pages.engine.walking import suspects_of  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up

    codes, number, processes = share
    found: list[Any] = []
    for site in GovSite.objects.filter(code__in=codes).order_by("pk"):
        found.extend(suspects_of(site, shard=number, shards=processes))
    return found
