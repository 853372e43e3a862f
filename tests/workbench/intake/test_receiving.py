from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.vault.key_files import NoKey
from mingtang.workbench.intake.actions import receive_form
from mingtang.workbench.intake.models import IntakeRow, PublicTry
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


def test_a_repeat_is_the_same_record_and_a_changed_text_is_another(
    at: datetime, inbox: Path
) -> None:
    first = receive_form(form=FORM, sent=sent("one", pdf()), at=at)
    again = receive_form(form=FORM, sent=sent("one", pdf()), at=at + timedelta(minutes=5))
    changed = receive_form(
        form=FORM, sent=sent("one", text="还有一处。", address="203.0.113.1"), at=at
    )

    assert again == first
    assert (changed.code == first.code, changed.secret == first.secret) == (False, False)
    assert IntakeRow.objects.count() == 2
    assert len(list(inbox.iterdir())) == 1


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
