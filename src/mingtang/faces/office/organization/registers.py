"""Registers of those who answer for content (责任人员): by unit, by holding, contractors.

Source: XN-02, GB-13, HN-08, HN-13, LA-19.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse

from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.organization.units import person_url, unit_url
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import PostHolding, Unit
from mingtang.institution.organization.queries import (
    NAMED_POSTS,
    ContactRow,
    contact_rows,
    unit_path,
)
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.registers import Register
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField
from mingtang.workbench.backoffice.screens import HeaderButton, ListScreen, Tab
from mingtang.workbench.backoffice.tables import TableColumn, tag

TABS = (
    ("责任人员表", "organization:responsible"),
    ("任职名册", "organization:officers"),
    ("外包人员", "organization:contractors"),
    ("变更报备", "organization:filings"),
    ("业务培训", "organization:trainings"),
)
STATES = (("", "现任"), ("past", "已免去"), ("all", "全部"))


def register_tabs(path: str) -> list[Tab]:
    """Return the ways between the registers of people."""
    return [Tab(label, reverse(name), reverse(name) == path) for label, name in TABS]


class RegisterList(ListScreen):
    """One of the registers of people."""

    right = "organization.read"

    def get_tabs(self) -> Sequence[Tab]:
        return register_tabs(self.request.path)


class ResponsibleFilter(FilterForm):
    """Units of a name, and those in which a post stands empty."""

    missing = forms.ChoiceField(
        label="人员配备",
        required=False,
        choices=[
            ("", "全部"),
            *((post.value, f"未明确{post.label}") for post in (*NAMED_POSTS, Post.LIAISON_OFFICER)),
            (Post.ACCOUNT_OPERATOR.value, f"没有{Post.ACCOUNT_OPERATOR.label}"),
        ],
    )

    def narrow(self, rows: Any) -> Any:
        post = self.cleaned_data["missing"]
        if not post:
            return rows
        held = PostHolding.objects.in_force(self.at).of_post(Post(post)).values("unit")
        return rows.exclude(pk__in=held)


class ResponsibleTable(RegisterList):
    """Who answers for the content of each unit: the table of 内容保障工作负责人员表."""

    title = "责任人员表"
    lead = "各单位责任领导、办事机构、信息员和联络员，可导出上报。人员在“人员”里任职后自动列入。"
    model = Unit
    order = ("position", "code", "pk")
    search_fields = ("name", "short_name")
    search_label = "单位名称"
    filter_class = ResponsibleFilter
    empty_text = "没有您可以查看的单位。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().filter(is_active=True)

    def get_columns(self) -> Sequence[TableColumn]:
        rows = contact_rows(list(self.page.rows), self.person, self.at)
        return (
            TableColumn("单位", "name", link=unit_url, kind="main"),
            TableColumn("办事机构", "content_office"),
            TableColumn("单位电话", "phone"),
            *self._people(rows, Post.PRINCIPAL_LEADER),
            *self._people(rows, Post.LEADER_IN_CHARGE),
            *self._people(rows, Post.INFORMATION_OFFICER),
            *self._people(rows, Post.LIAISON_OFFICER),
            TableColumn("待明确", lambda unit: self._missing(rows[unit.pk])),
        )

    def _people(self, rows: dict[int, ContactRow], post: Post) -> Sequence[TableColumn]:
        def said(unit: Any) -> str:
            found = [one for one in rows[unit.pk].contacts if one.post is post]
            return "；".join(
                " ".join(part for part in (one.name, one.job_title, one.office_phone) if part)
                for one in found
            )

        return (TableColumn(post.label, said),)

    def _missing(self, row: ContactRow) -> Any:
        wanted = [*row.missing]
        operators = [one for one in row.contacts if one.post is Post.ACCOUNT_OPERATOR]
        if len(operators) < self._least_operators:
            wanted.append(Post.ACCOUNT_OPERATOR)
        return tag("、".join(post.label for post in wanted), "warn") if wanted else ""

    @cached_property
    def _least_operators(self) -> int:
        """How many people the regulation asks each unit for who run its accounts (LA-19)."""
        rules = rules_for(unit_path(self.person.unit.code), self.at)
        if "account.operators" not in rules:
            return 0
        return int(rules.rule("account.operators", Register).entries[0].values[0])


class HoldingFilter(FilterForm):
    """Holdings of a unit, of a post, now, on a day or ever."""

    unit = SearchOfVisible("unit", label="单位", required=False)
    post = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Post.choices()])
    state = forms.ChoiceField(label="任职情况", required=False, choices=STATES)
    on = DayField(label="在任日期", required=False)

    def narrow(self, rows: Any) -> Any:
        values = self.cleaned_data
        rows = rows.filter(unit=values["unit"]) if values["unit"] else rows
        rows = rows.filter(post=values["post"]) if values.get("post") else rows
        if values["on"]:
            end = datetime.combine(values["on"], time.min, BEIJING) + timedelta(days=1)
            started = rows.filter(valid_from__lt=end)
            return started.filter(Q(valid_to=None) | Q(valid_to__gte=end))
        if values["state"] == "past":
            return rows.filter(valid_to__lte=self.at)
        if values["state"] == "all":
            return rows
        return rows.filter(Q(valid_to=None) | Q(valid_to__gt=self.at))


class OfficersRegister(RegisterList):
    """Who holds and held which post, with the days: the register and its history."""

    title = "任职名册"
    lead = "领导、信息员、联络员等岗位的任职和变动。选“在任日期”可以看到过去某一天由谁负责。"
    model = PostHolding
    order = ("-pk",)
    search_fields = ("person__name", "duties")
    search_label = "姓名或分工"
    filter_class = HoldingFilter
    empty_text = "没有您可以查看的任职。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("person", "unit")

    def get_columns(self) -> Sequence[TableColumn]:
        sites = names_of_sites({row.site_key for row in self.page.rows if row.site_key})
        phones = self.powers.units_where("organization.read_phones")

        def phone(row: Any) -> str:
            in_full = phones.covers(row.unit.code)
            number: str = row.person.phone if in_full else row.person.masked_phone
            return number

        return (
            TableColumn(
                "姓名", "person.name", link=lambda row: person_url(row.person), kind="main"
            ),
            TableColumn("岗位", lambda row: Post(row.post).label),
            TableColumn("单位", "unit.name"),
            TableColumn("职务", "person.job_title"),
            TableColumn("网站", lambda row: sites.get(row.site_key, "")),
            TableColumn("分工", "duties"),
            TableColumn("办公电话", lambda row: row.person.office_phone or row.unit.phone),
            TableColumn("手机号", phone),
            TableColumn("任职", "valid_from", kind="moment"),
            TableColumn("免职", "valid_to", kind="moment"),
        )

    def get_row_tone(self, row: Any) -> str:
        return "muted" if row.valid_to is not None and row.valid_to <= self.at else ""

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.holds("organization.manage"):
            return ()
        url = reverse("organization:import-people")
        return (HeaderButton("从表格导入", url, icon="upload"),)


class ContractorRegister(OfficersRegister):
    """Who works for us from outside: on what, where, until when; they can never release anything."""

    title = "外包人员"
    lead = "外包人员的服务内容、范围和期限；到期自动停止。外包人员只能起草，不能审签、发布和撤下。"
    empty_text = "没有登记外包人员。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().filter(post=Post.CONTRACTOR)

    def get_columns(self) -> Sequence[TableColumn]:
        wanted = {"姓名", "单位", "网站", "手机号"}
        name, unit, site, phone = (one for one in super().get_columns() if one.label in wanted)
        return (
            name,
            unit,
            site,
            TableColumn("服务内容", "duties"),
            phone,
            TableColumn("开始", "valid_from", kind="moment"),
            TableColumn("期限", "valid_to", kind="moment"),
        )
