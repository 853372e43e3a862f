import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.ground.papers.sheets import SheetForm
from mingtang.institution.notices.models import Notice
from mingtang.institution.organization.models import PostHolding
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice import exporting
from mingtang.workbench.backoffice.actions import exports
from mingtang.workbench.backoffice.actions.exports import (
    delete_old_exports,
    fail_export,
    finish_export,
    note_export_download,
    path_of,
    request_export,
    unfinished_path_of,
)
from mingtang.workbench.backoffice.models import Export
from mingtang.workbench.backoffice.screens.lists import LISTS
from mingtang.workbench.backoffice.subscribers import EXPORTED
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
Browser = Callable[..., Client]
ARTICLES = "mingtang.editorial.content.interfaces.articles.ArticleList"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.fixture(autouse=True)
def _today(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


def requested(cast: Cast, at: datetime, **changes: object) -> Export:
    values = {
        "actor": cast.officer, "at": at, "list_name": ARTICLES, "title": "稿件",
        "arguments": {}, "query": "", "form": SheetForm.CSV,
    }  # fmt: skip
    return request_export(**values | changes)  # type: ignore[arg-type]


def run(at: datetime) -> None:
    while work_jobs(at, lane=JobLane.EXPORT):
        pass


def lines(export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path_of(export).read_text("utf-8-sig"))))


def test_list_is_written_as_the_person_sees_it(cast: Cast, at: datetime, rooms: None) -> None:
    for number in range(3):
        draft(cast, at, news_fields(title=f"第{number}条"))
    export = requested(cast, at)
    assert (export.job and export.job.lane) == JobLane.EXPORT

    run(at)

    export.refresh_from_db()
    assert export.rows == 3
    assert export.finished_at is not None
    assert at <= export.finished_at < at + timedelta(minutes=1)
    heads, *rows = lines(export)
    assert heads[0] == "标题"
    assert [row[0] for row in rows] == ["第2条", "第1条", "第0条"]
    assert not any("<" in cell for row in rows for cell in row)
    assert path_of(export).stat().st_mode & 0o077 == 0
    assert [event.code for event in Event.objects.filter(subject=f"export:{export.pk}").order_by("id")] == [
        "desk.export.requested", "desk.export.finished",
    ]  # fmt: skip


def test_search_and_filters_hold_in_the_file(cast: Cast, at: datetime, rooms: None) -> None:
    for title in ("防汛通知", "开学时间"):
        draft(cast, at, news_fields(title=title))
    drain(at)
    export = requested(cast, at, query="q=防汛")
    run(at)
    assert [row[0] for row in lines(export)[1:]] == ["防汛通知"]


def test_pages_of_rows_follow_each_other(
    cast: Cast, at: datetime, rooms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    for number in range(5):
        draft(cast, at, news_fields(title=f"第{number}条"))
    export = requested(cast, at, form=SheetForm.XLSX)
    run(at)
    sheet = openpyxl.load_workbook(path_of(export)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        f"第{n}条" for n in (4, 3, 2, 1, 0)
    ]
    job = Job.objects.get()
    assert (job.state, job.done, job.result) == (JobState.DONE, 5, {"rows": 5})


def test_strangers_rows_are_not_in_the_file(cast: Cast, at: datetime, rooms: None) -> None:
    draft(cast, at, news_fields(title="教育局的稿件"))
    export = requested(cast, at, actor=cast.stranger)
    run(at)
    assert lines(export)[1:] == []


def test_who_lost_the_right_meanwhile_gets_no_file(cast: Cast, at: datetime, rooms: None) -> None:
    export = requested(cast, at)
    PostHolding.objects.filter(person=cast.officer).update(valid_to=at - timedelta(minutes=1))
    run(at)
    assert not path_of(export).exists()
    assert Job.objects.get().state == JobState.WAITING  # another try, then failed
    assert not Event.objects.filter(code="desk.export.failed").exists()

    run(at + timedelta(hours=1))
    run(at + timedelta(hours=2))

    assert Job.objects.get().state == JobState.FAILED
    drain(at + timedelta(hours=2))
    notice = Notice.objects.get(person=cast.officer, kind=EXPORTED.code)
    assert notice.sentence.startswith("您导出的列表没有写成。")


def test_who_left_meanwhile_gets_no_file(cast: Cast, at: datetime, rooms: None) -> None:
    export = requested(cast, at)
    cast.officer.is_active = False
    cast.officer.save(update_fields=["is_active"])
    run(at)
    assert not path_of(export).exists()


def test_title_longer_than_its_column_is_cut(cast: Cast, at: datetime) -> None:
    assert requested(cast, at, title="长" * 300).title == "长" * 100


def test_too_many_unfinished_are_refused(cast: Cast, at: datetime, rooms: None) -> None:
    for _ in range(exports.MOST_UNFINISHED):
        requested(cast, at)
    with pytest.raises(Refused, match="还没有完成"):
        requested(cast, at)
    requested(cast, at, actor=cast.stranger)
    run(at)
    requested(cast, at)


def test_finishing_twice_is_harmless_and_a_deleted_one_is_told(cast: Cast, at: datetime) -> None:
    export = requested(cast, at)
    finish_export(export_id=export.pk, at=at, rows=3)
    again = finish_export(export_id=export.pk, at=at + timedelta(hours=1), rows=9)
    assert (again.rows, again.finished_at) == (3, at)
    assert Event.objects.filter(code="desk.export.finished").count() == 1
    export.delete()
    with pytest.raises(NotVisible):
        finish_export(export_id=export.pk or 0, at=at, rows=1)


def test_failure_is_recorded_where_the_export_is_unfinished_alone(cast: Cast, at: datetime) -> None:
    waiting, finished = requested(cast, at), requested(cast, at)
    finish_export(export_id=finished.pk, at=at, rows=3)
    for pk in (waiting.pk, finished.pk, 999):
        fail_export(at, export=pk)

    event = Event.objects.get(code="desk.export.failed")
    assert (event.subject, event.actor) == (f"export:{waiting.pk}", cast.officer.person_key)
    assert event.recorded_at == at
    finished.refresh_from_db()
    assert finished.rows == 3


def test_only_the_own_finished_file_is_taken(cast: Cast, at: datetime) -> None:
    export = requested(cast, at)
    with pytest.raises(NotVisible):
        note_export_download(actor=cast.officer, at=at, export_id=export.pk)
    finish_export(export_id=export.pk, at=at, rows=3)
    for other in (cast.stranger, cast.colleague, cast.operator):
        with pytest.raises(NotVisible):
            note_export_download(actor=other, at=at, export_id=export.pk)
    assert note_export_download(actor=cast.officer, at=at, export_id=export.pk) == export
    event = Event.objects.get(code="desk.export.downloaded")
    assert (event.actor, event.subject) == (cast.officer.person_key, f"export:{export.pk}")


def test_files_are_deleted_after_a_week(cast: Cast, at: datetime, rooms: None) -> None:
    old, new = requested(cast, at), requested(cast, at + timedelta(days=2))
    run(at + timedelta(days=2))
    unfinished_path_of(old).write_text("of a try that was killed", "utf-8")
    assert delete_old_exports(at + timedelta(days=7, seconds=1)) == 1
    assert not path_of(old).exists()
    assert not unfinished_path_of(old).exists()
    assert path_of(new).exists()
    assert list(Export.objects.all()) == [new]


def test_an_officer_exports_what_the_list_shows(cast: Cast, at: datetime, browser: Browser) -> None:
    for title in ("防汛通知", "开学时间"):
        draft(cast, at, news_fields(title=title))
    drain(at)
    officer = browser(cast.officer)
    page = officer.get("/articles/", {"q": "防汛"}).content.decode()
    assert "导出 Excel" in page
    assert 'name="query" value="q=%E9%98%B2%E6%B1%9B"' in page

    answer = officer.post(
        "/desk/exports/new/",
        {"list": ARTICLES, "arguments": "{}", "query": "q=%E9%98%B2%E6%B1%9B", "form": "csv"},
        follow=True,
    )
    assert "已开始导出" in answer.content.decode()
    assert "等待" in answer.content.decode()

    run(at)
    export = Export.objects.get()
    done = officer.get("/desk/exports/").content.decode()
    assert "已完成" in done
    assert f'<a href="/desk/exports/{export.pk}/file/">下载</a>' in done
    drain(at)
    notice = Notice.objects.get(person=cast.officer, kind=EXPORTED.code)
    assert notice.sentence == "您导出的列表已经写好，共 1 行，请在 7 天内下载。"
    told = officer.get(f"/notices/{notice.pk}/").content.decode()
    assert "稿件" in told
    assert 'href="/desk/exports/"' in told
    assert not Notice.objects.exclude(pk=notice.pk).exists()
    file = officer.get(f"/desk/exports/{export.pk}/file/")
    assert b"".join(file).decode("utf-8-sig").splitlines()[1].startswith("防汛通知")  # type: ignore[arg-type]
    assert "2026-03-11.csv" in file["Content-Disposition"]
    assert browser(cast.colleague).get(f"/desk/exports/{export.pk}/file/").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"list": "mingtang.workbench.backoffice.models.Export"},
        {"list": "os.path"},
        {"list": "mingtang.faces.office.background.screens.Jobs"},  # the operator's
        {"form": "exe"},
        {"arguments": "[1]"},
        {"arguments": '{"pk": [1]}'},
        {"arguments": "nonsense"},
        {"arguments": "[" * 100_000},
    ],
)
def test_nothing_but_an_open_list_is_exported(
    cast: Cast, browser: Browser, changes: dict[str, str]
) -> None:
    fields = {"list": ARTICLES, "arguments": "{}", "query": "", "form": "csv"} | changes
    assert browser(cast.officer).post("/desk/exports/new/", fields).status_code == 404
    assert not Export.objects.exists()


def test_every_list_of_the_office_can_be_exported(rooms: None) -> None:
    assert len(LISTS) >= 12
    for name, screen in LISTS.items():
        assert name.startswith("mingtang."), name
        assert screen.order[-1].lstrip("-") == "pk"
