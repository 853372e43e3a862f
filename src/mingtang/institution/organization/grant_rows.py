"""The posts in use at a moment, each read in one statement: those of a person or near a place; and paths.

Every act and every screen asks for them, some a dozen times. The ORM takes five times as long to build
such queries as the database to answer them, so they are written out here. Their conditions are those
of `in_force` in the models; a test compares both over random casts.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from mingtang.institution.organization.models import (
    Delegation,
    Person,
    PostHolding,
    SiteHost,
    Unit,
    UnitClosure,
)

# `h` a holding, `p` its holder, `u` the unit served; `d` a delegation, `t` the person it lends to.
_COLUMNS = "h.post, h.id, h.person_id, p.name, h.unit_id, u.code, u.parent_id, h.site_key"
_HOLDINGS = f"""
{PostHolding._meta.db_table} h
JOIN {Person._meta.db_table} p ON p.id = h.person_id
JOIN {Unit._meta.db_table} u ON u.id = h.unit_id
"""
_LOANS = f"""
{_HOLDINGS}
JOIN {Delegation._meta.db_table} d ON d.holding_id = h.id
JOIN {Person._meta.db_table} t ON t.id = d.to_person_id
"""
_IN_FORCE = """
h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s) AND p.is_active AND u.is_active
"""
_LENT = f"{_IN_FORCE} AND d.valid_from <= %s AND d.valid_to > %s AND t.is_active"
# Whose unit is closed uses no post, though the post may stand in another unit.
_USER_SERVES = f"""
JOIN {Unit._meta.db_table} s ON s.id = {{user}}.unit_id AND s.is_active
"""


_TOPS = f"(SELECT COUNT(*) FROM {Unit._meta.db_table} top WHERE top.parent_id IS NULL)"  # noqa: S608


def grants_of(person_id: int, at: datetime) -> list[Sequence[Any]]:
    """Return a row for each post that a person uses, own ones before lent ones.

    Each is the columns of :func:`~.authority.grant_of`, how many topmost units there are, and the
    delegation, None for an own post.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    sql = f"""
SELECT {_COLUMNS}, {_TOPS}, NULL FROM {_HOLDINGS} WHERE h.person_id = %s AND {_IN_FORCE}
UNION ALL
SELECT {_COLUMNS}, {_TOPS}, d.id FROM {_LOANS} WHERE d.to_person_id = %s AND {_LENT}
"""  # noqa: S608 - only names of tables and columns are put in
    rows = _rows(sql, [person_id, *[moment] * 2, person_id, *[moment] * 4])
    return sorted(rows, key=lambda row: (row[-1] is not None, row[-1] or row[1]))


def grants_near(
    unit_ids: Collection[int], sites: Collection[str], at: datetime
) -> list[Sequence[Any]]:
    """Return a row for each post held in some units, in a topmost unit or for some sites.

    The columns are those of :func:`~.authority.grant_of` with the delegation, then id and name of the person who uses the post.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    marks = ", ".join(["%s"] * len(unit_ids)) or "NULL"
    keys = ", ".join(["%s"] * len(sites)) or "NULL"
    where = f"(h.unit_id IN ({marks}) OR u.parent_id IS NULL OR h.site_key IN ({keys}))"
    sql = f"""
SELECT {_COLUMNS}, NULL, p.id, p.name FROM {_HOLDINGS} {_USER_SERVES.format(user="p")}
WHERE {where} AND {_IN_FORCE}
UNION ALL
SELECT {_COLUMNS}, d.id, t.id, t.name FROM {_LOANS} {_USER_SERVES.format(user="t")}
WHERE {where} AND {_LENT}
"""  # noqa: S608 - only names of tables and columns are put in
    place = [*unit_ids, *sites]
    rows = _rows(sql, [*place, *[moment] * 2, *place, *[moment] * 4])
    return sorted(rows, key=lambda row: (row[-3] is not None, row[-3] or row[1]))


def path_of(unit: str) -> dict[int, int]:
    """Return the ids from a unit up to the top with their distance from it."""
    sql = f"""
SELECT c.ancestor_id, c.depth FROM {UnitClosure._meta.db_table} c
JOIN {Unit._meta.db_table} u ON u.id = c.descendant_id WHERE u.code = %s
"""  # noqa: S608 - only names of tables are put in
    return dict(_rows(sql, [unit]))


def host_path_of(site: str) -> dict[int, int]:
    """Return the ids from the host of a site up to the top with their distance from it."""
    sql = f"""
SELECT c.ancestor_id, c.depth FROM {UnitClosure._meta.db_table} c
JOIN {SiteHost._meta.db_table} h ON h.unit_id = c.descendant_id WHERE h.site_key = %s
"""  # noqa: S608 - only names of tables are put in
    return dict(_rows(sql, [site]))


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
