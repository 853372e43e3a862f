from datetime import datetime

import pytest

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions import pass_gate, refuse_gate, start_review
from mingtang.editorial.review.enums import GateState, RoundState
from mingtang.editorial.review.models import Gate, ReviewRound
from mingtang.editorial.review.queries import WAITING_LIMIT, gates_waiting_for, is_passed
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.models import PostHolding
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.queries import rules_for
from mingtang.spine.events.models import Event
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


def _gate(article: Article, key: str) -> Gate:
    return Gate.objects.get(round__article=article, round__state="open", key=key)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_la_15_an_article_passes_the_six_gates_of_its_class(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    review_round = article.review_rounds.get()
    assert [gate.label for gate in review_round.gates.all()] == [
        "政治关", "政策关", "法律关", "文字关", "保密关", "舆情关",
    ]  # fmt: skip
    assert all("LA-15" in gate.clauses for gate in review_round.gates.all())
    assert review_round.pack_version == rules_for(["city"], at).version
    *others, last = review_round.gates.order_by("order")
    for gate in others:
        pass_gate(actor=reviewer_of(cast, gate.posts.split(), gate.key), at=at, gate_id=gate.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.IN_REVIEW
    pass_gate(actor=cast.desk_editor, at=at, gate_id=last.pk)
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
        pass_gate(actor=cast.portal_signer, at=at, gate_id=signature.pk)
    assert _codes(refused) == ["review.signature_last"]
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.desk_editor, at=at, gate_id=signature.pk)
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
        pass_gate(actor=cast.desk_editor, at=at, gate_id=secrecy.pk)
    pass_gate(actor=cast.portal_secrecy, at=at, gate_id=secrecy.pk)
    event = Event.objects.get(code="review.secrecy.reviewed")
    assert event.subject == article.subject
    assert event.actor == cast.portal_secrecy.person_key


def test_xc_18_errors_are_confirmed_absent_by_people_before_release(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["review.no_errors"]
    assert "XC-18" in rule.clauses
    article = in_review(cast, at)
    sentences = [s for gate in article.review_rounds.get().gates.all() for s in gate.statements]
    asked = {one.label for gate in rule.gates.values() for one in gate.statements}
    assert len(asked) == 3
    assert asked <= set(sentences)


def test_xn_29_who_let_what_pass_can_be_told_afterwards(cast: Cast, at: datetime) -> None:
    assert "XN-29" in load_pack("xingning").rules["review.secrecy"].clauses
    article = passed(cast, at)
    gates = article.review_rounds.get().gates.all()
    assert all(gate.decided_by and gate.decided_at == at for gate in gates)
    assert article.review_rounds.get().revision == article.revision


def test_refused_gate_ends_the_round_and_gives_the_article_back_to_the_desk(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at)
    gate = _gate(article, "wording")
    with pytest.raises(Refused) as refused:
        refuse_gate(actor=cast.desk_editor, at=at, gate_id=gate.pk, reason=" ")
    assert _codes(refused) == ["review.reason_missing"]
    refuse_gate(actor=cast.desk_editor, at=at, gate_id=gate.pk, reason="地名有误")
    article.refresh_from_db()
    review_round = article.review_rounds.get()
    assert (article.state, review_round.state) == (ArticleState.ACCEPTED, RoundState.REFUSED)
    other = review_round.gates.get(key="policy")
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.desk_editor, at=at, gate_id=other.pk)
    assert _codes(refused) == ["review.round_over"]
    assert start_review(actor=cast.desk_editor, at=at, article_id=article.pk).number == 2


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
    assert gate not in gates_waiting_for(cast.desk_editor, at=at)
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.desk_editor, at=at, gate_id=gate.pk)
    assert _codes(refused) == ["review.own_text"]


def test_a_gate_is_decided_once(cast: Cast, at: datetime) -> None:
    gate = _gate(in_review(cast, at), "wording")
    pass_gate(actor=cast.desk_editor, at=at, gate_id=gate.pk)
    with pytest.raises(Refused) as refused:
        refuse_gate(actor=cast.desk_editor, at=at, gate_id=gate.pk, reason="反悔")
    assert _codes(refused) == ["review.gate_decided"]
    gate.refresh_from_db()
    assert gate.state == GateState.PASSED


def test_strangers_find_no_gate(cast: Cast, at: datetime) -> None:
    gate = _gate(in_review(cast, at), "wording")
    assert gates_waiting_for(cast.stranger, at=at) == []
    with pytest.raises(NotVisible):
        pass_gate(actor=cast.stranger, at=at, gate_id=gate.pk)
    assert not ReviewRound.objects.visible_to(cast.stranger, at=at).exists()


def test_a_list_knows_what_waits_for_whom(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    assert {g.key for g in gates_waiting_for(cast.portal_secrecy, at=at)} == {"secrecy"}
    assert {g.key for g in gates_waiting_for(cast.desk_editor, at=at)} == {
        "political", "policy", "legal", "wording", "public_opinion",
    }  # fmt: skip
    assert article.review_rounds.get().gates.count() == 6


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
    pass_gate(actor=cast.desk_editor, at=at, gate_id=_gate(article, "wording").pk)
    assert political not in gates_waiting_for(cast.desk_editor, at=at)
    assert political in gates_waiting_for(cast.second_desk, at=at)
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.desk_editor, at=at, gate_id=political.pk)
    assert _codes(refused) == ["review.same_person"]
    assert "文字关" in refused.value.reasons[0].text
    pass_gate(actor=cast.second_desk, at=at, gate_id=political.pk)


def test_pass_that_would_leave_another_gate_without_a_person_is_refused(
    cast: Cast, at: datetime
) -> None:
    article = in_review(cast, at)
    PostHolding.objects.filter(person=cast.second_desk).update(valid_to=at)
    political = _gate(article, "political")
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.desk_editor, at=at, gate_id=political.pk)
    assert _codes(refused) == ["organization.nobody_may"]
    assert "“文字关”（须由明州市人民政府的编辑部" in refused.value.reasons[0].text
    pass_gate(actor=cast.portal_leader, at=at, gate_id=political.pk)
    pass_gate(actor=cast.desk_editor, at=at, gate_id=_gate(article, "wording").pk)


def test_gate_without_a_person_does_not_hold_up_the_others(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    PostHolding.objects.filter(person=cast.portal_secrecy).update(valid_to=at)
    pass_gate(actor=cast.desk_editor, at=at, gate_id=_gate(article, "wording").pk)


def test_last_gate_is_not_passed_when_nobody_could_release(cast: Cast, at: datetime) -> None:
    article = in_review(cast, at)
    *others, last = article.review_rounds.get().gates.exclude(key="secrecy").order_by("order")
    for gate in others:
        pass_gate(actor=reviewer_of(cast, gate.posts.split(), gate.key), at=at, gate_id=gate.pk)
    pass_gate(actor=cast.desk_editor, at=at, gate_id=last.pk)
    PostHolding.objects.filter(post="desk").update(valid_to=at)
    secrecy = _gate(article, "secrecy")
    with pytest.raises(Refused) as refused:
        pass_gate(actor=cast.portal_secrecy, at=at, gate_id=secrecy.pk)
    assert _codes(refused) == ["organization.nobody_may"]
    assert "“发布”" in refused.value.reasons[0].text


def test_gate_behind_five_hundred_of_others_is_seen(cast: Cast, at: datetime) -> None:
    crowd = in_review(cast, at).review_rounds.get()
    crowd.gates.all().delete()
    crowd.in_order = True  # the first waits for secrecy, so that none of the others is due
    crowd.save(update_fields=["in_order"])
    Gate.objects.bulk_create(
        Gate(
            round=crowd,
            key=f"gate-{number}",
            label="政治关",
            posts="desk" if number else "secrecy_reviewer",
            order=number,
        )
        for number in range(WAITING_LIMIT + 100)
    )
    article = in_review(cast, at, news_fields(title="排在后面的稿件"))

    waiting = gates_waiting_for(cast.desk_editor, at=at)
    assert {gate.round.article_id for gate in waiting} == {article.pk}
    one = article.review_rounds.get()
    assert gates_waiting_for(cast.desk_editor, at=at, review_round=one) == waiting
    assert gates_waiting_for(cast.desk_editor, at=at, review_round=crowd) == []
