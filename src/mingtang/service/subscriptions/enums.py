"""States of a subscription."""

from mingtang.ground.foundation.labels import LabelledEnum


class SubscriptionState(LabelledEnum):
    """Whether the address has confirmed. What ended is deleted, so it has no state."""

    WAITING = "waiting", "待确认"
    ACTIVE = "active", "已生效"
