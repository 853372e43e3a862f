"""Visits put in by the public process, and added up by the worker, each batch once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from mingtang.editorial.visits.book import SiteHits
from mingtang.editorial.visits.models import PageVisits, SiteDay, VisitBatch
from mingtang.editorial.visits.policies import VisitorSketch, is_plausible
from mingtang.ground.foundation.clock import beijing_date

BITE = 50  # batches of one transaction
AT_ONCE = 500  # pages of one statement
SKETCH_KEPT = timedelta(days=3)  # after its day; a worker may be switched off for so long

PagesOfSites = dict[str, Counter[str]]
DaysOfSites = dict[tuple[str, date], tuple[int, VisitorSketch]]


def receive_visits(*, hits: Sequence[SiteHits]) -> None:
    """Store what was counted, in one statement. The same batch again is the same row.

    The role of the public process may insert and not read: nothing is asked back.
    """
    rows = [
        VisitBatch(
            key=one.key,
            site=one.site,
            day=one.day,
            pages=dict(one.pages),
            visitors=one.visitors.packed(),
        )
        for one in hits
    ]
    VisitBatch.objects.bulk_create(rows, ignore_conflicts=True)


def fold_visits(*, limit: int = BITE) -> int:
    """Add up to `limit` batches to the totals and delete them, all in one transaction.

    A worker that is killed leaves both as they were. Two workers at once wait for each other, and
    where both would add the same page the later one fails as a whole and tries again.
    """
    if not VisitBatch.objects.exists():
        return 0
    with transaction.atomic():
        batches = list(VisitBatch.objects.select_for_update().order_by("pk")[:limit])
        pages, days = _added_up(batches)
        for site in sorted(pages):
            _add_pages(site, pages[site])
        for key in sorted(days):
            _add_day(*key, *days[key])
        VisitBatch.objects.filter(pk__in=[one.pk for one in batches]).delete()
    return len(batches)


def drop_old_sketches(*, at: datetime) -> int:
    """Forget which visitors were counted on days that are over; return how many days."""
    over = SiteDay.objects.filter(day__lt=beijing_date(at) - SKETCH_KEPT).exclude(sketch=b"")
    return over.update(sketch=b"")


def _added_up(batches: Iterable[VisitBatch]) -> tuple[PagesOfSites, DaysOfSites]:
    """Return views by site and page, and views and visitors by site and day.

    The rows come from the process that talks to everybody: what is no count of a page is left out.
    """
    pages: PagesOfSites = {}
    days: DaysOfSites = {}
    for batch in batches:
        found = batch.pages if isinstance(batch.pages, dict) else {}
        good = {path: views for path, views in found.items() if is_plausible(path, views)}
        if not good:
            continue
        pages.setdefault(batch.site, Counter()).update(good)
        views, sketch = days.get((batch.site, batch.day), (0, VisitorSketch()))
        sketch.merge(_sketch_of(bytes(batch.visitors)))
        days[batch.site, batch.day] = (views + sum(good.values()), sketch)
    return pages, days


def _sketch_of(packed: bytes) -> VisitorSketch:
    try:
        return VisitorSketch.unpacked(packed)
    except ValueError:
        return VisitorSketch()


def _add_pages(site: str, views: Counter[str]) -> None:
    paths = sorted(views)
    for begin in range(0, len(paths), AT_ONCE):
        some = paths[begin : begin + AT_ONCE]
        rows = PageVisits.objects.select_for_update().filter(site=site, path__in=some)
        known = {row.path: row for row in rows.order_by("path")}
        for path, row in known.items():
            row.views += views[path]
        PageVisits.objects.bulk_update(known.values(), ["views"])
        PageVisits.objects.bulk_create(
            PageVisits(site=site, path=path, views=views[path])
            for path in some
            if path not in known
        )


def _add_day(site: str, day: date, views: int, visitors: VisitorSketch) -> None:
    row = SiteDay.objects.select_for_update().filter(site=site, day=day).first()
    row = row or SiteDay(site=site, day=day)
    before = bytes(row.sketch)
    counted = (
        0 if before else row.visitors
    )  # of a sketch that was dropped: added, as there is no other way
    visitors.merge(_sketch_of(before))
    row.views += views
    row.visitors, row.sketch = counted + visitors.count(), visitors.packed()
    row.save()
