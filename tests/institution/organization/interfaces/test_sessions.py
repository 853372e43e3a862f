"""What holds while someone is signed in, and the pages about the own account."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.actions.passwords import set_password
from mingtang.institution.organization.actions.people import deactivate_person
from mingtang.institution.organization.actions.second_factor import code_at, has_second_factor
from mingtang.institution.organization.models import Person, SecondFactor, WebSession
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 11, 10, 0, 5, tzinfo=BEIJING)
ENTER, PAGE = "/sign-in/", "/sign-in/second-factor/"
NEW = "Camphor-tree-88"


@pytest.fixture
def clock_at() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(cast: Cast, clock_at: Any) -> Client:
    return Client()


def enter(browser: Client, username: str, password: str = PASSWORD) -> Any:
    return browser.post(ENTER, {"username": username, "password": password})


def signed_in(browser: Client) -> bool:
    return SESSION_KEY in browser.session


def test_a_session_ends_after_half_an_hour_without_doing_anything(
    browser: Client, cast: Cast, clock_at: Any
) -> None:
    enter(browser, "officer")
    clock_at.shift(timedelta(minutes=29))
    assert browser.get(PAGE).status_code == 200
    clock_at.shift(timedelta(minutes=29))
    assert browser.get(PAGE).status_code == 200
    clock_at.shift(timedelta(minutes=30))
    response = browser.get(PAGE, follow=True)
    assert response.redirect_chain == [(f"{ENTER}?next={PAGE}", 302)]
    assert "您已超过 30 分钟没有操作" in response.content.decode()
    assert not signed_in(browser)
    event = Event.objects.latest("pk")
    assert (event.code, event.payload) == ("organization.person.signed_out", '{"cause":"idle"}')


def test_how_long_is_a_setting(browser: Client, cast: Cast, clock_at: Any, settings: Any) -> None:
    settings.SESSION_IDLE_MINUTES = 10
    enter(browser, "officer")
    clock_at.shift(timedelta(minutes=10))
    browser.get(PAGE)
    assert not signed_in(browser)


def test_a_session_ends_after_twelve_hours_however_busy(
    browser: Client, cast: Cast, clock_at: Any
) -> None:
    enter(browser, "officer")
    for _ in range(24 * 60 // 40):
        clock_at.shift(timedelta(minutes=20))
        response = browser.get(PAGE, follow=True)
    assert "登录一段时间后须重新登录" in response.content.decode()
    assert not signed_in(browser)
    assert Event.objects.latest("pk").payload == '{"cause":"over"}'


def test_what_a_script_asks_by_itself_does_not_keep_the_session(
    browser: Client, cast: Cast, clock_at: Any
) -> None:
    enter(browser, "officer")
    for _ in range(2):
        clock_at.shift(timedelta(minutes=14))
        browser.get(PAGE, headers={"X-Mingtang-Background": "1"})
        assert signed_in(browser)
    clock_at.shift(timedelta(minutes=2))
    browser.get(PAGE)
    assert not signed_in(browser)


def test_activity_is_written_down_once_a_minute_at_most(
    browser: Client, cast: Cast, clock_at: Any
) -> None:
    enter(browser, "officer")
    for shift, written in ((0, False), (59, False), (1, True)):
        clock_at.shift(timedelta(seconds=shift))
        before = browser.session["seen"]
        browser.get(PAGE)
        assert (browser.session["seen"] != before) is written


def test_a_deactivated_person_is_out_at_once(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    deactivate_person(actor=cast.operator, at=START, person_id=cast.officer.pk)
    assert browser.get(PAGE).status_code == 302


def test_who_must_change_the_password_does_nothing_else_first(browser: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.officer.pk).update(must_change_password=True)
    enter(browser, "officer")
    for path in ("/", PAGE, "/desk/"):
        response = browser.get(path)
        if path != PAGE:
            assert response["Location"] == "/sign-in/password/"
    page = browser.get("/sign-in/password/").content.decode()
    assert "初始密码" in page
    response = browser.post("/sign-in/password/", {"old": PASSWORD, "password": NEW, "again": NEW})
    assert response.status_code == 302
    assert signed_in(browser)
    assert "owes" not in browser.session
    assert not Person.objects.get(pk=cast.officer.pk).must_change_password


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"old": "wrong", "password": NEW, "again": NEW}, "原密码不对"),
        ({"old": PASSWORD, "password": NEW, "again": "other"}, "两次输入的新密码不一致"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "至少需要10个字符"),
        ({"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "不能与原密码相同"),
        ({"old": "", "password": "", "again": ""}, "请输入原密码"),
    ],
)
def test_a_password_is_changed_only_to_a_good_one(
    browser: Client, cast: Cast, posted: dict[str, str], told: str
) -> None:
    enter(browser, "officer")
    response = browser.post("/sign-in/password/", posted)
    assert response.status_code == 400
    assert told in response.content.decode()
    assert Person.objects.get(pk=cast.officer.pk).check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(browser: Client, cast: Cast) -> None:
    other = Client()
    enter(other, "officer")
    enter(browser, "officer")
    browser.post("/sign-in/password/", {"old": PASSWORD, "password": NEW, "again": NEW})
    assert browser.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302


def test_an_old_password_is_changed_where_the_installation_asks_for_it(
    browser: Client, cast: Cast, settings: Any
) -> None:
    settings.PASSWORD_MAX_DAYS = 90
    enter(browser, "officer")
    assert browser.get("/")["Location"] == "/sign-in/password/"


@pytest.mark.parametrize(
    ("setting", "username", "asked"),
    [
        ("offered", "operator", False),
        ("posts", "operator", True),
        ("posts", "auditor", True),
        ("posts", "officer", False),
        ("everyone", "officer", True),
    ],
)
def test_who_must_use_an_authenticator(
    browser: Client, cast: Cast, settings: Any, setting: str, username: str, asked: bool
) -> None:
    settings.SECOND_FACTOR = setting
    enter(browser, username)
    assert (browser.session.get("owes") == "second_factor") is asked
    if asked:
        assert browser.get("/desk/")["Location"] == PAGE
        assert "您的岗位须使用动态口令" in browser.get(PAGE).content.decode()


def secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None
    return found.group(1).replace(" ", "")


def switch_on(browser: Client) -> tuple[str, Any]:
    secret = secret_on(browser.get(PAGE).content.decode())
    code = code_at(secret, int(START.timestamp()) // 30)
    return secret, browser.post(PAGE, {"code": code})


def test_the_second_factor_is_switched_on_by_a_code(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    page = browser.get(PAGE).content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = secret_on(page)
    wrong = f"{(int(code_at(secret, int(START.timestamp()) // 30)) + 1) % 1_000_000:06}"
    response = browser.post(PAGE, {"code": wrong})
    assert response.status_code == 400
    assert "动态口令不对" in response.content.decode()
    assert secret_on(response.content.decode()) == secret
    assert not has_second_factor(cast.officer)
    _, response = switch_on(browser)
    assert len(re.findall(r"<code>[0-9a-f]{5}-[0-9a-f]{5}</code>", response.content.decode())) == 8
    assert has_second_factor(cast.officer)
    codes = [event.code for event in Event.objects.order_by("pk")]
    assert codes[-2:] == [
        "organization.person.second_factor_set",
        "organization.person.recovery_codes_made",
    ]


def test_the_secret_is_encrypted_and_shown_no_more(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    secret, _ = switch_on(browser)
    assert secret not in browser.get(PAGE).content.decode()
    from django.db import connection  # needs set-up

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM organization_secondfactor")
        assert secret not in cursor.fetchone()[0]
    assert SecondFactor.objects.get().secret == secret


def test_the_own_password_switches_it_off(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    switch_on(browser)
    off = "/sign-in/second-factor/off/"
    response = browser.post(off, {"password": "wrong"})
    assert response.status_code == 400
    assert "登录密码不对" in response.content.decode()
    assert has_second_factor(cast.officer)
    assert browser.post(off, {"password": PASSWORD})["Location"] == PAGE
    assert not has_second_factor(cast.officer)


def test_who_must_have_it_cannot_switch_it_off(browser: Client, cast: Cast) -> None:
    enter(browser, "operator")
    switch_on(browser)
    page = browser.get(PAGE).content.decode()
    assert "停用动态口令" not in page
    response = browser.post("/sign-in/second-factor/off/", {"password": PASSWORD})
    assert response.status_code == 400
    assert "不能停用" in response.content.decode()
    assert has_second_factor(cast.operator)


def test_new_recovery_codes_take_the_password_and_replace_the_old(
    browser: Client, cast: Cast
) -> None:
    enter(browser, "officer")
    _, first = switch_on(browser)
    old = set(re.findall(r"[0-9a-f]{5}-[0-9a-f]{5}", first.content.decode()))
    path = "/sign-in/second-factor/recovery-codes/"
    assert browser.post(path, {"password": "wrong"}).status_code == 400
    page = browser.post(path, {"password": PASSWORD}).content.decode()
    new = set(re.findall(r"[0-9a-f]{5}-[0-9a-f]{5}", page))
    assert len(new) == 8
    assert not new & old
    assert cast.officer.recovery_codes.count() == 8


def test_pages_of_the_account_are_for_who_is_signed_in(browser: Client) -> None:
    for path in ("/sign-in/password/", PAGE):
        assert browser.get(path)["Location"] == f"{ENTER}?next={path}"
    for path in ("/sign-in/second-factor/off/", "/sign-in/second-factor/recovery-codes/"):
        assert browser.post(path).status_code == 302
        assert browser.get(path).status_code == 405


def test_who_holds_a_session_guesses_the_password_no_faster_than_at_the_door(
    browser: Client, cast: Cast
) -> None:
    enter(browser, "officer")
    switch_on(browser)
    off = "/sign-in/second-factor/off/"
    for _ in range(5):
        assert "登录密码不对" in browser.post(off, {"password": "wrong"}).content.decode()
    for path, posted in (
        (off, {"password": PASSWORD}),
        ("/sign-in/second-factor/recovery-codes/", {"password": PASSWORD}),
        ("/sign-in/password/", {"old": PASSWORD, "password": NEW, "again": NEW}),
    ):
        response = browser.post(path, posted)
        assert response.status_code == 400
        assert "15 分钟后再试" in response.content.decode()
    assert has_second_factor(cast.officer)
    assert Person.objects.get(pk=cast.officer.pk).check_password(PASSWORD)
    told = list(Event.objects.order_by("pk").values_list("code", "payload"))[-6:]
    assert told == [
        *[("organization.person.sign_in_failed", '{"cause":"proof"}')] * 5,
        ("organization.person.locked", '{"minutes":15}'),
    ]


def test_the_right_password_and_a_weak_new_one_use_up_no_try(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    for _ in range(6):
        posted = {"old": PASSWORD, "password": "short", "again": "short"}
        page = browser.post("/sign-in/password/", posted).content.decode()
        assert "至少需要10个字符" in page


def test_the_sixth_browser_ends_the_first_which_is_told(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    for _ in range(5):
        enter(Client(), "officer")
    response = browser.get("/", follow=True)
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == "/sign-in/?next=/"
    assert "最多 5 处同时登录" in page
    assert "请立即修改密码" in page
    assert browser.cookies["sessionid"].value == ""
    assert "最多 5 处" not in browser.get(ENTER).content.decode()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("password", "密码已修改，这里的登录已失效"),
        ("deactivate", "您的账号已停用"),
    ],
)
def test_who_was_signed_out_from_elsewhere_is_told_why(
    browser: Client, cast: Cast, change: str, told: str
) -> None:
    enter(browser, "officer")
    if change == "password":
        set_password(actor=cast.operator, at=START, person_id=cast.officer.pk, password=NEW)
    else:
        deactivate_person(actor=cast.operator, at=START, person_id=cast.officer.pk)
    assert told in browser.get("/", follow=True).content.decode()


def test_a_session_says_where_it_was_opened(browser: Client, cast: Cast) -> None:
    agent = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
    )
    data = {"username": "officer", "password": PASSWORD}
    browser.post(ENTER, data, HTTP_USER_AGENT=agent, REMOTE_ADDR="203.0.113.9")
    row = WebSession.objects.get(person=cast.officer)
    assert (row.browser, row.address) == ("Chrome（Windows）", "203.0.113.9")
    assert (row.entered_at, row.seen_at) == (START, START)
