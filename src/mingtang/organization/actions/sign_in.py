"""Keep on record who came in, who was turned away, and who left."""

from datetime import datetime

from django.db import transaction

from mingtang.events.actions import record_event
from mingtang.organization.actions.access import locked_person, may_manage_person
from mingtang.organization.enums import SignInFailure, SignOutCause
from mingtang.organization.models import Person

NOBODY = "person:unknown"  # a user name that nobody bears is not written down: it may be a password


def record_sign_in(*, person: Person, at: datetime, with_second_factor: bool) -> None:
    """Keep that somebody signed in."""
    _record(person, "signed_in", at=at, payload={"second_factor": with_second_factor})


def record_sign_in_failure(*, person: Person | None, at: datetime, cause: SignInFailure) -> None:
    """Keep that signing in failed; `person` is nobody where the user name is unknown."""
    _record(person, "sign_in_failed", at=at, payload={"cause": cause})


def record_lock(*, person: Person | None, at: datetime, minutes: int) -> None:
    """Keep that signing in was locked for a time after too many failures."""
    _record(person, "locked", at=at, payload={"minutes": minutes})


def record_sign_out(*, person: Person, at: datetime, cause: SignOutCause) -> None:
    """Keep that somebody left, or was signed out for being idle."""
    _record(person, "signed_out", at=at, payload={"cause": cause})


def unlock_sign_in(*, actor: Person, at: datetime, person_id: int) -> None:
    """Let somebody try again at once who was locked out.

    :raises Refused: without the right over every unit whose post they use.
    """
    from axes.utils import reset  # slow import

    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        may_manage_person(actor, person, at).require()
        if reset(username=person.username):
            record_event(
                code="organization.person.unlocked",
                subject=person.person_key,
                actor=actor.person_key,
                at=at,
                unit=person.unit.code,
            )


def _record(
    person: Person | None, verb: str, *, at: datetime, payload: dict[str, str | bool | int]
) -> None:
    with transaction.atomic():
        record_event(
            code=f"organization.person.{verb}",
            subject=person.person_key if person else NOBODY,
            actor=person.person_key if person else "system",
            at=at,
            unit=person.unit.code if person else "",
            payload=payload,
        )
