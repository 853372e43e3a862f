"""What the regulations room records."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType(
        "regulations.pack.installed", "装入制度包", frozenset({"number", "version", "rules"})
    ),
    EventType(
        "regulations.pack.bound",
        "启用制度包",
        frozenset({"binding", "pack", "valid_from", "valid_to"}),
    ),
    EventType(
        "regulations.binding.ended", "停用制度包", frozenset({"binding", "pack", "valid_to"})
    ),
)
