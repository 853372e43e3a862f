"""What a person asks about their own data: a copy, and erasure.

Source: 个人信息保护法, articles 45 (查阅、复制) and 47 (删除). Its text was not seen: the articles are cited from memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.spine.events.actions import record_event
from mingtang.spine.vault.holders import (
    ErasedRecords,
    PersonalHolder,
    PersonalRecord,
    all_holders,
)
from mingtang.spine.vault.sealing import as_email, as_phone, blind_index

RIGHT = "organization.personal_data"
PURPOSE = "person.request"
SHORTEST_PHONE = 7  # digits; a shorter number is nobody's


@dataclass(frozen=True)
class HeldData:
    """What one room holds of a person, under the label of the room."""

    label: str
    records: Sequence[PersonalRecord]


@dataclass(frozen=True)
class Erasure:
    """What was erased, and why something stays, a sentence each."""

    erased: int
    left: tuple[str, ...]


def copy_personal_data(
    *, actor: Person, at: datetime, contact: str, reason: str
) -> tuple[HeldData, ...]:
    """Return all records with this telephone number or mail address, in full, by room.

    Each copy leaves an event: who made it and when, under a digest of the contact.
    """
    with transaction.atomic():
        _may(actor, at, contact, reason).require()
        held = tuple(
            HeldData(one.label, tuple(one.records(contact, actor=actor, at=at)))
            for one in all_holders()
        )
        number = sum(len(one.records) for one in held)
        _record("copied", actor, at, contact, reason, records=number)
        return held


def erase_personal_data(*, actor: Person, at: datetime, contact: str, reason: str) -> Erasure:
    """Erase the records with this telephone number or mail address, as far as each room allows.

    What is still in use stays, and the answer says why. A repeat is harmless.
    """
    with transaction.atomic():
        _may(actor, at, contact, reason).require()
        done = [
            holder.erase(contact, actor=actor, at=at, reason=reason) for holder in all_holders()
        ]
        left = tuple(sentence for one in done for sentence in one.left)
        erased = sum(one.erased for one in done)
        _record("erased", actor, at, contact, reason, records=erased, left=len(left))
        return Erasure(erased, left)


def _may(actor: Person, at: datetime, contact: str, reason: str) -> Decision:
    return authority.may(actor, RIGHT, at=at) & _is_contact(contact) & _says_why(reason)


def _is_contact(contact: str) -> Decision:
    if "@" in contact or len(as_phone(contact)) >= SHORTEST_PHONE:
        return YES
    text = "请填写申请人留下的完整手机号、电话号码或电子邮箱。"
    return no("organization.no_contact", text, "contact")


def _says_why(reason: str) -> Decision:
    if has_words(reason):
        return YES
    text = "请填写办理依据，如申请日期和核实身份的方式。"
    return no("organization.no_reason", text, "reason")


def _record(
    verb: str, actor: Person, at: datetime, contact: str, reason: str, **payload: int
) -> None:
    normal = as_email(contact) if "@" in contact else as_phone(contact)
    record_event(
        code=f"organization.personal_data.{verb}",
        subject=f"contact:{blind_index(PURPOSE, normal)[:24]}",
        actor=actor.person_key,
        at=at,
        payload=payload,
        reason=reason,
    )


def _accounts_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    for person in Person.objects.reached_by(contact).select_related("unit").order_by("pk"):
        posts = PostHolding.objects.filter(person=person).order_by("pk")
        yield PersonalRecord(
            title=f"账号 {person.username}",
            facts=(
                ("姓名", person.name),
                ("单位", person.unit.name),
                ("手机号", person.phone),
                ("电子邮箱", person.email),
                *(("任职", str(one)) for one in posts),
            ),
        )


def _erase_contacts(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Empty telephone and mail of accounts that are not in use; names stay with what they did in office."""
    erased, left = 0, []
    for person in Person.objects.reached_by(contact).select_for_update().order_by("pk"):
        if person.is_active:
            left.append(f"账号 {person.username} 仍在使用，停用后才能删除联系方式。")
            continue
        person.phone = person.email = ""
        person.save(update_fields=["phone", "email", "phone_index", "email_index"])
        erased += 1
    return ErasedRecords(erased, tuple(left))


HOLDER = PersonalHolder("organization", "账号", _accounts_of, _erase_contacts)
