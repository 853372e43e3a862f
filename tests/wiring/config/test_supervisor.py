import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingtang.wiring.config.supervisor import CannotStart, Program, Supervisor, run_to_end
from tests.harness.processes import free_ports, is_running, processes_with, wait_until

pytestmark = pytest.mark.slow

# Answers on its port; with "family" it has a child that ignores polite requests.
FACE = """
import subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
if "family" in sys.argv:
    subprocess.Popen([sys.executable, "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"])
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
print("face is up", flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
SLEEPER = "import time; print('asleep', flush=True); time.sleep(600)"
STUBBORN = """
import signal, time
signal.signal(15, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""


class World:
    """A supervisor with what it told, and the mark by which its processes are found."""

    def __init__(self, folder: Path) -> None:
        self.mark = str(folder)
        self.logs = folder / "logs"
        self.told: list[str] = []

    def supervisor(self, *programs: Program) -> Supervisor:
        return Supervisor(
            programs,
            logs=self.logs,
            environment=os.environ | {"SUPERVISED": self.mark},
            tell=self.told.append,
        )

    @property
    def pids(self) -> set[int]:
        return processes_with("SUPERVISED", self.mark)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    for pid in world.pids:
        os.kill(pid, signal.SIGKILL)


def _face(*words: str) -> Program:
    (port,) = free_ports(1)
    return Program("face", "公众端", (sys.executable, "-c", FACE, str(port), *words), port)


def _program(code: str) -> Program:
    return Program("job", "后台任务", (sys.executable, "-c", code))


def _watched(supervisor: Supervisor) -> threading.Thread:
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    return thread


def test_programs_start_answer_and_end(world: World) -> None:
    supervisor = world.supervisor(_face(), _program(SLEEPER))

    supervisor.start(within=20)
    assert len(world.pids) == 2
    supervisor.stop()

    assert wait_until(lambda: not world.pids)
    assert world.told == []
    assert "face is up" in (world.logs / "face.log").read_text()
    supervisor.stop()


def test_program_that_started_early_is_not_started_again(world: World) -> None:
    supervisor = world.supervisor(_face(), _program(SLEEPER))

    supervisor.start_early("face")
    assert wait_until(lambda: len(world.pids) == 1)
    early = set(world.pids)
    supervisor.start(within=20)

    assert early < world.pids
    assert len(world.pids) == 2
    supervisor.stop()


def test_stop_ends_what_a_program_started(world: World) -> None:
    supervisor = world.supervisor(_face("family"))
    supervisor.start(within=20)
    assert wait_until(lambda: len(world.pids) == 2)

    supervisor.stop()

    assert wait_until(lambda: not world.pids)


def test_stop_loses_patience_with_the_stubborn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.wiring.config.supervisor.PATIENCE", 0.5)
    supervisor = world.supervisor(_program(STUBBORN))
    supervisor.start(within=20)
    assert wait_until(lambda: "deaf" in (world.logs / "job.log").read_text())
    started = time.monotonic()

    supervisor.stop()

    assert time.monotonic() - started < 5
    assert wait_until(lambda: not world.pids)


def test_fallen_program_is_started_again_and_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.wiring.config.supervisor.FIRST_PAUSE", 0.2)
    supervisor = world.supervisor(_face("family"))
    supervisor.start(within=20)
    assert wait_until(lambda: len(world.pids) == 2)
    before = world.pids
    thread = _watched(supervisor)
    try:
        head = next(pid for pid in before if os.getpgid(pid) == pid)
        os.kill(head, signal.SIGKILL)
        assert wait_until(lambda: len(world.pids) == 2 and not world.pids & before)
    finally:
        supervisor.ask_to_stop()
        thread.join(20)
        supervisor.stop()

    assert wait_until(lambda: not world.pids)
    (told,) = world.told
    assert told.startswith("公众端意外退出（被信号 SIGKILL 终止）。日志：")
    assert "face is up" in told
    assert told.endswith("秒后重新启动公众端。")


def test_program_that_falls_again_and_again_waits_longer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.wiring.config.supervisor.FIRST_PAUSE", 0.1)
    supervisor = world.supervisor(_program("import time; time.sleep(0.3); raise SystemExit(7)"))
    supervisor.start(within=20)
    thread = _watched(supervisor)
    try:
        assert wait_until(lambda: len(world.told) == 3)
    finally:
        supervisor.ask_to_stop()
        thread.join(20)
        supervisor.stop()

    assert all("退出码 7" in told for told in world.told)
    failures = supervisor._children[0].failures
    assert failures >= 3


def test_program_that_does_not_come_up_is_told_with_its_words(world: World) -> None:
    code = "print('no table', flush=True); raise SystemExit(3)"
    fallen = Program("face", "公众端", (sys.executable, "-c", code), free_ports(1)[0])
    supervisor = world.supervisor(fallen)

    with pytest.raises(CannotStart, match=r"公众端意外退出（退出码 3）(?s:.*)no table"):
        supervisor.start(within=20)

    supervisor.stop()


def test_silent_program_is_given_up(world: World) -> None:
    (port,) = free_ports(1)
    silent = Program("face", "公众端", (sys.executable, "-c", SLEEPER), port)
    supervisor = world.supervisor(silent)

    with pytest.raises(CannotStart, match="公众端在 1 秒内没有应答"):
        supervisor.start(within=1)

    supervisor.stop()
    assert wait_until(lambda: not world.pids)


BEATING = """
import os, signal, sys, time
from mingtang.wiring.config.heartbeat import Heartbeat
beat = Heartbeat()
if sys.argv[1] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
while not os.path.exists(sys.argv[2]):
    beat.beat("x")
    time.sleep(0.02)
print("hung", flush=True)
while True:
    time.sleep(600)
"""


@pytest.mark.parametrize("manner", ["polite", "deaf"])
def test_program_that_hangs_is_replaced(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manner: str
) -> None:
    monkeypatch.setattr("mingtang.wiring.config.heartbeat.HUNG_SECONDS", 3.0)
    monkeypatch.setattr("mingtang.wiring.config.supervisor.FIRST_PAUSE", 0.1)
    monkeypatch.setattr("mingtang.wiring.config.supervisor.PATIENCE", 0.5)
    monkeypatch.setenv("MINGTANG_HOME", str(tmp_path))
    switch = tmp_path / "hang"
    arguments = (sys.executable, "-c", BEATING, manner, str(switch))
    program = Program("worker", "后台任务", arguments, beats_below=tmp_path)
    supervisor = world.supervisor(program)
    supervisor.start(within=20)
    thread = _watched(supervisor)
    try:
        time.sleep(4)  # longer than one may be silent
        assert world.told == []
        before = world.pids
        switch.touch()
        assert wait_until(lambda: "hung" in (world.logs / "worker.log").read_text())
        switch.unlink()
        assert wait_until(lambda: world.pids and not world.pids & before)
    finally:
        supervisor.ask_to_stop()
        thread.join(20)
        supervisor.stop()

    assert world.told[0] == "后台任务已 3 秒没有动静，正在更换。"
    assert wait_until(lambda: not world.pids)


HOLDER = """
import os, sys, time
from pathlib import Path
from mingtang.wiring.config.supervisor import Program, Supervisor
supervisor = Supervisor(
    [Program("job", "x", (sys.executable, "-c", "import time; time.sleep(600)"))],
    logs=Path(sys.argv[1]), environment=dict(os.environ), tell=print)
supervisor.start(within=5)
print("up", flush=True)
time.sleep(600)
"""


def test_killed_supervisor_leaves_nobody(world: World) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(world.logs)],
        env=os.environ | {"SUPERVISED": world.mark},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    with holder, holder.stdout:
        assert holder.stdout.readline() == "up\n"
        assert len(world.pids) == 2
        holder.kill()

    assert wait_until(lambda: not world.pids)


def test_preparation_ends_when_asked(world: World) -> None:
    environment = os.environ | {"SUPERVISED": world.mark}
    arguments = (sys.executable, "-c", SLEEPER)

    code = run_to_end(arguments, environment, is_stopping=lambda: len(world.pids) == 1)

    assert code == -signal.SIGTERM
    assert wait_until(lambda: not world.pids)


@pytest.mark.parametrize("code", [0, 5])
def test_preparation_tells_its_code(world: World, code: int) -> None:
    arguments = (sys.executable, "-c", f"raise SystemExit({code})")

    assert run_to_end(arguments, os.environ, is_stopping=lambda: False) == code


def test_something_is_done_while_a_preparation_runs(world: World) -> None:
    calls: list[int] = []
    arguments = (sys.executable, "-c", "import time; time.sleep(0.5)")

    run_to_end(arguments, os.environ, is_stopping=lambda: False, meanwhile=lambda: calls.append(1))

    assert calls


def test_process_that_is_gone_is_not_running() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()

    assert not is_running(done.pid)
