"""What units owe the desk: runs of missed weeks, and points for what was adopted."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from mingtang.editorial.submission import actions as submission
from mingtang.editorial.submission.models import Lateness, PointTable
from tests.actions.spec import Case

REASON = {"reason": "需要改"}


def _table(cast: Any, at: Any) -> dict[str, Any]:
    """Return a table of points of the office that holds from today."""
    return {
        "unit": cast.office, "valid_from": at.date(), "per_item": 2, "per_class": {"visits": 5},
        "fee_per_point": Decimal("10.50"),
    }  # fmt: skip


def _late(state: str) -> Any:
    """Return a run of late submissions of the education bureau in a state."""

    def given(cast: Any, at: Any) -> dict[str, Any]:
        found = Lateness.objects.create(
            unit=cast.edu, obligation_key=1, count=3, proposed_at=at, state=state
        )
        return {"lateness_id": found.pk, **REASON}

    return given


def _elsewhere(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    Lateness.objects.update(state="judged")
    return {}


def _silent(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {"reason": "\u2060"}


CASES = (
    Case(
        submission.confirm_lateness, "desk_editor", _late("proposed"),
        "submission.lateness.confirmed",
        lambda cast, found, _: found.state == "confirmed",
        ("principal", "leader", "stranger", "officer"),
        {"submission.lateness_state": _elsewhere, "approvals.reason_missing": _silent},
    ),
    Case(
        submission.dismiss_lateness, "desk_editor", _late("proposed"),
        "submission.lateness.dismissed",
        lambda cast, found, _: found.state == "dismissed",
        ("principal", "leader", "stranger", "officer"),
        {"submission.lateness_state": _elsewhere, "approvals.reason_missing": _silent},
    ),
    Case(
        submission.explain_lateness, "principal", _late("confirmed"),
        "submission.lateness.explained",
        lambda cast, found, _: (found.state, found.explained_by) == ("explained", cast.principal),
        ("desk_editor", "leader", "stranger", "officer"),
        {"submission.lateness_state": _elsewhere, "approvals.reason_missing": _silent},
    ),
    Case(
        submission.revoke_lateness, "desk_editor", _late("confirmed"),
        "submission.lateness.revoked",
        lambda cast, found, _: found.state == "revoked",
        ("principal", "leader", "stranger", "officer"),
        {"submission.lateness_state": _elsewhere, "approvals.reason_missing": _silent},
    ),
    Case(
        submission.judge_lateness, "desk_editor", _late("explained"),
        "submission.lateness.judged",
        lambda cast, found, _: found.state == "judged",
        ("principal", "leader", "stranger", "officer"),
        {"submission.lateness_state": _elsewhere, "approvals.reason_missing": _silent},
    ),
    Case(
        submission.set_point_table, "desk_editor", _table, "submission.points.set",
        lambda cast, table, _: (table.unit, table.points_for("visits"), table.points_for(""))
        == (cast.office, 5, 2),
        ("officer", "principal", "stranger", "leader"),
        {
            "submission.points_past": lambda cast, at, given: {
                "valid_from": at.date() - timedelta(days=1)
            },
            "submission.points_taken": lambda cast, at, given: (
                PointTable.objects.create(
                    unit=cast.office, valid_from=at.date(), per_item=1, fee_per_point=0,
                    set_by=cast.desk_editor, set_at=at,
                ), {},
            )[1],
        },
    ),
    Case(
        submission.correct_points, "desk_editor",
        lambda cast, at: {"unit": cast.edu, "day": at.date(), "points": -2, **REASON},
        "submission.points.corrected",
        lambda cast, row, _: (row.unit, row.points) == (cast.edu, -2),
        ("officer", "principal", "stranger", "leader"),
        {
            "submission.points_zero": lambda cast, at, given: {"points": 0},
            "approvals.reason_missing": _silent,
        },
    ),
)  # fmt: skip
