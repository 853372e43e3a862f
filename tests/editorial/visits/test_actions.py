from collections import Counter
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import Error as DatabaseError
from django.db import connections

from mingtang.editorial.visits.actions import drop_old_sketches, fold_visits, receive_visits
from mingtang.editorial.visits.book import SiteHits
from mingtang.editorial.visits.models import PageVisits, SiteDay, VisitBatch
from mingtang.editorial.visits.policies import VisitorSketch, visitor_number
from mingtang.editorial.visits.queries import (
    VisitTotals,
    days_of,
    most_viewed,
    totals_of,
    views_of,
)

DAY = date(2026, 3, 11)


def hits(
    visitors: range = range(2), day: date = DAY, site: str = "portal", **pages: int
) -> SiteHits:
    """Return a batch: `news=3` is three views of `/news/`."""
    sketch = VisitorSketch()
    for number in visitors:
        sketch.add(visitor_number(b"salt", address=str(number), agent=""))
    return SiteHits(
        site, day, Counter({f"/{name}/": views for name, views in pages.items()}), sketch
    )


@pytest.mark.django_db
def test_batches_are_added_up_once(at: datetime) -> None:
    first = hits(news=3, laws=1)
    receive_visits(hits=[first, hits(range(1, 5), news=2), hits(site="edu", news=7)])
    receive_visits(hits=[first])  # the answer of the database was lost on the way
    assert views_of("portal", "/news/") == 0
    assert fold_visits() == 3
    assert fold_visits() == 0
    assert views_of("portal", "/news/") == 5
    assert totals_of("portal") == VisitTotals(6, 5)
    assert totals_of("edu") == VisitTotals(7, 2)
    receive_visits(hits=[hits(range(3), laws=9)])
    fold_visits()
    assert totals_of("portal") == VisitTotals(15, 5)
    assert [(one.path, one.views) for one in most_viewed("portal", limit=9)] == [
        ("/laws/", 10),
        ("/news/", 5),
    ]


@pytest.mark.django_db
def test_visitors_of_each_day_are_counted_for_themselves(at: datetime) -> None:
    before = DAY - timedelta(days=1)
    receive_visits(hits=[hits(news=1), hits(day=before, news=2)])
    fold_visits()
    assert days_of("portal", since=before - timedelta(days=1), until=DAY) == [
        (DAY, VisitTotals(1, 2)),
        (before, VisitTotals(2, 2)),
        (before - timedelta(days=1), VisitTotals()),
    ]
    assert totals_of("portal", since=DAY) == VisitTotals(1, 2)


@pytest.mark.django_db
def test_sketches_go_after_their_day_and_later_batches_are_added(at: datetime) -> None:
    receive_visits(hits=[hits(news=1)])
    fold_visits()
    assert drop_old_sketches(at=at + timedelta(days=3)) == 0
    assert drop_old_sketches(at=at + timedelta(days=4)) == 1
    assert drop_old_sketches(at=at + timedelta(days=4)) == 0
    assert bytes(SiteDay.objects.get().sketch) == b""
    receive_visits(hits=[hits(news=1)])
    fold_visits()
    assert totals_of("portal") == VisitTotals(2, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("pages", [["/"], {"/": -5}, {"/": "5"}, {"/../": 1}, {}, 7])
def test_what_is_no_count_of_a_page_is_left_out(pages: object) -> None:
    VisitBatch.objects.create(key="x", site="portal", day=DAY, pages=pages, visitors=b"no sketch")
    assert fold_visits() == 1
    assert not PageVisits.objects.exists()
    assert not SiteDay.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_add_each_batch_once() -> None:
    for _ in range(6):
        receive_visits(hits=[hits(news=1, laws=2) for _ in range(5)])
    begin = Barrier(2)

    def work() -> None:
        begin.wait()
        for _ in range(40):
            try:
                fold_visits(limit=4)
            except DatabaseError:  # the loser of a race; the worker tries again
                continue
        connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    fold_visits(limit=100)
    assert totals_of("portal") == VisitTotals(90, 2)
    assert (views_of("portal", "/news/"), views_of("portal", "/laws/")) == (30, 60)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_half_way_has_added_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    receive_visits(hits=[hits(news=1)])

    def die(*_: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as broken:
        broken.setattr("mingtang.editorial.visits.actions._add_day", die)
        with pytest.raises(SystemExit):
            fold_visits()
    assert views_of("portal", "/news/") == 0
    assert fold_visits() == 1
    assert totals_of("portal") == VisitTotals(1, 2)
