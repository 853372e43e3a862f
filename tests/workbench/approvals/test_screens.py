"""One sheet for all steps of a round, one signature for many rounds, and who holds what."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.review.models import ReviewRound
from mingtang.workbench.approvals.actions import claim_step, pass_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import in_review, news_fields, submitted
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _send(client: Client, person: Any, url: str, fields: dict[str, Any]) -> Any:
    return client.post(url, {FIELD: new_form_key(person.pk, url), **fields})


def _sheet(found: ReviewRound) -> str:
    return reverse("review:show", args=[found.pk])


def _ticks(found: ReviewRound, *keys: str) -> dict[str, str]:
    """Return all statements of gates as ticked."""
    return {
        f"confirmed_{step.pk}_{number}": "on"
        for step in found.steps.filter(key__in=keys)
        for number in range(len(step.statements) or 1)
    }


def test_reviewer_ticks_all_gates_and_submits_once(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    found = in_review(cast, at).review_rounds.get()
    office = browser(cast.desk_editor)
    page = office.get(_sheet(found)).content.decode()
    assert page.count("<legend>") == 5  # the secrecy gate is not the desk's
    assert page.count("不予通过：") == 5  # a way back beside what is signed
    answer = _send(office, cast.desk_editor, _sheet(found), {"everything": "on"})
    assert (answer.status_code, answer["Location"]) == (302, _sheet(found))
    passed = set(found.steps.filter(state="passed").values_list("key", flat=True))
    # Political and wording gates need different people: the first of them is taken.
    assert passed == {"political", "policy", "legal", "public_opinion"}
    assert set(found.steps.filter(state="passed").values_list("decided_by", flat=True)) == {
        cast.desk_editor.pk
    }


def test_sheet_tells_per_gate_what_is_not_confirmed_and_loses_nothing(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    found = in_review(cast, at).review_rounds.get()
    political, policy = found.steps.get(key="political"), found.steps.get(key="policy")
    assert len(political.statements) > 1
    fields = {**_ticks(found, "political", "policy"), f"reason_{policy.pk}": "政策依据已核"}
    missing = f"confirmed_{political.pk}_1"
    del fields[missing]
    answer = _send(browser(cast.desk_editor), cast.desk_editor, _sheet(found), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“政治关”还有 1 项没有确认：{political.statements[1]}" in page
    assert "“政策关”还有" not in page
    assert "政策依据已核" in page
    assert page.count(" checked") == len(fields) - 1
    assert not found.steps.exclude(state="waiting").exists()


def test_empty_sheet_is_refused_with_a_hint(cast: Cast, at: datetime, browser: Browser) -> None:
    found = in_review(cast, at).review_rounds.get()
    answer = _send(browser(cast.desk_editor), cast.desk_editor, _sheet(found), {})
    assert (answer.status_code, "还没有勾选" in answer.content.decode()) == (422, True)


def test_sheet_passes_all_chosen_gates_or_none(cast: Cast, at: datetime, browser: Browser) -> None:
    found = in_review(cast, at).review_rounds.get()
    fields = _ticks(found, "political", "wording", "policy")
    answer = _send(browser(cast.desk_editor), cast.desk_editor, _sheet(found), fields)
    page = answer.content.decode()
    assert (answer.status_code, "须由另一人办理" in page) == (422, True)
    assert not found.steps.exclude(state="waiting").exists()


def test_sheet_shows_who_holds_each_step_since_when(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    found = in_review(cast, at).review_rounds.get()
    claim_step(actor=cast.second_desk, at=at, step_id=found.steps.get(key="political").pk)
    page = browser(cast.portal_secrecy).get(_sheet(found)).content.decode()
    assert f"{cast.second_desk.name}<br>" in page
    assert "03-11 10:00 认领" in page
    assert f"{cast.portal_secrecy.name}<br>" in page
    assert "03-11 10:00 起" in page
    assert "由您办理" in page
    assert "由您办理" not in browser(cast.portal_signer).get(_sheet(found)).content.decode()


def _waiting_steps(articles: list[Article]) -> list[ApprovalStep]:
    return [article.submissions.get().round.steps.get(key="leader_review") for article in articles]


def test_many_are_signed_at_once_with_a_result_for_each(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    articles = [submitted(cast, at, news_fields(title=f"稿件{one}")) for one in "甲乙丙"]
    steps = _waiting_steps(articles)
    office, url = browser(cast.leader), reverse("approvals:waiting")
    assert office.get(url).content.decode().count('name="steps"') == 3
    pass_step(actor=cast.leader, at=at, step_id=steps[1].pk)  # meanwhile, in another window
    chosen = [str(step.pk) for step in steps[:2]]
    answer = _send(office, cast.leader, url, {"steps": chosen, "reason": "同意"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已同意</strong> 《稿件甲》" in page
    assert "未办成</strong> 《稿件乙》" in page
    assert "已经有人办理" in page
    for article in articles:
        article.refresh_from_db()
    assert [article.state for article in articles] == ["arrived", "arrived", "submitted"]
    steps[0].refresh_from_db()
    assert (str(steps[0].reason), steps[0].decided_by) == ("同意", cast.leader)


def test_batch_passes_nothing_that_has_to_be_confirmed_sentence_by_sentence(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    found = in_review(cast, at).review_rounds.get()
    gate = found.steps.get(key="political")
    office, url = browser(cast.desk_editor), reverse("approvals:waiting")
    page = office.get(url).content.decode()
    assert f'value="{gate.pk}"' not in page
    assert page.count(">逐条核对<") == 1, "one line for all that are read on the sheet"
    assert all(f"{label}、" in page for label in ("政治关", "政策关"))
    answer = _send(office, cast.desk_editor, url, {"steps": [str(gate.pk)]})
    assert ("没有确认" in answer.content.decode(), answer.status_code) == (True, 200)
    gate.refresh_from_db()
    assert gate.state == "waiting"


def test_batch_of_another_units_steps_does_nothing(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    [step] = _waiting_steps([submitted(cast, at)])
    office, url = browser(cast.stranger_leader), reverse("approvals:waiting")
    answer = _send(office, cast.stranger_leader, url, {"steps": [str(step.pk)]})
    assert "办理结果" not in answer.content.decode()
    step.refresh_from_db()
    assert step.state == "waiting"


def test_gate_is_sent_back_to_an_earlier_one(cast: Cast, at: datetime, browser: Browser) -> None:
    found = in_review(cast, at).review_rounds.get()
    policy, legal = found.steps.get(key="policy"), found.steps.get(key="legal")
    pass_step(actor=cast.desk_editor, at=at, step_id=policy.pk)
    office, url = browser(cast.second_desk), reverse("review:refuse", args=[legal.pk])
    page = office.get(url).content.decode()
    assert "这一轮办理结束" in page
    assert ("只退回到“政策关”" in page, ">不予通过</button>" in page) == (True, True)
    other = office.get(reverse("review:pass", args=[legal.pk])).content.decode()
    assert ">通过</button>" in other
    answer = _send(office, cast.second_desk, url, {"reason": "依据不对", "to": "policy"})
    assert answer.status_code == 302
    policy.refresh_from_db()
    found.refresh_from_db()
    assert (policy.state, str(policy.reason), found.state) == ("waiting", "依据不对", "open")


def test_step_is_claimed_and_handed_over(cast: Cast, at: datetime, browser: Browser) -> None:
    gate = in_review(cast, at).review_rounds.get().steps.get(key="policy")
    office = browser(cast.desk_editor)
    url = reverse("approvals:claim", args=[gate.pk])
    assert _send(office, cast.desk_editor, url, {}).status_code == 302
    gate.refresh_from_db()
    assert gate.claimed_by == cast.desk_editor
    url = reverse("approvals:hand-over", args=[gate.pk])
    assert cast.second_desk.name in office.get(url).content.decode()
    fields = {"person_id": str(cast.second_desk.pk)}
    assert _send(office, cast.desk_editor, url, fields).status_code == 302
    gate.refresh_from_db()
    assert gate.claimed_by == cast.second_desk
