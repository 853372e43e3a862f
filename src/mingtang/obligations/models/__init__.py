"""Tables of promises and of the working-day calendar."""

from mingtang.obligations.models.calendar import CalendarDay, CalendarEdition, CalendarNotice
from mingtang.obligations.models.marks import ObligationMark
from mingtang.obligations.models.obligations import Miss, Obligation, QuotaCase, QuotaOpening

__all__ = [
    "CalendarDay",
    "CalendarEdition",
    "CalendarNotice",
    "Miss",
    "Obligation",
    "ObligationMark",
    "QuotaCase",
    "QuotaOpening",
]
