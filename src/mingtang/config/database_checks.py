"""What `mingtang doctor` looks at in the database (数据库); needs Django to be set up."""

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from mingtang.foundation.checks import Check, Result, error, good, warning

OLDEST_POSTGRESQL = 140000
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


def check_tables(at: datetime) -> Iterator[Result]:
    """Look whether the tables fit the program."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        yield good("数据库表与程序一致")
    elif executor.loader.applied_migrations:
        yield error(f"有 {len(plan)} 项数据库变更未执行", "请运行 mingtang manage migrate")
    else:
        yield warning(
            "数据库还是空的", "试用请运行 make demo，正式使用请运行 mingtang manage migrate"
        )


CONNECTION = Check("database.connection", "数据库连接", check_connection)
TABLES = Check("database.tables", "数据库表", check_tables, needs_database=True)
