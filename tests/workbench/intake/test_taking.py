import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.spine.events.models import Event
from mingtang.workbench.intake.actions import receive_form, take_waiting, tidy_intake
from mingtang.workbench.intake.actions.taking import LEASE
from mingtang.workbench.intake.models import IntakeRow, PublicTry, StatusRow
from mingtang.workbench.intake.policies import MOST_ATTEMPTS
from mingtang.workbench.intake.queries import status_of
from mingtang.workbench.intake.receipts import IntakeReceipt
from tests.workbench.intake.trial import FORM, TAKEN, pdf, sent

pytestmark = pytest.mark.django_db


def _received(at: datetime, *files: Any, **typed: str) -> IntakeReceipt:
    return receive_form(form=FORM, sent=sent("one", *files, **typed), at=at)


def _payload(code: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(Event.objects.get(code=code).payload)
    return payload


def test_a_form_is_taken_once_with_its_files(at: datetime, inbox: Path) -> None:
    receipt = _received(at, pdf(), pdf("假.docx"))
    later = at + timedelta(seconds=5)

    assert [take_waiting(at=later), take_waiting(at=later)] == [1, 0]

    assert Event.objects.get(code=TAKEN).recorded_at == at
    assert _payload(TAKEN)["files"] == ["截图.pdf"]
    assert _payload(TAKEN)["turned_away"] == ["假.docx"]
    row = IntakeRow.objects.get()
    assert (row.state, bytes(row.payload), row.claim, row.attempts) == ("taken", b"", "", 1)
    assert list(inbox.iterdir()) == []
    assert _payload("intake.form.taken") == {
        "form": "trial",
        "received_at": at.astimezone(UTC).isoformat(),
        "files": 1,
        "turned_away": 1,
    }
    status = status_of(f" {receipt.code[:4]}-{receipt.code[4:]}", receipt.secret.upper())
    assert status is not None
    assert (status.title, status.state, status.received_at) == (FORM.title, "已收到", at)


def test_wrong_code_and_wrong_secret_find_nothing(at: datetime) -> None:
    receipt = _received(at)
    take_waiting(at=at)
    other = "0" * 12
    assert status_of(receipt.code, other) is None
    assert status_of("0" * 16, receipt.secret) is None


def test_a_refused_form_stays_sealed_and_says_why(at: datetime, inbox: Path) -> None:
    _received(at, pdf(), text="请拒收")
    take_waiting(at=at)

    row = IntakeRow.objects.get()
    assert (row.state, row.error) == ("refused", "这里不受理。")
    assert bytes(row.payload)
    assert len(list(inbox.iterdir())) == 1
    assert not StatusRow.objects.exists()
    assert _payload("intake.form.refused")["attempts"] == 1


def test_an_error_is_tried_again_with_growing_pauses_and_no_word_of_the_text(at: datetime) -> None:
    _received(at, text="会出错")
    moments = [at]
    for _ in range(MOST_ATTEMPTS):
        assert take_waiting(at=moments[-1]) == 1
        assert take_waiting(at=moments[-1] + timedelta(seconds=1)) == 0
        moments.append(IntakeRow.objects.get().due_at + timedelta(seconds=1))

    row = IntakeRow.objects.get()
    assert (row.state, row.attempts) == ("refused", MOST_ATTEMPTS)
    assert "builtins.RuntimeError" in row.error
    assert "会出错" not in row.error
    assert not Event.objects.filter(code=TAKEN).exists()
    assert timedelta(hours=1) < moments[-1] - at < timedelta(hours=6)


def test_a_form_whose_worker_died_is_taken_when_its_lease_is_over(at: datetime) -> None:
    _received(at)
    IntakeRow.objects.update(claim="of one that died", attempts=1, due_at=at + LEASE)
    assert take_waiting(at=at + timedelta(seconds=1)) == 0
    assert take_waiting(at=at + LEASE) == 1
    assert Event.objects.filter(code=TAKEN).count() == 1

    IntakeRow.objects.update(state="waiting", attempts=MOST_ATTEMPTS, due_at=at, ended_at=None)
    take_waiting(at=at)
    assert "每次都中断" in IntakeRow.objects.get().error


def test_what_is_no_longer_needed_goes(at: datetime, inbox: Path) -> None:
    for number, text in enumerate(("一", "请拒收", "三")):
        receive_form(form=FORM, sent=sent("x" * number, pdf(), text=text), at=at)
    IntakeRow.objects.filter(pk=IntakeRow.objects.latest("pk").pk).update(
        due_at=at.max.replace(tzinfo=at.tzinfo)
    )
    take_waiting(at=at)
    orphan = inbox / f"{'0' * 40}-0"
    orphan.touch()
    for path in inbox.iterdir():
        os.utime(path, (at.timestamp(), at.timestamp()))

    assert tidy_intake(at=at + timedelta(hours=1)) == 0
    assert (
        tidy_intake(at=at + timedelta(days=31)) == 8
    )  # three tries, three pages, one row, the orphan

    assert not PublicTry.objects.exists()
    assert sorted(IntakeRow.objects.values_list("state", flat=True)) == ["refused", "waiting"]
    assert len(list(inbox.iterdir())) == 2
