"""What a command says when the database is not there, has no tables yet, or is of a later version."""

import click
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError, ProgrammingError

from mingtang.wiring.config.database_checks import unknown_migrations

UNPREPARED = "数据库还没有准备好，请先运行 mingtang prepare。"
LATER = (
    "数据库是较新版本的程序建立的（{}），本版本不能使用。"
    "请换用新版本的程序，或用 MINGTANG_HOME 另设数据目录。"
)
UNREACHABLE = "连接不上数据库（{}），请确认数据库已启动；运行 mingtang doctor 可查看原因。"


def explained(problem: BaseException) -> click.ClickException | None:
    """Return the one sentence for a missing database or missing tables, else nothing."""
    if not isinstance(problem, OperationalError | ProgrammingError):
        return None
    try:
        connection.close()
        return _unfit()
    except (DatabaseError, OSError):
        words = str(problem).strip().splitlines()
        return click.ClickException(UNREACHABLE.format(words[0] if words else "没有应答"))


def _unfit() -> click.ClickException | None:
    """Return why the tables do not fit the program: of a later version, missing, or older; else nothing.

    :raises DatabaseError: when the database does not answer.
    """
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    if unknown := unknown_migrations(executor.loader):
        return click.ClickException(LATER.format(unknown[0]))
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return click.ClickException(UNPREPARED)
    return None


def refuse_later_database() -> None:
    """Stop a command before it works on a database that a later version of the program made.

    :raises click.ClickException: when it did.
    """
    connection.ensure_connection()
    if unknown := unknown_migrations(MigrationLoader(connection)):
        raise click.ClickException(LATER.format(unknown[0]))


def require_tables() -> None:
    """Stop a command that would go on without its tables; an absent database may come back.

    :raises click.ClickException: when the database answers and has no tables for this program, or
        those of a later one.
    """
    try:
        unfit = _unfit()
    except (DatabaseError, OSError):
        return
    if unfit:
        raise unfit
