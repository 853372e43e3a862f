"""The job that sends the confirmation mails of surveys."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mingtang.institution.notices.channels.errors import Unsent
from mingtang.institution.notices.channels.mail import Letter, send_mail
from mingtang.service.surveys.actions.answers import note_mail
from mingtang.service.surveys.models import SurveyVoter
from mingtang.service.surveys.policies import confirmation_text
from mingtang.service.surveys.queries.rules import confirmation_link
from mingtang.spine.jobs.claims import claim_rows
from mingtang.spine.jobs.registry import JobRun

AT_ONCE = 10  # mails claimed together: few, because a slow server takes seconds for each
LEASE = timedelta(minutes=5)


def send_mails(run: JobRun) -> dict[str, Any]:
    """Send every mail that is due; without a mail server all remain due."""
    sent = 0
    while settings.NOTICE_MAIL and (
        ids := claim_rows(
            SurveyVoter.objects.due(run.now()), limit=AT_ONCE, mail_due_at=run.now() + LEASE
        )
    ):
        for pk in ids:
            sent += _ask(pk, run.now())
    return {"sent": sent}


def _ask(voter_id: int, at: datetime) -> bool:
    row = SurveyVoter.objects.select_related("survey__site").filter(pk=voter_id).first()
    if row is None or not row.sealed:
        return False
    site, title = row.survey.site.name, row.survey.title
    text = confirmation_text(title=title, site=site, link=confirmation_link(row))
    number = f"survey-{row.survey_id}-{row.pk}-{row.mails}"
    try:
        send_mail(Letter(row.mail, f"【{site}】请确认答卷：{title}", text, number))
    except Unsent as error:
        note_mail(voter_id=row.pk, at=at, is_sent=False, is_final=error.is_final)
        return False
    note_mail(voter_id=row.pk, at=at, is_sent=True)
    return True
