"""File changes of a unit's contacts with those who must know, and record trainings."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, one_line
from mingtang.institution.organization.actions.access import locked_unit
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import FilingWay
from mingtang.institution.organization.filing_rules import contact_receivers, contacts_in_words
from mingtang.institution.organization.models import ContactFiling, Person, TrainingSession, Unit
from mingtang.spine.events.actions import record_event

RIGHT = "organization.file"


def file_contacts(
    *,
    actor: Person,
    at: datetime,
    unit_id: int,
    receivers: Collection[str],
    way: FilingWay = FilingWay.PLATFORM,
    note: str = "",
) -> list[ContactFiling]:
    """File who the contacts of a unit are now, with each receiver that the regulation names.

    What was filed is what holds at this moment; a filing for each receiver meets its duty.

    Source: LA-20, 六安市通知 五（一）.

    :raises Refused: without the right there, without a receiver, or for one that the regulation of
        the unit does not name.
    """
    with transaction.atomic():
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        known = contact_receivers(unit.code, at)
        decision = authority.may(actor, RIGHT, unit=unit.code, at=at)
        (decision & _may_receive(receivers, known)).require()
        told = contacts_in_words(unit, at)
        return [
            _file(unit, code, known[code], told, way=way, note=note, actor=actor, at=at)
            for code in known
            if code in receivers
        ]


def record_training(
    *,
    actor: Person,
    at: datetime,
    unit_id: int,
    topic: str,
    held_on: date,
    attendance: int,
    place: str = "",
) -> TrainingSession:
    """Record a training that a unit held.

    Source: XN-22, 兴市府办〔2014〕19号 第二十九条.

    :raises Refused: without the right there, for a day to come, or without what it was about.
    """
    with transaction.atomic():
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        decision = authority.may(actor, RIGHT, unit=unit.code, at=at)
        if held_on > beijing_date(at):
            decision &= no("organization.training_ahead", "培训日期不能晚于今天。", "held_on")
        if not has_words(topic):
            decision &= no("organization.training_topic", "请填写培训内容。", "topic")
        if attendance < 1:
            decision &= no("organization.training_nobody", "参加人数至少为1。", "attendance")
        decision.require()
        row = TrainingSession.objects.create(
            unit=unit,
            topic=one_line(topic),
            held_on=held_on,
            place=one_line(place),
            attendance=attendance,
            recorded_by=actor,
            recorded_at=at,
        )
        payload: dict[str, str | int] = {"training": row.pk, "held_on": held_on.isoformat()}
        _record("organization.training.held", unit, payload, actor=actor, at=at)
        return row


def _may_receive(receivers: Collection[str], known: Collection[str]) -> Decision:
    if not known:
        return no("organization.no_receivers", "本单位适用的制度没有要求报备人员变更。")
    if not receivers or set(receivers) - set(known):
        return no("organization.receivers", "请选择制度规定的接收单位。", "receivers")
    return YES


def _file(
    unit: Unit,
    code: str,
    label: str,
    told: str,
    *,
    way: FilingWay,
    note: str,
    actor: Person,
    at: datetime,
) -> ContactFiling:
    row = ContactFiling.objects.create(
        unit=unit,
        receiver=code,
        receiver_label=label,
        way=way,
        told=told,
        note=one_line(note),
        filed_by=actor,
        filed_at=at,
    )
    payload: dict[str, str | int] = {"receiver": code, "filing": row.pk}
    _record("organization.contact.filed", unit, payload, actor=actor, at=at)
    return row


def _record(
    code: str, unit: Unit, payload: dict[str, str | int], *, actor: Person, at: datetime
) -> None:
    record_event(
        code=code,
        subject=unit.unit_key,
        actor=actor.person_key,
        at=at,
        unit=unit.code,
        payload=payload,
    )
