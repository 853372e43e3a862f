"""What the room of emergency series records."""

from mingtang.spine.events.registry import EventType

_ENTRY = frozenset({"kind", "entry"})
_NOTICE = frozenset({"kind", "scope"})

EVENT_TYPES = (
    EventType("series.opened", "开设应急专题", frozenset({"code"})),
    EventType("series.entry.written", "起草应急内容", _ENTRY),
    EventType("series.entry.released", "发布应急内容", _ENTRY),
    EventType("series.entry.withdrawn", "撤回应急内容", _ENTRY),
    EventType("series.closed", "结束应急专题", frozenset({"notices"})),
    EventType("series.notice.begun", "启用全站提示", _NOTICE | {"series"}),
    EventType("series.notice.ended", "解除全站提示", _NOTICE),
)
