"""Imports: repeats told by content, drafts with the date of their first release, who may see what."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from mingtang.editorial.content.actions import (
    check_imported,
    discard_article,
    import_file,
    pass_over_file,
    start_import,
)
from mingtang.editorial.content.actions.imports import fields_of_reading
from mingtang.editorial.content.enums import ImportOutcome
from mingtang.editorial.content.importing.imported_blocks import Media, blocks_of
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile
from mingtang.editorial.content.policies import readiness
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Found, Reading
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def page(title: str, body: str, released: str = "2024-09-20", number: str = "") -> bytes:
    return (
        f"<h1>{title}</h1><p>发布时间：{released} 来源：市教育局</p>"
        f"<p>{number}</p><p>{body}</p><p>明州市教育局</p><p>2024年9月19日</p>"
    ).encode()


@pytest.fixture
def batch(cast: Cast, at: datetime) -> ImportBatch:
    return start_import(
        actor=cast.officer,
        at=at,
        unit=cast.edu,
        site=cast.portal,
        column=cast.notices,
        name="旧网页",
    )


@pytest.fixture
def take(cast: Cast, at: datetime, batch: ImportBatch) -> Callable[..., ImportedFile]:
    def take(name: str, data: bytes, **more: Any) -> ImportedFile:
        reading = read_page(name, data)
        values: dict[str, Any] = {"actor": cast.officer, "batch_id": batch.pk} | more
        return import_file(
            at=at, reading=reading, data=data, body=lambda: blocks_of(reading, Media()), **values
        )

    return take


def test_two_files_of_one_title_are_both_made(take: Callable[..., ImportedFile]) -> None:
    first = take("2024.html", page("放假通知", "国庆节十月一日起放假七天。"))
    second = take("2025.html", page("放假通知", "国庆节十月一日起放假八天。", "2025-09-20"))
    assert (first.outcome, second.outcome) == ("made", "made")
    assert Article.objects.count() == 2


def test_a_repeat_is_told_by_what_was_read_not_by_its_bytes(
    take: Callable[..., ImportedFile],
) -> None:
    data = page("放假通知", "国庆节十月一日起放假七天。")
    first = take("a.html", data)
    again = take("b.html", data + b"<!-- saved again -->")
    assert (again.outcome, again.article_id) == ("repeated", first.article_id)
    assert "a.html" in again.message
    assert Article.objects.count() == 1


def test_a_discarded_draft_may_be_imported_again(
    cast: Cast, at: datetime, take: Callable[..., ImportedFile]
) -> None:
    data = page("放假通知", "国庆节十月一日起放假七天。")
    first = take("a.html", data)
    discard_article(actor=cast.officer, at=at, article_id=first.article_id or 0, reason="导错了")
    assert take("a.html", data).outcome == "made"


def test_the_release_date_found_is_stored_as_the_documents_own(
    take: Callable[..., ImportedFile],
) -> None:
    row = take("a.html", page("放假通知", "国庆节十月一日起放假七天。"))
    article = Article.objects.get()
    assert article.first_released_on == date(2024, 9, 20)
    assert article.revision is not None
    assert article.revision.data["first_released_on"] == "2024-09-20"
    assert row.values["released"]["value"] == "2024-09-20"
    assert row.values["released"]["evidence"] == "发布时间：2024-09-20"
    assert row.source.page == page("放假通知", "国庆节十月一日起放假七天。")


def test_a_number_of_another_shape_is_left_out_with_a_doubt(
    take: Callable[..., ImportedFile],
) -> None:
    data = page("关于放假的通知", "放假七天。").replace(
        "来源：".encode(), "发文字号：明教字九号 第7号 来源：".encode()
    )
    row = take("a.html", data)
    assert Article.objects.get().document_number == ""
    assert any(doubt["field"] == "number" for doubt in row.doubts)
    assert ImportedFile.objects.doubtful().get() == row


def test_a_file_that_is_passed_over_is_recorded_with_its_reason(
    cast: Cast, at: datetime, batch: ImportBatch
) -> None:
    row = pass_over_file(
        actor=cast.officer,
        at=at,
        batch_id=batch.pk,
        name="a.pdf",
        data=b"%PDF",
        outcome=ImportOutcome.REFUSED,
        message="这是 PDF 文件",
        page_kind="pdf",
    )
    assert (row.outcome_label, row.page_kind) == ("不能导入", "pdf")
    event = Event.objects.get(code="content.import.passed_over")
    assert event.subject == batch.subject


def test_another_unit_neither_imports_nor_sees_nor_checks(
    cast: Cast, at: datetime, batch: ImportBatch, take: Callable[..., ImportedFile]
) -> None:
    row = take("a.html", page("放假通知", "国庆节十月一日起放假七天。"))
    with pytest.raises(Refused):
        start_import(
            actor=cast.stranger,
            at=at,
            unit=cast.edu,
            site=cast.portal,
            column=None,
            name="x",
        )
    with pytest.raises(NotVisible):
        take("b.html", page("放假通知", "元旦放假三天。"), actor=cast.stranger)
    with pytest.raises(NotVisible):
        check_imported(actor=cast.stranger, at=at, file_ids=[row.pk])
    assert not ImportedFile.objects.visible_to(cast.stranger, at=at).exists()
    assert ImportedFile.objects.visible_to(cast.officer, at=at).get() == row


def test_checking_marks_once_and_leaves_an_event(
    cast: Cast, at: datetime, take: Callable[..., ImportedFile]
) -> None:
    row = take("a.html", page("放假通知", "国庆节十月一日起放假七天。"))
    assert check_imported(actor=cast.officer, at=at, file_ids=[row.pk]) == 1
    assert check_imported(actor=cast.officer, at=at, file_ids=[row.pk]) == 0
    row.refresh_from_db()
    assert (row.checked_by, row.checked_at) == (cast.officer, at)
    event = Event.objects.get(code="content.import.checked")
    assert json.loads(event.payload)["files"] == [row.pk]


def test_fields_that_a_draft_cannot_hold_are_cut_or_left_out_with_a_doubt() -> None:
    reading = Reading(
        "a.docx", title=Found("通" * 300), number=Found("某号"), source=Found("市教育局")
    )

    fields = fields_of_reading(reading, [], [7])

    assert fields.title == "通" * readiness.TITLE_LIMIT
    assert (fields.document_number, fields.source) == ("", "市教育局")
    assert list(fields.wanted_columns) == [7]
    assert {"title", "number"} <= reading.doubtful
