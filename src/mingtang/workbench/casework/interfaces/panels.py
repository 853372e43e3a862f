"""What rooms add to the page of a case of their kind."""

from collections.abc import Callable, Sequence

from mingtang.workbench.backoffice.screens import Fact
from mingtang.workbench.casework.models import Case

CaseFactsOf = Callable[[Case], Sequence[Fact]]
_facts: dict[str, CaseFactsOf] = {}


def register_case_facts(kind: str, facts: CaseFactsOf) -> None:
    """Show further facts on the page of a kind's cases; called once, where the room's addresses are.

    :raises ValueError: the kind has others.
    """
    if _facts.setdefault(kind, facts) != facts:
        raise ValueError(f"two rooms add facts to cases of {kind!r}")


def facts_of_kind(case: Case) -> Sequence[Fact]:
    """Return what the room of its kind says about a case."""
    return _facts[case.kind](case) if case.kind in _facts else ()
