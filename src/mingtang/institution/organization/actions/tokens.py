"""Issue tokens for programs, and note on which day they were last used."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import digest, one_line
from mingtang.institution.organization.actions.access import locked_person
from mingtang.institution.organization.actions.ending import may_handle
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import ApiToken, Person
from mingtang.institution.organization.policies.tokens import PREFIX, may_name
from mingtang.spine.events.actions import record_event

_BYTES = 32


@dataclass(frozen=True)
class IssuedToken:
    """A new token. `text` is told this once and kept nowhere."""

    token_id: int
    text: str


def issue_token(*, actor: Person, at: datetime, person_id: int, name: str) -> IssuedToken:
    """Issue a token that acts in the name of a person: oneself, or someone one manages.

    :raises Refused: if the person holds no post with the right `api.token`, or the name is in use.
    :raises NotVisible: if the actor may not see the person.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        name = one_line(name)
        standing = ApiToken.objects.standing().filter(person=person)
        taken = frozenset(standing.values_list("name", flat=True))
        decision = may_handle(actor, person, at) & _is_entitled(person, at)
        (decision & may_name(name, taken)).require()
        text = PREFIX + secrets.token_urlsafe(_BYTES)
        token = ApiToken.objects.create(
            person=person,
            name=name,
            digest=digest(text),
            created_at=at,
            expires_at=at + timedelta(days=settings.TOKEN_DAYS),
        )
        record_event(
            code="organization.token.issued",
            subject=person.person_key,
            actor=actor.person_key,
            at=at,
            unit=person.unit.code,
            payload={"token": token.pk, "expires_at": token.expires_at.isoformat()},
        )
        return IssuedToken(token.pk, text)


def note_token_used(*, token_id: int, day: date) -> None:
    """Remember the last day on which a token was used: one write a day, without an event."""
    older = Q(last_used_on=None) | Q(last_used_on__lt=day)
    ApiToken.objects.filter(older, pk=token_id).update(last_used_on=day)


def _is_entitled(person: Person, at: datetime) -> Decision:
    powers = authority.powers_of(person, at)
    if powers.is_active and powers.units_where("api.token"):
        return YES
    return no(
        "organization.token_not_entitled",
        f"{person.name}没有“领取接口令牌”的权限，或账号已停用，请联系平台管理员。",
    )
