"""Which kinds of cases are answered by way of this room: reviewed before they go, published after.

A room above registers its kinds in `AppConfig.ready()`:

    >>> register_response_kind(ResponseKind("inquiry", is_agreed=lambda case_id: asked(case_id)))
"""

from collections.abc import Callable
from dataclasses import dataclass

from mingtang.workbench.casework.kinds import answer_elsewhere


def _nobody_agreed(case_id: int) -> bool:
    return False


def _about_nothing(case_id: int) -> None:
    return None


@dataclass(frozen=True)
class ResponseKind:
    """How answers to cases of one kind are handled.

    `is_reviewed`: the unit's leaders approve an answer before its sender reads it. `is_published`:
    the rule allows question and answer in the response column; `is_agreed` returns for the id of a
    case whether its sender agreed. `about` returns the policy document that a case asks about.
    """

    code: str
    is_reviewed: bool = True
    is_published: bool = True
    is_agreed: Callable[[int], bool] = _nobody_agreed
    about: Callable[[int], int | None] = _about_nothing


_kinds: dict[str, ResponseKind] = {}
DRAFT_ROUTE = "responses:draft"


def register_response_kind(kind: ResponseKind) -> None:
    """Make a kind known; called once at start.

    :raises ValueError: the kind has been registered otherwise.
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"two rooms register answers of {kind.code!r}")
    if kind.is_reviewed:
        answer_elsewhere(kind.code, DRAFT_ROUTE)


def response_kind(code: str) -> ResponseKind | None:
    """Return what becomes of answers to a kind of cases, or None where the room has no part in them."""
    return _kinds.get(code)


def published_kinds() -> tuple[str, ...]:
    """Return the codes of kinds whose answers may be published, in order."""
    return tuple(sorted(code for code, kind in _kinds.items() if kind.is_published))


def answered_kinds() -> tuple[str, ...]:
    """Return the codes of all kinds, in order; figures of the room count their cases."""
    return tuple(sorted(_kinds))
