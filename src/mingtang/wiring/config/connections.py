"""The budget of database connections over all processes (连接预算).

Each thread of a face holds at most one. What the processes may hold together has to fit into what the
PostgreSQL server allows, with room for the command line; SQLite has no such limit.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.checks import Check, Level, Result, error, good
from mingtang.wiring.config.serving.sizes import office_lanes, public_lanes, worker_connections

VISITS = 1  # what puts visits into the database every few seconds
COMMAND_LINE = 10  # commands, back-ups and people who look into the database
log = logging.getLogger(__name__)
# -1 in either table: no limit of its own.
_ALLOWED = """
SELECT least(
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
    nullif((SELECT datconnlimit FROM pg_database WHERE datname = current_database()), -1),
    nullif((SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user), -1))
"""


def budget() -> dict[str, int]:
    """Return how many connections each part may hold at most, by its Chinese name."""
    return {
        "公众端": sum(lane.threads for lane in public_lanes().values()) + VISITS,
        "工作台": sum(lane.threads for lane in office_lanes().values()),
        "后台任务": worker_connections(),
        "命令行预留": COMMAND_LINE,
    }


def check_budget(at: datetime) -> Iterator[Result]:
    """Look whether the server allows as many connections as all processes may hold."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_ALLOWED)
        allowed = int(cursor.fetchone()[0])
    parts = budget()
    needed = sum(parts.values())
    words = "、".join(f"{name} {count}" for name, count in parts.items())
    if needed <= allowed:
        yield good(f"数据库连接够用：最多用 {needed} 个（{words}），允许 {allowed} 个")
        return
    yield error(
        f"数据库连接不够：最多用 {needed} 个（{words}），只允许 {allowed} 个",
        "请调大 PostgreSQL 的 max_connections，或调小 MINGTANG_PUBLIC_THREADS、"
        "MINGTANG_OFFICE_THREADS、MINGTANG_WORKER_CONNECTIONS",
    )


def warn_where_short() -> None:
    """Write into the log, when a face starts, that connections may run out."""
    try:
        results = list(check_budget(clock.now()))
    except DatabaseError:  # the server is not up yet: requests will tell
        return
    for result in results:
        if result.level is Level.ERROR:
            log.error("%s。%s", result.found, result.advice)


BUDGET = Check("database.connections", "数据库连接数", check_budget, needs_database=True)
