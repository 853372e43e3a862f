"""What the media library records."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType(
        "media.replacement.proposed", "在稿件中替换素材", frozenset({"old", "new", "revision"})
    ),
)
