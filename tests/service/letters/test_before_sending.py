"""What a citizen sees before and after sending a letter: similar answers and the receipt."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.service.responses.actions.publication import release_answer, save_redaction
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.letters import SCHOOLS, mailbox
from tests.factories.publishing import published_article

Sent = Callable[..., Any]
pytestmark = pytest.mark.django_db
HALF = timedelta(seconds=30)
TEXT = "请问三中的校车，早上几点到人民路？\n孩子等了“很久” & 没等到。"


@pytest.fixture
def answered(cast: Cast, at: datetime) -> str:
    """The address of a published answer about the time of a school bus."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    case = make.answered(cast, at)
    save_redaction(
        actor=cast.officer, at=at, case_id=case.pk, title="校车时间", question="校车几点到？",
        answer=make.ANSWER,
    )  # fmt: skip
    return release_answer(actor=cast.desk_editor, at=at, case_id=case.pk).path


@pytest.fixture
def reader(settings: Any, tmp_path: Path) -> Client:
    """A citizen without cookies and without a script, before the public face."""
    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    settings.PUBLISH_ROOT = tmp_path / "www"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def _filled(reader: Client, at: datetime, box: int) -> dict[str, Any]:
    with time_machine.travel(at, tick=False):
        html = reader.get(f"/forms/letter/?mailbox={box}").content.decode()
    given = re.search(r'name="pass" value="([^"]*)"', html)
    asked = re.search(r"(.)加(.)等于几", html)
    assert given
    assert asked
    total = sum("零一二三四五六七八九".index(sign) for sign in asked.groups())
    return {
        "mailbox": str(box), "category": "inquiry", "title": "校车时间", "text": TEXT, "name": "",
        "phone": "", "email": "", "address": "", "progress": "", "publish": "yes",
        "pass": given[1], "answer": str(total),
    }  # fmt: skip


def _hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


def test_published_answers_are_shown_before_sending_and_nothing_typed_is_lost(
    cast: Cast, at: datetime, reader: Client, answered: str
) -> None:
    values = _filled(reader, at, mailbox(cast, at, SCHOOLS).pk)
    with time_machine.travel(at + HALF, tick=False):
        shown = reader.post("/forms/letter/", values)
        page = shown.content.decode()
        assert (shown.status_code, f'href="{answered}"' in page) == (200, True)
        assert "还没有提交" in page
        carried = _hidden(page)
        again = reader.post("/forms/letter/", {**carried, "turn": "edit"}).content.decode()
        assert unescape(again).count(TEXT) == 1
        assert 'name="publish" value="yes" checked' in again
        assert not Case.objects.filter(kind="letter").exists()
        leads = reader.post("/forms/letter/", carried)
        assert leads.status_code == 302
        token = leads["Location"].partition("receipt/")[2]
        receipt = reader.get(f"/forms/receipt/{token}").content.decode()
    take_waiting(at=at + HALF)
    case = Case.objects.get(kind="letter")
    assert (case.title, case.body) == ("校车时间", TEXT)
    code, secret = re.findall(r"<dd><strong>([^<]*)</strong></dd>", receipt)
    assert "<svg" in receipt
    assert "接下来" in receipt
    assert receipt.count(secret) == 1  # in no address
    with time_machine.travel(at + HALF, tick=False):
        status = reader.get(f"/forms/status/?code={code.replace(' ', '')}").content.decode()
    assert f'value="{code}"' in status


def test_letter_with_files_is_taken_at_once(
    cast: Cast, at: datetime, reader: Client, answered: str
) -> None:
    values = _filled(reader, at, mailbox(cast, at, SCHOOLS).pk)
    note = SimpleUploadedFile("note.txt", "人民路站".encode())
    with time_machine.travel(at + HALF, tick=False):
        assert reader.post("/forms/letter/", {**values, "files": note}).status_code == 302
