"""Office screens of the directory of matters, and what is proposed on the page of a letter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.cells import as_text
from mingtang.ground.papers.tables_in import SheetColumn, read_table
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.letters.actions import import_matters
from mingtang.service.letters.models import DIRECTORY, Matter, MatterVersion
from mingtang.service.letters.queries import proposals_for, repeats_of
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionForm, HeaderButton, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn
from mingtang.workbench.casework.enums import CaseVerb
from mingtang.workbench.casework.interfaces.lists import case_url
from mingtang.workbench.casework.interfaces.panels import CaseLine, CasePanel
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import may_act

MOST_LINES = 2000
COLUMNS = (
    SheetColumn("text", "事项", as_text(most=300), is_required=True),
    SheetColumn("unit", "办理单位", as_text(most=60), is_required=True),
)


class MatterList(ListScreen):
    """The lines of the directories in force."""

    title = "事项目录"
    lead = "哪类事项由哪个单位办理。转办来信时，系统按目录和以往的转办给出建议，由人决定。"
    right = DIRECTORY
    model = Matter
    order = ("pk",)
    search_fields = ("text", "unit")
    search_label = "事项或单位代码"
    empty_text = "还没有事项目录，请按“导入新版”上传表格。"

    def visible_rows(self) -> Any:
        versions = MatterVersion.objects.visible_to(self.person, at=self.at)
        newest = {one.desk_unit: one.pk for one in versions.order_by("number")}
        return Matter.objects.filter(version__in=newest.values()).select_related("version")

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("导入新版", reverse("letters:import-matters"), primary=True),)

    def get_columns(self) -> Sequence[TableColumn]:
        rows = self.page.rows
        units = names_of_units([one.unit for one in rows] + [one.version.desk_unit for one in rows])
        return (
            TableColumn("事项", "text", kind="main"),
            TableColumn("办理单位", lambda row: units.get(row.unit, row.unit)),
            TableColumn(
                "转办单位", lambda row: units.get(row.version.desk_unit, row.version.desk_unit)
            ),
            TableColumn("版次", lambda row: str(row.version), kind="short"),
        )


class MatterSheetForm(DeskForm):
    """A table of matters, and whose directory it is."""

    unit = SearchOfVisible("case-unit", label="转办单位", help_text="由它转办的来信用这份目录")
    sheet = forms.FileField(
        label="表格",
        help_text=f"存为 .xlsx，第一行是表头“事项”“办理单位”，最多 {MOST_LINES} 行",
    )


class ImportMatters(ActionForm):
    """Take in a table as the next version: whole, or not at all."""

    title = "导入事项目录"
    lead = "整份导入为新的一版，原来的版次保留。有一行不对就不导入，请按提示改正后再上传。"
    right = DIRECTORY
    parents = (("事项目录", "letters:matters"),)
    form_class = MatterSheetForm
    submit_label = "导入"

    def act(self, form: Any) -> MatterVersion:
        sheet = form.cleaned_data["sheet"]
        table = read_table(sheet.read(), COLUMNS, name=sheet.name, most_rows=MOST_LINES + 1)
        if table.faults:
            raise Refused(
                [
                    Reason("letters.bad_line", f"第 {one.line} 行：{one.reason}", "sheet")
                    for one in table.faults
                ]
            )
        lines = [(row.values["text"], row.values["unit"]) for row in table.rows]
        return import_matters(
            actor=self.person, at=self.at, desk_unit=form.cleaned_data["unit"].code, lines=lines
        )

    def get_success_message(self, result: MatterVersion) -> str:
        return f"已导入{result}，共 {result.matters.count()} 行。"

    def get_success_url(self, result: MatterVersion) -> str:
        return reverse("letters:matters")


def letter_panels(case: Case, person: Person, at: datetime) -> Sequence[CasePanel]:
    """Return what a desk sees of a letter: what it may repeat, and to whom it may go."""
    powers = authority.powers_of(person, at)
    if case.erased_at or not may_act(powers, case, CaseVerb.MERGE):
        return ()
    found = [_repeats(case, person, at)]
    if may_act(powers, case, CaseVerb.DISPATCH):
        found.append(_proposals(case))
    return [panel for panel in found if panel.lines or panel.note]


def _repeats(case: Case, person: Person, at: datetime) -> CasePanel:
    lines = [
        CaseLine(
            f"{other.number} {other.masked_title}",
            case_url(other.pk),
            f"{why}，{other.state_label}",
        )
        for other, why in repeats_of(case, person, at=at)
    ]
    return CasePanel("可能重复的来信", lines)


def _proposals(case: Case) -> CasePanel:
    found = proposals_for(case)
    names = names_of_units(one.unit for one in found.units)
    lines = [
        CaseLine(
            names.get(one.unit, one.unit),
            f"{reverse('casework:dispatch', args=[case.pk])}?{urlencode({'unit': one.unit})}",
            note=f"与该单位办过的来信和目录相近：{'、'.join(one.words)}",
        )
        for one in found.units
        if one.words
    ]
    sure = "按以往转办和事项目录给出，供参考，请您决定。点单位名称即填好承办单位。"
    unsure = "没有把握：几个单位都有可能，或没有办过类似的来信，请您判断。"
    return CasePanel("转办建议", lines, sure if found.is_sure else unsure)
