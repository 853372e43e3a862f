"""The figures of answers: the cells, plus pending cases counted live.

A case is in a cell or pending, never both, so the sum equals a recount of all cases.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Combinable

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.ground.foundation.working_days import AnswerTimes, WorkCalendar
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.service.responses.kinds import answered_kinds
from mingtang.service.responses.models import PendingResponse, ResponseCell
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.kinds import case_kind
from mingtang.workbench.casework.models import Case, was_judged
from mingtang.workbench.casework.policies import SATISFIED

COUNTS = ("received", "answered", "on_time", "judged", "rated", "satisfied", "days", "timed")
_LEFT_OUT = (CaseState.WITHDRAWN.value, CaseState.MERGED.value)


CellKey = tuple[str, date]  # unit, first day of the month of receipt


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one case adds: where, and how much of each of `COUNTS`."""

    case_id: int
    site: str
    unit: str
    month: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ResponseFigures:
    """Figures of cases of all kinds of the room; `days` is the mean of the working days used."""

    received: int
    answered: int
    on_time: int
    judged: int
    rated: int
    satisfied: int
    days: float | None


def contributions(rows: QuerySet[Case]) -> Iterator[Contribution]:
    """Yield what cases add to the figures now; withdrawn and merged ones add nothing."""
    calendars: dict[date, WorkCalendar] = {}
    for kind in answered_kinds():
        rules = case_kind(kind).answer_rules
        asked = rows.filter(kind=kind).exclude(site="").exclude(state__in=_LEFT_OUT)
        marked = asked.annotate(
            is_late=_flag(was_judged(rules, ObligationState.MET_LATE)),
            is_met=_flag(was_judged(rules, ObligationState.MET)),
        )
        values = marked.values_list(
            "pk", "site", "unit", "received_at", "answered_at", "rating", "is_late", "is_met"
        )
        for pk, site, unit, received, answered, rating, is_late, is_met in values.iterator():
            is_answered, days = answered is not None, 0
            if answered is not None:
                calendar = calendars.setdefault(beijing_date(answered), calendar_known_at(answered))
                times = AnswerTimes.of(received.astimezone(BEIJING), answered.astimezone(BEIJING))
                days = times.used(calendar)
            yield Contribution(
                pk, site, unit, beijing_date(received).replace(day=1),
                {
                    "received": 1, "answered": int(is_answered),
                    "on_time": int(is_answered and is_met and not is_late),
                    "judged": int(is_answered and (is_met or is_late)),
                    "rated": int(rating is not None), "satisfied": int((rating or 0) >= SATISFIED),
                    "days": days, "timed": int(is_answered),
                },
            )  # fmt: skip


def _flag(condition: Q) -> Combinable:
    return ExpressionWrapper(condition, output_field=BooleanField())


def counted(site: str) -> dict[CellKey, dict[str, int]]:
    """Return the counts of a site by unit and month of receipt, pending cases counted live."""
    found: dict[CellKey, dict[str, int]] = {}
    cells = ResponseCell.objects.filter(site=site, received__gt=0)
    for unit, month, *numbers in cells.values_list("unit", "month", *COUNTS):
        found[unit, month] = dict(zip(COUNTS, numbers, strict=True))
    pending = PendingResponse.objects.values("case")
    for one in contributions(Case.objects.filter(pk__in=pending, site=site)):
        cell = found.setdefault((one.unit, one.month), dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            cell[name] += one.counts[name]
    return found


def response_figures(
    *, site: str, month: date | None = None, units: Sequence[str] | None = None
) -> ResponseFigures:
    """Return the figures of a site, optionally of one month of receipt and of some units.

    Office, public page and file all count here, so that they agree.
    """
    return figures_of(
        counts
        for (unit, received), counts in counted(site).items()
        if month in {None, received} and (units is None or unit in units)
    )


def figures_of(cells: Iterable[Mapping[str, int]]) -> ResponseFigures:
    """Add up cells."""
    total = dict.fromkeys(COUNTS, 0)
    for counts in cells:
        for name in COUNTS:
            total[name] += counts[name]
    days, timed = total.pop("days"), total.pop("timed")
    return ResponseFigures(**total, days=days / timed if timed else None)
