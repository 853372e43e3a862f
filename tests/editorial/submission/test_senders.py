"""Reporting systems of others send items by the interface; what is refused can be run again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.models import Article
from mingtang.editorial.submission.actions import (
    SenderTerms,
    end_sender,
    receive_item,
    register_sender,
    renew_sender_token,
)
from mingtang.editorial.submission.models import ReceivedItem, SendingSystem, Submission
from mingtang.editorial.submission.policies.mapping import (
    DEFAULT_MAPPING,
    day_in,
    is_complete,
    may_map,
    read_fields,
)
from mingtang.institution.organization.models import PostHolding
from mingtang.institution.regulations.loading import load_pack
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import new_form_key
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]
THEIRS = {
    "number": "data.id",
    "unit": "data.dept",
    "title": "data.subject",
    "body": "data.content",
    "happened_on": "data.date",
    "author": "data.people.0.name",
    "phone": "data.people.0.tel",
}
DOCUMENT: dict[str, Any] = {
    "data": {
        "id": 20260001,
        "dept": "1023",
        "subject": "市第三中学新校区启用",
        "content": "三月十日，新校区启用。\n全市中小学开学。",
        "date": "2026年3月10日 09:30",
        "people": [{"name": "林晓", "tel": "13805630000"}],
    }
}


def _sender(cast: Cast, at: datetime, **changes: Any) -> tuple[SendingSystem, str]:
    bound_pack("city", at=at)
    terms = {"mapping": THEIRS, "units": {"1023": "市教育局"}, "per_minute": 60} | changes
    made = register_sender(
        actor=cast.desk_editor,
        at=at,
        site=cast.portal,
        name="县区信息报送系统",
        terms=SenderTerms(**terms),
    )
    return made.sender, made.text


def _changed(**changes: Any) -> dict[str, Any]:
    return {"data": DOCUMENT["data"] | changes}


def _send(token: str, at: datetime, document: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return Client().post(
            "/api/v1/submissions",
            document,
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )


def test_hn_19_what_an_existing_system_sends_goes_the_usual_road_once(
    cast: Cast, at: datetime
) -> None:
    pack = load_pack("hainan")
    assert "HN-19" in pack.rule("submission.responsible_people").clauses
    _, token = _sender(cast, at)
    answer = _send(token, at, DOCUMENT)
    told = answer.json()
    assert answer.status_code == 201, told
    assert (told["number"], told["unit"], told["is_repeat"]) == ("20260001", "edu", False)
    submission = Submission.objects.get()
    assert (submission.state, submission.round.started_by) == ("waiting", cast.officer)
    assert (submission.author, submission.phone) == ("林晓", "13805630000")
    fields = fields_of(submission.article)
    assert (fields.title, str(fields.happened_on)) == ("市第三中学新校区启用", "2026-03-10")
    assert "全市中小学开学" in str(fields.body)
    assert Event.objects.filter(code="submission.sent", unit="edu").count() == 1
    again = _send(token, at + timedelta(minutes=5), DOCUMENT)
    assert (again.status_code, again.json()["submission_id"]) == (200, submission.pk)
    assert again.json()["is_repeat"]
    assert Submission.objects.count() == Article.objects.count() == 1
    changed = _send(token, at, _changed(subject="另一个标题"))
    assert changed.status_code == 409
    assert [one["code"] for one in changed.json()["reasons"]] == ["submission.sent_changed"]
    item = ReceivedItem.objects.get()
    assert (item.state, item.document) == ("taken", "")
    assert item.submission == submission


def test_a_refused_item_is_run_again_after_the_mapping_is_mended(
    cast: Cast, at: datetime, browser: Open
) -> None:
    sender, token = _sender(cast, at, units={})
    answer = _send(token, at, DOCUMENT)
    assert answer.status_code == 409
    codes = [one["code"] for one in answer.json()["reasons"]]
    assert codes == ["submission.sent_unit_unknown", "submission.sent_noted"]
    assert "1023" in answer.json()["reasons"][0]["text"]
    item = ReceivedItem.objects.get()
    assert item.state == "refused"
    assert Article.objects.count() == 0
    client = browser(cast.desk_editor)
    page = client.get(reverse("submission:received") + "?state=refused").content.decode()
    assert "不认识报送单位“1023”" in page
    change = reverse("submission:change-sender", args=[sender.pk])
    values = {**THEIRS, "units": "1023=市教育局", "per_minute": 60}
    done = client.post(
        change, {**values, "form_key": new_form_key(cast.desk_editor.pk, change)}, follow=True
    )
    assert "未接收的稿件可以重新办理" in done.content.decode()
    retry = reverse("submission:retry-item", args=[item.pk])
    done = client.post(retry, {"form_key": new_form_key(cast.desk_editor.pk, retry)}, follow=True)
    assert "已转入报送" in done.content.decode()
    item.refresh_from_db()
    assert (item.state, item.refusal, item.document) == ("taken", "", "")
    assert Submission.objects.get().unit == cast.edu
    assert client.get(retry).status_code == 403


def test_the_token_is_shown_once_and_only_its_digest_is_stored(
    cast: Cast, at: datetime, browser: Open
) -> None:
    bound_pack("city", at=at)
    client = browser(cast.desk_editor)
    new = reverse("submission:new-sender")
    values = {**DEFAULT_MAPPING, "units": "", "per_minute": 5, "name": "白石县信息报送系统"}
    wrong = client.post(
        new,
        {
            **values,
            "site": cast.portal.pk,
            "units": "1023",
            "form_key": new_form_key(cast.desk_editor.pk, new),
        },
    )
    assert "“1023”应写成“对方单位=本平台单位”" in wrong.content.decode()
    page = client.post(
        new, {**values, "site": cast.portal.pk, "form_key": new_form_key(cast.desk_editor.pk, new)}
    ).content.decode()
    token = page.split("mts_")[1].split("<")[0].strip()
    row = SendingSystem.objects.get()
    assert token not in row.digest
    shown = client.get(reverse("submission:sender", args=[row.pk])).content.decode()
    assert "mts_" not in shown
    assert "还没有收到" in shown
    assert row.name in client.get(reverse("submission:senders")).content.decode()


def test_an_ended_or_renewed_token_opens_nothing(cast: Cast, at: datetime) -> None:
    sender, token = _sender(cast, at)
    given = {"actor": cast.desk_editor, "at": at, "sender_id": sender.pk}
    renewed = renew_sender_token(**given)
    assert _send(token, at, DOCUMENT).status_code == 401
    assert _send(renewed.text, at, DOCUMENT).status_code == 201
    end_sender(**given)
    assert _send(renewed.text, at, DOCUMENT).status_code == 401
    assert _send("", at, DOCUMENT).status_code == 401


def test_a_system_sends_no_more_in_a_minute_than_it_may(cast: Cast, at: datetime) -> None:
    _, token = _sender(cast, at, per_minute=2)
    for number in (1, 2):
        assert _send(token, at, _changed(id=number)).status_code == 201
    third = _send(token, at, _changed(id=3))
    assert (third.status_code, third.headers["Retry-After"]) == (429, "60")
    assert third.headers["Content-Type"] == "application/problem+json"
    assert ReceivedItem.objects.count() == 2
    assert _send(token, at + timedelta(seconds=60), _changed(id=3)).status_code == 201


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"data": {}}, "submission.sent_number_missing"),
        (_changed(content=""), "submission.sent_body_missing"),
        (_changed(date="去年"), "submission.sent_day"),
        (_changed(date=""), "content.happened_on_missing"),
        (_changed(dept="市卫健委"), "submission.sent_no_officer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    cast: Cast, at: datetime, document: Any, code: str
) -> None:
    PostHolding.objects.filter(person=cast.stranger).delete()
    _, token = _sender(cast, at)
    answer = _send(token, at, document)
    assert answer.status_code == 409
    assert code in [one["code"] for one in answer.json()["reasons"]]
    assert Article.objects.count() == 0


def test_a_unit_outside_the_site_and_a_strange_column_or_class_are_refused(
    cast: Cast, at: datetime
) -> None:
    _, _ = _sender(cast, at)
    mapping = {**THEIRS, "column": "column", "content_class": "class"}
    made = register_sender(
        actor=cast.desk_editor,
        at=at,
        site=cast.edu_site,
        name="教育报送",
        terms=SenderTerms(mapping, {"1023": "edu", "9": "health"}, 60),
    ).sender

    def codes(number: int, **more: Any) -> list[str]:
        document = _changed(id=number, **more.pop("data", {})) | more
        receipt = receive_item(at=at, sender_id=made.pk, document=document)
        return [one.code for one in receipt.refusal]

    assert codes(1, data={"dept": "9"}) == ["submission.sent_unit_unknown"]
    assert codes(2, column="notices") == ["submission.sent_column_unknown"]
    assert codes(3, **{"class": "没有这一类"}) == ["submission.unknown_class"]
    assert codes(4, column="教育动态") == []
    article = Article.objects.get()
    assert list(article.wanted_columns.values_list("pk", flat=True)) == [cast.edu_news.pk]


def test_only_the_desk_sees_the_systems(cast: Cast, at: datetime, browser: Open) -> None:
    sender, _ = _sender(cast, at)
    client = browser(cast.officer)
    assert client.get(reverse("submission:senders")).status_code == 404
    assert client.get(reverse("submission:sender", args=[sender.pk])).status_code == 404


def test_a_stored_document_is_sealed_and_dropped_with_a_reason(
    cast: Cast, at: datetime, browser: Open
) -> None:
    _, token = _sender(cast, at, units={})
    _send(token, at, DOCUMENT)
    item = ReceivedItem.objects.get()
    assert json.loads(item.document) == DOCUMENT
    client = browser(cast.desk_editor)
    drop = reverse("submission:drop-item", args=[item.pk])
    values = {"form_key": new_form_key(cast.desk_editor.pk, drop), "reason": "对方撤回"}
    assert "已记录" in client.post(drop, values, follow=True).content.decode()
    item.refresh_from_db()
    assert (item.state, item.document) == ("dropped", "")


def test_mapping_reads_nested_values_and_days() -> None:
    fields = read_fields(DOCUMENT, THEIRS)
    assert (fields.number, fields.author) == ("20260001", "林晓")
    assert fields.html == "<p>三月十日，新校区启用。</p><p>全市中小学开学。</p>"
    assert read_fields({"data": [{"id": True}]}, {"number": "data.0.id"}).number == ""
    assert read_fields({"a": "<p>x</p>"}, {"body": "a"}).html == "<p>x</p>"
    assert read_fields({"a": " 甲\n乙\x00 "}, {"title": "a"}).title == "甲 乙"
    assert day_in("2026-02-30") is None
    assert is_complete(fields)
    codes = [one.code for one in is_complete(read_fields({}, DEFAULT_MAPPING)).reasons]
    assert codes == [
        f"submission.sent_{name}_missing" for name in ("number", "unit", "title", "body")
    ]
    long = read_fields({"title": "长" * 201}, DEFAULT_MAPPING)
    assert "submission.sent_title_long" in [one.code for one in is_complete(long).reasons]
    wrong = may_map("", {"number": "a b"}, is_taken=True)
    assert {one.code for one in wrong.reasons} == {
        "submission.sender_unnamed",
        "submission.sender_name_taken",
        "submission.sender_path_missing",
        "submission.sender_path",
    }
