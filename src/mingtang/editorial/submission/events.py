"""What the submission room records."""

from mingtang.spine.events.registry import EventType

_COMMON = frozenset({"submission", "kind", "revision"})

EVENT_TYPES = (
    EventType("submission.submitted", "提交单位审签", _COMMON | {"important"}),
    EventType("submission.approved", "单位领导同意", _COMMON | {"step", "clauses"}),
    EventType(
        "submission.arrived",
        "送达编辑部",
        _COMMON | {"desk", "important", "happened_on", "document_date", "urgent"},
    ),
    EventType("submission.accepted", "编辑部接收", _COMMON | {"desk"}),
    EventType("submission.held", "编辑部经办", _COMMON | {"desk", "holder"}),
    EventType("submission.merged", "并入其他稿件", _COMMON | {"desk", "into"}),
    EventType("submission.split", "拆分稿件", _COMMON | {"desk", "part_of"}),
    EventType("submission.returned", "退回", _COMMON | {"desk", "by_desk"}),
    EventType("submission.recalled", "撤回报送", _COMMON),
    EventType("submission.contact_viewed", "查看报送联系人", _COMMON, is_quiet=True),
    EventType("submission.contact_erased", "删除报送联系人", _COMMON),
    EventType("submission.handed_over", "报送随单位合并移交", frozenset({"old_unit", "number"})),
    EventType("submission.lateness.proposed", "提请核实连续不及时报送", frozenset({"count"})),
    EventType("submission.lateness.confirmed", "确认不及时报送造成不良影响", frozenset({"count"})),
    EventType("submission.lateness.dismissed", "认定未造成不良影响", frozenset({"count"})),
    EventType("submission.lateness.explained", "单位主要领导说明情况", frozenset({"count"})),
    EventType("submission.lateness.judged", "对情况说明作出处理", frozenset({"count"})),
    EventType("submission.lateness.revoked", "撤销不及时报送的确认", frozenset({"count"})),
    EventType("submission.points.set", "制定积分标准", frozenset({"valid_from", "per_item"})),
    EventType("submission.points.corrected", "更正积分", frozenset({"day", "points"})),
    EventType("submission.sender.registered", "登记报送系统", frozenset({"name"})),
    EventType("submission.sender.changed", "修改报送系统的字段对应", frozenset({"fields"})),
    EventType("submission.sender.token_issued", "签发报送系统令牌", frozenset()),
    EventType("submission.sender.ended", "停用报送系统", frozenset()),
    EventType("submission.sent", "报送系统送来稿件", _COMMON | {"sender"}),
    EventType("submission.sent_again", "重新办理报送系统送来的稿件", frozenset({"item"})),
    EventType("submission.sent_dropped", "不再办理报送系统送来的稿件", frozenset({"item"})),
    EventType("submission.released", "报送稿件已发布", _COMMON | {"desk"}),
)
