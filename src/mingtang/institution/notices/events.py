"""What the notices room records. That a person was told follows from the event it is about."""

from mingtang.spine.events.registry import EventType

_ROBOT = frozenset({"platform"})

EVENT_TYPES = (
    EventType(
        "notices.channels.chosen", "修改通知设置", frozenset({"switched_on", "switched_off"}), True
    ),
    EventType("notices.robot.added", "添加群机器人", _ROBOT),
    EventType("notices.robot.removed", "移除群机器人", _ROBOT),
    EventType(
        "notices.robot.handed_over", "接收合并单位的群机器人", frozenset({"old_unit", "number"})
    ),
    EventType("notices.duty.added", "排值班", frozenset({"day"})),
    EventType("notices.duty.removed", "取消值班", frozenset({"day"})),
    EventType("notices.dispatch.failed", "通知未能送出", frozenset({"channel", "error"}), True),
    EventType("notices.dispatch.retried", "重新发送通知", frozenset({"channel"})),
)
