"""The process that does what needs no user: seals, delivers, sweeps, renders."""

import logging
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

import click

from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config.heartbeat import Heartbeat, forget_the_dead

if TYPE_CHECKING:
    from mingtang.wiring.config.worker import Worker


@click.command()
@click.option(
    "--only", multiple=True, metavar="NAME", help="只运行这个任务（或这个模块的任务），可重复"
)
@click.option("--once", is_flag=True, help="把手头的事做完就退出；有任务失败时退出码为 1")
@click.option("--list", "lists", is_flag=True, help="列出全部任务后退出")
def command(only: tuple[str, ...], once: bool, lists: bool) -> None:
    """运行后台任务：封存与投递事件、计时、发布等。可以同时运行多个。"""
    setup_django()
    from mingtang.wiring.cli.database import require_tables  # needs set-up
    from mingtang.wiring.config.worker import (  # needs set-up
        UnknownRoutine,
        Worker,
        chosen_routines,
        installed_routines,
    )

    routines = installed_routines()
    try:
        chosen = chosen_routines(routines, only) if only else routines
    except UnknownRoutine as error:
        known = "、".join(routine.name for routine in routines)
        raise click.UsageError(f"没有名为 {error} 的任务。现有任务：{known}") from error
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
    heartbeat = Heartbeat()
    forget_the_dead()
    worker = Worker(chosen, beat=heartbeat.beat)
    _stop_on_signals(worker)
    click.echo(f"后台任务进程已启动，共 {len(chosen)} 项任务。", err=True)
    worker.run()
    heartbeat.end()
    click.echo("后台任务进程已停止。", err=True)


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
