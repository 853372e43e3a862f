"""Publish the result of a survey, archive it."""

from datetime import datetime

from django.db import transaction

from mingtang.institution.organization.models import Person
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import WRITE, locked_survey, may, record, wake
from mingtang.service.surveys.enums import SurveyState
from mingtang.service.surveys.models import Survey
from mingtang.service.surveys.policies import SurveyVerb
from mingtang.service.surveys.queries.rules import APPROVE


def publish_result(*, actor: Person, at: datetime, survey_id: int, result: str) -> Survey:
    """Publish the result and the figures, dated `at`; unconfirmed addresses are deleted.

    :raises Refused: no right to approve, not closed, published already, or no text.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        decision = may(actor, APPROVE, row, at) & policies.may_do(SurveyVerb.PUBLISH, row.state)
        (decision & policies.has_result(result)).require()
        row.result, row.published_at = result.strip(), at
        row.state = SurveyState.PUBLISHED.value
        row.save(update_fields=["result", "published_at", "state"])
        row.voters.filter(confirmed_at=None).delete()
        wake(row, at)
        record("surveys.published", row, actor.person_key, at, {"answers": row.answers_counted})
    return row


def archive_survey(*, actor: Person, at: datetime, survey_id: int) -> Survey:
    """Archive a survey: its page stays online and final, its mail addresses are deleted.

    :raises Refused: no right, or no result yet.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(SurveyVerb.ARCHIVE, row.state)
        decision.require()
        row.state, row.archived_at = SurveyState.ARCHIVED.value, at
        row.save(update_fields=["state", "archived_at"])
        row.voters.all().delete()
        wake(row, at)
        record("surveys.archived", row, actor.person_key, at)
    return row
