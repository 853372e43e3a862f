"""What the review room records."""

from mingtang.spine.events.registry import EventType

_ROUND = frozenset({"round", "revision", "content_class", "pack", "pack_version"})
_GATE = frozenset({"round", "revision", "gate", "clauses"})

_COUNTERSIGN = frozenset({"round", "revision"})
_STARTED = _ROUND | {"gates", "important", "remarks", "desk", "urgent"}

EVENT_TYPES = (
    EventType("review.round.started", "送审", _STARTED),
    EventType("review.gate.passed", "审核关口通过", _GATE),
    EventType("review.gate.refused", "审核关口不予通过", _GATE),
    EventType("review.secrecy.reviewed", "保密审查", _GATE | {"outcome"}),
    EventType("review.round.passed", "审核通过", _ROUND),
    EventType("review.round.withdrawn", "撤回送审", _ROUND),
    EventType("review.afterwards.started", "紧急签发后开始补审", _STARTED),
    EventType("review.afterwards.gate_passed", "补审关口通过", _GATE),
    EventType("review.afterwards.gate_refused", "补审关口不予通过", _GATE),
    EventType("review.afterwards.passed", "补审通过", _ROUND),
    EventType("review.afterwards.refused", "补审不予通过", _ROUND | {"gate"}),
    EventType("review.countersign.asked", "送会签", _COUNTERSIGN | {"units", "asked_by"}),
    EventType("review.countersign.unit_agreed", "单位同意会签", _COUNTERSIGN | {"gate", "clauses"}),
    EventType(
        "review.countersign.unit_remarked", "单位提出会签意见", _COUNTERSIGN | {"gate", "clauses"}
    ),
    EventType("review.countersign.agreed", "会签完成", _COUNTERSIGN),
    EventType("review.countersign.remarked", "会签有意见", _COUNTERSIGN),
    EventType("review.countersign.withdrawn", "撤回会签", _COUNTERSIGN),
    EventType("review.remark.ignored", "忽略检查提示", frozenset({"rule", "blocks"})),
    EventType("review.wording.added", "登记用词", frozenset({"word", "allowed"})),
    EventType("review.wording.removed", "删去用词", frozenset({"word", "allowed"})),
    EventType("review.round.refused", "审核不予通过", _ROUND | {"gate"}),
)
