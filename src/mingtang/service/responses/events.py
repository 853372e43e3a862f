"""What is recorded about answers. No payload tells what a sender wrote or was told."""

from mingtang.spine.events.registry import EventType

_CASE = frozenset({"kind", "number"})
_ROUND = _CASE | {"round", "step", "clauses"}

EVENT_TYPES = (
    EventType("responses.draft.saved", "起草答复", _CASE | {"version"}),
    EventType("responses.review.started", "答复送审", _ROUND),
    EventType("responses.review.step_passed", "答复审核通过一步", _ROUND),
    EventType("responses.review.returned", "答复退回修改", _ROUND),
    EventType("responses.review.withdrawn", "撤回答复送审", _ROUND),
    EventType("responses.review.passed", "答复审核通过", _ROUND),
    EventType("responses.draft.erased", "删除答复稿", _CASE),
    EventType("responses.redaction.saved", "拟定公开答复", _CASE | {"version"}),
    EventType("responses.answer.released", "公开答复", _CASE | {"answer"}),
    EventType("responses.answer.taken_down", "撤下公开的答复", _CASE | {"answer", "cause"}),
    EventType("responses.phrase.saved", "保存常用语", frozenset({"phrase"})),
    EventType("responses.phrase.retired", "停用常用语", frozenset({"phrase"})),
    EventType(
        "responses.unit.handed_over",
        "常用语和答复随单位合并移交",
        frozenset({"old_unit", "number"}),
    ),
    EventType("responses.sample.drawn", "抽取质量抽查样本", frozenset({"month", "cases", "seed"})),
    EventType("responses.check.marked", "质量抽查评分", _CASE | {"check", "score", "state"}),
)
