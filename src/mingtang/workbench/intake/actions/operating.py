"""What an operator does about a form that could not be taken."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.doorbell import ring_on_commit
from mingtang.workbench.intake.enums import IntakeState
from mingtang.workbench.intake.models import IntakeRow
from mingtang.workbench.intake.policies import may_retry

RIGHT = "intake.operate"


def retry_intake(*, actor: Person, at: datetime, row_id: int) -> IntakeRow:
    """Have a refused form taken again by the worker, with all its attempts before it.

    :raises NotVisible: the person may not operate public forms, or there is no such row.
    :raises Refused: it was not refused.
    """
    with transaction.atomic():
        row = IntakeRow.objects.select_for_update().filter(pk=row_id).first()
        if row is None or not authority.may(actor, RIGHT, at=at):
            raise NotVisible(f"intake {row_id}")
        may_retry(row.state).require()
        row.state, row.due_at, row.ended_at = IntakeState.WAITING.value, at, None
        row.attempts, row.error = 0, ""
        row.save(update_fields=["state", "due_at", "ended_at", "attempts", "error"])
        record_event(
            code="intake.form.retried",
            subject=f"intake:{row.pk}",
            actor=actor.person_key,
            at=at,
            site=row.site,
            payload={"form": row.form},
        )
        ring_on_commit()
    return row
