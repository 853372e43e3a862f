"""End sessions and tokens for good: with the password, the post, the account, or by hand."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible
from mingtang.institution.organization.actions.access import locked_person, may_manage_person
from mingtang.institution.organization.enums import EndCause
from mingtang.institution.organization.models import ApiToken, Person, WebSession
from mingtang.spine.events.actions import record_event

AT_ONCE = 500  # rows a run of a job


def end_session(*, actor: Person, at: datetime, session_id: int) -> None:
    """End a session of oneself or of someone one manages; a repeat is harmless.

    :raises NotVisible: if there is none, or the actor may not see its person.
    :raises Refused: without the right over every unit whose post the person uses.
    """
    with transaction.atomic():
        session = WebSession.objects.filter(pk=session_id, person__isnull=False).first()
        if session is None or session.person_id is None:
            raise NotVisible
        cause = _handled(actor, session.person_id, at)
        _end_session(session, actor=actor.person_key, at=at, cause=cause)


def end_token(*, actor: Person, at: datetime, token_id: int) -> None:
    """End a token of oneself or of someone one manages; a repeat is harmless.

    :raises NotVisible: if there is none, or the actor may not see its person.
    :raises Refused: without the right over every unit whose post the person uses.
    """
    with transaction.atomic():
        token = ApiToken.objects.filter(pk=token_id).first()
        if token is None:
            raise NotVisible
        cause = _handled(actor, token.person_id, at)
        _end_token(token, actor=actor.person_key, at=at, cause=cause)


def end_token_at_console(*, at: datetime, token_id: int) -> None:
    """End a token from the server's own console; a repeat is harmless."""
    with transaction.atomic():
        token = ApiToken.objects.select_related("person__unit").get(pk=token_id)
        _end_token(token, actor="system", at=at, cause=EndCause.OPERATOR)


def end_access(
    person: Person, *, actor: str, at: datetime, cause: EndCause, but_session: str = ""
) -> None:
    """End all sessions and tokens of a locked person, inside the transaction of the caller.

    `but_session` is the key of the row that goes on: the browser in which they change the password.
    """
    for session in person.sessions.open().exclude(session_key=but_session).order_by("pk"):
        _end_session(session, actor=actor, at=at, cause=cause)
    for token in person.tokens.standing().order_by("pk"):
        _end_token(token, actor=actor, at=at, cause=cause)


def end_surplus_sessions(person: Person, *, at: datetime, newest: str) -> None:
    """End the oldest sessions of a locked person, so that with the newest no more than allowed are left."""
    others = person.sessions.open().exclude(session_key=newest)
    surplus = others.count() + 1 - settings.SESSIONS_PER_PERSON
    for session in others.order_by("entered_at", "pk")[: max(surplus, 0)]:
        _end_session(session, actor=person.person_key, at=at, cause=EndCause.LIMIT)


def end_overdue_sessions(*, at: datetime) -> int:
    """End sessions that were idle or in for too long, or whose person's post has ended."""
    idle = at - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    whole = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    signed_in = WebSession.objects.signed_in()
    found = (
        (signed_in.with_ended_post(at), EndCause.POST),
        (signed_in.filter(entered_at__lte=whole), EndCause.OVER),
        (signed_in.filter(seen_at__lte=idle), EndCause.IDLE),
    )
    count = 0
    for rows, cause in found:
        for session in rows.select_related("person__unit").order_by("pk")[:AT_ONCE]:
            with transaction.atomic():
                count += _end_session(session, actor="system", at=at, cause=cause)
    return count


def forget_sessions(*, before: datetime) -> int:
    """Delete sessions whose time is over; nobody can use them any more."""
    return WebSession.objects.filter(expire_date__lt=before).delete()[0]


def end_overdue_tokens(*, at: datetime) -> int:
    """End tokens that have expired, or whose person's post has ended."""
    standing = ApiToken.objects.standing()
    found = (
        (standing.with_ended_post(at), EndCause.POST),
        (standing.filter(expires_at__lte=at), EndCause.EXPIRED),
    )
    count = 0
    for rows, cause in found:
        for token in rows.select_related("person__unit").order_by("pk")[:AT_ONCE]:
            with transaction.atomic():
                count += _end_token(token, actor="system", at=at, cause=cause)
    return count


def warn_of_expiry(*, at: datetime) -> int:
    """Record once of each token that it expires soon, so that someone can be told."""
    soon = at + timedelta(days=settings.TOKEN_WARNING_DAYS)
    rows = ApiToken.objects.in_use(at).filter(warned_at=None, expires_at__lte=soon)
    count = 0
    for token in rows.select_related("person__unit").order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            if ApiToken.objects.filter(pk=token.pk, warned_at=None).update(warned_at=at):
                expires = {"expires_at": token.expires_at.isoformat()}
                _record(token, "expiring", actor="system", at=at, payload=expires)
                count += 1
    return count


def _handled(actor: Person, person_id: int, at: datetime) -> EndCause:
    """Lock the person, ask whether the actor may, and return who ends it in the words of the event."""
    person = locked_person(actor=actor, at=at, person_id=person_id)
    may_handle(actor, person, at).require()
    return EndCause.PERSON if person.pk == actor.pk else EndCause.OPERATOR


def may_handle(actor: Person, person: Person, at: datetime) -> Decision:
    """Answer whether an actor may handle the sessions and tokens of a person: their own, or as manager."""
    return YES if actor.pk == person.pk else may_manage_person(actor, person, at)


def _end_session(session: WebSession, *, actor: str, at: datetime, cause: EndCause) -> bool:
    """End one session unless it was ended; say whether it was us. What was in it is wiped."""
    open_row = WebSession.objects.open().filter(pk=session.pk)
    if not open_row.update(ended_at=at, end_cause=cause, session_data="", address=""):
        return False
    if session.person is not None:
        record_event(
            code="organization.person.signed_out",
            subject=session.person.person_key,
            actor=actor,
            at=at,
            unit=session.person.unit.code,
            payload={"cause": cause},
        )
    return True


def _end_token(token: ApiToken, *, actor: str, at: datetime, cause: EndCause) -> bool:
    standing = ApiToken.objects.standing().filter(pk=token.pk)
    if not standing.update(ended_at=at, end_cause=cause):
        return False
    _record(token, "ended", actor=actor, at=at, payload={"cause": cause})
    return True


def _record(
    token: ApiToken, verb: str, *, actor: str, at: datetime, payload: dict[str, str]
) -> None:
    record_event(
        code=f"organization.token.{verb}",
        subject=token.person.person_key,
        actor=actor,
        at=at,
        unit=token.person.unit.code,
        payload={"token": token.pk, **payload},
    )
