"""What is counted of cases, each under its kind, its site and the unit that holds it then."""

from collections.abc import Callable, Iterable
from datetime import datetime

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.figures.kinds import Addition, Measure, of_event
from mingtang.spine.events.subscribers import EventFacts
from mingtang.workbench.casework.events import IMPORTED
from mingtang.workbench.casework.kinds import all_case_kinds


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in all_case_kinds()]


def _counted(name: str, label: str, code: str) -> Measure:
    return Measure(name, label, frozenset({f"casework.case.{code}"}), of_event, kinds=_kinds)


def _with_past(name: str, label: str, code: str, day: str, *, asks: str = "") -> Measure:
    """Count an event, and imported past cases by the day in the payload key `day`."""
    codes = frozenset({f"casework.case.{code}", IMPORTED})
    return Measure(name, label, codes, _counter(day, asks), version=2, kinds=_kinds)


def _counter(day: str, asks: str) -> Callable[[EventFacts], Iterable[Addition]]:
    def counts(facts: EventFacts) -> tuple[Addition, ...]:
        if facts.code != IMPORTED:
            return of_event(facts)
        if asks and not facts.payload.get(asks):
            return ()
        stated = beijing_date(datetime.fromisoformat(str(facts.payload[day])))
        return (Addition(facts.unit, facts.site, kind=str(facts.payload["kind"]), day=stated),)

    return counts


MEASURES = (
    _with_past("cases.arrived", "收到来件", "arrived", "received_at"),
    _with_past("cases.answered", "答复来件", "answered", "answered_at"),
    _counted("cases.transferred", "来件转给其他单位", "transferred"),
    _counted("cases.objected", "来件退回转办", "objected"),
    _with_past("cases.rated", "来件人评价", "rated", "answered_at", asks="rating"),
)
