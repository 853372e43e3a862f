"""The office sets the table of points and corrects points of a unit."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from mingtang.editorial.submission.models import PointCorrection, PointTable
from mingtang.editorial.submission.policies.points import may_correct, may_hold_from
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.workbench.approvals.policies import says_why

KEEP = "submission.keep_points"


def set_point_table(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    valid_from: date,
    per_item: int,
    per_class: Mapping[str, int],
    fee_per_point: Decimal,
) -> PointTable:
    """Add a version of the table of an office that holds from a day; earlier points stay.

    Source: 国办发〔2014〕57号（十八）(GB-18): information officers are paid for adopted items.
    """
    with transaction.atomic():
        is_taken = PointTable.objects.filter(unit=unit, valid_from=valid_from).exists()
        decision = authority.may(actor, KEEP, unit=unit.code, at=at)
        today = beijing_date(at)
        (decision & may_hold_from(valid_from, today=today, is_taken=is_taken)).require()
        table = PointTable.objects.create(
            unit=unit,
            valid_from=valid_from,
            per_item=per_item,
            per_class=dict(per_class),
            fee_per_point=fee_per_point,
            set_by=actor,
            set_at=at,
        )
        record_event(
            code="submission.points.set",
            subject=f"unit:{unit.code}",
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"valid_from": valid_from.isoformat(), "per_item": per_item},
        )
        return table


def correct_points(
    *, actor: Person, at: datetime, unit: Unit, day: date, points: int, reason: str
) -> PointCorrection:
    """Add points to a unit or take some away, for a day and with the reason."""
    with transaction.atomic():
        decision = authority.may(actor, KEEP, unit=unit.code, at=at)
        (decision & may_correct(points) & says_why(reason)).require()
        given = record_reason(reason)
        assert given is not None  # a reason was asked above
        row = PointCorrection.objects.create(
            unit=unit, day=day, points=points, reason=given, made_by=actor, made_at=at
        )
        record_event(
            code="submission.points.corrected",
            subject=f"unit:{unit.code}",
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"day": day.isoformat(), "points": points},
            reason=given,
        )
        return row
