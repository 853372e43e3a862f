from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.enums import DispatchState, NoticeChannel
from mingtang.institution.notices.kinds import MAIL, SMS
from mingtang.institution.notices.models import ChannelChoice, Dispatch, Notice, Robot
from mingtang.institution.notices.subscribers import WARNED
from mingtang.workbench.backoffice.form_keys import FIELD
from tests.factories.cast import Cast
from tests.factories.content import draft

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _today(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


def _tell(cast: Cast, at: datetime, key: str = "event:1", subject: str = "") -> Notice:
    telling = Telling(
        kind=WARNED,
        sentence="“报送”将于3月12日17:30到期，请按时办结。",
        key=key,
        subject=subject,
        citation="《测试办法》第一条",
        due_at=at + timedelta(days=1),
    )
    return tell_people(people=[cast.officer.pk], at=at, telling=telling)[0]


def _key_of(page: str) -> str:
    return page.partition(f'name="{FIELD}" value="')[2].partition('"')[0]


def test_bell_counts_on_every_page_and_leads_to_the_list(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at)
    notice = _tell(cast, at, subject=f"article:{article.pk}")
    client = browser(cast.officer)
    assert "1<span" in client.get("/").content.decode().partition('mt-bell__count">')[2][:20]
    assert "1<span" in client.get("/parts/bell/").content.decode()

    page = client.get("/notices/").content.decode()
    assert "请按时办结。" in page
    assert article.title in page
    assert "未读" in page

    shown = client.get(f"/notices/{notice.pk}/").content.decode()
    assert "《测试办法》第一条" in shown
    assert f'href="/articles/{article.pk}/"' in shown
    assert "还剩 1 天" in shown
    assert "条未读" not in client.get("/parts/bell/").content.decode()
    assert "全部标为已读" not in client.get("/notices/").content.decode()


def test_notices_of_others_are_not_there(cast: Cast, at: datetime, browser: Browser) -> None:
    notice = _tell(cast, at)
    client = browser(cast.leader)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    assert "请按时办结" not in client.get("/notices/").content.decode()
    assert client.post("/notices/read/", {"up_to": str(notice.pk)}).status_code == 302
    notice.refresh_from_db()
    assert not notice.is_read


def test_all_are_read_at_once(cast: Cast, at: datetime, browser: Browser) -> None:
    for number in range(3):
        _tell(cast, at, f"event:{number}")
    client = browser(cast.officer)
    newest = client.get("/notices/").content.decode()
    up_to = newest.partition('name="up_to" value="')[2].partition('"')[0]
    later = _tell(cast, at, "event:9")
    answer = client.post("/notices/read/", {"up_to": up_to}, follow=True)
    assert "已将 3 条通知标为已读。" in answer.content.decode()
    later.refresh_from_db()
    assert not later.is_read
    for wrong in ("", "-1", "9" * 30, "一"):
        assert client.post("/notices/read/", {"up_to": wrong}).status_code == 404


def test_unread_and_kinds_narrow_the_list(cast: Cast, at: datetime, browser: Browser) -> None:
    _tell(cast, at)
    client = browser(cast.officer)
    for query, is_shown in (
        ({"unread": "on"}, True),
        ({"kind": WARNED.code}, True),
        ({"kind": "notices.misses"}, False),
    ):
        assert ("请按时办结" in client.get("/notices/", query).content.decode()) is is_shown


def test_settings_say_what_would_not_arrive_and_are_stored(
    cast: Cast, at: datetime, browser: Browser, settings: Settings
) -> None:
    settings.NOTICE_MAIL, settings.NOTICE_SMS_URL = True, ""
    client = browser(cast.officer)
    page = client.get("/notices/settings/").content.decode()
    assert "您还没有登记电子邮箱" in page
    assert "平台还没有配置短信服务" in page
    assert "时限临近：邮件" in page

    fields = {FIELD: _key_of(page), f"{WARNED.code}-sms": "on", "approvals.turn-mail": "on"}
    assert client.post("/notices/settings/", fields).status_code == 302
    mine = ChannelChoice.objects.filter(person=cast.officer)
    stored = {(row.kind, row.channel): row.is_on for row in mine}
    assert stored[WARNED.code, SMS] is True
    assert stored[WARNED.code, MAIL] is False
    assert ("approvals.turn", MAIL) not in stored  # as the kind has it


def test_operator_adds_and_removes_the_robot_of_a_group(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    client = browser(cast.operator)
    page = client.get("/notices/robots/add/").content.decode()
    fields = {
        FIELD: _key_of(page), "unit": "edu", "name": "报送工作群",
        "platform": "dingtalk", "address": "ftp://x", "secret": "SEC1",
    }  # fmt: skip
    refused = client.post("/notices/robots/add/", fields)
    assert refused.status_code == 422
    assert "以 https:// 开头" in refused.content.decode()
    fields |= {"address": "https://oapi.dingtalk.com/robot/send?access_token=abc"}
    added = client.post("/notices/robots/add/", fields, follow=True).content.decode()
    assert "报送工作群" in added
    assert "access_token" not in added
    robot = Robot.objects.get()
    assert (robot.unit, robot.secret) == (cast.edu, "SEC1")

    address = f"/notices/robots/{robot.pk}/remove/"
    page = client.get(address).content.decode()
    assert client.post(address, {FIELD: _key_of(page)}).status_code == 302
    assert not Robot.objects.exists()


def test_operator_sends_again_what_failed(cast: Cast, at: datetime, browser: Browser) -> None:
    notice = _tell(cast, at)
    row = Dispatch.objects.create(
        notice=notice, person=cast.officer, channel=NoticeChannel.SMS, target="x", key="k",
        state=DispatchState.FAILED, due_at=at, ended_at=at, tries=6, error="短信网关没有应答",
    )  # fmt: skip
    client = browser(cast.operator)
    page = client.get("/notices/dispatches/", {"state": "failed"}).content.decode()
    assert "林晓" in page
    assert "短信网关没有应答" in page
    assert cast.officer.phone not in page
    address = f"/notices/dispatches/{row.pk}/retry/"
    assert f'href="{address}"' in page
    key = _key_of(client.get(address).content.decode())
    assert client.post(address, {FIELD: key}).status_code == 302
    row.refresh_from_db()
    assert row.state == DispatchState.WAITING


@pytest.mark.parametrize("path", ["dispatches/", "robots/", "robots/add/"])
def test_only_the_operator_looks_after_sending(cast: Cast, browser: Browser, path: str) -> None:
    for person in (cast.officer, cast.desk_editor, cast.auditor, cast.stranger):
        assert browser(person).get(f"/notices/{path}").status_code == 404
