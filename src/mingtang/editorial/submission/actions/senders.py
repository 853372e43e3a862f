"""Register reporting systems, change their mapping, issue their tokens, end them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.submission.models import SENDERS, SendingSystem
from mingtang.editorial.submission.policies.mapping import may_map
from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.ground.foundation.text import digest, one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

PREFIX = "mts_"
_BYTES = 32


@dataclass(frozen=True)
class SenderToken:
    """A system with its new token, which is told this once; only its digest is stored."""

    sender: SendingSystem
    text: str


@dataclass(frozen=True)
class SenderTerms:
    """How the documents of a system are read, and how many of them are taken in a minute."""

    mapping: Mapping[str, str]
    units: Mapping[str, str]
    per_minute: int


def register_sender(
    *, actor: Person, at: datetime, site: GovSite, name: str, terms: SenderTerms
) -> SenderToken:
    """Let a reporting system send to the desk of a site.

    :raises Refused: without the right at the site, a name in use, or paths that lead nowhere.

    Source: 南政办〔2015〕86号 六 (HN-19): counties go on using the submission system that they have.
    """
    with transaction.atomic():
        name = one_line(name)
        is_taken = SendingSystem.objects.in_use().filter(site=site, name=name).exists()
        decision = authority.may(actor, SENDERS, site=site.code, at=at)
        (decision & may_map(name, terms.mapping, is_taken=is_taken)).require()
        text = _new_token()
        row = SendingSystem.objects.create(
            site=site,
            name=name,
            mapping=dict(terms.mapping),
            units=dict(terms.units),
            per_minute=terms.per_minute,
            digest=digest(text),
            token_issued_at=at,
            registered_by=actor,
            registered_at=at,
        )
        _record(row, "submission.sender.registered", actor, at, name=row.name)
        return SenderToken(row, text)


def change_sender(
    *, actor: Person, at: datetime, sender_id: int, terms: SenderTerms
) -> SendingSystem:
    """Change how the documents of a system are read; what was refused can be run again after it."""
    with transaction.atomic():
        row = _locked_sender(actor, at, sender_id)
        may_map(row.name, terms.mapping, is_taken=False).require()
        changed = [key for key, path in terms.mapping.items() if row.mapping.get(key, "") != path]
        row.mapping, row.units = dict(terms.mapping), dict(terms.units)
        row.per_minute = terms.per_minute
        row.save(update_fields=["mapping", "units", "per_minute"])
        _record(row, "submission.sender.changed", actor, at, fields=changed)
        return row


def renew_sender_token(*, actor: Person, at: datetime, sender_id: int) -> SenderToken:
    """Issue a new token; the old one opens nothing from now on."""
    with transaction.atomic():
        row = _locked_sender(actor, at, sender_id)
        text = _new_token()
        row.digest, row.token_issued_at = digest(text), at
        row.save(update_fields=["digest", "token_issued_at"])
        _record(row, "submission.sender.token_issued", actor, at)
        return SenderToken(row, text)


def end_sender(*, actor: Person, at: datetime, sender_id: int) -> SendingSystem:
    """End a system and its token; what it sent stays."""
    with transaction.atomic():
        row = _locked_sender(actor, at, sender_id)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        _record(row, "submission.sender.ended", actor, at)
        return row


def _new_token() -> str:
    return PREFIX + secrets.token_urlsafe(_BYTES)


def _locked_sender(actor: Person, at: datetime, sender_id: int) -> SendingSystem:
    rows = SendingSystem.objects.visible_to(actor, at=at).filter(pk=sender_id).values("pk")
    locked = SendingSystem.objects.select_for_update(of=("self",)).select_related("site__unit")
    row = locked.filter(pk__in=rows).first()
    if row is None:
        raise NotVisible(f"sender {sender_id}")
    if row.ended_at is not None:
        no("submission.sender_ended", "这个报送系统已经停用，请重新登记。").require()
    return row


def _record(row: SendingSystem, code: str, actor: Person, at: datetime, **payload: Any) -> None:
    record_event(
        code=code,
        subject=row.subject,
        actor=actor.person_key,
        at=at,
        unit=row.site.unit.code,
        site=row.site.code,
        payload=payload,
    )
