from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "mingtang.spine.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from mingtang.spine.jobs.registry import register_job  # app ready
        from mingtang.spine.search.jobs import JOB  # app ready

        register_job(JOB)
        post_migrate.connect(_make_table, sender=self)


def _make_table(sender: Any, using: str, **kwargs: Any) -> None:
    """Make the engine's table with the others; where all documents were flushed, empty it."""
    from django.db import connections  # app ready

    from mingtang.spine.search.engines import engine_for  # app ready
    from mingtang.spine.search.models import IndexedDocument  # app ready

    connection = connections[using]
    if IndexedDocument._meta.db_table not in connection.introspection.table_names():
        return  # migrated back to before this room
    engine = engine_for(connection.vendor)
    engine.create(connection)
    if not IndexedDocument.objects.using(using).exists():
        engine.clear(connection)
