"""Words for which readers found nothing, for those who write."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from mingtang.editorial.sitesearch.models import MissedWords
from mingtang.workbench.backoffice.screens import ListScreen
from mingtang.workbench.backoffice.tables import TableColumn

READ = "sites.read"


class MissedWordsList(ListScreen):
    """The words of the sites that a person may see, the most frequent first."""

    title = "搜不到的词"
    lead = (
        "市民在网站上搜过、却没有找到内容的词，按次数排列。常见的词说明缺内容，或公众的说法与文件用语不同："
        "可以补充内容，或在稿件的关键词中写上公众的说法。只记词和次数，不记是谁；号码不保存，只搜过一次的不列出，"
        "半年没人再搜的自动删除。"
    )
    right = READ
    model = MissedWords
    order = ("-times", "-pk")
    sorts = {"last": ("last_on", "pk")}
    search_fields = ("words", "site__name")
    search_label = "词或网站名称"
    empty_text = "还没有搜不到的词。"

    def visible_rows(self) -> QuerySet[Any]:
        """Leave out what was asked once: what one reader typed once may name a person."""
        return super().visible_rows().filter(times__gt=1).select_related("site")

    def get_columns(self) -> Sequence[TableColumn]:
        """Words, site, how often, since when."""
        return (
            TableColumn("词", "words", kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("次数", "times", kind="number"),
            TableColumn("最早", "first_on", kind="day"),
            TableColumn("最近", "last_on", kind="day", sort="last"),
        )
