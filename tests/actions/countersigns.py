"""Other units are asked to countersign a text, and the text is taken back from them."""

from typing import Any

from mingtang.editorial.review import actions as review
from mingtang.editorial.review.models import Countersign
from tests.actions.spec import Case
from tests.factories import content as make

OTHERS = ("stranger", "stranger_leader", "auditor")


def _text(cast: Any, at: Any) -> dict[str, Any]:
    return {"article_id": make.accepted(cast, at).pk, "unit_ids": [cast.health.pk]}


def _asked(cast: Any, at: Any, given: dict[str, Any]) -> None:
    review.ask_countersign(actor=cast.desk_editor, at=at, **given)


def _open(cast: Any, at: Any) -> dict[str, Any]:
    given = _text(cast, at)
    _asked(cast, at, given)
    return {"article_id": given["article_id"], "reason": "送错单位"}


def _ended(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Countersign.objects.update(state="withdrawn", ended_at=at)


CASES = (
    Case(
        review.ask_countersign, "desk_editor", _text, "review.countersign.asked",
        lambda cast, row, _: row.is_open
        and row.steps.get().unit == cast.health.code
        and row.revision_id == row.article.revision_id,
        OTHERS,
        {
            "review.countersign_open": _asked,
            "review.countersign_nobody": lambda cast, at, _: {"unit_ids": [cast.edu.pk]},
        },
    ),
    Case(
        review.withdraw_countersign, "desk_editor", _open, "review.countersign.withdrawn",
        lambda cast, row, _: row.state == "withdrawn" and row.ended_at is not None,
        OTHERS,
        {
            "approvals.round_over": _ended,
            "approvals.reason_missing": lambda cast, at, _: {"reason": " "},
        },
    ),
)  # fmt: skip
