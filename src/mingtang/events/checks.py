"""The log's part of `mingtang doctor`: is it guarded, sealed, delivered and anchored?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from mingtang.events.anchors import BrokenAnchor, anchor_folder, read_anchors
from mingtang.events.guards import missing_guards
from mingtang.events.models import ChainHead
from mingtang.events.queries import COUNT_LIMIT, backlog
from mingtang.foundation.checks import Check, Result, error, good, warning
from mingtang.foundation.clock import beijing_date

PATIENCE = timedelta(minutes=1)
START_WORKER = "请确认后台任务进程在运行：mingtang worker"


def _amount(count: int) -> str:
    return f"{count} 条以上" if count >= COUNT_LIMIT else f"{count} 条"


def _guards(at: datetime) -> Iterator[Result]:
    if missing := missing_guards(connection):
        found = f"数据库里缺少防止篡改事件的触发器：{'、'.join(missing)}"
        yield error(found, "请执行 mingtang manage migrate，触发器会自动补上")


def _sealing(at: datetime) -> Iterator[Result]:
    waits = backlog()
    oldest = waits.oldest_unsealed_at
    if oldest and at - oldest > PATIENCE:
        yield error(f"有 {_amount(waits.unsealed)}事件超过一分钟没有封存", START_WORKER)


def _delivery(at: datetime) -> Iterator[Result]:
    waits = backlog()
    if waits.oldest_due_at and at - waits.oldest_due_at > PATIENCE:
        yield error(f"有 {_amount(waits.undelivered)}投递等待超过一分钟", START_WORKER)
    if waits.failed:
        found = f"有 {_amount(waits.failed)}投递失败，正在等待重试"
        yield warning(found, "请用 mingtang events failures 查看原因")
    if waits.orphaned:
        found = f"有 {_amount(waits.orphaned)}投递通道的订阅者已不存在，不会再投递"
        yield warning(found, "请确认是否误删了模块；mingtang events failures 列出它们")


def _anchors(at: datetime) -> Iterator[Result]:
    folder = anchor_folder()
    try:
        anchors = read_anchors(folder)
    except BrokenAnchor as problem:
        yield error(
            f"锚文件不能读：{problem}", "请从备份取回这个文件，再执行 mingtang events verify"
        )
        return
    if not ChainHead.objects.filter(position__gt=0).exists():
        return
    latest = anchors[-1].date if anchors else ""
    if latest < beijing_date(at - timedelta(days=1)).isoformat():
        found = f"最近的锚是 {latest} 的" if latest else f"{folder} 里没有锚文件"
        yield warning(found, START_WORKER)
    else:
        yield good(f"最近的锚：{latest}，第 {anchors[-1].position} 条")


CHECKS = (
    Check("events.guards", "事件防篡改", _guards, needs_database=True),
    Check("events.sealing", "事件封存", _sealing, needs_database=True),
    Check("events.delivery", "事件投递", _delivery, needs_database=True),
    Check("events.anchors", "事件锚", _anchors, needs_database=True),
)
