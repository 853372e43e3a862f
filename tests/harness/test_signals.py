"""Runs that a shell or `nohup` started with signals ignored work like any other."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.harness.plugin import LIMIT, LIMITS

pytestmark = pytest.mark.slow
IGNORED = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)

# A child that ends by each signal, as `mingtang run` does in the tests of its own.
TINY = """
import signal, subprocess, sys
import pytest

@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_child_hears_a_signal(signum):
    code = "import time; print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as child:
        child.stdout.readline()
        child.send_signal(signum)
        assert child.wait(20) == -signum
"""
HANGING = """
import time

def test_that_never_ends():
    time.sleep(600)
"""


def ignore() -> None:
    for signum in IGNORED:
        signal.signal(signum, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])


def run_tiny(folder: Path, code: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run pytest with our plugin over one file, with signals ignored."""
    (folder / "test_tiny.py").write_text(code)
    inherited = {name: text for name, text in os.environ.items() if "PYTEST" not in name}
    plugins = ("-p", "tests.harness.plugin", "-p", "no:randomly", "-p", "no:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", *plugins, *options, "-q", folder],
        cwd=ROOT,
        env=inherited | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"},
        preexec_fn=ignore,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "xdist"])
def test_programs_hear_signals_that_the_run_was_told_to_ignore(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run_tiny(tmp_path, TINY, *options)

    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_test_that_hangs_fails_with_its_stack(tmp_path: Path) -> None:
    limited = HANGING.replace("def test", "import pytest\n\n@pytest.mark.timeout(2)\ndef test")
    done = run_tiny(tmp_path, limited)

    assert "1 failed" in done.stdout, done.stdout + done.stderr
    assert "Timeout" in done.stdout
    assert "time.sleep(600)" in done.stdout


def test_every_test_has_a_limit(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("timeout")

    assert marker.args == (LIMITS["slow"],)
    assert LIMIT < LIMITS["slow"] <= LIMITS["browser"]
