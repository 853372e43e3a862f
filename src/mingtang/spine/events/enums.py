"""States of a delivery."""

from mingtang.ground.foundation.labels import LabelledEnum


class DeliveryState(LabelledEnum):
    """How far the delivery of one event to one subscriber has come (投递状态)."""

    WAITING = "waiting", "待投递"
    FAILED = "failed", "失败待重试"
    DONE = "done", "已投递"
    SET_ASIDE = "set_aside", "已搁置"
