import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions import ReviewClient, start_review, withdraw_review
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import is_passed
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.models import PostHolding, Unit
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.queries import rules_for
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.enums import RoundState, StepState
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.queries import WAITING_LIMIT, steps_waiting_for
from tests.factories.approvals import crowd_of_steps
from tests.factories.cast import Cast
from tests.factories.content import (
    accepted,
    in_review,
    news_fields,
    pass_all_gates,
    passed,
    reviewer_of,
)
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _gate(article: Article, key: str) -> ApprovalStep:
    return ApprovalStep.objects.get(
        round__reviewround__article=article, round__state="open", key=key
    )


def _codes(refused: pytest.ExceptionInfo[Any]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_la_15_an_article_passes_the_six_gates_of_its_class(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    review_round = article.review_rounds.get()
    assert [gate.label for gate in review_round.steps.all()] == [
        "政治关", "政策关", "法律关", "文字关", "保密关", "舆情关",
    ]  # fmt: skip
    assert all("LA-15" in gate.clauses for gate in review_round.steps.all())
    assert review_round.pack_version == rules_for(["city"], at).version
    *others, last = review_round.steps.order_by("order")
    for gate in others:
        pass_step(actor=reviewer_of(cast, gate.posts_named(), gate.key), at=at, step_id=gate.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.IN_REVIEW
    pass_step(actor=cast.desk_editor, at=at, step_id=last.pk)
    article.refresh_from_db()
    review_round.refresh_from_db()
    assert (article.state, review_round.state) == (ArticleState.PASSED, RoundState.PASSED)
    assert is_passed(article.pk, article.revision_id)


def test_la_16_important_items_are_signed_last_by_the_principal_leader(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at, news_fields(is_important=True))
    signature = _gate(article, "signature")
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.portal_signer, at=at, step_id=signature.pk)
    assert _codes(refused) == ["approvals.step_early"]
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.desk_editor, at=at, step_id=signature.pk)
    assert "organization.not_entitled" in _codes(refused)
    pass_all_gates(cast, article, at)
    article.refresh_from_db()
    signature.refresh_from_db()
    assert (article.state, signature.decided_by) == (ArticleState.PASSED, cast.portal_signer)


def test_xc_16_secrecy_review_is_compulsory_and_recorded(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    secrecy = _gate(article, "secrecy")
    assert {"XC-16", "LA-15"} <= set(secrecy.clauses.split())
    with pytest.raises(Refused):
        pass_step(actor=cast.desk_editor, at=at, step_id=secrecy.pk)
    pass_step(actor=cast.portal_secrecy, at=at, step_id=secrecy.pk)
    event = Event.objects.get(code="review.secrecy.reviewed")
    assert event.subject == article.subject
    assert event.actor == cast.portal_secrecy.person_key


def test_xc_18_errors_are_confirmed_absent_by_people_before_release(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["review.no_errors"]
    assert "XC-18" in rule.clauses
    article = in_review(cast, at)
    sentences = [s for gate in article.review_rounds.get().steps.all() for s in gate.statements]
    asked = {one.label for gate in rule.gates.values() for one in gate.statements}
    assert len(asked) == 3
    assert asked <= set(sentences)


def test_xn_29_who_let_what_pass_can_be_told_afterwards(cast: Cast, at: datetime) -> None:
    assert "XN-29" in load_pack("xingning").rules["review.secrecy"].clauses
    article = passed(cast, at)
    gates = article.review_rounds.get().steps.all()
    assert all(gate.decided_by and gate.decided_at == at for gate in gates)
    assert article.review_rounds.get().revision == article.revision


def test_refused_gate_ends_the_round_and_gives_the_article_back_to_the_desk(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at)
    gate = _gate(article, "wording")
    with pytest.raises(Refused) as refused:
        return_step(actor=cast.desk_editor, at=at, step_id=gate.pk, reason=" ")
    assert _codes(refused) == ["approvals.reason_missing"]
    return_step(actor=cast.desk_editor, at=at, step_id=gate.pk, reason="地名有误")
    article.refresh_from_db()
    review_round = article.review_rounds.get()
    assert (article.state, review_round.state) == (ArticleState.ACCEPTED, RoundState.RETURNED)
    other = review_round.steps.get(key="policy")
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.desk_editor, at=at, step_id=other.pk)
    assert _codes(refused) == ["approvals.round_over"]
    assert start_review(actor=cast.desk_editor, at=at, article_id=article.pk).number == 2


def _told(article: Article, code: str) -> tuple[dict[str, Any], str]:
    """Return what the one event of a code says, and the reason that stands in it."""
    event = Event.objects.select_related("reason").get(subject=article.subject, code=code)
    return json.loads(event.payload), str(event.reason or "")


def test_log_tells_under_which_rules_a_round_began_and_passed(cast: Cast, at: datetime) -> None:
    article = passed(cast, at, news_fields(is_important=True))
    found = article.review_rounds.get()
    gates = [gate.key for gate in found.steps.order_by("order")]
    rules = rules_for(["city"], at)
    round_told = {
        "round": 1,
        "revision": 1,
        "content_class": found.content_class,
        "pack": rules.pack,
        "pack_version": rules.version,
    }
    started = round_told | {"gates": gates, "important": True, "remarks": {}}
    started |= {"desk": "office", "urgent": False}
    assert _told(article, "review.round.started") == (started, "")
    assert _told(article, "review.round.passed") == (round_told, "")
    assert gates[-1] == "signature"


def test_refusal_is_told_with_its_gate_and_its_reason_stands_once(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    gate = _gate(article, "wording")
    return_step(actor=cast.desk_editor, at=at, step_id=gate.pk, reason="地名有误")
    told = {"round": 1, "revision": 1, "gate": "wording", "clauses": gate.clauses.split()}
    assert _told(article, "review.gate.refused") == (told, "地名有误")
    payload, reason = _told(article, "review.round.refused")
    assert (payload["gate"], "clauses" in payload, reason) == ("wording", False, "")
    assert str(article.statuses.latest("id").reason) == "地名有误"


def test_withdrawal_is_told_with_its_reason_and_no_gate(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    withdraw_review(actor=cast.desk_editor, at=at, article_id=article.pk, reason="再核实")
    payload, reason = _told(article, "review.round.withdrawn")
    assert (payload.keys() & {"gate", "gates"}, reason) == (set(), "再核实")
    assert str(article.statuses.latest("id").reason) == "再核实"
    again = start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    withdraw_review(actor=cast.desk_editor, at=at, article_id=article.pk, reason="又核实")
    again.refresh_from_db()
    assert (again.number, again.state) == (2, RoundState.WITHDRAWN)


@pytest.mark.parametrize(
    ("act", "outcome"), [(pass_step, "passed"), (partial(return_step, reason="涉密"), "refused")]
)
def test_xc_16_outcome_of_the_secrecy_review_is_told_by_itself(
    cast: Cast, at: datetime, act: Callable[..., object], outcome: str
) -> None:
    article = in_review(cast, at)
    others = article.review_rounds.get().steps.exclude(key="secrecy").order_by("order")
    for gate in others:
        pass_step(actor=reviewer_of(cast, gate.posts_named(), gate.key), at=at, step_id=gate.pk)
    assert not Event.objects.filter(code="review.secrecy.reviewed").exists()
    secrecy = _gate(article, "secrecy")
    act(actor=cast.portal_secrecy, at=at, step_id=secrecy.pk)
    told, reason = _told(article, "review.secrecy.reviewed")
    assert (told["gate"], told["outcome"], reason) == ("secrecy", outcome, "")


def test_reviewer_reads_the_short_name_of_the_unit_where_it_has_one(
    cast: Cast, at: datetime
) -> None:
    found = in_review(cast, at).review_rounds.get()
    for short, told in (("市教育局", "市教育局"), ("", cast.edu.name)):
        Unit.objects.filter(pk=cast.edu.pk).update(short_name=short)
        assert ReviewClient().subjects([found])[found.pk].note == told


def test_nobody_passes_the_own_text(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    save_article(
        actor=cast.desk_editor,
        at=at,
        article_id=article.pk,
        version=article.version,
        fields=news_fields(title="编辑改过的标题"),
    )
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    gate = _gate(article, "wording")
    assert gate not in steps_waiting_for(cast.desk_editor, at=at)
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.desk_editor, at=at, step_id=gate.pk)
    assert _codes(refused) == ["approvals.own_text"]


def test_a_gate_is_decided_once(cast: Cast, at: datetime) -> None:
    gate = _gate(in_review(cast, at), "wording")
    pass_step(actor=cast.desk_editor, at=at, step_id=gate.pk)
    with pytest.raises(Refused) as refused:
        return_step(actor=cast.desk_editor, at=at, step_id=gate.pk, reason="反悔")
    assert _codes(refused) == ["approvals.step_decided"]
    gate.refresh_from_db()
    assert gate.state == StepState.PASSED


@pytest.mark.parametrize("act", [pass_step, partial(return_step, reason="需要改")])
@pytest.mark.parametrize("who", ["officer", "leader", "stranger", "portal_secrecy"])
def test_gate_is_decided_by_its_posts_alone(
    cast: Cast, at: datetime, who: str, act: Callable[..., object]
) -> None:
    gate = _gate(in_review(cast, at), "policy")
    events = Event.objects.count()
    with pytest.raises((Refused, NotVisible)) as refused:
        act(actor=getattr(cast, who), at=at, step_id=gate.pk)
    if who != "stranger":
        assert "organization.not_entitled" in _codes(refused)
    gate.refresh_from_db()
    assert (gate.state, gate.decided_by, Event.objects.count()) == ("waiting", None, events)


def test_strangers_find_no_gate(cast: Cast, at: datetime) -> None:
    gate = _gate(in_review(cast, at), "wording")
    assert steps_waiting_for(cast.stranger, at=at) == []
    with pytest.raises(NotVisible):
        pass_step(actor=cast.stranger, at=at, step_id=gate.pk)
    assert not ReviewRound.objects.visible_to(cast.stranger, at=at).exists()


def test_a_list_knows_what_waits_for_whom(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    assert {g.key for g in steps_waiting_for(cast.portal_secrecy, at=at)} == {"secrecy"}
    assert {g.key for g in steps_waiting_for(cast.desk_editor, at=at)} == {
        "political", "policy", "legal", "wording", "public_opinion",
    }  # fmt: skip
    assert article.review_rounds.get().steps.count() == 6


def test_review_cannot_be_started_by_the_unit(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    with pytest.raises(Refused) as refused:
        start_review(actor=cast.officer, at=at, article_id=article.pk)
    assert _codes(refused) == ["organization.not_entitled"]


def test_round_nobody_can_pass_is_refused_at_the_start(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    PostHolding.objects.filter(person__in=[cast.second_desk, cast.portal_leader]).update(
        valid_to=at
    )
    save_article(
        actor=cast.desk_editor,
        at=at,
        article_id=article.pk,
        version=article.version,
        fields=news_fields(title="编辑部改过的标题"),
    )
    with pytest.raises(Refused) as refused:
        start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert _codes(refused) == ["organization.nobody_may"]
    text = refused.value.reasons[0].text
    assert all(label in text for label in ("政治关", "政策关", "法律关", "文字关", "舆情关"))
    assert "保密关" not in text
    article.refresh_from_db()
    assert article.state == ArticleState.ACCEPTED
    assert not article.review_rounds.exists()


def test_gates_of_one_group_are_passed_by_different_people(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    political = _gate(article, "political")
    pass_step(actor=cast.desk_editor, at=at, step_id=_gate(article, "wording").pk)
    assert political not in steps_waiting_for(cast.desk_editor, at=at)
    assert political in steps_waiting_for(cast.second_desk, at=at)
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.desk_editor, at=at, step_id=political.pk)
    assert _codes(refused) == ["approvals.same_person"]
    assert "文字关" in refused.value.reasons[0].text
    pass_step(actor=cast.second_desk, at=at, step_id=political.pk)


def test_pass_that_would_leave_another_gate_without_a_person_is_refused(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at)
    PostHolding.objects.filter(person=cast.second_desk).update(valid_to=at)
    political = _gate(article, "political")
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.desk_editor, at=at, step_id=political.pk)
    assert _codes(refused) == ["organization.nobody_may"]
    assert "“文字关”（须由明州市人民政府的编辑部" in refused.value.reasons[0].text
    pass_step(actor=cast.portal_leader, at=at, step_id=political.pk)
    pass_step(actor=cast.desk_editor, at=at, step_id=_gate(article, "wording").pk)


def test_gate_without_a_person_does_not_hold_up_the_others(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    PostHolding.objects.filter(person=cast.portal_secrecy).update(valid_to=at)
    pass_step(actor=cast.desk_editor, at=at, step_id=_gate(article, "wording").pk)


def test_last_gate_is_not_passed_when_nobody_could_release(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    *others, last = article.review_rounds.get().steps.exclude(key="secrecy").order_by("order")
    for gate in others:
        pass_step(actor=reviewer_of(cast, gate.posts_named(), gate.key), at=at, step_id=gate.pk)
    pass_step(actor=cast.desk_editor, at=at, step_id=last.pk)
    PostHolding.objects.filter(post="desk").update(valid_to=at)
    secrecy = _gate(article, "secrecy")
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.portal_secrecy, at=at, step_id=secrecy.pk)
    assert _codes(refused) == ["organization.nobody_may"]
    assert "“发布”" in refused.value.reasons[0].text


def test_gate_behind_five_hundred_of_others_is_seen(cast: Cast, at: datetime) -> None:
    crowd = in_review(cast, at).review_rounds.get()
    crowd_of_steps(
        crowd, WAITING_LIMIT + 100, posts="secrecy_reviewer", right="review.gate", site="portal"
    )
    article = in_review(cast, at, news_fields(title="排在后面的稿件"))

    waiting = steps_waiting_for(cast.desk_editor, at=at)
    assert {gate.round.subject for gate in waiting} == {article.subject}
    one = article.review_rounds.get()
    assert steps_waiting_for(cast.desk_editor, at=at, found=one) == waiting
    assert steps_waiting_for(cast.desk_editor, at=at, found=crowd) == []
