"""What follows from events of cases: what was erased there is erased here."""

from django.db import transaction

from mingtang.service.responses.actions.drafts import erase_draft
from mingtang.service.responses.actions.publication import erase_redaction
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.models import SUBJECT, Case


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("responses.erased", codes=("casework.case.erased",), handler=_on_erased)


def _on_erased(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix != SUBJECT:
        return
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=int(number)).first()
        if case is not None and case.erased_at is not None:
            erase_draft(case, at=event.recorded_at)
            erase_redaction(case, at=event.recorded_at)
