"""Units and people that forms can search for."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.choosers import Chooser, register_chooser


def visible_units(person: Person, at: datetime) -> QuerySet[Unit]:
    """Return the units in use that a person may see."""
    return Unit.objects.visible_to(person, at).active()


def visible_people(person: Person, at: datetime) -> QuerySet[Person]:
    """Return the people in use that a person may see."""
    return Person.objects.visible_to(person, at).filter(is_active=True).select_related("unit")


def _unit(unit: Any) -> str:
    return f"{unit.name}（{unit.code}）"


def _person(person: Any) -> str:
    return f"{person.name}　{person.unit.short_name}（{person.username}）"


register_chooser(Chooser("unit", visible_units, "code", ("name", "code", "short_name"), _unit))
register_chooser(Chooser("person", visible_people, "username", ("name", "username"), _person))
