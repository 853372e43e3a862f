"""What the organization records. Payloads hold keys and codes, never names or numbers of people."""

from mingtang.spine.events.registry import EventType

_HOLDING = frozenset({"holding", "post", "unit", "site", "valid_from", "valid_to"})
_DELEGATION = frozenset({"delegation", "holding", "post", "unit", "to", "valid_from", "valid_to"})

EVENT_TYPES = (
    EventType("organization.unit.added", "新增单位", frozenset({"kind", "parent"})),
    EventType("organization.unit.changed", "修改单位信息", frozenset({"fields"})),
    EventType("organization.unit.renamed", "单位更名", frozenset({"old_name", "new_name"})),
    EventType("organization.unit.moved", "单位调整隶属", frozenset({"old_parent", "new_parent"})),
    EventType("organization.unit.merged", "单位合并", frozenset({"into"})),
    EventType("organization.unit.closed", "撤销单位"),
    EventType("organization.site.hosted", "登记网站主办单位", frozenset({"old_unit", "new_unit"})),
    EventType("organization.person.added", "新增人员"),
    EventType(
        "organization.person.changed", "修改人员信息", frozenset({"fields", "old_unit", "new_unit"})
    ),
    EventType("organization.person.deactivated", "停用账号"),
    EventType("organization.person.reactivated", "恢复账号"),
    EventType("organization.person.password_set", "设置密码", frozenset({"by_self"})),
    EventType("organization.person.signed_in", "登录", frozenset({"second_factor"})),
    EventType("organization.person.signed_out", "退出登录", frozenset({"cause"})),
    EventType("organization.person.sign_in_failed", "登录失败", frozenset({"cause"})),
    EventType("organization.person.locked", "登录锁定", frozenset({"minutes"})),
    EventType("organization.person.unlocked", "解除登录锁定"),
    EventType("organization.person.second_factor_set", "启用动态口令"),
    EventType("organization.person.second_factor_removed", "停用动态口令", frozenset({"by_self"})),
    EventType("organization.person.recovery_codes_made", "生成恢复码"),
    EventType("organization.person.recovery_code_used", "使用恢复码", frozenset({"left"})),
    EventType("organization.token.issued", "签发接口令牌", frozenset({"token", "expires_at"})),
    EventType(
        "organization.token.expiring", "接口令牌即将到期", frozenset({"token", "expires_at"})
    ),
    EventType("organization.token.ended", "停用接口令牌", frozenset({"token", "cause"})),
    EventType("organization.post.assigned", "任职", _HOLDING),
    EventType("organization.post.ended", "免职", _HOLDING),
    EventType("organization.post.handed_over", "任职随网站移交", _HOLDING),
    EventType("organization.contact.changed", "联络员、信息员变更", frozenset({"post"})),
    EventType(
        "organization.contact.filed", "联络员、信息员变更报备", frozenset({"receiver", "filing"})
    ),
    EventType("organization.training.held", "举办培训", frozenset({"training", "held_on"})),
    EventType("organization.delegation.made", "委托代行职务", _DELEGATION),
    EventType("organization.delegation.ended", "结束代行职务", _DELEGATION),
    EventType("organization.personal_data.copied", "提供个人信息副本", frozenset({"records"})),
    EventType(
        "organization.personal_data.erased", "按申请删除个人信息", frozenset({"records", "left"})
    ),
)
