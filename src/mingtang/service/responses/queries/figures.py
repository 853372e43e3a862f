"""The figures of answers: cells of what has come to rest, and what is pending counted as it is now.

A case is in a cell or pending, never both; so cells and pending ones together are what a recount gives.
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
    """How the cases of a time went, of all kinds of the room together; `days` is the mean of working days used."""

    received: int
    answered: int
    on_time: int
    judged: int
    rated: int
    satisfied: int
    days: float | None


def contributions(rows: QuerySet[Case]) -> Iterator[Contribution]:
    """Yield what cases add to the figures as they stand now; what was withdrawn or merged adds nothing."""
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
    """Return what was counted of a site by unit and month of receipt, pending cases as they stand now."""
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
    """Count the cases of a site, of one month of receipt or of all, of some units or of all.

    What office, public page and file show is counted here and nowhere else.
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
