"""The public face, told clause by clause on pages as they are written."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mingtang.editorial.content.enums import Force, LegalLevel
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.enums import SiteKind
from tests.factories.cast import Cast
from tests.factories.content import policy_fields
from tests.factories.media import office_file
from tests.factories.publishing import published_article
from tests.factories.sites import ColumnFactory, GovSiteFactory
from tests.ground.foundation.files.samples import SAMPLES

pytestmark = pytest.mark.django_db


def _page(site: str, path: str) -> str:
    return (Path(settings.PUBLISH_ROOT) / site / path.lstrip("/")).read_text("utf-8")


def _made(at: datetime) -> None:
    """Write the pages of all sites that something was released on."""
    PublishedSite.objects.update(theme="official")
    work_everything(at)


def _page_of(article_id: int) -> str:
    address = Address.objects.select_related("site").get(article_id=article_id)
    return _page(address.site.code, address.path)


def test_hn_20_document_page_shows_lapse_date_level_of_force_number_and_issue_date(
    cast: Cast, at: datetime
) -> None:
    fields = policy_fields(
        legal_level=LegalLevel.NORMATIVE, force=Force.IN_FORCE, lapses_on=date(2031, 3, 31)
    )
    document = published_article(cast, at, columns=[cast.news], fields=fields)
    _made(at)

    page = _page_of(document.article_id)

    box = page[page.index("facts-box") : page.index('class="stamp"')]
    for name, value in (
        ("发文字号", "明教〔2026〕8号"),
        ("成文日期", "2026年3月9日"),
        ("效力级别", "行政规范性文件"),
        ("有效性", "有效"),
        ("失效日期", "2031年3月31日"),
    ):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in box


def test_xn_01_city_county_and_department_have_sites_that_lead_to_each_other(
    cast: Cast, at: datetime
) -> None:
    county = GovSiteFactory(
        code="county", name="江口县人民政府", kind=SiteKind.PORTAL, unit=cast.city
    )
    places = {
        "portal": cast.news,
        "county": ColumnFactory(site=county, code="news", name="江口要闻"),
        "edu": cast.edu_news,
    }
    for column in places.values():
        published_article(cast, at, columns=[column], title=f"刊于{column.name}")
    _made(at)

    for code, column in places.items():
        assert f"刊于{column.name}" in _page(code, "/index.html")
        assert 'href="/sites.html"' in _page(code, "/index.html")
        group = _page(code, "/sites.html")
        portals, departments = group.split("部门网站", 1)
        assert "明州市人民政府" in portals
        assert "江口县人民政府" in portals
        assert "明州市教育局" in departments


def test_la_14_one_article_has_text_chart_sound_film_and_link(cast: Cast, at: datetime) -> None:
    def stored(ending: str) -> int:
        file = office_file(
            cast.edu, actor=cast.officer, at=at, name=f"a.{ending}", content=SAMPLES[ending]
        )
        return int(file.pk)

    body: list[dict[str, Any]] = [
        {"type": "text", "value": '<p>今年早稻<a href="https://www.gov.cn/zhengce/">补贴政策</a>已经公布。</p>'},
        {"type": "chart", "value": {
            "name": "早稻面积", "form": "bar", "heading": "县区", "measure": "面积", "unit": "万亩", "source": "市农业农村局",
            "rows": [{"label": "江口县", "amount": "12.50"}],
        }},
        {"type": "audio", "value": {"name": "会议录音", "file": stored("mp3"), "words": "同志们。"}},
        {"type": "film", "value": {
            "name": "春耕一分钟", "file": stored("mp4"), "poster": None, "subtitles": None, "words": "航拍画面。",
        }},
    ]  # fmt: skip
    story = published_article(cast, at, columns=[cast.news], body=body)
    _made(at)

    page = _page_of(story.article_id)

    for shown in (
        'href="https://www.gov.cn/zhengce/"',
        "<svg",
        "江口县",  # the chart's table
        "<audio controls",
        "同志们。",
        "<video controls",
        "航拍画面。",
    ):
        assert shown in page
    for ending in ("mp3", "mp4"):
        path = page.split(f'.{ending}"', 1)[0].rpartition('"')[2]
        assert (Path(settings.PUBLISH_ROOT) / "portal" / f"{path}.{ending}".lstrip("/")).is_file()
