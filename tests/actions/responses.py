"""Answers: drafted, sent to review, taken back; phrases of a unit."""

from datetime import date, timedelta
from typing import Any

from mingtang.institution.regulations.models import Binding
from mingtang.service.responses.actions import drafts, phrases, publication, quality
from mingtang.service.responses.models import QualityCheck
from mingtang.workbench.casework.actions.judging import reopen_case
from mingtang.workbench.casework.models import Case as Matter
from tests.actions.spec import Case
from tests.factories import responses as make
from tests.factories.cases import claimed as plain

WRONG = ("stranger", "leader", "desk_editor", "auditor")


def _ended(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Matter.objects.filter(pk=given["case_id"]).update(state="withdrawn", ended_at=at)
    return {}


def _sent(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": make.sent(cast, at).pk}


def _phrase(cast: Any, at: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"unit": "edu", "title": "电话", "text": "咨询电话0563-3021234"}
    return {"phrase_id": phrases.save_phrase(actor=cast.officer, at=at, **given).pk}


PAIR: dict[str, Any] = {"title": "校车时间", "question": "校车几点到？", "answer": make.ANSWER}
NO_PART = {f"responses.no_{name}": lambda cast, at, _, name=name: {name: " "} for name in PAIR}


def _redacted(cast: Any, at: Any) -> dict[str, Any]:
    case = make.answered(cast, at)
    publication.save_redaction(actor=cast.officer, at=at, case_id=case.pk, **PAIR)
    return {"case_id": case.pk}


def _released(cast: Any, at: Any) -> dict[str, Any]:
    row = publication.release_answer(actor=cast.desk_editor, at=at, **_redacted(cast, at))
    return {"answer_id": row.pk, "reason_code": "rights", "reason": "来件人要求"}


def _live(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    publication.release_answer(actor=cast.desk_editor, at=at, case_id=given["case_id"])
    return {}


def _named(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    pair = {**PAIR, "question": "闻人无双问"}
    case = given["case_id"]
    publication.save_redaction(actor=cast.officer, at=at, case_id=case, version=1, **pair)
    return {}


def _own(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    case = given["case_id"]
    publication.save_redaction(actor=cast.desk_editor, at=at, case_id=case, version=1, **PAIR)
    return {}


def _down(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    publication.take_down_answer(actor=cast.desk_editor, at=at, **given)
    return {}


def _secret(cast: Any, at: Any, _: Any) -> dict[str, Any]:
    return {"case_id": make.answered(cast, at, body=make.SECRET).pk}


MONTH = timedelta(days=31)


def _answered(cast: Any, at: Any) -> dict[str, Any]:
    make.answered(cast, at - MONTH)
    return {"desk_unit": "office", "month": (at - MONTH).date()}


def _drawn(cast: Any, at: Any) -> dict[str, Any]:
    quality.draw_sample(actor=cast.desk_editor, at=at, **_answered(cast, at))
    sheet = QualityCheck.objects.get()
    return {"check_id": sheet.pk, "points": {"complete": 10, "explained": 10}, "reason": "答非所问"}


def _marked(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    quality.mark_check(actor=cast.desk_editor, at=at, **given)
    return {}


def _reopened(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    case = QualityCheck.objects.get().case
    reopen_case(actor=cast.desk_editor, at=at, case_id=case.pk, reason="来件人不满意")
    return {}


def _own_answer(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Matter.objects.update(claimed_by=cast.desk_editor)
    return {}


def _unbound(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Binding.objects.all().delete()
    return {}


CASES = (
    Case(
        quality.draw_sample, "desk_editor", _answered, "responses.sample.drawn",
        lambda cast, row, _: (row.checks.get().unit, row.share, row.month.day) == ("edu", 10, 1),
        ("stranger", "officer", "leader", "auditor"),
        {
            "responses.month_not_over": lambda cast, at, _: {"month": at.date()},
            "responses.drawn_already": lambda cast, at, given: quality.draw_sample(
                actor=cast.desk_editor, at=at, **given
            ) and {},
            "responses.no_check_rule": _unbound,
            "responses.nothing_answered": lambda cast, at, _: {"month": date(2025, 3, 1)},
        },
    ),
    Case(
        quality.mark_check, "desk_editor", _drawn, "responses.check.marked",
        lambda cast, row, _: (row.score, row.state, row.checked_by)
        == (33, "poor", cast.desk_editor),
        ("stranger", "officer", "leader", "auditor"),
        {
            "responses.marked_already": _marked,
            "responses.not_answered_now": _reopened,
            "responses.own_answer": _own_answer,
            "responses.bad_points": lambda cast, at, _: {"points": {"complete": 31}},
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
            "responses.good_enough": lambda cast, at, _: {
                "points": {"complete": 30, "explained": 20}, "send_back": True
            },
        },
    ),
    Case(
        publication.save_redaction, "officer",
        lambda cast, at: {"case_id": make.answered(cast, at).pk, **PAIR},
        "responses.redaction.saved",
        lambda cast, row, _: (row.title, row.version) == ("校车时间", 1),
        ("stranger", "leader", "auditor"),
        NO_PART
        | {
            "responses.not_agreed": _secret,
            "responses.not_answered": lambda cast, at, _: {"case_id": make.claimed(cast, at).pk},
            "responses.not_public": lambda cast, at, _: {"case_id": plain(cast, at).pk},
            "responses.long_title": lambda cast, at, _: {"title": "长" * 61},
            "responses.changed_since": lambda cast, at, _: {"version": 3},
        },
    ),
    Case(
        publication.release_answer, "desk_editor", _redacted, "responses.answer.released",
        lambda cast, row, _: row.is_live and (row.unit, row.working_days) == ("edu", 0),
        ("stranger", "officer", "leader", "auditor"),
        {
            "responses.live": _live,
            "responses.personal_left": _named,
            "responses.own_redaction": _own,
        },
    ),
    Case(
        publication.take_down_answer, "desk_editor", _released, "responses.answer.taken_down",
        lambda cast, row, _: not row.is_live and not row.question,
        ("stranger", "officer", "leader", "auditor"),
        {
            "responses.not_live": _down,
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
            "responses.no_reason": lambda cast, at, _: {"reason_code": "whim"},
        },
    ),
    Case(
        drafts.save_draft, "officer",
        lambda cast, at: {"case_id": make.claimed(cast, at).pk, "text": make.ANSWER},
        "responses.draft.saved",
        lambda cast, draft, _: (draft.text, draft.version, draft.state)
        == (make.ANSWER, 1, "writing"),
        WRONG,
        {
            "casework.wrong_state": _ended,
            "responses.in_review": _sent,
            "responses.not_reviewed": lambda cast, at, _: {"case_id": plain(cast, at).pk},
            "responses.changed_since": lambda cast, at, _: {"version": 3},
        },
    ),
    Case(
        drafts.send_draft, "officer",
        lambda cast, at: {"case_id": make.drafted(cast, at).pk},
        "responses.review.started",
        lambda cast, draft, _: draft.state == "in_review" and make.step_of(draft.case).right,
        WRONG,
        {
            "casework.wrong_state": _ended,
            "responses.in_review": _sent,
            "responses.empty": lambda cast, at, _: {
                "case_id": make.drafted(cast, at, text=" ").pk
            },
        },
    ),
    Case(
        drafts.withdraw_draft, "officer",
        lambda cast, at: {"case_id": make.sent(cast, at).pk, "reason": "补充依据"},
        "responses.review.withdrawn",
        lambda cast, draft, _: (draft.state, draft.round.state) == ("writing", "withdrawn"),
        WRONG,
        {
            "casework.wrong_state": _ended,
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
        },
    ),
    Case(
        phrases.save_phrase, "officer",
        lambda cast, at: {"unit": "edu", "title": "电话", "text": "咨询电话0563-3021234"},
        "responses.phrase.saved",
        lambda cast, row, _: (row.title, row.unit, row.changed_by) == ("电话", "edu", cast.officer),
        ("stranger", "leader", "auditor"),
        {
            "responses.no_title": lambda cast, at, _: {"title": " "},
            "responses.no_text": lambda cast, at, _: {"text": " "},
        },
    ),
    Case(
        phrases.retire_phrase, "officer", _phrase, "responses.phrase.retired",
        lambda cast, row, _: row.retired_at is not None,
        ("stranger", "leader", "auditor"),
        stateless="those who handle cases of the unit retire its phrases at any time",
    ),
)  # fmt: skip
