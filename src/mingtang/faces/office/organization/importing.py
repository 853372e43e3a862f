"""People of units from a table."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from mingtang.faces.office.organization.choosers import visible_units
from mingtang.faces.office.organization.people import PEOPLE
from mingtang.ground.foundation.decisions import no
from mingtang.ground.papers.cells import as_choice, as_text
from mingtang.ground.papers.tables_in import LineResult, LineState, SheetColumn, SheetRow
from mingtang.institution.organization.actions.entering import enter_person
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.screens.importing import (
    ImportTable,
    SheetTemplate,
    SheetUploadForm,
)

COLUMNS = (
    SheetColumn("name", "姓名", as_text(most=40), is_required=True),
    SheetColumn(
        "username",
        "用户名",
        as_text(most=60),
        is_required=True,
        hint="登录时用，字母开头，只用字母、数字和 . _ -，例如 zhangsan",
    ),
    SheetColumn(
        "unit", "单位", as_text(most=100), hint="可不填，归入页面上选定的单位；填全称或简称"
    ),
    SheetColumn("job_title", "职务", as_text(most=60)),
    SheetColumn("office_phone", "办公电话", as_text(most=40)),
    SheetColumn("phone", "手机号", as_text(most=20), hint="11 位手机号，或带区号的固定电话"),
    SheetColumn("email", "电子邮箱", as_text(most=254)),
    SheetColumn(
        "post",
        "岗位",
        as_choice({post.label: post for post in Post}),
        hint="可不填；填写时用：" + "、".join(post.label for post in Post),
    ),
    SheetColumn("duties", "分工", as_text(most=200)),
)


class PeopleSheetForm(SheetUploadForm):
    """A table of people, and the unit of those for whom it names none."""

    unit = SearchOfVisible(
        "unit", label="所在单位", help_text="表格里没有填单位的人员，归入这个单位。"
    )
    field_order = ("unit", "sheet", "mode")


class ImportPeople(ImportTable):
    """Take in a table of people."""

    title = "导入人员"
    lead = "按模板填写人员，先试算，再正式导入。已有的人员自动跳过，改正后可以整表重传。"
    right = "organization.manage"
    parents = (PEOPLE,)
    form_class = PeopleSheetForm
    sheet_columns = COLUMNS

    def get_template_url(self) -> str:
        return reverse("organization:people-template")

    def enter(self, row: SheetRow, form: Any) -> LineResult:
        given: dict[str, Any] = {
            name: value for name, value in row.values.items() if value is not None
        }
        unit = self._unit_named(given.pop("unit", "")) or form.cleaned_data["unit"]
        person = enter_person(actor=self.person, at=self.at, unit_id=unit.pk, **given)
        if person is None:
            return LineResult(row.line, LineState.SKIPPED, "这个单位已有此人。")
        return LineResult(row.line, LineState.MADE)

    def _unit_named(self, name: str) -> Unit | None:
        if not name:
            return None
        found = visible_units(self.person, self.at).filter(Q(name=name) | Q(short_name=name))
        if len(units := list(found[:2])) == 1:
            return units[0]
        told = "有多个同名单位，请填全称。" if units else "请填单位全称。"
        no("organization.unit_unknown", f"没有唯一确定“{name}”这个单位：{told}", "unit").require()
        return None


class PeopleTemplate(SheetTemplate):
    """The workbook to be filled in."""

    title = "人员模板"
    right = "organization.manage"
    sheet_name = "人员"
    sheet_columns = COLUMNS
