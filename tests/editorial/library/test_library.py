"""Policy documents by year, office, subject, kind, validity and number, as pages that need no script."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mingtang.editorial.library import queries
from mingtang.editorial.library.actions import refresh_document
from mingtang.editorial.library.enums import Facet
from mingtang.editorial.library.models import FacetValue, ShelvedDocument
from mingtang.editorial.library.policies import (
    DocumentFacts,
    Shelf,
    document_kind,
    number_signs,
    pages_of,
    shelves_of,
)
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from tests.factories.cast import Cast
from tests.factories.content import policy_fields
from tests.factories.publishing import from_nothing, ready_article, revised, tree

DAY = date(2026, 3, 9)
Drain = Callable[[datetime], object]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于印发生活垃圾分类管理办法的通知", "通知"),
        ("明州市城市供水管理办法（2026年修订）", "办法"),
        ("明州市人民政府令", "命令（令）"),
        ("明州市人民政府关于名城保护的实施意见(试行)（征求意见稿）", "意见"),
        ("2026年民生实事清单", "其他"),
        ("（）", "其他"),
    ],
)
def test_kind_is_read_from_the_end_of_the_title(title: str, kind: str) -> None:
    assert document_kind(title) == kind


@pytest.mark.parametrize(
    ("number", "signs"),
    [
        ("明政办发〔2026〕12号", "明政办发"),
        ("明政办发 (2026) 12号", "明政办发"),
        ("第45号", ""),
        ("无", ""),
        ("", ""),
    ],
)
def test_signs_are_the_number_before_the_year(number: str, signs: str) -> None:
    assert number_signs(number) == signs


def test_document_is_found_by_what_it_says_and_by_nothing_else() -> None:
    facts = DocumentFacts(
        "关于招生的通知", "明教〔2026〕8号", " 明州市\n教育局 ", "", "in_force", None, DAY
    )

    assert shelves_of(facts) == {
        Shelf(Facet.YEAR, "2026", 202603),
        Shelf(Facet.OFFICE, "明州市 教育局", 2026),
        Shelf(Facet.KIND, "通知", 2026),
        Shelf(Facet.FORCE, "有效", 2026),
        Shelf(Facet.NUMBER, "明教", 2026),
    }


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (200, 1), (201, 2)])
def test_pages_of_a_part(count: int, pages: int) -> None:
    assert pages_of(count) == pages


def release(cast: Cast, at: datetime, drain: Drain, **changes: object) -> int:
    article = ready_article(cast, at, columns=[cast.notices], fields=policy_fields(**changes))
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    drain(at)
    work_everything(at)
    return article.pk


def page(cast: Cast, facet: Facet, value: str, name: str = "index.html") -> str:
    number = FacetValue.objects.get(site=cast.portal, facet=facet, value=value).pk
    return tree("portal")[f"/library/{facet}/{number}/{name}"].decode()


@pytest.mark.django_db
def test_library_leads_to_each_document_by_every_filter(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    release(cast, at, drain, force="repealed", topic_class="教育")
    title = '<span class="mark">已废止</span> <a href='

    first = tree("portal")["/library/index.html"].decode()
    for name in ("2026年", "明州市教育局", "教育", "通知", "废止", "明教"):
        assert f">{name}</a>（1）" in first
    assert title in first
    for facet, value in (
        (Facet.OFFICE, "明州市教育局"),
        (Facet.FORCE, "废止"),
        (Facet.NUMBER, "明教"),
    ):
        assert title in page(cast, facet, value)
        assert title in page(cast, facet, value, "2026.html")
    assert title in page(cast, Facet.YEAR, "2026", "202603.html")
    assert "/library/" in tree("portal")["/sitemap-pages.xml"].decode()
    assert tree("portal") == from_nothing("portal")


@pytest.mark.django_db
def test_document_that_changed_moves_to_its_new_values(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    pk = release(cast, at, drain)
    later = at + timedelta(hours=1)
    revised(cast, pk, later, issuing_office="明州市人民政府", document_date="2025-12-30")
    publish_article(actor=cast.desk_editor, at=later, article_id=pk)
    drain(later)
    work_everything(later)

    values = FacetValue.objects.filter(site=cast.portal, count__gt=0)
    assert set(values.values_list("value", flat=True)) >= {"2025", "明州市人民政府"}
    assert not values.filter(value__in=["2026", "明州市教育局"]).exists()
    assert "/library/office/" in " ".join(tree("portal"))
    assert tree("portal") == from_nothing("portal")


@pytest.mark.django_db
def test_document_taken_down_leaves_no_page_behind(cast: Cast, at: datetime, drain: Drain) -> None:
    pk = release(cast, at, drain)
    take_down_article(
        actor=cast.desk_editor, at=at, article_id=pk, reason_code="error", reason="误发"
    )
    drain(at)
    work_everything(at)

    assert [path for path in tree("portal") if path.startswith("/library/")] == [
        "/library/index.html"
    ]
    assert "本网站还没有政策文件。" in tree("portal")["/library/index.html"].decode()
    assert not ShelvedDocument.objects.exists()


@pytest.mark.django_db
def test_refresh_again_changes_nothing_and_news_is_found_nowhere(
    cast: Cast, at: datetime, drain: Drain
) -> None:
    pk = release(cast, at, drain)
    before = list(ShelvedDocument.objects.order_by("pk").values_list("pk", "value__count"))

    refresh_document(at=at, article_id=pk)
    refresh_document(at=at, article_id=pk + 1000)

    assert list(ShelvedDocument.objects.order_by("pk").values_list("pk", "value__count")) == before
    news = ready_article(cast, at, columns=[cast.news])
    publish_article(actor=cast.desk_editor, at=at, article_id=news.pk)
    drain(at)
    assert not ShelvedDocument.objects.filter(article=news).exists()


@pytest.mark.django_db
def test_part_is_cut_into_pages_from_the_oldest(
    cast: Cast, at: datetime, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.editorial.library.policies.PAGE_SIZE", 2)
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for number in range(3):
        release(
            cast,
            at,
            drain,
            title=f"第{number}件通知",
            document_number=f"明教〔2026〕{number + 1}号",
        )

    newest = page(cast, Facet.NUMBER, "明教", "2026-2.html")
    assert "第2件通知" in newest
    assert "第1件通知" not in newest
    assert 'rel="next">较早的' in newest
    assert 'rel="prev">较新的' in page(cast, Facet.NUMBER, "明教", "2026.html")
    assert tree("portal") == from_nothing("portal")
    assert not Target.objects.filter(state="failed").exists()
