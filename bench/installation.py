"""A throw-away installation for the benches of publishing: folder, database, tables."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@contextlib.contextmanager
def installation(
    *, postgresql: bool = False, here: bool = False, changes: Mapping[str, str] | None = None
) -> Iterator[Path]:
    """Set up the platform on an empty database and yield its folder; both are thrown away.

    `postgresql` starts a throw-away server (no sync to disk), with `changes` to its settings; `here` takes the caller's empty
    database of MINGTANG_DATABASE_URL. Processes started inside find the same installation.
    """
    home = Path(tempfile.mkdtemp(prefix="mingtang-bench-"))
    os.environ["MINGTANG_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingtang.wiring.config.settings"
    if not here:
        os.environ.pop("MINGTANG_DATABASE_URL", None)
    cluster = None
    if postgresql:
        sys.path[:0] = [str(ROOT)]
        from tests.harness.postgresql import Cluster  # only where asked for

        cluster = Cluster.start(changes)
        os.environ["MINGTANG_DATABASE_URL"] = cluster.url("postgres")
    try:
        _make_tables()
        yield home
    finally:
        _disconnect()
        if cluster:
            cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _make_tables() -> None:
    import django  # slow import

    django.setup()
    from django.db import connection  # needs set-up

    from mingtang.wiring.config.first_tables import make_first_tables  # needs set-up

    make_first_tables(connection)


def _disconnect() -> None:
    with contextlib.suppress(Exception):
        from django.db import connections  # needs set-up

        connections.close_all()
