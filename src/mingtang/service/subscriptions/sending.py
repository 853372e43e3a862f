"""The jobs that send: mails that ask an address, and the digest of the day."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.notices.channels.errors import Unsent
from mingtang.institution.notices.channels.mail import Letter, send_mail
from mingtang.service.subscriptions import policies
from mingtang.service.subscriptions.actions import (
    note_digest_refused,
    note_digest_sent,
    note_mail_failed,
    note_mailed,
)
from mingtang.service.subscriptions.enums import SubscriptionState
from mingtang.service.subscriptions.models import Subscription
from mingtang.service.subscriptions.queries import CONFIRM, END, column_url, link_of, new_items
from mingtang.spine.jobs.claims import claim_rows
from mingtang.spine.jobs.registry import JobRun

AT_ONCE = 10  # mails claimed together: each may take the seconds of a slow server
LEASE = timedelta(minutes=5)


def send_mails(run: JobRun) -> dict[str, Any]:
    """Send every mail about a subscription that is due; without a mail server all wait."""
    sent = 0
    while settings.NOTICE_MAIL and (
        ids := claim_rows(
            Subscription.objects.due(run.now()), limit=AT_ONCE, mail_due_at=run.now() + LEASE
        )
    ):
        for pk in ids:
            sent += _ask(pk, run.now())
    return {"sent": sent}


def _ask(subscription_id: int, at: datetime) -> bool:
    row = _row(subscription_id)
    if row is None:
        return False
    names = {"site": row.site.name, "column": row.column.name}
    if row.state == SubscriptionState.WAITING:
        days = settings.SUBSCRIPTION_CONFIRM_DAYS
        text = policies.confirmation_text(**names, link=link_of(CONFIRM, row), days=days)
        title = f"请确认订阅“{row.column.name}”"
    else:
        text = policies.known_text(**names, link=link_of(END, row))
        title = f"您已订阅“{row.column.name}”"
    number = f"subscription-{row.pk}-{row.asked_at:%Y%m%d%H%M%S}"
    try:
        send_mail(Letter(row.address, f"【{row.site.name}】{title}", text, number))
    except Unsent as error:
        note_mail_failed(subscription_id=row.pk, at=at, is_final=error.is_final)
        return False
    note_mailed(subscription_id=row.pk, at=at)
    return True


def send_digests(run: JobRun, scheduled_for: str = "") -> dict[str, Any]:
    """Send what is new in a column to each address that confirmed, at most one mail a day.

    A row is marked for the day before its mail is sent: a worker that dies sends no mail twice, and
    what it left is in the mail of the next day, as is what the server did not take.

    Source: the Xingning measures, 36 (XN-36): mail push to subscribers.
    """
    sent, today = 0, beijing_date(run.at)
    rows = Subscription.objects.active().order_by("pk")
    waiting = rows.filter(Q(digest_day=None) | Q(digest_day__lt=today))
    while settings.NOTICE_MAIL and (ids := claim_rows(waiting, limit=AT_ONCE, digest_day=today)):
        for pk in ids:
            sent += _tell(pk, run.now())
            run.progress(sent, note=f"已发送 {sent} 封")
    return {"sent": sent}


def _tell(subscription_id: int, until: datetime) -> bool:
    row = _row(subscription_id)
    items = new_items(row, until) if row is not None else []
    if row is None or not items:
        return False
    end = link_of(END, row)
    text = policies.digest_text(
        site=row.site.name,
        column=row.column.name,
        items=items[: policies.MOST_ITEMS],
        more=column_url(row) if len(items) > policies.MOST_ITEMS else "",
        link=end,
    )
    title = f"【{row.site.name}】“{row.column.name}”新内容 {beijing_date(until):%Y-%m-%d}"
    number = f"digest-{row.pk}-{beijing_date(until):%Y%m%d}"
    try:
        send_mail(Letter(row.address, title, text, number, _one_click(end)))
    except Unsent as error:
        if error.is_final:
            note_digest_refused(subscription_id=row.pk, at=until)
        return False
    note_digest_sent(subscription_id=row.pk, until=until)
    return True


def _one_click(link: str) -> tuple[tuple[str, str], ...]:
    """Return the headers by which a mailbox offers to end a subscription. Source: RFC 8058, 3.1."""
    return (
        ("List-Unsubscribe", f"<{link}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _row(subscription_id: int) -> Subscription | None:
    rows = Subscription.objects.select_related("site", "column")
    return rows.filter(pk=subscription_id).first()
