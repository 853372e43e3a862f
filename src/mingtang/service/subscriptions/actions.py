"""Ask for a column by mail, confirm, end; and what is held of an address.

All that comes from readers goes through here without a person as actor: a token that only our mail
holds takes the place of a right.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mingtang.editorial.sites.models import Column
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.institution.organization.models import Person
from mingtang.service.subscriptions import policies
from mingtang.service.subscriptions.enums import SubscriptionState
from mingtang.service.subscriptions.models import Subscription
from mingtang.service.subscriptions.queries import CONFIRM, END, id_in, open_column
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord

MAILS = "subscriptions.mails"
SUBJECT = "subscription"
CITIZEN = "citizen"


def request_subscription(*, at: datetime, site: str, column: str, address: str) -> None:
    """Ask an address whether it wants a column by mail; a repeat writes no second row.

    An address gets one such mail a day for a column, and is asked about a few columns at a time.

    :raises Refused: the site has no such column.
    """
    with transaction.atomic():
        place = open_column(site, column)
        if place is None:
            raise Refused(no("subscriptions.no_column", "没有这个栏目。", "column").reasons)
        rows = Subscription.objects.select_for_update().of_address(address)
        found = rows.filter(column=place).first() or _new_row(place, address, at)
        waiting = rows.waiting().count()
        if not policies.may_ask_address(mailed_at=found.mailed_at, waiting=waiting, at=at):
            return
        if found.state == SubscriptionState.WAITING:
            found.asked_at = at
        found.mail_due_at, found.tries = at, 0
        found.save(update_fields=["asked_at", "mail_due_at", "tries"])
        enqueue_mails(at=at)


def _new_row(place: Column, address: str, at: datetime) -> Subscription:
    return Subscription.objects.create(site=place.site, column=place, address=address, asked_at=at)


def enqueue_mails(*, at: datetime) -> None:
    """Enqueue the sending of what is due, once."""
    enqueue_job(kind=MAILS, actor="system", at=at, key="due")


def confirm_subscription(*, at: datetime, token: str) -> bool:
    """Confirm a subscription; False where the link is not ours or no longer valid."""
    with transaction.atomic():
        row = _locked(CONFIRM, token)
        if row is None or row.state != SubscriptionState.WAITING:
            return row is not None
        row.state, row.confirmed_at, row.covered_until = SubscriptionState.ACTIVE.value, at, at
        row.save(update_fields=["state", "confirmed_at", "covered_until"])
        _record("subscriptions.confirmed", row, CITIZEN, at)
        return True


def end_subscription(*, at: datetime, token: str) -> bool:
    """Delete a subscription with its address; False where there is none any more.

    Source: RFC 8058 (one-click unsubscribe).
    """
    with transaction.atomic():
        row = _locked(END, token)
        if row is None:
            return False
        _record("subscriptions.ended", row, CITIZEN, at, by="reader")
        row.delete()
        return True


def note_mailed(*, subscription_id: int, at: datetime) -> None:
    """Note that the mail about a subscription was taken by the server."""
    rows = Subscription.objects.filter(pk=subscription_id)
    rows.update(mail_due_at=None, mailed_at=at, tries=0)


def note_mail_failed(*, subscription_id: int, at: datetime, is_final: bool) -> None:
    """Try a mail about a subscription again later, unless that would change nothing."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
        if row is None:
            return
        row.tries += 1
        is_over = is_final or row.tries >= policies.MOST_TRIES
        row.mail_due_at = None if is_over else at + policies.pause_after(row.tries)
        row.mailed_at = at if is_over else row.mailed_at
        row.save(update_fields=["tries", "mail_due_at", "mailed_at"])


def note_digest_sent(*, subscription_id: int, until: datetime) -> None:
    """Note up to when an address has been told what is new."""
    rows = Subscription.objects.filter(pk=subscription_id)
    rows.update(covered_until=until, refusals=0)


def note_digest_refused(*, subscription_id: int, at: datetime) -> None:
    """Count a refusal of an address for good; after three days in a row the subscription ends."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
        if row is None:
            return
        row.refusals += 1
        if row.refusals < policies.MOST_REFUSALS:
            row.save(update_fields=["refusals"])
            return
        _record("subscriptions.ended", row, "system", at, by="mail_server")
        row.delete()


def forget_unconfirmed(*, at: datetime) -> int:
    """Delete the addresses that did not confirm in time; return how many."""
    oldest = at - timedelta(days=settings.SUBSCRIPTION_CONFIRM_DAYS)
    number, _ = Subscription.objects.waiting().filter(asked_at__lt=oldest).delete()
    return number


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the subscriptions of a mail address; each records that it was viewed."""
    rows = Subscription.objects.of_address(contact).select_related("site", "column")
    for row in rows.order_by("pk"):
        _record("subscriptions.viewed", row, actor.person_key, at)
        asked = row.asked_at.astimezone(BEIJING)
        yield PersonalRecord(
            title=_name_of(row),
            facts=(
                ("网站", row.site.name),
                ("栏目", row.column.name),
                ("电子邮箱", row.address),
                ("状态", SubscriptionState(row.state).label),
                ("申请时间", f"{asked:%Y-%m-%d %H:%M}"),
            ),
        )


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Delete every subscription of a mail address."""
    rows = Subscription.objects.of_address(contact).select_for_update(of=("self",))
    found = list(rows.select_related("site", "column").order_by("pk"))
    for row in found:
        _record("subscriptions.erased", row, actor.person_key, at, reason=reason)
        row.delete()
    return ErasedRecords(len(found))


def _locked(use: str, token: str) -> Subscription | None:
    pk = id_in(use, token)
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("site", "column")
    return None if pk is None else rows.filter(pk=pk).first()


def _record(
    code: str, row: Subscription, actor: str, at: datetime, *, by: str = "", reason: str = ""
) -> None:
    record_event(
        code=code,
        subject=f"{SUBJECT}:{row.pk}",
        actor=actor,
        at=at,
        site=row.site.code,
        payload={"column": row.column.code} | ({"by": by} if by else {}),
        reason=reason or None,
    )


def _name_of(row: Subscription) -> str:
    return f"邮件订阅（{row.site.name}·{row.column.name}）"


HOLDER = PersonalHolder("subscriptions", "邮件订阅", records_of, erase_of)
