import json
import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.harness.processes import free_ports, run_mingtang

pytestmark = pytest.mark.slow


@pytest.fixture
def ports() -> dict[str, str]:
    """Two ports of this machine that were free a moment ago."""
    public, office = free_ports(2)
    return {"PORT": str(public), "OFFICE_PORT": str(office)}


def _answers(done: "subprocess.CompletedProcess[str]") -> dict[str, list[tuple[str, str]]]:
    told: dict[str, list[tuple[str, str]]] = {}
    for answer in json.loads(done.stdout):
        told.setdefault(answer["check"], []).append((answer["level"], answer["found"]))
        assert answer["advice"] or answer["level"] in {"good", "note"}
    return told


def test_doctor_finds_a_prepared_machine_well(
    home_with_tables: Path, ports: dict[str, str]
) -> None:
    done = run_mingtang("doctor", MINGTANG_HOME=home_with_tables, **ports)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ 数据库表与程序一致" in done.stdout
    assert done.stdout.rstrip().endswith("错误 0 项。")


def test_doctor_tells_what_an_empty_place_needs(tmp_path: Path, ports: dict[str, str]) -> None:
    done = run_mingtang("doctor", "--format", "json", MINGTANG_HOME=tmp_path, **ports)

    answers = _answers(done)
    assert done.returncode == 0
    assert answers["database.tables"] == [("warning", "数据库还是空的")]
    assert answers["machine.private_files"] == [("note", "密钥尚未生成，首次启动时自动生成")]


def test_doctor_finds_a_damaged_database(home_with_tables: Path, ports: dict[str, str]) -> None:
    with (home_with_tables / "mingtang.sqlite3").open("r+b") as file:
        for page in range(20, 60):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)

    done = run_mingtang("doctor", "--format", "json", MINGTANG_HOME=home_with_tables, **ports)

    assert done.returncode == 1
    level, found = _answers(done)["database.content"][0]
    assert level == "error"
    assert found.startswith("数据库文件已损坏：")


def test_doctor_finds_open_secrets_and_a_taken_port(tmp_path: Path, ports: dict[str, str]) -> None:
    secret = tmp_path / "secrets" / "django"
    secret.parent.mkdir(mode=0o700)
    secret.write_text("x" * 60)
    secret.chmod(0o644)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", int(ports["PORT"])))
        holder.listen()
        done = run_mingtang("doctor", "--format", "json", MINGTANG_HOME=tmp_path, **ports)

    answers = _answers(done)
    assert done.returncode == 1
    assert answers["machine.private_files"] == [("error", f"其他用户可以读取 {secret}")]
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert answers["machine.ports"][0] == (
        "warning",
        f"公众端端口 {ports['PORT']} 被别的程序占用",
    )


def test_doctor_finds_a_database_that_does_not_answer(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    done = run_mingtang(
        "doctor",
        "--format",
        "json",
        MINGTANG_HOME=tmp_path,
        MINGTANG_DATABASE_URL=f"postgresql://nobody@127.0.0.1:{ports['PORT']}/nothing",
        **ports,
    )

    answers = _answers(done)
    assert done.returncode == 1
    assert answers["database.connection"][0][1].startswith("PostgreSQL 连接不上")
    assert "database.tables" not in answers


@pytest.mark.uses_database
def test_doctor_meets_the_database_of_this_run(tmp_path: Path, ports: dict[str, str]) -> None:
    url = os.environ.get("MINGTANG_DATABASE_URL", "").rpartition("/")[0]
    changes = {"MINGTANG_DATABASE_URL": f"{url}/postgres"} if url else {}

    done = run_mingtang("doctor", "--format", "json", MINGTANG_HOME=tmp_path, **ports, **changes)

    levels = [level for level, _ in _answers(done)["database.connection"]]
    assert levels == ["good"]


def test_doctor_says_which_setting_is_wrong(tmp_path: Path, ports: dict[str, str]) -> None:
    done = run_mingtang(
        "doctor",
        MINGTANG_HOME=tmp_path,
        MINGTANG_DATABASE_URL="oracle://x",
        OFFICE_PORT="http",
        PORT=ports["PORT"],
    )

    assert done.returncode == 1
    assert "✗ OFFICE_PORT=http 不是端口号" in done.stdout
    assert "✗ 设置不能载入：ValueError: MINGTANG_DATABASE_URL: 不认识的数据库类型" in done.stdout


def test_doctor_finds_a_data_folder_that_cannot_be_one(
    tmp_path: Path, ports: dict[str, str]
) -> None:
    place = tmp_path / "file"
    place.touch()

    done = run_mingtang("doctor", "--format", "json", MINGTANG_HOME=place, **ports)

    assert done.returncode == 1
    assert _answers(done)["machine.data_dir"] == [("error", f"数据目录 {place} 不可写")]
