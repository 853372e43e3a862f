"""Who is on duty on which day."""

from datetime import date, datetime

from django.db import transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.notices.models import DUTY, DutyTurn
from mingtang.institution.notices.policies import may_add_duty_turn
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event


def add_duty_turn(
    *, actor: Person, at: datetime, unit_code: str, day: date, person_id: int, phone: str
) -> DutyTurn:
    """Put a person on the duty roster of a unit for one day and the night after it (值班).

    :raises NotVisible: the actor keeps no roster of the unit.
    :raises Refused: the day is over, no number to call, or the person is on it already.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update().filter(code=unit_code).first()
        if unit is None or not authority.may(actor, DUTY, unit=unit_code, at=at):
            raise NotVisible(f"unit {unit_code}")
        person = Person.objects.active().filter(pk=person_id).first()
        if person is None:
            raise NotVisible(f"person {person_id}")
        is_listed = DutyTurn.objects.filter(unit=unit, day=day, person=person).exists()
        may_add_duty_turn(day, today=beijing_date(at), phone=phone, is_listed=is_listed).require()
        turn = DutyTurn.objects.create(
            unit=unit, day=day, person=person, phone=phone.strip(), added_by=actor, added_at=at
        )
        _record("notices.duty.added", turn, actor, at)
    return turn


def remove_duty_turn(*, actor: Person, at: datetime, turn_id: int) -> None:
    """Take a person off the duty roster.

    :raises NotVisible: no such turn on a roster that the actor keeps.
    """
    with transaction.atomic():
        rows = DutyTurn.objects.visible_to(actor, at=at).select_for_update(of=("self",))
        turn = rows.select_related("unit", "person").filter(pk=turn_id).first()
        if turn is None:
            raise NotVisible(f"duty turn {turn_id}")
        _record("notices.duty.removed", turn, actor, at)
        turn.delete()


def _record(code: str, turn: DutyTurn, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=turn.person.person_key,
        actor=actor.person_key,
        at=at,
        unit=turn.unit.code,
        payload={"day": turn.day.isoformat()},
    )
