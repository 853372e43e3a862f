import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mingtang.spine.vault.key_files import make_key_files
from mingtang.wiring.cli.main import main
from mingtang.workbench.intake.actions import receive_form, take_waiting
from mingtang.workbench.intake.models import IntakeRow
from tests.factories.cast import Cast
from tests.workbench.intake.conftest import inbox
from tests.workbench.intake.trial import FORM, sent

__all__ = ["inbox"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbox")]


def _intake(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["intake", *arguments])


def test_a_refused_form_is_listed_shown_without_its_text_and_taken_again(
    cast: Cast, at: datetime
) -> None:
    receipt = receive_form(form=FORM, sent=sent(text="请拒收"), at=at)
    take_waiting(at=at)
    row = IntakeRow.objects.get()

    line = f"{row.pk}\ttrial\t{receipt.code}\t未能接收\t2026-03-11 10:00\t1\t这里不受理。\n"
    assert _intake("list", "--state", "refused").output == line
    assert _intake("list", "--state", "waiting").output == ""
    told = json.loads(_intake("list", "--format", "json").output)
    assert [one["id"] for one in told] == [row.pk]
    shown = _intake("show", str(row.pk)).output
    assert json.loads(shown)["error"] == "这里不受理。"
    assert "王小明" not in shown
    assert "没有编号为 0 的来件" in _intake("show", "0").output

    by = ("--by", cast.officer.username)
    assert "无权处理" in _intake("retry", str(row.pk), *by).output
    by = ("--by", cast.operator.username)
    assert _intake("retry", str(row.pk), *by).output == f"来件 {row.pk}：已重新排队。\n"
    assert "只能重试未能接收的" in _intake("retry", str(row.pk), *by).output


def test_a_new_key_pair_opens_what_the_old_one_sealed(
    at: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.INTAKE_KEY_FILE, settings.INTAKE_PUBLIC_KEY_FILE = tmp_path / "a", tmp_path / "b"
    assert "没有可用的私钥" in _intake("new-key").output
    make_key_files(tmp_path / "a", tmp_path / "b")
    receive_form(form=FORM, sent=sent(), at=at)
    before = (tmp_path / "b").read_text()
    assert "请现在备份" in _intake("new-key").output
    assert (tmp_path / "b").read_text() != before
    assert take_waiting(at=at) == 1
    assert IntakeRow.objects.get().state == "taken"


def test_the_rights_of_the_public_process_are_printed() -> None:
    printed = CliRunner().invoke(main, ["public-role", "mingtang_public"])
    tables = "intake_intakerow, visits_visitbatch, sitesearch_searchmiss"
    assert f"GRANT INSERT ON {tables} TO mingtang_public;" in printed.output
    refused = CliRunner().invoke(main, ["public-role", "x;", "--apply"])
    assert (refused.exit_code, "不可用" in refused.output) == (1, True)
