"""Open and close surveys by time and number of answers, and refresh their pages."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.models import Person
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import (
    SYSTEM,
    WRITE,
    locked,
    locked_survey,
    may,
    record,
    wake,
)
from mingtang.service.surveys.actions.offering import offering_of
from mingtang.service.surveys.enums import CloseCause, ResultShowing, SurveyState
from mingtang.service.surveys.models import Survey
from mingtang.service.surveys.policies import SurveyVerb
from mingtang.service.surveys.queries.rules import DOCUMENTS
from mingtang.spine.events.actions import record_reason
from mingtang.spine.search.actions import refresh_documents
from mingtang.workbench.intake.actions.offering import end_offer, offer_form

AT_ONCE = 50


def begin_if_due(row: Survey, actor: str, at: datetime) -> bool:
    """Open a locked survey that passed approval, unless its planned time is still to come."""
    if not policies.may_do(SurveyVerb.OPEN, row.state):
        return False
    if row.opens_at is not None and row.opens_at > at:
        return False
    row.opens_at, row.closes_at = at, policies.closing(at, row.days)
    row.left = policies.days_left(row.closes_at, at)
    row.state = SurveyState.OPEN.value
    row.save(update_fields=["opens_at", "closes_at", "left", "state"])
    offer_form(offering_of(row))
    wakes = Wakes(at)
    wakes.lock_with_portals(row.site_id)
    keys = [row.picture] if row.picture else []
    pins = {key: one.digest for key, one in media_rows(keys).items()}
    sync_site_assets(row.site_id, row.subject, pins, wakes)
    wake(row, at, wakes)
    refresh_documents(DOCUMENTS, [row.pk], at=at)
    payload = {"closes_at": row.closes_at.isoformat(), "days": row.days}
    record("surveys.opened", row, actor, at, payload)
    return True


def turn_surveys(*, at: datetime) -> int:
    """Open passed surveys that are due, close those that are over; return how many changed."""
    passed = Survey.objects.filter(state=SurveyState.PASSED.value, opens_at__lte=at)
    over = Survey.objects.filter(state=SurveyState.OPEN.value, closes_at__lte=at)
    turned = 0
    for number in list(passed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            turned += begin_if_due(locked(number), SYSTEM, at)
    for number in list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            row = locked(number)
            if row.state == SurveyState.OPEN and row.closes_at and row.closes_at <= at:
                close(row, CloseCause.CLOCK, SYSTEM, at)
                turned += 1
    return turned


def close_survey(*, actor: Person, at: datetime, survey_id: int, reason: str) -> Survey:
    """Close a survey before its time, with a public reason; later forms are refused.

    :raises Refused: no right, not open, or no reason.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        decision: Decision = may(actor, WRITE, row, at)
        decision &= policies.may_do(SurveyVerb.CLOSE, row.state) & policies.may_close_early(reason)
        decision.require()
        close(row, CloseCause.EARLY, actor.person_key, at, reason.strip())
    return row


def close(row: Survey, cause: CloseCause, actor: str, at: datetime, reason: str = "") -> None:
    """Close a locked survey; CLOCK leaves `closes_at` as it is, any other cause sets it to `at`."""
    if cause is not CloseCause.CLOCK:
        row.closes_at = at
        end_offer(code=row.form_code, at=at)
    assert row.closes_at is not None
    row.state, row.cause, row.early_reason = SurveyState.CLOSED.value, cause.value, reason
    row.save(update_fields=["state", "cause", "closes_at", "early_reason"])
    wake(row, at)
    payload = {
        "closed_at": row.closes_at.isoformat(),
        "answers": row.answers_counted,
        "cause": cause.value,
    }
    record("surveys.closed", row, actor, at, payload, record_reason(reason or None))


def count_days(*, at: datetime) -> int:
    """Update the days left of open surveys and wake their pages; return how many."""
    rows = Survey.objects.filter(state=SurveyState.OPEN.value)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            row = locked(number)
            if row.state == SurveyState.OPEN and row.closes_at is not None:
                row.left = policies.days_left(row.closes_at, at)
                row.save(update_fields=["left"])
                wake(row, at)
    return len(numbers)


def show_figures(*, at: datetime) -> int:
    """Wake the pages of open surveys that show figures and have new answers; return how many.

    A page lags by minutes, so that many answers cause one build.
    """
    rows = Survey.objects.filter(state=SurveyState.OPEN.value, showing=ResultShowing.ALWAYS.value)
    changed = rows.exclude(answers_counted=F("shown_answers"))
    numbers = list(changed.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for number in numbers:
        with transaction.atomic():
            row = locked(number)
            row.shown_answers = row.answers_counted
            row.save(update_fields=["shown_answers"])
            wake(row, at)
    return len(numbers)
