"""Bulk runs of the engine as benches start them: from nothing, in processes of their own, watched."""

import contextlib
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from bench.archive import Archive
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import Target
from mingtang.editorial.publishing.actions.sites import rebuild_site
from mingtang.ground.foundation.clock import now
from mingtang.wiring.cli.publish_work import work_off

# What a run leaves behind, children first.
_LEFT = ("watch", "subjectread", "shell", "entry", "batch", "run", "target")


class Interrupted(Exception):
    """Someone pressed Ctrl-C; what is not done waits."""


@dataclass(frozen=True)
class Measured:
    """One run: how long it took, and the peak memory of its processes in kilobytes."""

    seconds: float
    peaks: tuple[int, ...]

    @property
    def peak(self) -> int:
        """The largest process."""
        return max(self.peaks, default=0)


def run(archive: Archive, kind: RunKind, processes: int) -> Measured:
    """Start a run over the whole site and work it off, as `mingtang publish full` does.

    :raises Interrupted: by Ctrl-C; `mingtang publish work` goes on from there.
    """
    rebuild_site(actor=archive.operator, at=now(), site_id=archive.site.pk, kind=kind)
    connections.close_all()
    os.sync()
    with _watched() as peaks:
        begun = time.perf_counter()
        is_done = work_off(processes, quietly=not sys.stdout.isatty())
        seconds = time.perf_counter() - begun
    if not is_done:
        raise Interrupted
    failed = Target.objects.filter(state="failed").values_list("path", "reason")
    assert not failed.exists(), failed[:5]
    return Measured(seconds, tuple(peaks.values()))


@contextlib.contextmanager
def _watched() -> Iterator[dict[int, int]]:
    """Read the peak memory of the child processes again and again."""
    peaks: dict[int, int] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            for child in multiprocessing.active_children():
                if child.pid and (peak := _peak(child.pid)):
                    peaks[child.pid] = peak

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _peak(pid: int) -> int:
    """Return the largest resident size that a process has had, in kilobytes."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def forget() -> None:
    """Take away everything that was published, files and rows, so that a run begins from nothing."""
    set_aside(Path(settings.PUBLISH_ROOT))
    set_aside(Path(settings.PUBLISH_STORE))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_target SET entry_id = NULL")
        for table in _LEFT:
            cursor.execute(f"DELETE FROM pages_{table}")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def set_aside(folder: Path) -> None:
    """Take a folder out of the way without deleting it; it goes with the installation.

    Before ext4 gives an inode out, it passes by each that was deleted in the last minutes: a build
    right after the deletion of another pays seconds for that.
    """
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent)) / "old")


def files(root: Path) -> list[str]:
    """Return the files below a folder, relative to it."""
    return [
        os.path.relpath(os.path.join(folder, name), root)
        for folder, _, names in os.walk(root)
        for name in names
    ]
