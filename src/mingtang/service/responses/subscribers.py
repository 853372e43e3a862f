"""What follows from events of cases: what was erased there is erased here."""

from django.db import transaction

from mingtang.institution.obligations.events import CALENDAR_AMENDED
from mingtang.service.responses.actions.drafts import erase_draft
from mingtang.service.responses.actions.figures import note_news, note_news_of_all
from mingtang.service.responses.actions.publication import erase_redaction, refresh_figures
from mingtang.service.responses.kinds import answered_kinds
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.models import SUBJECT, Case

COUNTED = (
    *(
        f"casework.case.{one}"
        for one in (
            *("arrived", "dispatched", "transferred", "objected", "answered"),
            *("reopened", "withdrawn", "merged", "rated"),
        )
    ),
    "obligations.overdue",
    "obligations.overdue_revoked",
)


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("responses.figures", codes=COUNTED, handler=_on_progress)
    subscribe("responses.calendar", codes=(CALENDAR_AMENDED,), handler=_on_calendar)
    subscribe("responses.erased", codes=("casework.case.erased",), handler=_on_erased)


def _on_calendar(event: SealedEvent) -> None:
    with transaction.atomic():
        note_news_of_all(at=event.recorded_at)


def _on_erased(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix != SUBJECT:
        return
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=int(number)).first()
        if case is not None and case.erased_at is not None:
            erase_draft(case, at=event.recorded_at)
            erase_redaction(case, at=event.recorded_at)


def _on_progress(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix != SUBJECT:
        return
    rows = Case.objects.filter(pk=int(number), kind__in=answered_kinds()).exclude(site="")
    if site := rows.values_list("site", flat=True).first():
        note_news(at=event.recorded_at, case_id=int(number))
        refresh_figures(at=event.recorded_at, site=site)
