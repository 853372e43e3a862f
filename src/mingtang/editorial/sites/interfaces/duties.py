"""The table of who keeps which column (内容保障分工表), taken in from a workbook (HN-14)."""

from typing import Any

from django.db.models import Q
from django.forms import ValidationError
from django.urls import reverse

from mingtang.editorial.sites.actions.columns import ColumnFields, change_column
from mingtang.editorial.sites.enums import ColumnSupply, ColumnType, Presentation
from mingtang.editorial.sites.interfaces.forms import codes_of_units
from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.ground.papers.cells import as_choice, as_text
from mingtang.ground.papers.tables_in import LineResult, LineState, SheetColumn, SheetRow
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.screens.importing import ImportTable, SheetTemplate

RIGHT = "sites.manage_columns"
COLUMNS = (
    SheetColumn("site", "网站", as_text(most=60), is_required=True, hint="网站名称"),
    SheetColumn(
        "column", "栏目", as_text(most=60), is_required=True, hint="栏目名称；同名的填网址中的路径"
    ),
    SheetColumn("unit", "责任单位", as_text(most=100), hint="单位全称或简称；不填则不变"),
    SheetColumn("person", "责任人", as_text(most=40), hint="责任单位的人员；不填则不变"),
    SheetColumn("cycle", "更新周期", as_text(most=40), hint="例如 2周、1个月；不填则不变"),
    SheetColumn(
        "supply",
        "保障方式",
        as_choice({one.label: one for one in ColumnSupply}),
        hint="、".join(one.label for one in ColumnSupply) + "；不填则不变",
    ),
    SheetColumn("builders", "共建单位", as_text(most=400), hint="多个用顿号分开"),
    SheetColumn("link", "链接地址", as_text(most=200), hint="“网站链接”方式填写"),
)


class ImportDuties(ImportTable):
    """Take in the table: each line changes one column; what is as the line says is skipped."""

    title = "导入责任表"
    lead = "按模板填写各栏目的责任单位、责任人和更新周期，先试算，再正式导入。没有变化的栏目自动跳过，改正后可以整表重传。"
    right = RIGHT
    parents = (("栏目责任表", "sites:duties"),)
    sheet_columns = COLUMNS

    def get_template_url(self) -> str:
        return reverse("sites:duty-template")

    def enter(self, row: SheetRow, form: Any) -> LineResult:
        column = self._column(str(row.values["site"]), str(row.values["column"]))
        fields, before = self._fields(column, row.values), column_state(column)
        changed = change_column(actor=self.person, at=self.at, column_id=column.pk, fields=fields)
        if column_state(changed) == before:
            return LineResult(row.line, LineState.SKIPPED, "没有变化。")
        return LineResult(row.line, LineState.MADE)

    def _column(self, site: str, name: str) -> Column:
        visible = Column.objects.visible_to(self.person, self.at).open().filter(site__name=site)
        rows = visible.filter(Q(name=name) | Q(path=name.strip("/")))
        found = list(rows.select_related("site__unit", "responsible_unit")[:2])
        if len(found) != 1:
            told = "有多个，请填网址中的路径" if found else "请核对网站和栏目名称"
            no("sites.column_unknown", f"没有唯一确定“{site}”的栏目“{name}”：{told}。").require()
        return found[0]

    def _fields(self, column: Column, values: dict[str, Any]) -> ColumnFields:
        unit = column.responsible_unit.code
        if values["unit"]:
            unit = "".join(self._codes(values["unit"])[:1])
        person_id = column.responsible_person_id if unit == column.responsible_unit.code else None
        if values["person"]:
            person_id = self._person(values["person"], unit)
        builders = tuple(column.builders.values_list("code", flat=True))
        return ColumnFields(
            description=column.description,
            keywords=column.keywords,
            column_type=ColumnType(column.column_type),
            content_class=column.content_class,
            purpose=column.purpose,
            update_cycle=values["cycle"] or column.update_cycle,
            item_kinds=column.item_kinds,
            responsible_unit_code=unit,
            responsible_person_id=person_id,
            position=column.position,
            presentation=Presentation(column.presentation),
            supply=values["supply"] or ColumnSupply(column.supply),
            link_url=values["link"] or column.link_url,
            builder_codes=self._codes(values["builders"]) if values["builders"] else builders,
        )

    def _codes(self, text: str) -> tuple[str, ...]:
        try:
            return codes_of_units(text, self.person, self.at)
        except ValidationError as error:
            raise Refused(no("sites.unit_unknown", error.messages[0]).reasons) from error

    def _person(self, name: str, unit: str) -> int:
        people = Person.objects.visible_to(self.person, self.at).active()
        found = list(people.filter(name=name, unit__code=unit).values_list("pk", flat=True)[:2])
        if len(found) != 1:
            no("sites.person_unknown", f"责任单位没有唯一确定的人员“{name}”。").require()
        return int(found[0])


def column_state(column: Column) -> tuple[Any, ...]:
    """Return what a line of the table can change of a column."""
    return (
        column.responsible_unit_id,
        column.responsible_person_id,
        column.update_cycle,
        column.supply,
        column.link_url,
        frozenset(column.builders.values_list("pk", flat=True)),
    )


class DutyTemplate(SheetTemplate):
    """The workbook to be filled in."""

    title = "栏目责任表模板"
    right = RIGHT
    sheet_name = "栏目责任表"
    sheet_columns = COLUMNS
