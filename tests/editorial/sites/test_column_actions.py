from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.editorial.sites.actions.column_tree import merge_columns, move_column, rename_column
from mingtang.editorial.sites.actions.columns import (
    ColumnFields,
    change_column,
    close_column,
    open_column,
)
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.sites.models import Column, ColumnClosure, GovSite
from mingtang.editorial.sites.queries import (
    breadcrumb,
    column_of,
    duty_columns,
    duty_table,
    get_column_for,
    open_columns,
)
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.merging import merge_units
from mingtang.institution.organization.enums import UnitKind
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import UnitFactory
from tests.factories.sites import ColumnFactory

pytestmark = pytest.mark.django_db


def reasons(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def pairs() -> set[tuple[int, int, int]]:
    return set(ColumnClosure.objects.values_list("ancestor_id", "descendant_id", "depth"))


def expected_pairs() -> set[tuple[int, int, int]]:
    """The closure as walked from the parents, without trusting the rows."""
    found = set()
    for column in Column.objects.all():
        above: Column | None = column
        depth = 0
        while above is not None:
            found.add((above.pk, column.pk, depth))
            above, depth = above.parent, depth + 1
    return found


def paths_are_true() -> bool:
    """Whether every address is made of the parts of its ancestors."""
    return all(
        column.path == (f"{column.parent.path}/{column.slug}" if column.parent else column.slug)
        for column in Column.objects.select_related("parent")
    )


TOLD = ColumnFields(description="发布工作动态", keywords="工作,动态")


def opened(cast: Cast, at: datetime, code: str = "policy", **more: Any) -> Column:
    particulars = {"site_id": cast.portal.pk, "name": "政策文件", "fields": TOLD, **more}
    return open_column(**{"actor": cast.desk_editor, "at": at, "code": code, **particulars})


def latest() -> tuple[str, str, str, str, str]:
    event = Event.objects.latest("pk")
    return event.code, event.subject, event.unit, event.site, event.payload


def test_hn_14_open_column_names_who_keeps_it(cast: Cast, at: datetime) -> None:
    fields = ColumnFields(
        description="市政府及市政府办公室文件",
        keywords="文件,规范性文件",
        column_type=ColumnType.POLICY,
        content_class="regulations_and_statistics",
        purpose="发布市政府文件",
        update_cycle="6个月",
        item_kinds=["policy"],
        responsible_unit_code="edu",
        responsible_person_id=cast.officer.pk,
        position=3,
    )
    column = opened(cast, at, parent_id=cast.notices.pk, fields=fields)
    assert (column.path, column.update_cycle, column.responsible_unit) == (
        "notices/policy",
        "6 months",
        cast.edu,
    )
    assert pairs() == expected_pairs()
    assert latest() == (
        "sites.column.opened",
        f"column:{column.pk}",
        "edu",
        "portal",
        f'{{"column_type":"policy","content_class":"regulations_and_statistics",'
        f'"parent":"column:{cast.notices.pk}","path":"notices/policy","responsible_unit":"edu",'
        '"site_kind":"portal","update_cycle":"6 months"}',
    )
    (row,) = duty_table(cast.desk_editor, at, unit="edu", site="portal")
    assert (row.path, row.unit_name, row.person_name, row.person_phone) == (
        "notices/policy",
        "明州市教育局",
        "林晓",
        "138****0000",
    )


def test_open_column_refuses_with_all_reasons(cast: Cast, at: datetime) -> None:
    fields = ColumnFields(
        description=" ",
        update_cycle="经常",
        responsible_unit_code="nobody",
        responsible_person_id=0,
    )
    with pytest.raises(Refused) as error:
        opened(cast, at, code="News!", slug="search", name="明州要闻", fields=fields)
    assert reasons(error) == [
        "sites.column_code",
        "sites.column_slug_reserved",
        "sites.name_taken",
        "sites.update_cycle",
        "sites.column_description",
        "sites.column_keywords",
        "sites.duty_unit",
        "sites.duty_person",
    ]
    with pytest.raises(Refused) as error:
        opened(cast, at, code="news", name="要闻")
    assert reasons(error) == ["sites.slug_taken", "sites.column_code_taken"]


def test_the_responsible_person_belongs_to_the_responsible_unit(cast: Cast, at: datetime) -> None:
    fields = replace(TOLD, responsible_unit_code="edu", responsible_person_id=cast.stranger.pk)
    with pytest.raises(Refused) as error:
        opened(cast, at, fields=fields)
    assert reasons(error) == ["sites.duty_far"]


def test_a_column_of_another_site_is_no_parent_and_no_target(cast: Cast, at: datetime) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: opened(cast, at, parent_id=cast.edu_news.pk),
        lambda: opened(cast, at, parent_id=987654),
        lambda: move_column(
            actor=cast.desk_editor, at=at, column_id=cast.news.pk, parent_id=cast.edu_news.pk
        ),
        lambda: merge_columns(
            actor=cast.desk_editor, at=at, column_id=cast.news.pk, into_id=cast.edu_news.pk
        ),
    ]
    for attempt in attempts:
        with pytest.raises(Refused) as error:
            attempt()
        assert reasons(error) == ["sites.column_elsewhere"]


def test_columns_are_managed_by_who_may_and_hidden_from_others(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotVisible):
        opened(cast, at, actor=cast.stranger)
    with pytest.raises(NotVisible):
        close_column(actor=cast.officer, at=at, column_id=cast.news.pk, reason="x")
    with pytest.raises(Refused) as error:
        opened(cast, at, actor=cast.auditor)
    assert reasons(error) == ["organization.not_entitled"]
    opened(cast, at, actor=cast.site_editor, site_id=cast.edu_site.pk)
    with pytest.raises(NotVisible):
        opened(cast, at, actor=cast.site_editor)


def test_change_column_tells_what_changed_and_a_repeat_does_nothing(
    cast: Cast, at: datetime
) -> None:
    fields = ColumnFields(description="发布工作动态", keywords="工作,动态", update_cycle="2 weeks")
    change: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "column_id": cast.news.pk}
    change_column(**change, fields=fields)
    assert latest()[0] == "sites.column.changed"
    assert latest()[4] == (
        '{"fields":["update_cycle"],"responsible_unit":"city","update_cycle":"2 weeks"}'
    )
    count = Event.objects.count()
    change_column(**change, fields=fields)
    assert Event.objects.count() == count


def grown(cast: Cast) -> tuple[Column, Column, Column]:
    """A tree under the portal's notices: notices > bids > results."""
    bids = ColumnFactory(site=cast.portal, parent=cast.notices, code="bids", name="招标采购")
    results = ColumnFactory(site=cast.portal, parent=bids, code="results", name="中标结果")
    return cast.notices, bids, results


def test_rename_column_takes_the_addresses_below_along(cast: Cast, at: datetime) -> None:
    _, bids, results = grown(cast)
    rename_column(
        actor=cast.desk_editor, at=at, column_id=bids.pk, name="公共资源交易", slug="ggzyjy"
    )
    results.refresh_from_db()
    assert results.path == "notices/ggzyjy/results"
    assert paths_are_true()
    assert latest()[4] == (
        '{"new_name":"公共资源交易","new_path":"notices/ggzyjy","old_name":"招标采购",'
        '"old_path":"notices/bids"}'
    )
    count = Event.objects.count()
    rename_column(actor=cast.desk_editor, at=at, column_id=bids.pk, name="公共资源交易")
    assert Event.objects.count() == count


def test_a_column_of_closed_neighbours_may_take_their_name(cast: Cast, at: datetime) -> None:
    close_column(actor=cast.desk_editor, at=at, column_id=cast.news.pk, reason="长期不更新")
    opened(cast, at, code="news-2", slug="news", name="明州要闻")
    assert column_of("portal", "news").state == "closed"
    assert column_of("portal", "news-2").path == "news"


def test_move_column_changes_closure_and_addresses_only(cast: Cast, at: datetime) -> None:
    _, bids, results = grown(cast)
    move_column(
        actor=cast.desk_editor, at=at, column_id=bids.pk, parent_id=cast.news.pk, position=4
    )
    assert paths_are_true()
    assert pairs() == expected_pairs()
    assert [crumb.path for crumb in breadcrumb(results.pk)] == [
        "news",
        "news/bids",
        "news/bids/results",
    ]
    assert latest() == (
        "sites.column.moved",
        f"column:{bids.pk}",
        "city",
        "portal",
        f'{{"new_parent":"column:{cast.news.pk}","new_path":"news/bids",'
        f'"old_parent":"column:{cast.notices.pk}","old_path":"notices/bids"}}',
    )
    move_column(actor=cast.desk_editor, at=at, column_id=bids.pk, parent_id=None)
    results.refresh_from_db()
    assert results.path == "bids/results"
    assert pairs() == expected_pairs()
    count = Event.objects.count()
    move_column(actor=cast.desk_editor, at=at, column_id=bids.pk, parent_id=None)
    assert Event.objects.count() == count


def test_move_column_refuses_rings_and_clashes(cast: Cast, at: datetime) -> None:
    notices, bids, results = grown(cast)
    move: dict[str, Any] = {"actor": cast.desk_editor, "at": at}
    with pytest.raises(Refused) as error:
        move_column(**move, column_id=notices.pk, parent_id=results.pk)
    assert reasons(error) == ["sites.parent_below"]
    ColumnFactory(site=cast.portal, parent=cast.news, code="bids-2", slug="bids", name="招标采购")
    with pytest.raises(Refused) as error:
        move_column(**move, column_id=bids.pk, parent_id=cast.news.pk)
    assert reasons(error) == ["sites.name_taken", "sites.slug_taken"]
    assert paths_are_true()


def test_addresses_stay_short_enough_for_everything_below(cast: Cast, at: datetime) -> None:
    parent = None
    for number in range(4):
        slug = f"{number}" + "x" * 58
        parent = ColumnFactory(
            site=cast.portal, parent=parent, code=slug, slug=slug, name=f"第{number}级"
        )
    with pytest.raises(Refused) as error:
        move_column(
            actor=cast.desk_editor, at=at, column_id=Column.objects.get(name="第0级").pk,
            parent_id=ColumnFactory(site=cast.portal, code="y" * 50, slug="y" * 50).pk,
        )  # fmt: skip
    assert reasons(error) == ["sites.column_path"]


def test_gb_01_merge_columns_takes_the_columns_below_over(cast: Cast, at: datetime) -> None:
    notices, bids, results = grown(cast)
    merge_columns(
        actor=cast.desk_editor, at=at, column_id=notices.pk, into_id=cast.news.pk,
        reason="半年没有更新",
    )  # fmt: skip
    notices.refresh_from_db()
    results.refresh_from_db()
    assert (notices.state, notices.merged_into, notices.closed_at) == ("merged", cast.news, at)
    assert results.path == "news/bids/results"
    assert pairs() == expected_pairs()
    event = Event.objects.latest("pk")
    assert (event.code, str(event.reason)) == ("sites.column.merged", "半年没有更新")
    assert event.payload == (
        f'{{"children":["column:{bids.pk}"],"into":"column:{cast.news.pk}","new_path":"news",'
        '"old_path":"notices"}'
    )
    with pytest.raises(Refused) as error:
        rename_column(actor=cast.desk_editor, at=at, column_id=notices.pk, name="x")
    assert reasons(error) == ["sites.column_not_open"]


def test_gb_01_close_column_wants_a_reason_and_nothing_below(cast: Cast, at: datetime) -> None:
    notices, bids, results = grown(cast)
    with pytest.raises(Refused) as error:
        close_column(actor=cast.desk_editor, at=at, column_id=notices.pk, reason=" ")
    assert reasons(error) == ["sites.columns_below", "sites.close_reason"]
    for column in (results, bids, notices):
        close_column(actor=cast.desk_editor, at=at, column_id=column.pk, reason="长期不更新")
    assert latest()[4] == '{"path":"notices"}'
    assert [column.code for column in open_columns(cast.portal.pk)] == ["news"]


def test_open_columns_come_parents_first_in_one_query(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    grown(cast)
    ColumnFactory(site=cast.portal, code="first", name="领导之窗", position=0, parent=cast.notices)
    with django_assert_num_queries(1):
        ordered = [column.path for column in open_columns(cast.portal.pk)]
    assert ordered == ["news", "notices", "notices/bids", "notices/bids/results", "notices/first"]


def test_people_see_the_columns_of_their_sites_and_those_their_unit_keeps(
    cast: Cast, at: datetime
) -> None:
    kept = ColumnFactory(site=cast.portal, responsible_unit=cast.health)
    assert set(Column.objects.visible_to(cast.stranger, at)) == {kept}
    assert get_column_for(cast.stranger, kept.pk, at) == kept
    for pk in (cast.news.pk, 987654):
        with pytest.raises(NotVisible):
            get_column_for(cast.stranger, pk, at)
    assert set(Column.objects.visible_to(cast.officer, at)) == {cast.edu_news}


def test_hn_14_duty_table_pages_by_the_last_line_shown(cast: Cast, at: datetime) -> None:
    for number in range(7):
        ColumnFactory(
            site=cast.portal if number % 2 else cast.edu_site,
            responsible_unit=cast.edu if number % 3 else cast.health,
        )
    whole = duty_table(cast.desk_editor, at)
    assert len(whole) == 10
    paged: list[Any] = []
    after = None
    while page := duty_table(cast.desk_editor, at, after=after, limit=3):
        paged += page
        after = page[-1].cursor
    assert paged == whole
    assert whole == sorted(whole, key=lambda row: row.cursor)
    assert {row.unit_code for row in duty_table(cast.desk_editor, at, unit="health")} == {"health"}


@pytest.mark.parametrize("rows", [1, 3])
def test_duty_table_reads_with_one_query_whatever_it_shows(
    cast: Cast, at: datetime, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows - 1):
        ColumnFactory(site=cast.edu_site, responsible_unit=cast.edu)
    with django_assert_num_queries(2):  # one for the powers, one for the page
        assert len(duty_table(cast.desk_editor, at, unit="edu")) == rows


def test_columns_and_sites_follow_a_merged_unit(cast: Cast, at: datetime) -> None:
    cast.portal.builders.add(cast.edu)
    for _ in range(2):
        merge_units(actor=cast.operator, at=at, unit_id=cast.edu.pk, into_id=cast.health.pk)
    assert list(cast.portal.builders.all()) == [cast.health]
    cast.edu_news.refresh_from_db()
    cast.edu_site.refresh_from_db()
    assert cast.edu_news.responsible_unit == cast.health
    assert (cast.edu_site.unit, cast.edu_site.operating_unit) == (cast.health, cast.health)
    told = Event.objects.filter(actor=cast.operator.person_key, code__startswith="sites.")
    assert list(told.order_by("pk").values_list("code", "subject", "unit")) == [
        ("sites.site.changed", "site:portal", "city"),
        ("sites.site.changed", "site:edu", "health"),
        ("sites.column.changed", cast.edu_news.column_key, "health"),
    ]


@pytest.mark.django_db(transaction=True)
def test_moving_a_branch_of_ten_thousand_columns_takes_a_few_statements(
    cast: Cast, at: datetime
) -> None:
    branch = ColumnFactory(site=cast.portal, code="branch", name="大栏目")
    _grow(branch, 100, 100)
    assert Column.objects.count() > 10_000
    with CaptureQueriesContext(connection) as queries:
        move_column(actor=cast.desk_editor, at=at, column_id=branch.pk, parent_id=cast.news.pk)
    assert len(queries) < 80  # 999 parameters a statement on SQLite
    assert ColumnClosure.objects.filter(ancestor=cast.news).count() == 10_102
    assert Column.objects.filter(path__startswith="news/branch").count() == 10_101


def _grow(branch: Column, wide: int, deep: int) -> None:
    """Hang `wide` columns with `deep` columns each below one, without going through factories."""
    common = {"column_type": "news", "responsible_unit": branch.responsible_unit}
    site = GovSite.objects.get(pk=branch.site_id)

    def made(parent: Column, code: str) -> Column:
        return Column(
            site=site, parent=parent, code=code, slug=code, path=f"{parent.path}/{code}",
            name=code, opened_at=branch.opened_at, **common,
        )  # fmt: skip

    middle = Column.objects.bulk_create(made(branch, f"m{i}") for i in range(wide))
    low = Column.objects.bulk_create(
        made(parent, f"{parent.code}-{i}") for parent in middle for i in range(deep)
    )
    rows = [(column, column, 0) for column in [*middle, *low]]
    rows += [(branch, column, 1) for column in middle] + [(branch, column, 2) for column in low]
    rows += [(column.parent, column, 1) for column in low]
    ColumnClosure.objects.bulk_create(
        ColumnClosure(ancestor=above, descendant=below, depth=depth) for above, below, depth in rows
    )


def test_a_unit_that_keeps_columns_is_not_closed(cast: Cast, at: datetime) -> None:
    from mingtang.institution.organization.actions.units import close_unit  # needs set-up

    empty = UnitFactory(code="empty", kind=UnitKind.DEPARTMENT, parent=cast.city)
    ColumnFactory(site=cast.portal, responsible_unit=empty)
    with pytest.raises(Refused) as error:
        close_unit(actor=cast.operator, at=at, unit_id=empty.pk)
    assert reasons(error) == ["sites.unit_keeps_columns"]
    assert duty_columns(cast.desk_editor, at, unit="empty").count() == 1
