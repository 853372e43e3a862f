"""Where a right holds, as filters for rows, and how the tables below the authority ask for it.

The authority reads units, people and posts, so these cannot import it; what they ask is declared
here and answered when the apps are ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q

# Not an empty Q, which `|` would drop: everything or something must stay everything.
EVERYTHING = ~Q(pk__in=())


@dataclass(frozen=True)
class UnitScope:
    """The units in which a person has a right. `all` means every unit, and then the sets are empty."""

    all: bool = False
    ids: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.all or bool(self.ids)

    def covers(self, code: str) -> bool:
        """Tell whether a unit is inside."""
        return self.all or code in self.codes

    def as_q(self, field: str) -> Q:
        """Return the filter for rows whose foreign key `field` points to a unit inside."""
        return EVERYTHING if self.all else Q(**{f"{field}__in": self.ids})

    def as_code_q(self, field: str) -> Q:
        """Return the filter for rows whose `field` holds the code of a unit inside."""
        return EVERYTHING if self.all else Q(**{f"{field}__in": self.codes})


@dataclass(frozen=True)
class SiteScope:
    """The sites in which a person has a right. `all` means every site, and then the set is empty."""

    all: bool = False
    codes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.all or bool(self.codes)

    def covers(self, code: str) -> bool:
        """Tell whether a site is inside."""
        return self.all or code in self.codes

    def as_q(self, field: str) -> Q:
        """Return the filter for rows whose `field` holds the code of a site (`"site__code"`)."""
        return EVERYTHING if self.all else Q(**{f"{field}__in": self.codes})


class Sight(Protocol):
    """What the tables of this room must know of a person before they show rows."""

    @property
    def is_active(self) -> bool:
        """Whether the person may see anything at all."""

    def units_where(self, right: str) -> UnitScope:
        """Return the units in which the person has a right."""

    def sites_where(self, right: str) -> SiteScope:
        """Return the sites in which the person has a right."""


_answers: list[Callable[[Any, datetime], Sight]] = []


def answer_sight_with(powers_of: Callable[[Any, datetime], Sight]) -> None:
    """Declare who answers what a person may see; called once when the apps are ready."""
    _answers[:] = [powers_of]


def sight_of(person: Any, at: datetime) -> Sight:
    """Return what a person may see at a moment."""
    return _answers[0](person, at)
