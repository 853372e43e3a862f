"""States of review rounds and gates."""

from mingtang.ground.foundation.labels import LabelledEnum


class RoundState(LabelledEnum):
    """How a review round stands (审核轮次)."""

    OPEN = "open", "审核中"
    PASSED = "passed", "通过"
    REFUSED = "refused", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"


class GateState(LabelledEnum):
    """How a gate of a round stands (审核关口)."""

    WAITING = "waiting", "待审"
    PASSED = "passed", "通过"
    REFUSED = "refused", "不予通过"


SIGNATURE = "signature"
SIGNATURE_LABEL = "主要领导签发"
SECRECY = "secrecy"
