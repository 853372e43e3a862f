"""Every error is a problem document with all its reasons; nothing of another unit shows."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from mingtang.editorial.content.models import Article
from mingtang.institution.organization.actions.people import deactivate_person
from mingtang.institution.organization.models import ApiToken
from mingtang.spine.events.models import Event
from tests.faces.api.conftest import ProgramOf
from tests.faces.api.programs import ROOT, Answer, Program
from tests.faces.api.test_path import NEWS
from tests.factories.cast import Cast
from tests.factories.content import arrived, draft

pytestmark = pytest.mark.django_db


def is_problem(answer: Answer, status: int) -> None:
    assert answer.status == status, answer.body
    assert answer.content_type == "application/problem+json"
    assert set(answer.body) == {"type", "title", "status", "reasons"}
    assert answer.body["status"] == status
    assert answer.body["title"]


@pytest.mark.parametrize("token", ["", "x", "mt_" + "a" * 43])
def test_without_a_valid_token_everything_but_open_reads_answers_401(
    city: Cast, at: datetime, token: str
) -> None:
    number = draft(city, at).pk
    program = Program(token)
    for answer in (
        program.get("/waiting"),
        program.get(f"/articles/{number}/work"),
        program.post("/articles", **NEWS),
        program.post(f"/articles/{number}/publish"),
        program.post("/gates/1/pass"),
    ):
        is_problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert program.get("/sites").status == 200


def test_session_of_a_browser_counts_for_nothing(city: Cast) -> None:
    browser = Client()
    browser.force_login(
        city.officer, backend="mingtang.institution.organization.interfaces.backends.PersonBackend"
    )

    assert browser.get(f"{ROOT}/waiting").status_code == 401


def test_token_of_a_person_who_left_opens_nothing(
    city: Cast, program: ProgramOf, at: datetime
) -> None:
    officer = program("officer")
    assert officer.get("/waiting").status == 200
    deactivate_person(actor=city.operator, at=at, person_id=city.officer.pk)

    is_problem(officer.get("/waiting"), 401)


def test_use_of_a_token_is_noted_once_a_day(
    city: Cast, program: ProgramOf, at: datetime, django_assert_num_queries: Any
) -> None:
    officer = program("officer")
    officer.get("/waiting")
    assert ApiToken.objects.get().last_used_on == at.date()
    ApiToken.objects.update(name="换名")
    with time_machine.travel(at + timedelta(days=1), tick=False):
        officer.get("/waiting")

    assert ApiToken.objects.get().last_used_on == at.date() + timedelta(days=1)


def test_token_of_another_unit_finds_nothing_and_changes_nothing(
    city: Cast, program: ProgramOf, at: datetime
) -> None:
    article = arrived(city, at)
    submission = article.submissions.get()
    step = submission.round.steps.first()
    assert step is not None
    stranger = program("stranger")
    before = Event.objects.count()
    for answer in (
        stranger.get(f"/articles/{article.pk}/work"),
        stranger.get("/articles/987654/work"),
        stranger.patch(f"/articles/{article.pk}", version=1, title="改"),
        stranger.post(f"/articles/{article.pk}/submit", version=1),
        stranger.post(f"/steps/{step.pk}/approve"),
        stranger.post(f"/submissions/{submission.pk}/accept"),
        stranger.post(f"/articles/{article.pk}/place", columns=[city.news.pk]),
        stranger.post(f"/articles/{article.pk}/review"),
        stranger.post(f"/articles/{article.pk}/publish"),
    ):
        is_problem(answer, 404)
        assert answer.codes == ["api.not_found"]
    assert Event.objects.count() == before


def test_writing_for_another_unit_is_forbidden(city: Cast, program: ProgramOf) -> None:
    answer = program("stranger").post("/articles", **NEWS)

    is_problem(answer, 403)
    assert answer.codes == ["organization.not_entitled"]
    assert not Article.objects.exists()


def test_right_and_state_together_are_a_conflict_with_both_reasons(
    city: Cast, program: ProgramOf, at: datetime
) -> None:
    article = draft(city, at)

    answer = program("leader").post(f"/articles/{article.pk}/submit", version=9)

    is_problem(answer, 409)
    assert {"organization.not_entitled", "submission.newer_version"} <= set(answer.codes)


def test_version_of_someone_else_is_not_overwritten(
    city: Cast, program: ProgramOf, at: datetime
) -> None:
    article = draft(city, at)
    officer = program("officer")
    assert officer.patch(f"/articles/{article.pk}", version=1, title="新题目").status == 200

    answer = officer.patch(f"/articles/{article.pk}", version=1, title="另一题目")

    assert (answer.status, answer.codes) == (409, ["content.newer_version"])


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"kind": "poem"}, "kind", "只能是"),
        ({"title": "长" * 201}, "title", "不能超过 200 个字"),
        ({"happened_on": "昨天"}, "happened_on", "应为日期"),
        ({"happened_on": None, "is_urgent": "大概"}, "is_urgent", "true 或 false"),
        ({"wanted_columns": [0]}, "wanted_columns.0", "不能小于 1"),
        ({"wanted_columns": [2**63]}, "wanted_columns.0", "不能大于"),
        ({"state": "published"}, "state", "没有这一项"),
        ({"body": "text"}, "body", "应为列表"),
        ({"body": [{"type": "text", "value": 1e400}]}, "body.0", "不正确"),
    ],
)
def test_wrong_field_is_named_in_chinese(
    city: Cast, program: ProgramOf, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = program("officer").post("/articles", **(NEWS | changes))

    is_problem(answer, 422)
    reasons = {reason["field"]: reason["text"] for reason in answer.body["reasons"]}
    assert words in reasons[field]


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "poem", "value": "x"}],
        [{"value": "x"}],
        [{"type": "picture", "value": "x"}],
        [{"type": "picture", "value": {"image": 1, "name": "图"}}],
        [{"type": "picture", "value": {"image": "x", "name": 5}}],
        [{"type": "attachment", "value": {"document": [], "title": "件"}}],
        [{"type": "signature", "value": {"office": {}, "date": "昨天"}}],
        [{"type": "table", "value": [1]}],
        [{"type": "table", "value": {"columns": 1, "rows": "x"}}],
        [{"type": "text", "value": '<p>见<embed embedtype="image" id="99999" alt="x"/></p>'}],
        [{"type": "html_table", "value": ["x"]}],
    ],
)
def test_body_of_another_shape_is_refused_or_made_harmless(
    city: Cast, program: ProgramOf, body: Any
) -> None:
    answer = program("officer").post("/articles", **(NEWS | {"body": body}))

    assert answer.status in {201, 409}, answer.body
    if answer.status == 409:
        assert {reason["field"] for reason in answer.body["reasons"]} == {"body"}
    else:
        told = program("officer").get(f"/articles/{answer.body['id']}/work")
        assert told.status == 200


def test_control_signs_are_dropped_and_half_characters_never_stored(
    city: Cast, program: ProgramOf
) -> None:
    officer = program("officer")
    body = [{"type": "text", "value": "<p>甲\x00乙\ud800</p>"}]
    answer = officer.post("/articles", **(NEWS | {"title": "启\x00用\u202e", "body": body}))

    assert (answer.status, answer.body["title"]) == (201, "启用")
    assert officer.post("/articles", **(NEWS | {"title": "\ud800"})).status == 422


@pytest.mark.parametrize("text", ["", "{", "[]", "\xff", "[" * 100_000, '{"a":' * 50_000])
def test_unreadable_body_is_told(city: Cast, program: ProgramOf, text: str) -> None:
    officer = program("officer")
    answer = officer.send("post", "/articles", text.encode("latin-1"))

    assert answer.status in {400, 422}
    is_problem(answer, answer.status)


def test_large_body_is_refused_before_it_is_read(
    city: Cast, program: ProgramOf, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps(NEWS | {"summary": "长" * 500})

    is_problem(program("officer").send("post", "/articles", body), 413)


def test_unknown_address_and_method_are_told(city: Cast, program: ProgramOf) -> None:
    officer = program("officer")
    is_problem(officer.get("/nowhere/at/all"), 404)
    answer = officer.send("put", "/articles/1", {})
    is_problem(answer, 405)
    assert answer.headers["Allow"] == "GET, PATCH"
    assert Program().get("/").body["openapi"] == "openapi.json"


def test_unknown_class_document_and_column_are_refused_together(
    city: Cast, program: ProgramOf
) -> None:
    changes = {"content_class": "secret-door", "interprets_id": 999}
    answer = program("officer").post("/articles", **(NEWS | changes))

    assert answer.codes == ["content.unknown_class", "content.unknown_document"]


def test_columns_are_offered_all_or_none(city: Cast, program: ProgramOf, at: datetime) -> None:
    article = arrived(city, at)
    desk = program("desk_editor")
    desk.post(f"/submissions/{article.submissions.get().pk}/accept")

    answer = desk.post(f"/articles/{article.pk}/place", columns=[city.news.pk, 987654])

    is_problem(answer, 404)
    assert not article.placements.exists()


def test_deep_texts_and_deep_json_are_refused(program: ProgramOf, at: datetime) -> None:
    deep = "<div>" * 100_000
    answer = program("officer").post(
        "/articles", **NEWS | {"body": [{"type": "text", "value": deep}]}
    )
    is_problem(answer, 409)
    assert [reason["code"] for reason in answer.body["reasons"]] == ["html.too_deep"]

    sent = Client().post(
        f"{ROOT}/articles",
        "[" * 100_000,
        content_type="application/json",
        HTTP_AUTHORIZATION="Bearer x",
    )
    assert sent.status_code == 400
    assert sent.json()["reasons"][0]["code"] == "api.too_deep"
    assert not Article.objects.exists()
