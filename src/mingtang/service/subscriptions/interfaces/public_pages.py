"""The public page 订阅: what RSS is, the feed of each column, and the way to have a column by mail."""

from dataclasses import dataclass

from django.conf import settings

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import ColumnView, PageSection


@dataclass(frozen=True, slots=True)
class SubscribePage:
    """The columns of a site; `has_mail` where mails can be sent."""

    columns: tuple[ColumnView, ...]
    has_mail: bool


def read_subscribe(reader: PageReader, page: Page) -> SubscribePage:
    """Return all columns of the site, a column behind the one it belongs to.

    Source: what the page of the Xingning measures itself shows, RSS (XN-33).
    """
    columns = sorted(reader.all_columns(), key=lambda column: column.path.split("/"))
    return SubscribePage(tuple(columns), bool(settings.NOTICE_MAIL))


_SECTION = PageSection(
    "信息订阅",
    ColumnType.SERVICES,
    "各栏目新内容的邮件和 RSS 订阅",
    "订阅,邮件,RSS",
    "/subscribe.html",
)
KIND = PageKind(
    name="subscribe",
    scope=PageScope.SITE,
    template="subscribe.html",
    section=_SECTION,
    read=read_subscribe,
    address=lambda _: "/subscribe.html",
)
