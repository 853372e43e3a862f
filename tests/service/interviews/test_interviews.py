"""An interview from announcement to archive, as readers see it; questions of readers stay sealed."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.sitesearch.queries import results_of
from mingtang.ground.foundation.decisions import Refused
from mingtang.service.interviews.actions.interviews import (
    announce_interview,
    archive_interview,
    cancel_interview,
    end_interview,
    open_interview,
    postpone_interview,
    take_down_interview,
)
from mingtang.service.interviews.actions.live import (
    ask_question,
    choose_question,
    edit_turn,
    erase_of,
    records_of,
    store_turn,
    take_question,
)
from mingtang.service.interviews.enums import Speaker
from mingtang.service.interviews.models import (
    Interview,
    InterviewTurn,
    PublishedInterview,
    ReaderQuestion,
)
from mingtang.service.interviews.queries import open_for_questions
from mingtang.spine.events.models import Event
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.models import PublicDocument
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, tree
from tests.service.interviews.conftest import HOUR, announced, asked, drafted, live

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NAME, PHONE = "闻人无双", "13912345678"


def page(row: Interview) -> str:
    return tree("portal")[row.path].decode()


def said(cast: Cast, at: datetime, row: Interview, text: str) -> InterviewTurn:
    return store_turn(
        actor=cast.desk_editor, at=at, interview_id=row.pk, speaker=Speaker.GUEST, text=text,
        guest_id=row.guests.get().pk,
    )  # fmt: skip


def test_gb_04_a_question_is_asked_ahead_answered_live_and_archived(
    cast: Cast, at: datetime
) -> None:
    row = announced(cast, at - HOUR)
    work_everything(at - HOUR)
    text = page(row)
    assert f'href="/forms/interview-question/?interview={row.pk}"' in text
    assert '<meta name="ColumnType" content="在线访谈">' in text
    assert "方圆" in text
    assert "市教育局局长" in text
    assert "http-equiv" not in text
    assert "interview.js" not in text
    assert '<meta property="og:title" content="招生政策访谈">' in text

    asked(row, at - HOUR, f"我是{NAME}，电话{PHONE}，几月报名？", name=NAME, phone=PHONE)
    question = ReaderQuestion.objects.get()
    choose_question(actor=cast.desk_editor, at=at, question_id=question.pk, wording="几月报名？")
    open_interview(actor=cast.desk_editor, at=at, interview_id=row.pk)
    ask_question(actor=cast.desk_editor, at=at, question_id=question.pk)
    answer = said(cast, at + 3 * SECOND, row, "五月一日起报名。")
    work_everything(at + 5 * SECOND)
    text = page(row)
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in text
    assert text.index("几月报名？") < text.index("五月一日起报名。") < text.index('id="newest"')
    assert 'class="text reader"><p class="who"><strong>网友</strong> <time' in text
    assert ">10:00</time>" in text
    assert b"no-cache" in tree("portal")["/interview.js"]

    end_interview(actor=cast.desk_editor, at=at + HOUR, interview_id=row.pk)
    edit_turn(actor=cast.desk_editor, at=at + HOUR, turn_id=answer.pk, text="5月1日起报名。")
    work_everything(at + HOUR)
    assert "五月一日起" in page(row)
    assert "http-equiv" not in page(row)
    archive_interview(actor=cast.portal_leader, at=at + 2 * HOUR, interview_id=row.pk)
    work_everything(at + 2 * HOUR)
    assert "5月1日起" in page(row)
    assert "五月一日起" not in page(row)
    assert f'href="{row.path}"' in tree("portal")["/interviews/2026/index.html"].decode()
    assert 'href="/interviews/"' in tree("portal")["/map.html"].decode()
    everything = b"".join(tree("portal").values()).decode(errors="ignore")
    assert NAME not in everything
    assert PHONE not in everything
    assert NAME not in str(list(Event.objects.values_list("payload", flat=True)))
    assert tree("portal") == from_nothing("portal")


def found(words: str, at: datetime) -> list[str]:
    asked = PublicQuestion(f'"{words}"')
    lines = results_of(asked, own_site="portal", page=1, is_open=lambda site: True, at=at)
    return ["".join(piece.text for piece in one.title) for one in lines.found]


def test_published_interviews_are_found_and_taken_down_ones_are_not(
    cast: Cast, at: datetime
) -> None:
    row = drafted(cast, at)
    assert found("招生政策", at) == []
    announce_interview(actor=cast.portal_leader, at=at, interview_id=row.pk)
    assert found("招生政策", at) == found("方圆", at) == ["招生政策访谈"]
    assert open_for_questions("portal") == [(str(row.pk), "招生政策访谈")]

    open_interview(actor=cast.desk_editor, at=at, interview_id=row.pk)
    turn = said(cast, at, row, "五月一日起报名。")
    end_interview(actor=cast.desk_editor, at=at, interview_id=row.pk)
    assert open_for_questions("portal") == []
    assert found("五月一日", at) == []  # not reviewed yet
    archive_interview(actor=cast.portal_leader, at=at, interview_id=row.pk)
    assert found("五月一日", at)
    edit_turn(actor=cast.portal_leader, at=at, turn_id=turn.pk, text="六月二日起报名。")
    assert found("六月二日", at)
    assert "五月一日" not in PublicDocument.objects.get().text

    take_down_interview(actor=cast.portal_leader, at=at, interview_id=row.pk, reason="有误")
    assert found("招生政策", at) == []
    assert not PublishedInterview.objects.exists()


def test_turns_that_follow_fast_share_one_writing(
    cast: Cast, at: datetime, django_capture_on_commit_callbacks: object
) -> None:
    row = live(cast, at)
    work_everything(at)
    for number in range(3):
        said(cast, at + number * SECOND, row, f"第{number}句")
    row.refresh_from_db()
    assert row.written_at == at + 2 * SECOND
    target = Target.objects.get(path=row.path)
    assert (target.state, target.lane) == ("waiting", 1)
    work_everything(at + 3 * SECOND)
    assert all(f"第{number}句" in page(row) for number in range(3))


def test_put_off_cancelled_and_taken_down_are_told(cast: Cast, at: datetime) -> None:
    row = announced(cast, at)
    later = at + 24 * HOUR
    act = {"actor": cast.portal_leader, "at": at, "interview_id": row.pk}
    postpone_interview(**act, starts_at=None, reason="嘉宾出差")  # type: ignore[arg-type]
    work_everything(at)
    assert "本期访谈延期，时间另行通知：嘉宾出差" in page(row)
    postpone_interview(**act, starts_at=later, reason="改到明天")  # type: ignore[arg-type]
    work_everything(at)
    assert "时间已更改：改到明天" in page(row)
    assert "2026-03-12 10:00" in page(row)
    cancel_interview(**act, reason="活动取消")  # type: ignore[arg-type]
    work_everything(at)
    assert "本期访谈已取消：活动取消" in page(row)
    take_down_interview(**act, reason="内容有误")  # type: ignore[arg-type]
    work_everything(at)
    assert row.path not in tree("portal")
    assert Target.objects.filter(kind="tombstone", state="written").exists()


def test_drafts_are_seen_by_nobody_and_own_drafts_are_not_announced(
    cast: Cast, at: datetime
) -> None:
    row = drafted(cast, at)
    work_everything(at)
    assert not any(path.startswith("/interview") for path in tree("portal"))
    Interview.objects.update(written_by=cast.portal_leader)
    with pytest.raises(Refused, match="另一位负责人"):
        announce_interview(actor=cast.portal_leader, at=at, interview_id=row.pk)


def test_questions_are_found_and_erased_by_number_and_none_is_taken_after_the_end(
    cast: Cast, at: datetime
) -> None:
    row = live(cast, at)
    asked(row, at, "何时开学？", name=NAME, phone=PHONE)
    with transaction.atomic():
        found = list(records_of(PHONE, actor=cast.desk_editor, at=at))
        erased = erase_of(PHONE, actor=cast.desk_editor, at=at, reason="本人申请")
    assert [one.facts[0] for one in found] == [("提问", "何时开学？")]
    assert erased.erased == 1
    assert ReaderQuestion.objects.get().text == ""
    end_interview(actor=cast.desk_editor, at=at + HOUR, interview_id=row.pk)
    late = take_question(
        at=at, site="portal", interview=str(row.pk), text="晚了", name="", phone="", receipt="x"
    )
    assert late is None
