"""Who a request to the interface comes from: the person of its token, and nobody else."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.actions.tokens import note_token_used
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import token_in_use


class TokenAuth(HttpBearer):
    """`Authorization: Bearer mt_…`. Cookies of a signed-in browser count for nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """Return the person of a token, None for one that is unknown, ended or no longer rightful."""
        at = clock.now()
        found = token_in_use(token, at=at)
        if found is None:
            return None
        day = beijing_date(at)
        if found.last_used_on != day:
            note_token_used(token_id=found.pk, day=day)
        if found.expires_at - at <= timedelta(days=settings.TOKEN_WARNING_DAYS):
            request.token_expires_at = found.expires_at  # type: ignore[attr-defined] # told in the answer
        return found.person
