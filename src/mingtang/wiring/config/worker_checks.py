"""What `mingtang doctor` looks at in the workers (后台任务)."""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, error, good, note
from mingtang.wiring.config import heartbeat


def check_workers(at: datetime) -> Iterator[Result]:
    """Look whether workers run and none of them hangs."""
    beats = heartbeat.beats()
    if all(beat.is_slow for beat in beats):
        yield note("没有后台任务进程在运行", "平台运行时应有一个：mingtang run 或 mingtang worker")
    for beat in beats:
        if beat.age > heartbeat.STALE_SECONDS:
            yield error(
                f"后台任务进程 {beat.worker} 已 {beat.age:.0f} 秒没有动静，停在 {beat.job}",
                "mingtang run 会自动更换它；单独运行的，请结束这个进程再启动 mingtang worker",
            )
        else:
            yield good(f"后台任务进程 {beat.worker} 在运行")


WORKERS = Check("workers.heartbeat", "后台任务", check_workers)
