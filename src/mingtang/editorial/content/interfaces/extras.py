"""Screens of the fields that an office declares for columns and kinds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions.extras import (
    MANAGE,
    ExtraFieldWords,
    change_extra_field,
    declare_extra_field,
    retire_extra_field,
)
from mingtang.editorial.content.enums import ArticleKind, FieldSort
from mingtang.editorial.content.models import ExtraField
from mingtang.editorial.sites.models import Column
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

LIST = ("自定义字段", "content:extra-fields")
MANAGED = "managed_column"


def managed_columns(person: Person, at: datetime) -> QuerySet[Column]:
    """Return the open columns of the sites whose columns a person manages."""
    sites = authority.sites_where(person, MANAGE, at)
    return Column.objects.open().filter(sites.as_q("site__code")).select_related("site")


register_chooser(
    Chooser(
        MANAGED,
        managed_columns,
        "id",
        ("name", "site__name"),
        lambda column: f"{column.site.name} · {column.name}（{column.pk}）",
        order="site__position",
    )
)


class ExtraFieldList(ListScreen):
    """The declared fields of one's sites."""

    title = LIST[0]
    lead = "栏目或稿件类型自己的字段：声明后，写稿时就能填写，发布后显示在页面上，也能检索和导出。"
    right = MANAGE
    model = ExtraField
    order = ("site_id", "position", "pk")
    search_fields = ("label", "column__name")
    search_label = "字段或栏目名称"
    empty_text = "还没有自定义字段。点“新建字段”声明第一个。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "column", "declared_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "label", kind="main", link=_change_url),
            TableColumn("网站", "site.name"),
            TableColumn("用于", "where"),
            TableColumn("填写方式", lambda row: FieldSort(row.sort).label),
            TableColumn("必填", lambda row: "报送前必填" if row.is_required else ""),
            TableColumn("排序", "position", kind="number"),
            TableColumn("状态", lambda row: tag("在用", "good") if row.is_active else tag("停用")),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        url = reverse("content:extra-field-new")
        return (HeaderButton("新建字段", url, icon="plus", primary=True),)


def _change_url(row: ExtraField) -> str:
    return reverse("content:extra-field", args=[row.pk])


class ExtraFieldForm(DeskForm):
    """What of a field can be changed."""

    label = forms.CharField(
        label="名称", max_length=40, help_text="例如：招标编号、职位、承办科室。"
    )
    choices = forms.CharField(
        label="选项",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="只用于“从选项中选一项”，一行一个。",
    )
    help_text = forms.CharField(
        label="填写说明", required=False, max_length=100, help_text="写稿时显示在这个字段下面。"
    )
    is_required = forms.BooleanField(label="报送前必填", required=False)
    position = forms.IntegerField(
        label="排序", min_value=0, max_value=9999, initial=0, help_text="小的在前。"
    )

    def words(self) -> ExtraFieldWords:
        """Return what was typed, as the actions take it."""
        names = ("label", "choices", "help_text", "is_required", "position")
        return ExtraFieldWords(**{name: self.cleaned_data[name] for name in names})


class NewExtraFieldForm(ExtraFieldForm):
    """A field, and whose articles have it."""

    column = SearchOfVisible(
        MANAGED, label="栏目", help_text="输入栏目或网站名称查找，从提示中选取。"
    )
    scope = forms.ChoiceField(
        label="用于",
        choices=[
            ("", "这个栏目的稿件"),
            *((one.value, f"全站的{one.label}") for one in ArticleKind),
        ],
        required=False,
        help_text="选“全站的……”，这个栏目所在网站的同类稿件都有这个字段。",
    )
    sort = forms.ChoiceField(label="填写方式", choices=FieldSort.choices())
    field_order = ("column", "scope", "label", "sort", "choices")


class NewExtraField(ActionForm):
    """Declare a field."""

    title = "新建字段"
    right = MANAGE
    parents = (LIST,)
    form_class = NewExtraFieldForm
    submit_label = "保存"
    success_message = "已声明，写稿时就能填写。"

    def act(self, form: Any) -> ExtraField:
        column, scope = form.cleaned_data["column"], form.cleaned_data["scope"]
        return declare_extra_field(
            actor=self.person,
            at=self.at,
            site_id=column.site_id,
            column_id=None if scope else column.pk,
            kind=ArticleKind(scope) if scope else None,
            sort=FieldSort(form.cleaned_data["sort"]),
            words=form.words(),
        )

    def get_success_url(self, result: Any) -> str:
        return reverse(LIST[1])


class ChangeExtraField(ActionScreen):
    """Change a field."""

    title = "修改字段"
    right = MANAGE
    parents = (LIST,)
    model = ExtraField
    form_class = ExtraFieldForm
    submit_label = "保存"
    success_message = "已保存。已经填写的内容不变。"

    def get_lead(self) -> str:
        row: ExtraField = self.object
        return f"{row.where}；{FieldSort(row.sort).label}。填写方式不能改，要改请停用后新建。"

    def get_initial(self) -> dict[str, Any]:
        names = ("label", "choices", "help_text", "is_required", "position")
        return {name: getattr(self.object, name) for name in names}

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.object.is_active:
            return ()
        return (HeaderButton("停用", reverse("content:extra-field-retire", args=[self.object.pk])),)

    def act(self, form: Any) -> ExtraField:
        return change_extra_field(
            actor=self.person, at=self.at, field_id=self.object.pk, words=form.words()
        )

    def get_success_url(self, result: Any) -> str:
        return reverse(LIST[1])


class RetireExtraField(ConfirmScreen):
    """Ask for a field no longer."""

    title = "停用字段"
    right = MANAGE
    parents = (LIST,)
    model = ExtraField
    form_class = DeskForm
    submit_label = "停用"
    success_message = "已停用。"

    def get_consequences(self) -> Sequence[str]:
        return ("写稿时不再出现；已经填写的内容留在稿件里，下次发布后不再显示。",)

    def act(self, form: Any) -> ExtraField:
        return retire_extra_field(actor=self.person, at=self.at, field_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        return reverse(LIST[1])
