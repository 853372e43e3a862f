"""This room's part of `mingtang doctor`: does the index hold what there is, cut as now?"""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, good, warning
from mingtang.spine.search.queries import has_older_versions, indexed_of
from mingtang.spine.search.registry import document_kinds

REBUILD = "请重建检索：mingtang search rebuild"


def _index(at: datetime) -> Iterator[Result]:
    for kind in document_kinds():
        if not indexed_of(kind).exists() and kind.numbers_after(0, 1):
            where = "网站" if kind.is_public else "列表"
            yield warning(f"“{kind.label}”还没有建立检索，{where}中搜索不到", REBUILD)
    if has_older_versions():
        yield warning("有检索条目由旧版本建立，可能搜索不全", REBUILD)
    else:
        yield good("检索条目都由现在的版本建立")


CHECKS = (Check("search.index", "检索", _index, needs_database=True),)
