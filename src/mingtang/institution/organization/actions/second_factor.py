"""Set up, use and remove the second factor: one-time codes of an authenticator, recovery codes.

Source: RFC 6238 (TOTP), with SHA-1 and six digits, which every authenticator application reads.
"""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.crypto import salted_hmac

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.actions.access import locked_person, may_manage_person
from mingtang.institution.organization.models import Person, RecoveryCode, SecondFactor
from mingtang.institution.organization.policies.sign_in import (
    STEP_SECONDS,
    recovery_code_text,
    steps_accepted,
)
from mingtang.institution.organization.queries import second_factor_is_required
from mingtang.spine.events.actions import record_event

SECRET_BYTES = 20
RECOVERY_CODES = 8
ISSUER = "明堂"
ALREADY_ON = "动态口令已启用，无须重复设置。"
REQUIRED = "您的岗位须使用动态口令，不能停用。更换手机时，请联系平台管理员重新设置。"
CODE_WRONG = "动态口令不对，请核对手机时间后输入当前显示的6位数字。"


def start_second_factor(*, actor: Person) -> SecondFactor:
    """Return the secret to be entered into one's authenticator, made again until it is confirmed."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=actor).first()
        if factor is not None:
            return factor
        secret = b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")
        return SecondFactor.objects.create(person=actor, secret=secret)


def confirm_second_factor(*, actor: Person, at: datetime, code: str) -> list[str]:
    """Switch the second factor on once a code proves that the authenticator has it.

    Returns the recovery codes, which are shown this once.

    :raises Refused: if the code is wrong, or the second factor is on already.
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=actor).first()
        if factor is None or factor.confirmed_at is not None:
            raise Refused([Reason("organization.second_factor_on", ALREADY_ON)])
        step = _matching_step(factor, code, at)
        if step is None:
            raise Refused([Reason("organization.code_wrong", CODE_WRONG, "code")])
        factor.confirmed_at, factor.latest_step = at, step
        factor.save(update_fields=["confirmed_at", "latest_step"])
        _record(actor, "second_factor_set", actor=actor, at=at)
        return _make_recovery_codes(actor, at)


def make_recovery_codes(*, actor: Person, at: datetime) -> list[str]:
    """Make new recovery codes; the old ones work no more.

    :raises Refused: while the second factor is off.
    """
    with transaction.atomic():
        if not has_second_factor(actor):
            raise Refused([Reason("organization.second_factor_off", "请先启用动态口令。")])
        return _make_recovery_codes(actor, at)


def use_code(*, person: Person, at: datetime, code: str) -> bool:
    """Tell whether a code of the authenticator is right, and use it up."""
    with transaction.atomic():
        factor = (
            SecondFactor.objects.select_for_update()
            .filter(person=person, confirmed_at__isnull=False)
            .first()
        )
        step = None if factor is None else _matching_step(factor, code, at)
        if factor is None or step is None:
            return False
        factor.latest_step = step
        factor.save(update_fields=["latest_step"])
        return True


def use_recovery_code(*, person: Person, at: datetime, code: str) -> bool:
    """Tell whether a recovery code is right, and use it up."""
    with transaction.atomic():
        codes = RecoveryCode.objects.filter(person=person, used_at=None)
        if not codes.filter(digest=_digest(person, code)).update(used_at=at):
            return False
        _record(person, "recovery_code_used", actor=person, at=at, payload={"left": codes.count()})
        return True


def remove_second_factor(*, actor: Person, at: datetime, person_id: int) -> None:
    """Switch the second factor of a person off: one's own, or that of someone who lost the telephone.

    :raises Refused: for others without the right over every unit whose post they use; for oneself
        while a post asks for it.
    """
    with transaction.atomic():
        person = locked_person(actor=actor, at=at, person_id=person_id)
        if person.pk != actor.pk:
            may_manage_person(actor, person, at).require()
        elif second_factor_is_required(person, at):
            raise Refused([Reason("organization.second_factor_required", REQUIRED)])
        removed, _ = SecondFactor.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
        if removed:
            payload = {"by_self": person.pk == actor.pk}
            _record(person, "second_factor_removed", actor=actor, at=at, payload=payload)


def has_second_factor(person: Person) -> bool:
    """Tell whether a person signs in with a second factor."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()


def provisioning_uri(factor: SecondFactor) -> str:
    """Return what an authenticator reads from the picture (`otpauth://…`)."""
    return _totp(factor.secret).get_provisioning_uri(factor.person.username, ISSUER)


def code_at(secret: str, moment_step: int) -> str:
    """Return the code of a secret (base32) in a time step."""
    return _totp(secret).generate(moment_step * STEP_SECONDS).decode("ascii")


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), 6, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238


def _matching_step(factor: SecondFactor, code: str, at: datetime) -> int | None:
    typed = "".join(code.split()).encode()
    for step in steps_accepted(at, factor.latest_step):
        if bytes_eq(code_at(factor.secret, step).encode(), typed):
            return step
    return None


def _make_recovery_codes(person: Person, at: datetime) -> list[str]:
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=_digest(person, code)) for code in codes
    )
    _record(person, "recovery_codes_made", actor=person, at=at)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(person: Person, code: str) -> str:
    text = f"{person.pk}:{recovery_code_text(code)}"
    return salted_hmac("mingtang.recovery-code", text, algorithm="sha256").hexdigest()


def _record(
    person: Person,
    verb: str,
    *,
    actor: Person,
    at: datetime,
    payload: Mapping[str, bool | int] | None = None,
) -> None:
    record_event(
        code=f"organization.person.{verb}",
        subject=person.person_key,
        actor=actor.person_key,
        at=at,
        unit=person.unit.code,
        payload=payload,
    )
