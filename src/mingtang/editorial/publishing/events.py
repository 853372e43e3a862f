"""What the publishing room records."""

from mingtang.spine.events.registry import EventType

_WORDS = frozenset({"simplified", "traditional"})
_PLACES = frozenset({"sites", "columns", "kind", "revision"})

EVENT_TYPES = (
    EventType("publishing.article.released", "稿件上线", _PLACES | {"first", "backdated"}),
    EventType("publishing.article.corrected", "更正后重新上线", _PLACES),
    EventType(
        "publishing.article.held", "附件不合要求，暂不发布", frozenset({"revision", "codes"})
    ),
    EventType("publishing.article.previewed", "预览未发布的稿件", is_quiet=True),
    EventType("publishing.article.redated", "更改发布日期", frozenset({"sites", "from", "to"})),
    EventType(
        "publishing.article.force_changed", "文件有效性改变", frozenset({"from", "to", "by"})
    ),
    EventType(
        "publishing.article.taken_down",
        "稿件下线",
        _PLACES | {"reason", "has_notice", "is_secret", "addresses"},
    ),
    EventType(
        "publishing.article.gone", "下线已核实", frozenset({"addresses", "checked", "failed"})
    ),
    EventType(
        "publishing.article.scheduled", "定时发布或下线", frozenset({"verb", "due", "revision"})
    ),
    EventType("publishing.article.unscheduled", "取消定时", frozenset({"verb", "due"})),
    EventType(
        "publishing.schedule.refused", "定时任务未能执行", frozenset({"verb", "due", "codes"})
    ),
    EventType("publishing.interpretation.excepted", "说明先发文件、后发解读的理由"),
    EventType("publishing.interpretation.awaited", "文件先行上线，解读待发"),
    EventType("publishing.interpretation.requested", "提出解读任务"),
    EventType("publishing.interpretation.released", "解读上线", frozenset({"interpretation"})),
    EventType("publishing.site.theme_changed", "更换模板", frozenset({"theme", "version"})),
    EventType("publishing.site.scripts_changed", "开通或停用繁体版", frozenset({"traditional"})),
    EventType("publishing.script.exception_added", "增加繁体例外词", _WORDS),
    EventType("publishing.script.exception_deleted", "删除繁体例外词", _WORDS),
    EventType("publishing.site.switched_off", "网站停止对外服务", frozenset({"notice"})),
    EventType("publishing.site.switched_on", "网站恢复对外服务"),
    EventType("publishing.run.started", "开始批量生成", frozenset({"kind", "run"})),
)
