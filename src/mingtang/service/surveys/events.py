"""Events of surveys. None holds an answer or identifies who gave it."""

from mingtang.spine.events.registry import EventType

_ROUND = frozenset({"round"})
_STEP = _ROUND | {"step", "clauses"}
_QUESTION = frozenset({"question"})
_SUBJECT = frozenset({"subject_unit"})
_WORDS = frozenset({"words"})
_CLOSED = frozenset({"closed_at", "answers", "cause"})

EVENT_TYPES = (
    EventType("surveys.drafted", "起草调查"),
    EventType("surveys.edited", "修改调查"),
    EventType("surveys.question.saved", "保存题目", _QUESTION),
    EventType("surveys.question.removed", "删去题目", _QUESTION),
    EventType("surveys.subject.added", "增加被评议单位", _SUBJECT),
    EventType("surveys.subject.removed", "删去被评议单位", _SUBJECT),
    EventType("surveys.sent", "提交审签", _ROUND),
    EventType("surveys.approved", "审签通过一步", _STEP),
    EventType("surveys.returned", "审签退回", _STEP),
    EventType("surveys.withdrawn", "撤回审签", _ROUND),
    EventType("surveys.passed", "审签全部通过", _STEP),
    EventType("surveys.opened", "调查开始", frozenset({"closes_at", "days"})),
    EventType("surveys.choice_full", "选项名额已满", _QUESTION | {"choice"}),
    EventType("surveys.closed", "调查截止", _CLOSED),
    EventType("surveys.answered", "收到答卷", frozenset({"answer", "standing"}), is_quiet=True),
    EventType("surveys.mail_asked", "请邮箱确认答卷", is_quiet=True),
    EventType("surveys.mail_confirmed", "邮箱已确认答卷", is_quiet=True),
    EventType("surveys.mail_viewed", "查看参与调查的邮箱"),
    EventType("surveys.mail_erased", "删除参与调查的邮箱"),
    EventType("surveys.words.shown", "审核文字：公开", _WORDS, is_quiet=True),
    EventType("surveys.words.hidden", "审核文字：不公开", _WORDS, is_quiet=True),
    EventType("surveys.words.erased", "删除答卷文字", _WORDS),
    EventType("surveys.published", "公布调查结果", frozenset({"answers"})),
    EventType("surveys.archived", "归档"),
    EventType("surveys.handed_over", "移交调查", frozenset({"old_unit", "number"})),
)
