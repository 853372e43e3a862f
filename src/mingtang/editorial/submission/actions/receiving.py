"""Take what reporting systems send: note it, read it by the mapping, submit it for its unit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions import EditorialFields, import_article
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.importing.pasting import take_pasted
from mingtang.editorial.sites.models import Column
from mingtang.editorial.submission.actions.moving import record
from mingtang.editorial.submission.actions.sending import submit_article
from mingtang.editorial.submission.enums import ReceivedState
from mingtang.editorial.submission.models import SENDERS, ReceivedItem, SendingSystem, Submission
from mingtang.editorial.submission.policies.mapping import (
    SentFields,
    is_complete,
    is_same_item,
    read_fields,
)
from mingtang.editorial.submission.policies.sending import Purpose
from mingtang.editorial.submission.queries import submission_classes
from mingtang.ground.foundation.decisions import NotVisible, Reason, Refused, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.spine.events.actions import record_event
from mingtang.workbench.approvals.policies import says_why

TOO_MANY = "submission.sent_too_many"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Receipt:
    """What became of one document; `is_repeat` where it was taken before."""

    item: ReceivedItem
    is_repeat: bool = False
    refusal: tuple[Reason, ...] = ()


def receive_item(*, at: datetime, sender_id: int, document: Mapping[str, Any]) -> Receipt:
    """Take a document of a reporting system: once for each number, the refused ones to be run again.

    It becomes a draft and a submission of its unit in the name of an information officer of the
    unit, and goes the way of any other: approval of the unit, then the desk.

    :raises Refused: nothing was stored: no number, another text under a number that was taken, or
        more than the system may send in a minute (`submission.sent_too_many` alone).
    """
    with transaction.atomic():
        sender = _counted_sender(sender_id, at)
        fields = read_fields(document, sender.mapping)
        if not fields.number or len(fields.number) > 100:
            is_complete(fields).require()
        item = _noted(sender, fields, document, at)
    if item.state == ReceivedState.TAKEN.value:
        is_same_item(item.digest, fields.digest).require()
        return Receipt(item, is_repeat=True)
    return _try(item, fields, at)


def retry_item(*, actor: Person, at: datetime, item_id: int) -> Receipt:
    """Read a refused document again, after the mapping or the register of units was mended.

    :raises Refused: it is taken or dropped.
    """
    with transaction.atomic():
        item = _locked_item(actor, at, item_id)
        _record_item("submission.sent_again", item, actor, at)
    document = json.loads(item.document)
    return _try(item, read_fields(document, item.sender.mapping), at)


def drop_item(*, actor: Person, at: datetime, item_id: int, reason: str) -> ReceivedItem:
    """Give a refused document up, with a reason; its text is erased, its number stays."""
    with transaction.atomic():
        item = _locked_item(actor, at, item_id)
        says_why(reason).require()
        item.state, item.document, item.tried_at = ReceivedState.DROPPED.value, "", at
        item.save(update_fields=["state", "document", "tried_at"])
        _record_item("submission.sent_dropped", item, actor, at, reason=reason)
        return item


def _counted_sender(sender_id: int, at: datetime) -> SendingSystem:
    rows = SendingSystem.objects.select_for_update(of=("self",)).in_use()
    sender = rows.select_related("site__unit").filter(pk=sender_id).first()
    if sender is None:
        raise NotVisible(f"sender {sender_id}")
    if sender.minute is None or at - sender.minute >= _MINUTE:
        sender.minute, sender.received_in_minute = at, 0
    if sender.received_in_minute >= sender.per_minute:
        text = f"每分钟最多接收 {sender.per_minute} 件，请一分钟后再送。"
        no(TOO_MANY, text).require()
    sender.received_in_minute += 1
    sender.last_received_at = at
    sender.save(update_fields=["minute", "received_in_minute", "last_received_at"])
    return sender


def _noted(
    sender: SendingSystem, fields: SentFields, document: Mapping[str, Any], at: datetime
) -> ReceivedItem:
    rows = ReceivedItem.objects.select_for_update(of=("self",)).select_related("submission")
    item = rows.filter(sender=sender, number=fields.number).first()
    if item is not None and item.state == ReceivedState.TAKEN.value:
        return item
    item = item or ReceivedItem(sender=sender, number=fields.number, received_at=at)
    item.title, item.unit_name = fields.title[:200], fields.unit[:100]
    item.document, item.digest = json.dumps(document, ensure_ascii=False), fields.digest
    item.state, item.refusal, item.tried_at = ReceivedState.RECEIVED.value, "", at
    item.save()
    return item


@dataclass(frozen=True)
class _Prepared:
    """A document as it is to be submitted: for whom, by whom, with which words."""

    sender: SendingSystem
    unit: Unit
    officer: Person
    purpose: Purpose
    draft: EditorialFields
    fields: SentFields
    notes: tuple[str, ...]


def _try(item: ReceivedItem, fields: SentFields, at: datetime) -> Receipt:
    """Read and submit; pictures are stored and words cleaned before the transaction of the change."""
    try:
        return _take(item, _prepared(item, fields, at), at)
    except Refused as refused:
        ReceivedItem.objects.filter(pk=item.pk).exclude(state=ReceivedState.TAKEN.value).update(
            state=ReceivedState.REFUSED.value, refusal=str(refused)[:1000], tried_at=at
        )
        item.refresh_from_db()
        return Receipt(item, refusal=refused.reasons)


def _prepared(item: ReceivedItem, fields: SentFields, at: datetime) -> _Prepared:
    is_complete(fields).require()
    sender = SendingSystem.objects.select_related("site__unit").get(pk=item.sender_id)
    unit = _unit_of(sender, fields.unit)
    officer = _officer_of(unit, fields.author, at)
    purpose = Purpose(_class_of(unit, fields.content_class, at))
    columns = _columns_of(sender, fields.column)
    pasted = take_pasted(actor=officer, at=at, unit=unit, html=fields.html)
    draft = EditorialFields(
        kind=ArticleKind.NEWS,
        title=fields.title,
        body=list(pasted.blocks),
        source=fields.source or unit.name,
        author=fields.author or officer.name,
        happened_on=fields.day,
        wanted_columns=columns,
    )
    return _Prepared(sender, unit, officer, purpose, draft, fields, pasted.notes)


def _take(item: ReceivedItem, ready: _Prepared, at: datetime) -> Receipt:
    with transaction.atomic():
        locked = ReceivedItem.objects.select_for_update().get(pk=item.pk)
        if locked.state == ReceivedState.TAKEN.value:
            return Receipt(locked, is_repeat=True)
        officer, fields = ready.officer, ready.fields
        article = import_article(
            actor=officer,
            at=at,
            unit=ready.unit,
            site=ready.sender.site,
            fields=ready.draft,
            file_name=f"{ready.sender.name} {item.number}",
        )
        submission = submit_article(
            actor=officer,
            at=at,
            article_id=article.pk,
            version=article.version,
            author=fields.author or officer.name,
            phone=fields.phone or officer.phone,
            purpose=ready.purpose,
        )
        _finish(locked, submission, ready.notes, at)
        return Receipt(locked)


def _finish(
    item: ReceivedItem, submission: Submission, notes: tuple[str, ...], at: datetime
) -> None:
    item.state, item.submission = ReceivedState.TAKEN.value, submission
    item.document, item.refusal, item.tried_at = "", "", at
    item.notes = "；".join(notes)[:1000]
    item.save(update_fields=["state", "submission", "document", "refusal", "tried_at", "notes"])
    record("submission.sent", submission, None, at, sender=item.sender_id)


def _unit_of(sender: SendingSystem, written: str) -> Unit:
    """Return the unit that a sender means: by its own list, else by our code or name."""
    meant = str(sender.units.get(written, written))
    units = Unit.objects.filter(is_active=True)
    for field in ("code", "name", "short_name"):
        found = list(units.filter(**{field: meant})[:2])
        if len(found) == 1 and sender.site.unit.code in unit_path(found[0].code):
            return found[0]
    text = f"不认识报送单位“{written}”，请在“单位对应”中写明它是本平台的哪个单位。"
    raise Refused([Reason("submission.sent_unit_unknown", text, "unit")])


def _officer_of(unit: Unit, author: str, at: datetime) -> Person:
    """Return the officer in whose name it is submitted: the one who is named, else the first."""
    able = Roster(at).who("submission.submit", unit=unit.code, posts=["information_officer"])
    named = [one for one in able if one.name == author]
    for pk in ids_of(named or able)[:1]:
        return Person.objects.select_related("unit").get(pk=pk)
    text = f"{unit.name}还没有信息员，请联系平台管理员登记后再送。"
    raise Refused([Reason("submission.sent_no_officer", text, "unit")])


def _class_of(unit: Unit, written: str, at: datetime) -> str:
    known = submission_classes(unit, at=at)
    if not written or written in known:
        return written
    for code, label in known.items():
        if label == written:
            return code
    text = f"报送类别“{written[:40]}”不在这个单位的应报送信息清单中。"
    raise Refused([Reason("submission.unknown_class", text, "content_class")])


def _columns_of(sender: SendingSystem, written: str) -> list[int]:
    if not written:
        return []
    columns = Column.objects.filter(site=sender.site, state="open")
    for field in ("code", "name"):
        found = list(columns.filter(**{field: written}).values_list("pk", flat=True)[:2])
        if len(found) == 1:
            return found
    text = f"{sender.site.name}没有栏目“{written[:40]}”，请改为栏目代码或名称，或者不填。"
    raise Refused([Reason("submission.sent_column_unknown", text, "column")])


def _locked_item(actor: Person, at: datetime, item_id: int) -> ReceivedItem:
    seen = ReceivedItem.objects.visible_to(actor, at=at).filter(pk=item_id).values("pk")
    rows = ReceivedItem.objects.select_for_update(of=("self",)).filter(pk__in=seen)
    item = rows.select_related("sender__site__unit").first()
    if item is None:
        raise NotVisible(f"received item {item_id}")
    authority.may(actor, SENDERS, site=item.sender.site.code, at=at).require()
    if item.state in {ReceivedState.TAKEN.value, ReceivedState.DROPPED.value}:
        text = f"这件稿件“{item.state_label}”，不需要再办理。"
        no("submission.sent_done", text).require()
    return item


def _record_item(
    code: str, item: ReceivedItem, actor: Person, at: datetime, reason: str = ""
) -> None:
    site = item.sender.site
    record_event(
        code=code,
        subject=item.sender.subject,
        actor=actor.person_key,
        at=at,
        unit=site.unit.code,
        site=site.code,
        payload={"item": item.pk},
        reason=reason,
    )
