"""The address that a request counts for, and the page's words while signing in is locked."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from mingtang.institution.organization.policies.addresses import client_address, parse_networks
from mingtang.institution.organization.policies.attempts import lock_text, minutes_until
from mingtang.institution.organization.queries import helpers_of


def client_address_of(request: HttpRequest) -> str:
    """Return the address of the browser; X-Forwarded-For is believed from own proxies only."""
    return client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted=parse_networks(settings.TRUSTED_PROXIES),
    )


def locked_words(until: datetime, at: datetime, *, unit: str = "") -> str:
    """Say how long signing in is locked and whom to ask; `unit` only of someone who is known."""
    return lock_text(minutes=minutes_until(until, at), helpers=helpers_of(unit, at=at))
