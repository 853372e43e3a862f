"""Set passwords: one's own, or those of people one manages."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, Reason, no
from mingtang.institution.organization.actions.access import locked_person, may_manage_person
from mingtang.institution.organization.actions.ending import end_access
from mingtang.institution.organization.enums import EndCause
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event

WEAK = {
    "password_too_short": "密码太短，至少需要{min_length}个字符。",
    "password_too_similar": "密码与用户名、姓名或邮箱太相近，请换一个。",
    "password_too_common": "这是常见密码，容易被猜中，请换一个。",
    "password_entirely_numeric": "密码不能全是数字，请加上字母或符号。",
}


def checked_password(person: Person, password: str) -> Decision:
    """Answer whether a password is good enough (settings.AUTH_PASSWORD_VALIDATORS), with all faults."""
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        return Decision(tuple(_reason(fault) for fault in error.error_list))
    return YES


def _reason(fault: ValidationError) -> Reason:
    text = WEAK.get(fault.code or "", "密码不符合要求，请换一个。")
    return Reason(f"organization.{fault.code}", text.format(**(fault.params or {})), "password")


def set_password(
    *, actor: Person, at: datetime, person_id: int, password: str, must_change: bool = True
) -> Person:
    """Give someone a new password, which they change when they sign in.

    Ends their sessions and tokens for good.

    :raises Refused: without the right over every unit whose post they use, or for a weak password.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        decision = may_manage_person(actor, person, at) & checked_password(person, password)
        if person.pk == actor.pk:
            decision &= no("organization.password_own", "修改自己的密码须先验证原密码。")
        decision.require()
        return _store(person, password, must_change=must_change, actor=actor, at=at)


def set_own_password(
    *, actor: Person, at: datetime, old: str, new: str, session: str = ""
) -> Person:
    """Change one's own password. Ends one's tokens and sessions, but the one whose row has that key.

    :raises Refused: if the old one is wrong, or the new one is weak or the same.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
        decision = YES
        if not person.check_password(old):
            decision &= no("organization.password_wrong", "原密码不对，请重新输入。", "old")
        elif old == new:
            decision &= no("organization.password_same", "新密码不能与原密码相同。", "password")
        (decision & checked_password(person, new)).require()
        return _store(person, new, must_change=False, actor=actor, at=at, session=session)


def _store(
    person: Person,
    password: str,
    *,
    must_change: bool,
    actor: Person,
    at: datetime,
    session: str = "",
) -> Person:
    person.set_password(password)
    person.password_set_at, person.must_change_password = at, must_change
    person.save(update_fields=["password", "password_set_at", "must_change_password"])
    record_event(
        code="organization.person.password_set",
        subject=person.person_key,
        actor=actor.person_key,
        at=at,
        unit=person.unit.code,
        payload={"by_self": person.pk == actor.pk},
    )
    end_access(person, actor=actor.person_key, at=at, cause=EndCause.PASSWORD, but_session=session)
    return person
