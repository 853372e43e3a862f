"""The process that does what needs no user: seals, delivers, sweeps, renders."""

import logging
import signal
import sys
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

import click

from mingtang.spine.jobs.enums import SLOW_LANES, JobLane
from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config.heartbeat import SLOW, Heartbeat, forget_the_dead

if TYPE_CHECKING:
    from mingtang.ground.foundation.routines import Routine
    from mingtang.wiring.config.worker import Worker


@click.command()
@click.option(
    "--only", multiple=True, metavar="NAME", help="只运行这个任务（或这个模块的任务），可重复"
)
@click.option(
    "--lanes",
    metavar="LANES",
    help="只做慢通道的任务，不做别的：通道名用逗号分开，slow 代表全部慢通道",
)
@click.option("--once", is_flag=True, help="把手头的事做完就退出；有任务失败时退出码为 1")
@click.option("--list", "lists", is_flag=True, help="列出全部任务后退出")
def command(only: tuple[str, ...], lanes: str | None, once: bool, lists: bool) -> None:
    """运行后台任务：封存与投递事件、计时、发布等。可以同时运行多个。

    慢通道（通知、导出、图片视频、采集、监测）的任务由另外的进程做，用 --lanes 指定，
    不会耽误封存和发布。
    """
    setup_django()
    from mingtang.wiring.cli.database import require_tables  # needs set-up
    from mingtang.wiring.config.worker import Worker  # needs set-up

    pulse = _Pulse()
    chosen = _routines(only, lanes, pulse)
    if lists:
        for routine in chosen:
            bell = "，有事时立即" if routine.on_bell else ""
            click.echo(f"{routine.name}\t每 {routine.every:g} 秒{bell}")
        return
    require_tables()
    _log_to_stderr()
    if once:
        worker = Worker(chosen)
        _stop_on_signals(worker)
        sys.exit(0 if worker.run_once() else 1)
    heartbeat = pulse.heartbeat = Heartbeat(SLOW if lanes else "")
    forget_the_dead()
    worker = Worker(chosen, beat=heartbeat.beat)
    _stop_on_signals(worker)
    click.echo(f"后台任务进程已启动，共 {len(chosen)} 项任务。", err=True)
    worker.run()
    heartbeat.end()
    click.echo("后台任务进程已停止。", err=True)


@dataclass
class _Pulse:
    """The heartbeat of this process, once it has begun."""

    heartbeat: Heartbeat | None = None

    def beat(self) -> None:
        if self.heartbeat is not None:
            self.heartbeat.beat("jobs")


def _routines(only: tuple[str, ...], lanes: str | None, pulse: _Pulse) -> "tuple[Routine, ...]":
    from mingtang.spine.jobs.jobs import lane_routines  # needs set-up
    from mingtang.wiring.config.worker import (  # needs set-up
        UnknownRoutine,
        chosen_routines,
        installed_routines,
    )

    if lanes is not None and only:
        raise click.UsageError("--lanes 和 --only 只能用一个。")
    if lanes is not None:
        return lane_routines(_slow_lanes(lanes), pulse.beat)
    routines = installed_routines()
    try:
        return chosen_routines(routines, only) if only else routines
    except UnknownRoutine as error:
        known = "、".join(routine.name for routine in routines)
        raise click.UsageError(f"没有名为 {error} 的任务。现有任务：{known}") from error


def _slow_lanes(names: str) -> tuple[JobLane, ...]:
    if names == "slow":
        return SLOW_LANES
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in {lane.value for lane in SLOW_LANES}]
    if unknown:
        known = "、".join(f"{lane.value}（{lane.label}）" for lane in SLOW_LANES)
        raise click.UsageError(f"没有名为 {'、'.join(unknown)} 的慢通道。慢通道有：{known}。")
    return tuple(lane for lane in SLOW_LANES if lane.value in wanted)


def _log_to_stderr() -> None:
    for handler in logging.getLogger().handlers:
        if handler.name == "terminal":
            handler.setLevel(logging.INFO)


def _stop_on_signals(worker: "Worker") -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        if worker.is_stopping and signum == signal.SIGINT:
            raise KeyboardInterrupt  # asked twice: no longer wait for the step
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
