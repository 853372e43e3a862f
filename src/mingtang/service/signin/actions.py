"""Save and test a service, store what was typed before signing in, note whose case a case is."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.signin.models import (
    MANAGE,
    OwnCase,
    SignInDraft,
    SignInService,
    SignInSite,
)
from mingtang.service.signin.policies import DRAFTS_KEPT, ServiceFacts, is_service
from mingtang.service.signin.queries import person_digest
from mingtang.spine.events.actions import record_event

DRAFTS_AT_ONCE = 1000
_COLUMNS = ("name", "issuer", "client_id", "scopes", "phone", "is_on")


def save_service(
    *, actor: Person, at: datetime, facts: ServiceFacts, service_id: int | None = None
) -> SignInService:
    """Add a service by which citizens sign in, or change one; a changed one has to be tested again.

    :raises Refused: no right, or something is missing or taken, with a reason for each.
    :raises NotVisible: there is no such service.
    """
    with transaction.atomic():
        authority.may(actor, MANAGE, at=at).require()  # first: reasons name other services
        row = SignInService.objects.select_for_update().filter(pk=service_id or 0).first()
        if service_id and row is None:
            raise NotVisible(f"sign-in service {service_id}")
        decision = is_service(facts, has_secret=row is not None, inside=settings.SIGN_IN_ORIGINS)
        sites = list(GovSite.objects.filter(code__in=facts.sites).order_by("pk"))
        (decision & _is_free(facts, sites, service_id)).require()
        row = row or SignInService()
        values = {name: getattr(facts, name) for name in _COLUMNS}
        values = {name: one_line(v) if isinstance(v, str) else v for name, v in values.items()}
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        for name, value in values.items():
            setattr(row, name, value)
        if facts.client_secret.strip():
            row.client_secret = facts.client_secret.strip()
            changed.append("client_secret")
        row.tested_at, row.problem = None, ""
        row.save()
        if _give_sites(row, sites):
            changed.append("sites")
        _record("saved", row, actor, at, fields=changed, is_on=row.is_on)
    return row


def _is_free(facts: ServiceFacts, sites: Sequence[GovSite], service_id: int | None) -> Decision:
    others = SignInService.objects.exclude(pk=service_id or 0)
    decision = YES
    if others.filter(issuer=one_line(facts.issuer)).exists():
        text = "这个服务地址已经设置过，请修改原来的服务。"
        decision &= no("signin.issuer_taken", text, "issuer")
    taken = SignInSite.objects.filter(site__in=sites).exclude(service=service_id or 0)
    for one in taken.select_related("site", "service"):
        text = f"“{one.site.name}”已经使用“{one.service.name}”，一个网站只能用一个登录服务。"
        decision &= no("signin.site_taken", text, "sites")
    return decision


def _give_sites(row: SignInService, sites: Sequence[GovSite]) -> bool:
    wanted = {site.pk for site in sites}
    has = set(SignInSite.objects.filter(service=row).values_list("site", flat=True))
    SignInSite.objects.filter(service=row, site__in=has - wanted).delete()
    new = (SignInSite(service=row, site_id=pk) for pk in sorted(wanted - has))
    SignInSite.objects.bulk_create(new)
    return wanted != has


def record_test(*, actor: Person, at: datetime, service_id: int, problem: str) -> SignInService:
    """Store the result of a test of a service; an empty problem means that it was passed.

    :raises NotVisible: there is no such service, or the person does not manage services.
    """
    with transaction.atomic():
        row = SignInService.objects.select_for_update().filter(pk=service_id).first()
        if row is None or not authority.may(actor, MANAGE, at=at):
            raise NotVisible(f"sign-in service {service_id}")
        row.tested_at, row.problem = at, problem[:300]
        row.save(update_fields=["tested_at", "problem"])
        _record("tested", row, actor, at, is_well=not problem)
    return row


def _record(
    what: str, row: SignInService, actor: Person, at: datetime, **told: bool | list[str]
) -> None:
    record_event(
        code=f"signin.service.{what}",
        subject=row.subject_key,
        actor=actor.person_key,
        at=at,
        payload=told,
    )


def store_draft(*, key: str, payload: bytes, at: datetime) -> None:
    """Store what a citizen typed, sealed, for the way to the service and back."""
    # `ignore_conflicts`: the public process inserts and is not asked to return a row.
    SignInDraft.objects.bulk_create(
        [SignInDraft(key=key, payload=payload, at=at)], ignore_conflicts=True
    )


def tidy_drafts(*, at: datetime) -> int:
    """Delete a bounded number of drafts past their time; return how many."""
    old = SignInDraft.objects.filter(at__lt=at - DRAFTS_KEPT).order_by("at")
    keys = list(old.values_list("pk", flat=True)[:DRAFTS_AT_ONCE])
    return SignInDraft.objects.filter(pk__in=keys).delete()[0] if keys else 0


def note_own_case(
    *, issuer: str, subject: str, status_key: str, site: str, received_at: datetime
) -> OwnCase:
    """Note whose case a case is; called in the transaction that opens it, a repeat is harmless."""
    row, _ = OwnCase.objects.get_or_create(
        status_key=status_key,
        defaults={
            "person": person_digest(issuer, subject),
            "site": site,
            "received_at": received_at,
        },
    )
    return row


def forget_own_case(*, status_key: str) -> None:
    """Forget whose case an erased case was; a repeat is harmless."""
    OwnCase.objects.filter(status_key=status_key).delete()
