"""Paging by the last key seen: the millionth page costs what the first costs.

No OFFSET and no COUNT over the whole table. A list is read in two steps: the keys of one page, then
the rows of these keys, so that wide rows and joins are read for one page only.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Model, Q, QuerySet

COUNT_CAP = 1000

Row = TypeVar("Row", bound=Model)


class BadCursor(ValueError):
    """The cursor in the address is not one of ours."""


@dataclass(frozen=True)
class CappedCount:
    """How many rows a list has, counted no further than a cap."""

    number: int
    capped: bool

    def __str__(self) -> str:
        return f"{self.number}+" if self.capped else str(self.number)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of a list, and the cursors that lead to its neighbours (empty where none is)."""

    rows: list[Row]
    next_cursor: str = ""
    previous_cursor: str = ""
    count: CappedCount | None = None  # of all pages, where it was read along with this one


@dataclass(frozen=True)
class Keyset:
    """The order of a list: field names, `-` for descending, none of them null, `pk` at the end."""

    order: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.order[-1].lstrip("-") != "pk":
            raise ValueError("the order of a list must end with pk, or rows get lost between pages")

    def page(
        self, rows: "QuerySet[Row]", *, size: int, after: str = "", before: str = ""
    ) -> "KeysetPage[Row]":
        """Return the page behind the cursor `after`, in front of `before`, or the first.

        :raises BadCursor: when a cursor was not written by :meth:`cursor` for this order.
        """
        backward = bool(before)
        seen = self._read(before or after)
        limit = size + 1 if seen else max(size, COUNT_CAP) + 1  # the first page counts along
        try:
            keys = self._keys(rows, seen, backward=backward, limit=limit)
        except (
            ValidationError,
            ValueError,
            TypeError,
            OverflowError,
        ) as error:  # values of another type than the fields
            raise BadCursor(before or after) from error
        more = len(keys) > size
        count = None if seen else counted_to_cap(len(keys))
        keys = keys[:size]
        if backward:
            keys.reverse()
        by_pk = {row.pk: row for row in rows.order_by().filter(pk__in=[key[-1] for key in keys])}
        has_next, has_previous = (True, more) if backward else (more, bool(after))
        return KeysetPage(
            rows=[by_pk[key[-1]] for key in keys if key[-1] in by_pk],
            next_cursor=self.cursor(keys[-1]) if keys and has_next else "",
            previous_cursor=self.cursor(keys[0]) if keys and has_previous else "",
            count=count,
        )

    def cursor(self, key: Sequence[Any]) -> str:
        """Write the key of a row as text for an address."""
        values = [part.isoformat() if isinstance(part, date) else part for part in key]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    def _keys(
        self, rows: "QuerySet[Row]", key: list[Any], *, backward: bool, limit: int
    ) -> list[tuple[Any, ...]]:
        order = flipped(self.order) if backward else self.order
        if key:
            rows = rows.filter(_beyond(order, key))
        names = [name.lstrip("-") for name in self.order]
        return list(rows.order_by(*order).values_list(*names)[:limit])

    def _read(self, cursor: str) -> list[Any]:
        if not cursor:
            return []
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError) as error:
            raise BadCursor(cursor) from error
        if not isinstance(values, list) or len(values) != len(self.order):
            raise BadCursor(cursor)
        if not all(isinstance(value, str | int) for value in values):
            raise BadCursor(cursor)
        return values


def capped_count(rows: "QuerySet[Any]", cap: int = COUNT_CAP) -> CappedCount:
    """Count rows, but stop at `cap`: a list of a million says `1000+` in a millisecond."""
    return counted_to_cap(rows.order_by()[: cap + 1].count(), cap)


def capped_counts(*lists: "QuerySet[Any]", cap: int = COUNT_CAP) -> list[CappedCount]:
    """Count several lists in one question, each no further than `cap`."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists:
        try:
            sql, params = rows.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - Django wrote it
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [counted_to_cap(number, cap) for number in cursor.fetchone()]


def counted_to_cap(number: int, cap: int = COUNT_CAP) -> CappedCount:
    """Say how many rows there are, of which no more than one beyond the cap were counted."""
    return CappedCount(min(number, cap), capped=number > cap)


def flipped(order: Sequence[str]) -> tuple[str, ...]:
    """Return the opposite order."""
    return tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)


def _beyond(order: Sequence[str], key: Sequence[Any]) -> Q:
    """Say which rows come after `key`, with a plain bound in front that an index can use."""
    first = order[0]
    condition = Q((f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}", key[0]))
    any_of, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field = name.lstrip("-")
        any_of |= equal & Q((f"{field}__{'lt' if name.startswith('-') else 'gt'}", value))
        equal &= Q((field, value))
    return condition & any_of
