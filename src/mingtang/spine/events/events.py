"""What the log itself tells of: its anchors, and what people did about deliveries that failed."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType("events.anchor.written", "写下锚", frozenset({"number", "position", "digest"})),
    EventType(
        "events.delivery.retried",
        "重新投递事件",
        frozenset({"subscriber", "key", "position", "tries"}),
    ),
    EventType(
        "events.delivery.set_aside",
        "搁置事件投递",
        frozenset({"subscriber", "key", "position", "tries"}),
    ),
)
