"""Notices in a real browser: the bell, the list, one notice, the settings; axe on each."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.ground.foundation import clock
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import NoticeKind
from mingtang.institution.notices.subscribers import OVERDUE, WARNED
from tests.browser.test_sign_in import faults
from tests.factories.cast import Cast
from tests.factories.content import draft
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)


def _tell(cast: Cast, kind: NoticeKind, key: str, subject: str) -> None:
    at = clock.now()
    telling = Telling(
        kind=kind,
        sentence="“编辑部处理来稿”将于明天17:30到期，请按时办结。",
        key=key,
        subject=subject,
        citation="《明州市政府网站信息报送办法》第五条",
        due_at=at + timedelta(days=1),
    )
    tell_people(people=[cast.officer.pk], at=at, telling=telling)


def test_notices_are_read_and_chosen(cast: Cast, page: Page, live_server: LiveServer) -> None:
    at = clock.now()
    bound_pack("city", at=at - timedelta(days=1))
    article = draft(cast, at)
    _tell(cast, WARNED, "event:1", f"article:{article.pk}")
    _tell(cast, OVERDUE, "event:2", "")
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("用户名").fill(cast.officer.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    bell = page.locator("[data-mt-bell]")
    expect(bell).to_have_text("通知2 条未读")
    assert faults(page) == []

    _tell(cast, WARNED, "event:3", "")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bell).to_have_text("通知3 条未读")
    bell.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的通知")
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="“编辑部处理来稿”").last.click()
    expect(page.get_by_role("link", name="去办理")).to_be_visible()
    expect(bell).to_have_text("通知2 条未读")
    assert faults(page) == []

    page.goto(f"{live_server.url}/notices/settings/")
    assert faults(page) == []
    page.get_by_label("时限临近：短信").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("通知设置已保存。")).to_be_visible()
    expect(page.get_by_label("时限临近：短信")).to_be_checked()

    bell.click()
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("已将 2 条通知标为已读。")).to_be_visible()
    expect(bell).to_have_text("通知")
