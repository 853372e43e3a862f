"""Name and number of who wrote a submission: sealed, masked, shown with an event, copied, erased."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingtang.editorial.submission.actions import recall_submission, return_submission
from mingtang.editorial.submission.actions.contacts import records_of
from mingtang.editorial.submission.models import Submission
from mingtang.institution.organization.actions.personal_data import (
    Erasure,
    copy_personal_data,
    erase_personal_data,
)
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import accepted, arrived, news_fields, submitted
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
NAME, PHONE = "林晓", "13805630000"  # of every submission of the factory
WHY = "3 月 10 日申请，已核对身份证"
VIEWED, ERASED = "submission.contact_viewed", "submission.contact_erased"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def returned(cast: Cast, at: datetime) -> Submission:
    """Return a submission that the desk gave back: nobody has to ask about it any more."""
    found = arrived(cast, at).submissions.get()
    return return_submission(
        actor=cast.desk_editor, at=at, submission_id=found.pk, reason="数字有误"
    )


def _left(done: Erasure) -> list[str]:
    """Return what stays of submissions: the accounts of the cast have the same number."""
    return [sentence for sentence in done.left if sentence.startswith("报送")]


def stored() -> str:
    """Return every submission as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM submission_submission")
        return str(cursor.fetchall())


def test_database_sees_neither_name_nor_number(cast: Cast, at: datetime) -> None:
    found = submitted(cast, at).submissions.get()
    assert (found.author, found.phone) == (NAME, PHONE)
    assert NAME not in stored()
    assert PHONE not in stored()
    assert not Event.objects.filter(payload__contains=PHONE).exists()


def test_what_stood_open_is_sealed_and_found_after_the_upgrade(cast: Cast, at: datetime) -> None:
    found = submitted(cast, at).submissions.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE submission_submission SET author = %s, phone_index = ''", [NAME])
    migration = import_module("mingtang.editorial.submission.migrations.0002_sealed_contacts")
    migration.seal_authors(apps, None)
    assert NAME not in stored()
    assert Submission.objects.with_contact(PHONE).get() == found
    assert Submission.objects.get().author == NAME


@pytest.mark.parametrize("typed", [PHONE, "138-0563-0000", " 138 0563 0000 "])
def test_copy_holds_what_was_sent_under_the_number(cast: Cast, at: datetime, typed: str) -> None:
    found = submitted(cast, at).submissions.get()
    held = copy_personal_data(actor=cast.desk_editor, at=at, contact=typed, reason=WHY)
    (record,) = next(one.records for one in held if one.label == "报送")
    assert record.title == f"报送 {found.pk}（明州市教育局，2026-03-11）"
    assert dict(record.facts) == {
        "稿件": found.article.title,
        "报送到": cast.portal.name,
        "状态": "待单位审签",
        "作者": NAME,
        "联系电话": PHONE,
    }
    seen = Event.objects.filter(code=VIEWED, subject=found.article.subject)
    assert [one.actor for one in seen] == [cast.desk_editor.person_key]


def test_another_number_finds_nothing(cast: Cast, at: datetime) -> None:
    submitted(cast, at)
    for other in ("13805630001", "0563000", "a@example.cn", ""):
        assert list(records_of(other, actor=cast.desk_editor, at=at)) == []
    assert not Event.objects.filter(code=VIEWED).exists()


def test_erasure_takes_what_ended_and_says_why_the_rest_stays(cast: Cast, at: datetime) -> None:
    over = returned(cast, at)
    under_way = accepted(cast, at, news_fields(title="校车加开一班")).submissions.get()
    done = erase_personal_data(actor=cast.desk_editor, at=at, contact=PHONE, reason=WHY)
    (left,) = _left(done)
    assert done.erased == 1
    assert left.startswith(f"报送 {under_way.pk}（")
    assert "编辑部已接收" in left

    over.refresh_from_db()
    assert (over.author, over.phone, over.phone_index) == ("", "", "")
    assert (over.contact_erased_at, over.state, str(over.reason)) == (at, "returned", "数字有误")
    (event,) = Event.objects.filter(code=ERASED)
    assert (event.subject, str(event.reason)) == (over.article.subject, WHY)
    assert PHONE not in str(event.payload)
    again = erase_personal_data(actor=cast.desk_editor, at=at, contact=PHONE, reason=WHY)
    assert (again.erased, _left(again)) == (0, [left])


def test_every_one_that_ended_is_erased_also_after_one_under_way(cast: Cast, at: datetime) -> None:
    under_way = arrived(cast, at, news_fields(title="校车加开一班")).submissions.get()
    over = [returned(cast, at), returned(cast, at)]
    done = erase_personal_data(actor=cast.desk_editor, at=at, contact=PHONE, reason=WHY)
    assert (done.erased, len(_left(done))) == (2, 1)
    assert set(Submission.objects.filter(contact_erased_at=at)) == set(over)
    under_way.refresh_from_db()
    assert under_way.phone == PHONE


def test_what_the_unit_took_back_is_erased_too(cast: Cast, at: datetime) -> None:
    found = submitted(cast, at).submissions.get()
    recall_submission(actor=cast.officer, at=at, submission_id=found.pk)
    assert erase_personal_data(
        actor=cast.desk_editor, at=at, contact=PHONE, reason=WHY
    ).erased == 1  # fmt: skip


def test_desk_sees_a_masked_number_and_the_whole_one_once_with_an_event(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = arrived(cast, at)
    found = article.submissions.get()
    page = reverse("content:show", args=[article.pk])
    url = reverse("submission:contact", args=[found.pk])
    desk = browser(cast.desk_editor)
    shown = desk.get(page).content.decode()
    assert "138****0000" in shown
    assert url in shown
    assert PHONE not in shown + desk.get(url).content.decode()

    full: Any = desk.post(url, {FIELD: new_form_key(cast.desk_editor.pk, url)})
    assert PHONE in full.content.decode()
    seen = Event.objects.filter(code=VIEWED, subject=article.subject)
    assert [one.actor for one in seen] == [cast.desk_editor.person_key]

    unit = browser(cast.officer)
    assert "138****0000" not in unit.get(page).content.decode()
    assert unit.get(url).status_code == 403


def test_page_says_that_a_contact_was_erased(cast: Cast, at: datetime, browser: Browser) -> None:
    found = returned(cast, at)
    erase_personal_data(actor=cast.desk_editor, at=at, contact=PHONE, reason=WHY)
    desk, url = browser(cast.desk_editor), reverse("submission:contact", args=[found.pk])
    shown = desk.get(reverse("content:show", args=[found.article_id])).content.decode()
    assert "（已按本人要求删除）" in shown
    assert url not in shown
    assert desk.get(url).status_code in {403, 404}
