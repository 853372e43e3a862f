"""What a command says when the database is not there, or has no tables yet."""

import click
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError, ProgrammingError

UNPREPARED = "数据库还没有准备好，请先运行 mingtang prepare。"
UNREACHABLE = "连接不上数据库（{}），请确认数据库已启动；运行 mingtang doctor 可查看原因。"


def explained(problem: BaseException) -> click.ClickException | None:
    """Return the one sentence for a missing database or missing tables, else nothing."""
    if not isinstance(problem, OperationalError | ProgrammingError):
        return None
    try:
        connection.close()
        return click.ClickException(UNPREPARED) if lacks_tables() else None
    except (DatabaseError, OSError):
        words = str(problem).strip().splitlines()
        return click.ClickException(UNREACHABLE.format(words[0] if words else "没有应答"))


def lacks_tables() -> bool:
    """Tell whether the tables are missing or older than the program.

    :raises DatabaseError: when the database does not answer.
    """
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_tables() -> None:
    """Stop a command that would go on without tables; an absent database may come back.

    :raises click.ClickException: when the database answers and has no tables for this program.
    """
    try:
        is_lacking = lacks_tables()
    except (DatabaseError, OSError):
        return
    if is_lacking:
        raise click.ClickException(UNPREPARED)
