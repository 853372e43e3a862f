"""Issue tokens for programs, end them, and note on which day they were last used."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from mingtang.events.actions import record_event
from mingtang.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.foundation.text import digest, one_line
from mingtang.organization.actions.access import locked_person, may_manage_person
from mingtang.organization.authority import authority
from mingtang.organization.models import ApiToken, Person
from mingtang.organization.policies.tokens import PREFIX, may_name

_BYTES = 32


@dataclass(frozen=True)
class IssuedToken:
    """A new token. `text` is told this once and kept nowhere."""

    token_id: int
    text: str


def issue_token(*, actor: Person, at: datetime, person_id: int, name: str) -> IssuedToken:
    """Issue a token that acts in the name of a person: oneself, or somebody one manages.

    :raises Refused: if the person holds no post with the right `api.token`, or the name is in use.
    :raises NotVisible: if the actor may not see the person.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        name = one_line(name)
        standing = ApiToken.objects.filter(person=person, ended_at=None)
        taken = frozenset(standing.values_list("name", flat=True))
        decision = _may_handle(actor, person, at) & _is_entitled(person, at)
        (decision & may_name(name, taken)).require()
        text = PREFIX + secrets.token_urlsafe(_BYTES)
        token = ApiToken.objects.create(
            person=person, name=name, digest=digest(text), created_at=at
        )
        _record("organization.token.issued", token, actor, at)
        return IssuedToken(token.pk, text)


def end_token(*, actor: Person, at: datetime, token_id: int) -> ApiToken:
    """End a token of oneself or of somebody one manages; a repeat is harmless.

    :raises NotVisible: if there is none, or the actor may not see its person.
    """
    with transaction.atomic():
        owner_id = ApiToken.objects.filter(pk=token_id).values_list("person_id", flat=True).first()
        if owner_id is None:
            raise NotVisible
        person = locked_person(actor=actor, at=at, person_id=owner_id)
        _may_handle(actor, person, at).require()
        token = ApiToken.objects.select_for_update().get(pk=token_id)
        if token.ended_at is None:
            token.ended_at = at
            token.save(update_fields=["ended_at"])
            _record("organization.token.ended", token, actor, at)
        return token


def note_token_used(*, token_id: int, day: date) -> None:
    """Remember the last day on which a token was used: one write a day, without an event."""
    older = Q(last_used_on=None) | Q(last_used_on__lt=day)
    ApiToken.objects.filter(older, pk=token_id).update(last_used_on=day)


def _may_handle(actor: Person, person: Person, at: datetime) -> Decision:
    return YES if actor.pk == person.pk else may_manage_person(actor, person, at)


def _is_entitled(person: Person, at: datetime) -> Decision:
    powers = authority.powers_of(person, at)
    if powers.is_active and powers.units_where("api.token"):
        return YES
    return no(
        "organization.token_not_entitled",
        f"{person.name}没有“领取接口令牌”的权限，或账号已停用，请联系平台管理员。",
    )


def _record(code: str, token: ApiToken, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=token.person.person_key,
        actor=actor.person_key,
        at=at,
        unit=token.person.unit.code,
        payload={"token": token.pk},
    )
