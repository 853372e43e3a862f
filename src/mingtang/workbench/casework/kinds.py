"""The kinds of cases: a room above registers each of its own at start.

See docs/how-to/make-a-case-kind.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mingtang.workbench.casework.enums import CaseState, CaseVerb

# What is judged of some kinds alone: who reports a misspelt word offers no opinion to be valued.
JUDGEMENTS = frozenset({CaseVerb.VALUE, CaseVerb.COMPLEX, CaseVerb.FOREIGN, CaseVerb.EXPLAIN})


@dataclass(frozen=True)
class CaseRights:
    """The rights that are asked about cases of a kind."""

    read: str = "casework.read"
    dispatch: str = "casework.dispatch"
    handle: str = "casework.handle"
    view: str = "casework.view"  # names, telephone numbers and addresses in full
    erase: str = "casework.erase"
    press: str = "casework.press"  # urge, supervise, submit to leaders


@dataclass(frozen=True)
class CaseKind:
    """A kind of case (办件种类).

    `pattern` makes the number of a case of `{year}` and `{number}`. `states` are those that its
    cases may take. `categories` are finer classes, which rules of a pack may tell apart; without any
    the code of the kind is the category. `judgements` are those of `JUDGEMENTS` that can be made about
    its cases. `answer_rules` are the rules that set the deadline of an answer; public figures are
    judged by them.
    """

    code: str
    label: str
    pattern: str
    states: frozenset[CaseState] = frozenset(CaseState)
    rights: CaseRights = CaseRights()
    categories: Mapping[str, str] = field(default_factory=dict, hash=False)
    judgements: frozenset[CaseVerb] = frozenset()
    answer_rules: tuple[str, ...] = ()


_kinds: dict[str, CaseKind] = {}


def register_case_kind(kind: CaseKind) -> None:
    """Make a kind known; called once in `AppConfig.ready()`.

    :raises ValueError: another kind has the code, or two kinds would share numbers.
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two kinds of cases are called {kind.code!r}")
    if "{year}" not in kind.pattern or "{number}" not in kind.pattern:
        raise ValueError(f"{kind.code}: the number {kind.pattern!r} lacks its year or number")
    if any(one.pattern == kind.pattern for one in _kinds.values() if one.code != kind.code):
        raise ValueError(f"{kind.code}: another kind has the number {kind.pattern!r}")


def case_kind(code: str) -> CaseKind:
    """Return a kind by its code.

    :raises LookupError: no room registered it.
    """
    return _kinds[code]


def all_case_kinds() -> tuple[CaseKind, ...]:
    """Return every kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))


def kinds_by_rights() -> Mapping[CaseRights, tuple[str, ...]]:
    """Return the codes of kinds by the rights that are asked about their cases."""
    found: dict[CaseRights, tuple[str, ...]] = {}
    for kind in all_case_kinds():
        found[kind.rights] = (*found.get(kind.rights, ()), kind.code)
    return found


_answered_at: dict[str, str] = {}


def answer_elsewhere(kind: str, route: str) -> None:
    """Have the answers of a kind written on another screen, by the name of its route; called once at start.

    The room that declares it records the answer with `record_answer` when its own conditions are met;
    `answer_case` refuses cases of the kind.

    :raises ValueError: another room has done so.
    """
    if _answered_at.setdefault(kind, route) != route:
        raise ValueError(f"two rooms answer cases of {kind!r}")


def route_of_answers(kind: str) -> str:
    """Return the name of the route where answers of a kind are written; empty where casework does it."""
    return _answered_at.get(kind, "")
