"""Figures of error reports follow what happens to the cases, and the verdicts on their promises."""

from mingtang.service.interaction.actions import refresh_figures
from mingtang.service.interaction.enums import SITE_ERROR
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.models import SUBJECT, Case

CODES = (
    "casework.case.arrived",
    "casework.case.answered",
    "casework.case.closed",
    "casework.case.withdrawn",
    "casework.case.merged",
    "casework.case.rated",
    "obligations.overdue",
    "obligations.overdue_revoked",
)


def connect() -> None:
    """Register this room's subscriber."""
    subscribe("interaction.figures", codes=CODES, handler=_on_progress)


def _on_progress(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix != SUBJECT:
        return
    site = Case.objects.filter(pk=int(number), kind=SITE_ERROR).values_list("site", flat=True)
    if code := site.first():
        refresh_figures(at=event.recorded_at, site=code)
