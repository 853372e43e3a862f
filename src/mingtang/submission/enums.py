"""States of a submission."""

from enum import StrEnum


class SubmissionState(StrEnum):
    """How a submission stands (报送状态)."""

    WAITING = "waiting"  # for the unit's own leaders
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    RECALLED = "recalled"
    RELEASED = "released"


SUBMISSION_LABELS = {
    SubmissionState.WAITING: "待单位审签",
    SubmissionState.ARRIVED: "已送达编辑部",
    SubmissionState.ACCEPTED: "编辑部已接收",
    SubmissionState.RETURNED: "已退回",
    SubmissionState.RECALLED: "已撤回",
    SubmissionState.RELEASED: "已发布",
}


class StepState(StrEnum):
    """How one step of a unit's approval stands (审签步骤)."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


STEP_LABELS = {
    StepState.WAITING: "待审签",
    StepState.APPROVED: "同意",
    StepState.RETURNED: "退回",
}
