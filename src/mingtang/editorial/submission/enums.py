"""States of a submission."""

from mingtang.ground.foundation.labels import LabelledEnum


class SubmissionState(LabelledEnum):
    """How a submission stands (报送状态)."""

    WAITING = "waiting", "待单位审签"  # for the unit's own leaders
    ARRIVED = "arrived", "已送达编辑部"
    ACCEPTED = "accepted", "编辑部已接收"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "已撤回"
    RELEASED = "released", "已发布"


class StepState(LabelledEnum):
    """How one step of a unit's approval stands (审签步骤)."""

    WAITING = "waiting", "待审签"
    APPROVED = "approved", "同意"
    RETURNED = "returned", "退回"
