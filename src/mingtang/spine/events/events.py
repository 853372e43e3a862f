"""What the log itself tells of: anchors, erased reasons, what people did about failed deliveries."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType("events.anchor.written", "写下锚", frozenset({"number", "position", "digest"})),
    EventType("events.reason.erased", "删除理由文字"),
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
