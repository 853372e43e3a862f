"""The quality check by the written rule: sample, sheets, second answer, figures by unit."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mingtang.institution.obligations.models import Obligation
from mingtang.service.responses.actions.quality import draw_sample, mark_check
from mingtang.service.responses.models import QualityCheck, SampleDraw
from mingtang.service.responses.policies.quality import draw, sample_size
from mingtang.service.responses.queries.sampling import check_rule, figures_of_draw
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import count_cases
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
MONTH = timedelta(days=31)


def _post(client: Client, url: str, person: Any, **values: Any) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **values})


@pytest.mark.django_db
def test_xc_33_office_checks_a_months_answers_by_the_written_rule_and_sends_a_bad_one_back(
    cast: Cast, at: datetime, browser: Browser, drain: Drain
) -> None:
    before = at - MONTH
    bound_pack("city", at=before)
    rule = check_rule("office", at=at)
    assert rule is not None
    assert rule.citation.startswith("《")
    case = make.answered(cast, before)
    drain(before)
    with time_machine.travel(at, tick=False):
        desk = browser(cast.desk_editor)
        url = reverse("responses:draw")
        assert f"{before:%Y-%m}" in desk.get(url).content.decode()
        sent = _post(desk, url, cast.desk_editor, desk=cast.office.pk, month=f"{before:%Y-%m}")
        sheet = QualityCheck.objects.get(case=case)
        assert case.number in desk.get(reverse("responses:checks")).content.decode()
        mark = reverse("responses:mark", args=[sheet.pk])
        assert "校车" in desk.get(mark).content.decode()
        assert "按时答复" in desk.get(mark).content.decode()
        poor = {"points_complete": 10, "points_explained": 0, "reason": "没有回答几点到"}
        answer = _post(desk, mark, cast.desk_editor, **poor, send_back="on")
        assert answer.status_code == 302
        page = desk.get(answer.url).content.decode()
        assert "不合格，已退回" in page
        assert "没有回答几点到" in page
        assert "50 分" in page  # 40 of 40 by the clock, 10 of 60 by the officer
        figures = desk.get(sent.url).content.decode()
        assert "市教育局" in figures
        assert "没有回答几点到" in browser(cast.officer).get(answer.url).content.decode()
        assert browser(cast.stranger).get(answer.url).status_code == 404
    drain(at)
    case.refresh_from_db()
    assert (case.state, case.unit) == ("dispatched", "edu")
    again = Obligation.objects.about(case.subject_key).get(rule_id="reply.second_answer")
    assert again.unit_key == "edu"
    first = Obligation.objects.about(case.subject_key).get(rule_id="reply.inquiry")
    assert first.state == "met"  # the verdict about the first answer stays
    found = figures_of_draw(SampleDraw.objects.get())
    assert [(one.unit, one.drawn, one.returned, one.score) for one in found] == [("edu", 1, 1, 50)]


@pytest.mark.django_db
def test_late_answer_gets_no_points_for_time_and_one_without_deadline_is_marked_without(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    before = at - MONTH
    bound_pack("city", at=before)
    late, plain = make.answered(cast, before), make.answered(cast, before, category="report")
    drain(before)
    Obligation.objects.filter(subject=late.subject_key, rule_id="reply.inquiry").update(
        state="met_late"
    )
    drawn = draw_sample(actor=cast.desk_editor, at=at, desk_unit="office", month=date(2026, 2, 8))
    row = QualityCheck.objects.get()
    other = QualityCheck.objects.create(
        draw=drawn, case={late: plain, plain: late}[row.case], unit="edu", rank="f" * 64,
        place=2, population=2,
    )  # fmt: skip
    good = {"complete": 30, "explained": 30}
    scores = {
        sheet.case_id: mark_check(
            actor=cast.desk_editor, at=at, check_id=sheet.pk, points=good, reason="写得清楚"
        ).score
        for sheet in (row, other)
    }
    assert scores == {late.pk: 60, plain.pk: 100}


@pytest.mark.django_db
def test_complaint_is_judged_by_its_own_rule(cast: Cast, at: datetime, drain: Drain) -> None:
    from tests.factories import letters  # its kind knows more than one rule

    bound_pack("city", at=at)
    case = letters.letter(at, category=letters.LetterCategory.COMPLAINT)
    Case.objects.filter(pk=case.pk).update(unit="edu", state="dispatched")
    letters.answer(case, cast.officer, cast.leader, at, "已经处理，三天内修好。")
    drain(at)
    found = count_cases("letter")
    assert (found.answered, found.on_time, found.late) == (1, 1, 0)


@given(st.sets(st.text("0123456789", min_size=1, max_size=4), max_size=60), st.integers(1, 100))
def test_sample_is_the_same_for_everyone_and_grows_with_the_share(
    numbers: set[str], share: int
) -> None:
    drawn = draw(numbers, "seed", share=share, at_least=1)
    assert drawn == draw(sorted(numbers, reverse=True), "seed", share=share, at_least=1)
    assert len(drawn) == sample_size(len(numbers), share=share, at_least=1) <= len(numbers)
    more = draw(numbers, "seed", share=100, at_least=1)
    assert {one.number for one in more} == numbers
    assert [one.number for one in drawn] == [one.number for one in more][: len(drawn)]
