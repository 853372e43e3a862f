"""The desk's list: who has what in hand, what is nearly the same, one of two, several of one."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import Article
from mingtang.editorial.submission.actions import (
    accept_submission,
    claim_submission,
    hand_over_submission,
    mark_released,
    merge_submission,
    return_submission,
    split_submission,
    submit_article,
)
from mingtang.editorial.submission.interfaces.waiting import desk_waiting, returned_waiting
from mingtang.editorial.submission.models import Submission
from mingtang.editorial.submission.policies.holding import LONGEST_SOURCE, joined_source
from mingtang.editorial.submission.queries import alike_to, submissions_at_desk
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.start import Waiting, _one_card_each
from tests.factories.cast import Cast
from tests.factories.content import accepted, arrived, news_fields
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
MEETING = (
    "<p>3月10日上午，市政府召开全市防汛抗旱工作会议，总结去年工作，分析今年形势，安排部署下一步任务。</p>"
    "<p>会议强调，各县区、各部门要压实责任，抓紧开展水库、山塘、堤防隐患排查，确保安全度汛。</p>"
)
Open = Callable[..., Client]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


@pytest.fixture
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def _sent(cast: Cast, at: datetime, **fields: object) -> Submission:
    return arrived(cast, at, news_fields(**fields)).submissions.get()


def _text(words: str) -> list[dict[str, str]]:
    return [{"type": "text", "value": words}]


def test_a_submission_has_one_holder_who_is_named_to_the_others(cast: Cast, at: datetime) -> None:
    sent = _sent(cast, at)
    claim_submission(actor=cast.desk_editor, at=at, submission_id=sent.pk)
    claim_submission(actor=cast.desk_editor, at=at, submission_id=sent.pk)
    with pytest.raises(Refused, match=cast.desk_editor.name):
        claim_submission(actor=cast.second_desk, at=at, submission_id=sent.pk)
    later = at + timedelta(hours=1)
    hand_over_submission(
        actor=cast.second_desk, at=later, submission_id=sent.pk, to=cast.second_desk
    )
    sent.refresh_from_db()
    assert (sent.holder, sent.held_since) == (cast.second_desk, later)
    assert Event.objects.filter(code="submission.held").count() == 2


def test_accepting_takes_in_hand_what_is_free_and_leaves_a_holder(cast: Cast, at: datetime) -> None:
    sent = _sent(cast, at)
    claim_submission(actor=cast.second_desk, at=at, submission_id=sent.pk)
    accept_submission(actor=cast.desk_editor, at=at, submission_id=sent.pk)
    sent.refresh_from_db()
    assert sent.holder == cast.second_desk
    assert accepted(cast, at).submissions.get().holder == cast.desk_editor


def test_texts_alike_are_found_on_arrival_and_only_where_they_may_be_seen(
    cast: Cast, at: datetime
) -> None:
    first = _sent(cast, at, title="全市防汛工作会议召开", body=_text(MEETING))
    second = _sent(cast, at, title="市政府召开防汛会议", body=_text(MEETING))
    other = _sent(cast, at, title="招生报名开始", body=_text("<p>四月一日起报名。</p>"))
    found = alike_to([first, second, other], cast.desk_editor, at=at)
    assert [one.submission for one in found[second.pk]] == [first]
    assert found[other.pk] == []
    assert alike_to([second], cast.stranger, at=at) == {second.pk: []}
    after = at + timedelta(days=100)
    assert alike_to([second], cast.desk_editor, at=after) == {second.pk: []}


def test_merging_leaves_one_that_names_both_sources_and_tells_the_other(
    cast: Cast, at: datetime
) -> None:
    kept = _sent(cast, at, title="防汛会议", source="市水利局", body=_text(MEETING))
    merged = _sent(cast, at, title="防汛工作会议", source="市教育局", body=_text(MEETING))
    merge_submission(actor=cast.desk_editor, at=at, submission_id=merged.pk, into_id=kept.pk)
    kept.refresh_from_db()
    article = Article.objects.get(pk=kept.article_id)
    assert (kept.state, article.source) == ("accepted", "市水利局、市教育局")
    assert Article.objects.get(pk=merged.article_id).state == ArticleState.DISCARDED
    event = Event.objects.get(code="submission.merged")
    assert event.subject == merged.article.subject
    assert f'"into":{kept.pk}' in event.payload
    assert list(submissions_at_desk(cast.desk_editor, at=at)) == [kept]


@pytest.mark.parametrize(
    ("source", "unit", "joined"),
    [
        ("市水利局", "市教育局", "市水利局、市教育局"),
        ("市水利局、市教育局", "市教育局", "市水利局、市教育局"),
        ("", "市教育局", "市教育局"),
        ("局" * LONGEST_SOURCE, "市", "局" * (LONGEST_SOURCE - 1) + "等"),
    ],
)
def test_a_source_names_the_other_unit_where_there_is_room(
    source: str, unit: str, joined: str
) -> None:
    assert joined_source(source, unit) == joined


def test_a_split_gives_items_of_their_own_that_end_by_themselves(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    whole = article.submissions.get()
    parts = split_submission(
        actor=cast.desk_editor, at=at, submission_id=whole.pk, titles=["甲事", "乙事"]
    )
    assert [(one.article.title, one.article.state, one.unit) for one in parts] == [
        ("甲事", "accepted", cast.edu),
        ("乙事", "accepted", cast.edu),
    ]
    mark_released(at=at, article_id=parts[0].article_id)
    assert [one.state for one in Submission.objects.order_by("pk")] == [
        "accepted",
        "released",
        "accepted",
    ]
    assert Event.objects.filter(code="submission.arrived").count() == 1


def test_one_thing_is_one_card_with_all_that_is_to_be_done(cast: Cast, at: datetime) -> None:
    article = accepted(cast, at)
    own = desk_waiting(cast.desk_editor, authority.powers_of(cast.desk_editor, at), at)
    assert [(one.title, one.kind, one.holder) for one in own] == [
        (article.title, "编辑发布", cast.desk_editor.name)
    ]
    twice = [
        Waiting("稿件", "/1/", "审核", note="教育局、文字关"),
        Waiting("稿件", "/1/", "发布", note="教育局", holder="赵敏"),
        Waiting("另一件", "/2/", "接收"),
    ]
    assert [(one.kind, one.note, one.holder) for one in _one_card_each(twice)] == [
        ("审核、发布", "教育局、文字关", "赵敏"),
        ("接收", "", ""),
    ]


def test_an_answered_return_leaves_the_list_of_the_officer(
    cast: Cast, at: datetime, browser: Open
) -> None:
    article = arrived(cast, at)
    for reason in ("缺来源", "还缺作者"):
        sent = article.submissions.order_by("-pk").first()
        assert sent is not None
        return_submission(actor=cast.desk_editor, at=at, submission_id=sent.pk, reason=reason)
        if reason == "缺来源":
            _resubmit(cast, at, article)
    powers = authority.powers_of(cast.officer, at)
    assert [one.note for one in returned_waiting(cast.officer, powers, at)] == ["还缺作者"]
    page = browser(cast.officer).get(reverse("content:edit", args=[article.pk]))
    assert "退回理由：还缺作者" in page.content.decode()
    _resubmit(cast, at, article, arrive=False)
    assert returned_waiting(cast.officer, powers, at) == []


def _resubmit(cast: Cast, at: datetime, article: Article, *, arrive: bool = True) -> None:
    from mingtang.workbench.approvals.actions import pass_step  # beside what needs it

    article.refresh_from_db()
    sent = submit_article(
        actor=cast.officer,
        at=at,
        article_id=article.pk,
        version=article.version,
        author="林晓",
        phone="13805630000",
    )
    if arrive:
        pass_step(actor=cast.leader, at=at, step_id=sent.round.steps.order_by("order")[0].pk)


def _list(client: Client, query: str = "") -> str:
    return client.get(reverse("submission:desk") + query).content.decode()


@pytest.mark.usefixtures("_now")
def test_the_desk_list_shows_owner_deadline_and_likes_and_acts_on_many(
    cast: Cast, at: datetime, browser: Open
) -> None:
    first = _sent(cast, at, title="防汛会议甲", body=_text(MEETING))
    _sent(cast, at, title="防汛会议乙", body=_text(MEETING))
    claim_submission(actor=cast.second_desk, at=at, submission_id=first.pk)
    client = browser(cast.desk_editor)
    page = _list(client)
    assert "防汛会议甲" in page
    assert cast.second_desk.name in page
    assert "待认领" in page
    assert "有 1 件相近" in page
    assert "防汛会议甲" not in _list(client, "?held=free")
    assert "防汛会议乙" not in _list(browser(cast.second_desk), "?held=mine")
    assert browser(cast.officer).get(reverse("submission:desk")).status_code == 404


@pytest.mark.usefixtures("_now")
def test_alike_and_merge_screens_lead_from_one_to_the_other(
    cast: Cast, at: datetime, browser: Open
) -> None:
    first = _sent(cast, at, title="防汛会议甲", body=_text(MEETING))
    second = _sent(cast, at, title="防汛会议乙", body=_text(MEETING))
    client: Client = browser(cast.desk_editor)
    page = client.get(reverse("submission:alike", args=[second.pk])).content.decode()
    assert "防汛会议甲" in page
    merging = client.get(reverse("submission:merge", args=[second.pk]))
    assert f'<option value="{first.pk}" selected>' in merging.content.decode()


def test_people_of_the_desk_are_the_choice_of_a_hand_over(
    cast: Cast, at: datetime, browser: Open
) -> None:
    sent = _sent(cast, at)
    page = browser(cast.desk_editor).get(reverse("submission:hand-over", args=[sent.pk]))
    text = page.content.decode()
    person: Person = cast.second_desk
    assert person.name in text
    assert f">{cast.officer.name}" not in text
