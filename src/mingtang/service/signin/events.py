"""What is recorded about sign-in services. That a citizen signed in is not recorded."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType("signin.service.saved", "保存公众登录服务", frozenset({"fields", "is_on"})),
    EventType("signin.service.tested", "测试公众登录服务", frozenset({"is_well"})),
)
