"""A column that comes to the address of a closed one has it for good, whatever happens above them."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mingtang.editorial.sites.actions.column_tree import rename_column
from mingtang.editorial.sites.actions.columns import ColumnFields, close_column, open_column
from mingtang.editorial.sites.models import Column
from tests.editorial.publishing.world import World
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast, at: datetime) -> World:
    """A city with two columns at one address, the first of them closed."""
    made = World(cast, at)
    _open(made, "first")
    _close(made, "first")
    _open(made, "second")
    return made


def _open(world: World, code: str) -> None:
    cast = world.cast
    open_column(
        actor=cast.operator, at=world.at, site_id=cast.edu_site.pk, code=code, name="工作动态",
        fields=ColumnFields(description="发布工作动态", keywords="工作,动态"), parent_id=cast.edu_news.pk, slug="work",
    )  # fmt: skip
    world.check()


def _close(world: World, code: str) -> None:
    column = Column.objects.get(site=world.cast.edu_site, code=code)
    close_column(actor=world.cast.operator, at=world.at, column_id=column.pk, reason="不再更新")
    world.check()


def _rename(world: World) -> None:
    rename_column(
        actor=world.cast.operator,
        at=world.at,
        column_id=world.cast.edu_news.pk,
        name="新闻",
        slug="",
    )


def _move_address(world: World) -> None:
    rename_column(
        actor=world.cast.operator, at=world.at, column_id=world.cast.edu_news.pk, name="新闻",
        slug="xinwen",
    )  # fmt: skip


@pytest.mark.parametrize("change", [_rename, _move_address])
def test_closed_column_does_not_take_its_address_back(
    change: Callable[[World], None], world: World
) -> None:
    change(world)

    world.check()


@pytest.mark.parametrize("change", [_rename, _move_address])
def test_later_one_of_two_closed_columns_is_shown(
    change: Callable[[World], None], world: World
) -> None:
    _close(world, "second")
    change(world)

    world.check()
