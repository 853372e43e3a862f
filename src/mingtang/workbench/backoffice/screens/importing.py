"""Take in a table that people filled in: template, trial, import, a report of each line."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mingtang.ground.foundation.decisions import Refused
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
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm, without_checks
from mingtang.workbench.backoffice.screens.base import Screen
from mingtang.workbench.backoffice.screens.forms import ActionForm
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

MOST_LINES = 300  # of one table, so that it ends within the time limit of a page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    LineState.MADE: ("已导入", "good"),
    LineState.SKIPPED: ("跳过", "plain"),
    LineState.FAILED: ("有误", "bad"),
}


class SheetUploadForm(DeskForm):
    """A table, and whether it is a trial."""

    sheet = forms.FileField(
        label="表格", help_text=f"请下载模板填写，存为 .xlsx，一次最多 {MOST_LINES} 行。"
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=[("trial", "先试算：只检查，不导入"), ("import", "正式导入")],
        initial="trial",
    )


class ImportTable(ActionForm):
    """Takes in a table: each line by itself, with what became of it; sending it again is harmless.

    `sheet_columns` are what the table may hold; `enter` acts on one line and says what became of it;
    `get_template_url` leads to the workbook to be filled in.
    """

    template_name = "desk/import_table.html"
    form_class = SheetUploadForm
    submit_label = "上传"
    sheet_columns: ClassVar[Sequence[SheetColumn]] = ()

    def get_template_url(self) -> str:
        """Return the address of the workbook to be filled in."""
        raise NotImplementedError

    def enter(self, row: SheetRow, form: Any) -> LineResult:
        """Act on one line. :raises Refused: the line cannot be taken, with the reasons."""
        raise NotImplementedError

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        """Read the table, act on each line, and show the report above the form."""
        sheet = form.cleaned_data["sheet"]
        is_trial = form.cleaned_data["mode"] == "trial"
        columns, most = self.sheet_columns, MOST_LINES + 1
        try:
            table = read_table(sheet.read(), columns, name=sheet.name, most_rows=most)
        except Refused as refused:
            form.add_error("sheet", str(refused))
            return self.show(form, status=422)
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=self.request.path)
        results = [*table.faults, *self._act(table.rows, form, is_trial=is_trial)]
        done = report(results, is_trial=is_trial)
        again = without_checks(self.make_form(self.request.POST))
        context = self.get_context_data(
            form=again, report=done, lines=report_table(done), ignored="、".join(table.ignored)
        )
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(template_url=self.get_template_url(), **kwargs)

    def _act(self, rows: list[SheetRow], form: Any, *, is_trial: bool) -> list[LineResult]:
        if not is_trial:
            return [self._entered(row, form) for row in rows]
        with transaction.atomic():  # the lines see each other, and nothing of them stays
            results = [self._entered(row, form) for row in rows]
            transaction.set_rollback(True)
        return results

    def _entered(self, row: SheetRow, form: Any) -> LineResult:
        try:
            return self.enter(row, form)
        except Refused as refused:
            return LineResult(row.line, LineState.FAILED, str(refused))


def report_table(done: SheetReport) -> Table:
    """Return a report as a table, what went wrong first."""
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


class SheetTemplate(Screen):
    """A workbook to be filled in: headings with a hint each. `title` is the name of the file."""

    sheet_name: ClassVar[str] = ""
    sheet_columns: ClassVar[Sequence[SheetColumn]] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return it as a file."""
        headings = [(column.heading, column.hint) for column in self.sheet_columns]
        disposition = f"attachment; filename*=UTF-8''{quote(str(self.title))}.xlsx"
        return HttpResponse(
            write_template(self.sheet_name, headings),
            content_type=XLSX,
            headers={"Content-Disposition": disposition},
        )
