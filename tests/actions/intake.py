"""Public forms: taken again after they were refused."""

from typing import Any

from mingtang.workbench.intake import actions as intake
from mingtang.workbench.intake.enums import IntakeState
from mingtang.workbench.intake.models import IntakeRow
from tests.actions.spec import Case


def _refused(cast: Any, at: Any) -> dict[str, Any]:
    row = IntakeRow.objects.create(
        key="0" * 64, form="trial", code="0" * 16, status_key="1" * 64, payload=b"sealed",
        received_at=at, due_at=at, ended_at=at, state=IntakeState.REFUSED, attempts=12, error="x",
    )  # fmt: skip
    return {"row_id": row.pk}


def _taken(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    IntakeRow.objects.update(state=IntakeState.TAKEN, payload=b"")
    return {}


def _after(cast: Any, row: IntakeRow, given: dict[str, Any]) -> bool:
    stored = IntakeRow.objects.get(state="waiting", ended_at=None, attempts=0, error="")
    return stored == row and bytes(stored.payload) == b"sealed"


CASES = (
    Case(
        intake.retry_intake, "operator", _refused, "intake.form.retried", _after,
        ("officer", "stranger", "desk_editor", "auditor"),
        {"intake.not_refused": _taken},
        whole_platform=True,
    ),
)  # fmt: skip
