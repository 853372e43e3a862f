"""When the files of a site are checked without anybody asking.

A worker has every site checked when it starts, since nobody watched before, and each site once a
day. Where notices of the kernel were missed, a site is checked at once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from mingtang.editorial.pages.engine.runs import running_checks, start_check
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import Run
from mingtang.editorial.sites.models import GovSite

DAILY = timedelta(days=1)


def check_all(at: datetime) -> None:
    """Check every site from its beginning, also one that is being checked: nobody watched so far."""
    for site in _published():
        restarted = running_checks().filter(site=site).update(phase=0, cursor=0, fed=0, criteria={})
        if not restarted:
            start_check(site.pk, at)


def check_all_soon(at: datetime) -> None:
    """Check every site as fast as it goes."""
    for site in _published():
        check_soon(site.pk, at)


def check_soon(site_id: int, at: datetime) -> None:
    """Check a site as fast as it goes; one that is being checked is checked once more afterwards."""
    with transaction.atomic():
        run = running_checks().filter(site_id=site_id).select_for_update().first()
        if run is None:
            start_check(site_id, at)
        elif run.phase:  # what it has passed may have changed since
            run.criteria = run.criteria | {"again": True, "is_slow": False}
            run.save(update_fields=["criteria"])


def check_daily(at: datetime, *, every: timedelta = DAILY) -> int:
    """Begin the check of the site that was checked longest ago, if that is a day ago; return how many.

    One site after the other, and slowly.
    """
    runs = Run.objects.filter(kind=RunKind.VERIFY.value)
    sites = [site.pk for site in _published()]
    if not sites or running_checks().exists():
        return 0
    latest = dict(runs.order_by().values_list("site_id").annotate(latest=Max("started_at")))
    site_id = min(sites, key=lambda pk: (pk in latest, latest.get(pk)))
    if site_id in latest and at - every < latest[site_id] <= at:
        return 0
    start_check(site_id, at, is_slow=True)
    return 1


def _published() -> Iterable[GovSite]:
    return GovSite.objects.exclude(state="planned").order_by("pk")
