"""How the lanes stand: what waits, how long, what failed, how far the bulk runs are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from mingtang.editorial.pages.enums import RunKind, RunState, TargetLane, TargetState
from mingtang.editorial.pages.models import Incident, Run, Target
from mingtang.editorial.pages.policies.pauses import age_level
from mingtang.editorial.publishing.queries.pages import page_url

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class LaneView:
    """One lane now. Counts stop at :data:`MOST_COUNTED`; ages are in seconds."""

    lane: TargetLane
    waiting: int
    running: int
    oldest_age: float
    level: str
    failed: int = 0


@dataclass(frozen=True)
class FailureView:
    """One page that could not be made."""

    target_id: int
    site_code: str
    path: str
    kind: str
    reason: str
    tries: int
    due_at: datetime | None
    site_name: str
    url: str


@dataclass(frozen=True)
class RunView:
    """One bulk run and how far it is; `percent` counts what was handed to the lane.

    A check of files counts what it has read, and in `wrong` what was not as published.
    """

    run_id: int
    kind: str
    state: str
    site_code: str
    fed: int
    total: int
    started_at: datetime
    done_at: datetime | None
    site_name: str = ""
    is_check: bool = False
    wrong: int = 0

    @property
    def percent(self) -> int:
        """How much of the walk is done."""
        return min(100, self.fed * 100 // self.total) if self.total else 0


def lanes(at: datetime) -> list[LaneView]:
    """Return the three lanes with the age of the oldest page that waits."""
    return [_lane(lane, at) for lane in TargetLane]


def _lane(lane: TargetLane, at: datetime) -> LaneView:
    rows = Target.objects.filter(lane=lane.value)
    age = oldest_age(at, lane)
    level = age_level(age) if lane is not TargetLane.BULK else "ok"
    return LaneView(
        lane,
        _capped(rows, TargetState.WAITING),
        _capped(rows, TargetState.RUNNING),
        age,
        level,
        _capped(rows, TargetState.FAILED),
    )


def oldest_age(at: datetime, lane: TargetLane | None = None) -> float:
    """Return how long the oldest page waits, in seconds; without a lane, of the two urgent ones."""
    wanted = [TargetLane.OWN.value, TargetLane.DEPENDENT.value] if lane is None else [lane.value]
    ages = [0.0]
    for number in wanted:
        rows = Target.objects.filter(state=TargetState.WAITING.value, lane=number)
        since = rows.order_by("woken_at", "pk").values_list("woken_at", flat=True).first()
        if since is not None:
            ages.append((at - since).total_seconds())
    return max(ages)


def _capped(rows: QuerySet[Target], state: TargetState) -> int:
    return len(rows.filter(state=state.value).order_by().values_list("pk")[:MOST_COUNTED])


def incidents_open() -> int:
    """Return how many files were found altered and could not be restored yet, counted as above."""
    rows = Incident.objects.filter(healed_at__isnull=True).order_by()
    return len(rows.values_list("pk")[:MOST_COUNTED])


def failures(*, site_codes: Collection[str] | None = None, limit: int = 100) -> list[FailureView]:
    """Return pages that could not be made, of some sites or all, newest target first."""
    rows = Target.objects.filter(state=TargetState.FAILED.value)
    if site_codes is not None:
        rows = rows.filter(site__code__in=sorted(site_codes))
    return [
        FailureView(
            row.pk,
            row.site.code,
            row.path,
            row.kind,
            row.reason,
            row.tries,
            row.due_at,
            row.site.name,
            page_url(row.site.domain, row.path),
        )
        for row in rows.select_related("site").order_by("-pk")[:limit]
    ]


def runs(*, rows: QuerySet[Run] | None = None, limit: int = 20) -> list[RunView]:
    """Return the newest bulk runs of some, those under way first."""
    rows = (Run.objects.all() if rows is None else rows).select_related("site").order_by("-pk")
    under_way = list(rows.filter(state__in=[RunState.RUNNING.value, RunState.PAUSED.value])[:limit])
    rest = rows.exclude(pk__in=[run.pk for run in under_way])[: limit - len(under_way)]
    return [
        RunView(
            run.pk,
            RunKind(run.kind).label,
            RunState(run.state).label,
            run.site.code if run.site else "",
            run.fed,
            run.total,
            run.started_at,
            run.done_at,
            run.site.name if run.site else "",
            run.kind == RunKind.VERIFY,
            run.wrong,
        )
        for run in [*under_way, *rest]
    ]


def held() -> list[tuple[str, int]]:
    """Return how many rolled-back pages each site holds, sites without any left out."""
    return by_site(TargetState.HELD)


def by_site(state: TargetState) -> list[tuple[str, int]]:
    """Return how many pages of each site are in a state, sites without any left out."""
    rows = Target.objects.filter(state=state.value).values_list("site__code")
    return list(rows.annotate(count=Count("pk")).order_by("site__code"))


def progress() -> tuple[int, int]:
    """Return how many pages the bulk runs under way have behind them, and how many they have in all.

    Pages of all lanes that still wait count as not done.
    """
    under_way = Run.objects.making_pages()
    sums = under_way.aggregate(fed=Sum("fed"), total=Sum("total"))
    waiting = Target.objects.filter(
        state__in=[TargetState.WAITING.value, TargetState.RUNNING.value]
    ).count()
    fed, total = sums["fed"] or 0, sums["total"] or 0
    return max(fed - waiting, 0), max(total, waiting)


def is_anything_left() -> bool:
    """Tell whether a page waits or is being made, or a bulk run is not at its end."""
    busy = [TargetState.WAITING.value, TargetState.RUNNING.value]
    runs = Run.objects.making_pages()
    return Target.objects.filter(state__in=busy).exists() or runs.exists()
