"""Asking for a list as a file, watching it being written, taking it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.ground.papers.sheets import SheetForm
from mingtang.institution.organization.models import Person
from mingtang.spine.jobs.enums import JobState
from mingtang.workbench.backoffice.actions.exports import (
    DAYS,
    note_export_download,
    path_of,
    request_export,
)
from mingtang.workbench.backoffice.exporting import open_list
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.live_parts import (
    LivePart,
    register_live_part,
    show_live_part,
)
from mingtang.workbench.backoffice.models import Export
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.screens.lists import ListScreen
from mingtang.workbench.backoffice.tables import TableColumn

FORMS = {SheetForm.XLSX: "Excel", SheetForm.CSV: "CSV"}


class Exports(ListScreen):
    """What a person has exported, with progress."""

    title = "我的导出"
    lead = f"导出在后台进行，完成后在这里下载。文件保留 {DAYS.days} 天。"
    model = Export
    order = ("-pk",)
    empty_text = "还没有导出。在任何列表下方点“导出 Excel”。"
    is_exported = False

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("job")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "title", link=_file_url, kind="main"),
            TableColumn("格式", lambda row: FORMS[SheetForm(row.form)]),
            TableColumn("申请时间", "requested_at", kind="moment"),
            TableColumn("进展", lambda row: show_live_part("export", self.person, self.at, row)),
        )


def _read_export(person: Person, at: datetime, export: Export) -> dict[str, Any]:
    """Return how far an export is."""
    rows = export.rows if export.rows is not None else export.job and export.job.done
    state = export.job.state if export.job else JobState.STOPPED
    label, tone = "等待", "wait"
    if export.finished_at is not None:
        label, tone = "已完成", "good"
    elif state in {JobState.FAILED, JobState.STOPPED}:
        label, tone = "没有完成，请重新导出", "bad"
    elif state == JobState.RUNNING:
        label = "正在写"
    return {"label": label, "tone": tone, "rows": rows or 0, "url": _file_url(export)}


register_live_part(
    LivePart(
        "export",
        "desk/parts/export_progress.html",
        _read_export,
        rows=lambda person, at: Export.objects.visible_to(person, at=at).select_related("job"),
        every=5,
        is_over=lambda values: values["tone"] != "wait",
    )
)


def _file_url(export: Export) -> str:
    return reverse("desk:export-file", args=[export.pk]) if export.finished_at else ""


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Ask for a list as a file; what comes of it is shown among one's exports."""
    person, data = _person(request), request.POST
    try:
        form = SheetForm(data.get("form", ""))
        arguments = _arguments(data.get("arguments", ""))
        name, query = data.get("list", ""), data.get("query", "")
        screen = open_list(name, person, arguments=arguments, query=query)
        request_export(
            actor=person,
            at=moment(),
            list_name=name,
            title=screen.get_title(),
            arguments=arguments,
            query=query,
            form=form,
        )
    except (ValueError, RecursionError, NotVisible) as error:
        raise Http404 from error
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason.text)
    else:
        messages.success(request, "已开始导出，完成后在这里下载。")
    return redirect("desk:exports")


@require_safe
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """Send the file of an own export."""
    number = min(pk, LARGEST_KEY)
    try:
        found = note_export_download(actor=_person(request), at=moment(), export_id=number)
        file = path_of(found).open("rb")
    except (NotVisible, FileNotFoundError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type="application/octet-stream")
    name = quote(found.file_name, safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _arguments(text: str) -> dict[str, Any]:
    """Read the arguments of a list's address.

    :raises ValueError: they are not what a list hands out.
    :raises RecursionError: they are nested too deep to be read.
    """
    read = json.loads(text or "{}")
    if not isinstance(read, dict) or not all(isinstance(one, int | str) for one in read.values()):
        raise ValueError(text)
    return read


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
