"""When a promise needs attention next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Agenda:
    """What may come next for a promise: moments, each empty where there is nothing to come."""

    runs_out_at: datetime | None = None
    warn_at: datetime | None = None
    notify_at: datetime | None = None
    pending_since: datetime | None = None  # a miss waits to be declared or revoked

    @property
    def next_at(self) -> datetime | None:
        """The earliest of them."""
        due = self.runs_out_at + SECOND if self.runs_out_at else None
        moments = (due, self.warn_at, self.notify_at, self.pending_since)
        return min((moment for moment in moments if moment is not None), default=None)
