"""The job that tells senders of progress by mail."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.notices.channels.errors import Unsent
from mingtang.institution.notices.channels.mail import Letter, send_mail
from mingtang.service.letters import policies
from mingtang.service.letters.actions import note_mail_failed, note_mailed
from mingtang.service.letters.enums import ProgressChannel
from mingtang.service.letters.models import LetterDetails
from mingtang.spine.jobs.claims import claim_rows
from mingtang.spine.jobs.registry import JobRun

AT_ONCE = 10  # mails claimed together: each may take the seconds of a slow server
LEASE = timedelta(minutes=5)
PAUSES = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


def send_progress(run: JobRun) -> dict[str, Any]:
    """Send a mail about each letter that has news; without a mail server all wait."""
    sent = 0
    while settings.NOTICE_MAIL and (
        ids := claim_rows(due(run.now()), limit=AT_ONCE, tell_at=run.now() + LEASE)
    ):
        for pk in ids:
            sent += _send(pk, run.now())
    return {"sent": sent}


def due(at: datetime) -> Any:
    """Return the letters whose senders are to get a mail now."""
    rows = LetterDetails.objects.filter(progress=ProgressChannel.MAIL.value, tell_at__lte=at)
    return rows.order_by("tell_at", "pk")


def _send(pk: int, at: datetime) -> bool:
    row = LetterDetails.objects.select_related("case").get(pk=pk)
    case = row.case
    site = GovSite.objects.filter(code=case.site).first()
    if site is None or not case.email:
        note_mail_failed(case_id=case.pk, again_at=None)
        return False
    text = policies.told_words(
        case.number, case.state_label, site.name, f"https://{site.domain}/forms/status/"
    )
    title = f"【{site.name}】您的来信有新进展（{case.number}）"
    number = f"letter-{case.pk}-{at:%Y%m%d%H%M%S}"
    try:
        send_mail(Letter(case.email, title, text, number))
    except Unsent as error:
        is_over = error.is_final or row.tries >= len(PAUSES)
        again = None if is_over else at + PAUSES[row.tries]
        note_mail_failed(case_id=case.pk, again_at=again)
        return False
    note_mailed(case_id=case.pk, at=at)
    return True
