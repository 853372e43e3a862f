"""Background work of the organization."""

from datetime import datetime

from django.conf import settings

from mingtang.ground.foundation.routines import Routine
from mingtang.institution.organization.actions.attempts import forget_failures
from mingtang.institution.organization.actions.ending import (
    end_overdue_sessions,
    end_overdue_tokens,
    forget_sessions,
    warn_of_expiry,
)


def clear_sessions(at: datetime) -> int:
    """End sessions that are over, also where no browser asks any more, and delete the oldest."""
    end_overdue_sessions(at=at)
    forget_sessions(before=at)
    return 0


def clear_tokens(at: datetime) -> int:
    """End tokens that are over, and record which ones will be soon."""
    end_overdue_tokens(at=at)
    warn_of_expiry(at=at)
    return 0


def clear_failures(at: datetime) -> int:
    """Forget failures to sign in that lock nobody any more."""
    forget_failures(before=at - settings.SIGN_IN_PAUSE)
    return 0


ROUTINES: tuple[Routine, ...] = (
    Routine("organization.sessions", every=300, run=clear_sessions),
    Routine("organization.tokens", every=300, run=clear_tokens),
    Routine("organization.failures", every=3600, run=clear_failures),
)
