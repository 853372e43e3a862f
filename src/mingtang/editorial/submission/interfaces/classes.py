"""Which classes of items units sent in a cycle, and which classes of content sites show."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.queries import column_classes
from mingtang.editorial.submission.queries import ClassCount, class_counts
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.policies.periods import period_around
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.enums import RuleKind
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField
from mingtang.workbench.backoffice.screens import ListScreen, Tab
from mingtang.workbench.backoffice.tables import TableColumn, tag

READ = "submission.read"
CYCLES = (("month", "月"), ("week", "周"), ("quarter", "季度"), ("year", "年"))


def class_tabs(path: str) -> list[Tab]:
    """Return the two tables, the one that is shown marked."""
    pages = (("各单位报送类别", "submission:classes"), ("网站内容类别", "submission:coverage"))
    return [Tab(label, url, url == path) for label, url in ((a, reverse(b)) for a, b in pages)]


class CycleFilter(FilterForm):
    """Which cycle is looked at: the week, month, quarter or year that holds a day."""

    cycle = forms.ChoiceField(label="周期", required=False, choices=CYCLES)
    day = DayField(label="包含日期", required=False)


class ClassTable(ListScreen):
    """What each unit sent in a cycle, class by class, and what is missing."""

    title = "各单位报送类别"
    lead = "每个单位在一个周期内各类信息送达编辑部的件数，以及还没有报送的类别。默认看本月。"
    right = READ
    model = Unit
    order = ("code", "pk")
    search_fields = ("name", "code")
    search_label = "单位"
    filter_class = CycleFilter
    empty_text = "没有符合条件的单位。"

    def visible_rows(self) -> Any:
        scope = self.powers.units_where(READ)
        return (
            super().visible_rows().filter(scope.as_q("pk"), is_active=True, kind__in=SENDING_KINDS)
        )

    def get_tabs(self) -> Sequence[Tab]:
        return class_tabs(self.request.path)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("单位", "name", kind="main"),
            TableColumn("送达件数", lambda u: self.counts[u.pk].total, kind="number"),
            TableColumn("已报送的类别", lambda u: _sent(self.counts[u.pk])),
            TableColumn("还没有报送的类别", lambda u: "；".join(self.counts[u.pk].missing)),
            TableColumn("未分类", lambda u: self.counts[u.pk].other or "", kind="number"),
        )

    @cached_property
    def counts(self) -> dict[int, ClassCount]:
        """What the units of the page sent in the cycle."""
        values = self.filters.cleaned_data
        day = values.get("day") or beijing_date(self.at)
        period = period_around(day, values.get("cycle") or "month")
        return class_counts(self.page.rows, period.begins_at, period.ends_at, at=self.at)


SENDING_KINDS = ("county", "town", "department", "county_department", "institution")


def _sent(counted: ClassCount) -> str:
    return "；".join(f"{label} {number}件" for label, number in counted.sent.items())


class CoverageTable(ListScreen):
    """Which of the classes that a site must release have columns, and which are out of date."""

    title = "网站内容类别"
    lead = "制度规定各网站应当发布的内容类别：哪些已有栏目，哪些还没有，哪些栏目超过了更新周期。"
    right = READ
    model = GovSite
    order = ("code", "pk")
    search_fields = ("name", "code")
    search_label = "网站"
    empty_text = "没有符合条件的网站。"

    def visible_rows(self) -> Any:
        scope = self.powers.sites_where(READ)
        own = self.powers.units_where(READ)
        rows = super().visible_rows().filter(scope.as_q("code") | own.as_q("unit_id"))
        return rows.filter(state="open").select_related("operating_unit")

    def get_tabs(self) -> Sequence[Tab]:
        return class_tabs(self.request.path)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("网站", "name", kind="main"),
            TableColumn("应发布类别", lambda s: len(self._classes(s)), kind="number"),
            TableColumn("已有栏目的类别", lambda s: "；".join(self._covered(s))),
            TableColumn("还没有栏目的类别", lambda s: "；".join(self._missing(s))),
            TableColumn("超过更新周期的栏目", self._late),
        )

    @cached_property
    def columns_by_site(self) -> dict[int, list[Column]]:
        """The open columns with a class, of the sites of the page."""
        found: dict[int, list[Column]] = {row.pk: [] for row in self.page.rows}
        rows = Column.objects.filter(site__in=list(found), state="open").exclude(content_class="")
        for column in rows.order_by("pk"):
            found[column.site_id].append(column)
        return found

    def _classes(self, site: GovSite) -> dict[str, str]:
        return column_classes(site, at=self.at)

    def _covered(self, site: GovSite) -> list[str]:
        held = {column.content_class for column in self.columns_by_site[site.pk]}
        return [label for code, label in self._classes(site).items() if code in held]

    def _missing(self, site: GovSite) -> list[str]:
        held = {column.content_class for column in self.columns_by_site[site.pk]}
        return [label for code, label in self._classes(site).items() if code not in held]

    def _late(self, site: GovSite) -> str:
        names = {column.column_key: column.name for column in self.columns_by_site[site.pk]}
        late = Obligation.objects.live().overdue().filter(kind=RuleKind.FRESHNESS)
        keys = late.filter(subject__in=list(names)).values_list("subject", flat=True).distinct()
        found = sorted(names[key] for key in keys)
        return tag("；".join(found), "bad") if found else ""
