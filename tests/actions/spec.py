"""How an action is described, so that one test can try it in every way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from inspect import signature
from typing import Any

from tests.actions.discovery import Action, name_of
from tests.factories.cast import Cast

Arguments = dict[str, Any]
Given = Callable[[Cast, datetime], Arguments]


@dataclass(frozen=True)
class Case:
    """One action: who may do it, who may not, when not, and all that it does.

    `given` makes what the action is about and returns its arguments. `right` and `wrong` are members
    of the cast; among the wrong ones is someone of another unit. `states` are refusals by state: the
    code of the reason → what to do first; it returns arguments that differ. `event` is recorded on
    success, and `after` says what is true then. `stateless` says why no state refuses. The event names
    a unit or a site, unless it concerns the `whole_platform`.
    """

    action: Action
    right: str
    given: Given
    event: str
    after: Callable[[Cast, Any, Arguments], object]
    wrong: tuple[str, ...]
    states: Mapping[str, Callable[[Cast, datetime, Arguments], Arguments | None]] = field(
        default_factory=dict
    )
    stateless: str = ""
    whole_platform: bool = False

    @property
    def name(self) -> str:
        """Return `room.verb_noun`."""
        return name_of(self.action)

    def actor(self, cast: Cast, who: str) -> Any:
        """Return a member of the cast as the action takes them: a few rooms know only their key."""
        person = getattr(cast, who)
        wants = signature(self.action).parameters["actor"].annotation
        return person.person_key if wants is str else person


OTHER_UNIT = frozenset({"stranger", "stranger_leader"})


def faults_of(case: Case) -> Iterator[str]:
    """Say what a description lacks."""
    if not OTHER_UNIT & set(case.wrong):
        yield f"{case.name}: nobody of another unit is refused"
    if len(set(case.wrong)) < 2 or case.right in case.wrong:
        yield f"{case.name}: fewer than two wrong people"
    if not case.states and len(case.stateless) < 10:
        yield f"{case.name}: no wrong state, and no reason why there is none"
