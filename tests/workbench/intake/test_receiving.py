import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.vault.key_files import NoKey
from mingtang.workbench.intake.actions import receive_form, tidy_intake
from mingtang.workbench.intake.actions.receiving import hold_files
from mingtang.workbench.intake.models import IntakeRow, PublicTry, SpentPass
from mingtang.workbench.intake.robots import VALID
from mingtang.workbench.intake.sealed import open_content
from tests.workbench.intake.trial import FORM, PDF, TYPED, pdf, sent

pytestmark = pytest.mark.django_db


def _codes(form: Any, at: datetime) -> list[str]:
    with pytest.raises(Refused) as refusal:
        receive_form(form=FORM, sent=form, at=at)
    assert not IntakeRow.objects.exists()
    return [f"{one.code} {one.field}".strip() for one in refusal.value.reasons]


def test_a_form_is_stored_sealed_and_has_a_receipt(at: datetime, inbox: Path) -> None:
    receipt = receive_form(form=FORM, sent=sent("one", pdf()), at=at)

    row = IntakeRow.objects.get()
    content = open_content(row.key, bytes(row.payload))
    assert content.values == TYPED | {"page": ""}
    assert [file.name for file in content.files] == ["截图.pdf"]
    assert (row.form, row.code, row.status_key) == ("trial", receipt.code, receipt.status_key)
    assert (row.received_at, row.due_at, row.state, row.attempts) == (at, at, "waiting", 0)
    assert (len(receipt.code), receipt.code.isdigit(), len(receipt.secret)) == (16, True, 12)
    stored = [path.read_bytes() for path in inbox.iterdir()]
    assert len(stored) == 1
    assert PDF not in stored[0]
    assert "王小明".encode() not in bytes(row.payload)
    assert "198.51" not in PublicTry.objects.get().address


def test_a_repeat_is_the_same_record_and_another_page_another(at: datetime, inbox: Path) -> None:
    first = receive_form(form=FORM, sent=sent("one", pdf()), at=at)
    again = receive_form(form=FORM, sent=sent("one", pdf()), at=at + timedelta(minutes=5))
    other = receive_form(form=FORM, sent=sent("two", pdf(), address="203.0.113.1"), at=at)

    assert again == first
    assert (other.code == first.code, other.secret == first.secret) == (False, False)
    assert IntakeRow.objects.count() == 2
    assert len(list(inbox.iterdir())) == 2


@pytest.mark.parametrize("changed", [{"text": "还有一处。"}, {"files": [pdf(content=PDF + b" ")]}])
def test_a_page_that_was_sent_serves_nothing_else(
    changed: dict[str, Any], at: datetime, inbox: Path
) -> None:
    receive_form(form=FORM, sent=sent("one", pdf()), at=at)
    files, typed = changed.get("files", []), {"text": changed.get("text", TYPED["text"])}
    with pytest.raises(Refused, match="已经提交过一次"):
        receive_form(form=FORM, sent=sent("one", *files, address="203.0.113.1", **typed), at=at)
    assert (IntakeRow.objects.count(), len(list(inbox.iterdir()))) == (1, 1)

    program = replace(FORM, checks_robots=False)
    receive_form(form=program, sent=sent("one", address="203.0.113.1", **typed), at=at)
    assert IntakeRow.objects.count() == 2


def test_pages_are_remembered_while_they_are_valid_and_never_more_than_forms_taken(
    at: datetime,
) -> None:
    for number in range(FORM.limits.by_all + 20):
        with contextlib.suppress(Refused):
            receive_form(form=FORM, sent=sent(f"page-{number}", address=f"192.0.2.{number}"), at=at)
    assert SpentPass.objects.count() == FORM.limits.by_all

    valid, late = at + VALID, at + VALID + timedelta(seconds=1)
    tidy_intake(at=valid)
    with pytest.raises(Refused, match="已经提交过一次"):
        receive_form(form=FORM, sent=sent("page-0", text="还有一处。"), at=valid)
    tidy_intake(at=late)
    assert not SpentPass.objects.exists()


def test_every_fault_is_told_with_its_field(at: datetime) -> None:
    form = sent(name=" ", phone="12", kind="other", page="example.com", text="长" * 201)

    assert _codes(form, at) == [
        "intake.missing name",
        "intake.malformed phone",
        "intake.no_choice kind",
        "intake.malformed page",
        "intake.too_long text",
    ]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([pdf()] * 3, "intake.too_many_files files"),
        ([pdf("a.exe")], "file.not_allowed files"),
        ([pdf(content=b"")], "file.empty files"),
        ([pdf(content=b"x" * 100_001)], "file.too_large files"),
    ],
)
def test_files_are_refused_by_name_and_size_before_anything_is_stored(
    files: list[Any], code: str, at: datetime, inbox: Path
) -> None:
    assert _codes(sent("one", *files), at) == [code]
    assert not inbox.exists()


def test_an_address_and_all_together_send_so_many_and_no_more(at: datetime) -> None:
    for number in range(3):
        receive_form(form=FORM, sent=sent(str(number), address="2001:db8::1"), at=at)
    with pytest.raises(Refused, match="您所在的网络在 30 分钟内"):
        receive_form(form=FORM, sent=sent("x", address="2001:db8::2"), at=at)
    for number in range(2):
        receive_form(form=FORM, sent=sent(str(number), address=f"192.0.2.{number}"), at=at)
    with pytest.raises(Refused, match="提交的人很多"):
        receive_form(form=FORM, sent=sent("y", address="192.0.2.9"), at=at)
    later = at + FORM.limits.within
    assert receive_form(form=FORM, sent=sent("x", address="2001:db8::2"), at=later)


def test_without_a_public_key_nothing_is_stored(at: datetime, settings: Any, inbox: Path) -> None:
    settings.INTAKE_PUBLIC_KEY_FILE = inbox / "missing"
    with pytest.raises(NoKey):
        receive_form(form=FORM, sent=sent(), at=at)
    assert not IntakeRow.objects.exists()


def test_files_of_a_page_are_held_sealed_and_the_same_file_once(at: datetime, inbox: Path) -> None:
    first = hold_files(form=FORM, sent=sent("one", pdf()), at=at)
    again = hold_files(form=FORM, sent=sent("one", pdf()), at=at)
    both = hold_files(
        form=FORM, sent=replace(sent("one", pdf("二.pdf", PDF + b" ")), held=tuple(first)), at=at
    )

    assert again == first
    assert [one.name for one in both] == ["截图.pdf", "二.pdf"]
    assert {path.name for path in inbox.iterdir()} == {one.stored for one in both}
    assert all(PDF not in path.read_bytes() for path in inbox.iterdir())
    assert not IntakeRow.objects.exists()


def test_more_files_than_a_form_takes_are_not_held(at: datetime, inbox: Path) -> None:
    held = hold_files(form=FORM, sent=sent("one", pdf(), pdf("二.pdf", PDF + b" ")), at=at)

    third = replace(sent("one", pdf("三.pdf", PDF + b"  ")), held=tuple(held))

    with pytest.raises(Refused):
        hold_files(form=FORM, sent=third, at=at)

    assert len(list(inbox.iterdir())) == 2
