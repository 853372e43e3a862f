from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from django.db import connection

from mingtang.spine.events.anchors import Anchor, anchor_path, parse_line, read_lines, write_anchor
from mingtang.spine.events.chain import ChainRow, chained
from mingtang.spine.events.guards import install_guards, remove_guards
from mingtang.spine.events.models import ChainHead, Event
from mingtang.spine.events.sealing import FIELDS, seal_waiting
from mingtang.spine.events.verification import Verification, verify
from tests.factories.events import record

pytestmark = pytest.mark.django_db

COUNT = 12
ROW = (
    "INSERT INTO events_event (code, subject, actor, unit, site, payload, occurred_at, recorded_at,"
    " reason_id, reason_digest, position, hash) SELECT code, subject, actor, unit, site, payload, occurred_at,"
    " recorded_at, reason_id, reason_digest, {position}, '{hash}' FROM events_event WHERE position = {like}"
)

OF_SIXTH = "id = (SELECT reason_id FROM events_event WHERE position = 6)"


def run(*statements: str) -> None:
    """Change the log past all code, as someone with the database's password could."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def shift(first: int, by: int) -> None:
    """Renumber all rows from a position on, by way of positions that nobody has."""
    run(
        f"UPDATE events_event SET position = position + 1000 WHERE position >= {first}",
        f"UPDATE events_event SET position = position - 1000 + {by} WHERE position >= 1000",
    )


def rewrite(first: int) -> None:
    """Chain all rows again from a position on, as someone who knows the method would."""
    digest = Event.objects.get(position=first - 1).hash
    rows = Event.objects.filter(position__gte=first).order_by("position")
    for position, *fields in rows.values_list("position", *FIELDS):
        digest = chained(digest, ChainRow(*fields), position)
        run(f"UPDATE events_event SET hash = '{digest}' WHERE position = {position}")
    latest = Event.objects.sealed().order_by("-position")[0]
    ChainHead.objects.update(position=latest.position, hash=latest.hash)


@pytest.fixture
def _log(at: datetime) -> None:
    install_guards(connection)
    for number in range(1, COUNT):  # and the event of the anchor
        why = "停电补录" if number in {6, 11} else ""
        record(at, f"letter:{number}", number, reason=why)
        if number == 8:
            seal_waiting(at)
            write_anchor(at)
    seal_waiting(at)
    remove_guards(connection)


def own_anchors() -> list[Anchor]:
    return [parse_line(line)[0] for line in read_lines(anchor_path())]


def found(result: Verification) -> list[tuple[str, int]]:
    return [(fault.kind.value, fault.position) for fault in result.faults]


@dataclass(frozen=True)
class Crime:
    """Something done to the log and what the verification must say of it."""

    do: Callable[[], object]
    faults: list[tuple[str, int]]


CRIMES = {
    "changed payload": Crime(
        lambda: run("UPDATE events_event SET payload = '{}' WHERE position = 5"), [("changed", 5)]
    ),
    "changed actor": Crime(
        lambda: run("UPDATE events_event SET actor = 'person:4' WHERE position = 1"),
        [("changed", 1)],
    ),
    "changed time by a microsecond": Crime(
        lambda: run(
            "UPDATE events_event SET recorded_at = '2026-03-11 02:00:00.000001' WHERE position = 12"
        ),
        [("changed", 12)],
    ),
    "changed reason": Crime(
        lambda: run(f"UPDATE events_statedreason SET text = '另一个理由' WHERE {OF_SIXTH}"),
        [("reason", 6)],
    ),
    "changed reason with its digest": Crime(
        lambda: run(f"UPDATE events_statedreason SET digest = 'x' WHERE {OF_SIXTH}"),
        [("reason", 6)],
    ),
    "reason of another event": Crime(
        lambda: run(
            "UPDATE events_event SET reason_id = (SELECT reason_id FROM events_event"
            " WHERE position = 12) WHERE position = 6"
        ),
        [("reason", 6)],
    ),
    "sealed digest of a reason": Crime(
        lambda: run("UPDATE events_event SET reason_digest = 'x' WHERE position = 6"),
        [("changed", 6), ("reason", 6)],
    ),
    "changed twice": Crime(
        lambda: run("UPDATE events_event SET unit = 'health' WHERE position IN (3, 4, 9)"),
        [("changed", 3), ("changed", 4), ("changed", 9)],
    ),
    "changed hash": Crime(
        lambda: run(f"UPDATE events_event SET hash = '{'a' * 64}' WHERE position = 4"),
        [("changed", 4)],
    ),
    "removed": Crime(
        lambda: run("DELETE FROM events_event WHERE position IN (4, 5)"), [("removed", 4)]
    ),
    "removed first": Crime(
        lambda: run("DELETE FROM events_event WHERE position = 1"), [("removed", 1)]
    ),
    "removed and renumbered": Crime(
        lambda: (run("DELETE FROM events_event WHERE position = 4"), shift(5, -1)), [("removed", 4)]
    ),
    "removed at the end": Crime(
        lambda: run("DELETE FROM events_event WHERE position >= 11"), [("removed", 11)]
    ),
    "removed at the end with the head set back, beyond the anchor": Crime(
        lambda: (
            run("DELETE FROM events_event WHERE position >= 7"),
            ChainHead.objects.update(position=6, hash=Event.objects.get(position=6).hash),
        ),
        [("anchor", 8)],
    ),
    "taken back to the unsealed": Crime(
        lambda: run("UPDATE events_event SET position = NULL, hash = '' WHERE position = 6"),
        [("removed", 6)],
    ),
    "inserted": Crime(
        lambda: (shift(6, 1), run(ROW.format(position=6, hash="b" * 64, like=1))),
        [("inserted", 6)],
    ),
    "inserted at the end": Crime(
        lambda: run(ROW.format(position=13, hash="b" * 64, like=1)), [("inserted", 13)]
    ),
    "swapped": Crime(
        lambda: run(
            "UPDATE events_event SET position = 99 WHERE position = 3",
            "UPDATE events_event SET position = 3 WHERE position = 10",
            "UPDATE events_event SET position = 10 WHERE position = 99",
        ),
        [("reordered", 3), ("reordered", 10)],
    ),
    "swapped neighbours": Crime(
        lambda: run(
            "UPDATE events_event SET position = 99 WHERE position = 3",
            "UPDATE events_event SET position = 3 WHERE position = 4",
            "UPDATE events_event SET position = 4 WHERE position = 99",
        ),
        [("reordered", 3), ("reordered", 4)],
    ),
    "rewritten as a whole from before the anchor": Crime(
        lambda: (
            run("UPDATE events_event SET payload = '{}' WHERE position = 5"),
            rewrite(5),
        ),
        [("anchor", 8)],
    ),
    "head changed": Crime(lambda: ChainHead.objects.update(hash="c" * 64), [("head", 12)]),
    "head lost": Crime(lambda: ChainHead.objects.all().delete(), [("head", 12)]),
}


@pytest.mark.usefixtures("_log")
@pytest.mark.parametrize("name", CRIMES)
def test_verify_names_what_was_done(name: str) -> None:
    anchors = own_anchors()
    assert found(verify(anchors=anchors)) == []
    CRIMES[name].do()
    result = verify(anchors=anchors)
    assert sorted(found(result)) == sorted(CRIMES[name].faults)
    assert all(f"第 {fault.position} " in fault.text for fault in result.faults)


@pytest.mark.usefixtures("_log")
@pytest.mark.parametrize("name", CRIMES)
def test_verify_finds_the_same_in_small_batches(name: str) -> None:
    CRIMES[name].do()
    anchors = own_anchors()
    whole, small = verify(anchors=anchors), verify(anchors=anchors, batch=2)
    assert small == whole


@pytest.mark.usefixtures("_log")
def test_verify_counts_and_tells_its_progress() -> None:
    reached: list[int] = []
    result = verify(anchors=own_anchors(), progress=reached.append, batch=5)
    assert result == Verification(rows=12, reached=12, anchors=1, faults=())
    assert reached == [5, 10, 12]


@pytest.mark.usefixtures("_log")
def test_verify_leaves_out_what_is_not_sealed(at: datetime) -> None:
    record(at)
    assert verify().rows == 12


def test_verify_of_an_empty_log_finds_nothing() -> None:
    assert verify() == Verification(rows=0, reached=0, anchors=0, faults=())


@pytest.mark.usefixtures("_log")
def test_verify_since_an_anchor_reads_only_what_follows() -> None:
    anchor = own_anchors()[0]
    run("UPDATE events_event SET payload = '{}' WHERE position IN (3, 10)")
    assert verify(since=anchor).rows == 4
    assert found(verify(since=anchor)) == [("changed", 10)]


@pytest.mark.usefixtures("_log")
def test_verify_since_an_anchor_that_the_chain_does_not_reach_any_longer() -> None:
    anchor = own_anchors()[0]
    rewrite(5)
    wrong = replace(anchor, hash="d" * 64)
    assert found(verify(since=wrong)) == [("changed", 9)]


@pytest.mark.usefixtures("_log")
def test_verify_stops_when_all_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingtang.spine.events.tampering.MOST_SUSPECTS", 5)
    run(f"UPDATE events_event SET hash = '{'e' * 64}' WHERE position > 2")
    result = verify(anchors=own_anchors())
    assert found(result) == [("changed", 3)]
    assert result.rows == 7
