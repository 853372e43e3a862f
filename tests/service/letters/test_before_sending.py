"""What a citizen sees before and after sending a letter: similar answers and the receipt."""

import os
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
from mingtang.workbench.intake.actions.tidying import tidy_intake
from mingtang.workbench.intake.inbox import inbox
from mingtang.workbench.intake.models import IntakeRow
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.letters import SCHOOLS, mailbox
from tests.factories.publishing import published_article
from tests.workbench.intake.trial import PDF

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


def _sent_with(reader: Client, values: dict[str, Any], *names: str) -> str:
    files = [SimpleUploadedFile(name, PDF + name.encode()) for name in names]
    page: str = reader.post("/forms/letter/", {**values, "files": files}).content.decode()
    return page


def test_files_are_held_while_answers_are_shown_and_reach_the_letter(
    cast: Cast, at: datetime, reader: Client, answered: str
) -> None:
    values = _filled(reader, at, mailbox(cast, at, SCHOOLS).pk)
    with time_machine.travel(at + HALF, tick=False):
        page = _sent_with(reader, values, "站牌.pdf", "时刻表.pdf")
        assert "填写的内容和附件都保留着" in page
        assert not IntakeRow.objects.exists()
        kept = re.findall(r'name="kept" value="([^"]*)"', page)
        carried = _hidden(page) | {"kept": kept[0]}
        again = reader.post("/forms/letter/", {**carried, "kept": kept, "turn": "edit"})
        form = again.content.decode()
        assert "已收到的附件" in form
        assert form.count('name="kept"') == 2
        # The person drops one, changes the text, adds another, and has seen the answers.
        changed = {**carried, "text": "改为询问放学的时间。", "held": _hidden(form)["held"]}
        photo = SimpleUploadedFile("照片.pdf", PDF + b"3")
        leads = reader.post("/forms/letter/", {**changed, "files": [photo]})
        assert leads.status_code == 302
    row = IntakeRow.objects.get()
    assert {path.name.partition("-")[0] for path in inbox().iterdir()} == {row.held, row.key[:40]}
    for path in inbox().iterdir():  # a worker that was down for a week
        os.utime(path, (0, 0))
    tidy_intake(at=at + timedelta(days=7))
    take_waiting(at=at + timedelta(days=7))
    case = Case.objects.filter(kind="letter").latest("pk")
    assert case.body == "改为询问放学的时间。"
    assert sorted(case.files.values_list("name", flat=True)) == ["照片.pdf", "站牌.pdf"]


def test_files_of_a_page_that_is_never_sent_are_removed(
    cast: Cast, at: datetime, reader: Client, answered: str
) -> None:
    values = _filled(reader, at, mailbox(cast, at, SCHOOLS).pk)
    with time_machine.travel(at + HALF, tick=False):
        page = _sent_with(reader, values, "站牌.pdf")
    assert len(list(inbox().iterdir())) == 1
    with time_machine.travel(at + timedelta(hours=25), tick=False):
        late = reader.post("/forms/letter/", _hidden(page)).content.decode()
    assert "附件只保留一天，请重新选择" in late
    for path in inbox().iterdir():
        os.utime(path, (at.timestamp(), at.timestamp()))
    tidy_intake(at=at + timedelta(days=3))
    assert list(inbox().iterdir()) == []


def test_files_that_went_with_a_letter_go_with_no_second_one(
    cast: Cast, at: datetime, reader: Client, answered: str
) -> None:
    values = _filled(reader, at, mailbox(cast, at, SCHOOLS).pk)
    with time_machine.travel(at + HALF, tick=False):
        carried = _hidden(_sent_with(reader, values, "站牌.pdf"))
        first, repeat = (reader.post("/forms/letter/", carried) for _ in range(2))
        assert (first.status_code, repeat.status_code) == (302, 302)
        other = reader.post("/forms/letter/", {**carried, "text": "另一件事。"})
        stranger = _filled(reader, at, int(values["mailbox"]))["pass"]
        foreign = reader.post("/forms/letter/", {**carried, "pass": stranger, "turn": "edit"})
    assert other.status_code == 422
    assert "附件需要重新选择：站牌.pdf" in other.content.decode()
    assert "已收到的附件" not in other.content.decode()
    assert "已收到的附件" not in foreign.content.decode()
    assert IntakeRow.objects.count() == 1


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
