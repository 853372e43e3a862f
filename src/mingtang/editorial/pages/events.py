"""What the engine records by itself. The codes are those of `publishing`, out of which it came."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType(
        "publishing.tampering.found", "发现页面被篡改", frozenset({"incident", "finding", "path"})
    ),
    EventType("publishing.tampering.healed", "页面已恢复", frozenset({"incident", "path"})),
    EventType("publishing.site.verified", "核对网站文件", frozenset({"run", "checked", "wrong"})),
)
