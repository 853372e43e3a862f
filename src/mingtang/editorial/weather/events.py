"""What the room of weather records: who set a feed, never what the weather was."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (EventType("weather.set", "设置天气来源", frozenset({"fields", "is_on"})),)
