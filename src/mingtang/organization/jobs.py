"""Background work of the organization."""

from datetime import datetime
from importlib import import_module

from django.conf import settings

from mingtang.foundation.jobs import Job
from mingtang.organization.actions.sign_in import forget_failures


def clear_sessions(at: datetime) -> int:
    """Delete the sessions that ended; nobody can use them any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0


def clear_failures(at: datetime) -> int:
    """Forget failures to sign in that lock nobody any more: they hold names and addresses."""
    forget_failures(before=at - settings.AXES_COOLOFF_TIME)
    return 0


JOBS: tuple[Job, ...] = (
    Job("organization.sessions", every=3600, run=clear_sessions),
    Job("organization.failures", every=3600, run=clear_failures),
)
