"""Events of editions. They count people and do not name them."""

from mingtang.spine.events.registry import EventType

_COLUMN = frozenset({"column", "original", "is_core"})
_ARTICLE = frozenset({"article", "original"})

EVENT_TYPES = (
    EventType(
        "editions.declared",
        "设置外文版",
        frozenset({"mirrors", "language", "updaters", "reviewers"}),
    ),
    EventType("editions.column.matched", "指定外文版对应栏目", _COLUMN),
    EventType("editions.column.unmatched", "取消外文版对应栏目", _COLUMN),
    EventType("editions.article.matched", "指定对应译稿", _ARTICLE),
    EventType("editions.article.checked", "核对译稿与原文一致", _ARTICLE),
    EventType("editions.article.unmatched", "取消对应译稿", _ARTICLE),
)
