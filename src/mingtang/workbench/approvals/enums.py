"""States of approval rounds and their steps."""

from mingtang.ground.foundation.labels import LabelledEnum


class RoundState(LabelledEnum):
    """How an approval round stands (审签单)."""

    OPEN = "open", "办理中"
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    WITHDRAWN = "withdrawn", "已撤回"


class StepState(LabelledEnum):
    """How a step of a round stands (审签步骤)."""

    WAITING = "waiting", "待办理"
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
