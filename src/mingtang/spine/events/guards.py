"""Triggers that keep the log append-only for anyone who reaches the database past the code.

An event may be inserted unsealed and sealed once; the words of a reason may be erased; the head of the
chain only moves forward. All else is refused by the database with an integrity error. The triggers are put in place after every
`migrate` (SQLite loses them when a migration rebuilds the table). A database whose tables were made
without migrations, as tests do, has none: flushing it between tests would be refused.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

_FIXED = (
    "id", "code", "subject", "actor", "unit", "site",
    "payload", "occurred_at", "recorded_at", "reason_id", "reason_digest",
)  # fmt: skip
_REFUSED = "events are never changed or deleted"
_NAMES = {
    "events_event": ("events_event_insert", "events_event_update", "events_event_delete"),
    "events_statedreason": ("events_reason_update", "events_reason_delete"),
    "events_chainhead": ("events_chainhead_update", "events_chainhead_delete"),
}


def _sqlite_statements() -> list[str]:
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _FIXED)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    free = "NOT EXISTS (SELECT 1 FROM events_event WHERE position = NEW.position)"
    conditions = {
        # INSERT OR REPLACE would delete a row without asking the trigger for deletes.
        "events_event_insert": "BEFORE INSERT ON events_event WHEN NEW.position IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM events_event WHERE id = NEW.id)",
        "events_event_update": "BEFORE UPDATE ON events_event WHEN NOT (OLD.position IS NULL"
        f" AND NEW.position IS NOT NULL AND {same} AND {free})",
        "events_event_delete": "BEFORE DELETE ON events_event",
        "events_reason_update": "BEFORE UPDATE ON events_statedreason WHEN NEW.id IS NOT OLD.id"
        " OR NEW.digest IS NOT OLD.digest OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL",
        "events_reason_delete": "BEFORE DELETE ON events_statedreason",
        "events_chainhead_update": "BEFORE UPDATE ON events_chainhead"
        " WHEN NEW.id IS NOT OLD.id OR NEW.position <= OLD.position",
        "events_chainhead_delete": "BEFORE DELETE ON events_chainhead",
    }
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} {when} {refuse}" for name, when in conditions.items()
    ]


def _postgresql_statements() -> list[str]:
    changed = ", ".join(f"OLD.{name}" for name in _FIXED), ", ".join(f"NEW.{n}" for n in _FIXED)
    row = "FOR EACH ROW WHEN"
    conditions = {
        "events_event_insert": f"BEFORE INSERT ON events_event {row} (NEW.position IS NOT NULL)",
        "events_event_update": f"BEFORE UPDATE ON events_event {row} (OLD.position IS NOT NULL OR"
        f" NEW.position IS NULL OR ROW({changed[0]}) IS DISTINCT FROM ROW({changed[1]}))",
        "events_event_delete": "BEFORE DELETE OR TRUNCATE ON events_event FOR EACH STATEMENT",
        "events_reason_update": f"BEFORE UPDATE ON events_statedreason {row} (NEW.id <> OLD.id OR"
        " NEW.digest <> OLD.digest OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL)",
        "events_reason_delete": "BEFORE DELETE OR TRUNCATE ON events_statedreason FOR EACH STATEMENT",
        "events_chainhead_update": f"BEFORE UPDATE ON events_chainhead {row}"
        " (NEW.id <> OLD.id OR NEW.position <= OLD.position)",
        "events_chainhead_delete": "BEFORE DELETE OR TRUNCATE ON events_chainhead"
        " FOR EACH STATEMENT",
    }
    function = (
        "CREATE OR REPLACE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION events_refuse()"
            for name, when in conditions.items()
        ),
    ]


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; harmless when they are there."""
    statements = (
        _postgresql_statements() if connection.vendor == "postgresql" else _sqlite_statements()
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for tests that tamper with the log or empty it."""
    with connection.cursor() as cursor:
        for table, names in _NAMES.items():
            for name in names:
                at_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{at_table}")


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that are not in place."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for names in _NAMES.values() for name in names if name not in present]


def guard_after_migrate(**kwargs: Any) -> None:
    """Receiver of `post_migrate`: put the triggers on tables that migrations made."""
    from django.db import connections  # needs set-up

    connection = connections[kwargs["using"]]
    applied = MigrationRecorder(connection).applied_migrations()
    if ("events", "0002_reasons") in applied:  # the last that made a guarded table
        install_guards(connection)
