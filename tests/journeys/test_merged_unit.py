"""A unit is merged into another: the successor's people see all it had, and carry on with it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import create_article
from mingtang.editorial.content.models import Article
from mingtang.editorial.submission.models import Submission
from mingtang.institution.obligations.models import Obligation, OwnQuota
from mingtang.institution.organization.actions.merging import merge_answers
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.media import ensure_unit_collection
from tests.factories.cast import Cast
from tests.factories.content import arrived, draft, in_review, news_fields, submitted
from tests.factories.media import office_file
from tests.factories.publishing import ready_article
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def later(at: datetime) -> Iterator[datetime]:
    """Half an hour after the items were made; the clock stands there."""
    moment = at + timedelta(minutes=30)
    with time_machine.travel(moment, tick=False):
        yield moment


def _post(client: Client, person: Any, name: str, pk: int, **fields: str) -> Any:
    url = reverse(name, args=[pk])
    return client.post(url, {FIELD: new_form_key(person.pk, url), **fields})


def _merge(cast: Cast, browser: Browser) -> None:
    url = reverse("organization:merge-unit", args=["edu"])
    key = new_form_key(cast.operator.pk, url)
    fields = {"into": "明州市卫生健康委员会（health）", "reason": "机构改革", FIELD: key}
    response = browser(cast.operator).post(url, fields)
    assert response.status_code == 302, response.context["form"].errors


def test_successor_sees_and_continues_everything(
    cast: Cast, at: datetime, browser: Browser, later: datetime
) -> None:
    texts = {
        "draft": draft(cast, at, news_fields(title="草稿")),
        "submitted": submitted(cast, at, news_fields(title="审签中")),
        "arrived": arrived(cast, at, news_fields(title="已送达")),
        "in_review": in_review(cast, at, news_fields(title="审核中")),
        "passed": ready_article(cast, at, columns=[cast.news], title="已通过"),
    }
    file = office_file(cast.edu, actor=cast.officer, at=at)
    OwnQuota.objects.create(code="x", promise_key="account:1", unit_key="edu", since=at)
    drain(later)
    owed = set(Obligation.objects.live().owed_by("edu").exclude(kind="quota").values_list("pk"))

    _merge(cast, browser)
    drain(later)

    officer, leader = browser(cast.stranger), browser(cast.stranger_leader)
    for text in texts.values():
        page = officer.get(reverse("content:show", args=[text.pk]))
        assert (page.status_code, "市卫生健康委员会" in page.content.decode()) == (200, True)
    seen = Submission.objects.visible_to(cast.stranger, at=later)
    assert seen.count() == Submission.objects.count() == 3
    file.refresh_from_db()
    assert file.collection == ensure_unit_collection(cast.health)
    moved = Obligation.objects.live().owed_by("health").exclude(kind="quota").values_list("pk")
    assert owed <= set(moved)
    assert not Obligation.objects.live().owed_by("edu").exists()

    change = officer.get(reverse("content:edit", args=[texts["draft"].pk]))
    assert change.status_code == 200
    step = texts["submitted"].submissions.get().round.steps.filter(state="waiting").first()
    assert step is not None
    assert "审签中" in leader.get("/").content.decode()
    answer = _post(leader, cast.stranger_leader, "submission:approve", step.pk)
    assert answer.status_code == 302, answer.content.decode()[:500]
    step.refresh_from_db()
    assert (step.state, step.decided_by) == ("passed", cast.stranger_leader)


def test_history_goes_on_to_name_the_old_unit(
    cast: Cast, at: datetime, browser: Browser, later: datetime
) -> None:
    article = submitted(cast, at)
    before = list(Event.objects.filter(subject=article.subject).values_list("pk", "unit"))
    assert {unit for _, unit in before} == {"edu"}

    _merge(cast, browser)

    after = Event.objects.filter(subject=article.subject).order_by("pk")
    assert list(after.values_list("pk", "unit"))[: len(before)] == before
    told = {event.code: event for event in Event.objects.filter(actor=cast.operator.person_key)}
    assert told["content.article.handed_over"].subject == article.subject
    for code in ("content.articles.handed_over", "submission.handed_over"):
        assert (told[code].subject, told[code].unit) == ("unit:health", "health")
        assert told[code].payload == '{"number":1,"old_unit":"edu"}'
    page = browser(cast.stranger).get(reverse("content:show", args=[article.pk])).content.decode()
    assert "稿件随单位合并移交" in page
    assert "林晓" in page


def test_no_row_that_goes_over_names_the_old_unit(
    cast: Cast, at: datetime, browser: Browser, later: datetime
) -> None:
    in_review(cast, at)
    cast.portal.builders.add(cast.edu)
    OwnQuota.objects.create(code="x", promise_key="account:1", unit_key="edu", since=at)

    _merge(cast, browser)

    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    for answer in merge_answers().values():
        for name in answer.moves - {"organization.UnitClosure.ancestor"}:
            label, _, field = name.rpartition(".")
            model = models[label]
            old = cast.edu if model._meta.get_field(field).is_relation else "edu"
            assert not model._default_manager.filter(**{field: old}).exists(), name


def test_merger_that_fails_changes_nothing(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch, browser: Browser, later: datetime
) -> None:
    article = create_article(
        actor=cast.officer, at=at, unit=cast.edu, site=cast.portal, fields=news_fields()
    )
    url = reverse("organization:merge-unit", args=["edu"])
    fields = {"into": "city", FIELD: new_form_key(cast.operator.pk, url)}
    below = browser(cast.operator).post(url, fields | {"into": "edu"})
    assert below.status_code == 422
    stranger = browser(cast.stranger).post(url, fields)
    assert stranger.status_code in {403, 404, 422}
    assert Article.objects.get(pk=article.pk).unit == cast.edu
