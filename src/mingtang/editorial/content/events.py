"""What the content room records."""

from mingtang.spine.events.registry import EventType

_FIELD = frozenset({"column", "kind", "sort"})

EVENT_TYPES = (
    EventType("content.article.created", "新建稿件", frozenset({"kind", "revision"})),
    EventType("content.article.saved", "保存稿件", frozenset({"kind", "revision", "changed"})),
    EventType(
        "content.article.moved",
        "稿件流转",
        frozenset({"verb", "from", "to", "revision"}),
    ),
    EventType("content.template.stored", "保存稿件模板", frozenset({"is_for_all"})),
    EventType("content.template.deleted", "删除稿件模板", frozenset({"is_for_all"})),
    EventType(
        "content.placement.offered",
        "推送到栏目",
        frozenset({"article", "column", "site", "from_site"}),
    ),
    EventType(
        "content.placement.accepted", "栏目接收稿件", frozenset({"article", "column", "site"})
    ),
    EventType(
        "content.placement.refused", "栏目不予采用稿件", frozenset({"article", "column", "site"})
    ),
    EventType("content.placement.withdrawn", "移出栏目", frozenset({"article", "column", "site"})),
    EventType(
        "content.placement.changed",
        "调整栏目中的位置",
        frozenset({"article", "column", "site", "changed"}),
    ),
    EventType("content.article.correction_cancelled", "取消更正", frozenset({"kind", "revision"})),
    EventType("content.article.stuck", "无人办理", frozenset({"step", "posts"})),
    EventType("content.article.unstuck", "恢复有人办理", frozenset({"step"})),
    EventType(
        "content.article.split_off", "拆分出稿件", frozenset({"kind", "revision", "article"})
    ),
    EventType("content.article.imported", "导入稿件", frozenset({"kind", "revision", "file"})),
    EventType(
        "content.article.handed_over", "稿件随单位合并移交", frozenset({"old_unit", "new_unit"})
    ),
    EventType(
        "content.articles.handed_over", "接收合并单位的稿件", frozenset({"old_unit", "number"})
    ),
    EventType("content.article.exported", "导出稿件", frozenset({"format", "revision"})),
    EventType("content.extra_field.declared", "新建自定义字段", _FIELD),
    EventType("content.extra_field.changed", "修改自定义字段", _FIELD),
    EventType("content.extra_field.retired", "停用自定义字段", _FIELD),
    EventType("content.import.started", "开始导入", frozenset({"name"})),
    EventType("content.import.passed_over", "导入时略过文件", frozenset({"file", "outcome"})),
    EventType("content.import.checked", "核对导入的稿件", frozenset({"files"})),
)
