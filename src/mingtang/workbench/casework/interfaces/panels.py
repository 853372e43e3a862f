"""What rooms add to the page of a case of their kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.screens import Fact, HeaderButton
from mingtang.workbench.casework.models import Case


@dataclass(frozen=True)
class CaseLine:
    """One line of a panel: words, where they lead, and a note beside them."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class CasePanel:
    """What a room shows on the page of a case beside what every case has."""

    heading: str
    lines: Sequence[CaseLine]
    note: str = ""


CasePanelsOf = Callable[[Case, Person, datetime], Sequence[CasePanel]]
CaseFactsOf = Callable[[Case], Sequence[Fact]]
_facts: dict[str, CaseFactsOf] = {}
_panels: dict[str, CasePanelsOf] = {}


def register_case_facts(kind: str, facts: CaseFactsOf) -> None:
    """Show further facts on the page of a kind's cases; called once, where the room's addresses are.

    :raises ValueError: the kind has others.
    """
    if _facts.setdefault(kind, facts) != facts:
        raise ValueError(f"two rooms add facts to cases of {kind!r}")


def facts_of_kind(case: Case) -> Sequence[Fact]:
    """Return what the room of its kind says about a case."""
    return _facts[case.kind](case) if case.kind in _facts else ()


# The case, who looks at it, and when -> buttons beside the verbs of every case.
CaseButtonsOf = Callable[[Case, Person, datetime], Sequence[HeaderButton]]
_buttons: list[CaseButtonsOf] = []


def register_case_buttons(buttons: CaseButtonsOf) -> None:
    """Show further buttons on the pages of cases; a repeat is harmless."""
    if buttons not in _buttons:
        _buttons.append(buttons)


def buttons_of_rooms(case: Case, person: Person, at: datetime) -> Iterator[HeaderButton]:
    """Yield what other rooms offer to do with a case."""
    for buttons in _buttons:
        yield from buttons(case, person, at)


def register_case_panels(kind: str, panels: CasePanelsOf) -> None:
    """Show panels on the page of a kind's cases; called once, where the room's addresses are.

    :raises ValueError: the kind has others.
    """
    if _panels.setdefault(kind, panels) != panels:
        raise ValueError(f"two rooms add panels to cases of {kind!r}")


def panels_of_kind(case: Case, person: Person, at: datetime) -> Sequence[CasePanel]:
    """Return what the room of its kind shows of a case to a person."""
    return _panels[case.kind](case, person, at) if case.kind in _panels else ()
