"""What machines find in attachments, at the ends of links, and of document numbers."""

import io
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from django.urls import reverse
from docx import Document

from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.review.actions.checks import drop_unused_checks, enqueue_checks
from mingtang.editorial.review.jobs import check_links, read_file
from mingtang.editorial.review.models import CheckedLink, FileWords
from mingtang.editorial.review.queries import remarks_on
from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.jobs.models import Job
from tests.factories.cast import Cast
from tests.factories.content import accepted, news_fields
from tests.factories.media import office_file
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Any]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, rooms: None) -> None:
    bound_pack("city", at=at)


def _word(header: str) -> bytes:
    document = Document()
    document.add_paragraph("截止目前，各项工作进展顺利。")
    document.sections[0].header.paragraphs[0].text = header
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _workbook() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet("公示名单").write(0, 0, "姓名")
    hidden = book.add_worksheet("底稿")
    hidden.write(4, 2, "11010519491231002X")
    hidden.hide()
    book.close()
    return target.getvalue()


def _with_file(cast: Cast, at: datetime, content: bytes, name: str) -> tuple[Article, Any]:
    row = office_file(cast.edu, actor=cast.officer, at=at, title=name, content=content, name=name)
    body = [
        {"type": "text", "value": "<p>现予公示。</p>"},
        {"type": "attachment", "value": {"document": row.pk, "title": name}},
    ]
    return accepted(cast, at, news_fields(title="公示", body=body)), row


def _run(at: datetime) -> Any:
    return SimpleNamespace(at=at, now=lambda: at)


def test_words_of_attachments_are_remarked_with_their_places(cast: Cast, at: datetime) -> None:
    article, _ = _with_file(cast, at, _word("机密★1年"), "通知.docx")
    enqueue_checks(at=at, article_id=article.pk)
    enqueue_checks(at=at, article_id=article.pk)  # a second saving enqueues nothing new
    job = Job.objects.get(kind="review.read_file")
    assert remarks_on(article, at=at).notes == ("附件“通知.docx”正在检查，稍后刷新页面查看。",)

    assert read_file(_run(at), **job.arguments) == {"pieces": 2}
    found = remarks_on(article, at=at)
    assert found.notes == ("已检查 1 个附件里的文字。",)
    assert [(one.where, one.remark.rule) for one in found.open] == [
        ("附件“通知.docx”正文第1段", "wording"),
        ("附件“通知.docx”页眉第1段", "secrecy_mark"),
    ]
    with pytest.raises(Refused) as refused:
        start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert "附件“通知.docx”页眉第1段有密级标志" in refused.value.reasons[0].text


def test_hidden_sheets_are_read_as_they_go_online_too(cast: Cast, at: datetime) -> None:
    article, row = _with_file(cast, at, _workbook(), "名单.xlsx")
    read_file(_run(at), file=f"document:{row.pk}")
    [found] = remarks_on(article, at=at).open
    assert (found.where, found.remark.rule) == (
        "附件“名单.xlsx”工作表“底稿”（隐藏）C5",
        "id_card",
    )


def test_file_that_is_gone_takes_its_words_along(cast: Cast, at: datetime) -> None:
    _, row = _with_file(cast, at, _word(""), "通知.docx")
    read_file(_run(at), file=f"document:{row.pk}")
    assert drop_unused_checks(at=at) == 0
    type(row).objects.filter(pk=row.pk).update(digest="0" * 64)
    assert drop_unused_checks(at=at) == 1
    assert not FileWords.objects.exists()
    assert read_file(_run(at), file="document:999999") == {}


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    """A site with one page."""

    class Site(BaseHTTPRequestHandler):
        answers = {"/a": 200, "/b": 404, "/c": 503}

        def do_GET(self) -> None:
            self.send_response(self.answers[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_port}"
    settings.LINK_ORIGINS = [address]
    yield address
    running.shutdown()
    running.server_close()


def test_only_a_link_that_is_surely_gone_is_called_dead(
    cast: Cast, at: datetime, server: str, browser: Browser
) -> None:
    links = "".join(f'<a href="{server}/{one}">附件{one}</a>' for one in "abc")
    body = [{"type": "text", "value": f"<p>详见{links}。</p>"}]
    article = accepted(cast, at, news_fields(title="通知", body=body))
    enqueue_checks(at=at, article_id=article.pk)
    job = Job.objects.get(kind="review.check_links")
    assert remarks_on(article, at=at).notes == ("3 个链接还没有检查。",)

    assert check_links(_run(at), **job.arguments) == {"checked": 3}
    assert check_links(_run(at + timedelta(hours=2)), **job.arguments) == {"checked": 0}
    found = remarks_on(article, at=at)
    assert [(one.where, one.remark.rule, one.remark.excerpt) for one in found.open] == [
        ("链接“附件b”", "dead_link", f"{server}/b")
    ]
    assert "网页不存在（404）" in found.open[0].remark.hint
    assert "1 个链接没有连上" in "".join(found.notes)

    page = browser(cast.desk_editor).get(reverse("content:show", args=[article.pk]))
    assert "链接打不开" in page.text
    assert "已检查 3 个链接" in page.text
    assert drop_unused_checks(at=at + timedelta(days=200)) == 3
    assert not CheckedLink.objects.exists()


def test_number_that_its_published_series_lacks_is_remarked(cast: Cast, at: datetime) -> None:
    for serial in (1, 2, 4):
        given = {"title": f"通知{serial}", "document_number": f"明政发〔2026〕{serial}号"}
        published_article(cast, at, columns=[cast.notices], **given)
    text = "<p>根据明政发〔2026〕3号、明政发〔2026〕4号和国办发〔2026〕3号要求办理。</p>"
    article = accepted(cast, at, news_fields(title="落实", body=[{"type": "text", "value": text}]))
    found = [(one.remark.rule, one.remark.excerpt) for one in remarks_on(article, at=at).open]
    assert found == [("number_unknown", "明政发〔2026〕3号")]
