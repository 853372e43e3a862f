"""Many rows at once, on both databases."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mingtang.editorial.pages.models import Target, Watch
from mingtang.editorial.pages.rows import Among, insert_rows
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
NAMES = ("path", "kind", "key", "column_id")


def put(cast: Cast, at: datetime, *paths: str, known: bool = False) -> None:
    rows = ((path, "article", "7", cast.news.pk) for path in paths)
    alike = {"site_id": cast.portal.pk, "woken_at": at, "lane": 2}
    insert_rows(Target, NAMES, rows, same=alike, known=known)


def test_rows_get_their_values_what_is_alike_and_the_defaults(cast: Cast, at: datetime) -> None:
    Target.objects.all().delete()
    put(cast, at, "/a.html", "/b.html")

    first, second = Target.objects.order_by("path")
    assert (first.path, second.path) == ("/a.html", "/b.html")
    assert (first.kind, first.key, first.column_id) == ("article", "7", cast.news.pk)
    assert (first.site_id, first.woken_at, first.lane) == (cast.portal.pk, at, 2)
    assert (first.state, first.wake_number, first.claim) == ("waiting", 1, "")
    assert (first.entry_id, first.due_at) == (None, None)


def test_moments_of_a_row_keep_their_zone(cast: Cast, at: datetime) -> None:
    put(cast, at, "/a.html")
    target = Target.objects.get(path="/a.html")
    moments = [at, at + timedelta(microseconds=5)]
    rows = [(target.pk, f"column:{number}", low, 3) for number, low in enumerate(moments)]

    insert_rows(Watch, ("target_id", "list", "low_at", "low_id"), rows)

    kept = Watch.objects.filter(target=target).order_by("list")
    assert list(kept.values_list("low_at", flat=True)) == moments


def test_rows_that_stand_there_are_left_alone_only_where_that_is_meant(
    cast: Cast, at: datetime
) -> None:
    put(cast, at, "/a.html")
    put(cast, at + timedelta(days=1), "/a.html", "/b.html", known=True)

    assert Target.objects.get(path="/a.html").woken_at == at
    assert Target.objects.filter(path="/b.html").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        put(cast, at, "/c.html", "/a.html")
    assert not Target.objects.filter(path="/c.html").exists()


def test_no_rows_are_no_statement(cast: Cast, at: datetime) -> None:
    before = Target.objects.count()
    put(cast, at)
    assert Target.objects.count() == before


@pytest.mark.parametrize("size", [0, 1, 2000])
def test_among_is_what_in_says(cast: Cast, at: datetime, size: int) -> None:
    put(cast, at, *(f"/{number}.html" for number in range(5)))
    ids = sorted(Target.objects.values_list("pk", flat=True))
    wanted = {*ids[:size], *range(10**9, 10**9 + size)}

    asked = Target.objects.filter(pk__in=wanted).order_by("pk")
    assert list(Target.objects.filter(Among("pk", wanted)).order_by("pk")) == list(asked)
    others = Target.objects.exclude(pk__in=wanted)
    assert set(Target.objects.exclude(Among("pk", wanted))) == set(others)


def test_among_narrows_an_update_and_goes_by_a_reference(cast: Cast, at: datetime) -> None:
    put(cast, at, "/a.html", "/b.html")
    one = Target.objects.get(path="/a.html")

    assert Target.objects.filter(Among("pk", [one.pk]), kind="article").update(tries=4) == 1

    mine = Target.objects.filter(Among("column_id", [cast.news.pk]), tries=4)
    assert list(mine) == [one]
