import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingtang.service.letters.models import LetterImport
from mingtang.wiring.cli.letters import command
from mingtang.workbench.casework.models import Case
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
ROWS = "来信日期,答复时间,事由,单位\n2026-03-02,2026-03-03,校车几点到,市教育局\n2026-03-02,,还没有答复,\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "来信.csv"
    path.write_text(ROWS, "utf-8")
    return str(path)


def _run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(command, ["import", *arguments])
    return found.exit_code, found.output


def test_table_is_imported_by_named_columns(cast: Cast, table: str) -> None:
    asked = [table, "--site", "portal", "--by", cast.desk_editor.username]

    assert "请选择“标题”或“来信内容”是哪一列" in _run(*asked)[1]
    status, tried = _run(*asked, "--map", "标题=事由", "--dry-run")
    assert (status, "可以导入 1 行，跳过 1 行" in tried) == (0, True)
    assert not LetterImport.objects.exists()
    status, said = _run(*asked, "--map", "标题=事由", "--format", "json")
    done = json.loads(said)
    assert (status, done["made"], done["skipped"], Case.objects.get().title) == (
        0,
        1,
        1,
        "校车几点到",
    )
    assert "已导入 0 行，跳过 2 行" in _run(*asked, "--map", "标题=事由")[1].replace("可以", "已")
    assert Case.objects.count() == 1


def test_only_the_desk_imports(cast: Cast, table: str) -> None:
    status, said = _run(
        table, "--site", "portal", "--by", cast.officer.username, "--map", "标题=事由"
    )

    assert (status, Case.objects.count()) == (1, 0)
    assert "Error" in said


@pytest.mark.parametrize("given", [("--map", "性别=事由"), ("--default", "闲聊")])
def test_what_is_no_field_or_kind_is_told(cast: Cast, table: str, given: tuple[str, str]) -> None:
    asked = [table, "--site", "portal", "--by", cast.desk_editor.username, *given]

    assert _run(*asked)[0] == 2
