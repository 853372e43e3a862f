"""Views and visitors of the sites that a person may see, and of one of them."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.visits.models import PageVisits, SiteDay
from mingtang.editorial.visits.queries import (
    VisitTotals,
    days_of,
    most_viewed,
    titles_of,
    totals_of,
)
from mingtang.ground.charts import bar_chart
from mingtang.ground.foundation.clock import beijing_date
from mingtang.workbench.backoffice.screens import DetailScreen, Fact, ListScreen
from mingtang.workbench.backoffice.tables import Table, TableColumn

READ = "sites.read"
DAYS = 30
MOST_PAGES = 50
_FOLDERS = re.compile(r"/?[^/]+/?|/")


def _sum_of(field: str, since: date) -> Coalesce:
    days = SiteDay.objects.filter(site=OuterRef("code"), day__gte=since).values("site")
    total = days.annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), 0)


class SitesByVisits(ListScreen):
    """The sites that a person may see, with their visits."""

    title = "访问量"
    lead = f"各网站最近 {DAYS} 天的浏览量和访问人次，约每 10 秒更新；不计爬虫和一分钟内的重复刷新。"
    right = READ
    model = GovSite
    order = ("position", "code", "pk")
    search_fields = ("name", "code", "domain")
    search_label = "名称、代码或域名"
    empty_text = "没有您可以查看的网站。"

    def visible_rows(self) -> QuerySet[Any]:
        """Add the sums of the last days to each site."""
        since = beijing_date(self.at) - timedelta(days=DAYS - 1)
        rows = super().visible_rows()
        return rows.annotate(
            recent_views=_sum_of("views", since), recent_visitors=_sum_of("visitors", since)
        )

    def get_columns(self) -> Sequence[TableColumn]:
        """Name, domain, views, visitors."""
        return (
            TableColumn(
                "网站名称",
                "name",
                link=lambda site: reverse("visits:site", args=[site.code]),
                kind="main",
            ),
            TableColumn("域名", "domain"),
            TableColumn(f"近 {DAYS} 天浏览量", "recent_views", kind="number"),
            TableColumn(f"近 {DAYS} 天访问人次", "recent_visitors", kind="number"),
        )


class VisitsOfSite(DetailScreen):
    """One site: views and visitors of each day, and the pages that were opened most often."""

    template_name = "visits/site.html"
    model = GovSite
    lookup = "code"
    right = READ
    parents = (("访问量", "visits:sites"),)

    def get_facts(self) -> Sequence[Fact]:
        """Today, the last days, all days."""
        site, today = self.object.code, beijing_date(self.at)
        asked = (
            ("今天", today),
            (f"近 {DAYS} 天", today - timedelta(days=DAYS - 1)),
            ("累计", None),
        )
        return [Fact(label, _words(totals_of(site, since=since))) for label, since in asked]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the days as charts and as a table, and the pages."""
        site, today = self.object, beijing_date(self.at)
        days = days_of(site.code, since=today - timedelta(days=DAYS - 1), until=today)
        pages = most_viewed(site.code, limit=MOST_PAGES)
        titles = titles_of(site, [page.path for page in pages])
        return super().get_context_data(
            charts=[
                _chart("views", f"近 {DAYS} 天每日浏览量", days, "浏览量"),
                _chart("visitors", f"近 {DAYS} 天每日访客数", days, "访客数"),
            ]
            if any(totals.views for _, totals in days)
            else [],
            days=DAYS,
            pages=Table(_page_columns(site, titles), pages),
            **kwargs,
        )


def _words(totals: VisitTotals) -> str:
    return f"浏览 {totals.views:,} 次，访问 {totals.visitors:,} 人次"


def _chart(name: str, title: str, days: list[tuple[date, VisitTotals]], measure: str) -> Any:
    rows = [(f"{day:%m-%d}", getattr(totals, name)) for day, totals in days]
    unit = "次" if name == "views" else "人"
    chart = bar_chart(name=name, title=title, rows=rows, heading="日期", measure=measure, unit=unit)
    return chart.figure(folded=True)


def _page_columns(site: GovSite, titles: dict[str, str]) -> Sequence[TableColumn]:
    def shown(page: PageVisits) -> str:
        words = titles.get(page.path) or _breakable(page.path)
        return format_html('<a href="{}">{}</a>', page_url(site.domain, page.path), words)

    return (
        TableColumn("页面", shown, kind="main"),
        TableColumn("浏览量", "views", kind="number"),
    )


def _breakable(path: str) -> str:
    """Return an address that may go on in a new line after each slash."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in _FOLDERS.findall(path)))
