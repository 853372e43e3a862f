"""What the room of interviews records; never what a reader wrote, never who they are."""

from mingtang.spine.events.registry import EventType

_ROUND = frozenset({"round", "step", "clauses"})
_ITEM = frozenset({"item"})

EVENT_TYPES = (
    EventType("interviews.plan.begun", "起草访谈方案", frozenset({"year"})),
    EventType("interviews.plan.item_written", "起草方案事项", _ITEM, is_quiet=True),
    EventType("interviews.plan.sent", "访谈方案送审", _ROUND),
    EventType("interviews.plan.step_passed", "同意访谈方案", _ROUND),
    EventType("interviews.plan.step_returned", "退回访谈方案", _ROUND),
    EventType("interviews.plan.adopted", "制定访谈方案", _ROUND),
    EventType("interviews.plan.returned", "访谈方案未通过", _ROUND),
    EventType("interviews.plan.withdrawn", "撤回访谈方案", _ROUND),
    EventType("interviews.plan.item_planned", "列入访谈方案", _ITEM | {"due_on"}),
    EventType("interviews.plan.item_dropped", "移出访谈方案", _ITEM),
    EventType("interviews.change.sent", "申请调整访谈方案", _ROUND),
    EventType("interviews.change.step_passed", "同意调整访谈方案", _ROUND),
    EventType("interviews.change.step_returned", "不同意调整访谈方案", _ROUND),
    EventType("interviews.change.applied", "调整访谈方案", _ROUND),
    EventType("interviews.change.returned", "访谈方案不作调整", _ROUND),
    EventType("interviews.change.withdrawn", "撤回调整申请", _ROUND),
    EventType("interviews.interview.drafted", "起草在线访谈", _ITEM),
    EventType("interviews.interview.changed", "修改在线访谈", _ITEM, is_quiet=True),
    EventType("interviews.interview.announced", "预告在线访谈", _ITEM | {"starts_at"}),
    EventType("interviews.interview.postponed", "在线访谈改期", _ITEM),
    EventType("interviews.interview.cancelled", "取消在线访谈", _ITEM),
    EventType("interviews.interview.live", "在线访谈上线", _ITEM),
    EventType("interviews.interview.ended", "在线访谈结束", _ITEM | {"turns"}),
    EventType("interviews.interview.archived", "发布访谈实录", _ITEM),
    EventType("interviews.interview.taken_down", "撤下在线访谈", _ITEM),
    EventType("interviews.turn.stored", "访谈发言", frozenset({"turn", "speaker"}), is_quiet=True),
    EventType("interviews.turn.edited", "修改访谈发言", frozenset({"turn"}), is_quiet=True),
    EventType("interviews.question.received", "收到网友提问", frozenset(), is_quiet=True),
    EventType("interviews.question.judged", "筛选网友提问", frozenset({"state"}), is_quiet=True),
    EventType("interviews.question.viewed", "查看提问人信息", frozenset()),
    EventType("interviews.question.erased", "删除网友提问", frozenset()),
)
