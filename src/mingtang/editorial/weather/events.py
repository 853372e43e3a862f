"""Events of weather: a feed was set. Readings are not recorded."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (EventType("weather.set", "设置天气来源", frozenset({"fields", "is_on"})),)
