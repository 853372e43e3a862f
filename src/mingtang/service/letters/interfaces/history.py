"""Office screens of past letters: upload a table, map its columns, try it, import it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.papers.tables_in import LineState
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.service.letters.actions import (
    check_letters,
    is_running,
    start_import,
    stop_import,
    upload_letters,
)
from mingtang.service.letters.actions.history import LARGEST, MOST_LINES, is_open
from mingtang.service.letters.enums import LETTER, LetterCategory
from mingtang.service.letters.models import IMPORT, LetterImport
from mingtang.service.letters.policies.history import FIELDS
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.live_parts import (
    LivePart,
    register_live_part,
    show_live_part,
)
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag
from mingtang.workbench.casework.kinds import case_kind
from mingtang.workbench.casework.queries import CaseFigures, count_past_cases

HISTORY = ("历史来信", "letters:history")
STATES = {"skipped": ("跳过", "plain"), "failed": ("有误", "bad")}


def table_url(table: LetterImport) -> str:
    """Return the address of an uploaded table."""
    return reverse("letters:past", args=[table.pk])


class HistoryList(ListScreen):
    """The tables of past letters that were uploaded."""

    title = "历史来信"
    lead = (
        "把以往的来信和答复从表格导入。按现行规定判断是否按时答复，计入统计，不发通知，不进待办。"
    )
    right = IMPORT
    parents = (("办件", "casework:list"),)
    model = LetterImport
    order = ("-pk",)
    search_fields = ("name",)
    search_label = "表格名称"
    empty_text = "还没有导入过。点“上传表格”，选择 Excel 或 CSV 文件。"
    is_exported = False

    def visible_rows(self) -> Any:
        return super().visible_rows().defer("content").select_related("site", "uploaded_by")

    def get_buttons(self) -> Sequence[HeaderButton]:
        return (HeaderButton("上传表格", reverse("letters:upload-past"), primary=True),)

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("表格", "name", link=table_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("上传人", "uploaded_by.name"),
            TableColumn("上传时间", "uploaded_at", kind="moment"),
            TableColumn("进展", lambda row: show_live_part("past", self.person, self.at, row)),
            TableColumn("已导入", lambda row: row.made if row.ended_at else None, kind="number"),
        )


def _read_progress(person: Person, at: datetime, table: LetterImport) -> dict[str, Any]:
    """Return the progress of the import of a table."""
    job = Job.objects.filter(pk=table.job or 0).first()
    done, total, label, tone = 0, 0, "待试算", "plain"
    if table.ended_at is not None:
        label, tone = "已完成", "good"
    elif job is not None and job.state == JobState.WAITING:
        label, tone = "等待后台处理", "wait"
    elif job is not None and job.state == JobState.RUNNING:
        label, tone, done, total = "正在导入", "wait", job.done, job.total or table.made
    elif job is not None:
        label, tone, done = "已停止，可以继续导入", "warn", job.done
    elif table.total:
        label, tone = "已试算，待导入", "warn"
    return {"label": label, "tone": tone, "done": done, "total": total}


register_live_part(
    LivePart(
        "past",
        "letters/progress.html",
        _read_progress,
        rows=lambda person, at: LetterImport.objects.visible_to(person, at=at).defer("content"),
        every=3,
        is_over=lambda values: values["tone"] != "wait",
    )
)


class PastTableForm(DeskForm):
    """A table, and the site of its letters."""

    site = ChoiceOfVisible(rows=GovSite.objects.visible_to, label="网站")
    sheet = forms.FileField(
        label="表格",
        help_text=(
            "Excel（.xlsx）或 CSV，一行一封，第一行是表头，最多 "
            f"{MOST_LINES:,} 行、{LARGEST // 1024 // 1024} MB。至少要有收到时间、答复时间和标题或内容。"
        ),
    )


class UploadPast(ActionForm):
    """Upload a table; nothing is imported yet."""

    title = "上传表格"
    lead = "上传后先对应列、试算，确认后才导入。表格加密保存，导入完就删除。"
    right = IMPORT
    parents = (("办件", "casework:list"), HISTORY)
    form_class = PastTableForm
    submit_label = "上传"
    success_message = "已上传。请核对每一项对应哪一列。"

    def act(self, form: Any) -> LetterImport:
        sheet = form.cleaned_data["sheet"]
        return upload_letters(
            actor=self.person,
            at=self.at,
            site=form.cleaned_data["site"].code,
            name=sheet.name,
            content=sheet.read(),
        )

    def get_success_url(self, result: LetterImport) -> str:
        return reverse("letters:past-columns", args=[result.pk])


class OfPastTable:
    """A screen about one uploaded table."""

    object: LetterImport

    def get_crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs with the list and the table."""
        first, *_, last = super().get_crumbs()  # type: ignore[misc]
        way = [Crumb("办件", reverse("casework:list")), Crumb(HISTORY[0], reverse(HISTORY[1]))]
        return [first, *way, Crumb(self.object.name, table_url(self.object)), last]


class ColumnsForm(DeskForm):
    """The heading of the table for each field."""

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "表格里没有"), *((one, one) for one in headings)]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                choices=choices,
                required=field.name in {"received", "answered"},
                help_text=HINTS.get(field.name, ""),
            )
        self.fields["default"] = forms.ChoiceField(
            label="没写类别的作为",
            choices=LetterCategory.choices(),
            help_text="没有“类别”列，或这一格是空的，按这一类判断时限",
        )

    def columns(self) -> dict[str, str]:
        """Return the heading of each field that has one."""
        typed = self.cleaned_data
        return {one.name: typed[one.name] for one in FIELDS if typed[one.name]}


HINTS = {
    "received": "时限从这里起算；只有日期的，按当天开始",
    "answered": "没有答复时间的行会跳过；只有日期的，按当天结束",
    "unit": "写全称、简称或代码；空着的，作为转办单位自己办理",
    "number": "有编号的按编号认出重复，没有的按时间和内容",
    "sender": "加密保存，列表中隐去",
    "phone": "加密保存，列表中隐去",
    "rating": "非常满意、满意、基本满意、不满意、非常不满意，或 5 到 1 分",
}


class PastColumns(OfPastTable, ActionScreen):
    """Map the columns, and try all lines."""

    title = "对应列并试算"
    lead = "系统按表头作了对应，请核对。试算只检查，不导入。"
    model = LetterImport
    form_class = ColumnsForm
    submit_label = "保存并试算"
    success_message = "已试算，结果如下。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "headings": self.object.headings}

    def get_initial(self) -> dict[str, Any]:
        return {**self.object.columns, "default": self.object.category}

    def may_begin(self) -> Decision:
        return is_open(self.object)

    def act(self, form: Any) -> LetterImport:
        return check_letters(
            actor=self.person,
            at=self.at,
            import_id=self.object.pk,
            columns=form.columns(),
            category=form.cleaned_data["default"],
        )

    def get_success_url(self, result: LetterImport) -> str:
        return table_url(result)


class StartImport(OfPastTable, ConfirmScreen):
    """Import a table that was tried."""

    title = "正式导入"
    model = LetterImport
    submit_label, success_message = "导入", "已开始导入，可以离开本页。"

    def may_begin(self) -> Decision:
        return is_open(self.object)

    def get_lead(self) -> str:
        return f"{self.object.name}，{self.object.site.name}"

    def get_consequences(self) -> Sequence[str]:
        table = self.object
        return (
            f"{table.made:,} 封来信作为已办结的办件导入，收到、答复时间以表格为准，办理记录会注明是导入的。",
            "是否按时按现行规定判断，计入统计；不发通知，不进任何人的待办。",
            "导入在后台进行，可以停止，之后接着导入；已导入的不会重复。导入后不能成批撤回。",
        )

    def act(self, form: Any) -> LetterImport:
        return start_import(actor=self.person, at=self.at, import_id=self.object.pk)

    def get_success_url(self, result: LetterImport) -> str:
        return table_url(result)


class StopImport(OfPastTable, ConfirmScreen):
    """Stop an import that waits or runs."""

    title = "停止导入"
    model = LetterImport
    submit_label, success_message = "停止", "已停止。已导入的保留，可以再接着导入。"

    def get_consequences(self) -> Sequence[str]:
        return ("已经导入的来信保留。", "之后可以接着导入余下的行，不会重复。")

    def act(self, form: Any) -> LetterImport:
        return stop_import(actor=self.person, at=self.at, import_id=self.object.pk)

    def get_success_url(self, result: LetterImport) -> str:
        return table_url(result)


@dataclass(frozen=True)
class PastFigures:
    """Figures of the past letters of a category and unit."""

    category: str
    unit: str
    figures: CaseFigures

    @property
    def share(self) -> str:
        """The share answered in time."""
        share = self.figures.on_time_share
        return "" if share is None else f"{100 * share:.1f}%"


class PastTable(DetailScreen):
    """One table: its progress, the result of each line, and figures of past letters."""

    model = LetterImport
    parents = (("办件", "casework:list"), HISTORY)
    template_name = "letters/past.html"

    def visible_rows(self) -> Any:
        rows = super().visible_rows().defer("content")
        return rows.select_related("site__unit", "site__operating_unit", "uploaded_by")

    def get_subject(self) -> str:
        return str(self.object.subject_key)

    def get_buttons(self) -> Sequence[HeaderButton]:
        table: LetterImport = self.object
        if table.ended_at is not None:
            return (HeaderButton("上传另一份", reverse("letters:upload-past")),)
        if is_running(table):
            return (HeaderButton("停止导入", reverse("letters:stop-past", args=[table.pk])),)
        columns = reverse("letters:past-columns", args=[table.pk])
        if not table.made:
            return (HeaderButton("对应列并试算", columns, primary=True),)
        start = reverse("letters:start-past", args=[table.pk])
        return (HeaderButton("正式导入", start, primary=True), HeaderButton("重新对应列", columns))

    def get_facts(self) -> Sequence[Fact]:
        table: LetterImport = self.object
        return (
            Fact("网站", table.site.name),
            Fact("上传人", table.uploaded_by.name),
            Fact("上传时间", table.uploaded_at),
            Fact("进展", show_live_part("past", self.person, self.at, table)),
            Fact("导入时间", table.ended_at),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table: LetterImport = self.object
        return super().get_context_data(
            results=_results(table),
            sentence=_sentence(table),
            figures=_figures(table),
            **kwargs,
        )


def _sentence(table: LetterImport) -> str:
    if not table.total:
        return ""
    done = "可以导入" if table.is_trial else "已导入"
    return (
        f"共 {table.total:,} 行：{done} {table.made:,} 行，跳过 {table.skipped:,} 行，"
        f"有误 {table.failed:,} 行。"
    )


def _results(table: LetterImport) -> Table:
    order = {LineState.FAILED.value: 0, LineState.SKIPPED.value: 1}
    rows = sorted(table.results, key=lambda one: (order[one[1]], one[0]))
    return Table(
        (
            TableColumn("行号", lambda one: f"第 {one[0]} 行", kind="main"),
            TableColumn("结果", lambda one: tag(*STATES[one[1]])),
            TableColumn("原因", lambda one: one[2]),
        ),
        rows,
    )


def _figures(table: LetterImport) -> Table:
    found = count_past_cases(LETTER, table.site.code) if table.ended_at else []
    names = names_of_units(unit for _, unit, _ in found)
    labels = case_kind(LETTER).categories
    rows = [
        PastFigures(labels.get(category, category), names.get(unit, unit), figures)
        for category, unit, figures in found
    ]
    return Table(
        (
            TableColumn("类别", "category", kind="short"),
            TableColumn("办理单位", "unit", kind="main"),
            TableColumn("答复", "figures.answered", kind="number"),
            TableColumn("按时", "figures.on_time", kind="number"),
            TableColumn("超时", "figures.late", kind="number"),
            TableColumn("按时率", "share", kind="number"),
        ),
        rows,
    )
