"""Keep on record who came in, who was turned away, and who left."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.actions.access import locked_person, may_manage_person
from mingtang.institution.organization.actions.attempts import forget_name
from mingtang.institution.organization.actions.ending import end_access, end_surplus_sessions
from mingtang.institution.organization.actions.passwords import checked_password
from mingtang.institution.organization.enums import EndCause, SignInFailure
from mingtang.institution.organization.models import Person, RecoveryCode, SecondFactor
from mingtang.spine.events.actions import record_event

NOBODY = "person:unknown"  # a user name that nobody bears is not written down: it may be a password


def record_sign_in(
    *, person: Person, at: datetime, with_second_factor: bool, session: str = ""
) -> None:
    """Record that someone signed in; `session` is the key of the row of their new session.

    The oldest sessions beyond the limit end.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _record(person, "signed_in", at=at, payload={"second_factor": with_second_factor})
        end_surplus_sessions(locked, at=at, newest=session)


def record_sign_in_failure(*, person: Person | None, at: datetime, cause: SignInFailure) -> None:
    """Keep that signing in failed; `person` is nobody where the user name is unknown."""
    _record(person, "sign_in_failed", at=at, payload={"cause": cause})


def record_lock(*, person: Person | None, at: datetime, minutes: int) -> None:
    """Keep that signing in was locked for a time after too many failures."""
    _record(person, "locked", at=at, payload={"minutes": minutes})


def record_sign_out(*, person: Person, at: datetime, cause: EndCause) -> None:
    """Keep that someone left, or was signed out for being idle."""
    _record(person, "signed_out", at=at, payload={"cause": cause})


def unlock_sign_in(*, actor: Person, at: datetime, person_id: int) -> None:
    """Let someone try again at once who was locked out.

    :raises Refused: without the right over every unit whose post they use.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        may_manage_person(actor, person, at).require()
        if forget_name(person.username):
            record_event(
                code="organization.person.unlocked",
                subject=person.person_key,
                actor=actor.person_key,
                at=at,
                unit=person.unit.code,
            )


def rescue_sign_in(*, at: datetime, username: str, password: str) -> Person:
    """Let someone in again who lost password and authenticator, from the server's own console.

    The last operator of a platform has nobody else to ask. The person changes the password at once.

    :raises NotVisible: if nobody bears the name.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).filter(username=username).first()
        if person is None:
            raise NotVisible
        checked_password(person, password).require()
        person.set_password(password)
        person.password_set_at, person.must_change_password = at, True
        person.save(update_fields=["password", "password_set_at", "must_change_password"])
        removed, _ = SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
        forget_name(username)
        _record_system(person, "password_set", at=at)
        end_access(person, actor="system", at=at, cause=EndCause.PASSWORD)
        if removed:
            _record_system(person, "second_factor_removed", at=at)
        return person


def _record_system(person: Person, verb: str, *, at: datetime) -> None:
    record_event(
        code=f"organization.person.{verb}",
        subject=person.person_key,
        actor="system",
        at=at,
        unit=person.unit.code,
        payload={"by_self": False},
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
