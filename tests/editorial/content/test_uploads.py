"""Uploads: stored at once, read by the worker piece by piece, each source exactly once."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save

from mingtang.editorial.content.actions import correct_imported, upload_pages
from mingtang.editorial.content.actions.uploads import (
    advance_upload,
    count_upload,
    end_upload,
    folder_of,
)
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.importing.uploads import read_uploads
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile, ImportUpload
from mingtang.editorial.content.queries import import_counts
from mingtang.ground.foundation.decisions import NotVisible, Reason, Refused
from mingtang.ground.foundation.files import add_scanner, remove_scanner
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.models import OfficeFile
from tests.editorial.content.uploaded import archive, doubtful_page, old_site, page
from tests.factories.cast import Cast
from tests.harness.clamd import EICAR

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[..., ImportBatch]


@pytest.fixture
def send(cast: Cast, at: datetime) -> Send:
    def send(*files: tuple[str, bytes], **more: Any) -> ImportBatch:
        values: dict[str, Any] = {"actor": cast.officer, "unit": cast.edu, "site": cast.portal}
        values |= {"column": cast.notices, "name": "旧网站", "base": ""} | more
        return upload_pages(
            at=at, uploads=[SimpleUploadedFile(name, data) for name, data in files], **values
        )

    return send


def read_all(at: datetime) -> None:
    while read_uploads(at):
        pass


def folders() -> list[Path]:
    top = Path(settings.IMPORT_DIR)
    return sorted(top.iterdir()) if top.is_dir() else []


def test_archive_becomes_rows_by_what_it_holds(at: datetime, send: Send) -> None:
    batch = send(("old.zip", old_site()))
    read_all(at)

    outcomes = dict(ImportedFile.objects.filter(batch=batch).values_list("name", "outcome"))
    assert outcomes == {
        "certain.html": "made",
        "certain_again.html": "repeated",
        "doubtful.html": "made",
        "list.html": "refused",
    }
    counts = import_counts(batch)
    assert (counts.doubtful, counts.ready, counts.not_taken, counts.repeated) == (1, 1, 1, 1)


def test_files_are_removed_when_all_are_read(at: datetime, send: Send) -> None:
    before = folders()
    batch = send(("a.html", doubtful_page()))
    assert len(folders()) == len(before) + 1
    read_all(at)

    upload = ImportUpload.objects.get(pk=batch.pk)
    assert (upload.total, upload.done, upload.ended_at) == (1, 1, at)
    assert folders() == before


def test_files_of_one_name_are_all_read(at: datetime, send: Send) -> None:
    batch = send(
        ("index.html", page("关于春节放假的通知", "明教〔2024〕1号", "春节放假八天。")),
        ("index.html", page("关于清明放假的通知", "明教〔2024〕2号", "清明放假三天。")),
    )
    read_all(at)

    assert ImportedFile.objects.filter(batch=batch, outcome="made").count() == 2


def test_damaged_archive_is_one_failed_row_and_the_rest_goes_on(at: datetime, send: Send) -> None:
    broken = archive(a__html=doubtful_page())
    broken = broken[:40] + bytes(20) + broken[60:]
    batch = send(("broken.zip", broken[:-30]), ("b.html", doubtful_page()))
    read_all(at)

    rows = {row.name: row for row in ImportedFile.objects.filter(batch=batch)}
    assert rows["b.html"].outcome == "made"
    assert ImportUpload.objects.get(pk=batch.pk).ended_at == at


def test_worker_that_fails_between_two_sources_reads_none_twice(at: datetime, send: Send) -> None:
    members = {
        f"n{number}__html": page(
            f"关于第{number}次会议的通知", f"明教〔2024〕{number}号", f"会议{number}。"
        )
        for number in range(1, 6)
    }
    batch = send(("old.zip", archive(**members)))

    def fail_at_third(sender: object, instance: ImportedFile, **more: object) -> None:
        if instance.name == "n3.html":
            raise OSError("disk full")

    post_save.connect(fail_at_third, sender=ImportedFile)
    try:
        with pytest.raises(OSError, match="disk full"):
            read_uploads(at)
    finally:
        post_save.disconnect(fail_at_third, sender=ImportedFile)
    read_all(at)

    names = ImportedFile.objects.filter(batch=batch, outcome="made").values_list("name", flat=True)
    assert sorted(names) == ["n1.html", "n2.html", "n3.html", "n4.html", "n5.html"]
    assert ImportUpload.objects.get(pk=batch.pk).done == 5


def test_column_of_another_site_is_refused_and_nothing_is_stored(cast: Cast, send: Send) -> None:
    before = folders()
    with pytest.raises(Refused) as refused:
        send(("a.html", doubtful_page()), column=cast.edu_news)
    assert refused.value.reasons[0].field == "column"
    assert folders() == before
    assert not ImportBatch.objects.exists()


def test_another_unit_may_not_upload_for_it(cast: Cast, send: Send) -> None:
    with pytest.raises(Refused):
        send(("a.html", doubtful_page()), actor=cast.stranger)


def test_correction_changes_the_draft_and_marks_the_file(
    cast: Cast, at: datetime, send: Send
) -> None:
    batch = send(("a.html", doubtful_page()))
    read_all(at)
    row = ImportedFile.objects.get(batch=batch)
    article = Article.objects.get()
    assert row.is_doubtful

    correct_imported(
        actor=cast.officer,
        at=at,
        file_id=row.pk,
        version=article.version,
        kind=ArticleKind.POLICY,
        title="关于做好2024年秋季防汛工作的通知",
    )

    row.refresh_from_db()
    article.refresh_from_db()
    assert (row.is_doubtful, row.checked_by) == (False, cast.officer)
    assert (article.title, article.version) == ("关于做好2024年秋季防汛工作的通知", 2)
    assert article.body  # what is not corrected stays


def test_correction_of_an_older_version_is_refused_and_marks_nothing(
    cast: Cast, at: datetime, send: Send
) -> None:
    send(("a.html", doubtful_page()))
    read_all(at)
    row = ImportedFile.objects.get()
    with pytest.raises(Refused):
        correct_imported(
            actor=cast.officer,
            at=at,
            file_id=row.pk,
            version=0,
            kind=ArticleKind.POLICY,
            title="甲",
        )
    row.refresh_from_db()
    assert row.is_doubtful


def test_stranger_corrects_nothing(cast: Cast, at: datetime, send: Send) -> None:
    send(("a.html", doubtful_page()))
    read_all(at)
    row = ImportedFile.objects.get()
    with pytest.raises(NotVisible):
        correct_imported(
            actor=cast.stranger,
            at=at,
            file_id=row.pk,
            version=1,
            kind=ArticleKind.POLICY,
            title="甲",
        )


def test_progress_of_an_upload_is_counted_for_it_alone(at: datetime, send: Send) -> None:
    one, other = send(("a.html", doubtful_page())), send(("b.html", doubtful_page()))

    count_upload(batch_id=one.pk, total=3)
    advance_upload(batch_id=one.pk)
    advance_upload(batch_id=one.pk)

    rows = ImportUpload.objects.order_by("pk").values_list("pk", "total", "done")
    assert list(rows) == [(one.pk, 3, 2), (other.pk, other.upload.total, 0)]


def test_end_of_an_upload_removes_its_files_once(at: datetime, send: Send) -> None:
    before = folders()
    one, other = send(("a.html", doubtful_page())), send(("b.html", doubtful_page()))
    kept = ImportUpload.objects.get(pk=other.pk)

    end_upload(at=at, batch_id=one.pk)
    end_upload(at=at + timedelta(days=1), batch_id=one.pk)
    end_upload(at=at, batch_id=0)

    assert ImportUpload.objects.get(pk=one.pk).ended_at == at
    assert folders() == sorted([*before, folder_of(kept)])
    assert ImportUpload.objects.get(pk=other.pk).ended_at is None


@pytest.fixture
def scanner() -> Iterator[None]:
    """A virus scanner, added as `set_scanner` adds the one of the settings in every process."""

    def scan(source: BinaryIO) -> Reason | None:
        return Reason("file.virus", "文件含有病毒") if EICAR in source.read() else None

    add_scanner(scan)
    yield
    remove_scanner(scan)


@pytest.mark.usefixtures("scanner")
def test_media_of_an_import_pass_the_scanner_of_the_office(
    cast: Cast, at: datetime, send: Send
) -> None:
    links = "附件：<a href='a.txt'>名单.txt</a>、<a href='b.txt'>说明.txt</a>"
    html = page("关于做好普查工作的通知", "明教〔2024〕40号", links)
    send(("old.zip", archive(page__html=html, a__txt=EICAR, b__txt="说明".encode())))
    read_all(at)

    assert [file.name for file in OfficeFile.objects.all()] == ["b.txt"]
    [row] = ImportedFile.objects.filter(outcome="made")
    assert any("病毒" in doubt["words"] for doubt in row.doubts)
    [refused] = Event.objects.filter(code="desk.media.refused")
    assert refused.actor == cast.officer.person_key
    assert "file.virus" in refused.payload
