"""Run the real clamd with one signature of our own: the file that every scanner is tested with."""

import base64
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mingtang.ground.foundation.files.clamav import ClamAV, ScannerDown
from tests.harness.processes import wait_until

# The EICAR file, written so that no scanner of this machine mistakes our source for it.
EICAR = base64.b64decode(
    "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)
STREAM_LIMIT = 2 * 1024 * 1024


class NoClamd(RuntimeError):
    """No clamd was found."""


def find_clamd() -> str:
    """Return the program. :raises NoClamd: if there is none."""
    found = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise NoClamd("No clamd: run scripts/need clamd")
    return found


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run clamd for as long as the block lasts; yields its address."""
    database = folder / "signatures"
    database.mkdir(parents=True)
    (database / "ours.ndb").write_text(f"Mingtang.Test:0:*:{EICAR.hex()}\n")
    socket, configuration = folder / "clamd.sock", folder / "clamd.conf"
    configuration.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {database}\nForeground yes\n"
        f"TemporaryDirectory {folder}\nMaxThreads 2\nStreamMaxLength {STREAM_LIMIT}\n"
    )
    log = (folder / "clamd.log").open("wb")
    with (
        log,
        subprocess.Popen(
            [find_clamd(), "-c", str(configuration)], stdout=log, stderr=log
        ) as process,
    ):
        try:
            if not wait_until(lambda: answers(f"unix:{socket}") or process.poll() is not None, 60):
                raise AssertionError((folder / "clamd.log").read_text())
            assert process.poll() is None, (folder / "clamd.log").read_text()
            yield f"unix:{socket}"
        finally:
            process.kill()


def answers(address: str) -> bool:
    """Tell whether a daemon answers there."""
    try:
        ClamAV(address, patience=5).ping()
    except ScannerDown:
        return False
    return True
