"""States of review rounds and gates."""

from enum import StrEnum


class RoundState(StrEnum):
    """How a review round stands (审核轮次)."""

    OPEN = "open"
    PASSED = "passed"
    REFUSED = "refused"


ROUND_LABELS = {
    RoundState.OPEN: "审核中",
    RoundState.PASSED: "通过",
    RoundState.REFUSED: "不予通过",
}


class GateState(StrEnum):
    """How a gate of a round stands (审核关口)."""

    WAITING = "waiting"
    PASSED = "passed"
    REFUSED = "refused"


GATE_STATE_LABELS = {
    GateState.WAITING: "待审",
    GateState.PASSED: "通过",
    GateState.REFUSED: "不予通过",
}

SIGNATURE = "signature"
SIGNATURE_LABEL = "主要领导签发"
SECRECY = "secrecy"
