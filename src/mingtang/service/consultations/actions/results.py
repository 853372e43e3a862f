"""Say what became of each point, publish the result, archive the consultation."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.service.consultations import policies
from mingtang.service.consultations.actions.access import (
    WRITE,
    locked_consultation,
    may,
    record,
    wake,
)
from mingtang.service.consultations.enums import Adoption, ConsultationState
from mingtang.service.consultations.models import Consultation, ConsultationPoint
from mingtang.service.consultations.policies import ConsultationVerb
from mingtang.service.consultations.queries import APPROVE


def save_point(
    *,
    actor: Person,
    at: datetime,
    consultation_id: int,
    about: str,
    verdict: Adoption,
    because: str = "",
    point_id: int | None = None,
) -> ConsultationPoint:
    """Say what became of a point that opinions made; a new one comes last.

    :raises Refused: no right, not closed or answered already, no words, or no reason where not adopted in full.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(ConsultationVerb.ANSWER, row.state)
        (decision & policies.is_point_complete(about, verdict, because)).require()
        point = _point(row, point_id)
        point.about, point.verdict, point.reason = about.strip(), verdict.value, because.strip()
        point.save()
        payload = {"point": point.position, "verdict": verdict.value}
        record("consultations.point.saved", row, actor.person_key, at, payload)
    return point


def _point(row: Consultation, number: int | None) -> ConsultationPoint:
    if number is None:
        last = row.points.aggregate(last=Max("position"))["last"] or 0
        return ConsultationPoint(consultation=row, position=last + 1)
    found = row.points.filter(pk=number).first()
    if found is None:
        raise NotVisible(f"point {number}")
    return found


def remove_point(*, actor: Person, at: datetime, point_id: int) -> None:
    """Remove a point before the result is published.

    :raises Refused: no right, or answered already.
    """
    with transaction.atomic():
        point = ConsultationPoint.objects.filter(pk=point_id).first()
        if point is None:
            raise NotVisible(f"point {point_id}")
        row = locked_consultation(actor, at, point.consultation_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(ConsultationVerb.ANSWER, row.state)
        decision.require()
        payload = {"point": point.position}
        point.delete()
        record("consultations.point.removed", row, actor.person_key, at, payload)


def publish_result(
    *, actor: Person, at: datetime, consultation_id: int, result: str
) -> Consultation:
    """Publish the result with what became of each point; dated with this moment.

    :raises Refused: no right to approve, not closed or answered already, no words, opinions without a
        point, or opinions that nobody has judged.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        opinions, points = row.opinions.count(), row.points.count()
        decision = may(actor, APPROVE, row, at)
        decision &= policies.may_do(ConsultationVerb.ANSWER, row.state)
        decision &= policies.is_answered(
            result, opinions=opinions, waiting=row.opinions.waiting().count(), points=points
        )
        decision.require()
        row.result, row.answered_at = result.strip(), at
        row.state = ConsultationState.ANSWERED.value
        row.save(update_fields=["result", "answered_at", "state"])
        wake(row, at)
        payload = {"points": points, "opinions": opinions}
        record("consultations.answered", row, actor.person_key, at, payload)
    return row


def archive_consultation(*, actor: Person, at: datetime, consultation_id: int) -> Consultation:
    """Archive an answered consultation: its page stays, and nothing of it changes any more.

    :raises Refused: no right, or no result yet.
    """
    with transaction.atomic():
        row = locked_consultation(actor, at, consultation_id)
        decision = may(actor, WRITE, row, at) & policies.may_do(ConsultationVerb.ARCHIVE, row.state)
        decision.require()
        row.state, row.archived_at = ConsultationState.ARCHIVED.value, at
        row.save(update_fields=["state", "archived_at"])
        wake(row, at)
        record("consultations.archived", row, actor.person_key, at)
    return row
