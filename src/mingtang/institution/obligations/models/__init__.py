"""Tables of promises and of the working-day calendar."""

from mingtang.institution.obligations.models.archive import (
    ArchivedMark,
    ArchivedMiss,
    ArchivedObligation,
)
from mingtang.institution.obligations.models.calendar import (
    CalendarDay,
    CalendarEdition,
    CalendarNotice,
)
from mingtang.institution.obligations.models.marks import ObligationMark
from mingtang.institution.obligations.models.obligations import (
    Miss,
    MissRow,
    Obligation,
    ObligationRow,
    OwnQuota,
    QuotaOpening,
)

__all__ = [
    "ArchivedMark",
    "ArchivedMiss",
    "ArchivedObligation",
    "CalendarDay",
    "CalendarEdition",
    "CalendarNotice",
    "Miss",
    "MissRow",
    "Obligation",
    "ObligationMark",
    "ObligationRow",
    "OwnQuota",
    "QuotaOpening",
]
