"""Coming in and going out, through the pages as a browser asks for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.actions.passwords import set_password
from mingtang.institution.organization.actions.second_factor import (
    code_at,
    confirm_second_factor,
    start_second_factor,
)
from mingtang.institution.organization.actions.sign_in import unlock_sign_in
from mingtang.institution.organization.models import Person, RecoveryCode, Unit
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 11, 10, 0, 5, tzinfo=BEIJING)
ENTER, CODE, LEAVE = "/sign-in/", "/sign-in/code/", "/sign-in/leave/"


@pytest.fixture
def clock_at() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(cast: Cast, clock_at: Any) -> Client:
    """A browser that checks forged requests as a real one would be checked."""
    return Client(enforce_csrf_checks=False)


def enter(browser: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    data = {"username": username, "password": password, **more.pop("data", {})}
    return browser.post(ENTER, data, **more)


def told() -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(code__startswith="organization.person.").order_by("pk")
    return list(rows.values_list("code", "subject", "payload"))


def signed_in(browser: Client) -> bool:
    return SESSION_KEY in browser.session


def with_second_factor(person: Person, at: datetime) -> tuple[str, list[str]]:
    """Switch the second factor on an hour ago; return secret and recovery codes."""
    secret = start_second_factor(actor=person).secret
    before = at - timedelta(hours=1)
    codes = confirm_second_factor(actor=person, at=before, code=code_now(secret, before))
    return secret, codes


def code_now(secret: str, at: datetime) -> str:
    return code_at(secret, int(at.timestamp()) // 30)


def test_the_page_needs_no_script_and_is_not_kept(browser: Client) -> None:
    response = browser.get(ENTER)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script" not in page
    assert " style=" not in page
    assert 'lang="zh-Hans"' in page
    assert 'autocomplete="current-password"' in page
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_right_name_and_password_lead_in_with_a_new_session_key(
    browser: Client, cast: Cast
) -> None:
    browser.get(ENTER)
    session = browser.session
    session["planted"] = "by an attacker"
    session.save()
    browser.cookies["sessionid"] = session.session_key
    response = enter(browser, "officer")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(browser)
    assert browser.session.session_key != session.session_key
    assert told() == [
        ("organization.person.signed_in", cast.officer.person_key, '{"second_factor":false}')
    ]


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/desk/", "/desk/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
    ],
)
def test_next_stays_at_home(browser: Client, wanted: str, led_to: str) -> None:
    assert enter(browser, "officer", data={"next": wanted})["Location"] == led_to


def test_someone_who_is_in_already_is_led_on(browser: Client, cast: Cast) -> None:
    browser.force_login(cast.officer)
    assert browser.get(f"{ENTER}?next=/desk/")["Location"] == "/desk/"


@pytest.mark.parametrize(("username", "subject"), [("officer", "own"), ("nobody", "unknown")])
def test_wrong_ones_are_turned_away_alike(
    browser: Client, cast: Cast, username: str, subject: str
) -> None:
    response = enter(browser, username, "wrong")
    assert response.status_code == 400
    assert "用户名或密码不对" in response.content.decode()
    assert not signed_in(browser)
    key = cast.officer.person_key if subject == "own" else "person:unknown"
    assert told() == [("organization.person.sign_in_failed", key, '{"cause":"password"}')]


def test_empty_fields_are_named(browser: Client) -> None:
    response = enter(browser, "", "")
    page = response.content.decode()
    assert response.status_code == 400
    assert "请输入用户名。" in page
    assert "请输入密码。" in page
    assert 'aria-invalid="true"' in page
    assert told() == []


def test_people_and_units_that_are_closed_stay_out(browser: Client, cast: Cast) -> None:
    Person.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert enter(browser, "officer").status_code == 400
    cast.edu.is_active, cast.edu.closed_at = False, START
    cast.edu.save()
    assert enter(browser, "leader").status_code == 400
    assert not signed_in(browser)
    assert {payload for _, _, payload in told()} == {'{"cause":"inactive"}'}


def fail(browser: Client, times: int, username: str = "officer", **more: Any) -> Any:
    for _ in range(times):
        response = enter(browser, username, "wrong", **more)
    return response


def test_five_failures_lock_with_how_long_and_whom_to_ask(
    browser: Client, cast: Cast, clock_at: Any
) -> None:
    Unit.objects.filter(code="office").update(phone="0563-3021234")
    assert fail(browser, 4).status_code == 400
    response = fail(browser, 1)
    page = response.content.decode()
    assert response.status_code == 429
    assert "15 分钟后再试" in page
    assert "请联系平台管理员孙立（明州市人民政府办公室，电话 0563-3021234）解除锁定" in page
    assert response["Retry-After"] == "900"
    assert told()[-1] == (
        "organization.person.locked",
        cast.officer.person_key,
        '{"minutes":15}',
    )
    count = Event.objects.count()
    clock_at.shift(timedelta(minutes=6))
    response = enter(browser, "officer")
    assert response.status_code == 429
    assert "9 分钟后再试" in response.content.decode()
    assert not signed_in(browser)
    assert Event.objects.count() == count
    clock_at.shift(timedelta(minutes=9, seconds=1))
    assert enter(browser, "officer").status_code == 302


def test_an_operator_lets_someone_try_again_at_once(browser: Client, cast: Cast) -> None:
    fail(browser, 5)
    unlock_sign_in(actor=cast.operator, at=START, person_id=cast.officer.pk)
    assert told()[-1][0] == "organization.person.unlocked"
    assert enter(browser, "officer").status_code == 302


def test_a_stranger_elsewhere_does_not_lock_an_officer_out_with_five_tries(
    browser: Client, cast: Cast
) -> None:
    assert fail(browser, 5, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert enter(browser, "officer", REMOTE_ADDR="198.51.100.4").status_code == 302


def test_a_name_tried_from_everywhere_is_locked(browser: Client, cast: Cast) -> None:
    for host in range(1, 7):
        fail(browser, 4, REMOTE_ADDR=f"203.0.113.{host}")
    assert enter(browser, "officer", REMOTE_ADDR="198.51.100.4").status_code == 429


def test_an_address_that_tries_many_names_is_locked(browser: Client, cast: Cast) -> None:
    for number in range(50):
        response = enter(browser, f"name{number}", "wrong", REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 429
    assert enter(browser, "officer", REMOTE_ADDR="203.0.113.9").status_code == 429
    assert enter(browser, "officer", REMOTE_ADDR="198.51.100.4").status_code == 302


def test_a_forged_forwarded_address_does_not_help(browser: Client, cast: Cast) -> None:
    for number in range(5):
        response = fail(browser, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert response.status_code == 429


def test_behind_an_own_proxy_the_browser_is_counted_and_not_the_proxy(
    browser: Client, cast: Cast, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = "127.0.0.1"
    for number in range(5):
        forged = f"192.0.2.{number}, 203.0.113.9"
        response = fail(browser, 1, HTTP_X_FORWARDED_FOR=forged)
    assert response.status_code == 429
    assert enter(browser, "officer", HTTP_X_FORWARDED_FOR="198.51.100.4").status_code == 302


def test_success_forgets_the_failures_of_this_name_and_address_only(
    browser: Client, cast: Cast
) -> None:
    fail(browser, 4)
    fail(browser, 4, "leader")
    enter(browser, "officer")
    browser.post(LEAVE)
    assert fail(browser, 4).status_code == 400
    assert fail(browser, 1, "leader").status_code == 429


def test_the_second_step_asks_for_a_code(browser: Client, cast: Cast) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    response = enter(browser, "officer", data={"next": "/desk/"})
    assert response["Location"] == f"{CODE}?next=%2Fdesk%2F"
    assert not signed_in(browser)
    page = browser.get(response["Location"]).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert "<script" not in page
    response = browser.post(CODE, {"code": code_now(secret, START), "next": "/desk/"})
    assert response["Location"] == "/desk/"
    assert signed_in(browser)
    assert told()[-1] == (
        "organization.person.signed_in",
        cast.officer.person_key,
        '{"second_factor":true}',
    )


def test_the_office_is_closed_between_the_two_steps(browser: Client, cast: Cast) -> None:
    with_second_factor(cast.officer, START)
    enter(browser, "officer")
    assert browser.get("/sign-in/password/").status_code == 302
    assert not signed_in(browser)


def test_a_code_works_once(browser: Client, cast: Cast) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    enter(browser, "officer")
    code = code_now(secret, START)
    browser.post(CODE, {"code": code})
    browser.post(LEAVE)
    enter(browser, "officer")
    assert browser.post(CODE, {"code": code}).status_code == 400
    assert not signed_in(browser)


@pytest.mark.parametrize(("seconds", "works"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_clock_may_be_half_a_minute_off(
    browser: Client, cast: Cast, seconds: int, works: bool
) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    enter(browser, "officer")
    code = code_now(secret, START + timedelta(seconds=seconds))
    browser.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
    assert signed_in(browser) is works


def test_wrong_codes_lock_as_wrong_passwords_do(browser: Client, cast: Cast) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    enter(browser, "officer")
    wrong = f"{(int(code_now(secret, START)) + 500_000) % 1_000_000:06}"
    for _ in range(4):
        response = browser.post(CODE, {"code": wrong})
        assert response.status_code == 400
        assert "动态口令不对" in response.content.decode()
    assert browser.post(CODE, {"code": wrong}).status_code == 429
    assert browser.post(CODE, {"code": code_now(secret, START)})["Location"] == ENTER
    assert enter(browser, "officer").status_code == 429
    assert [code for code, _, _ in told()][-2:] == [
        "organization.person.sign_in_failed",
        "organization.person.locked",
    ]


def test_a_recovery_code_works_once_however_it_is_typed(browser: Client, cast: Cast) -> None:
    _, codes = with_second_factor(cast.officer, START)
    assert len(codes) == 8
    for expected in (True, False):
        enter(browser, "officer")
        browser.post(CODE, {"code": codes[0].upper().replace("-", " ")})
        assert signed_in(browser) is expected
        browser.post(LEAVE)
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1
    assert (
        "organization.person.recovery_code_used",
        cast.officer.person_key,
        '{"left":7}',
    ) in told()


def test_the_second_step_waits_five_minutes(browser: Client, cast: Cast, clock_at: Any) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    enter(browser, "officer")
    clock_at.shift(timedelta(minutes=5))
    later = START + timedelta(minutes=5)
    assert browser.post(CODE, {"code": code_now(secret, later)})["Location"] == ENTER
    assert not signed_in(browser)


def test_the_second_step_falls_with_a_new_password(browser: Client, cast: Cast) -> None:
    secret, _ = with_second_factor(cast.officer, START)
    enter(browser, "officer")
    set_password(
        actor=cast.operator, at=START, person_id=cast.officer.pk, password="Camphor-tree-88"
    )
    assert browser.post(CODE, {"code": code_now(secret, START)})["Location"] == ENTER


def test_going_out_ends_the_session_and_only_by_post(browser: Client, cast: Cast) -> None:
    enter(browser, "officer")
    assert browser.get(LEAVE).status_code == 405
    response = browser.post(LEAVE, follow=True)
    assert "您已退出登录" in response.content.decode()
    assert not signed_in(browser)
    assert told()[-1] == (
        "organization.person.signed_out",
        cast.officer.person_key,
        '{"cause":"person"}',
    )


def test_a_forged_form_is_refused(cast: Cast, clock_at: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, "officer").status_code == 403
    assert not signed_in(strict)


def test_behind_a_proxy_with_tls_forms_of_the_office_are_believed(
    cast: Cast, clock_at: Any, settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://office.mingzhou.gov.cn"]
    settings.ALLOWED_HOSTS = ["office.mingzhou.gov.cn"]
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="office.mingzhou.gov.cn")
    strict.get(ENTER)
    token = strict.cookies["csrftoken"].value
    for origin, status in (("https://evil.example", 403), (settings.CSRF_TRUSTED_ORIGINS[0], 302)):
        data = {"csrfmiddlewaretoken": token}
        response = enter(strict, "officer", data=data, HTTP_ORIGIN=origin)
        assert response.status_code == status
