import json
from datetime import datetime, timedelta

import pytest

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.submission.actions import (
    SubmissionClient,
    accept_submission,
    close_cancelled,
    mark_released,
    recall_submission,
    return_submission,
    submit_article,
)
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.queries import submissions_at_desk
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.institution.regulations.queries import rules_for
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.actions import pass_step, return_step
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.queries import WAITING_LIMIT, steps_waiting_for
from tests.factories.approvals import crowd_of_steps
from tests.factories.cast import Cast
from tests.factories.content import accepted, arrived, draft, news_fields, submitted
from tests.factories.organization import PostHoldingFactory
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _codes(article: Article) -> list[str]:
    return list(
        Event.objects.filter(subject=article.subject).order_by("id").values_list("code", flat=True)
    )


def _reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def _submit(cast: Cast, at: datetime, article: Article, **changes: object) -> Submission:
    values: dict[str, object] = {
        "actor": cast.officer,
        "article_id": article.pk,
        "version": article.version,
        "author": "林晓",
        "phone": "13805630000",
    }
    return submit_article(at=at, **(values | changes))  # type: ignore[arg-type]


def test_xc_17_unit_leader_reviews_and_signs_before_a_submission_leaves(
    cast: Cast, at: datetime
) -> None:
    article = submitted(cast, at)
    assert article.state == ArticleState.SUBMITTED
    assert not submissions_at_desk(cast.desk_editor, at=at).exists()
    step = steps_waiting_for(cast.leader, at=at)[0]
    pass_step(actor=cast.leader, at=at, step_id=step.pk)
    article.refresh_from_db()
    submission = article.submissions.get()
    assert (article.state, submission.state) == (ArticleState.ARRIVED, SubmissionState.ARRIVED)
    assert [(s.key, s.decided_by) for s in submission.round.steps.all()] == [
        ("leader_review", cast.leader),
        ("sign_off", cast.leader),
    ]
    assert _codes(article) == [
        "content.article.created",
        "content.article.moved",
        "submission.submitted",
        "submission.approved",
        "submission.approved",
        "content.article.moved",
        "submission.arrived",
    ]
    assert list(submissions_at_desk(cast.desk_editor, at=at)) == [submission]
    assert "XC-17" in submission.round.steps.get(key="leader_review").clauses


def test_xn_19_important_items_need_the_principal_leader(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at, news_fields(is_important=True))
    first, second = ApprovalStep.objects.filter(round__submission__article=article).order_by(
        "order"
    )
    pass_step(actor=cast.leader, at=at, step_id=first.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.SUBMITTED
    with pytest.raises(Refused):
        pass_step(actor=cast.leader, at=at, step_id=second.pk)
    pass_step(actor=cast.principal, at=at, step_id=second.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.ARRIVED


def test_hn_07_unreviewed_item_never_reaches_the_desk(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at)
    submission = article.submissions.get()
    assert rules_for(["city"], at)["submission.approval"].clauses
    with pytest.raises(NotVisible):
        accept_submission(actor=cast.desk_editor, at=at, submission_id=submission.pk)
    step = submission.round.steps.order_by("order").first()
    assert step is not None
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.officer, at=at, step_id=step.pk)
    assert set(_reasons(refused)) == {"organization.not_entitled", "approvals.own_text"}


def test_accepting_twice_changes_nothing(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    submission, codes = article.submissions.get(), _codes(article)
    later = at + timedelta(minutes=1)

    again = accept_submission(actor=cast.desk_editor, at=later, submission_id=submission.pk)
    with pytest.raises(Refused) as refused:
        accept_submission(actor=cast.second_desk, at=later, submission_id=submission.pk)

    assert (again, again.accepted_by, again.accepted_at) == (submission, cast.desk_editor, at)
    assert _reasons(refused) == ["submission.not_at_desk", "content.wrong_state"]
    assert _codes(article) == codes


def test_hn_09_what_the_desk_receives_shows_who_approved_it(cast: Cast, at: datetime) -> None:
    article = arrived(cast, at)
    rule = rules_for(["edu", "city"], at)["submission.approval"]
    submission = article.submissions.get()
    assert "HN-09" in rule.clauses
    assert {step.decided_by for step in submission.round.steps.all()} == {cast.leader}
    assert submission.revision == article.revision


def test_hn_02_named_information_officers_submit(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    with pytest.raises(NotVisible):
        _submit(cast, at, article, actor=cast.stranger)
    with pytest.raises(NotVisible):
        _submit(cast, at, article, actor=cast.colleague)
    assert _submit(cast, at, article).round.started_by == cast.officer


def test_xn_21_required_fields_are_asked_all_at_once(cast: Cast, at: datetime) -> None:
    body = [{"type": "picture", "value": {"image": 1, "name": "", "caption": ""}}]
    article = draft(cast, at, news_fields(body=body, source=""))
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article, author=" ", phone="")
    assert _reasons(refused) == [
        "submission.author_missing",
        "submission.phone_missing",
        "submission.picture_unnamed",
        "content.source_missing",
    ]
    article.refresh_from_db()
    assert (article.state, article.submissions.count()) == (ArticleState.DRAFT, 0)


def test_second_submit_of_the_same_form_is_one_submission(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    assert _submit(cast, at, article) == _submit(cast, at, article)
    assert article.submissions.count() == 1


def test_submit_of_an_older_text_is_refused(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    save_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=1,
        fields=news_fields(title="改过的标题"),
    )
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article)
    assert _reasons(refused) == ["submission.newer_version"]


@pytest.mark.parametrize("version", [1, 2, 4])
def test_text_of_another_version_is_not_what_stands(cast: Cast, at: datetime, version: int) -> None:
    article = draft(cast, at)
    Article.objects.filter(pk=article.pk).update(version=3)
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article, version=version)
    assert _reasons(refused) == ["submission.newer_version"]
    standing = _submit(cast, at, article, version=3)
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article, version=version)
    assert _reasons(refused) == ["content.wrong_state", "submission.newer_version"]
    assert _submit(cast, at, article, version=3) == standing


def _told(code: str) -> dict[str, object]:
    payload: dict[str, object] = json.loads(Event.objects.get(code=code).payload)
    return payload


def test_release_ends_what_the_desk_has_accepted_once(cast: Cast, at: datetime) -> None:
    article = arrived(cast, at)
    desk = cast.portal.operating_unit.code
    assert _told("submission.arrived")["desk"] == desk == "office" != cast.portal.unit.code
    assert mark_released(at=at, article_id=article.pk) is None  # nobody has accepted it
    found = article.submissions.get()
    accept_submission(actor=cast.desk_editor, at=at, submission_id=found.pk)

    released = mark_released(at=at, article_id=article.pk)

    assert released == found
    found.refresh_from_db()
    assert (found.state, found.ended_at) == (SubmissionState.RELEASED.value, at)
    assert mark_released(at=at, article_id=article.pk) is None
    event = Event.objects.get(code="submission.released")
    assert (event.actor, _told("submission.released")) == (
        "system",
        {"submission": found.pk, "kind": article.kind, "revision": 1, "desk": desk},
    )


def test_events_of_the_leaders_name_the_step_and_what_it_rests_on(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at, news_fields(is_important=True))
    found = article.submissions.get()
    same = {"submission": found.pk, "kind": article.kind, "revision": 1}
    assert _told("submission.submitted") == same | {"important": True}
    step = found.round.steps.order_by("order")[0]
    pass_step(actor=cast.leader, at=at, step_id=step.pk)
    clauses = step.clauses.split()
    assert _told("submission.approved") == same | {"step": step.key, "clauses": clauses}


def test_sheet_tells_whether_the_text_is_still_what_was_sent(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at)
    found = article.submissions.get().round
    assert SubmissionClient().subjects([found])[found.pk].is_current
    other = draft(cast, at)
    Article.objects.filter(pk=article.pk).update(revision=other.revision_id)
    assert not SubmissionClient().subjects([found])[found.pk].is_current


def test_leader_returns_with_a_reason(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at)
    step = ApprovalStep.objects.filter(round__submission__article=article).order_by("order")[0]
    with pytest.raises(Refused) as refused:
        return_step(actor=cast.leader, at=at, step_id=step.pk, reason=" ")
    assert _reasons(refused) == ["approvals.reason_missing"]
    return_step(actor=cast.leader, at=at, step_id=step.pk, reason="请补充时间")
    article.refresh_from_db()
    assert article.state == ArticleState.RETURNED
    assert str(article.statuses.order_by("-id")[0].reason) == "请补充时间"
    assert _submit(cast, at, article).round.number == 2


def test_return_says_whether_the_desk_or_the_own_leader_made_it(cast: Cast, at: datetime) -> None:
    step = submitted(cast, at).submissions.get().round.steps.order_by("order")[0]
    return_step(actor=cast.leader, at=at, step_id=step.pk, reason="请补充时间")
    found = arrived(cast, at).submissions.get()
    return_submission(actor=cast.desk_editor, at=at, submission_id=found.pk, reason="图片不清")
    told = Event.objects.filter(code="submission.returned").order_by("id")
    assert [json.loads(event.payload)["by_desk"] for event in told] == [False, True]


def test_recall_before_the_leaders_are_done(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at)
    recall_submission(actor=cast.officer, at=at, submission_id=article.submissions.get().pk)
    article.refresh_from_db()
    assert article.state == ArticleState.DRAFT
    done = arrived(cast, at)
    with pytest.raises(Refused) as refused:
        recall_submission(actor=cast.officer, at=at, submission_id=done.submissions.get().pk)
    assert _reasons(refused) == ["content.wrong_state", "approvals.round_over"]


def test_desk_returns_what_it_has_with_a_reason(cast: Cast, at: datetime) -> None:
    article = arrived(cast, at)
    submission = article.submissions.get()
    with pytest.raises(Refused) as refused:
        return_submission(actor=cast.desk_editor, at=at, submission_id=submission.pk, reason="")
    assert _reasons(refused) == ["approvals.reason_missing"]
    later = at + timedelta(hours=1)
    return_submission(
        actor=cast.desk_editor, at=later, submission_id=submission.pk, reason="图片不清"
    )
    article.refresh_from_db()
    event = Event.objects.get(code="submission.returned")
    assert (article.state, event.recorded_at, event.unit) == (ArticleState.RETURNED, later, "edu")


def test_nobody_of_another_unit_sees_or_moves_a_submission(cast: Cast, at: datetime) -> None:
    submission = submitted(cast, at).submissions.get()
    step = submission.round.steps.all()[0]
    assert steps_waiting_for(cast.stranger_leader, at=at) == []
    for act in (
        lambda: pass_step(actor=cast.stranger_leader, at=at, step_id=step.pk),
        lambda: recall_submission(actor=cast.stranger, at=at, submission_id=submission.pk),
    ):
        with pytest.raises(NotVisible):
            act()


def test_unit_without_a_pack_is_told_so(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    with pytest.raises(Refused) as refused:
        _submit(cast, at - timedelta(days=40), article)
    assert _reasons(refused) == ["submission.no_rules"]


def _vacate(*people: Person, at: datetime) -> None:
    PostHolding.objects.filter(person__in=people).update(valid_to=at)


def test_submission_nobody_could_approve_is_refused_with_the_posts(
    cast: Cast, at: datetime
) -> None:
    article = draft(cast, at)
    _vacate(cast.leader, cast.principal, cast.portal_leader, cast.portal_signer, at=at)
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article)
    assert _reasons(refused) == ["organization.nobody_may"]
    text = refused.value.reasons[0].text
    assert "“分管领导审核”（须由明州市教育局的分管领导、主要领导办理" in text
    assert "“分管领导签发”" in text
    assert "编辑部接收" not in text
    article.refresh_from_db()
    assert (article.state, article.submissions.count()) == (ArticleState.DRAFT, 0)


def test_submission_to_a_site_without_a_desk_is_refused(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    _vacate(cast.desk_editor, cast.second_desk, at=at)
    with pytest.raises(Refused) as refused:
        _submit(cast, at, article)
    assert "“编辑部接收”（须由明州市人民政府的编辑部办理）" in refused.value.reasons[0].text


def test_stand_in_of_the_pack_approves_where_the_leader_is_missing(
    cast: Cast, at: datetime
) -> None:
    _vacate(cast.leader, cast.portal_leader, at=at)
    article = submitted(cast, at)
    step = article.submissions.get().round.steps.order_by("order")[0]
    assert steps_waiting_for(cast.principal, at=at) == [step]
    pass_step(actor=cast.principal, at=at, step_id=step.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.ARRIVED


def test_stand_in_does_not_approve_beside_the_leader(cast: Cast, at: datetime) -> None:
    step = submitted(cast, at).submissions.get().round.steps.order_by("order")[0]
    assert steps_waiting_for(cast.principal, at=at) == []
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.principal, at=at, step_id=step.pk)
    assert _reasons(refused) == ["organization.not_entitled"]


def test_approval_waits_while_the_desk_has_nobody(cast: Cast, at: datetime) -> None:
    article = submitted(cast, at)
    step = article.submissions.get().round.steps.order_by("order")[0]
    _vacate(cast.desk_editor, cast.second_desk, at=at)
    pass_step(actor=cast.leader, at=at, step_id=step.pk)
    later = article.submissions.get().round.steps.get(state="waiting")
    with pytest.raises(Refused) as refused:
        pass_step(actor=cast.leader, at=at, step_id=later.pk)
    assert _reasons(refused) == ["organization.nobody_may"]


def test_return_to_a_unit_without_officers_is_refused(cast: Cast, at: datetime) -> None:
    article = arrived(cast, at)
    _vacate(cast.officer, cast.site_editor, at=at)
    with pytest.raises(Refused) as refused:
        return_submission(
            actor=cast.desk_editor,
            at=at,
            submission_id=article.submissions.get().pk,
            reason="请补充时间",
        )
    assert _reasons(refused) == ["organization.nobody_may"]
    assert "明州市教育局的信息员" in refused.value.reasons[0].text


def test_leader_who_wrote_the_text_does_not_find_it_in_the_list(cast: Cast, at: datetime) -> None:
    article = draft(cast, at)
    PostHoldingFactory(person=cast.leader, unit=cast.edu)
    save_article(
        actor=cast.leader,
        at=at,
        article_id=article.pk,
        version=1,
        fields=news_fields(title="领导改过的标题"),
    )
    article.refresh_from_db()
    _submit(cast, at, article)
    assert steps_waiting_for(cast.leader, at=at) == []
    assert len(steps_waiting_for(cast.portal_leader, at=at)) == 1


def test_submission_of_changes_given_up_is_recalled_once(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    for state in set(ArticleState) - {ArticleState.PUBLISHED}:  # nothing is online to go on with
        Article.objects.filter(pk=article.pk).update(state=state.value)
        assert close_cancelled(at=at, article_id=article.pk) is None
    Article.objects.filter(pk=article.pk).update(state=ArticleState.PUBLISHED.value)

    closed = close_cancelled(at=at, article_id=article.pk)

    assert closed is not None
    assert close_cancelled(at=at, article_id=article.pk) is None
    assert close_cancelled(at=at, article_id=0) is None
    row = Submission.objects.get(pk=closed.pk)
    assert (row.state, row.ended_at) == (SubmissionState.RECALLED.value, at)
    [event] = Event.objects.filter(code="submission.recalled")
    assert (event.actor, event.recorded_at) == ("system", at)


def test_step_behind_five_hundred_others_is_seen(cast: Cast, at: datetime) -> None:
    crowd = submitted(cast, at).submissions.get().round
    crowd_of_steps(
        crowd, WAITING_LIMIT + 100, posts="principal_leader", right="submission.approve", unit="edu"
    )
    article = submitted(cast, at, news_fields(title="排在后面的稿件"))

    waiting = steps_waiting_for(cast.leader, at=at)
    assert [step.round.subject for step in waiting] == [article.subject]
