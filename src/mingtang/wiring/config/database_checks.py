"""What `mingtang doctor` looks at in the database (数据库); needs Django to be set up."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from mingtang.ground.foundation.checks import Check, Result, error, good, warning

OLDEST_POSTGRESQL = 140000
EVERY = timedelta(days=1)
FROM_BACKUP = (
    "请停止平台，保留这个文件，从最近的备份恢复数据库；没有备份时，"
    "可试用 sqlite3 命令的 .recover 另存一份"
)
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def check_connection(at: datetime) -> Iterator[Result]:
    """Look whether the database answers."""
    name = NAMES.get(connection.vendor, connection.vendor)
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError) as problem:
        words = str(problem).strip().splitlines()
        yield error(
            f"{name} 连接不上：{words[0] if words else type(problem).__name__}",
            "请确认数据库已启动，并检查环境变量 MINGTANG_DATABASE_URL",
        )
        return
    if connection.vendor == "postgresql":
        version = connection.pg_version  # type: ignore[attr-defined]
        if version < OLDEST_POSTGRESQL:
            yield error(f"PostgreSQL {version // 10000} 过旧", "请升级到 PostgreSQL 14 以上")
            return
        yield good(f"PostgreSQL {version // 10000} 已连接")
    else:
        yield good(f"{name} 已连接：{connection.settings_dict['NAME']}")


def check_content(at: datetime) -> Iterator[Result]:
    """Read the whole file of SQLite for damage; PostgreSQL has means of its own (`pg_amcheck`)."""
    if connection.vendor != "sqlite" or not Path(str(connection.settings_dict["NAME"])).exists():
        return
    found = quick_check()
    if found:
        yield error(f"数据库文件已损坏：{found}", FROM_BACKUP)
    else:
        yield good("数据库文件完好")


def quick_check() -> str:
    """Return the first damage that SQLite finds in its file, empty for none.

    By a connection of its own that only reads: a broken file must not break the one in use.
    """
    name = str(connection.settings_dict["NAME"])
    if not Path(name).exists():
        return ""
    try:
        with closing(sqlite3.connect(f"file:{quote(name)}?mode=ro", uri=True, timeout=20)) as file:
            (found,) = file.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as problem:
        return str(problem)
    return "" if found == "ok" else str(found)


def check_content_daily(at: datetime) -> int:
    """Read the file once a day, and note what was found for `/healthz`; return 0: nobody waits."""
    if connection.vendor == "sqlite" and not at - EVERY < _checked_at(at) <= at:
        _note().parent.mkdir(parents=True, exist_ok=True)
        _note().write_text(json.dumps({"at": at.isoformat(), "found": quick_check()}), "utf-8")
    return 0


def corruption() -> str:
    """Return what the latest daily reading found, empty for nothing."""
    return str(_noted().get("found", "")) if connection.vendor == "sqlite" else ""


def lost_file() -> str:
    """Return the place of a database of SQLite that is no longer there, empty where it is.

    A connection that is open goes on with the file that was removed: it answers, and what it writes
    is lost when it closes.
    """
    place = Path(str(connection.settings_dict["NAME"]))
    is_file = connection.vendor == "sqlite" and place.is_absolute()
    return str(place) if is_file and not place.exists() else ""


def _checked_at(at: datetime) -> datetime:
    told = _noted().get("at")
    return datetime.fromisoformat(told) if told else at - EVERY


def _noted() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(_note().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _note() -> Path:
    return Path(settings.DATA_DIR) / "workers" / "database.json"


def unknown_migrations(loader: MigrationLoader) -> list[str]:
    """Return the migrations in the database that this program does not know: a later one made them.

    Those of packages that are no longer installed are left out.
    """
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    known = loader.disk_migrations.keys() | replaced
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in known
    )


def check_tables(at: datetime) -> Iterator[Result]:
    """Look whether the tables fit the program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if unknown := unknown_migrations(executor.loader):
        yield error(f"数据库是较新版本的程序建立的（{unknown[0]}）", "请换用新版本的程序")
    elif not plan:
        yield good("数据库表与程序一致")
    elif executor.loader.applied_migrations:
        yield error(f"有 {len(plan)} 项数据库变更未执行", "请运行 mingtang manage migrate")
    else:
        yield warning(
            "数据库还是空的", "试用请运行 make demo，正式使用请运行 mingtang manage migrate"
        )


CONNECTION = Check("database.connection", "数据库连接", check_connection)
CONTENT = Check("database.content", "数据库文件", check_content)
TABLES = Check("database.tables", "数据库表", check_tables, needs_database=True)
