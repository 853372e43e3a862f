"""A letter from the public page to the answer that its sender reads, with its clocks and its channels."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.actions import bind_pack, install_pack
from mingtang.service.letters.enums import LetterCategory, ProgressChannel
from mingtang.service.letters.jobs import JOB, MAILS, send_waiting
from mingtang.service.letters.models import LetterDetails, Mailbox
from mingtang.service.letters.queries import CHANNELS, progress_channels, repeats_of, to_tell
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.moving import (
    claim_case,
    dispatch_case,
    object_to_dispatch,
    transfer_case,
)
from mingtang.workbench.casework.actions.opening import Sender
from mingtang.workbench.casework.actions.texts import erase_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.queries import status_of
from tests.factories.cast import Cast
from tests.factories.letters import MAYOR, SCHOOLS, answer, letter, mailbox
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack, pack_of, rule

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db
TYPED = {
    "category": "complaint", "title": "校车不停站", "text": "三中的校车连续三天没有在人民路停站。",
    "name": "闻人无双", "phone": "13912345678", "email": "", "address": "", "progress": "",
    "publish": "yes",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _promise(case: Case, rule: str) -> Obligation:
    return Obligation.objects.about(case.subject_key).get(rule_id=rule)


def _day(promise: Obligation, at: datetime) -> date:
    return promise.due_at.astimezone(at.tzinfo).date()


def _send(browser: Client, person: Any, url: str, **fields: Any) -> Any:
    return browser.post(url, {FIELD: new_form_key(person.pk, url), **fields})


def _sent_by_citizen(reader: Client, at: datetime, box: Mailbox, **changes: str) -> Any:
    """Open the form of a mailbox, fill it in and send it half a minute later."""
    address = f"/forms/letter/?mailbox={box.pk}"
    with time_machine.travel(at, tick=False):
        html = reader.get(address).content.decode()
    given = re.search(r'name="pass" value="([^"]*)"', html)
    asked = re.search(r"(.)加(.)等于几", html)
    assert given
    assert asked
    total = sum("零一二三四五六七八九".index(sign) for sign in asked.groups())
    values = TYPED | {"mailbox": str(box.pk), "pass": given[1], "answer": str(total)} | changes
    with time_machine.travel(at + timedelta(seconds=30), tick=False):
        return reader.post("/forms/letter/", values, follow=False)


@pytest.fixture
def reader(settings: Any, tmp_path: Path) -> Client:
    """A citizen without cookies and without a script, before the public face."""
    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    settings.PUBLISH_ROOT = tmp_path / "www"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "portal", "sites": {"localhost": "portal"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True)


def test_xn_16_citizen_writes_and_reads_the_answer_by_code_and_secret(
    cast: Cast, at: datetime, drain: Drain, reader: Client
) -> None:
    box = mailbox(cast, at)
    assert "市长信箱" in _sent_by_citizen(reader, at, box, phone="").content.decode()
    assert not Case.objects.exists()  # the mayor's mailbox asks who writes
    leads = _sent_by_citizen(reader, at, box)
    assert leads.status_code == 302
    with time_machine.travel(at + timedelta(seconds=31), tick=False):
        receipt = reader.get(f"/forms/receipt/{leads['Location'].partition('receipt/')[2]}")
    page = receipt.content.decode()
    code, secret = re.findall(r"<dd><strong>([^<]*)</strong></dd>", page)
    later = at + timedelta(minutes=5)
    take_waiting(at=later)
    case = Case.objects.get()
    assert (case.category, case.state, case.desk_unit) == ("complaint", "received", "office")
    dispatch_case(actor=cast.desk_editor, at=later, case_id=case.pk, unit="edu")
    leader = cast.leader
    answer(case, cast.officer, leader, later, "已要求校车按站停靠。")
    drain(later)
    shown = status_of(code, secret)
    assert shown is not None
    assert (shown.state, shown.answer) == ("已答复", "已要求校车按站停靠。")
    assert "闻人无双" not in str(vars(shown))
    assert LetterDetails.objects.get().may_publish


def test_xc_12_post_taken_over_from_a_forum_is_claimed_within_two_hours(
    cast: Cast, at: datetime, drain: Drain, browser: Browser
) -> None:
    url = reverse("letters:register")
    fields = {
        "site": cast.portal.pk, "channel": "forum", "received_at": f"{at:%Y-%m-%dT%H:%M}",
        "origin": "明州论坛", "origin_url": "https://bbs.example.cn/t/1", "category": "complaint",
        "title": "路灯不亮", "text": "人民路路灯三天不亮。", "progress": "web", "name": "网友小明",
    }  # fmt: skip
    with time_machine.travel(at, tick=False):
        desk = browser(cast.desk_editor)
        assert "登记来信" in desk.get(url).content.decode()
        sent = _send(desk, cast.desk_editor, url, **fields)
        case = Case.objects.get()
        assert sent["Location"] == reverse("casework:case", args=[case.pk])
        assert "https://bbs.example.cn/t/1" in desk.get(sent["Location"]).content.decode()
    drain(at)
    promise = _promise(case, "reply.claim")
    assert promise.due_at == at + timedelta(hours=2)
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    drain(at)
    assert _promise(case, "reply.claim").unit_key == "edu"
    claim_case(actor=cast.officer, at=at + timedelta(minutes=119), case_id=case.pk)
    drain(at + timedelta(hours=3))
    assert _promise(case, "reply.claim").state == "met"
    assert browser(cast.officer).get(url).status_code == 404


def test_xc_13_inquiry_is_answered_in_1_working_day_and_late_stays_late(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case = letter(at)
    drain(at)
    assert _day(_promise(case, "reply.inquiry"), at) == date(2026, 3, 12)
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    drain(at)
    later = at + timedelta(days=2)
    transfer_case(
        actor=cast.desk_editor, at=later, case_id=case.pk, unit="health", reason="属卫健委职责"
    )
    leader = cast.stranger_leader
    answer(case, cast.stranger, leader, later, "七点到。")
    drain(later)
    assert _promise(case, "reply.inquiry").state == "met_late"


@pytest.mark.parametrize("category", ["complaint", "suggestion"])
def test_xc_14_complaint_and_suggestion_are_answered_in_5_working_days(
    cast: Cast, at: datetime, drain: Drain, category: str
) -> None:
    case = letter(at, category=LetterCategory(category))
    drain(at)
    promise = _promise(case, "reply.complaint")
    assert (_day(promise, at), promise.unit_key) == (date(2026, 3, 18), "office")
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    object_to_dispatch(actor=cast.officer, at=at, case_id=case.pk, reason="不属教育局职责")
    drain(at)
    assert _promise(case, "reply.complaint").unit_key == "office"  # the desk owes it again
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="health")
    leader = cast.stranger_leader
    answer(case, cast.stranger, leader, at + timedelta(days=4), "已处理。")
    drain(at + timedelta(days=4))
    assert _promise(case, "reply.complaint").state == "met"


def test_xc_09_letter_to_a_units_mailbox_is_with_the_unit_at_once(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case = letter(at, mailbox=mailbox(cast, at, SCHOOLS).pk, receipt="r" * 64)
    assert (case.unit, case.state, case.desk_unit) == ("edu", "dispatched", "office")
    drain(at)
    assert _promise(case, "reply.claim").unit_key == "edu"
    claim_case(actor=cast.officer, at=at, case_id=case.pk)
    drain(at)
    assert _promise(case, "reply.claim").state == "met"
    assert letter(at, receipt="r" * 64) == case


def test_page_of_mailboxes_follows_the_office(
    cast: Cast, at: datetime, drain: Drain, browser: Browser
) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    desk, url = browser(cast.desk_editor), reverse("letters:new-mailbox")
    assert "受理类别" in desk.get(url).content.decode()
    fields = {
        "site": cast.portal.pk, "code": "mayor", "name": "市长信箱", "kind": "leader", "holder": "市长",
        "categories": ["inquiry", "help"], "real_name": "required", "is_open": "on", "position": "0",
    }  # fmt: skip
    assert _send(desk, cast.desk_editor, url, **fields).status_code == 302
    work_everything(at)
    page = tree("portal")["/letters.html"].decode()
    box = Mailbox.objects.get()
    wanted = (
        "市长信箱",
        "受理咨询、求助。",
        "须填写真实姓名和电话",
        f"mailbox={box.pk}",
        "1个工作日内",
        "2小时内",
    )
    assert all(text in page for text in wanted)
    edit = reverse("letters:mailbox", args=[box.pk])
    assert "市长" in desk.get(edit).content.decode()
    assert _send(desk, cast.desk_editor, edit, **{**fields, "is_open": ""}).status_code == 302
    work_everything(at)
    assert "没有开通信箱" in tree("portal")["/letters.html"].decode()
    assert "停用" in desk.get(reverse("letters:mailboxes")).content.decode()
    assert browser(cast.officer).get(edit).status_code == 404


@pytest.mark.parametrize("way", ["web", "mail", "sms", "phone"])
def test_xn_15_sender_hears_of_progress_as_they_chose(
    cast: Cast, at: datetime, drain: Drain, browser: Browser, settings: Any, way: str
) -> None:
    case = letter(at, progress=ProgressChannel(way), receipt="r" * 64)
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu")
    drain(at)
    row = LetterDetails.objects.get()
    assert (row.tell_at is None) is (way == "web")
    waits = [one.case_id for one in to_tell(cast.officer, at=at)]
    assert waits == ([case.pk] if way in {"sms", "phone"} else [])
    if way == "mail":
        settings.NOTICE_MAIL = False
        assert send_waiting(at) == 0  # no mail server: it waits
        enqueue_job(kind=MAILS, actor="system", at=at)
        work_jobs(at, lane=JOB.lane)
        assert LetterDetails.objects.get().tell_at is not None
    if waits:
        officer, url = browser(cast.officer), reverse("letters:tell", args=[case.pk])
        assert case.number in officer.get(reverse("letters:telling")).content.decode()
        page = officer.get(url).content.decode()
        assert "待认领" in page
        assert "13912345678" not in page
        assert _send(officer, cast.officer, url).status_code == 302
        assert not to_tell(cast.officer, at=at).exists()


def test_way_that_the_rules_do_not_name_is_not_offered_and_becomes_the_web(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    assert progress_channels("office", at) == tuple(ProgressChannel)
    entries = [{"code": "web", "label": "网络"}, {"code": "mail", "label": "邮件"}]
    named = rule(CHANNELS, "house", kind="register", entries=entries)
    install_pack(actor="system", at=at, pack=pack_of({CHANNELS: named}, "house"))
    for unit in ("office", "edu"):  # the desks of both sites
        bind_pack(actor="system", at=at, unit_key=unit, pack="house", valid_from=at.date())

    with time_machine.travel(at, tick=False):
        page = browser(cast.desk_editor).get(reverse("letters:register")).content.decode()
    offered = page.partition('name="progress"')[2].partition("</select>")[0]
    assert re.findall(r'<option value="(\w+)"', offered) == ["web", "mail"]

    by_phone = letter(at, progress=ProgressChannel.PHONE)
    by_mail = letter(at, title="校车", progress=ProgressChannel.MAIL)

    told = dict(LetterDetails.objects.values_list("case", "progress"))
    assert (told[by_phone.pk], told[by_mail.pk]) == ("web", "mail")


def test_repeat_of_a_sender_or_of_a_text_is_marked_and_an_erased_one_forgotten(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    first = letter(at)
    again = letter(at, title="校车 几点到！", sender=Sender("别人", "13700000000"))
    other = letter(at, title="路灯不亮", text="人民路路灯不亮")
    assert repeats_of(again, cast.desk_editor, at=at) == [(first, "内容相同")]
    assert repeats_of(other, cast.desk_editor, at=at) == [(first, "同一来信人，还在办理")]
    assert repeats_of(again, cast.stranger, at=at) == []
    Case.objects.filter(pk=first.pk).update(state="closed")
    erase_case(actor=cast.desk_editor, at=at, case_id=first.pk, reason="来信人要求")
    drain(at)
    assert LetterDetails.objects.get(case=first).fingerprint == ""
    assert repeats_of(again, cast.desk_editor, at=at) == []


def test_mayors_mailbox_has_a_holder(cast: Cast, at: datetime) -> None:
    assert mailbox(cast, at, MAYOR).facts() == MAYOR
