"""What kind a page is, by its own marks first, then by what it shows."""

from enum import StrEnum

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import DocumentKind, Unreadable
from mingtang.oversight.monitoring.inspection.parsed import PageSource


class InspectedKind(StrEnum):
    """Kinds of pages that rules tell apart; the value is its name on the command line."""

    HOME = "home"
    COLUMN = "column"
    ARTICLE = "article"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            InspectedKind.HOME: "首页",
            InspectedKind.COLUMN: "栏目页",
            InspectedKind.ARTICLE: "文章页",
            InspectedKind.OTHER: "其他页面",
        }[self]


_REFUSED = {
    DocumentKind.LIST: InspectedKind.COLUMN,
    DocumentKind.HOME: InspectedKind.HOME,
    DocumentKind.SEVERAL: InspectedKind.ARTICLE,
    DocumentKind.PAGED: InspectedKind.ARTICLE,
}


def kind_of(page: PageSource, data: bytes) -> tuple[InspectedKind, str]:
    """Return the kind of a page and, in Chinese, what it was told by."""
    if page.meta("ColumnType") == "首页":
        return InspectedKind.HOME, "ColumnType 为“首页”"
    if page.has_meta("ArticleTitle"):
        return InspectedKind.ARTICLE, "有 ArticleTitle"
    if page.has_meta("ColumnType") or page.has_meta("ColumnDescription"):
        return InspectedKind.COLUMN, "有 ColumnType 或 ColumnDescription"
    if page.address and page.path in ("", "/", "/index.html", "/index.htm", "/index.shtml"):
        return InspectedKind.HOME, "地址是网站根目录"
    try:
        read_page("page.html", data, base=page.address)
    except Unreadable as error:
        kind = _REFUSED.get(error.kind, InspectedKind.OTHER)
        return kind, "由页面的结构判断"
    return InspectedKind.ARTICLE, "页面是一篇文章"
