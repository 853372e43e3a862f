"""What is typed is stored every few seconds, offered again on any machine, and gone once it is saved."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client

from mingtang.editorial.content.models import Article
from mingtang.ground.foundation import clock
from mingtang.workbench.backoffice.actions.forms import AUTOSAVED_FOR, keep_form
from mingtang.workbench.backoffice.form_keys import new_form_key
from mingtang.workbench.backoffice.models import KeptForm, SpentFormKey
from mingtang.workbench.backoffice.queries import kept_fields
from tests.editorial.content.uploaded import post
from tests.factories.cast import Cast
from tests.factories.content import draft
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
AUTOSAVE = "/desk/drafts/autosave/"
NEW = "/articles/new/"


def fields(cast: Cast, title: str) -> dict[str, Any]:
    return {
        "title": title, "kind": "news", "content_class": "ordinary", "unit": cast.edu.pk, "site": cast.portal.pk,
        "source": "市教育局", "body-count": "0",
    }  # fmt: skip


def autosave(client: Client, key: str, **values: Any) -> tuple[int, dict[str, Any]]:
    response = client.post(AUTOSAVE, {"form_key": key, **values})
    return response.status_code, json.loads(response.content)


@pytest.fixture
def ruled(cast: Cast) -> None:
    bound_pack("city", at=clock.now() - timedelta(days=1))


def test_closed_laptop_costs_nothing(browser: Browser, cast: Cast, ruled: None) -> None:
    key = new_form_key(cast.officer.pk, NEW)

    status, answer = autosave(browser(cast.officer), key, **fields(cast, "防汛检查"))
    page = browser(cast.officer).get(NEW).content.decode()

    assert (status, answer) == (200, {"is_stored": True, "others": []})
    assert 'value="防汛检查"' in page
    assert "暂存，还没有保存" in page
    assert "防汛检查" not in browser(cast.colleague).get(NEW).content.decode()


def test_copy_that_arrives_after_the_form_is_not_offered(
    browser: Browser, cast: Cast, ruled: None
) -> None:
    officer = browser(cast.officer)
    response = post(officer, NEW, **fields(cast, "防汛检查"))
    assert Article.objects.get().title == "防汛检查", response.content.decode()
    spent = SpentFormKey.objects.get()
    KeptForm.objects.all().delete()

    autosave(officer, new_form_key(cast.officer.pk, NEW), **fields(cast, "另一篇"))
    assert "另一篇" in officer.get(NEW).content.decode()
    KeptForm.objects.update(form_key=spent.key)

    assert "另一篇" not in officer.get(NEW).content.decode()


def test_others_at_work_on_the_same_article_are_named_for_two_minutes(
    browser: Browser, cast: Cast, at: datetime, ruled: None
) -> None:
    path = f"/articles/{draft(cast, at).pk}/edit/"
    mine, theirs = (new_form_key(one.pk, path) for one in (cast.officer, cast.colleague))
    with time_machine.travel(at, tick=False):
        autosave(browser(cast.colleague), theirs, title="甲")
        _, now = autosave(browser(cast.officer), mine, title="乙")
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        _, later = autosave(browser(cast.officer), mine, title="丙")

    assert now["others"] == [cast.colleague.name]
    assert later["others"] == []


def test_people_with_a_new_text_each_are_not_named(browser: Browser, cast: Cast) -> None:
    autosave(browser(cast.colleague), new_form_key(cast.colleague.pk, NEW), title="甲")

    _, answer = autosave(browser(cast.officer), new_form_key(cast.officer.pk, NEW), title="乙")

    assert answer["others"] == []


@pytest.mark.parametrize("key", ["", "forged", "colleague"])
def test_only_a_form_of_ones_own_is_stored(browser: Browser, cast: Cast, key: str) -> None:
    given = new_form_key(cast.colleague.pk, NEW) if key == "colleague" else key

    status, _ = autosave(browser(cast.officer), given, title="甲")

    assert status == 409
    assert not KeptForm.objects.exists()


def test_copy_is_stored_for_a_week(browser: Browser, cast: Cast) -> None:
    autosave(browser(cast.officer), new_form_key(cast.officer.pk, NEW), title="甲")

    kept = KeptForm.objects.get()
    assert kept.expires_at - kept.kept_at == AUTOSAVED_FOR
    assert "甲" not in bytes(kept.body).decode("utf-8", "replace")


def test_form_is_stored_sealed_without_passwords_and_replaced_by_the_next(
    cast: Cast, at: datetime
) -> None:
    for title in ("甲", "乙"):
        typed = QueryDict(mutable=True)
        typed.update({"title": title, "password": "Plum-blossom-2027", "form_key": "once"})
        assert keep_form(person_id=cast.officer.pk, at=at, path=NEW, fields=typed, key="k")

    kept = kept_fields(cast.officer, NEW, at)
    assert kept is not None
    assert (dict(kept.fields.items()), kept.at) == ({"title": "乙"}, at)
    assert kept_fields(cast.colleague, NEW, at) is None
    assert not keep_form(person_id=cast.officer.pk, at=at, path="/" * 501, fields=typed)
