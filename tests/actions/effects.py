"""All that an action changes in the tables: what is not named in `effects.toml` stays as it was."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.stranger.digest import models_by_table

Rows = dict[str, dict[object, list[str]]]
Effect = dict[str, str]

FILE = Path(__file__).with_name("effects.toml")
WHO_HEARS = "events_delivery"  # rooms that subscribe, which is no effect of the action
ROOMS = ("organization", "content", "submission", "review")  # whose actions are all named there


def rows() -> Rows:
    """Return every row of every table as text, by table and key."""
    return {
        table: {
            row.pk: [one.value_to_string(row) for one in model._meta.concrete_fields]
            for row in model._base_manager.all()
        }
        for table, model in models_by_table().items()
    }


def effect(before: Rows, after: Rows) -> Effect:
    """Say for each table that differs how many rows came and went, and which columns of others changed."""
    tables = after.keys() - {WHO_HEARS}
    said = {table: "; ".join(_changes(table, before[table], after[table])) for table in tables}
    return {table: changes for table, changes in sorted(said.items()) if changes}


def _changes(
    table: str, before: dict[object, list[str]], after: dict[object, list[str]]
) -> Iterator[str]:
    if added := len(after.keys() - before.keys()):
        yield f"{added} added"
    if removed := len(before.keys() - after.keys()):
        yield f"{removed} removed"
    changed = [key for key in before if key in after and before[key] != after[key]]
    if changed:
        columns = [field.column for field in models_by_table()[table]._meta.concrete_fields]
        pairs = [zip(columns, before[key], after[key], strict=True) for key in changed]
        names = {column for row in pairs for column, old, new in row if old != new}
        yield f"{len(changed)} changed: {', '.join(sorted(names))}"


def named_effects() -> dict[str, Effect]:
    """Return the effects of `effects.toml` by action."""
    return tomllib.loads(FILE.read_text("utf-8"))


def as_toml(action: str, found: Effect) -> str:
    """Write an effect as `effects.toml` has it."""
    lines = [f'{table} = "{changes}"' for table, changes in found.items()]
    return "\n".join([f'["{action}"]', *lines, ""])
