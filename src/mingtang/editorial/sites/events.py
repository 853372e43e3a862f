"""What the room of sites and columns records."""

from mingtang.spine.events.registry import EventType

_STEP = frozenset({"approval", "kind", "language"})

EVENT_TYPES = (
    EventType("sites.site.planned", "登记筹建网站", frozenset({"kind", "unit", "domain"})),
    EventType("sites.site.opened", "网站开办", _STEP | {"declared"}),
    EventType(
        "sites.site.changed",
        "网站信息变更",
        frozenset({"fields", "approval", "old_domain", "new_domain", "old_unit", "new_unit"}),
    ),
    EventType("sites.site.suspended", "网站临时下线", _STEP | {"until"}),
    EventType("sites.site.resumed", "网站恢复运行", _STEP),
    EventType("sites.site.closing_announced", "公告网站关停", _STEP | {"closing_on", "successor"}),
    EventType("sites.site.closing_cancelled", "撤销网站关停公告", _STEP),
    EventType("sites.site.closed", "网站关停", _STEP | {"successor"}),
    EventType("sites.site.reopened", "网站重新开通", _STEP),
    EventType("sites.site.rechecked", "网站资质复核", frozenset({"approval", "due_on"})),
    EventType(
        "sites.column.opened",
        "开设栏目",
        frozenset(
            {
                "column_type",
                "content_class",
                "parent",
                "path",
                "responsible_unit",
                "site_kind",
                "update_cycle",
            }
        ),
    ),
    EventType(
        "sites.column.changed",
        "调整栏目",
        frozenset({"fields", "responsible_unit", "update_cycle"}),
    ),
    EventType(
        "sites.column.renamed",
        "栏目更名",
        frozenset({"old_name", "new_name", "old_path", "new_path"}),
    ),
    EventType(
        "sites.column.moved",
        "移动栏目",
        frozenset({"old_parent", "new_parent", "old_path", "new_path"}),
    ),
    EventType(
        "sites.column.merged",
        "合并栏目",
        frozenset({"into", "old_path", "new_path", "children"}),
    ),
    EventType("sites.column.closed", "关闭栏目", frozenset({"path"})),
)
