"""The log's part of `mingtang doctor`: is it guarded, sealed, delivered and anchored?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from mingtang.ground.foundation.checks import Check, Result, error, good, note, warning
from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.events.anchors import BrokenAnchor, anchor_path, parse_line, read_lines
from mingtang.spine.events.deposits import UnknownPlace, check_places, places, read_state
from mingtang.spine.events.guards import missing_guards
from mingtang.spine.events.models import ChainHead
from mingtang.spine.events.queries import COUNT_LIMIT, backlog
from mingtang.spine.events.signing import BrokenKey, key_path, load_key

PATIENCE = timedelta(minutes=1)
LATE = timedelta(hours=2)
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
    try:
        lines = read_lines(anchor_path())
        latest = parse_line(lines[-1])[0] if lines else None
        key = load_key()
    except (BrokenAnchor, BrokenKey) as problem:
        yield error(f"锚不能读：{problem}", "请从备份取回，再执行 mingtang events verify")
        return
    if not ChainHead.objects.filter(position__gt=0).exists():
        return
    if latest is None:
        yield warning(f"{anchor_path()} 里没有锚", START_WORKER)
        return
    if key is None:
        found = f"锚的密钥文件 {key_path()} 不见了，不能再写锚"
        yield error(found, "请从备份取回；确已丢失的，请执行 mingtang events new-key --lost")
    written = f"{latest.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    if at - latest.at > LATE:
        yield warning(f"最近的锚写于 {written}，每小时应有一个", START_WORKER)
    else:
        yield good(f"最近的锚：{written}，第 {latest.number} 个，记到第 {latest.position} 条")


def _deposits(at: datetime) -> Iterator[Result]:
    try:
        check_places()
    except UnknownPlace as problem:
        yield error(str(problem), "请更正环境变量后重新启动")
        return
    if not places():
        yield note(
            "锚只存在本机，控制本机的人可以一并改写",
            "正式使用时请设 MINGTANG_ANCHOR_PLACES，另存到别的机器",
        )
    state = read_state()
    for place in places():
        if trouble := state.get(place, {}).get("error"):
            yield error(f"锚没有送到 {place}：{trouble}", "请检查该处是否可用；恢复后会自动补送")
        elif sent := state.get(place, {}).get("sent"):
            yield good(f"锚已送到 {place}，到第 {sent} 个")


CHECKS = (
    Check("events.guards", "事件防篡改", _guards, needs_database=True),
    Check("events.sealing", "事件封存", _sealing, needs_database=True),
    Check("events.delivery", "事件投递", _delivery, needs_database=True),
    Check("events.anchors", "事件锚", _anchors, needs_database=True),
    Check("events.deposits", "锚的另存", _deposits),
)
