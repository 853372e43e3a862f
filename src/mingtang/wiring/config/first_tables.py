"""The tables of an empty database, made from the models at once instead of migration by migration."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import Model
from wagtail.models import Collection, Locale

Names = set[tuple[str, str]]


class _SchemaChange(Protocol):
    def __call__(self, apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None: ...


# Steps of migrations that are Python and change tables, not rows.
_IN_PYTHON = (
    (
        "wagtail.migrations.0001_squashed_0016_change_page_url_path_to_text_field",
        "set_page_path_collation",
    ),
    ("wagtail.migrations.0027_fix_collection_path_collation", "set_collection_path_collation"),
)


def make_first_tables(connection: BaseDatabaseWrapper) -> bool:
    """Make all tables of a database without any, and record every migration; else do nothing.

    Replaying the migrations takes ten times as long, nearly all of it to build each model again as it
    was before each step. Tables are the same. Of the rows that Wagtail's migrations add, only the
    root collection and the locale are made: its pages, groups, workflow and permissions rule
    nothing here. One transaction; a second process that prepares the same database waits or fails.

    :return: whether the tables were made.
    """
    if connection.introspection.table_names():
        return False
    migrations = MigrationLoader(connection).disk_migrations
    recorder = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        _make_tables(editor, list(migrations.values()))
        editor.create_model(recorder.Migration)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in sorted(_recorded(migrations))
        )
        _add_rows()
    emit_post_migrate_signal(
        verbosity=0,
        interactive=False,
        db=connection.alias,
        apps=apps,
        plan=[(migration, False) for migration in migrations.values()],
    )
    return True


def _make_tables(editor: BaseDatabaseSchemaEditor, migrations: list[Migration]) -> None:
    """Make the tables of all models, by the SQL of a migration where it brings its own."""
    by_sql = {name for migration in migrations for name in _made_by_sql(migration)}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and _name(model) not in by_sql:
            editor.create_model(model)
    no_state = ProjectState()  # SQL needs none
    for migration in migrations:
        for statement in _sql(migration.operations):
            statement.database_forwards(migration.app_label, editor, no_state, no_state)
    for module, function in _IN_PYTHON:
        change: _SchemaChange = getattr(import_module(module), function)
        change(apps, editor)


def _name(model: type[Model]) -> tuple[str, str]:
    return model._meta.app_label, str(model._meta.model_name)


def _made_by_sql(migration: Migration) -> Iterator[tuple[str, str]]:
    """Yield the models that a migration declares and whose tables its SQL makes."""
    for operation in migration.operations:
        if isinstance(operation, SeparateDatabaseAndState):
            for declared in operation.state_operations:
                if isinstance(declared, CreateModel):
                    yield migration.app_label, declared.name_lower


def _sql(operations: Sequence[Operation]) -> Iterator[RunSQL]:
    """Yield the statements among the operations of a migration."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _sql(operation.database_operations)
        elif isinstance(operation, RunSQL):
            yield operation


def _recorded(migrations: dict[tuple[str, str], Migration]) -> Names:
    """Return what stands in the records once all migrations ran, with those that others replace."""
    replaced = {key for migration in migrations.values() for key in migration.replaces}
    return set(migrations) | replaced


def _add_rows() -> None:
    """Add what Wagtail's screens for media look for."""
    Collection.add_root(name="Root")
    Locale.objects.create(language_code=settings.LANGUAGE_CODE)
