"""The ways through a column's archive: years, months, what stands beside them; and the map of a site."""

from datetime import datetime

import pytest
from django.db.models import F

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.enums import MapSection
from mingtang.editorial.pages.models import Target
from mingtang.editorial.pages.site_map import add_to_site_map, column_branches
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.trial import sample
from mingtang.editorial.themes.shown import MapBranch
from mingtang.ground.foundation.clock import BEIJING
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, ready_article, tree

pytestmark = pytest.mark.django_db


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=BEIJING)


def page(path: str) -> str:
    return tree("portal")[path].decode()


def test_archive_leads_by_year_and_month_to_what_is_beside(cast: Cast) -> None:
    for day in ("2024-12-30", "2026-01-05", "2026-03-02"):
        published_article(cast, on(day), columns=[cast.news])
    work_everything(on("2026-03-02"))

    head = page("/news/index.html")
    assert '<a href="/news/202603/">2026年3月</a>（1）' in head
    assert '<a href="/news/2024/">2024年</a>（1）' in head
    january = page("/news/202601/index.html")
    for way in (
        '<a href="/news/202603/">下一月：2026年3月</a>',
        '<a href="/news/202412/">上一月：2024年12月</a>',
        '<a href="/news/2026/">2026年各月</a>',
    ):
        assert way in january
    year = page("/news/2026/index.html")
    assert year.index("/news/202603/") < year.index("/news/202601/")
    assert '<a href="/news/2024/" rel="next">上一年：2024年</a>' in year
    assert tree("portal") == from_nothing("portal")


def test_month_that_begins_or_ends_wakes_its_year_and_what_is_beside_it(cast: Cast) -> None:
    for day in ("2024-05-08", "2026-01-05"):
        published_article(cast, on(day), columns=[cast.news])
    between = published_article(cast, on("2025-11-03"), columns=[cast.news])
    work_everything(on("2026-03-02"))
    assert "上一月：2025年11月" in page("/news/202601/index.html")
    assert "下一年：2025年" in page("/news/2024/index.html")

    take_down_article(
        actor=cast.desk_editor,
        at=on("2026-03-03"),
        article_id=between.article_id,
        reason_code="error",
        reason="误发",
    )
    work_everything(on("2026-03-03"))

    assert "/news/2025/index.html" not in tree("portal")
    assert "上一月：2024年5月" in page("/news/202601/index.html")
    assert tree("portal") == from_nothing("portal")


def test_another_article_of_a_month_wakes_no_year_and_no_other_month(cast: Cast) -> None:
    for day in ("2026-02-02", "2026-03-02"):
        published_article(cast, on(day), columns=[cast.news])
    work_everything(on("2026-03-02"))

    publish_article(
        actor=cast.desk_editor,
        at=on("2026-03-03"),
        article_id=ready_article(cast, on("2026-03-03"), columns=[cast.news]).pk,
    )

    waiting = set(Target.objects.filter(state="waiting").values_list("path", flat=True))
    assert "/news/202603/index.html" in waiting
    assert not waiting & {"/news/2026/index.html", "/news/202602/index.html"}


def test_map_of_a_site_is_a_tree_in_the_order_of_its_columns(cast: Cast, at: datetime) -> None:
    type(cast.news).objects.filter(site=cast.portal).update(
        position=10**9 - F("pk")
    )  # rows have high numbers on a database that was used
    published_article(cast, at, columns=[cast.news])
    work_everything(at)

    text = page("/map.html")

    assert "<h1>网站地图</h1>" in text
    ordered = type(cast.news).objects.open().filter(site=cast.portal, parent=None)
    names = [f">{name}</a>" for name in ordered.order_by("position").values_list("name", flat=True)]
    tree_part = text[text.index("<h1>") :]
    places = [tree_part.index(name) for name in names]
    assert places == sorted(places)
    assert '<a href="/sites.html">网站群导航</a>' in tree_part
    machine = page("/sitemap-pages.xml")
    assert machine.count("<loc>") == len(set(machine.split("<loc>")[1:])) > len(names)
    assert "<loc>https://www.mingzhou.gov.cn/</loc>" in machine
    assert "<loc>https://www.mingzhou.gov.cn/news/</loc>" in machine


def test_room_above_adds_pages_to_the_map(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.editorial.pages.site_map._entries", {})
    add_to_site_map(
        MapSection.INSTITUTIONS, lambda reader: [MapBranch(f"{reader.site.name}领导", "/leaders/")]
    )
    published_article(cast, at, columns=[cast.news])
    work_everything(at)

    assert f'<a href="/leaders/">{cast.portal.name}领导</a>' in page("/map.html")
    assert "/leaders/</loc>" in page("/sitemap-pages.xml")


def test_column_whose_parent_is_closed_stands_at_the_top_of_the_map() -> None:
    from dataclasses import replace

    from mingtang.editorial.themes.shown import ColumnView

    one = sample(ColumnView)
    columns = [
        replace(one, id=1, parent_id=None, name="公开"),
        replace(one, id=2, parent_id=9, name="孤儿"),
        replace(one, id=3, parent_id=1, name="公告"),
    ]

    tops = column_branches(columns)

    assert [top.name for top in tops] == ["公开", "孤儿"]
    assert [below.name for below in tops[0].branches] == ["公告"]
