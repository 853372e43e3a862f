"""A form of the office: every reason shown, done once, nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.forms import KEPT_FOR, forget_old_forms
from mingtang.workbench.backoffice.form_keys import new_form_key
from mingtang.workbench.backoffice.models import KeptForm, SpentFormKey
from tests.factories.cast import Cast

Browser = Callable[..., Client]
ADD = "/organization/units/new/"


def _values(key: str, **changed: str) -> dict[str, str]:
    return {
        "form_key": key,
        "name": "明州市图书馆",
        "short_name": "市图书馆",
        "code": "library",
        "kind": "institution",
        "parent": "明州市教育局（edu）",
        "phone": "0563-3020001",
        "position": "3",
        **changed,
    }


@pytest.fixture
def at_the_form(cast: Cast, browser: Browser) -> tuple[Client, str]:
    """The operator with a fresh key of the form that adds a unit."""
    return browser(cast.operator), new_form_key(cast.operator.pk, ADD)


@pytest.mark.django_db
def test_form_calls_its_action_and_leads_to_what_it_made(
    cast: Cast, at_the_form: tuple[Client, str]
) -> None:
    client, key = at_the_form

    response = client.post(ADD, _values(key))

    unit = Unit.objects.get(code="library")
    assert response.headers["location"] == reverse("organization:unit", args=["library"])
    assert (unit.parent, unit.short_name, unit.position) == (cast.edu, "市图书馆", 3)
    [event] = Event.objects.filter(code="organization.unit.added", subject="unit:library")
    assert event.actor == cast.operator.person_key
    assert "单位已新增。" in client.get(response.headers["location"]).content.decode()


@pytest.mark.django_db
def test_form_sent_twice_is_done_once(at_the_form: tuple[Client, str]) -> None:
    client, key = at_the_form

    first = client.post(ADD, _values(key))
    second = client.post(ADD, _values(key))

    assert second.headers["location"] == first.headers["location"]
    assert Unit.objects.filter(code="library").count() == 1
    assert SpentFormKey.objects.count() == 1
    assert "没有重复办理" in client.get("/").content.decode()


@pytest.mark.django_db
def test_refusal_shows_every_reason_beside_its_field(at_the_form: tuple[Client, str]) -> None:
    client, key = at_the_form

    response = client.post(ADD, _values(key, code="EDU", name="明州市教育局", kind="town"))

    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"parent", "code"}
    assert 'id="id_code_error"' in page
    assert 'value="明州市教育局"' in page, "what was typed stays"
    assert SpentFormKey.objects.count() == 0, "the key is good for the next try"
    assert client.post(ADD, _values(key)).status_code == 302


@pytest.mark.django_db
def test_reason_without_a_field_of_the_form_stands_on_top(cast: Cast, browser: Browser) -> None:
    url = reverse("organization:close-unit", args=["edu"])
    key = new_form_key(cast.operator.pk, url)

    response = browser(cast.operator).post(url, {"form_key": key, "reason": "机构改革"})

    reasons = response.context["form"].non_field_errors()
    assert response.status_code == 422
    assert [reason for reason in reasons if "名在用人员" in reason]
    assert [reason for reason in reasons if "个网站" in reason]


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["nobody", "colleague", "other screen"])
def test_form_with_a_key_that_is_not_its_own_is_not_done(
    cast: Cast, browser: Browser, whose: str
) -> None:
    keys = {
        "nobody": "",
        "colleague": new_form_key(cast.officer.pk, ADD),
        "other screen": new_form_key(cast.operator.pk, "/organization/people/new/"),
    }

    response = browser(cast.operator).post(ADD, _values(keys[whose]))

    assert response.status_code == 422
    assert "已经失效" in response.content.decode()
    assert 'value="明州市图书馆"' in response.content.decode()
    assert not Unit.objects.filter(code="library").exists()


@pytest.mark.django_db
def test_what_was_typed_while_the_session_ended_comes_back_after_signing_in(
    cast: Cast, browser: Browser
) -> None:
    key = new_form_key(cast.operator.pk, ADD)

    response = Client().post(ADD, _values(key))
    page = browser(cast.operator).get(ADD).content.decode()

    assert response.headers["location"] == f"/sign-in/?next={ADD}"
    assert 'value="明州市图书馆"' in page
    assert "填写的内容已恢复" in page
    assert "必填" in page
    assert "mt-errors" not in page, "nobody has sent it yet"
    assert not Unit.objects.filter(code="library").exists()


@pytest.mark.django_db
def test_kept_form_is_shown_to_its_writer_only_and_tells_nothing_in_the_table(
    cast: Cast, browser: Browser
) -> None:
    Client().post(ADD, _values(new_form_key(cast.operator.pk, ADD)))

    [kept] = KeptForm.objects.all()
    assert kept.person == cast.operator
    assert "图书馆" not in bytes(kept.body).decode("utf-8", "replace")
    assert "已恢复" not in browser(cast.desk_editor).get("/").content.decode()
    assert browser(cast.officer).get(ADD).status_code == 404


@pytest.mark.django_db
def test_kept_form_goes_when_it_is_done_or_not_wanted(cast: Cast, browser: Browser) -> None:
    key = new_form_key(cast.operator.pk, ADD)
    client = browser(cast.operator)

    Client().post(ADD, _values(key))
    client.post(ADD, {"discard-kept": "1"})
    assert KeptForm.objects.count() == 0

    Client().post(ADD, _values(key))
    client.post(ADD, _values(key))
    assert KeptForm.objects.count() == 0
    assert Unit.objects.filter(code="library").exists()


@pytest.mark.django_db
def test_kept_form_is_forgotten_after_a_day(cast: Cast, browser: Browser) -> None:
    Client().post(ADD, _values(new_form_key(cast.operator.pk, ADD)))
    [kept] = KeptForm.objects.all()

    assert forget_old_forms(kept.expires_at - timedelta(seconds=1)) == 0
    assert forget_old_forms(kept.expires_at) == 1
    assert kept.expires_at - kept.kept_at == KEPT_FOR


@pytest.mark.django_db
def test_passwords_are_never_kept(cast: Cast) -> None:
    url = reverse("organization:set-password", args=[cast.officer.pk])
    key = new_form_key(cast.operator.pk, url)

    Client().post(url, {"form_key": key, "password": "Plum-blossom-2027", "note": "x"})

    from mingtang.workbench.backoffice.queries import kept_fields  # needs set-up

    [kept] = KeptForm.objects.all()
    typed = kept_fields(cast.operator, url, kept.kept_at)
    assert typed is not None
    assert dict(typed.fields.items()) == {"note": "x"}


@pytest.mark.django_db
def test_nobody_can_fill_the_store_without_a_form_of_ours(cast: Cast) -> None:
    client = Client()

    client.post(ADD, {"name": "x"})
    client.post(ADD, {"form_key": "forged", "name": "x"})
    client.post("/organization/people/new/", _values(new_form_key(cast.operator.pk, ADD)))
    gone = Person.objects.create(
        username="gone", name="离", unit=cast.edu, is_active=False, added_at=cast.edu.added_at
    )
    client.post(ADD, _values(new_form_key(gone.pk, ADD)))

    assert KeptForm.objects.count() == 0


@pytest.mark.django_db
def test_failed_safety_check_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    client = browser(cast.operator, csrf=True)

    response = client.post(ADD, _values(new_form_key(cast.operator.pk, ADD)))

    assert response.status_code == 403
    assert "内容已经暂存" in response.content.decode()
    assert "已恢复" in client.get(ADD).content.decode()


@pytest.mark.django_db
def test_browser_hands_its_own_copy_in_for_the_screen_it_belongs_to(
    cast: Cast, browser: Browser
) -> None:
    client = browser(cast.operator)

    response = client.post(
        "/desk/drafts/restore/", {"draft-path": ADD, "name": "明州市图书馆", "form_key": "x"}
    )
    outside = client.post("/desk/drafts/restore/", {"draft-path": "https://evil.example/x"})

    for path in (
        "//evil.example/",
        f"///evil.example{ADD}",
        "/\\evil.example/",
        "////evil.example",
    ):
        away = client.post("/desk/drafts/restore/", {"draft-path": path, "name": "x"})
        where = away.headers.get("location", "/")
        assert where.startswith("/")
        assert where[1:2] not in {"/", "\\"}

    assert response.headers["location"] == ADD
    assert 'value="明州市图书馆"' in client.get(ADD).content.decode()
    assert outside.status_code == 400


@pytest.mark.django_db
def test_script_without_a_session_is_told_so(cast: Cast) -> None:
    response = Client().get("/desk/choose/unit/", headers={"accept": "application/json"})

    assert (response.status_code, response.json()) == (401, {"detail": "登录已失效，请重新登录。"})


@pytest.mark.django_db
def test_deactivated_person_is_led_to_the_sign_in_page(cast: Cast, browser: Browser) -> None:
    client = browser(cast.officer)
    Person.objects.filter(pk=cast.officer.pk).update(is_active=False)

    assert client.get("/").headers["location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_old_key_is_refused_with_the_text_kept(cast: Cast, browser: Browser) -> None:
    with time_machine.travel(timedelta(days=-8), tick=False):
        key = new_form_key(cast.operator.pk, ADD)

    response = browser(cast.operator).post(ADD, _values(key))

    assert response.status_code == 422
    assert "放得太久" in response.content.decode()
