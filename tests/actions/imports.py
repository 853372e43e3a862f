"""Files imported as drafts: uploaded, read, passed over, checked, corrected."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mingtang.editorial.content import actions as content
from mingtang.editorial.content.actions.uploads import folder_of
from mingtang.editorial.content.enums import ArticleKind, ArticleState, ImportOutcome
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile, ImportUpload
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading
from tests.actions.spec import Case
from tests.editorial.content.uploaded import page
from tests.factories import content as make

PAGE = page("关于国庆节放假的通知", "明教〔2024〕40号", "国庆节十月一日至七日放假。")
OTHERS = ("colleague", "leader", "stranger", "desk_editor", "operator")


def _target(cast: Any, at: Any) -> dict[str, Any]:
    return {"unit": cast.edu, "site": cast.portal, "column": cast.notices, "name": "旧网页"}


def _uploading(cast: Any, at: Any) -> dict[str, Any]:
    uploads = [SimpleUploadedFile("a.html", PAGE), SimpleUploadedFile("a.html", PAGE)]
    return {**_target(cast, at), "base": "", "uploads": uploads}


def _importing(cast: Any, at: Any) -> dict[str, Any]:
    batch = content.start_import(actor=cast.officer, at=at, **_target(cast, at))
    reading = read_page("a.html", PAGE)
    return {"batch_id": batch.pk, "reading": reading, "data": PAGE, "body": lambda: make.BODY}


def _imported(cast: Any, at: Any) -> ImportedFile:
    return content.import_file(actor=cast.officer, at=at, **_importing(cast, at))


def _passing_over(cast: Any, at: Any) -> dict[str, Any]:
    return {
        "batch_id": _importing(cast, at)["batch_id"], "name": "a.pdf", "data": b"%PDF",
        "outcome": ImportOutcome.REFUSED, "message": "这是 PDF 文件",
    }  # fmt: skip


def _correcting(cast: Any, at: Any) -> dict[str, Any]:
    return {
        "file_id": _imported(cast, at).pk, "version": 1, "kind": ArticleKind.NOTICE,
        "title": "关于放假的通知",
    }  # fmt: skip


def _submitted(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Article.objects.update(state=ArticleState.SUBMITTED.value)


def _foreign_column(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {"column": cast.edu_news}


CASES = (
    Case(
        content.import_article, "officer",
        lambda cast, at: {
            "unit": cast.edu, "site": cast.portal, "fields": make.news_fields(),
            "file_name": "三中.docx",
        },
        "content.article.imported",
        lambda cast, article, _: Article.objects.get().state == ArticleState.DRAFT
        and article.revision.saved_by == cast.officer,
        OTHERS,
        {
            "content.title_missing": lambda cast, at, _: {"fields": make.news_fields(title=" ")},
            "content.unknown_column": lambda cast, at, _: {
                "fields": make.news_fields(wanted_columns=[999])
            },
        },
    ),
    Case(
        content.start_import, "officer", _target, "content.import.started",
        lambda cast, batch, _: ImportBatch.objects.get().started_by == cast.officer,
        OTHERS,
        {"content.import.foreign_column": _foreign_column},
    ),
    Case(
        content.upload_pages, "officer", _uploading, "content.import.started",
        lambda cast, batch, _: {
            file.name for file in folder_of(ImportUpload.objects.get(batch=batch)).iterdir()
        } == {"a.html", "a（2）.html"},
        OTHERS,
        {"content.import.foreign_column": _foreign_column},
    ),
    Case(
        content.import_file, "officer", _importing, "content.article.imported",
        lambda cast, row, _: ImportedFile.objects.get(outcome="made").article
        == Article.objects.get(state="draft", document_number="明教〔2024〕40号")
        and row.source.page == PAGE,
        OTHERS,
        {"content.title_missing": lambda cast, at, _: {"reading": Reading(file="a.html")}},
    ),
    Case(
        content.pass_over_file, "officer", _passing_over, "content.import.passed_over",
        lambda cast, row, _: ImportedFile.objects.not_taken().get().message == "这是 PDF 文件"
        and not Article.objects.exists(),
        OTHERS,
        stateless="whatever was not taken is recorded",
    ),
    Case(
        content.check_imported, "officer",
        lambda cast, at: {"file_ids": [_imported(cast, at).pk]},
        "content.import.checked",
        lambda cast, count, _: count == 1 and ImportedFile.objects.get().checked_by == cast.officer,
        OTHERS,
        stateless="what was looked at before is left as it is",
    ),
    Case(
        content.correct_imported, "officer", _correcting, "content.article.saved",
        lambda cast, row, _: Article.objects.get().title == "关于放假的通知"
        and ImportedFile.objects.get().checked_by == cast.officer,
        OTHERS,
        {
            "content.newer_version": lambda cast, at, _: {"version": 0},
            "content.title_missing": lambda cast, at, _: {"title": "\u200b"},
            "content.not_editable": _submitted,
        },
    ),
)  # fmt: skip
