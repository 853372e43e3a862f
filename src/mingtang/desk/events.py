"""What the back office records."""

from mingtang.events.registry import EventType

EVENT_TYPES = (
    EventType("desk.job.retried", "重试后台任务", frozenset({"kind"})),
    EventType("desk.job.stopped", "停止后台任务", frozenset({"kind"})),
    EventType("desk.media.handed_over", "接收合并单位的素材", frozenset({"old_unit", "number"})),
)
