"""What is recorded about cases. No payload tells who sent one or what it says."""

from mingtang.spine.events.registry import EventType

IMPORTED = "casework.case.imported"
_CASE = frozenset({"kind", "number"})
_ROUND = _CASE | {"round", "step", "clauses"}
_UNIT = _CASE | {"unit", "from_unit"}

EVENT_TYPES = (
    EventType(
        "casework.case.arrived",
        "收到来件",
        _CASE | {"category", "channel", "unit", "received_at"},
    ),
    EventType(
        IMPORTED,
        "导入历史办件",
        _CASE | {"category", "channel", "unit", "received_at", "answered_at", "rating"},
        is_past=True,
    ),
    EventType("casework.case.dispatched", "派给单位", _UNIT, told_unit="unit"),
    EventType("casework.case.objected", "退回转办", _UNIT),
    EventType("casework.case.claimed", "认领", _CASE | {"claimed_from"}),
    EventType("casework.case.transferred", "转给其他单位", _UNIT, told_unit="unit"),
    EventType("casework.case.joined", "加入协办单位", _CASE | {"unit"}, told_unit="unit"),
    EventType("casework.case.paused", "暂停办理", _CASE),
    EventType("casework.case.resumed", "恢复办理", _CASE),
    EventType("casework.case.extended", "批准延期", _CASE),
    EventType("casework.case.extension_asked", "申请延期", _ROUND),
    EventType("casework.case.extension_agreed", "同意延期一步", _ROUND),
    EventType("casework.case.extension_refused", "不同意延期", _ROUND),
    EventType("casework.case.extension_withdrawn", "撤回延期申请", _ROUND),
    EventType("casework.case.valued", "认定为有价值意见", _CASE | {"unit", "channel"}),
    EventType("casework.case.judged_complex", "认定为情况复杂", _CASE | {"unit", "channel"}),
    EventType(
        "casework.case.judged_foreign",
        "认定不属本地职责",
        _CASE | {"unit", "channel", "category", "arrived_at"},
    ),
    EventType("casework.case.explained", "说明情况、指明途径", _CASE | {"entry"}),
    EventType("casework.case.urged", "催办", _CASE | {"unit", "times"}, told_unit="unit"),
    EventType("casework.case.supervised", "督办", _CASE | {"unit"}, told_unit="unit"),
    EventType("casework.case.escalated", "上报领导", _CASE | {"unit"}),
    EventType("casework.case.reopened", "重新办理", _UNIT, told_unit="unit"),
    EventType("casework.case.answered", "答复", _CASE | {"entry"}),
    EventType("casework.case.closed", "办结", _CASE),
    EventType("casework.case.merged", "并入另一办件", _CASE | {"into"}),
    EventType("casework.case.withdrawn", "撤回来件", _CASE | {"end"}),
    EventType("casework.case.linked", "关联另一办件", _CASE | {"other"}),
    EventType("casework.case.messaged", "给来件人发消息", _CASE | {"entry"}),
    EventType("casework.case.heard", "来件人补充", _CASE | {"entry"}),
    EventType("casework.case.noted", "写内部备注", _CASE | {"entry"}),
    EventType("casework.case.rated", "来件人评价", _CASE | {"rating"}),
    EventType("casework.case.looked_again", "复核不满意评价", _CASE | {"outcome"}),
    EventType("casework.case.viewed", "查看来件人完整信息", _CASE, is_quiet=True),
    EventType("casework.case.erased", "删除办件中的个人信息", _CASE),
    EventType("casework.entry.erased", "删除一条消息或备注", _CASE | {"entry"}),
    EventType("casework.unit.handed_over", "办件随单位合并移交", frozenset({"old_unit", "number"})),
)
