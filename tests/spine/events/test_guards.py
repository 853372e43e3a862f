from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mingtang.spine.events.apps import EventsConfig
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.guards import (
    guard_after_migrate,
    install_guards,
    missing_guards,
    remove_guards,
)
from mingtang.spine.events.models import ChainHead, Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import drain, subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def _guarded(db: None) -> Iterator[None]:
    install_guards(connection)
    yield
    remove_guards(connection)


def refused(statement: str) -> bool:
    """Run a statement past all code and say whether the database refused it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as error:
        assert "events are never changed or deleted" in str(error)  # noqa: PT017
        return True
    return False


@pytest.fixture
def _two_sealed_one_not(_guarded: None, at: datetime) -> None:
    record(at, "letter:1")
    record(at, "letter:2")
    seal_waiting(at)
    record(at, "letter:3")


COLUMNS = (
    "id = 1000000099", "code = 'a.b'", "subject = 'a:1'", "actor = 'system'", "unit = ''", "site = ''",
    "payload = '{}'", "occurred_at = '2020-01-01 00:00:00'", "recorded_at = '2030-01-01 00:00:00'",
    "reason_id = 9", "reason_digest = 'x'", "position = 9", "hash = 'x'",
)  # fmt: skip


@pytest.mark.usefixtures("_two_sealed_one_not")
@pytest.mark.parametrize("change", COLUMNS)
def test_sealed_event_cannot_be_changed(change: str) -> None:
    assert refused(f"UPDATE events_event SET {change} WHERE position = 1")


@pytest.mark.usefixtures("_two_sealed_one_not")
@pytest.mark.parametrize("change", COLUMNS[:11])
def test_event_can_only_be_sealed(change: str) -> None:
    seal = "position = 3, hash = 'x'"
    assert refused(f"UPDATE events_event SET {seal}, {change} WHERE position IS NULL")
    assert refused(f"UPDATE events_event SET {change} WHERE position IS NULL")


@pytest.mark.usefixtures("_two_sealed_one_not")
def test_events_cannot_be_deleted_or_unsealed() -> None:
    assert refused("DELETE FROM events_event WHERE position = 1")
    assert refused("DELETE FROM events_event WHERE position IS NULL")
    assert refused("UPDATE events_event SET position = NULL, hash = '' WHERE position = 1")
    if connection.vendor == "postgresql":
        connection.check_constraints()  # rows just inserted would refuse by themselves
        assert refused("TRUNCATE events_event CASCADE")


INSERT = (
    "INTO events_event (id, code, subject, actor, unit, site, payload, occurred_at, recorded_at,"
    " reason_id, reason_digest, position, hash) SELECT {id}, code, subject, actor, unit, site, payload, occurred_at,"
    " recorded_at, reason_id, reason_digest, {position}, {hash} FROM events_event WHERE position = 1"
)


@pytest.mark.usefixtures("_two_sealed_one_not")
def test_event_cannot_come_in_sealed() -> None:
    assert refused("INSERT " + INSERT.format(id=10**9, position=3, hash="'x'"))
    assert not refused("INSERT " + INSERT.format(id=10**9, position="NULL", hash="''"))


@pytest.mark.usefixtures("_two_sealed_one_not")
def test_event_cannot_be_replaced() -> None:
    if connection.vendor != "sqlite":
        return  # other databases know no REPLACE
    first = Event.objects.get(position=1).pk
    assert refused("INSERT OR REPLACE " + INSERT.format(id=first, position="NULL", hash="''"))
    assert refused(
        "UPDATE OR REPLACE events_event SET position = 1, hash = 'x' WHERE position IS NULL"
    )


@pytest.mark.usefixtures("_two_sealed_one_not")
def test_head_of_the_chain_only_moves_forward() -> None:
    assert refused("UPDATE events_chainhead SET position = 1")
    assert refused("UPDATE events_chainhead SET hash = 'x'")
    assert refused("DELETE FROM events_chainhead")
    assert ChainHead.objects.get().position == 2


@pytest.mark.usefixtures("_guarded")
def test_work_goes_on_under_guard(at: datetime) -> None:
    got: list[SealedEvent] = []
    with subscribed("trial", codes="*", handler=got.append):
        record(at)
        drain(at)
        record(at)
        drain(at)
    assert [event.position for event in got] == [1, 2]
    assert deliver_due(at) == 0


def test_missing_guards_are_named() -> None:
    assert len(missing_guards(connection)) == 7
    install_guards(connection)
    install_guards(connection)
    assert missing_guards(connection) == []
    remove_guards(connection)
    assert len(missing_guards(connection)) == 7


def test_tables_made_without_migrations_stay_unguarded() -> None:
    guard_after_migrate(sender=EventsConfig, using="default")
    assert len(missing_guards(connection)) == 7
