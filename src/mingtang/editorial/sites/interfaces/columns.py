"""Screens of columns, and the table of who keeps which column."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.sites.actions.column_tree import merge_columns, move_column, rename_column
from mingtang.editorial.sites.actions.columns import (
    ColumnFields,
    change_column,
    close_column,
    open_column,
)
from mingtang.editorial.sites.enums import ColumnState, ColumnSupply, ColumnType, Presentation
from mingtang.editorial.sites.interfaces import forms
from mingtang.editorial.sites.interfaces.sites import SITES, OfSite, site_url
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.queries import breadcrumb, column_classes
from mingtang.ground.foundation.working_days import PeriodError, parse_period
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

TONES = {ColumnState.OPEN: "good", ColumnState.MERGED: "plain", ColumnState.CLOSED: "plain"}


def column_url(column: Any) -> str:
    """Return the address of a column's screen."""
    return reverse("sites:column", args=[column.pk])


def cycle(column: Any) -> str:
    """Return the update cycle as an office writes it."""
    if not column.update_cycle:
        return ""
    try:
        return parse_period(column.update_cycle).label
    except PeriodError:
        return str(column.update_cycle)


def classes_of(site: GovSite, at: Any) -> dict[str, str]:
    """Return the content classes in force for the columns of a site, code to label."""
    return column_classes(site, at=at)


class DutyTable(ListScreen):
    """Which unit keeps which column (HN-14)."""

    title = "栏目责任表"
    lead = "各网站栏目由哪个单位、谁负责，多久更新，内容怎样保障（内容保障分工表）。"
    model = Column
    order = ("responsible_unit_id", "site_id", "path", "pk")
    search_fields = ("name", "path")
    search_label = "栏目名称或路径"
    filter_class = forms.DutyFilter
    page_size = 50
    empty_text = "没有您可以查看的栏目。"

    def visible_rows(self) -> QuerySet[Any]:
        """Columns in use, with what the table shows of them."""
        rows = super().visible_rows().filter(state=ColumnState.OPEN)
        rows = rows.select_related("site", "responsible_unit", "responsible_person")
        return rows.prefetch_related("builders")

    def get_columns(self) -> Sequence[TableColumn]:
        """Unit, site, column, kind, cycle, person."""
        return (
            TableColumn("栏目", "name", link=column_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("类别", lambda column: ColumnType(column.column_type).label),
            TableColumn("更新周期", cycle),
            TableColumn("责任单位", "responsible_unit.short_name"),
            TableColumn("责任人", "responsible_person.name"),
            TableColumn("电话", _duty_phone),
            TableColumn("保障方式", lambda column: ColumnSupply(column.supply).label),
            TableColumn("共建单位", _built_with),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to take in a table to those who keep columns."""
        if not self.powers.holds("sites.manage_columns"):
            return ()
        return (HeaderButton("从表格导入", reverse("sites:import-duties"), icon="upload"),)


def _duty_phone(column: Any) -> str:
    """Return the office number of who answers for a column, else that of the unit."""
    person = column.responsible_person
    return (person.office_phone if person else "") or column.responsible_unit.phone


def _built_with(column: Any) -> str:
    return "、".join(unit.short_name or unit.name for unit in column.builders.all())


class ColumnScreen(DetailScreen):
    """One column: what it is for, who keeps it."""

    template_name = "sites/column.html"
    model = Column
    parents = (SITES,)

    def visible_rows(self) -> QuerySet[Any]:
        """Read site, unit and person with the column."""
        rows = super().visible_rows()
        return rows.select_related(
            "site__operating_unit", "responsible_unit", "responsible_person", "merged_into"
        )

    def get_crumbs(self) -> list[Crumb]:
        """Put the site into the way, where the person may see it."""
        *way, here = super().get_crumbs()
        site = self.object.site
        visible = self.powers.sites_where("sites.read").covers(site.code)
        return [*way, Crumb(site.name, site_url(site) if visible else ""), here]

    def get_facts(self) -> Sequence[Fact]:
        """Return what is to be said about the column."""
        column: Column = self.object
        person = column.responsible_person
        state = ColumnState(column.state)
        classes = classes_of(column.site, self.at)
        return (
            Fact("状态", tag(state.label, TONES[state]), note=self._merged()),
            Fact("所属网站", column.site.name),
            Fact("网址", f"/{column.path}/"),
            Fact("栏目类别", ColumnType(column.column_type).label),
            Fact("列表样式", Presentation(column.presentation).label),
            Fact("内容类别", classes.get(column.content_class, column.content_class)),
            Fact("更新周期", cycle(column)),
            Fact("责任单位", column.responsible_unit.name),
            Fact(
                "责任人", person.name if person else "", note=person.masked_phone if person else ""
            ),
            Fact("保障方式", ColumnSupply(column.supply).label),
            Fact("共建单位", "、".join(unit.name for unit in column.builders.all())),
            Fact("链接地址", column.link_url, url=column.link_url),
            Fact("栏目描述", column.description),
            Fact("栏目关键词", column.keywords),
            Fact("栏目用途", column.purpose),
            Fact("开设时间", column.opened_at),
        )

    def get_subject(self) -> str:
        """The key under which events speak of the column."""
        key: str = self.object.column_key
        return key

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer what the person may do with this column."""
        column: Column = self.object
        may = self.powers.may("sites.manage_columns", site=column.site.code)
        if column.state != ColumnState.OPEN or not may:
            return ()
        verbs = (
            ("修改", "change-column"),
            ("更名", "rename-column"),
            ("移动", "move-column"),
            ("合并", "merge-column"),
            ("关闭", "close-column"),
        )
        return [
            HeaderButton(label, reverse(f"sites:{name}", args=[column.pk])) for label, name in verbs
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way from the top of the site."""
        return super().get_context_data(way=breadcrumb(self.object.pk), **kwargs)

    def _merged(self) -> str:
        into = self.object.merged_into
        return f"已并入“{into.name}”" if into else ""


class OpenColumn(OfSite):
    """Open a column of a site."""

    title = "开设栏目"
    right = "sites.manage_columns"
    form_class = forms.NewColumnForm
    success_message = "栏目已开设。"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which site it is about."""
        classes = classes_of(self.object, self.at)
        return super().get_form_kwargs() | {"site": self.object, "classes": classes}

    def act(self, form: Any) -> Column:
        """Call the action."""
        values = form.cleaned_data
        return open_column(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            code=values["code"],
            name=values["name"],
            slug=values["slug"],
            parent_id=values["parent"].pk if values["parent"] else None,
            fields=column_fields(values),
        )

    def get_success_url(self, result: Column) -> str:
        """Show the new column."""
        return column_url(result)


class OfColumn(ActionScreen):
    """Something that is done with a visible column."""

    model = Column
    right = "sites.manage_columns"
    parents = (SITES,)

    def visible_rows(self) -> QuerySet[Any]:
        """Read the site with the column."""
        rows = super().visible_rows()
        return rows.select_related("site__operating_unit", "responsible_unit", "responsible_person")

    def admit(self) -> None:
        """Let in those who keep the columns of this site."""
        super().admit()
        self.powers.may("sites.manage_columns", site=self.object.site.code).require()

    def get_crumbs(self) -> list[Crumb]:
        """Put site and column into the way."""
        *way, here = super().get_crumbs()
        site = self.object.site
        return [
            *way,
            Crumb(site.name, site_url(site)),
            Crumb(self.object.name, column_url(self.object)),
            here,
        ]

    def get_success_url(self, result: Any) -> str:
        """Show the column."""
        return column_url(self.object)


class ChangeColumn(OfColumn):
    """Change what is known of a column."""

    title = "修改栏目"
    form_class = forms.ColumnForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which classes there are."""
        return super().get_form_kwargs() | {"classes": classes_of(self.object.site, self.at)}

    def get_initial(self) -> dict[str, Any]:
        """Show the present values."""
        names = [name for name in self.form_class.base_fields if hasattr(self.object, name)]
        values = {name: getattr(self.object, name) for name in names}
        names = self.object.builders.values_list("name", flat=True)
        return values | {"update_cycle": cycle(self.object), "column_builders": "、".join(names)}

    def act(self, form: Any) -> Column:
        """Call the action."""
        fields = column_fields(form.cleaned_data, item_kinds=self.object.item_kinds)
        return change_column(actor=self.person, at=self.at, column_id=self.object.pk, fields=fields)


class RenameColumn(OfColumn):
    """Give a column another name or address."""

    title = "栏目更名"
    lead = "改路径名后，原网址自动转到新网址。"
    form_class = forms.RenameColumnForm
    submit_label = "更名"
    success_message = "栏目已更名。"

    def get_initial(self) -> dict[str, Any]:
        """Show the present name."""
        return {"name": self.object.name, "slug": self.object.slug}

    def act(self, form: Any) -> Column:
        """Call the action."""
        return rename_column(
            actor=self.person, at=self.at, column_id=self.object.pk, **form.cleaned_data
        )


class MoveColumn(OfColumn):
    """Hang a column with everything below it elsewhere in its site."""

    title = "移动栏目"
    lead = "下级栏目一并移动，稿件不受影响。"
    form_class = forms.MoveColumnForm
    submit_label = "移动"
    success_message = "栏目已移动。"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which site it is about."""
        return super().get_form_kwargs() | {"site": self.object.site}

    def get_initial(self) -> dict[str, Any]:
        """Show the present place."""
        return {"parent": self.object.parent, "position": self.object.position}

    def act(self, form: Any) -> Column:
        """Call the action."""
        parent = form.cleaned_data["parent"]
        return move_column(
            actor=self.person,
            at=self.at,
            column_id=self.object.pk,
            parent_id=parent.pk if parent else None,
            position=form.cleaned_data["position"],
        )


class MergeColumn(OfColumn, ConfirmScreen):
    """Close a column into another of the same site."""

    title = "合并栏目"
    form_class = forms.MergeColumnForm
    submit_label = "确定合并"
    success_message = "栏目已合并。"
    is_grave = True

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which site it is about."""
        return super().get_form_kwargs() | {"site": self.object.site}

    def get_consequences(self) -> Sequence[str]:
        """Say what goes over."""
        return (
            f"“{self.object.name}”停用，不能恢复；其中的稿件和下级栏目转到并入栏目。",
            "原网址转到并入栏目。",
        )

    def act(self, form: Any) -> Column:
        """Call the action."""
        return merge_columns(
            actor=self.person,
            at=self.at,
            column_id=self.object.pk,
            into_id=form.cleaned_data["into"].pk,
            reason=form.cleaned_data["reason"],
        )


class CloseColumn(OfColumn, ConfirmScreen):
    """Close a column that nobody keeps up."""

    title = "关闭栏目"
    form_class = ReasonForm
    submit_label = "确定关闭"
    success_message = "栏目已关闭。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what readers will see."""
        return (
            f"“{self.object.name}”不再显示，不再接收稿件。",
            "还有下级栏目时不能关闭，请先移走或关闭。",
        )

    def act(self, form: Any) -> Column:
        """Call the action."""
        reason = form.cleaned_data["reason"]
        return close_column(actor=self.person, at=self.at, column_id=self.object.pk, reason=reason)


def column_fields(values: dict[str, Any], **kept: Any) -> ColumnFields:
    """Return the particulars as the actions want them."""
    unit, person = values["responsible_unit"], values["responsible_person"]
    plain = ("description", "keywords", "content_class", "purpose", "update_cycle", "position")
    return ColumnFields(
        column_type=ColumnType(values["column_type"]),
        presentation=Presentation(values["presentation"] or Presentation.TITLES),
        responsible_unit_code=unit.code if unit else "",
        supply=ColumnSupply(values["supply"] or ColumnSupply.SUBMISSION),
        link_url=values["link_url"],
        builder_codes=values["column_builders"],
        responsible_person_id=person.pk if person else None,
        **{name: values[name] for name in plain},
        **kept,
    )
