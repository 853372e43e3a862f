"""What is recorded of operators' acts; the codes are those of publishing, from which the room came."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType(
        "publishing.batch.rolled_back",
        "回退页面",
        frozenset({"batch", "moment", "of_batch", "pages", "skipped", "scope"}),
    ),
    EventType("publishing.targets.released", "解除回退", frozenset({"pages"})),
    EventType("publishing.targets.retried", "重试生成", frozenset({"pages"})),
    EventType("publishing.tampering.seen", "确认篡改事件", frozenset({"incidents"})),
)
