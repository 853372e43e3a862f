import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.source import ROOT


def _fake(folder: Path, name: str, body: str) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The scripts alone, in a folder of their own."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    return tmp_path


def _run(
    script: Path, *arguments: str, path: str = "", **changes: str
) -> "subprocess.CompletedProcess[str]":
    usual = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    return subprocess.run(
        [shutil.which("bash") or "bash", script, *arguments],
        env=usual | changes | ({"PATH": path} if path else {}),
        capture_output=True,
        text=True,
        check=False,
    )


def test_set_up_asks_for_a_newer_python(checkout: Path) -> None:
    old = _fake(checkout, "old-python", '[ "$1" = --version ] && echo "Python 3.9.2"; exit 1')

    done = _run(checkout / "scripts" / "make-venv", PYTHON=str(old))

    assert done.returncode == 2
    assert done.stderr.startswith("Mingtang needs Python 3.11 or newer (found: Python 3.9.2).")
    assert not (checkout / ".venv").exists()


def test_set_up_asks_for_the_venv_package(checkout: Path) -> None:
    bare = _fake(
        checkout,
        "bare-python",
        'case "$*" in --version) echo "Python 3.11.2";; *ensurepip*) exit 1;; esac; exit 0',
    )

    done = _run(checkout / "scripts" / "make-venv", PYTHON=str(bare))

    assert done.returncode == 2
    assert done.stderr == (
        "Python 3.11.2 cannot make virtual environments: install its venv package"
        " (Debian, Ubuntu: apt-get install python3-venv).\n"
    )


def test_set_up_finds_the_newer_one_of_two(checkout: Path) -> None:
    for name, code in (("python3", "exit 1"), ("python3.12", "exit 0")):
        cases = f"--version) echo {name}; exit;; *ensurepip*) exit 1;;"
        _fake(checkout, name, f'case "$*" in {cases} esac; {code}')
    tools = f"{checkout}:/usr/bin:/bin"

    done = _run(checkout / "scripts" / "make-venv", path=tools)

    assert done.returncode == 2
    assert done.stderr.startswith("python3.12 cannot make virtual environments")


def test_missing_program_is_told_in_a_sentence(checkout: Path) -> None:
    """Nobody may install here: there is no package manager, and the browser's fetch fails."""
    programs = checkout / "programs"
    programs.mkdir()
    for name in ("dirname", "id"):
        (programs / name).symlink_to(shutil.which(name) or name)
    (checkout / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "playwright"):
        _fake(checkout / ".venv" / "bin", name, "exit 1")

    done = _run(checkout / "scripts" / "need", "chromium", path=str(programs))

    assert done.returncode == 2
    assert done.stderr == (
        "chromium is missing and could not be installed:"
        " please install the package 'chromium' of your system.\n"
    )


@pytest.mark.parametrize("script", ["check", "need"])
def test_unknown_word_is_refused(script: str) -> None:
    done = _run(ROOT / "scripts" / script, "nonsense")

    assert done.returncode == 2
    assert "nonsense" in done.stderr


def test_first_failure_ends_the_checks(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    _fake(checkout / ".venv" / "bin", "ruff", "echo untidy; exit 1")
    _fake(checkout / ".venv" / "bin", "mypy", "echo never")

    done = _run(checkout / "scripts" / "check", "format", "types")

    assert done.returncode == 1
    assert done.stdout == "== format\nuntidy\n"
    assert done.stderr.startswith("== format failed")


def test_help_lists_every_target_in_a_line() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("make ")]

    assert {line.split()[1] for line in lines} >= {"setup", "demo", "test", "test-fast", "soak"}
    assert all(len(line.split(maxsplit=2)) == 3 for line in lines)


def test_runtime_lock_is_part_of_the_other() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text("utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if line[:1].isalnum()}

    assert pins("runtime.lock") < pins("dev.lock")
    assert pins("bootstrap.lock") < pins("dev.lock")
