"""Answers: drafted, sent to review, taken back; phrases of a unit."""

from typing import Any

from mingtang.service.responses.actions import drafts, phrases
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


CASES = (
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
        stateless="whoever handles cases of the unit retires its phrases at any time",
    ),
)  # fmt: skip
