"""What the directory records. Payloads name fields, never what stands in them."""

from mingtang.spine.events.registry import EventType

_SAVED = frozenset({"fields", "is_first", "is_shown"})

EVENT_TYPES = (
    EventType("directory.leader.saved", "修改领导信息", _SAVED),
    EventType("directory.institution.saved", "修改机构信息", _SAVED),
    EventType("directory.contact.saved", "修改通讯录", _SAVED),
    EventType("directory.statement.changed", "修改站内说明", frozenset({"kind", "is_default"})),
)
