"""People of a unit from a table: template, trial, import, a report of each line."""

from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mingtang.faces.office.organization.choosers import visible_units
from mingtang.faces.office.organization.people import PEOPLE
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.ground.papers.cells import as_choice, as_text
from mingtang.ground.papers.sheets import write_template
from mingtang.ground.papers.tables_in import (
    LineResult,
    LineState,
    SheetColumn,
    SheetReport,
    SheetRow,
    read_table,
    report,
)
from mingtang.institution.organization.actions.entering import enter_person
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm, without_checks
from mingtang.workbench.backoffice.screens import ActionForm, Screen
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

MOST_PEOPLE = 300  # of one table, so that it ends within the time limit of a page
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
STATES = {
    LineState.MADE: ("已导入", "good"),
    LineState.SKIPPED: ("跳过", "plain"),
    LineState.FAILED: ("有误", "bad"),
}


class PeopleSheetForm(DeskForm):
    """A table of people, the unit they belong to, and whether it is a trial."""

    unit = SearchOfVisible(
        "unit", label="所在单位", help_text="表格里没有填单位的人员，归入这个单位。"
    )
    sheet = forms.FileField(
        label="表格", help_text=f"请下载模板填写，存为 .xlsx，一次最多 {MOST_PEOPLE} 行。"
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=[("trial", "先试算：只检查，不导入"), ("import", "正式导入")],
        initial="trial",
    )


class ImportPeople(ActionForm):
    """Take in a table: each line by itself, with what became of it; sending it again is harmless."""

    title = "导入人员"
    lead = "按模板填写人员，先试算，再正式导入。已有的人员自动跳过，改正后可以整表重传。"
    right = "organization.manage"
    parents = (PEOPLE,)
    form_class = PeopleSheetForm
    template_name = "office/organization/import_people.html"
    submit_label = "上传"

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        """Read the table, act on each line, and show the report above the form."""
        sheet, unit = form.cleaned_data["sheet"], form.cleaned_data["unit"]
        is_trial = form.cleaned_data["mode"] == "trial"
        try:
            table = read_table(sheet.read(), COLUMNS, name=sheet.name, most_rows=MOST_PEOPLE + 1)
        except Refused as refused:
            form.add_error("sheet", str(refused))
            return self.show(form, status=422)
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=self.request.path)
        results = [*table.faults, *self._act(table.rows, unit, is_trial=is_trial)]
        done = report(results, is_trial=is_trial)
        again = without_checks(self.make_form(self.request.POST))
        context = self.get_context_data(
            form=again, report=done, lines=_lines(done), ignored="、".join(table.ignored)
        )
        return self.render_to_response(context)

    def _act(self, rows: list[SheetRow], unit: Unit, *, is_trial: bool) -> list[LineResult]:
        if not is_trial:
            return [self._enter(row, unit) for row in rows]
        with transaction.atomic():  # the lines see each other, and nothing of them stays
            results = [self._enter(row, unit) for row in rows]
            transaction.set_rollback(True)
        return results

    def _enter(self, row: SheetRow, unit: Unit) -> LineResult:
        given: dict[str, Any] = {
            name: value for name, value in row.values.items() if value is not None
        }
        try:
            where = self._unit_named(given.pop("unit", "")) or unit
            person = enter_person(actor=self.person, at=self.at, unit_id=where.pk, **given)
        except Refused as refused:
            return LineResult(row.line, LineState.FAILED, str(refused))
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


def _lines(done: SheetReport) -> Table:
    """Return the report as a table, what went wrong first."""
    order = (LineState.FAILED, LineState.SKIPPED, LineState.MADE)
    rows = sorted(done.lines, key=lambda one: order.index(one.state))
    return Table(
        (
            TableColumn("行号", lambda one: f"第 {one.line} 行", kind="main"),
            TableColumn("结果", partial(_state, is_trial=done.is_trial)),
            TableColumn("说明", "reason"),
        ),
        rows,
    )


def _state(line: LineResult, *, is_trial: bool) -> str:
    label, tone = STATES[line.state]
    return tag("可以导入" if is_trial and line.state is LineState.MADE else label, tone)


class PeopleTemplate(Screen):
    """The workbook to be filled in."""

    title = "人员模板"
    right = "organization.manage"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return it as a file."""
        content = write_template("人员", [(column.heading, column.hint) for column in COLUMNS])
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        name = "%E4%BA%BA%E5%91%98%E6%A8%A1%E6%9D%BF.xlsx"  # 人员模板
        disposition = f"attachment; filename*=UTF-8''{name}"
        return HttpResponse(
            content, content_type=kind, headers={"Content-Disposition": disposition}
        )
