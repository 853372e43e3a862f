"""Tables of promises and of the working-day calendar."""

from mingtang.institution.obligations.models.calendar import (
    CalendarDay,
    CalendarEdition,
    CalendarNotice,
)
from mingtang.institution.obligations.models.marks import ObligationMark
from mingtang.institution.obligations.models.obligations import (
    Miss,
    Obligation,
    OwnQuota,
    QuotaOpening,
)

__all__ = [
    "CalendarDay",
    "CalendarEdition",
    "CalendarNotice",
    "Miss",
    "Obligation",
    "ObligationMark",
    "OwnQuota",
    "QuotaOpening",
]
