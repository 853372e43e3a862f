"""An office uploads its old pages, looks at what is doubtful, corrects it and sends the good ones in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingtang.editorial.content.importing.uploads import read_uploads
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile
from mingtang.editorial.submission.models import Submission
from mingtang.ground.foundation import clock
from tests.editorial.content.uploaded import doubtful_page, old_site, post
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)
Browser = Callable[..., Client]


def upload(client: Client, cast: Cast, name: str = "old.zip", data: bytes = b"") -> ImportBatch:
    """Upload a file as the officer does, and let the worker read it."""
    response = post(
        client,
        "/articles/imports/new/",
        uploads=[SimpleUploadedFile(name, data or old_site())],
        base="",
        name="",
        unit=cast.edu.pk,
        site=cast.portal.pk,
        column=cast.notices.pk,
    )
    batch = ImportBatch.objects.get()
    assert response.url == f"/articles/imports/{batch.pk}/"
    while read_uploads(clock.now()):
        pass
    return batch


def test_old_pages_go_from_upload_to_submission(browser: Browser, cast: Cast) -> None:
    bound_pack("city", at=clock.now())
    officer = browser(cast.officer)
    batch = upload(officer, cast)

    shown = officer.get(f"/articles/imports/{batch.pk}/").content.decode()
    assert "逐件核对" in shown
    assert "报送 1 件" in shown

    doubtful = ImportedFile.objects.get(name="doubtful.html")
    article = doubtful.article
    assert article is not None
    response = post(
        officer,
        f"/articles/imports/files/{doubtful.pk}/",
        title=article.title,
        document_number="明教〔2024〕31号",
        issuing_office="明州市教育局",
        document_date="2024-09-11",
        first_released_on="2024-09-12",
        source="市教育局",
        index_number="",
        kind="policy",
        version=article.version,
    )
    assert response.url == f"/articles/imports/{batch.pk}/"  # nothing else is doubtful
    article.refresh_from_db()
    assert str(article.document_date) == "2024-09-11"

    response = post(
        officer, f"/submissions/imports/{batch.pk}/submit/", author="林晓", phone="0570-5550001"
    )
    assert response.url == f"/articles/imports/{batch.pk}/"
    assert Submission.objects.count() == 2
    assert "已提交 2 件" in officer.get(response.url).content.decode()


def test_one_that_may_not_go_on_keeps_its_reason_and_stops_no_other(
    browser: Browser, cast: Cast
) -> None:
    bound_pack("city", at=clock.now())
    officer = browser(cast.officer)
    batch = upload(officer, cast)
    ImportedFile.objects.filter(name="doubtful.html").update(checked_at=clock.now())
    Article.objects.filter(imported_from__name="doubtful.html").update(source="")

    address = f"/submissions/imports/{batch.pk}/submit/"
    post(officer, address, author="林晓", phone="0570-5550001")
    assert Submission.objects.count() == 1
    row = ImportedFile.objects.get(name="doubtful.html")
    assert "请填写信息来源" in row.message
    assert "请填写信息来源" in officer.get(f"/articles/imports/{batch.pk}/").content.decode()

    Article.objects.filter(pk=row.article_id).update(source="市教育局", document_date="2024-09-11")
    post(officer, address, author="林晓", phone="0570-5550001")
    row.refresh_from_db()
    assert (Submission.objects.count(), row.message) == (2, "")


def test_doubts_stand_first_with_the_words_of_the_page(browser: Browser, cast: Cast) -> None:
    officer = browser(cast.officer)
    upload(officer, cast, "a.html", doubtful_page())
    row = ImportedFile.objects.get()
    shown = officer.get(f"/articles/imports/files/{row.pk}/").content.decode()

    assert row.doubts
    for doubt in row.doubts:
        assert doubt["words"] in shown
    first = {one["field"] for one in row.doubts} - {"body", "signers"}
    rest = set(row.values) - first
    positions = {
        name: shown.index(f'name="{field}"')
        for name, field in (
            ("title", "title"),
            ("number", "document_number"),
            ("document_date", "document_date"),
            ("source", "source"),
        )
    }
    assert all(
        positions[a] < positions[b] for a in first & set(positions) for b in rest & set(positions)
    )
    assert "原文：" in shown


def test_source_is_framed_without_scripts_and_served_from_what_was_stored(
    browser: Browser, cast: Cast
) -> None:
    officer = browser(cast.officer)
    upload(officer, cast)
    row = ImportedFile.objects.get(name="certain.html")

    shown = officer.get(f"/articles/imports/files/{row.pk}/").content.decode()
    assert (
        f'sandbox title="原网页 certain.html" src="/articles/imports/files/{row.pk}/source/"'
        in shown
    )
    response = officer.get(f"/articles/imports/files/{row.pk}/source/")
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "关于国庆节放假的通知" in response.content.decode()
    assert "alert(1)" not in response.content.decode()


def test_refused_page_says_why_and_offers_no_form(browser: Browser, cast: Cast) -> None:
    officer = browser(cast.officer)
    upload(officer, cast)
    row = ImportedFile.objects.get(name="list.html")
    shown = officer.get(f"/articles/imports/files/{row.pk}/").content.decode()

    assert row.message in shown
    assert 'name="form_key"' not in shown


def test_upload_without_a_page_is_refused_with_what_to_do(browser: Browser, cast: Cast) -> None:
    officer = browser(cast.officer)
    response = post(
        officer,
        "/articles/imports/new/",
        uploads=[SimpleUploadedFile("old.rar", b"Rar!")],
        unit=cast.edu.pk,
        site=cast.portal.pk,
        column="",
    )
    assert response.status_code == 422
    assert "重新压缩成 ZIP" in response.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["/articles/imports/{batch}/", "/articles/imports/files/{file}/",
     "/articles/imports/files/{file}/source/", "/submissions/imports/{batch}/submit/"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["stranger", "colleague", "auditor"])
def test_others_find_nothing(browser: Browser, cast: Cast, address: str, who: str) -> None:
    batch = upload(browser(cast.officer), cast)
    file = ImportedFile.objects.filter(batch=batch).first()
    assert file is not None
    client = browser(getattr(cast, who))

    assert client.get(address.format(batch=batch.pk, file=file.pk)).status_code == 404


def test_leader_sees_the_batch_but_is_not_offered_to_submit(
    browser: Browser, cast: Cast, at: datetime
) -> None:
    batch = upload(browser(cast.officer), cast)
    response = browser(cast.leader).get(f"/articles/imports/{batch.pk}/")

    assert response.status_code in {200, 404}
    assert "/submissions/imports/" not in response.content.decode()
