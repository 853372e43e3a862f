"""By which service citizens sign in on a site, what they had typed, and which cases are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.sites.models import GovSite
from mingtang.service.signin.models import OwnCase, SignInDraft, SignInService
from mingtang.workbench.intake.models import StatusRow
from mingtang.workbench.intake.receipts import secret_digest

MOST_SHOWN = 200


@dataclass(frozen=True)
class OwnCaseView:
    """A case as its sender sees it in a list."""

    number: int
    title: str
    state: str
    site: str
    received_at: datetime
    updated_at: datetime


def service_of(site: str) -> SignInService | None:
    """Return the service by which citizens sign in on a site now."""
    return SignInService.objects.filter(sites__site__code=site, is_on=True).first()


def person_digest(issuer: str, subject: str) -> str:
    """Return the keyed digest of a person: the same subject of two issuers is two people."""
    return secret_digest("signin.person", issuer, subject)


def draft_payload(key: str) -> bytes | None:
    """Return what was typed before signing in, still sealed."""
    rows = SignInDraft.objects.filter(pk=key)
    payload = rows.values_list("payload", flat=True).first()
    return None if payload is None else bytes(payload)


def own_cases(person: str) -> Sequence[OwnCaseView]:
    """Return the cases of a person, the latest first; what was erased is not among them."""
    rows = list(OwnCase.objects.filter(person=person).order_by("-received_at", "-pk")[:MOST_SHOWN])
    states = StatusRow.objects.in_bulk([row.status_key for row in rows])
    codes = {row.site for row in rows}
    names = dict(GovSite.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        OwnCaseView(
            number=row.pk,
            title=state.title,
            state=state.state,
            site=names.get(row.site, ""),
            received_at=row.received_at,
            updated_at=state.updated_at,
        )
        for row in rows
        if (state := states.get(row.status_key)) is not None
    ]


def own_status(person: str, number: int) -> StatusRow | None:
    """Return the status of a case of a person; None for what is not theirs or was erased."""
    rows = OwnCase.objects.filter(pk=number, person=person)
    key = rows.values_list("status_key", flat=True).first()
    return None if key is None else StatusRow.objects.filter(pk=key).first()
