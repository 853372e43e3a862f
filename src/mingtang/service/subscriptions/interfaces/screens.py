"""Office screens: how many readers have which column by mail, and the addresses, masked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from mingtang.editorial.sites.models import Column
from mingtang.service.subscriptions.enums import SubscriptionState
from mingtang.service.subscriptions.models import Subscription
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.screens import HeaderButton, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn, tag

READ = "subscriptions.read"


class SubscriptionFilter(FilterForm):
    """Narrow subscriptions by state."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *SubscriptionState.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class SubscriptionList(ListScreen):
    """The subscriptions to columns of the sites that a person looks after."""

    title = "邮件订阅"
    lead = "读者用邮箱订阅栏目的情况。邮箱只显示一部分；读者要求删除的，由“个人信息申请”办理。"
    right = READ
    model = Subscription
    order = ("-pk",)
    search_fields = ("column__name", "site__name")
    search_label = "栏目或网站"
    filter_class = SubscriptionFilter
    empty_text = "还没有读者用邮箱订阅栏目。"
    is_exported = False

    def visible_rows(self) -> QuerySet[Any]:
        """Add site and column."""
        return super().visible_rows().select_related("site", "column")

    def get_columns(self) -> Sequence[TableColumn]:
        """Address, column, site, state, time."""
        return (
            TableColumn("邮箱", "masked", kind="main"),
            TableColumn("栏目", "column.name"),
            TableColumn("网站", "site.name"),
            TableColumn("申请时间", "asked_at", kind="moment"),
            TableColumn("状态", _state),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Lead to the counts."""
        return (HeaderButton("按栏目统计", reverse("subscriptions:columns")),)


class SubscribedColumns(ListScreen):
    """Columns with how many addresses have them by mail."""

    title = "各栏目订阅数"
    lead = "已确认的邮箱数和还没有确认的邮箱数。"
    right = READ
    parents = (("邮件订阅", "subscriptions:list"),)
    model = Column
    order = ("site_id", "path", "pk")
    search_fields = ("name", "site__name")
    search_label = "栏目或网站"
    empty_text = "还没有读者用邮箱订阅栏目。"

    def visible_rows(self) -> QuerySet[Any]:
        """Return the columns with subscriptions, with the counts that the person may see."""
        seen = Subscription.objects.visible_to(self.person, at=self.at)
        columns = super().visible_rows().filter(pk__in=seen.values("column"))
        return columns.select_related("site").annotate(
            active=Count("subscriptions", filter=Q(subscriptions__state=SubscriptionState.ACTIVE)),
            waiting=Count(
                "subscriptions", filter=Q(subscriptions__state=SubscriptionState.WAITING)
            ),
        )

    def get_columns(self) -> Sequence[TableColumn]:
        """Column, site, counts."""
        return (
            TableColumn("栏目", "name", kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("已生效", "active", kind="number"),
            TableColumn("待确认", "waiting", kind="number"),
        )


def _state(row: Subscription) -> Any:
    state = SubscriptionState(row.state)
    return tag(state.label, "good" if state is SubscriptionState.ACTIVE else "wait")
