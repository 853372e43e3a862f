"""Take an opinion in, enter one that came otherwise, judge what of it is shown, and what is held of a person."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Refused, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.models import Person
from mingtang.service.consultations import policies
from mingtang.service.consultations.actions.access import (
    WRITE,
    locked,
    locked_consultation,
    may,
    record,
    wake,
)
from mingtang.service.consultations.enums import OpinionChannel, OpinionState
from mingtang.service.consultations.models import Consultation, ConsultationOpinion
from mingtang.service.consultations.policies import ConsultationVerb
from mingtang.service.consultations.queries import shows_opinions
from mingtang.spine.events.actions import record_reason
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord

CITIZEN = "citizen"
_NO_WORDS = no("consultations.no_text", "请填写意见。", "text")


def take_opinion(
    *, at: datetime, consultation_id: int, receipt: str, values: Mapping[str, str]
) -> ConsultationOpinion:
    """Store an opinion of a public form, of which `at` is the receipt; a repeat is the same record.

    It is taken whatever became of the consultation since: it was received in time.

    :raises Refused: there is no such consultation.
    """
    with transaction.atomic():
        if not Consultation.objects.filter(pk=consultation_id).exists():
            raise Refused(no("consultations.gone", "没有这项意见征集。").reasons)
        row = locked(consultation_id)
        known = ConsultationOpinion.objects.filter(receipt=receipt).first()
        return known or _add(row, CITIZEN, at, OpinionChannel.WEB, at, values, receipt)


def enter_opinion(
    *,
    actor: Person,
    at: datetime,
    consultation_id: int,
    channel: OpinionChannel,
    received_at: datetime,
    values: Mapping[str, str],
) -> ConsultationOpinion:
    """Enter an opinion that came by mail, telephone or letter.

    :raises Refused: no right, not open for opinions, no words, or it came after now.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(ConsultationVerb.ENTER, row.state)
        decision &= YES if has_words(values.get("text", "")) else _NO_WORDS
        if received_at > at:
            decision &= no("consultations.not_yet", "收到时间不能晚于现在。", "received_at")
        decision.require()
        return _add(row, actor.person_key, at, channel, received_at, values)


def _add(
    row: Consultation,
    actor: str,
    at: datetime,
    channel: OpinionChannel,
    received_at: datetime,
    values: Mapping[str, str],
    receipt: str = "",
) -> ConsultationOpinion:
    opinion = ConsultationOpinion.objects.create(
        consultation=row,
        receipt=receipt,
        received_at=received_at,
        channel=channel.value,
        point=int(values.get("point") or 0),
        text=values["text"],
        name=values.get("name", ""),
        phone=values.get("phone", ""),
    )
    payload = {"opinion": opinion.pk, "channel": channel.value}
    record("consultations.opinion.received", row, actor, at, payload)
    return opinion


def show_opinion(
    *, actor: Person, at: datetime, opinion_id: int, public_text: str
) -> ConsultationOpinion:
    """Let readers see an opinion, in words without personal data.

    :raises Refused: no right, the consultation is archived, no words, or personal data in them.
    """
    with transaction.atomic():
        opinion, decision = _judged(actor, at, opinion_id)
        private = (opinion.name, opinion.phone)
        (decision & policies.may_show(public_text, private)).require()
        return _judge(opinion, actor, at, OpinionState.SHOWN, public_text.strip())


def hide_opinion(
    *, actor: Person, at: datetime, opinion_id: int, reason: str
) -> ConsultationOpinion:
    """Keep an opinion from readers; it counts and is answered all the same.

    :raises Refused: no right, the consultation is archived, or no reason.
    """
    with transaction.atomic():
        opinion, decision = _judged(actor, at, opinion_id)
        if not has_words(reason):
            decision &= no("consultations.no_reason", "请说明不公开的原因。", "reason")
        decision.require()
        return _judge(opinion, actor, at, OpinionState.HIDDEN, "", reason)


def _judged(actor: Person, at: datetime, number: int) -> tuple[ConsultationOpinion, Decision]:
    rows = ConsultationOpinion.objects.visible_to(actor, at=at).filter(pk=number)
    consultation_id = rows.values_list("consultation_id", flat=True).first()
    if consultation_id is None:
        raise NotVisible(f"opinion {number}")
    row = locked_consultation(actor, at, consultation_id)
    opinion = ConsultationOpinion.objects.select_for_update().get(pk=number)
    opinion.consultation = row
    return opinion, may(actor, WRITE, row, at) & policies.may_do(
        ConsultationVerb.MODERATE, row.state
    )


def _judge(
    opinion: ConsultationOpinion,
    actor: Person,
    at: datetime,
    state: OpinionState,
    public_text: str,
    reason: str = "",
) -> ConsultationOpinion:
    stated = record_reason(reason or None)
    opinion.state, opinion.public_text, opinion.reason = state.value, public_text, stated
    opinion.judged_by, opinion.judged_at = actor, at
    opinion.save(update_fields=["state", "public_text", "reason", "judged_by", "judged_at"])
    row = opinion.consultation
    code = f"consultations.opinion.{state.value}"
    record(code, row, actor.person_key, at, {"opinion": opinion.pk}, stated)
    if shows_opinions(row):
        wake(row, at)
    return opinion


def view_sender(*, actor: Person, at: datetime, opinion_id: int) -> ConsultationOpinion:
    """Return an opinion with its sender in full, which is recorded.

    :raises Refused: no right to work on the consultation.
    """
    with transaction.atomic():
        opinion, _ = _judged(actor, at, opinion_id)
        row = opinion.consultation
        may(actor, WRITE, row, at).require()
        payload = {"opinion": opinion.pk}
        record("consultations.opinion.viewed", row, actor.person_key, at, payload)
        return opinion


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the opinions that came with a telephone number; each records that it was viewed."""
    for one in ConsultationOpinion.objects.of_phone(contact).order_by("pk"):
        row = locked(one.consultation_id)
        payload = {"opinion": one.pk}
        record("consultations.opinion.viewed", row, actor.person_key, at, payload)
        received = one.received_at.astimezone(BEIJING)
        facts = (
            ("姓名或单位", one.name),
            ("联系电话", one.phone),
            ("意见", one.text),
            ("收到时间", f"{received:%Y-%m-%d %H:%M}"),
        )
        yield PersonalRecord(title=f"意见征集《{row.title}》的意见", facts=facts)


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Erase name, telephone number and words of the opinions of a number; what was shown without them stays."""
    rows = ConsultationOpinion.objects.of_phone(contact).select_for_update()
    found = list(rows.order_by("pk"))
    for one in found:
        row = locked(one.consultation_id)
        one.name = one.phone = one.text = ""
        one.erased_at = at
        one.save(update_fields=["name", "phone", "phone_index", "text", "erased_at"])
        payload = {"opinion": one.pk}
        record("consultations.opinion.erased", row, actor.person_key, at, payload, reason)
    return ErasedRecords(len(found))


HOLDER = PersonalHolder("consultations", "征集到的意见", records_of, erase_of)
