"""Figures (统计): how often something happened, by unit, site, column, kind or time, as table and file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mingtang.editorial.sites.models import Column
from mingtang.faces.office.names import names_of_sites
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.papers.sheets import SheetForm, write_sheet
from mingtang.institution.figures.enums import Dimension
from mingtang.institution.figures.kinds import Measure, all_measures, measure
from mingtang.institution.figures.models import READ
from mingtang.institution.figures.queries import (
    MOST_ROWS,
    FigureRow,
    count,
    count_by,
    live_build,
    visible_figures,
)
from mingtang.institution.organization.queries import names_of_units
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.screens import Screen
from mingtang.workbench.backoffice.tables import Table, TableColumn

USUAL_DAYS = 30
LONGEST = 366 * 5  # days; a longer time is asked for year by year
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
FILES = {SheetForm.XLSX: "导出 Excel", SheetForm.CSV: "导出 CSV"}
_WITHOUT = {
    Dimension.UNIT: "未记录单位",
    Dimension.SITE: "未记录网站",
    Dimension.COLUMN: "未记录栏目",
    Dimension.KIND: "未分类",
}


class FigureFilter(FilterForm):
    """What is to be counted, for which days, split by what."""

    measure = forms.ChoiceField(label="指标", required=False)
    since = forms.DateField(label="从", required=False, widget=_DAY)
    until = forms.DateField(label="到", required=False, widget=_DAY)
    by = forms.ChoiceField(label="按", required=False, choices=Dimension.choices())
    then_by = forms.ChoiceField(
        label="再按", required=False, choices=[("", "不再细分"), *Dimension.choices()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measure"]
        field.choices = [(one.name, one.label) for one in all_measures()]
        today = beijing_date(self.at)
        self.usual = {
            "measure": all_measures()[0].name,
            "since": today - timedelta(days=USUAL_DAYS - 1),
            "until": today,
            "by": Dimension.UNIT.value,
            "then_by": "",
        }
        self.data = {name: self.data.get(name) or usual for name, usual in self.usual.items()}

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins, or that is longer than five years."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期，请修改其中一个。")
        elif since and until and (until - since).days > LONGEST:
            self.add_error("since", "一次最多统计五年，请缩短时间。")
        return self.cleaned_data

    def asked(self, name: str) -> Any:
        """Return an answer, or the usual one where a field is wrong and says so beside itself."""
        self.is_valid()
        return self.cleaned_data.get(name) or self.usual[name]

    @property
    def dimensions(self) -> list[Dimension]:
        """What figures are split by, each once."""
        asked = [self.asked("by"), self.asked("then_by")]
        return list(dict.fromkeys(Dimension(one) for one in asked if one))


class FiguresScreen(Screen):
    """One measure over some days, as a table."""

    title = "统计"
    lead = "按操作记录逐日统计，可以从记录重算；只含您有权查看的单位和网站。"
    right = READ
    template_name = "office/figures/show.html"

    @cached_property
    def question(self) -> FigureFilter:
        """What was asked."""
        return FigureFilter(self.request.GET, person=self.person, at=self.at)

    @property
    def measure(self) -> Measure:
        """What is counted."""
        return measure(self.question.asked("measure"))

    @cached_property
    def rows(self) -> list[FigureRow]:
        """The figures, one more than are shown where there are too many."""
        return count_by(self._figures, self.question.dimensions, limit=MOST_ROWS + 1)

    @property
    def _figures(self) -> Any:
        return visible_figures(
            self.person,
            at=self.at,
            measure=self.measure.name,
            since=self.question.asked("since"),
            until=self.question.asked("until"),
        )

    def get_columns(self) -> Sequence[TableColumn]:
        """A column for each key, and the figure."""
        keys = [
            TableColumn(one.label, _reader(place, one, self), kind="main" if place == 0 else "")
            for place, one in enumerate(self.question.dimensions)
        ]
        return (*keys, TableColumn(f"数量（{self.measure.unit_word}）", "amount", kind="number"))

    @cached_property
    def names(self) -> dict[Dimension, dict[str, str]]:
        """What the keys of the rows are called."""
        namers: dict[Dimension, Callable[[set[str]], dict[str, str]]] = {
            Dimension.UNIT: names_of_units,
            Dimension.SITE: names_of_sites,
            Dimension.COLUMN: _names_of_columns,
            Dimension.KIND: lambda _keys: dict(self.measure.kinds()),
        }
        return {
            one: namers[one]({row.keys[place] for row in self.rows if row.keys[place]})
            for place, one in enumerate(self.question.dimensions)
            if one in namers
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand question, table and sum to the template."""
        build = live_build()
        return super().get_context_data(
            filters=self.question,
            is_narrowed=bool(self.request.GET),
            table=Table(self.get_columns(), self.rows[:MOST_ROWS]),
            table_caption=f"{self.measure.label}统计",
            is_cut=len(self.rows) > MOST_ROWS,
            most_rows=MOST_ROWS,
            total=count(self._figures),
            unit_word=self.measure.unit_word,
            counted_to=build.counted_to if build else None,
            files=[
                (label, f"{reverse('figures:file', args=[one.value])}?{query}")
                for query in [self.request.GET.urlencode()]
                for one, label in FILES.items()
            ],
            **kwargs,
        )


class FiguresFile(FiguresScreen):
    """The same table as a file for Excel."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file.

        :raises NotVisible: there is no such form of file.
        """
        if self.kwargs["form"] not in list(SheetForm):
            raise NotVisible
        form, columns = SheetForm(self.kwargs["form"]), self.get_columns()
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"figures.{form.value}"
            headings = [column.label for column in columns]
            with write_sheet(path, form=form, title=self.measure.label, headings=headings) as add:
                for row in self.rows[:MOST_ROWS]:
                    add([column.read(row) for column in columns])
            response = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="figures.{form.value}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _reader(place: int, dimension: Dimension, screen: FiguresScreen) -> Callable[[FigureRow], Any]:
    """Return how the key of a row is read: its name, or the day or month that it is."""

    def read(row: FigureRow) -> Any:
        key = row.keys[place]
        if dimension is Dimension.MONTH and isinstance(key, date):
            return f"{key:%Y-%m}"
        if not isinstance(key, str):
            return key
        return screen.names[dimension].get(key, key) or _WITHOUT[dimension]

    return read


def _names_of_columns(keys: Iterable[str]) -> dict[str, str]:
    """Return site and name of columns by their opaque keys."""
    numbers = [int(key.removeprefix("column:")) for key in keys]
    rows = Column.objects.filter(pk__in=numbers).values_list("pk", "site__name", "name")
    return {f"column:{pk}": f"{site}·{name}" for pk, site, name in rows}
