"""The one counting function, and how far the log is counted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from mingtang.institution.figures.enums import BuildState, Dimension
from mingtang.institution.figures.kinds import definitions
from mingtang.institution.figures.models import DailyFigure, DailyFigureQuerySet, FigureBuild
from mingtang.institution.figures.policies import FigureKey
from mingtang.institution.organization.models import Person

MOST_ROWS = 2000


@dataclass(frozen=True)
class FigureRow:
    """A figure under the keys that were asked for, in their order; days and months are dates."""

    keys: tuple[Any, ...]
    amount: int


def figures_between(
    measure: str,
    *,
    since: date,
    until: date,
    units: Collection[str] | None = None,
    sites: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
) -> DailyFigureQuerySet:
    """Return the figures of a measure from one day to another, both included.

    `units`, `sites` and `kinds` narrow to these keys; None leaves all.
    """
    rows = DailyFigure.objects.live().filter(measure=measure, day__gte=since, day__lte=until)
    for field, wanted in (("unit", units), ("site", sites), ("kind", kinds)):
        if wanted is not None:
            rows = rows.filter(**{f"{field}__in": list(wanted)})
    return rows


def count(rows: "QuerySet[DailyFigure]") -> int:
    """Return the sum of figures."""
    return int(rows.order_by().aggregate(total=Sum("amount"))["total"] or 0)


def count_by(
    rows: "QuerySet[DailyFigure]", by: Sequence[Dimension], *, limit: int = MOST_ROWS
) -> list[FigureRow]:
    """Return figures added up under keys: by time where a day or month is among them, else the most first.

    Sums of 0 are left out. At most `limit` rows.
    """
    names = [one.value for one in by]
    if Dimension.MONTH in by:
        rows = rows.annotate(month=TruncMonth("day"))
    dated = [name for name in names if name in {Dimension.DAY.value, Dimension.MONTH.value}]
    order = [*dated, "-total", *names]
    found = rows.order_by().values(*names).annotate(total=Sum("amount")).exclude(total=0)
    return [
        FigureRow(tuple(row[name] for name in names), row["total"])
        for row in found.order_by(*order)[:limit]
    ]


def visible_figures(
    person: Person, *, at: datetime, measure: str, since: date, until: date
) -> DailyFigureQuerySet:
    """Return the figures of a measure and time that a person may read."""
    return figures_between(measure, since=since, until=until).visible_to(person, at=at)


def live_build() -> FigureBuild | None:
    """Return the build that is read, or None before the first event was counted."""
    return FigureBuild.objects.filter(state=BuildState.LIVE).first()


def is_outdated(build: FigureBuild) -> bool:
    """Tell whether measures were added or changed since a build was begun."""
    return build.definitions != definitions()


def figures_of(build: FigureBuild) -> Iterator[tuple[FigureKey, int]]:
    """Yield every figure of a build in the order of its keys."""
    fields = ("measure", "day", "unit", "site", "column", "kind", "amount")
    for *key, amount in build.figures.order_by(*fields[:-1]).values_list(*fields).iterator():
        yield FigureKey(*key), amount
