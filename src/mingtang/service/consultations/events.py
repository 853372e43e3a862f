"""What the consultations room records; never the words of an opinion, nor of whom it is."""

from mingtang.spine.events.registry import EventType

_ROUND = frozenset({"round"})
_STEP = _ROUND | {"step", "clauses"}
_OPINION = frozenset({"opinion"})
_OPENED = frozenset({"closes_at", "days"})

EVENT_TYPES = (
    EventType("consultations.drafted", "起草意见征集"),
    EventType("consultations.edited", "修改意见征集"),
    EventType("consultations.sent", "提交审签", _ROUND),
    EventType("consultations.approved", "审签通过一步", _STEP),
    EventType("consultations.returned", "审签退回", _STEP),
    EventType("consultations.withdrawn", "撤回审签", _ROUND),
    EventType("consultations.passed", "审签全部通过", _STEP),
    EventType("consultations.opened", "开始征集意见", _OPENED),
    EventType("consultations.closed", "征集截止", frozenset({"closed_at", "opinions"})),
    EventType("consultations.opinion.received", "收到意见", _OPINION | {"channel"}, is_quiet=True),
    EventType("consultations.opinion.shown", "审核意见：公开", _OPINION, is_quiet=True),
    EventType("consultations.opinion.hidden", "审核意见：不公开", _OPINION, is_quiet=True),
    EventType("consultations.opinion.viewed", "查看提意见人的联系方式", _OPINION, is_quiet=True),
    EventType("consultations.opinion.erased", "删除意见中的个人信息", _OPINION),
    EventType("consultations.point.saved", "填写采纳情况", frozenset({"point", "verdict"})),
    EventType("consultations.point.removed", "删去采纳情况", frozenset({"point"})),
    EventType("consultations.answered", "公布征集结果", frozenset({"points", "opinions"})),
    EventType("consultations.archived", "归档"),
    EventType("consultations.handed_over", "移交意见征集", frozenset({"old_unit", "number"})),
)
