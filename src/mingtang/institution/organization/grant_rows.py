"""The posts that one person uses at a moment, read in one statement.

Every act and every screen asks for them, some a dozen times. Put together by the ORM the two queries
take five times as long to build as to run, so this one is written out. The conditions are those of
`in_force` in the models; a test compares both over random casts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from mingtang.institution.organization.models import Delegation, Person, PostHolding, Unit

# `h` a holding, `p` its holder, `u` the unit served, `d` a delegation.
_COLUMNS = "h.post, h.id, h.person_id, p.name, h.unit_id, u.code, u.parent_id, h.site_key"
_HOLDINGS = f"""
{PostHolding._meta.db_table} h
JOIN {Person._meta.db_table} p ON p.id = h.person_id
JOIN {Unit._meta.db_table} u ON u.id = h.unit_id
"""
_IN_FORCE = """
h.valid_from <= %s AND (h.valid_to IS NULL OR h.valid_to > %s) AND p.is_active AND u.is_active
"""
_OWN_AND_LENT = f"""
SELECT {_COLUMNS}, NULL FROM {_HOLDINGS} WHERE h.person_id = %s AND {_IN_FORCE}
UNION ALL
SELECT {_COLUMNS}, d.id FROM {_HOLDINGS}
JOIN {Delegation._meta.db_table} d ON d.holding_id = h.id
JOIN {Person._meta.db_table} t ON t.id = d.to_person_id
WHERE d.to_person_id = %s AND d.valid_from <= %s AND d.valid_to > %s AND t.is_active
AND {_IN_FORCE}
"""  # noqa: S608 - only names of tables and columns are put in


def grant_rows(person_id: int, at: datetime) -> list[Sequence[Any]]:
    """Return the columns of each grant in force, own posts before lent ones, each in order of entry.

    The last column is the delegation by which a post is lent, None for an own post.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    values = [person_id, moment, moment, person_id, moment, moment, moment, moment]
    with connection.cursor() as cursor:
        cursor.execute(_OWN_AND_LENT, values)
        rows = cursor.fetchall()
    return sorted(rows, key=lambda row: (row[-1] is not None, row[-1] or row[1]))
