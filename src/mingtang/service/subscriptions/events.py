"""What the subscriptions room records; never an address."""

from mingtang.spine.events.registry import EventType

_COLUMN = frozenset({"column"})

EVENT_TYPES = (
    EventType("subscriptions.confirmed", "确认邮件订阅", _COLUMN, is_quiet=True),
    EventType("subscriptions.ended", "结束邮件订阅", _COLUMN | {"by"}, is_quiet=True),
    EventType("subscriptions.viewed", "查看邮件订阅", _COLUMN, is_quiet=True),
    EventType("subscriptions.erased", "删除邮件订阅", _COLUMN),
)
