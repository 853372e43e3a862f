import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import os, subprocess, sys
import pytest
from mingtang.institution.regulations.loading import load_pack

def read(rule_id, pack="xuancheng"):
    return load_pack(pack).rule(rule_id)

def test_xc_12_reads_and_passes():
    read("reply.claim")

def test_xc_13_walks_over_all_rules():
    assert list(load_pack("xuancheng").rules.values())

@pytest.mark.parametrize("fails", [False, True])
def test_xc_14_fails_once(fails):
    read("reply.complaint")
    assert not fails

def test_gb_05_and_gb_07_are_skipped():
    pytest.skip("no reason")

def test_la_10_reads_in_another_process():
    code = "from mingtang.institution.regulations.loading import load_pack as p; p('luan').rule('reply.own_matter')"
    subprocess.run([sys.executable, "-c", code], check=True)

def test_la_11_reads_in_a_fork():
    child = os.fork()
    if not child:
        read("reply.foreign_matter", "luan")
        os._exit(0)
    os.waitpid(child, 0)

def test_without_clause():
    read("reply.claim")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_suite.py").write_text(SUITE, "utf-8")
    (tmp_path / "src" / "mingtang" / "institution" / "regulations").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", "utf-8")
    return tmp_path


def _pytest(project: Path, *arguments: str, database: str = "sqlite") -> None:
    environment = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.plugins.trace_recorder", *arguments],
        cwd=project,
        env=environment | {"PYTHONPATH": str(ROOT), "MINGTANG_TEST_DATABASE": database},
        capture_output=True,
        check=False,
    )


def _record(project: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.plugins.record_trace", "--root", str(project)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _recorded(project: Path) -> dict[str, Any]:
    path = project / "src" / "mingtang" / "institution" / "regulations" / "last_run.json"
    tests = json.loads(path.read_text("utf-8"))["tests"]
    return {name.partition("::")[2]: entry for name, entry in tests.items()}


EXPECTED = {
    "test_gb_05_and_gb_07_are_skipped": {"clauses_read": [], "outcome": "skipped"},
    "test_la_10_reads_in_another_process": {"clauses_read": ["LA-10"], "outcome": "passed"},
    "test_la_11_reads_in_a_fork": {"clauses_read": ["LA-11"], "outcome": "passed"},
    "test_xc_12_reads_and_passes": {"clauses_read": ["XC-12"], "outcome": "passed"},
    "test_xc_13_walks_over_all_rules": {"clauses_read": [], "outcome": "passed"},
    "test_xc_14_fails_once": {"clauses_read": ["XC-14"], "outcome": "failed"},
}


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_complete_runs_are_recorded(project: Path, workers: list[str]) -> None:
    for database in ("sqlite", "postgresql"):
        _pytest(project, *workers, database=database)
    done = _record(project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert _recorded(project) == EXPECTED
    assert not (project / "build" / "trace-run.json").exists()


@pytest.mark.parametrize(
    "arguments", [["-k", "xc_12"], ["tests/test_suite.py"], ["-x"], ["--co"]], ids=" ".join
)
def test_partial_run_leaves_nothing(project: Path, arguments: list[str]) -> None:
    _pytest(project, *arguments)
    assert not (project / "build").exists()
    assert "no complete run" in _record(project).stderr


def test_failure_on_one_database_is_a_failure(project: Path) -> None:
    (project / "tests" / "test_suite.py").write_text(
        "import os\ndef test_xc_12_fails_there():\n"
        "    assert os.environ['MINGTANG_TEST_DATABASE'] == 'sqlite'\n",
        "utf-8",
    )
    _pytest(project)
    _pytest(project, database="postgresql")
    assert _record(project).returncode == 0
    assert _recorded(project)["test_xc_12_fails_there"]["outcome"] == "failed"


def test_run_on_one_database_is_not_recorded(project: Path) -> None:
    _pytest(project)
    done = _record(project)
    assert done.returncode == 1
    assert "no complete run on postgresql" in done.stderr


def test_test_that_no_pass_ran_keeps_the_record_away(project: Path) -> None:
    _pytest(project)
    _pytest(project, database="postgresql")
    more = (
        "import pytest\ndef test_xn_18_new(): ...\n@pytest.mark.soak\ndef test_xn_20_long(): ...\n"
    )
    (project / "tests" / "test_more.py").write_text(more, "utf-8")
    done = _record(project)
    assert done.returncode == 1
    assert "not run: tests/test_more.py::test_xn_18_new" in done.stderr
    assert "xn_20" not in done.stderr
