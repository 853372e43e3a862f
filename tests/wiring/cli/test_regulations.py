import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingtang.ground.foundation.clock import now
from mingtang.institution.regulations.queries import newest_rules
from mingtang.institution.regulations.trace import Trace
from mingtang.wiring.cli import regulations
from mingtang.wiring.cli.regulations import command
from tests.factories.cast import Cast


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_list_names_the_packs() -> None:
    done = _run("list")
    assert done.exit_code == 0
    names = [line.split()[0] for line in done.output.splitlines()]
    assert names == ["demo", "hainan", "luan", "national", "xingning", "xuancheng"]
    assert "宣城市" in done.output


def test_list_of_a_pack_names_its_rules() -> None:
    assert "每周至少报送3条信息：每周至少3次（HN-11）" in _run("list", "hainan").output
    rules = json.loads(_run("list", "hainan", "--format", "json").stdout)
    assert {"submission.weekly_quota", "submission.formats"} <= {rule["id"] for rule in rules}


@pytest.mark.parametrize("wanted", ["reply.claim", "XC-12", "xc-12"])
def test_show_finds_by_rule_and_by_clause(wanted: str) -> None:
    rules = json.loads(_run("show", wanted, "--format", "json").stdout)
    assert [(rule["pack"], rule["within"]) for rule in rules] == [("xuancheng", "2 hours")]
    text = _run("show", wanted).output
    assert "依据：《宣城市人民政府办公室关于加强政府网站信息内容建设的实施意见》二（五）" in text


def test_show_says_when_there_is_nothing() -> None:
    done = _run("show", "no.rule", "--pack", "demo")
    assert done.exit_code == 2
    assert "没有规则或条款“no.rule”" in done.output


def test_check_of_the_bundled_packs_is_good() -> None:
    done = _run("check")
    assert (done.exit_code, done.output) == (0, "6 个制度包，内容无误。\n")


def test_check_of_a_folder_names_every_fault(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "pack.toml").write_text(
        'name = "city"\nlabel = "本市"\nextends = ["luan"]\n', "utf-8"
    )
    text = (
        '[overrides."account.update"]\nbecause = "更严"\nrenewed_by = "newmedia.post.relaesed"\n'
        '[overrides."reply.own_matter"]\nbecause = "更严"\nwithin = "3 working days"\n'
    )
    (folder / "rules.toml").write_text(text, "utf-8")
    done = _run("check", str(folder))
    assert done.exit_code == 1
    assert (
        done.output == "city：rules.account.update：没有事件 newmedia.post.relaesed，请检查拼写\n"
    )
    (folder / "rules.toml").write_text(text.replace("because", "reason"), "utf-8")
    done = _run("check", str(folder))
    assert done.output.splitlines() == [
        f"city/rules.toml：overrides.{rule}.because：请用 because 写明为什么改动"
        for rule in ("account.update", "reply.own_matter")
    ]


def test_trace_prints_one_list_of_142_rows() -> None:
    done = _run("trace", "--format", "json")
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert len(rows) == 142
    keys = ["id", "kind", "rules", "numbers", "strength", "code", "tests", "status"]
    assert {tuple(row) for row in rows} == {tuple(keys)}
    assert {row["status"] for row in rows} <= {"works", "planned"}


def test_trace_of_one_clause() -> None:
    assert [
        row["id"]
        for row in json.loads(_run("trace", "--clause", "LA-17", "--format", "json").stdout)
    ] == ["LA-17"]
    assert "力争" not in _run("trace", "--clause", "LA-17").output
    assert _run("trace", "--clause", "LA-99").exit_code == 2


def test_trace_with_faults_fails_and_still_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = regulations.trace().rows
    monkeypatch.setattr(regulations, "trace", lambda: Trace(rows, ("XN-18 没有规则",)))
    done = CliRunner().invoke(command, ["trace", "--format", "json"])
    assert done.exit_code == 1
    assert done.stderr == "XN-18 没有规则\n"
    assert len(json.loads(done.stdout)) == 142


CITY = 'name = "mycity"\nlabel = "本市"\nextends = ["xingning"]\n'


def _own_pack(tmp_path: Path, head: str = CITY) -> str:
    folder = tmp_path / "mycity"
    folder.mkdir()
    (folder / "pack.toml").write_text(head, "utf-8")
    return str(folder)


@pytest.mark.django_db
def test_install_and_bind_an_own_pack(tmp_path: Path, cast: Cast, at: datetime) -> None:
    folder = _own_pack(tmp_path)
    for _ in range(2):
        done = _run("install", folder)
        assert done.exit_code == 0
        assert done.output.startswith("已装入：本市 第1版（")
    done = _run("bind", "mycity", cast.edu.code, "--from", "2026-03-01", "--to", "2026-03-31")
    assert done.output == "edu 及其下属单位启用制度包“mycity”，2026-03-01 至 2026-03-31。\n"
    assert newest_rules("mycity", now()).pack == "mycity"


@pytest.mark.django_db
def test_bind_says_what_is_wrong(cast: Cast) -> None:
    done = _run("bind", "nowhere", cast.edu.code)
    assert (done.exit_code, done.output) == (1, "还没有装入制度包“nowhere”，请先装入。\n")
    done = _run("bind", "demo", "atlantis")
    assert (done.exit_code, done.output) == (2, "没有代码为“atlantis”的单位，请检查拼写。\n")


@pytest.mark.django_db
def test_install_says_what_is_wrong(tmp_path: Path) -> None:
    done = _run("install", _own_pack(tmp_path, CITY + "colour = 1\n"))
    assert (done.exit_code, done.output) == (
        1,
        "mycity/pack.toml：colour：不认识这个键，请检查拼写\n",
    )


def test_command_needs_neither_django_nor_database() -> None:
    code = (
        "import sys\nfrom mingtang.wiring.cli.main import main\n"
        "try: main(['regulations', 'check'])\nexcept SystemExit as end: assert not end.code\n"
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
