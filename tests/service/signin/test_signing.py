"""A citizen signs in, writes, and sees their own letters only; nothing that was typed is lost."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mingtang.ground.foundation.decisions import Refused
from mingtang.service.letters.interfaces.screens import letter_facts
from mingtang.service.letters.models import LetterDetails, Mailbox
from mingtang.service.letters.queries import same_sender_as
from mingtang.service.signin.actions import save_service, tidy_drafts
from mingtang.service.signin.models import OwnCase, SignInDraft, SignInService
from mingtang.spine.vault.sealing import blind_indexes
from mingtang.workbench.casework.actions.texts import erase_case
from mingtang.workbench.casework.interfaces.public_forms import own_token
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.enums import SignInNeed
from mingtang.workbench.intake.models import IntakeRow, StatusRow
from tests.factories.cast import Cast
from tests.factories.letters import MAYOR, SCHOOLS, answer, mailbox
from tests.factories.signin import FACTS, sign_in_service
from tests.harness.sign_in_service import PERSON, SignInServer, running_sign_in_service
from tests.service.signin.walking import TYPED, Walker

pytestmark = pytest.mark.django_db
NAME = str(PERSON["name"])


@pytest.fixture
def demanding(cast: Cast, at: datetime, service: SignInService) -> Mailbox:
    """The mayor's mailbox, which takes letters of signed-in people alone."""
    return mailbox(cast, at, replace(MAYOR, sign_in=SignInNeed.DEMANDED))


@pytest.fixture
def offering(cast: Cast, at: datetime, service: SignInService) -> Mailbox:
    """A mailbox at which one may sign in."""
    return mailbox(cast, at, replace(SCHOOLS, sign_in=SignInNeed.OFFERED))


def _values(box: Mailbox, **changes: str) -> dict[str, str]:
    return {**TYPED, "mailbox": str(box.pk), **changes}


def _written(walker: Walker, box: Mailbox, **changes: str) -> Case:
    """Sign in, write to a mailbox and have the worker take the letter."""
    values = _values(box, **changes)
    walker.get(f"/forms/letter/?mailbox={box.pk}")
    sent = walker.send(walker.sign_in(**values), **values)
    assert sent.status_code == 302, sent.content.decode()
    take_waiting(at=walker.at)
    return Case.objects.latest("pk")


def test_citizen_signs_in_and_writes_in_the_verified_name(
    walker: Walker, demanding: Mailbox
) -> None:
    opened = walker.get(f"/forms/letter/?mailbox={demanding.pk}").content.decode()
    assert "这里要登录后才能提交" in opened
    assert "登录后写信</button>" in opened
    page = walker.sign_in(**_values(demanding))
    html = page.content.decode()
    assert "您已用市统一身份认证平台登录" in html
    assert f'<p class="verified">{NAME}</p>' in html
    assert 'name="name"' not in html
    assert TYPED["text"] in html  # what was typed before is there again

    sent = walker.send(page, **_values(demanding, name="冒名", phone="13700000000"))
    assert sent.status_code == 302
    take_waiting(at=walker.at)

    case = Case.objects.get()
    assert (case.name, case.phone, case.body) == (NAME, "13912345678", TYPED["text"])
    details = LetterDetails.objects.get(case=case)
    assert details.verified_by == "市统一身份认证平台"
    assert details.identity == f"{walker.server.origin}\n340-1"
    assert details.identity_index in blind_indexes("letters.identity", details.identity)
    facts = {one.label: one.value for one in letter_facts(case)}
    assert facts["实名认证"] == "已实名认证（市统一身份认证平台）"


def test_mailbox_that_demands_takes_no_letter_of_a_stranger(
    walker: Walker, demanding: Mailbox
) -> None:
    page = walker.get(f"/forms/letter/?mailbox={demanding.pk}")
    for more in ({}, {"verified": "yes"}):
        refused = walker.send(page, **_values(demanding, phone="13700000000"), **more)
        html = refused.content.decode()
        assert refused.status_code == 422
        assert "这里要先用市统一身份认证平台登录再提交" in html
        assert "0563-3020000" in html
        assert TYPED["text"] in html
        assert "张三" in html


def test_mailbox_that_offers_takes_letters_either_way(walker: Walker, offering: Mailbox) -> None:
    page = walker.get(f"/forms/letter/?mailbox={offering.pk}")
    assert "可以登录后再写，也可以不登录" in page.content.decode()
    assert walker.send(page, **_values(offering)).status_code == 302
    take_waiting(at=walker.at)
    assert (Case.objects.get().name, LetterDetails.objects.get().verified_by) == ("张三", "")
    signed = _written(walker, offering, title="第二封")
    assert (signed.name, OwnCase.objects.count()) == (NAME, 1)


def test_letter_to_a_mailbox_without_sign_in_stays_unsigned(
    walker: Walker, cast: Cast, offering: Mailbox
) -> None:
    plain = mailbox(cast, walker.at, replace(SCHOOLS, code="report", name="举报信箱"))
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    page = walker.sign_in(**_values(offering))
    refused = walker.send(page, **_values(plain, name=""))
    html = refused.content.decode()
    assert "这里不用登录，您的登录信息不会附上" in html
    assert NAME not in html
    assert walker.send(refused, **_values(plain, name="")).status_code == 302
    take_waiting(at=walker.at)
    case = Case.objects.get()
    assert (case.name, case.letter.verified_by, case.letter.identity) == ("", "", "")
    assert not OwnCase.objects.exists()


def test_own_letters_are_listed_and_opened_without_codes(
    walker: Walker, offering: Mailbox, drain: Any
) -> None:
    assert "登录</button>" in walker.get("/forms/my-letters/").content.decode()
    case = _written(walker, offering)
    drain(walker.at)
    page = walker.get("/forms/my-letters/")
    html = page.content.decode()
    own = OwnCase.objects.get()
    assert case.number in html
    assert "已转办" in html
    assert NAME not in html
    assert case.receipt not in html
    assert page["Cache-Control"] == "no-store"
    opened = walker.get(f"/forms/my-letters/{own.pk}/").content.decode()
    assert "办理经过" in opened
    assert case.number in opened
    assert case.receipt not in opened


def test_own_letter_is_added_to_and_rated_without_its_receipt(
    walker: Walker, offering: Mailbox, cast: Cast, drain: Any
) -> None:
    case = _written(walker, offering)
    drain(walker.at)
    address = f"/forms/my-letters/{OwnCase.objects.get().pk}/"
    for form, values in (
        ("own-supplement", {"text": "今天又没有停。"}),
        ("own-rating", {"rating": "2", "comment": "没有说明原因。"}),
    ):
        if form == "own-rating":
            answer(case, cast.officer, cast.leader, walker.at, "已恢复停站。")
            walker.at += timedelta(minutes=5)
        opened = walker.get(address).content.decode()
        action = opened.partition(f'action="/forms/{form}/"')[2].partition("</form>")[0]
        carried = dict(re.findall(r'name="(\w+)" value="([^"]*)"', action))
        assert case.receipt not in opened
        page = walker.post(f"/forms/{form}/", **carried)
        assert "回执编号</label>" not in page.content.decode()
        sent = walker.send(page, form, own=carried["own"], **values)
        assert sent.status_code == 302, sent.content.decode()
        take_waiting(at=walker.at)
    case.refresh_from_db()
    assert case.rating == 2
    assert case.entries.filter(kind="from_citizen").exists()

    forged = walker.send(page, "own-rating", own=carried["own"][:-4] + "AAAA", **values)
    assert "请从“我的来信”重新打开" in forged.content.decode()
    old = own_token(case.receipt, walker.at - timedelta(days=3))
    late = {**values, "own": old, "rating": "1"}
    page = walker.get("/forms/own-rating/")
    assert walker.send(page, "own-rating", **late).status_code == 302
    take_waiting(at=walker.at)
    assert IntakeRow.objects.latest("pk").state == "refused"
    case.refresh_from_db()
    assert case.rating == 2


def test_nobody_sees_the_letters_of_another(
    walker: Walker, offering: Mailbox, server: SignInServer
) -> None:
    _written(walker, offering)
    own = OwnCase.objects.get()
    anonymous = Walker(Client(SERVER_NAME="localhost"), server, walker.at)
    assert anonymous.get(f"/forms/my-letters/{own.pk}/")["Location"] == "/forms/my-letters/"
    anonymous.get("/forms/my-letters/")
    server.person = {"sub": "340-2", "name": "欧阳晓"}
    listed = anonymous.sign_in("my-letters")
    assert "还没有登录后写的来信" in listed.content.decode()
    for number in (own.pk, own.pk + 1):
        assert anonymous.get(f"/forms/my-letters/{number}/").status_code == 404


def test_same_subject_of_another_service_is_another_person(
    walker: Walker, cast: Cast, offering: Mailbox, settings: Any
) -> None:
    first = _written(walker, offering)
    own = OwnCase.objects.get()
    with running_sign_in_service(walker.at.timestamp()) as other:
        settings.SIGN_IN_ORIGINS = [*settings.SIGN_IN_ORIGINS, other.origin]
        sign_in_service(cast, walker.at, other.origin, name="省平台", sites=("edu",))
        stranger = Walker(Client(SERVER_NAME="edu.localhost"), other, walker.at)
        stranger.get("/forms/my-letters/")
        assert "还没有登录后写的来信" in stranger.sign_in("my-letters").content.decode()
        assert stranger.get(f"/forms/my-letters/{own.pk}/").status_code == 404
        # Nor does a cookie of one site serve on another, even where the service is the same.
        walker.client.defaults["SERVER_NAME"] = "edu.localhost"
        assert "登录</button>" in walker.get("/forms/my-letters/").content.decode()
    assert first.letter.identity.startswith(walker.server.origin)


def test_cookie_serves_no_other_service_of_the_site(
    walker: Walker, cast: Cast, offering: Mailbox, service: SignInService
) -> None:
    _written(walker, offering)
    facts = replace(FACTS, issuer="https://new.example.gov.cn", client_secret="")
    save_service(actor=cast.operator, at=walker.at, facts=facts, service_id=service.pk)
    assert "您已用" not in walker.get("/forms/my-letters/").content.decode()


def test_session_ends_after_half_an_hour_and_says_so(walker: Walker, offering: Mailbox) -> None:
    values = _values(offering)
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    page = walker.sign_in(**values)
    walker.at += timedelta(minutes=31)
    refused = walker.send(page, **values)
    html = refused.content.decode()
    assert "登录已经过期" in html
    assert TYPED["text"] in html
    again = walker.sign_in(**values)
    assert walker.send(again, **values).status_code == 302


def test_signing_out_needs_a_button(walker: Walker, offering: Mailbox) -> None:
    walker.get("/forms/my-letters/")
    walker.sign_in("my-letters")
    walker.get("/forms/sign-in/out/")
    assert "退出登录" in walker.get("/forms/my-letters/").content.decode()
    out = walker.post("/forms/sign-in/out/")
    html = walker.get(out["Location"]).content.decode()
    assert "您已退出登录" in html
    assert "登录</button>" in html


def test_cookies_are_narrow_and_hold_nothing_in_clear(walker: Walker, offering: Mailbox) -> None:
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    walker.sign_in(**_values(offering))
    cookies = walker.client.cookies
    assert set(cookies) == {"mt-cookies", "mt-sign-in", "mt-citizen"}
    assert cookies["mt-citizen"]["max-age"] == 1800
    for one in cookies.values():
        assert (one["path"], one["httponly"], one["samesite"]) == ("/forms/", True, "Lax")
        assert one["domain"] == ""
        assert len(one.value) < 3500
        for secret in (NAME, "340-1", "13912345678", walker.server.origin):
            assert secret not in one.value
            assert json.dumps(secret).strip('"') not in one.value


def test_cookies_travel_encrypted_where_the_sites_do(
    walker: Walker, offering: Mailbox, settings: Any
) -> None:
    settings.PUBLISH_SCHEME = "https"
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    assert walker.client.cookies["mt-cookies"]["secure"] is True


def test_browser_without_cookies_is_told_and_keeps_its_text(
    walker: Walker, offering: Mailbox
) -> None:
    answer = walker.press_sign_in(**_values(offering))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "没有保存 Cookie" in html
    assert TYPED["text"] in html
    assert not SignInDraft.objects.exists()


def test_service_that_is_down_loses_nothing(
    walker: Walker, offering: Mailbox, server: SignInServer
) -> None:
    server.faults.add("down")
    page = walker.get(f"/forms/letter/?mailbox={offering.pk}")
    answer = walker.press_sign_in(**_values(offering))
    html = answer.content.decode()
    assert answer.status_code == 503
    assert "暂时连不上登录服务" in html
    assert "0563-3020000" in html
    assert TYPED["text"] in html
    assert walker.send(answer, **_values(offering)).status_code == 302
    assert walker.send(page, **_values(offering, title="又一封")).status_code == 302


def test_mailbox_that_demands_says_when_the_service_is_off(
    walker: Walker, cast: Cast, demanding: Mailbox, service: SignInService, server: SignInServer
) -> None:
    facts = replace(FACTS, issuer=server.origin, client_secret="", is_on=False)
    save_service(actor=cast.operator, at=walker.at, facts=facts, service_id=service.pk)
    page = walker.get(f"/forms/letter/?mailbox={demanding.pk}")
    assert "登录服务现在停用" in page.content.decode()
    refused = walker.send(page, **_values(demanding))
    assert refused.status_code == 422
    assert "12345" in refused.content.decode()
    assert TYPED["text"] in refused.content.decode()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("cancelled", "取消了登录"),
        ("nonce", "没有通过核验"),
        ("none", "没有通过核验"),
        ("expired", "没有通过核验"),
        ("no tokens", "暂时连不上"),
    ],
)
def test_failed_sign_in_says_why_and_leads_back_to_the_text(
    walker: Walker, demanding: Mailbox, server: SignInServer, fault: str, words: str
) -> None:
    server.faults.add(fault)
    walker.get(f"/forms/letter/?mailbox={demanding.pk}")
    answer = walker.get(walker.go(walker.press_sign_in(**_values(demanding))))
    html = answer.content.decode()
    assert answer.status_code == 403
    assert words in html
    assert "0563-3020000" in html
    assert "mt-citizen" not in walker.client.cookies
    assert TYPED["text"] in walker.get("/forms/letter/?draft=yes").content.decode()


def test_answer_that_was_not_asked_for_signs_nobody_in(
    walker: Walker, offering: Mailbox, server: SignInServer
) -> None:
    """An address that a stranger sends, with a code of their own, is refused: state and cookie."""
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    address = walker.go(walker.press_sign_in(**_values(offering)))
    victim = Walker(Client(SERVER_NAME="localhost"), server, walker.at)
    for one in (address, address.replace("state=", "state=x")):
        assert "已经失效" in victim.get(one).content.decode()
    assert "已经失效" in walker.get(address.replace("state=", "state=x")).content.decode()
    assert "已经失效" in walker.get(address).content.decode()  # a state serves once
    assert server.count("/token") == 0


def test_draft_opens_for_its_own_browser_alone_and_goes_after_a_day(
    walker: Walker, offering: Mailbox, server: SignInServer
) -> None:
    walker.get(f"/forms/letter/?mailbox={offering.pk}")
    walker.sign_in(**_values(offering))
    row = SignInDraft.objects.get()
    assert TYPED["title"].encode() not in bytes(row.payload)
    stranger = Walker(Client(SERVER_NAME="localhost"), server, walker.at)
    assert TYPED["text"] not in stranger.get("/forms/letter/?draft=yes").content.decode()
    assert tidy_drafts(at=walker.at) == 0
    assert tidy_drafts(at=walker.at + timedelta(days=1, minutes=1)) == 1


def test_erased_letter_leaves_the_list_and_no_identity(
    walker: Walker, cast: Cast, offering: Mailbox, drain: Any
) -> None:
    case = _written(walker, offering)
    Case.objects.filter(pk=case.pk).update(state="closed", ended_at=walker.at)
    erase_case(actor=cast.desk_editor, at=walker.at, case_id=case.pk, reason="本人要求")
    drain(walker.at)
    details = LetterDetails.objects.get(case=case)
    assert (details.identity, details.identity_index) == ("", "")
    assert not OwnCase.objects.exists()
    assert not StatusRow.objects.exists()
    assert "还没有登录后写的来信" in walker.get("/forms/my-letters/").content.decode()


def test_letters_of_one_verified_person_belong_together(
    walker: Walker, offering: Mailbox, server: SignInServer
) -> None:
    first = _written(walker, offering)
    server.person = {**PERSON, "phone_number": "13511112222"}
    second = _written(walker, offering, title="第二封", text="另一件事。")
    assert first.phone != second.phone
    assert list(same_sender_as(second)) == [first]


def test_mailbox_needs_a_service_before_it_asks_for_sign_in(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="还没有登录服务"):
        mailbox(cast, at, replace(MAYOR, sign_in=SignInNeed.OFFERED))


def test_forms_without_sign_in_have_no_way_to_the_service(
    walker: Walker, offering: Mailbox
) -> None:
    assert walker.press_sign_in("error").status_code == 404
    assert walker.press_sign_in("nothing").status_code == 404
    assert "登录" not in walker.get("/forms/status/").content.decode()
