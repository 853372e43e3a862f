"""What an officer pastes comes back as blocks; a document of Word becomes a draft to go on with."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingtang.editorial.content.models import Article
from mingtang.ground.foundation import clock
from mingtang.workbench.backoffice.models import Picture
from tests.editorial.content.pasted import EXCEL, MESSAGE, WORD, rtf_of
from tests.editorial.content.uploaded import post
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.ground.papers.documents import png
from tests.ground.papers.word_files import notice_file

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]
Browser = Callable[..., Client]


def paste(client: Client, unit: Any, html: str, rtf: bytes = b"", **more: Any) -> Any:
    files = {"html": SimpleUploadedFile("pasted.html", html.encode())}
    if rtf:
        files["rtf"] = SimpleUploadedFile("pasted.rtf", rtf)
    response = client.post("/articles/paste/", {"unit": unit, **files, **more})
    return response.status_code, json.loads(response.content)


def test_blocks_come_as_the_editor_stores_them(browser: Browser, cast: Cast) -> None:
    status, answer = paste(browser(cast.officer), cast.edu.pk, WORD, rtf_of(png()))

    assert status == 200
    text, table, picture, signature = answer["blocks"]
    assert json.loads(text["value"])["blocks"][1]["type"] == "header-two"
    assert table["value"].startswith("<table>")
    assert picture["value"]["image"]["id"] == Picture.objects.get().pk
    assert signature["value"] == {"office": "明州市防汛抗旱指挥部", "date": "2026-06-01"}
    assert answer["notes"] == []


def test_range_of_a_sheet_becomes_a_table_with_headings(browser: Browser, cast: Cast) -> None:
    _, answer = paste(browser(cast.officer), cast.edu.pk, EXCEL)

    (table,) = answer["blocks"]
    assert table["type"] == "html_table"
    assert "<th>指标</th><th>数值</th>" in table["value"]
    assert "<td>生产总值</td><td>100.50</td>" in table["value"]


def test_pictures_that_cannot_be_had_are_named(browser: Browser, cast: Cast) -> None:
    _, word = paste(browser(cast.officer), cast.edu.pk, WORD)
    _, message = paste(browser(cast.officer), cast.edu.pk, MESSAGE)

    assert word["notes"] == [
        "一张图片（本机文件）没有收入，请复制这张图片单独粘贴，或上传到素材库后插入。"
    ]
    assert "https://127.0.0.1:9" in message["notes"][0]
    assert {one["type"] for one in message["blocks"]} == {"text"}
    assert not Picture.objects.exists()


@pytest.fixture
def old_site(settings: Any) -> Iterator[str]:
    """The address of a server with one picture, and nothing else."""

    class OldSite(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = png() if self.path == "/a.png" else b"<html>404</html>"
            self.send_response(200 if self.path == "/a.png" else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), OldSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.PICTURE_ORIGINS = [address]
    yield address
    server.shutdown()
    server.server_close()


def test_pictures_of_a_page_are_fetched_and_missing_ones_named(
    browser: Browser, cast: Cast, old_site: str
) -> None:
    html = f'<p>校园</p><p><img src="{old_site}/a.png" alt="大门"></p><p><img src="{old_site}/b.png"></p>'

    _, answer = paste(browser(cast.officer), cast.edu.pk, html)

    assert [one["type"] for one in answer["blocks"]] == ["text", "picture"]
    assert Picture.objects.get().title == "大门"
    assert [f"{old_site}/b.png" in note for note in answer["notes"]] == [True]


def test_picture_that_was_copied_alone_is_taken(browser: Browser, cast: Cast) -> None:
    shot = SimpleUploadedFile("image.png", png())

    _, answer = paste(browser(cast.officer), cast.edu.pk, "", pictures=shot)

    assert [one["type"] for one in answer["blocks"]] == ["picture"]


def test_units_of_others_get_no_picture(browser: Browser, cast: Cast) -> None:
    paste(browser(cast.officer), cast.office.pk, WORD, rtf_of(png()))
    assert Picture.objects.get().collection.owning_unit.unit == cast.edu
    Picture.objects.all().delete()

    status, answer = paste(browser(cast.leader), cast.edu.pk, WORD, rtf_of(png()))

    assert status == 422
    assert answer["detail"]
    assert not Picture.objects.exists()


def test_word_becomes_a_draft_that_can_be_edited_at_once(browser: Browser, cast: Cast) -> None:
    bound_pack("city", at=clock.now())
    officer = browser(cast.officer)
    shown = officer.get("/articles/word/").content.decode()
    assert "可以把文件拖到这里" in shown

    response = post(
        officer,
        "/articles/word/",
        upload=SimpleUploadedFile("开学.docx", notice_file()),
        unit=cast.edu.pk,
        site=cast.portal.pk,
    )

    article = Article.objects.get()
    assert response.url == f"/articles/{article.pk}/edit/"
    assert article.title == "明州市教育局关于做好2026年秋季学期开学工作的通知"
    page = officer.get(response.url).content.decode()
    assert "data-mt-paste=" in page


def test_old_format_is_refused_in_words_and_the_choice_stays(browser: Browser, cast: Cast) -> None:
    officer = browser(cast.officer)
    officer.get("/articles/word/")

    response = post(
        officer,
        "/articles/word/",
        upload=SimpleUploadedFile("开学.doc", b"\xd0\xcf\x11\xe0"),
        unit=cast.edu.pk,
        site=cast.portal.pk,
    )

    assert response.status_code == 422
    assert "另存为 .docx" in response.content.decode()
    assert not Article.objects.exists()
