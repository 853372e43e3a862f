"""Consultations open by time, and go over to the successor of their unit."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from mingtang.editorial.pages.models import Target
from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.consultations.actions.hand_over import hand_over_consultations
from mingtang.service.consultations.actions.turning import begin_if_due
from mingtang.service.consultations.models import Consultation
from mingtang.service.consultations.policies import closing
from mingtang.spine.events.models import Event
from mingtang.workbench.intake.models import OfferedForm
from tests.factories.cast import Cast
from tests.factories.consultations import drafted, opened
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _online(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at - timedelta(days=90))
    published_article(cast, at, columns=[cast.edu_news])


def _begins(row: Consultation, at: datetime) -> bool:
    with transaction.atomic():
        return begin_if_due(row, "system", at)


def test_consultation_begins_once_it_is_passed_and_its_time_has_come(
    cast: Cast, at: datetime
) -> None:
    row = drafted(cast, at)
    assert not _begins(row, at)  # nobody approved it
    due = at + timedelta(days=2)
    row.state, row.opens_at = "passed", due
    assert not _begins(row, due - timedelta(seconds=1))
    assert not OfferedForm.objects.exists()
    late = due + timedelta(hours=1)

    assert _begins(row, late)

    row.refresh_from_db()
    closes_at = closing(late, 30)
    assert (row.state, row.opens_at, row.closes_at, row.left) == ("open", late, closes_at, 31)
    form = OfferedForm.objects.get()
    assert (form.code, form.site) == (row.form_code, "edu")
    assert (form.opens_at, form.closes_at) == (late, closes_at)
    assert "0563-1234567、yj@mingzhou.gov.cn" in form.closed_words
    assert [one["name"] for one in form.fields] == ["point", "text", "name", "phone"]
    assert Target.objects.filter(site=cast.edu_site, kind="consultation").exists()
    event = Event.objects.get(code="consultations.opened")
    assert (event.subject, event.actor, event.unit) == (row.subject, "system", "edu")
    assert json.loads(event.payload) == {"closes_at": closes_at.isoformat(), "days": 30}
    assert not _begins(row, late)


def test_successor_of_a_unit_goes_on_with_what_has_no_result(cast: Cast, at: datetime) -> None:
    states: dict[str, Any] = {"draft": drafted(cast, at), "open": opened(cast, at)}
    for state in ("answered", "archived"):
        states[state] = drafted(cast, at)
        Consultation.objects.filter(pk=states[state].pk).update(state=state)
    with transaction.atomic():
        hand_over_consultations(Merger(cast.edu, cast.health, cast.operator, at))
        hand_over_consultations(Merger(cast.edu, cast.health, cast.operator, at))

    found = dict(Consultation.objects.values_list("pk", "unit__code"))
    assert {state: found[row.pk] for state, row in states.items()} == {
        "draft": "health", "open": "health", "answered": "edu", "archived": "edu",
    }  # fmt: skip
    form = OfferedForm.objects.get()
    assert "由明州市卫生健康委员会收集" in form.intro
    assert "联系明州市卫生健康委员会" in form.closed_words
    assert (form.opens_at, form.closes_at) == (at, states["open"].closes_at)
    event = Event.objects.get(code="consultations.handed_over")  # a repeat finds nothing
    assert (event.unit, event.actor) == ("health", cast.operator.person_key)
    assert json.loads(event.payload) == {"old_unit": "edu", "number": 2}
