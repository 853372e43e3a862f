"""The drafts of an import go on in one act, each by itself."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingtang.editorial.content.actions import upload_pages
from mingtang.editorial.content.importing.uploads import read_uploads
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile
from mingtang.editorial.submission import importing
from mingtang.editorial.submission.importing import Sent, submit_imported
from mingtang.editorial.submission.models import Submission
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.models import Event
from tests.editorial.content.uploaded import archive, doubtful_page, page
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)
Send = Callable[..., Sent]


@pytest.fixture
def batch(cast: Cast, at: datetime) -> ImportBatch:
    """Three certain pages and a doubtful one."""
    bound_pack("city", at=at)
    members = {
        f"n{number}__html": page(
            f"关于第{number}次会议的通知", f"明教〔2024〕{number}号", f"第{number}次会议改期举行。"
        )
        for number in (1, 2, 3)
    }
    data = archive(**members, doubtful__html=doubtful_page())
    batch = upload_pages(
        actor=cast.officer, at=at, unit=cast.edu, site=cast.portal, column=cast.notices,
        name="旧网站", base="", uploads=[SimpleUploadedFile("old.zip", data)],
    )  # fmt: skip
    while read_uploads(at):
        pass
    return batch


@pytest.fixture
def send(cast: Cast, at: datetime, batch: ImportBatch) -> Send:
    def send(who: str = "officer") -> Sent:
        return submit_imported(
            actor=getattr(cast, who), at=at, batch_id=batch.pk, author="林晓", phone="0570-5550001"
        )

    return send


def test_certain_drafts_go_and_the_doubtful_stays(send: Send) -> None:
    assert send() == Sent(sent=3, refused=0, left=0)
    assert Submission.objects.count() == 3
    assert Event.objects.filter(code="submission.submitted").count() == 3
    doubtful = ImportedFile.objects.get(name="doubtful.html")
    assert doubtful.article is not None
    assert doubtful.article.state == "draft"


def test_repeat_sends_nothing_again(send: Send) -> None:
    send()
    assert send() == Sent(sent=0, refused=0, left=0)
    assert Submission.objects.count() == 3


def test_refused_draft_keeps_its_reasons_and_goes_when_it_is_mended(send: Send) -> None:
    lacking = Article.objects.get(imported_from__name="n2.html")
    Article.objects.filter(pk=lacking.pk).update(source="")

    assert send() == Sent(sent=2, refused=1, left=0)
    row = ImportedFile.objects.get(name="n2.html")
    assert "请填写信息来源" in row.message

    Article.objects.filter(pk=lacking.pk).update(source="市教育局")
    assert send() == Sent(sent=1, refused=0, left=0)
    row.refresh_from_db()
    assert row.message == ""


def test_more_than_the_limit_takes_several_acts_and_refused_ones_do_not_block(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_AT_ONCE", 2)
    Article.objects.filter(imported_from__name="n1.html").update(source="")

    assert send() == Sent(sent=1, refused=1, left=1)
    assert send() == Sent(sent=1, refused=1, left=0)
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("who", ["stranger", "desk_editor", "auditor", "operator"])
def test_others_find_no_such_batch(send: Send, who: str) -> None:
    with pytest.raises((NotVisible, Refused)):
        send(who)
    assert not Submission.objects.exists()
