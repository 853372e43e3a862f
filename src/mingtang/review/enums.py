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
GATE_LABELS = {
    "political": "政治关",
    "policy": "政策关",
    "legal": "法律关",
    "wording": "文字关",
    "secrecy": "保密关",
    "public_opinion": "舆情关",
    SIGNATURE: "主要领导签发",
}
