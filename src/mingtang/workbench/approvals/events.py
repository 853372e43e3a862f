"""What every approval records besides the events of its client."""

from mingtang.spine.events.registry import EventType

_STEP = frozenset({"kind", "round", "step"})

EVENT_TYPES = (
    EventType("approvals.step.claimed", "认领审签步骤", _STEP),
    EventType("approvals.step.handed_over", "移交审签步骤", _STEP | {"to"}),
    EventType("approvals.step.sent_back", "退回前面的审签步骤", _STEP | {"to"}),
    EventType(
        "approvals.unit.handed_over", "审签随单位合并移交", frozenset({"old_unit", "number"})
    ),
)
