"""The figures by month and unit, as a screen and a file, with the numbers of the public page."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.papers.sheets import SheetForm, write_sheet
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.responses.interfaces.public_figures import Counts, FiguresRow, figures_row
from mingtang.service.responses.queries.figures import counted
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.screens import Screen
from mingtang.workbench.backoffice.tables import Table, TableColumn

READ = "casework.read"
GROUPINGS = (("", "每月、每个单位"), ("month", "只按月份"), ("unit", "只按单位"))
FILES = {SheetForm.XLSX: "导出 Excel", SheetForm.CSV: "导出 CSV"}


class AnsweredSiteFilter(FilterForm):
    """The site of the figures."""

    site = forms.ChoiceField(label="网站", required=False)
    by = forms.ChoiceField(label="分列", required=False, choices=GROUPINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.choices = list(GovSite.objects.order_by("pk").values_list("code", "name"))

    @property
    def grouping(self) -> str:
        """What the rows are grouped by: `month`, `unit`, empty for both."""
        return str(self.cleaned_data.get("by", "")) if self.is_valid() else ""

    @property
    def code(self) -> str:
        """The requested site, else the first."""
        field: Any = self.fields["site"]
        chosen = self.cleaned_data.get("site") if self.is_valid() else ""
        return chosen or next((code for code, _ in field.choices), "")


class MonthOfUnit(NamedTuple):
    """One line of the table; without a month or a unit where all of them are added up."""

    month: str
    unit: str
    figures: FiguresRow


class AnswerFigures(Screen):
    """Figures of answers, by month of receipt and unit."""

    title = "来信办理情况"
    lead = "按收到来信的月份和承办单位统计，和网站公开的数字相同；只含您有权查看的单位。"
    right = READ
    template_name = "responses/figures.html"

    @cached_property
    def question(self) -> AnsweredSiteFilter:
        """The filter of the request."""
        return AnsweredSiteFilter(self.request.GET, person=self.person, at=self.at)

    @cached_property
    def rows(self) -> list[MonthOfUnit]:
        """The rows, the total first, then the newest month."""
        site = self.question.code
        sees_all = bool(self.powers.may(READ, site=site)) if site else False
        units = self.powers.units_where(READ)
        cells = counted(site)
        seen = [key for key in cells if sees_all or units.covers(key[0])]
        names = names_of_units(unit for unit, _ in seen)
        grouped: dict[tuple[str, date | None], list[Counts]] = {}
        for unit, month in sorted(seen, key=lambda key: (-_number(key[1]), key[0])):
            group = ("" if self.question.grouping == "month" else unit, month)
            key = (unit, None) if self.question.grouping == "unit" else group
            grouped.setdefault(key, []).append(cells[unit, month])
        total = MonthOfUnit("合计", "", figures_row("", [cells[key] for key in seen]))
        rows = [
            MonthOfUnit(
                f"{month.year}年{month.month}月" if month else "",
                names.get(unit, unit),
                figures_row("", found),
            )
            for (unit, month), found in grouped.items()
        ]
        return [total, *rows] if rows else []

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of table and file."""
        month = TableColumn("月份", "month", kind="main")
        unit = TableColumn("承办单位", "unit")
        named = TableColumn("承办单位", lambda row: row.unit or row.month, kind="main")
        first = {"month": (month,), "unit": (named,)}.get(self.question.grouping, (month, unit))
        return (
            *first,
            TableColumn("收到", "figures.received", kind="number"),
            TableColumn("已答复", "figures.answered", kind="number"),
            TableColumn("按时答复（%）", "figures.on_time", kind="number"),
            TableColumn("平均用时（工作日）", "figures.days", kind="number"),
            TableColumn("评价满意（%）", "figures.satisfied", kind="number"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add filter, table and files to the context."""
        query = self.request.GET.urlencode()
        return super().get_context_data(
            filters=self.question,
            is_narrowed=bool(self.request.GET),
            table=Table(self.get_columns(), self.rows),
            files=[
                (label, f"{reverse('responses:figures-file', args=[one.value])}?{query}")
                for one, label in FILES.items()
            ],
            **kwargs,
        )


def _number(month: date) -> int:
    return month.year * 12 + month.month


class AnswerFiguresFile(AnswerFigures):
    """The same table as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file.

        :raises NotVisible: the format is unknown.
        """
        if self.kwargs["form"] not in list(SheetForm):
            raise NotVisible
        form, columns = SheetForm(self.kwargs["form"]), self.get_columns()
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"figures.{form.value}"
            headings = [column.label for column in columns]
            with write_sheet(path, form=form, title=self.title, headings=headings) as add:
                for row in self.rows:
                    add([column.read(row) for column in columns])
            response = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="answers.{form.value}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
