"""Screens of units: the list, one unit, and what can be done with it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.organization import forms
from mingtang.institution.organization.actions.merging import merge_units
from mingtang.institution.organization.actions.units import (
    add_unit,
    change_unit,
    close_unit,
    move_unit,
    rename_unit,
)
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Person, PostHolding, Unit
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

UNITS = ("单位", "organization:units")
SHOWN = 50


def unit_url(unit: Any) -> str:
    """Return the address of a unit's screen."""
    return reverse("organization:unit", args=[unit.code])


def person_url(person: Any) -> str:
    """Return the address of a person's screen."""
    return reverse("organization:person", args=[person.pk])


def state(is_active: bool) -> str:
    """Return the label of something in use or not."""
    return tag("在用", "good") if is_active else tag("已停用")


class UnitsScreen(ListScreen):
    """The units that a person may see."""

    title = "单位"
    lead = "全市各级单位及其隶属关系。"
    model = Unit
    order = ("position", "code", "pk")
    sorts = {"code": ("code", "pk")}
    search_fields = ("name", "short_name", "code")
    search_label = "名称或代码"
    filter_class = forms.UnitFilter
    empty_text = "没有您可以查看的单位。"

    def visible_rows(self) -> QuerySet[Any]:
        """Read the unit above with each unit."""
        return super().visible_rows().select_related("parent")

    def get_columns(self) -> Sequence[TableColumn]:
        """Name, kind, place in the tree, phone; codes for those who manage units."""
        manages = self.powers.holds("organization.manage")
        return (
            TableColumn("单位名称", "name", link=unit_url, kind="main"),
            *((TableColumn("代码", "code", sort="code"),) if manages else ()),
            TableColumn("类别", lambda unit: UnitKind(unit.kind).label),
            TableColumn("上级单位", lambda unit: unit.parent and unit.parent.short_name),
            TableColumn("办公电话", "phone"),
            TableColumn("状态", lambda unit: state(unit.is_active)),
        )

    def get_row_tone(self, row: Any) -> str:
        """Set closed units back."""
        return "" if row.is_active else "muted"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to add a unit to those who may."""
        if not self.powers.holds("organization.manage"):
            return ()
        return (
            HeaderButton("新增单位", reverse("organization:add-unit"), icon="plus", primary=True),
        )


class UnitScreen(DetailScreen):
    """One unit: what it is, who belongs to it, who holds its posts."""

    template_name = "office/organization/unit.html"
    model = Unit
    lookup = "code"
    parents = (UNITS,)

    def get_facts(self) -> Sequence[Fact]:
        """Return what is to be said about the unit."""
        unit: Unit = self.object
        facts = [
            *([Fact("单位代码", unit.code)] if self._manages else ()),
            Fact("简称", unit.short_name),
            Fact("英文名称", unit.english_name),
            Fact("统一社会信用代码", unit.organ_code),
            Fact("类别", UnitKind(unit.kind).label),
            Fact("上级单位", self._parent_name(), url=self._parent_url()),
            Fact("办公电话", unit.phone),
            Fact("内容保障机构", unit.content_office),
            Fact("状态", state(unit.is_active)),
        ]
        if unit.merged_into is not None:
            facts.append(Fact("并入单位", unit.merged_into.name))
        return facts

    @property
    def _manages(self) -> bool:
        return bool(self.powers.may("organization.manage", unit=self.object.code))

    def get_subject(self) -> str:
        """The key under which events speak of the unit."""
        key: str = self.object.unit_key
        return key

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer what the person may do with this unit."""
        unit: Unit = self.object
        if not unit.is_active or not self.powers.may("organization.manage", unit=unit.code):
            return ()
        verbs = [
            ("修改", "change-unit"),
            ("更名", "rename-unit"),
            ("调整隶属", "move-unit"),
            ("并入其他单位", "merge-unit"),
            ("撤销", "close-unit"),
        ]
        verbs = verbs if unit.parent_id else verbs[:2]
        return [
            HeaderButton(label, reverse(f"organization:{name}", args=[unit.code]))
            for label, name in verbs
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add units below, people and posts."""
        unit: Unit = self.object
        units = Unit.objects.visible_to(self.person, self.at).filter(parent=unit)
        people = Person.objects.visible_to(self.person, self.at).filter(unit=unit)
        holdings = PostHolding.objects.in_force(self.at).filter(
            unit=unit, person__in=Person.objects.visible_to(self.person, self.at)
        )
        return super().get_context_data(
            units=Table(UNIT_COLUMNS, units[:SHOWN]),
            people=Table(PERSON_COLUMNS, people.order_by("username")[:SHOWN]),
            holdings=_holdings_table(list(holdings.select_related("person")[:SHOWN])),
            **kwargs,
        )

    def _parent_name(self) -> str:
        return self.object.parent.name if self.object.parent else ""

    def _parent_url(self) -> str:
        parent = self.object.parent
        if parent is None:
            return ""
        visible = Unit.objects.visible_to(self.person, self.at)
        sees_all = self.powers.units_where("organization.read").all
        if not sees_all and not visible.filter(pk=parent.pk).exists():
            return ""
        return unit_url(parent)


UNIT_COLUMNS = (
    TableColumn("单位名称", "name", link=unit_url, kind="main"),
    TableColumn("类别", lambda unit: UnitKind(unit.kind).label),
    TableColumn("状态", lambda unit: state(unit.is_active)),
)
PERSON_COLUMNS = (
    TableColumn("姓名", "name", link=person_url, kind="main"),
    TableColumn("职务", "job_title"),
    TableColumn("手机号", "masked_phone"),
    TableColumn("账号", lambda person: state(person.is_active)),
)


def _holdings_table(holdings: Sequence[PostHolding]) -> Table:
    sites = names_of_sites(holding.site_key for holding in holdings)
    columns = (
        TableColumn("岗位", lambda holding: Post(holding.post).label, kind="main"),
        TableColumn("任职人", "person.name", link=lambda holding: person_url(holding.person)),
        TableColumn("分工", "duties"),
        TableColumn("网站", lambda holding: sites[holding.site_key]),
        TableColumn("开始", "valid_from", kind="moment"),
        TableColumn("结束", "valid_to", kind="moment"),
    )
    return Table(columns, holdings)


class AddUnit(ActionForm):
    """Add a unit below another."""

    title = "新增单位"
    right = "organization.manage"
    parents = (UNITS,)
    form_class = forms.NewUnitForm
    success_message = "单位已新增。"

    def get_initial(self) -> dict[str, Any]:
        """Put the unit in from which one came."""
        code = self.request.GET.get("parent", "")
        return {"parent": Unit.objects.visible_to(self.person, self.at).filter(code=code).first()}

    def act(self, form: Any) -> Unit:
        """Call the action."""
        values = dict(form.cleaned_data)
        values["parent_id"] = values.pop("parent").pk
        return add_unit(actor=self.person, at=self.at, **values)

    def get_success_url(self, result: Unit) -> str:
        """Show the new unit."""
        return unit_url(result)


class OfUnit(ActionScreen):
    """Something that is done with a unit that one manages."""

    model = Unit
    lookup = "code"
    right = "organization.manage"
    parents = (UNITS,)

    def get_crumbs(self) -> list[Any]:
        """Put the unit itself into the way."""
        *way, here = super().get_crumbs()
        return [*way, type(here)(self.object.name, unit_url(self.object)), here]

    def get_success_url(self, result: Unit) -> str:
        """Show the unit."""
        return unit_url(result)


class ChangeUnit(OfUnit):
    """Change short name, English name, phone and place in lists."""

    title = "修改单位"
    form_class = forms.UnitForm

    def get_initial(self) -> dict[str, Any]:
        """Show the present values."""
        names = (
            "short_name", "english_name", "organ_code", "phone", "content_office", "position",
        )  # fmt: skip
        return {name: getattr(self.object, name) for name in names}

    def act(self, form: Any) -> Unit:
        """Call the action."""
        return change_unit(
            actor=self.person, at=self.at, unit_id=self.object.pk, **form.cleaned_data
        )


class RenameUnit(OfUnit):
    """Give a unit another name."""

    title = "单位更名"
    lead = "单位代码不变，历史记录仍归这个单位。"
    form_class = forms.RenameUnitForm
    submit_label = "更名"
    success_message = "单位已更名。"

    def get_initial(self) -> dict[str, Any]:
        """Show the present names."""
        return {"name": self.object.name, "short_name": self.object.short_name}

    def act(self, form: Any) -> Unit:
        """Call the action."""
        return rename_unit(
            actor=self.person, at=self.at, unit_id=self.object.pk, **form.cleaned_data
        )


class MoveUnit(OfUnit):
    """Hang a unit below another."""

    title = "调整隶属"
    lead = "下属单位一并随之调整。"
    form_class = forms.MoveUnitForm
    submit_label = "调整"
    success_message = "隶属关系已调整。"

    def get_initial(self) -> dict[str, Any]:
        """Show the present unit above."""
        return {"parent": self.object.parent}

    def act(self, form: Any) -> Unit:
        """Call the action."""
        parent = form.cleaned_data["parent"]
        return move_unit(actor=self.person, at=self.at, unit_id=self.object.pk, parent_id=parent.pk)


class MergeUnit(OfUnit, ConfirmScreen):
    """Close a unit into another."""

    title = "并入其他单位"
    form_class = forms.MergeUnitForm
    submit_label = "确定并入"
    success_message = "已并入。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what goes over and what ends."""
        return (
            f"“{self.object.name}”撤销，不能恢复。",
            "人员、下属单位和主办的网站转到并入单位。",
            "在本单位的任职全部结束，需要的由并入单位重新任职。",
        )

    def act(self, form: Any) -> Unit:
        """Call the action."""
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        return merge_units(
            actor=self.person,
            at=self.at,
            unit_id=self.object.pk,
            into_id=into.pk,
            reason=reason,
        )


class CloseUnit(OfUnit, ConfirmScreen):
    """Close a unit that owns nothing any more."""

    title = "撤销单位"
    form_class = ReasonForm
    submit_label = "确定撤销"
    success_message = "单位已撤销。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what ends."""
        return (
            f"“{self.object.name}”不再接收报送和任职，在本单位的任职全部结束。",
            "历史稿件和记录保留，仍可查看。",
            "还有人员、下属单位或主办网站时不能撤销。",
        )

    def act(self, form: Any) -> Unit:
        """Call the action."""
        reason = form.cleaned_data["reason"]
        return close_unit(actor=self.person, at=self.at, unit_id=self.object.pk, reason=reason)
