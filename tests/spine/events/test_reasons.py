"""Reasons: stored once, sealed as a digest, erased for good."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.actions import NotInTransaction, erase_reason, record_reason
from mingtang.spine.events.guards import install_guards, remove_guards
from mingtang.spine.events.models import ERASED, Event, StatedReason
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.verification import verify
from tests.factories.events import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(at: datetime) -> Event:
    """A sealed event with a reason that names someone, before and after one without."""
    record(at, "letter:1")
    event = record(at, "letter:2", reason="王某来电要求更正")
    record(at, "letter:3")
    seal_waiting(at)
    event.refresh_from_db()
    return event


def test_reason_is_stored_once_for_all_that_point_to_it(at: datetime) -> None:
    with transaction.atomic():
        given = record_reason("  请补充时间 ")
        assert record_reason(given) is given
    first, second = record(at, "letter:1", reason=given), record(at, "letter:2", reason=given)

    assert first.reason_id == second.reason_id == StatedReason.objects.get().pk
    assert str(StatedReason.objects.get()) == "请补充时间"


def test_equal_words_have_different_digests(at: datetime) -> None:
    first, second = record(at, reason="请补充时间"), record(at, reason="请补充时间")

    assert first.reason_digest != second.reason_digest


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\u200b", None])
def test_no_words_are_no_reason(text: str | None, at: datetime) -> None:
    event = record(at, reason=text)

    assert (event.reason_id, event.reason_digest) == (None, "")
    assert not StatedReason.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reason_is_recorded_in_the_transaction_of_its_change() -> None:
    with pytest.raises(NotInTransaction):
        record_reason("请补充时间")


def test_erasure_removes_words_and_salt_and_leaves_an_event(sealed: Event, at: datetime) -> None:
    later = at + timedelta(days=1)
    digest = sealed.reason_digest
    erase_reason(reason_id=sealed.reason_id or 0, actor="person:9", at=later, why="当事人申请")

    reason = StatedReason.objects.get(pk=sealed.reason_id)
    assert (reason.text, reason.salt, reason.erased_at) == ("", "", later)
    assert (reason.digest, str(reason)) == (digest, ERASED)
    told = Event.objects.get(code="events.reason.erased")
    assert (told.subject, told.actor) == (f"reason:{reason.pk}", "person:9")
    assert str(told.reason) == "当事人申请"


def test_log_verifies_before_and_after_an_erasure_and_says_so(sealed: Event, at: datetime) -> None:
    before = verify()
    erase_reason(reason_id=sealed.reason_id or 0, actor="person:9", at=at, why="当事人申请")
    seal_waiting(at)
    after = verify()

    assert (before.faults, before.erased) == ((), 0)
    assert (after.faults, after.erased) == ((), 1)


def test_erasure_twice_is_harmless(sealed: Event, at: datetime) -> None:
    for moment in (at, at + timedelta(days=1)):
        erase_reason(reason_id=sealed.reason_id or 0, actor="person:9", at=moment, why="申请")

    assert StatedReason.objects.get(pk=sealed.reason_id).erased_at == at
    assert Event.objects.filter(code="events.reason.erased").count() == 1


def test_erasure_refuses_what_is_not_there_or_not_explained(sealed: Event, at: datetime) -> None:
    with pytest.raises(NotVisible):
        erase_reason(reason_id=10**9, actor="person:9", at=at, why="当事人申请")
    with pytest.raises(Refused) as refusal:
        erase_reason(reason_id=sealed.reason_id or 0, actor="person:9", at=at, why=" ")

    assert [one.code for one in refusal.value.reasons] == ["events.erasure_unexplained"]
    assert StatedReason.objects.get(pk=sealed.reason_id).text


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events_statedreason SET text = 'x'",
        "UPDATE events_statedreason SET salt = 'x'",
        "UPDATE events_statedreason SET digest = 'x'",
        "UPDATE events_statedreason SET text = '', salt = '', digest = 'x', erased_at = '2026-03-11 00:00:00'",
        "DELETE FROM events_statedreason",
    ],
)
def test_words_can_only_be_erased(change: str, sealed: Event) -> None:
    install_guards(connection)
    try:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    finally:
        remove_guards(connection)


def test_erased_reason_never_comes_back(sealed: Event, at: datetime) -> None:
    erase_reason(reason_id=sealed.reason_id or 0, actor="person:9", at=at, why="当事人申请")
    install_guards(connection)
    try:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE events_statedreason SET text = 'x', salt = 'x', erased_at = NULL WHERE text = ''"
            )
    finally:
        remove_guards(connection)
