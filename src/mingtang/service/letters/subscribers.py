"""Senders who chose mail, text message or telephone hear what becomes of their letter."""

from mingtang.service.letters.actions import forget_letter, want_telling
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.models import SUBJECT

CODES = (
    "casework.case.dispatched",
    "casework.case.transferred",
    "casework.case.extended",
    "casework.case.judged_complex",
    "casework.case.messaged",
    "casework.case.answered",
    "casework.case.withdrawn",
)


def connect() -> None:
    """Register this room's subscriber."""
    subscribe("letters.progress", codes=CODES, handler=_on_progress)
    subscribe("letters.erased", codes=["casework.case.erased"], handler=_on_erased)


def _on_erased(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix == SUBJECT:
        forget_letter(case_id=int(number))


def _on_progress(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix == SUBJECT:
        want_telling(at=event.recorded_at, case_id=int(number))
