"""Keep a few processes running and end them all together (进程看护)."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mingtang.wiring.config import heartbeat
from mingtang.wiring.config.parents import end_with_parent
from mingtang.wiring.config.ports import answers
from mingtang.wiring.config.stopping import Stop

FIRST_PAUSE = 1.0  # seconds before the first restart; doubles with each further one
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0  # who ran this long starts again without a pause
PATIENCE = 10.0  # seconds a process has to end by itself
LOOK_EVERY = 0.2
LINES_TOLD = 15


class CannotStart(RuntimeError):
    """A process did not come up; the text says which, and its latest words."""


@dataclass(frozen=True)
class Program:
    """What to run: `title` is its Chinese name, `port` where its health address answers.

    `beats_below` is the data folder in which it gives signs of life, if it gives any.
    """

    name: str
    title: str
    arguments: tuple[str, ...]
    port: int = 0
    beats_below: Path | None = None


@dataclass
class Child:
    """A running program; times are seconds of the monotonic clock."""

    program: Program
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)
    stamp: int = 0  # of its latest sign of life
    alive: float = 0.0  # when that was first seen, by the supervisor's own clock

    def latest_words(self) -> str:
        """Return the end of what the program has said."""
        try:
            lines = self.log.read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-LINES_TOLD:])


class Supervisor:
    """Starts programs, starts them again when they fall over, and leaves none behind."""

    def __init__(
        self,
        programs: Iterable[Program],
        *,
        logs: Path,
        environment: Mapping[str, str],
        tell: Callable[[str], None],
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._children = [Child(program, logs / f"{program.name}.log") for program in programs]
        self._environment = dict(environment)
        self._tell = tell
        self._stopping = Stop()

    def ask_to_stop(self) -> None:
        """Stop soon; safe to call from a signal handler."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        """Whether someone asked to stop."""
        return self._stopping.is_set()

    def start(self, within: float) -> None:
        """Start all programs and wait until they answer.

        :raises CannotStart: if one falls over or does not answer within so many seconds.
        """
        for child in self._children:
            if child.process is None:
                self._start_first(child)
        latest = time.monotonic() + within
        waiting = [child for child in self._children if child.program.port]
        while waiting and not self._stopping.is_set():
            for child in self._children:
                if child.process and child.process.poll() is not None:
                    raise CannotStart(self._obituary(child))
            waiting = [child for child in waiting if not answers(child.program.port)]
            if waiting and time.monotonic() > latest:
                raise CannotStart(
                    f"{waiting[0].program.title}在 {within:.0f} 秒内没有应答。"
                    f"\n{waiting[0].latest_words()}"
                )
            self._stopping.wait(0.1 if waiting else 0)

    def start_early(self, name: str) -> None:
        """Start one program before the others, and do not wait for it."""
        for child in self._children:
            if child.program.name == name and child.process is None:
                self._start_first(child)

    def watch(self) -> None:
        """Look after the programs until asked to stop."""
        while not self._stopping.wait(LOOK_EVERY):
            for child in self._children:
                self._look_after(child)

    def stop(self) -> None:
        """End every program and whatever it started; harmless when repeated."""
        running = [child.process for child in self._children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        latest = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            except KeyboardInterrupt:  # asked twice: no more patience
                latest = 0.0
            _end_group(process)
        for child in self._children:
            child.process = None

    def _start_first(self, child: Child) -> None:
        child.log.unlink(missing_ok=True)
        self._start(child)

    def _start(self, child: Child) -> None:
        with child.log.open("ab") as log:
            child.process = _spawn(child.program.arguments, self._environment, log)
        child.started = child.alive = time.monotonic()
        child.stamp = 0

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.due and not self._stopping.is_set():
                self._start(child)
            return
        if child.process.poll() is None:
            if self._hangs(child, child.process):
                self._end_hung(child, child.process)
            else:
                return
        was_steady = time.monotonic() - child.started >= STEADY_SECONDS
        child.failures = 0 if was_steady else child.failures + 1
        pause = min(FIRST_PAUSE * 2 ** max(child.failures - 1, 0), LONGEST_PAUSE)
        child.due = time.monotonic() + pause
        self._tell(f"{self._obituary(child)}\n{pause:.0f} 秒后重新启动{child.program.title}。")
        _end_group(child.process)
        child.process = None

    def _hangs(self, child: Child, process: "subprocess.Popen[bytes]") -> bool:
        """Say whether a program gave no sign of life for long, by a clock that nobody sets."""
        if child.program.beats_below is None:
            return False
        stamp = heartbeat.stamp_of(process.pid, child.program.beats_below)
        if stamp != child.stamp:
            child.stamp, child.alive = stamp, time.monotonic()
        return time.monotonic() - child.alive > heartbeat.HUNG_SECONDS

    def _end_hung(self, child: Child, process: "subprocess.Popen[bytes]") -> None:
        self._tell(f"{child.program.title}已 {heartbeat.HUNG_SECONDS:.0f} 秒没有动静，正在更换。")
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        _end_group(process)

    def _obituary(self, child: Child) -> str:
        code = child.process.poll() if child.process else None
        how = f"被信号 {signal.Signals(-code).name} 终止" if code and code < 0 else f"退出码 {code}"
        words = child.latest_words()
        return (
            f"{child.program.title}意外退出（{how}）。日志：{child.log}"
            f"{f'，最后几行：{chr(10)}{words}' if words else ''}"
        )


def run_to_end(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    *,
    is_stopping: Callable[[], bool],
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Run a process that talks to the terminal; end it early when asked to stop. Return its code.

    `meanwhile` is called some times a second while it runs.
    """
    process = _spawn(arguments, environment, None)
    while process.poll() is None:
        if is_stopping():
            process.terminate()
            break
        meanwhile()
        time.sleep(LOOK_EVERY / 4)
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        return 1
    finally:
        _end_group(process)


def _spawn(
    arguments: tuple[str, ...], environment: Mapping[str, str], log: BinaryIO | None
) -> "subprocess.Popen[bytes]":
    """Start a process as head of a group of its own, so that the group can be ended as one.

    Ctrl-C on the terminal reaches only the supervisor; a killed supervisor takes its children along.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.setsid()
        end_with_parent(signal.SIGKILL)  # a program that is starting may overhear a polite request
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env=dict(environment),
        preexec_fn=prepare,  # noqa: PLW1509 - the supervisor has one thread
    )


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of a process and of everything that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
