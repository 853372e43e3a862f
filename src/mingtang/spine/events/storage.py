"""The few statements that write the log and its outbox, in SQL.

They are the hot path of every action and of the worker, where the ORM costs several times the
statement itself; and the models refuse to write, so that nothing else can. Times are adapted by the
connection, because SQLite keeps them as text.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from mingtang.spine.events.models import StatedReason
from mingtang.spine.events.subscribers import EventFacts

_INSERT_EVENT = (
    "INSERT INTO events_event (code, subject, actor, unit, site, payload, occurred_at, recorded_at,"
    " reason_id, reason_digest, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '') RETURNING id"
)
_INSERT_OWED = (
    "INSERT INTO events_delivery (event_id, subscriber, key, state, tries, error) VALUES "
)
_MARK = (
    "UPDATE events_delivery SET state = 'done', done_at = %s, due_at = NULL, error = '',"
    " tries = tries + 1 WHERE id = %s AND done_at IS NULL"
)
_MARK_DONE = {
    False: _MARK,
    True: f"{_MARK} AND set_config('synchronous_commit', 'off', true) = 'off'",
}
_UNFINISHED = (
    "SELECT d.id FROM events_lane l JOIN events_delivery d"
    " ON d.subscriber = l.subscriber AND d.key = l.key"
    " WHERE l.id = %s AND d.done_at IS NULL AND d.position IS NOT NULL"
    " ORDER BY d.position LIMIT %s"
)


def moment(value: datetime) -> Any:
    """Return a time as the connection stores it."""
    return connection.ops.adapt_datetimefield_value(value)


def insert_event(
    facts: EventFacts, payload: str, reason: StatedReason | None, owed: Sequence[tuple[str, str]]
) -> int:
    """Insert an unsealed event and owe it to subscribers; return its id.

    `payload` is the canonical text of the payload, `owed` holds pairs of subscriber and key.
    """
    values = [
        facts.code,
        facts.subject,
        facts.actor,
        facts.unit,
        facts.site,
        payload,
        moment(facts.occurred_at),
        moment(facts.recorded_at),
        reason.pk if reason else None,
        reason.digest if reason else "",
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_EVENT, values)
        event_id = int(cursor.fetchone()[0])
        if owed:
            places = ", ".join(["(%s, %s, %s, 'waiting', 0, '')"] * len(owed))
            rows = [value for one in owed for value in (event_id, *one)]
            cursor.execute(_INSERT_OWED + places, rows)
    return event_id


def write_seals(seals: Sequence[tuple[int, int, str]], at: datetime) -> None:
    """Write position and hash of events (`seals`: id, position, hash) and open their lanes.

    Touching a lane that exists waits for the worker that is just closing it; its `latest_position` tells
    that worker that there is more.
    """
    if connection.vendor == "postgresql":
        _write_seals_postgresql(seals, at)
    else:
        _write_seals_sqlite(seals, at)


def _write_seals_postgresql(seals: Sequence[tuple[int, int, str]], at: datetime) -> None:
    ids, positions, hashes = (list(column) for column in zip(*seals, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_event e SET position = s.position, hash = s.hash"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS s(id, position, hash)"
            " WHERE e.id = s.id AND e.position IS NULL",
            [ids, positions, hashes],
        )
        cursor.execute(
            "WITH sealed AS (UPDATE events_delivery d SET position = s.position"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS s(id, position)"
            " WHERE d.event_id = s.id RETURNING d.subscriber, d.key, d.position)"
            " INSERT INTO events_lane (subscriber, key, due_at, claim, latest_position)"
            " SELECT subscriber, key, %s, '', max(position) FROM sealed"
            " GROUP BY subscriber, key ORDER BY subscriber, key"
            " ON CONFLICT (subscriber, key)"
            " DO UPDATE SET latest_position = excluded.latest_position",
            [ids, positions, at],
        )


def _write_seals_sqlite(seals: Sequence[tuple[int, int, str]], at: datetime) -> None:
    due_at = moment(at)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE events_event SET position = %s, hash = %s WHERE id = %s AND position IS NULL",
            [(position, digest, event_id) for event_id, position, digest in seals],
        )
        cursor.executemany(
            "UPDATE events_delivery SET position = %s WHERE event_id = %s",
            [(position, event_id) for event_id, position, _ in seals],
        )
        cursor.executemany(
            "INSERT INTO events_lane (subscriber, key, due_at, claim, latest_position)"
            " SELECT subscriber, key, %s, '', position FROM events_delivery WHERE event_id = %s"
            " ON CONFLICT (subscriber, key)"
            " DO UPDATE SET latest_position = excluded.latest_position",
            [(due_at, event_id) for event_id, _, _ in seals],
        )


def unfinished_in(lane_ids: Iterable[int], limit: int) -> list[int]:
    """Return the ids of the earliest deliveries of each lane, at most `limit` a lane."""
    found: list[int] = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT w.id FROM events_lane l CROSS JOIN LATERAL (SELECT d.id, d.position"
                " FROM events_delivery d WHERE d.subscriber = l.subscriber AND d.key = l.key"
                " AND d.done_at IS NULL AND d.position IS NOT NULL"
                " ORDER BY d.position LIMIT %s) w WHERE l.id = ANY(%s)",
                [limit, list(lane_ids)],
            )
            return [row[0] for row in cursor.fetchall()]
        for lane_id in lane_ids:
            cursor.execute(_UNFINISHED, [lane_id, limit])
            found += [row[0] for row in cursor.fetchall()]
    return found


def mark_done(delivery_id: int, at: datetime) -> bool:
    """Mark a delivery done unless someone did before; say whether it was us.

    PostgreSQL need not wait for the disk when this transaction commits: a power failure loses the
    mark together with what the handler did, and the event is delivered again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK_DONE[connection.vendor == "postgresql"], [moment(at), delivery_id])
        return bool(cursor.rowcount)


def close_lane(lane_id: int, claim: str, position: int) -> bool:
    """Remove a lane that we hold unless something later than `position` was put into it.

    One statement on one row: a sealer that holds the row makes us wait and judge again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM events_lane WHERE id = %s AND claim = %s AND latest_position <= %s",
            [lane_id, claim, position],
        )
        return bool(cursor.rowcount)


def purge_done(before: datetime, limit: int) -> int:
    """Delete up to `limit` deliveries finished before a moment; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM events_delivery WHERE id IN (SELECT id FROM events_delivery"
            " WHERE done_at < %s AND done_at IS NOT NULL ORDER BY done_at LIMIT %s)",
            [moment(before), limit],
        )
        return int(cursor.rowcount)
