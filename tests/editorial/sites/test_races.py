"""Two changes of one column tree at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connections

from mingtang.editorial.sites.actions.column_tree import move_column
from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.models import Column
from mingtang.editorial.sites.queries import breadcrumb
from mingtang.ground.foundation.decisions import Refused
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls in threads that start together; return results, or what was refused."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_moves_at_once_make_no_ring(cast: Cast, at: datetime) -> None:
    def move(column: Column, parent: Column) -> object:
        return move_column(actor=cast.desk_editor, at=at, column_id=column.pk, parent_id=parent.pk)

    results = at_once(lambda: move(cast.news, cast.notices), lambda: move(cast.notices, cast.news))
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert {len(breadcrumb(column.pk)) for column in (cast.news, cast.notices)} == {1, 2}


def test_a_column_opened_twice_at_once_stands_once(cast: Cast, at: datetime) -> None:
    def open_it() -> object:
        return open_column(
            actor=cast.desk_editor,
            at=at,
            site_id=cast.portal.pk,
            code="policy",
            name="政策文件",
            fields=ColumnFields(description="发布工作动态", keywords="工作,动态"),
        )

    results = at_once(open_it, open_it)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Column.objects.filter(site=cast.portal, name="政策文件").count() == 1
