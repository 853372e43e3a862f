"""How failures to sign in are counted: django-axes keeps them, we say what counts how much."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from mingtang.organization.policies.addresses import client_address, parse_networks

# How many failures lock, by what they have in common. One person at one desk is stopped first; a
# name tried from everywhere later, so that a stranger cannot lock an officer out with five tries; an
# address last, because a whole office may stand behind it.
LIMIT_OF_NAME = 20
LIMIT_OF_ADDRESS = 50


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Weighs failures so that the three limits can be held against AXES_FAILURE_LIMIT, the first."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures that weigh most, in units of the first limit."""
        pair, name, address = (
            rows.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for rows in self.get_user_attempts(request, credentials)
        )
        first = settings.AXES_FAILURE_LIMIT
        weighed = (pair, name * first // LIMIT_OF_NAME, address * first // LIMIT_OF_ADDRESS)
        return int(max(weighed))

    def reset_user_attempts(
        self, request: HttpRequest, credentials: dict[str, Any] | None = None
    ) -> int:
        """Forget, after success, the failures of this name from this address, and no others."""
        username = (credentials or {}).get("username")
        return int(self.reset_attempts(username=username, ip_address=request.axes_ip_address))  # type: ignore[attr-defined]


def client_address_of(request: HttpRequest) -> str:
    """Return the address of the browser; X-Forwarded-For is believed from own proxies only."""
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=parse_networks(settings.TRUSTED_PROXIES),
    )
