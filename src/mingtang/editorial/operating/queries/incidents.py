"""What was found altered, and how far the checks of files are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from mingtang.editorial.pages.enums import RunKind, RunState
from mingtang.editorial.pages.models import Incident, Run
from mingtang.institution.organization.models import Person


@dataclass(frozen=True)
class Unseen:
    """The incidents of one site that nobody has taken note of."""

    site_id: int
    site_name: str
    count: int
    first_at: datetime
    newest_id: int


def unseen_by_site(person: Person, at: datetime) -> list[Unseen]:
    """Return the unseen incidents of the sites that a person guards, counted by site."""
    rows = Incident.objects.visible_to(person, at).unseen().exclude(site=None)
    counted = rows.values_list("site_id", "site__name").annotate(
        count=Count("pk"), first=Min("found_at"), newest=Max("pk")
    )
    return [Unseen(*row) for row in counted.order_by("site__position", "site_id")]


def last_checks(site_ids: Collection[int]) -> dict[int, Run]:
    """Return the newest check of each site, under way or done."""
    rows = Run.objects.filter(site_id__in=site_ids, kind=RunKind.VERIFY.value)
    newest = rows.order_by().values_list("site_id").annotate(newest=Max("pk"))
    runs = Run.objects.in_bulk([pk for _, pk in newest])
    return {run.site_id: run for run in runs.values() if run.site_id is not None}


def check_words(run: Run) -> str:
    """Say what a check found, or how far it is."""
    if run.state == RunState.RUNNING:
        return f"正在核对，已读取 {run.fed} / {run.total} 个页面" if run.phase else "等待核对"
    found = f"发现 {run.wrong} 处不一致" if run.wrong else "全部一致"
    return f"核对了 {run.fed} 个页面，{found}"
