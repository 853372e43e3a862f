import json
import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.faces.public.headers import CONTENT_SECURITY_POLICY
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.models import IntakeRow
from tests.workbench.intake.conftest import inbox
from tests.workbench.intake.trial import PDF, TYPED

__all__ = ["inbox"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("mingtang.wiring.config.public_urls"),
    pytest.mark.usefixtures("inbox", "_published"),
]
ADDRESS = "/forms/trial/"


@pytest.fixture
def _published(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISH_ROOT = tmp_path / "www"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)


@pytest.fixture
def reader() -> Client:
    """A reader without cookies, from an address of its own."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


class Filled:
    """A form that was opened, and is filled in and sent later."""

    def __init__(self, reader: Client, at: datetime) -> None:
        self.reader, self.at, self.html = reader, at, ""
        with time_machine.travel(at, tick=False):
            page = reader.get(ADDRESS)
        assert page.status_code == 200
        self.read(page)

    def read(self, page: Any) -> Any:
        """Remember a page that came back; what leads on leaves the one before it in the browser."""
        self.html = page.content.decode() or self.html
        return page

    def send(self, after: float = 30, **changes: Any) -> Any:
        """Send it so many seconds after it was opened, with the right answer unless told otherwise."""
        values = TYPED | {"pass": self.hidden("pass"), "answer": self.answer()} | changes
        with time_machine.travel(self.at + timedelta(seconds=after), tick=False):
            return self.read(self.reader.post(ADDRESS, values))

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found
        return found[1]

    def answer(self) -> str:
        found = re.search(r"(.)加(.)等于几", self.html)
        assert found
        return str(sum("零一二三四五六七八九".index(sign) for sign in found.groups()))


@pytest.fixture
def filled(reader: Client, at: datetime) -> Iterator[Filled]:
    """The form of the trial, opened at `at`."""
    return Filled(reader, at)


def test_a_form_leads_to_its_receipt_and_from_there_to_its_status(
    filled: Filled, reader: Client, at: datetime
) -> None:
    answer = filled.send(files=[SimpleUploadedFile("截图.pdf", PDF)])

    assert answer.status_code == 302
    row = IntakeRow.objects.get()
    assert (row.site, row.received_at) == ("portal", at + timedelta(seconds=30))
    address = f"/forms/receipt/{answer['Location'].partition('receipt/')[2]}"
    with time_machine.travel(at + timedelta(minutes=59), tick=False):
        page = reader.get(address)
    code, secret = re.findall(r"<strong>([0-9A-Z ]+)</strong>", page.content.decode())
    assert code.replace(" ", "") == row.code
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    with time_machine.travel(at + timedelta(minutes=62), tick=False):
        assert (reader.get(address).status_code, IntakeRow.objects.count()) == (410, 1)

    take_waiting(at=at + timedelta(minutes=1))
    asked = reader.post("/forms/status/", {"code": code, "secret": secret.lower()})
    assert (asked.status_code, "已收到" in asked.content.decode()) == (200, True)
    for follow_up in ("case-rating", "case-supplement"):
        assert f'action="/forms/{follow_up}/"' in asked.content.decode()
        assert reader.get(f"/forms/{follow_up}/").status_code == 200
    wrong = [
        reader.post("/forms/status/", {"code": one, "secret": other})
        for one, other in ((code, "0000 0000 0000"), ("1234 5678 1234 5678", secret))
    ]
    assert [answer.status_code for answer in wrong] == [404, 404]
    texts = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in wrong]
    assert texts[0] == texts[1]


def test_whatever_is_wrong_what_was_typed_comes_back(filled: Filled) -> None:
    answer = filled.send(name="", phone="不知道<b>", files=[SimpleUploadedFile("截图.pdf", PDF)])

    assert (answer.status_code, IntakeRow.objects.count()) == (422, 0)
    assert '<a href="#f-name">请填写“姓名”。</a>' in filled.html
    assert 'value="不知道&lt;b&gt;"' in filled.html
    assert TYPED["text"] in filled.html
    assert "附件需要重新选择：截图.pdf" in filled.html
    assert filled.send(35).status_code == 302


def test_a_program_that_is_too_fast_or_cannot_add_keeps_its_text(filled: Filled) -> None:
    first = filled.hidden("pass")
    assert "提交得太快了" in filled.send(1).content.decode()
    assert "算术题答错了" in filled.send(30, answer="99").content.decode()
    assert filled.hidden("pass") != first
    assert TYPED["text"] in filled.html
    assert "请回答表单末尾的算术题" in filled.send(30, answer=" ").content.decode()
    assert IntakeRow.objects.count() == 0
    assert filled.send(30).status_code == 302


def test_a_browser_solves_a_puzzle_of_this_very_page_instead(
    filled: Filled, reader: Client, at: datetime
) -> None:
    another = solution_of(Filled(reader, at))
    assert filled.send(answer="", altcha=another).status_code == 422
    assert filled.send(answer="", altcha="e30=").status_code == 422
    assert filled.send(answer="", altcha=solution_of(filled)).status_code == 302


def test_one_puzzle_serves_one_text_and_the_page_comes_back_with_another(
    filled: Filled,
) -> None:
    spent, token = solution_of(filled), filled.hidden("pass")
    once = {"answer": "", "altcha": spent, "pass": token}
    assert filled.send(**once).status_code == 302

    for text in ("另一处。", "第三处。"):
        assert filled.send(text=text, **once).status_code == 422
    assert "这一页已经提交过一次" in filled.html
    assert "第三处。</textarea>" in filled.html
    assert filled.hidden("pass") != token
    assert filled.send(40, text="第三处。", answer="", altcha=spent).status_code == 422
    assert (
        filled.send(40, text="第三处。", answer="", altcha=solution_of(filled)).status_code == 302
    )
    assert IntakeRow.objects.count() == 2


def solution_of(page: Filled) -> str:
    """Return the solution of the puzzle on a page, as a browser sends it."""
    challenge = Challenge.from_dict(_challenge(page.html))
    solved = solve_challenge(challenge)
    assert solved
    return Payload(challenge, solved).to_base64()


def _challenge(html: str) -> dict[str, Any]:
    found = re.search(r'data-challenge="([^"]*)"', html)
    assert found
    challenge: dict[str, Any] = json.loads(unescape(found[1]))
    return challenge


def test_a_page_that_was_open_for_days_or_is_forged_asks_once_more(filled: Filled) -> None:
    answer = filled.send(2 * 24 * 3600)
    assert (answer.status_code, TYPED["text"] in filled.html) == (422, True)
    assert "打开的时间太长" in filled.html
    assert filled.send(2 * 24 * 3600 + 10).status_code == 302
    assert filled.send(2 * 24 * 3600 + 20, **{"pass": "forged"}).status_code == 422


def test_a_repeated_click_is_one_record_and_too_many_keep_their_text(filled: Filled) -> None:
    assert [filled.send().status_code for _ in range(2)] == [302, 302]
    assert IntakeRow.objects.count() == 1
    assert filled.send(text="另一处。").status_code == 422  # a page serves one text
    assert filled.send(40, text="另一处。").status_code == 302

    answer = filled.send(40, text="第三处。")

    assert (answer.status_code, answer["Retry-After"]) == (429, "1800")
    assert "您所在的网络在 30 分钟内" in filled.html
    assert "第三处。</textarea>" in filled.html
    assert IntakeRow.objects.count() == 2


def test_codes_are_not_found_by_trying(reader: Client) -> None:
    codes = [
        reader.post(
            "/forms/status/", {"code": "1234", "secret": "x"}, REMOTE_ADDR=f"192.0.2.{number}"
        ).status_code
        for number in range(21)
    ]
    assert codes == [404] * 20 + [429]


def test_a_database_that_fails_loses_no_text(filled: Filled) -> None:
    def fails(execute: Any, sql: str, *rest: Any) -> Any:
        raise DatabaseError

    with connection.execute_wrapper(fails):
        answer = filled.send()
    assert (answer.status_code, TYPED["text"] in filled.html) == (503, True)
    assert filled.send().status_code == 302


def test_a_form_that_is_taken_in_costs_no_query_for_what_it_does_not_show(filled: Filled) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert filled.send().status_code == 302
    assert [one["sql"] for one in queries if "gov_sites" in one["sql"]] == []


def test_pages_are_valid_strict_and_on_a_site_alone(filled: Filled, reader: Client) -> None:
    filled.send(name="", kind="", files=[SimpleUploadedFile("a.exe", b"x")])
    status = reader.get("/forms/status/")
    for html in (filled.html, status.content.decode()):
        html5lib.HTMLParser(strict=True).parse(html)
        assert "<style" not in html
        assert " style=" not in html
    assert status["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert status.cookies == {}
    assert reader.get("/forms/parts/solve.js")["Content-Type"].startswith("text/javascript")
    assert reader.get("/forms/parts/other.js").status_code == 404
    assert reader.get("/forms/unknown/").status_code == 404
    assert Client(SERVER_NAME="127.0.0.1").get(ADDRESS).status_code == 200
    assert Client(SERVER_NAME="www.localhost").get(ADDRESS).status_code == 404


def test_a_site_that_is_switched_off_takes_nothing(
    filled: Filled, reader: Client, settings: Any
) -> None:
    (settings.PUBLISH_ROOT / "portal").mkdir()
    (settings.PUBLISH_ROOT / "portal" / ".off.html").touch()
    assert filled.send().status_code == 503
    assert IntakeRow.objects.count() == 0


@pytest.mark.parametrize(
    ("referrer", "value"),
    [
        ("http://localhost/news/202603/1.html", "http://localhost/news/202603/1.html"),
        ("http://elsewhere.cn/news/1.html", ""),
        ("http://localhost/forms/site-error/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("http://localhost/" + "x" * 600, ""),
        ("", ""),
    ],
)
def test_page_that_led_to_a_form_is_filled_in(reader: Client, referrer: str, value: str) -> None:
    page = reader.get("/forms/site-error/", headers={"referer": referrer}).content.decode()
    (found,) = re.findall(r'<input id="f-page"[^>]*>', page)
    assert "".join(re.findall(r' value="([^"]*)"', found)) == value


def test_pages_of_forms_have_the_marks_of_their_site_as_its_files_have_them(
    filled: Filled, reader: Client, at: datetime, settings: Any
) -> None:
    folder = settings.PUBLISH_ROOT / "portal"
    folder.mkdir()
    tags = '<meta name="SiteName" content="明州">\n<meta name="SiteIDCode" content="3418000001">'
    foot = '<div class="marks">\n<p>主办单位：明州市人民政府</p>\n</div>'
    assert "SiteIDCode" not in filled.html
    (folder / "search.html").write_text(f"<head>{tags}</head><footer>{foot}</footer>", "utf-8")
    for address in (ADDRESS, "/forms/status/"):
        text = reader.get(address).content.decode()
        html5lib.HTMLParser(strict=True).parse(text)
        assert tags.splitlines()[1] in text
        assert foot in text
        assert '<nav class="trail" aria-label="当前位置"><ol><li><a href="/">首页</a></li>' in text
        names = {"ColumnName", "ColumnType", "ColumnDescription", "ColumnKeywords"}
        assert names == set(re.findall(r'<meta name="(Column\w+)" content="[^"]+">', text))
    newer = foot.replace("人民政府", "人民政府办公室")
    (folder / "search.html").write_text(f"{tags}{newer}", "utf-8")
    os.utime(folder / "search.html", (1, 1))
    assert newer in reader.get(ADDRESS).content.decode()
