"""Reporting systems of others, and what they sent."""

from typing import Any

from mingtang.editorial.submission import actions as submission
from mingtang.editorial.submission.models import ReceivedItem, SendingSystem
from mingtang.editorial.submission.policies.mapping import DEFAULT_MAPPING
from tests.actions.spec import Case

TERMS = submission.SenderTerms(DEFAULT_MAPPING, {"1023": "edu"}, 60)
WRONG = ("officer", "leader", "stranger", "auditor")


def _sender(cast: Any, at: Any) -> SendingSystem:
    return SendingSystem.objects.create(
        site=cast.portal, name="县区报送", mapping=dict(DEFAULT_MAPPING), digest="0" * 64,
        token_issued_at=at, registered_by=cast.desk_editor, registered_at=at,
    )  # fmt: skip


def _given(**more: Any) -> Any:
    return lambda cast, at: {"sender_id": _sender(cast, at).pk, **more}


def _item(**more: Any) -> Any:
    def given(cast: Any, at: Any) -> dict[str, Any]:
        item = ReceivedItem.objects.create(
            sender=_sender(cast, at), number="1", title="标题", document="{}", digest="",
            state="refused", received_at=at, tried_at=at,
        )  # fmt: skip
        return {"item_id": item.pk, **more}

    return given


def _ended(cast: Any, at: Any, given: dict[str, Any]) -> None:
    SendingSystem.objects.update(ended_at=at)


def _taken(cast: Any, at: Any, given: dict[str, Any]) -> None:
    ReceivedItem.objects.update(state="taken")


CASES = (
    Case(
        submission.register_sender, "desk_editor",
        lambda cast, at: {"site": cast.portal, "name": "县区报送", "terms": TERMS},
        "submission.sender.registered",
        lambda cast, made, _: made.text.startswith("mts_")
        and (made.sender.site, made.sender.units) == (cast.portal, {"1023": "edu"}),
        WRONG,
        {
            "submission.sender_name_taken": lambda cast, at, given: _sender(cast, at) and None,
            "submission.sender_path_missing": lambda cast, at, given: {
                "terms": submission.SenderTerms({}, {}, 60)
            },
        },
    ),
    Case(
        submission.change_sender, "desk_editor", _given(terms=TERMS), "submission.sender.changed",
        lambda cast, row, _: row.units == {"1023": "edu"}, WRONG,
        {"submission.sender_ended": _ended},
    ),
    Case(
        submission.renew_sender_token, "desk_editor", _given(), "submission.sender.token_issued",
        lambda cast, made, _: made.sender.digest not in ("0" * 64, made.text), WRONG,
        {"submission.sender_ended": _ended},
    ),
    Case(
        submission.end_sender, "desk_editor", _given(), "submission.sender.ended",
        lambda cast, row, _: row.ended_at is not None, WRONG,
        {"submission.sender_ended": _ended},
    ),
    Case(
        submission.retry_item, "desk_editor", _item(), "submission.sent_again",
        lambda cast, receipt, _: receipt.item.state == "refused"
        and receipt.refusal[0].code == "submission.sent_number_missing",
        WRONG, {"submission.sent_done": _taken},
    ),
    Case(
        submission.drop_item, "desk_editor", _item(reason="对方撤回"), "submission.sent_dropped",
        lambda cast, item, _: (item.state, item.document) == ("dropped", ""), WRONG,
        {
            "submission.sent_done": _taken,
            "approvals.reason_missing": lambda cast, at, given: {"reason": "\u2060"},
        },
    ),
)  # fmt: skip
