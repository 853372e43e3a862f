"""What everybody may read, on both faces: published things and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.queries.on_line import cursor_of, key_of
from mingtang.editorial.sites.models import Column, GovSite
from tests.faces.api.programs import Program
from tests.factories.cast import Cast
from tests.factories.content import accepted, arrived, draft, in_review, passed, policy_fields
from tests.factories.publishing import published_article, ready_article

pytestmark = pytest.mark.django_db
FACES = ("mingtang.wiring.config.office_urls", "mingtang.wiring.config.public_urls")


@pytest.fixture(params=FACES, ids=("office", "public"))
def everybody(request: Any, settings: Any) -> Program:
    settings.ROOT_URLCONF = request.param
    return Program()


def ids(answer: Any) -> list[int]:
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.body["items"]]


def test_sites_and_columns_in_use_are_listed(city: Cast, everybody: Program) -> None:
    GovSite.objects.filter(pk=city.edu_site.pk).update(state="planned")
    Column.objects.filter(pk=city.notices.pk).update(state="closed", path="old")

    sites = everybody.get("/sites").body
    columns = everybody.get("/sites/portal/columns").body

    assert [site["code"] for site in sites] == ["portal"]
    assert sites[0]["identity_code"] == "3418000001"
    assert [column["code"] for column in columns] == ["news"]
    assert columns[0]["responsible_unit"] == city.news.responsible_unit.code
    assert everybody.get("/sites/edu/columns").status == 404
    assert everybody.get("/sites/edu/articles").status == 404


def test_nothing_on_its_way_is_shown(city: Cast, everybody: Program, at: datetime) -> None:
    for make in (draft, arrived, accepted, in_review, passed):
        article = make(city, at)
        assert everybody.get(f"/articles/{article.pk}").status == 404
    ready = ready_article(city, at, columns=[city.news])
    assert everybody.get(f"/articles/{ready.pk}").status == 404
    assert ids(everybody.get("/sites/portal/articles")) == []
    assert ids(everybody.get("/sites/portal/articles", column="news")) == []


def test_reader_gets_the_released_text_not_the_working_copy(
    city: Cast, everybody: Program, at: datetime
) -> None:
    number = published_article(city, at, columns=[city.news], fields=policy_fields()).article_id
    Article.objects.filter(pk=number).update(title="改到一半")

    read = everybody.get(f"/articles/{number}").body

    assert read["title"] == policy_fields().title
    assert read["document_number"] == "明教〔2026〕8号"
    assert read["body"][0]["html"] == "<p>各县（区）教育局：</p>"
    assert read["links"]["portal"].startswith("https://www.mingzhou.gov.cn/")
    assert read["released_at"] == "2026-03-11T10:00:00+08:00"


def test_taken_down_or_closed_site_is_gone(city: Cast, everybody: Program, at: datetime) -> None:
    one = published_article(city, at, columns=[city.news]).article_id
    other = published_article(city, at, columns=[city.edu_news]).article_id
    take_down_article(
        actor=city.desk_editor, at=at, article_id=one, reason_code="error", reason="有误"
    )
    GovSite.objects.filter(pk=city.edu_site.pk).update(state="suspended")

    assert [everybody.get(f"/articles/{number}").status for number in (one, other)] == [404, 404]
    assert ids(everybody.get("/sites/portal/articles")) == []


def test_pages_follow_each_other_without_gap_or_double(
    city: Cast, everybody: Program, at: datetime
) -> None:
    numbers = []
    for step in (0, 0, 1, 1, 2):  # several at the same moment
        article = ready_article(city, at, columns=[city.news])
        publish_article(
            actor=city.desk_editor, at=at + timedelta(minutes=step), article_id=article.pk
        )
        numbers.append(article.pk)
    for query in ({}, {"column": "news"}):
        found, after = [], ""
        while True:
            page = everybody.get("/sites/portal/articles", limit=2, after=after, **query)
            found += ids(page)
            after = page.body["next"]
            if not after:
                break
        assert found == sorted(numbers, reverse=True)
    assert everybody.get("/sites/portal/articles", column="nowhere").status == 404


@pytest.mark.parametrize("after", ["x", "1-", "-1", "1" * 20 + "-1", "1-" + "1" * 30, "１-１"])
def test_made_up_cursor_is_told(city: Cast, everybody: Program, after: str) -> None:
    answer = everybody.get("/sites/portal/articles", after=after)

    assert answer.status == 422
    assert answer.body["reasons"][0]["field"] == "after"


@given(st.integers(-(10**15), 10**15), st.integers(0, 10**18 - 1))
def test_cursor_leads_back_to_its_key(microseconds: int, number: int) -> None:
    key = (datetime.fromtimestamp(0, tz=UTC) + timedelta(microseconds=microseconds), number)

    assert key_of(cursor_of(key)) == key


def test_public_face_knows_no_endpoint_that_writes(city: Cast, settings: Any) -> None:
    settings.ROOT_URLCONF = FACES[1]
    schema = Program().get("/openapi.json").body

    assert {method for ways in schema["paths"].values() for method in ways} == {"get"}
    for address in ("/articles", "/articles/1/publish", "/waiting", "/articles/1/work"):
        for method in ("get", "post", "patch"):
            assert Program("x").send(method, address, {}).status in {404, 405}


def test_description_names_every_endpoint_and_its_errors(city: Cast) -> None:
    schema = Program().get("/openapi.json").body

    assert len(schema["paths"]) == 24
    place = schema["paths"]["/api/v1/articles/{article_id}"]
    assert set(place) == {"get", "patch"}
    assert "application/problem+json" in place["patch"]["responses"]["409"]["content"]
    assert place["patch"]["security"] == [{"TokenAuth": []}]
    assert "security" not in place["get"]


@pytest.mark.django_db(transaction=True)  # each real request closes its connection
def test_open_reads_keep_to_their_description(city: Cast, at: datetime, settings: Any) -> None:
    settings.ROOT_URLCONF = FACES[1]
    published_article(city, at, columns=[city.news])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())

    for operation in schema.get_all_operations():
        _keeps_to_its_description(operation.ok())


def _keeps_to_its_description(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def keeps(case: Any) -> None:
        response = case.call()
        assert response.status_code in {200, 404, 422}
        operation.validate_response(response)

    keeps()
