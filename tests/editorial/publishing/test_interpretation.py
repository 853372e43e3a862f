"""A policy and its interpretation: the plan is reviewed with the draft, both go online at one moment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.enums import ArticleKind, ArticleState
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing import hooks
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.actions.companions import (
    request_interpretation,
    state_exception,
)
from mingtang.editorial.publishing.actions.schedules import run_due, schedule_publish
from mingtang.editorial.publishing.models import Address, InterpretationRequest
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.submission.actions import submit_article
from mingtang.ground.foundation.decisions import YES, Refused, no
from mingtang.institution.obligations.models import Obligation
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft, in_review, news_fields, policy_fields
from tests.factories.publishing import ready_article, tree
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Drain = Callable[[datetime], object]
HOUR = timedelta(hours=1)
PLAN = {"content": "补贴对象和标准", "form": "图解、访谈", "channel": "门户网站、微信"}


@pytest.fixture(autouse=True)
def _pack(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _policy(cast: Cast, at: datetime, **changes: Any) -> Article:
    fields = policy_fields(**({"policy_area": "livelihood"} | changes))
    return ready_article(cast, at, columns=[cast.notices], fields=fields)


def _explained(cast: Cast, at: datetime, policy: Article, **changes: Any) -> Article:
    fields = news_fields(
        kind=ArticleKind.INTERPRETATION, title="招生通知解读", interprets_id=policy.pk, **changes
    )
    return ready_article(cast, at, columns=[cast.notices], fields=fields)


def _publish(cast: Cast, at: datetime, article: Article) -> None:
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)


def _codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def _submit(cast: Cast, at: datetime, article: Article) -> None:
    submit_article(
        actor=cast.officer, at=at, article_id=article.pk, version=article.version,
        author="林晓", phone="13805630000",
    )  # fmt: skip


def test_xc_05_important_policy_is_sent_in_with_its_plan_of_interpretation(
    cast: Cast, at: datetime
) -> None:
    part = {"content": "补贴对象和标准", "form": " \u200b"}
    fields = policy_fields(is_key_policy=True, interpretation_plan=part)
    article = draft(cast, at, fields)

    with pytest.raises(Refused) as refusal:
        _submit(cast, at, article)
    assert [one.text for one in refusal.value.reasons] == [
        "请填写“解读形式”。",
        "请填写“解读途径”。",
    ]

    whole = policy_fields(is_key_policy=True, interpretation_plan=PLAN)
    save_article(actor=cast.officer, at=at, article_id=article.pk, version=1, fields=whole)
    article.refresh_from_db()
    _submit(cast, at, article)
    assert article.revision is not None
    assert article.revision.data["interpretation_plan"] == PLAN


def test_xc_05_the_office_may_overrule_whether_a_policy_is_important(
    cast: Cast, at: datetime
) -> None:
    article = accepted(cast, at, policy_fields())
    fields = policy_fields(is_key_policy=True)
    save_article(
        actor=cast.desk_editor, at=at, article_id=article.pk, version=article.version, fields=fields
    )

    with pytest.raises(Refused) as refusal:
        start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert _codes(refusal) == {"content.field_missing"}


def test_xc_05_reviewers_read_the_plan_with_the_draft(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    article = in_review(cast, at, policy_fields(is_key_policy=True, interpretation_plan=PLAN))
    sheet = reverse("review:show", args=[article.review_rounds.get().pk])
    with time_machine.travel(at, tick=False):
        pages = [
            browser(cast.portal_secrecy).get(sheet).content.decode(),
            browser(cast.leader).get(reverse("content:show", args=[article.pk])).content.decode(),
        ]

    for page in pages:
        assert all(words in page for words in ("解读途径", *PLAN.values()))


def test_a_policy_says_what_it_is_about(cast: Cast, at: datetime) -> None:
    article = draft(cast, at, policy_fields(policy_area=""))

    with pytest.raises(Refused) as refusal:
        _submit(cast, at, article)
    assert _codes(refusal) == {"content.policy_area_missing"}


@pytest.mark.parametrize(
    "changes",
    [{}, {"policy_area": "economy"}, {"policy_area": "both"},
     {"policy_area": "other", "is_key_policy": True}],
)  # fmt: skip
def test_xc_06_gb_02_policy_waits_for_its_interpretation(
    cast: Cast, at: datetime, changes: dict[str, Any]
) -> None:
    policy = _policy(cast, at, **changes)

    with pytest.raises(Refused) as refusal:
        _publish(cast, at, policy)

    assert _codes(refusal) == {"publishing.interpretation_missing"}
    assert not Release.objects.exists()


def test_xc_06_policy_and_passed_interpretation_go_online_in_one_act(
    cast: Cast, at: datetime
) -> None:
    policy = _policy(cast, at)
    text = _explained(cast, at, policy)
    unfinished = draft(
        cast,
        at,
        news_fields(kind=ArticleKind.INTERPRETATION, title="图解", interprets_id=policy.pk),
    )

    _publish(cast, at, policy)

    assert {one.pk: one.released_at for one in Release.objects.filter(is_live=True)} == {
        policy.pk: at,
        text.pk: at,
    }
    text.refresh_from_db()
    unfinished.refresh_from_db()
    assert (text.state, unfinished.state) == (ArticleState.PUBLISHED, ArticleState.DRAFT)


def test_xc_06_policy_waits_while_its_interpretation_is_under_review(
    cast: Cast, at: datetime
) -> None:
    policy = _policy(cast, at)
    text = _explained(cast, at, policy)
    Article.objects.filter(pk=text.pk).update(state=ArticleState.IN_REVIEW)

    with pytest.raises(Refused) as refusal:
        _publish(cast, at, policy)

    assert _codes(refusal) == {"publishing.interpretation_not_ready"}
    assert "《招生通知解读》现在是“审核中”" in str(refusal.value)


def test_xc_06_interpretation_does_not_go_online_before_its_policy(
    cast: Cast, at: datetime
) -> None:
    text = _explained(cast, at, _policy(cast, at))

    with pytest.raises(Refused) as refusal:
        _publish(cast, at, text)

    assert _codes(refusal) == {"publishing.interpretation_precedes"}


def test_xc_06_what_keeps_the_interpretation_offline_keeps_the_policy_offline(
    cast: Cast, at: datetime
) -> None:
    policy = _policy(cast, at)
    text = _explained(cast, at, policy)

    def veto(article_id: int, revision_id: int) -> Any:
        return no("test.veto", "还不能发布。") if article_id == text.pk else YES

    hooks.add_release_veto(veto)
    try:
        with pytest.raises(Refused) as refusal:
            _publish(cast, at, policy)
    finally:
        hooks.remove_release_veto(veto)

    assert str(refusal.value) == "《招生通知解读》：还不能发布。"
    assert not Release.objects.exists()
    policy.refresh_from_db()
    assert policy.state == ArticleState.PASSED


def test_scheduled_policy_takes_its_interpretation_along(cast: Cast, at: datetime) -> None:
    policy = _policy(cast, at)
    text = _explained(cast, at, policy)
    due = at + HOUR
    schedule_publish(actor=cast.desk_editor, at=at, article_id=policy.pk, due_at=due)

    run_due(due)

    released = Release.objects.values_list("article_id", "released_at").order_by("article_id")
    assert list(released) == [(policy.pk, due), (text.pk, due)]


def test_correction_of_a_policy_online_asks_for_nothing_more(cast: Cast, at: datetime) -> None:
    policy = _policy(cast, at, policy_area="other")
    _publish(cast, at, policy)
    Article.objects.filter(pk=policy.pk).update(state=ArticleState.PASSED, policy_area="livelihood")

    _publish(cast, at + HOUR, policy)

    assert Release.objects.get(pk=policy.pk).changed_at == at + HOUR


def test_gb_02_policy_that_goes_first_has_a_reason_and_a_clock_for_its_interpretation(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    policy = _policy(cast, at)
    with pytest.raises(Refused) as refusal:
        state_exception(actor=cast.desk_editor, at=at, article_id=policy.pk, reason=" ")
    assert _codes(refusal) == {"publishing.reason_missing"}

    state_exception(
        actor=cast.desk_editor, at=at, article_id=policy.pk, reason="防汛需要，先行发布"
    )
    _publish(cast, at, policy)
    drain(at)
    clock = Obligation.objects.about(policy.subject).get(rule_id="interpretation.afterwards")
    assert (clock.state, clock.unit_key) == ("open", "edu")
    assert clock.due_at.astimezone(at.tzinfo).date() == date(2026, 3, 16)  # Wednesday + 3

    _publish(cast, at + HOUR, _explained(cast, at, policy))
    drain(at + HOUR)
    clock.refresh_from_db()
    assert clock.state == "met"


def test_exception_is_refused_where_the_pack_knows_none(cast: Cast, at: datetime) -> None:
    bound_pack("office", "xuancheng", at=at)
    policy = _policy(cast, at)

    with pytest.raises(Refused) as refusal:
        state_exception(actor=cast.desk_editor, at=at, article_id=policy.pk, reason="来不及")

    assert _codes(refusal) == {"publishing.exception_not_allowed"}


def test_xc_07_common_question_becomes_a_task_with_a_clock(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    policy = _policy(cast, at, policy_area="other")
    _publish(cast, at, policy)
    ask = {"actor": cast.desk_editor, "at": at, "article_id": policy.pk}
    request_interpretation(**ask, question="随迁子女怎样报名，一周来信32件")
    with pytest.raises(Refused) as refusal:
        request_interpretation(**ask, question="再问一次")
    assert _codes(refusal) == {"publishing.request_open"}
    drain(at)
    clock = Obligation.objects.about(policy.subject).get(rule_id="interpretation.common_question")
    assert clock.due_at.astimezone(at.tzinfo).date() == date(2026, 3, 18)

    text = _explained(cast, at, policy, interpretation_form="专家学者解读")
    _publish(cast, at + HOUR, text)
    drain(at + HOUR)

    clock.refresh_from_db()
    assert clock.state == "met"
    assert InterpretationRequest.objects.get().answered_by == text


def test_policy_taken_down_closes_what_was_owed(cast: Cast, at: datetime, drain: Drain) -> None:
    policy = _policy(cast, at, policy_area="other")
    _publish(cast, at, policy)
    request_interpretation(actor=cast.desk_editor, at=at, article_id=policy.pk, question="怎样报名")
    take_down_article(
        actor=cast.desk_editor, at=at, article_id=policy.pk, reason_code="error", reason="有误"
    )
    drain(at)

    clock = Obligation.objects.about(policy.subject).get(rule_id="interpretation.common_question")
    assert clock.state == "closed"


def test_screens_lead_from_the_policy_to_its_interpretation(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    policy = _policy(cast, at)
    show = reverse("content:show", args=[policy.pk])
    with time_machine.travel(at, tick=False):
        desk, officer = browser(cast.desk_editor), browser(cast.officer)
        page = desk.get(show).content.decode()
        assert "还没有解读稿" in page
        assert reverse("publishing:exception", args=[policy.pk]) in page
        write = f"{reverse('content:create')}?interprets={policy.pk}"
        assert write.replace("&", "&amp;") in officer.get(show).content.decode()
        form = officer.get(write).context["form"]
        assert (form.initial["kind"], form.initial["interprets"]) == ("interpretation", policy)
        assert ("专家学者解读", "专家学者解读") in form.fields["interpretation_form"].choices

        text = _explained(cast, at, policy)
        publish = reverse("publishing:publish", args=[policy.pk])
        assert "解读《招生通知解读》与文件同时上线" in desk.get(publish).content.decode()
        key = new_form_key(cast.desk_editor.pk, publish)
        assert desk.post(publish, {FIELD: key}).status_code == 302
    assert Release.objects.filter(is_live=True).count() == 2
    assert (
        show in browser(cast.officer).get(reverse("content:show", args=[text.pk])).content.decode()
    )


def test_plan_is_written_in_the_form_and_shown_again(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    url = reverse("content:create")
    values = {
        "unit": cast.edu.pk, "site": cast.portal.pk, "kind": "policy", "title": "招生通知",
        "content_class": "ordinary", "body-count": "0", "is_key_policy": "on",
        "policy_area": "both", FIELD: new_form_key(cast.officer.pk, url),
        **{f"interpretation_plan-{name}": words for name, words in PLAN.items()},
    }  # fmt: skip
    with time_machine.travel(at, tick=False):
        client = browser(cast.officer)
        values[FIELD] = new_form_key(cast.officer.pk, url)
        assert client.post(url, values).status_code == 302
        article = Article.objects.get()
        assert (article.interpretation_plan, article.policy_area) == (PLAN, "both")
        page = client.get(reverse("content:edit", args=[article.pk])).content.decode()
    assert all(words in page for words in PLAN.values())


def test_xc_07_letters_about_a_policy_become_a_task_of_its_unit(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    policy = _policy(cast, at, policy_area="other")
    _publish(cast, at, policy)
    url = reverse("letters:ask-interpretation")
    with time_machine.travel(at, tick=False):
        client = browser(cast.desk_editor)
        asked = client.get(url, {"question": "随迁子女怎样报名（近期来信 32 件）"})
        question = asked.context["form"].initial["question"]
        fields = {"policy": policy.document_number, "question": question}
        done = client.post(url, fields | {FIELD: new_form_key(cast.desk_editor.pk, url)})
        assert done.status_code == 302, done.context["form"].errors
        page = browser(cast.officer).get(reverse("content:show", args=[policy.pk]))

    assert str(InterpretationRequest.objects.get().question) == question
    assert "随迁子女怎样报名（近期来信 32 件）" in page.content.decode()


@pytest.mark.parametrize(
    ("pack", "form"),
    [("luan", "微访谈"), ("luan", "图表图解"), ("luan", "专家学者解读"), ("national", "视频解读")],
)
def test_la_08_gb_02_interpretation_tells_its_form_to_readers(
    cast: Cast, at: datetime, pack: str, form: str, rooms: object, browser: Browser
) -> None:
    bound_pack("edu", pack, at=at)
    policy = _policy(cast, at, policy_area="other")
    _publish(cast, at, policy)
    with time_machine.travel(at, tick=False):
        write = f"{reverse('content:create')}?interprets={policy.pk}"
        page = browser(cast.officer).get(write)
    assert (form, form) in page.context["form"].fields["interpretation_form"].choices

    text = _explained(cast, at, policy, interpretation_form=form)
    _publish(cast, at, text)
    work_everything(at)

    path = Address.objects.get(article=text).path
    assert f"解读形式：{form}" in tree("portal")[path].decode()
