"""Paging by the last key: every row once, in order, whichever way one walks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.keyset import (
    BadCursor,
    CappedCount,
    Keyset,
    capped_count,
    capped_counts,
)
from tests.factories.organization import UnitFactory

ORDERS = [("position", "pk"), ("-position", "pk"), ("position", "-pk"), ("-name", "position", "pk")]


@pytest.fixture
def units(db: None) -> list[Unit]:
    return [
        UnitFactory(position=position, name=f"单位{number % 3}号{number}")
        for number, position in enumerate([5, 3, 3, 3, 1, 5, 5, 2, 2, 3, 1])
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 11, 20])
def test_walk_forward_and_back_shows_every_row_once(
    units: list[Unit], order: tuple[str, ...], size: int
) -> None:
    keyset, rows = Keyset(order), Unit.objects.all()
    expected = list(rows.order_by(*order))

    pages = [keyset.page(rows, size=size)]
    while pages[-1].next_cursor:
        pages.append(keyset.page(rows, size=size, after=pages[-1].next_cursor))
    back = [pages[-1]]
    while back[-1].previous_cursor:
        back.append(keyset.page(rows, size=size, before=back[-1].previous_cursor))

    assert [row for page in pages for row in page.rows] == expected
    assert [row for page in reversed(back) for row in page.rows] == expected
    assert not pages[0].previous_cursor


def test_page_costs_two_queries_without_offset(units: list[Unit]) -> None:
    keyset, rows = Keyset(("position", "pk")), Unit.objects.select_related("parent")
    first = keyset.page(rows, size=3)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        keyset.page(rows, size=3, after=first.next_cursor)

    assert len(queries) == 2
    assert not any("OFFSET" in query["sql"] for query in queries)


def test_empty_list_has_no_neighbours(db: None) -> None:
    page = Keyset(("pk",)).page(Unit.objects.all(), size=3)

    assert (page.rows, page.next_cursor, page.previous_cursor) == ([], "", "")


def test_order_must_be_unique_at_its_end() -> None:
    with pytest.raises(ValueError, match="pk"):
        Keyset(("position",))


@given(st.text(max_size=40))
def test_damaged_cursor_is_refused(cursor: str) -> None:
    keyset = Keyset(("position", "pk"))

    if cursor:
        with pytest.raises(BadCursor):
            keyset._read(cursor)


@pytest.mark.django_db
@pytest.mark.parametrize("key", [["soon", 1], [1, "x"]])
def test_cursor_with_values_of_another_type_is_refused(key: list[object]) -> None:
    keyset = Keyset(("position", "pk"))

    with pytest.raises(BadCursor):
        keyset.page(Unit.objects.all(), size=3, after=keyset.cursor(key))


def test_count_stops_at_its_cap(units: list[Unit]) -> None:
    rows = Unit.objects.order_by("name")

    assert capped_count(rows) == CappedCount(11, capped=False)
    assert str(capped_count(rows, cap=10)) == "10+"
    assert str(capped_count(rows, cap=11)) == "11"


def test_first_page_counts_along_and_others_do_not(units: list[Unit]) -> None:
    keyset, rows = Keyset(("position", "pk")), Unit.objects.all()
    first = keyset.page(rows, size=4)

    assert first.count == capped_count(rows)
    assert keyset.page(rows, size=4, after=first.next_cursor).count is None


def test_several_lists_are_counted_in_one_question(units: list[Unit]) -> None:
    rows = Unit.objects.all()
    lists = [rows, rows.filter(position=3), rows.none(), rows.filter(name__contains="号")]

    with CaptureQueriesContext(connection) as queries:
        counts = capped_counts(*lists, cap=5)

    assert counts == [capped_count(one, cap=5) for one in lists]
    assert len(queries) == 1
