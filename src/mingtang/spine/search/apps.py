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
        post_migrate.connect(_make_tables, sender=self)


def _make_tables(sender: Any, using: str, **kwargs: Any) -> None:
    """Make the engines' tables with the others; where all documents were flushed, empty them."""
    from django.db import connections  # app ready

    from mingtang.spine.search.engines import engine_for, ranked_engine_for  # app ready
    from mingtang.spine.search.models import IndexedDocument, PublicDocument  # app ready

    connection = connections[using]
    tables = connection.introspection.table_names()
    vendor = connection.vendor
    for model, engine in (
        (IndexedDocument, engine_for(vendor)),
        (PublicDocument, ranked_engine_for(vendor)),
    ):
        if model._meta.db_table in tables:  # else migrated back to before it
            engine.create(connection)
            if not model._default_manager.using(using).exists():
                engine.clear(connection)
