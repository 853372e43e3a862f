"""Which rows of unit A a question changed, removed, or added to A."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from tests.stranger.world import World

Rows = dict[Any, str]
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
FURNITURE = frozenset({"desk.SpentFormKey", "desk.KeptForm", "events.Delivery", "events.ChainHead"})


class Undone:
    """Notes which tables are written inside, and takes everything back at the end."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self._block = transaction.atomic()
        self._wrapper: AbstractContextManager[None] = connection.execute_wrapper(self._note)

    def __enter__(self) -> "Undone":
        self._block.__enter__()
        self._wrapper.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wrapper.__exit__(kind, error, trace)
        transaction.set_rollback(True)
        self._block.__exit__(kind, error, trace)

    def _note(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if found := _WRITE.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def models_by_table() -> dict[str, type[models.Model]]:
    """Return the models whose rows can belong to a unit, by the name of their table."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in {"auth", "contenttypes"}
    }


def rows_of(model: type[models.Model]) -> Rows:
    """Return a digest of every row of a model, by key."""
    names = [one.attname for one in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    return {row[0]: hashlib.sha256(repr(row[1:]).encode()).hexdigest() for row in rows}


def changes(before: dict[str, Rows], tables: set[str], world: World) -> Iterator[str]:
    """Yield what of A differs in these tables from what was before."""
    known = models_by_table()
    for table in sorted(tables & known.keys()):
        model = known[table]
        label, now = model._meta.label, rows_of(model)
        for key, value in before[table].items():
            if (label, key) in world.rows and now.get(key) != value:
                yield f"{label} {key}"
        for key in [] if label in FURNITURE else now.keys() - before[table].keys():
            if owner := _points_to_a(model, key, world):
                yield f"{label}: a new row of {owner}"


def _points_to_a(model: type[models.Model], key: Any, world: World) -> str:
    """Return which row or key of A a new row refers to; empty when it refers to none."""
    row = model._base_manager.get(pk=key)
    for one in model._meta.concrete_fields:
        value = getattr(row, one.attname)
        related = one.related_model if one.is_relation else None
        if related is not None and (related._meta.label, value) in world.rows:
            return f"{related._meta.label} {value}"
        if one.name in {"unit", "unit_key", "site", "site_key"} and value in world.codes:
            return str(value)
    return ""
