"""Pressing cases are listed for leaders and desk, who urge and supervise from the list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.institution.notices.models import Notice
from mingtang.institution.obligations.actions import settle_due
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.actions.judging import escalate_case, reopen_case, supervise_case
from mingtang.workbench.casework.actions.moving import answer_case
from mingtang.workbench.casework.interfaces.pressing import pressing_of
from tests.factories import cases as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
pytestmark = pytest.mark.django_db
LIST = "casework:pressing"


def test_leader_sees_what_presses_in_the_order_of_its_deadlines(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    bound_pack("city", at=at)
    calm, late, asked = (make.claimed(cast, at) for _ in range(3))
    later = at + timedelta(days=2)
    drain(at)
    for case in (calm, asked):
        answer_case(actor=cast.officer, at=at, case_id=case.pk, text="七点半。")
        reopen_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="没有答到")
    escalate_case(actor=cast.desk_editor, at=later, case_id=asked.pk, reason="三个单位都说不管")
    drain(later)
    settle_due(later)

    assert set(pressing_of(cast.leader, later)) == {late, asked}
    assert list(pressing_of(cast.stranger_leader, later)) == []
    answer_case(actor=cast.officer, at=later, case_id=late.pk, text="七点半。")
    assert list(pressing_of(cast.portal_leader, later)) == [asked]


def test_supervision_is_told_to_the_unit_and_its_leader(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    case = make.claimed(cast, at)
    supervise_case(actor=cast.portal_leader, at=at, case_id=case.pk, reason="群众反映强烈")
    drain(at)

    told = Notice.objects.filter(kind="casework.supervised").values_list("person", flat=True)
    assert set(told) == {cast.officer.pk, cast.leader.pk}


def test_leader_urges_and_supervises_the_ticked(
    cast: Cast, at: datetime, drain: Drain, browser: Browser
) -> None:
    with time_machine.travel(at + timedelta(days=2), tick=False):
        bound_pack("city", at=at)
        case, person = make.claimed(cast, at), cast.portal_leader
        drain(at)
        leader, url = browser(person), reverse(LIST)

        def send(act: str) -> Any:
            fields = {FIELD: new_form_key(person.pk, url), "act": act, "items": [case.pk]}
            return leader.post(url, {**fields, f"{act}-reason": "请今天办结"})

        page = leader.get(url).content.decode()
        assert all(word in page for word in (case.number, "已超期", "市教育局 林晓", "督办所选"))
        assert "已催办" in send("urge").content.decode()
        assert "已督办" in send("supervise").content.decode()
        case.refresh_from_db()
        assert (case.urgings, case.supervised_at is not None) == (1, True)
        start = leader.get(reverse("wagtailadmin_home")).content.decode()
        assert all(word in start for word in ("紧要办件", case.number, "3月11日起"))
