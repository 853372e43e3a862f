from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingtang.spine.vault.key_files import (
    NoKey,
    add_private_key,
    make_key_files,
    read_private_keys,
    read_public_key,
)
from mingtang.workbench.intake.actions import receive_form, take_waiting
from mingtang.workbench.intake.checks import check_keys, check_rows
from mingtang.workbench.intake.models import IntakeRow
from tests.workbench.intake.trial import FORM, sent

pytestmark = pytest.mark.django_db


def _levels(results: Any) -> list[str]:
    return [result.level.value for result in results]


def test_forms_that_nobody_takes_are_told(at: datetime) -> None:
    assert list(check_rows(at)) == []
    receive_form(form=FORM, sent=sent(text="请拒收"), at=at)
    assert list(check_rows(at + timedelta(minutes=9))) == []
    late = list(check_rows(at + timedelta(minutes=11)))
    assert (_levels(late), "11 分钟" in late[0].found) == (["error"], True)
    take_waiting(at=at)
    assert "1 份公众来件未能接收" in next(iter(check_rows(at))).found


@pytest.fixture
def pair(settings: Any, tmp_path: Path) -> tuple[Path, Path]:
    """The files of a key pair of its own."""
    files = tmp_path / "keys" / "intake", tmp_path / "keys" / "intake.pub"
    settings.INTAKE_KEY_FILE, settings.INTAKE_PUBLIC_KEY_FILE = files
    return files


def test_keys_are_made_once_and_compared(pair: tuple[Path, Path], at: datetime) -> None:
    private, public = pair
    assert _levels(check_keys(at)) == ["error"]
    make_key_files(*pair)
    before = private.read_text(), public.read_text()
    make_key_files(*pair)
    assert (private.read_text(), public.read_text()) == before
    assert [path.stat().st_mode & 0o777 for path in pair] == [0o600, 0o600]
    assert _levels(check_keys(at)) == ["good"]

    public.write_text("00" * 32)
    assert _levels(check_keys(at)) == ["error"]
    private.unlink()
    assert _levels(check_keys(at)) == ["warning"]
    make_key_files(*pair)  # a host that only takes in
    assert not private.exists()
    public.write_text("no key")
    with pytest.raises(NoKey):
        read_public_key(public)


def test_a_new_key_seals_and_the_old_one_still_opens(pair: tuple[Path, Path], at: datetime) -> None:
    make_key_files(*pair)
    receive_form(form=FORM, sent=sent(), at=at)
    add_private_key(*pair)
    assert len(read_private_keys(pair[0])) == 2
    receive_form(form=FORM, sent=sent("two"), at=at)
    assert take_waiting(at=at) == 2
    assert set(IntakeRow.objects.values_list("state", flat=True)) == {"taken"}
