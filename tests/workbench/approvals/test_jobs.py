"""People are told whose turn it is and how what they started ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mingtang.editorial.submission.actions import return_submission
from mingtang.institution.notices.models import Notice
from mingtang.institution.organization.staffing import Roster
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.approvals.actions import (
    hand_over_step,
    pass_step,
    return_step,
    withdraw_round,
)
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.queries import holders_of
from tests.factories.cast import Cast
from tests.factories.content import arrived, in_review, submitted
from tests.factories.regulations import bound_pack
from tests.workbench.approvals.filing import file_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(cast: Cast, at: datetime) -> None:
    """The rules of the demo city hold, as articles on their way need them."""
    bound_pack("city", at=at)


KEY = "account:1"


@pytest.fixture
def filing(cast: Cast, at: datetime) -> ApprovalRound:
    """Return the filing of an account, which its unit's leaders have to approve."""
    return file_account(cast.officer, at, cast.edu, KEY)


def told(at: datetime, kind: str = "approvals.turn") -> list[tuple[str, str]]:
    """Run the jobs and return who was told what, by user name."""
    while work_jobs(at + timedelta(minutes=1)):
        pass
    rows = Notice.objects.filter(kind=kind).select_related("person").order_by("pk")
    return sorted((row.person.username, row.sentence) for row in rows)


def test_holders_of_each_step_are_told_once(
    cast: Cast, at: datetime, filing: ApprovalRound
) -> None:
    assert Job.objects.count() == 1
    first = told(at)
    assert {name for name, _ in first} == {"leader", "principal"}
    assert all(words.startswith("有一项审签等您办理，步骤是“") for _, words in first)
    check = filing.steps.get(key="check")
    pass_step(actor=cast.leader, at=at, step_id=check.pk)
    after = told(at)
    assert set(first) <= set(after)
    assert len(after) == len(set(after))


def test_who_started_is_told_how_it_ended(cast: Cast, at: datetime, filing: ApprovalRound) -> None:
    step = filing.steps.get(key="check")
    return_step(actor=cast.leader, at=at, step_id=step.pk, reason="请补充材料")
    [(name, words)] = told(at, "approvals.outcome")
    assert name == "officer"
    assert "请查看原因，修改后再提交。" in words
    assert "请补充材料" not in words  # the reason stays inside
    assert told(at) == []  # nobody's turn any more


def test_withdrawal_tells_nobody(cast: Cast, at: datetime, filing: ApprovalRound) -> None:
    withdraw_round(actor=cast.officer, at=at, round_id=filing.pk, needs_reason=False)
    assert told(at) == []
    assert told(at, "approvals.outcome") == []


def test_who_is_handed_a_step_is_told(cast: Cast, at: datetime, rules: None) -> None:
    gate = in_review(cast, at).review_rounds.get().steps.get(key="policy")
    before = {name for name, _ in told(at)}
    hand_over_step(actor=cast.desk_editor, at=at, step_id=gate.pk, person_id=cast.second_desk.pk)
    assert "second_desk" in before | {name for name, _ in told(at)}


def test_citation_names_the_clause(cast: Cast, at: datetime, rules: None) -> None:
    in_review(cast, at)
    told(at)
    assert all(
        notice.citation.startswith("《") for notice in Notice.objects.filter(citation__gt="")
    )
    assert Notice.objects.filter(citation__gt="").exists()


def test_holders_answer_for_an_article(cast: Cast, at: datetime, rules: None) -> None:
    article = submitted(cast, at)
    assert holders_of(f"article:{article.pk}", Roster(at))
    assert holders_of("article:999", Roster(at)) == []


def test_desk_and_officer_hear_of_a_submission(
    cast: Cast, at: datetime, rules: None, drain: Callable[[datetime], object]
) -> None:
    article = arrived(cast, at)
    drain(at)
    assert {name for name, _ in told(at, "submission.arrived")} >= {"desk_editor", "second_desk"}
    return_submission(
        actor=cast.desk_editor,
        at=at,
        submission_id=article.submissions.get().pk,
        reason="缺少附件",
    )
    drain(at)
    assert told(at, "submission.answered") == [
        ("officer", "您报送的稿件被编辑部退回，请查看原因，修改后再报送。")
    ]
