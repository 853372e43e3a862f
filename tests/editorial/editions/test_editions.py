"""An English edition: opened with keepers, linked page by page, its outdated items listed."""

import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from mingtang.editorial.editions.actions import (
    check_article,
    match_article,
    match_column,
    unmatch_article,
)
from mingtang.editorial.editions.models import Edition
from mingtang.editorial.editions.queries import out_of_step
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.actions.life import close_site, open_site
from mingtang.editorial.sites.enums import SiteState
from mingtang.editorial.sites.models import Column
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.actions.units import change_unit
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import news_fields
from tests.factories.editions import english_edition, english_news, english_site
from tests.factories.publishing import from_nothing, published_article, revised, tree
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import BACKEND

pytestmark = pytest.mark.django_db
APPROVAL = LifeApproval(approved_by="省政府办公厅", approved_on=date(2026, 3, 2))
HOUR = timedelta(hours=1)
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef][^<>\"]*")
# The switch to the Chinese site, numbers of records, names in the list of sites, a value named by the standard.
MEANT = re.compile(r'lang="zh-Hans">中文<|皖[^<]*号|>明州市[^<]*</a>|<meta name="ColumnType"[^>]*>')


class Links(HTMLParser):
    """Links of a page that name a language, and the language of the page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.lang = ""
        self.alternates: dict[str, str] = {}
        self.switch: dict[str, str] = {}
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = values["lang"]
        if "hreflang" in values:
            found = self.alternates if tag == "link" else self.switch
            found[values["hreflang"]] = values["href"]


def _is_read(path: str) -> bool:
    return path.endswith(".html") and not path.startswith("/.")


def _furniture(page: str) -> str:
    return MEANT.sub("", page)


def matched(cast: Cast, at: datetime) -> tuple[Edition, Column]:
    """Return an edition whose news column is matched with that of the portal."""
    edition = english_edition(cast, at)
    news = english_news(edition.site)
    match_column(
        actor=cast.desk_editor, at=at, edition_id=edition.pk, column_id=news.pk,
        original_id=cast.news.pk, is_core=True,
    )  # fmt: skip
    return edition, news


def test_gb_09_edition_opens_with_named_people_and_tells_what_is_out_of_step(
    cast: Cast, at: datetime
) -> None:
    bound_pack("city", "national", at=at)
    site = english_site(cast, state=SiteState.PLANNED, opened_at=None)
    opening = {"site_id": site.pk, "approval": APPROVAL, "consents": {"staffing": APPROVAL}}
    with pytest.raises(Refused) as refused:
        open_site(actor=cast.operator, at=at, **opening)
    assert [one.code for one in refused.value.reasons] == ["editions.not_declared"]

    edition = english_edition(cast, at, site)
    Person.objects.filter(pk=cast.second_desk.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        open_site(actor=cast.operator, at=at, **opening)
    assert [one.code for one in refused.value.reasons] == ["editions.nobody_to_review"]
    Person.objects.filter(pk=cast.second_desk.pk).update(is_active=True)
    open_site(actor=cast.operator, at=at, **opening)

    edition.refresh_from_db()
    news = english_news(edition.site)
    match_column(
        actor=cast.desk_editor, at=at, edition_id=edition.pk, column_id=news.pk,
        original_id=cast.news.pk, is_core=True,
    )  # fmt: skip
    later = at + timedelta(days=20)
    chinese = published_article(cast, at + HOUR, columns=[cast.news], title="明州图书馆新馆开放")
    published_article(cast, at + HOUR, columns=[cast.notices], title="不是核心栏目")
    assert [row.title for row in out_of_step(edition)] == ["明州图书馆新馆开放"]
    office = Client()
    office.force_login(cast.desk_editor, backend=BACKEND)
    screen = office.get(f"/editions/{edition.pk}/behind/").content.decode()
    assert "间隔不超过2周" in screen
    assert "没有译稿" in screen

    english = published_article(
        cast, later, columns=[news], site=edition.site, title="New library opens"
    )
    match_article(
        actor=cast.desk_editor, at=later, edition_id=edition.pk, article_id=english.article_id,
        original_id=chinese.article_id,
    )  # fmt: skip
    assert not out_of_step(edition)
    revised(cast, chinese.article_id, later + HOUR, title="明州图书馆新馆5月1日开放")
    publish_article(actor=cast.desk_editor, at=later + HOUR, article_id=chinese.article_id)
    assert [row.is_translated for row in out_of_step(edition)] == [True]
    twin = edition.article_twins.get()
    check_article(actor=cast.second_desk, at=later + 2 * HOUR, twin_id=twin.pk)
    assert not out_of_step(edition)


def test_pages_of_both_sites_link_each_other_as_long_as_both_are_online(
    cast: Cast, at: datetime
) -> None:
    edition, news = matched(cast, at)
    chinese = published_article(cast, at, columns=[cast.news], title="明州图书馆新馆开放")
    alone = published_article(cast, at, columns=[cast.news], title="没有译稿")
    english = published_article(
        cast, at, columns=[news], site=edition.site, title="New library opens"
    )
    match_article(
        actor=cast.desk_editor, at=at, edition_id=edition.pk, article_id=english.article_id,
        original_id=chinese.article_id,
    )  # fmt: skip
    work_everything(at)
    here, there = (
        Address.objects.get(article=one.article_id, site=site).path
        for one, site in ((chinese, cast.portal), (english, edition.site))
    )
    both = {
        "zh-Hans": f"https://www.mingzhou.gov.cn{here}",
        "en": f"https://en.mingzhou.gov.cn{there}",
        "x-default": f"https://www.mingzhou.gov.cn{here}",
    }
    page = Links(tree("portal")[here])
    assert (page.alternates, page.switch) == (both, {"en": both["en"]})
    translated = Links(tree("english")[there])
    assert (translated.lang, translated.alternates) == ("en", both)
    assert translated.switch == {"zh-Hans": both["zh-Hans"]}
    other = Links(tree("portal")[Address.objects.get(article=alone.article_id).path])
    assert (other.alternates, other.switch) == ({}, {"en": "https://en.mingzhou.gov.cn/"})
    column = Links(tree("english")["/news/index.html"])
    assert column.alternates["zh-Hans"] == "https://www.mingzhou.gov.cn/news/"
    assert Links(tree("portal")["/index.html"]).alternates["en"] == "https://en.mingzhou.gov.cn/"
    for code in ("portal", "english"):
        assert tree(code) == from_nothing(code)

    take_down_article(
        actor=cast.desk_editor, at=at + HOUR, article_id=english.article_id,
        reason_code="error", reason="译文有误",
    )  # fmt: skip
    work_everything(at + HOUR)
    assert Links(tree("portal")[here]).alternates == {}
    revised(cast, english.article_id, at + 2 * HOUR)
    publish_article(actor=cast.desk_editor, at=at + 2 * HOUR, article_id=english.article_id)
    work_everything(at + 2 * HOUR)
    assert Links(tree("portal")[here]).alternates == both
    unmatch_article(
        actor=cast.desk_editor, at=at + 3 * HOUR, twin_id=edition.article_twins.get().pk
    )
    work_everything(at + 3 * HOUR)
    assert Links(tree("portal")[here]).alternates == {}
    assert tree("english") == from_nothing("english")


def test_edition_that_is_closed_is_linked_nowhere(cast: Cast, at: datetime) -> None:
    edition, _ = matched(cast, at)
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    assert Links(tree("portal")["/index.html"]).switch.keys() == {"en"}
    close_site(
        actor=cast.operator, at=at + HOUR, site_id=edition.site_id, approval=APPROVAL,
        notice="The English edition has been closed.", successor_url="",
    )  # fmt: skip
    drain(at + HOUR)
    work_everything(at + HOUR)
    page = Links(tree("portal")["/index.html"])
    assert (page.switch, page.alternates) == ({}, {})


def test_edition_has_no_chinese_furniture(cast: Cast, at: datetime) -> None:
    Unit.objects.filter(pk=cast.city.pk).update(name="City of Mingzhou")
    site = english_site(cast, contact="The editors")
    edition = english_edition(cast, at, site)
    news = english_news(edition.site)
    fields = news_fields(
        title="New library opens", author="", source="City of Mingzhou", summary="",
        body=[{"type": "text", "value": "<p>It has 600 seats.</p>"}],
    )  # fmt: skip
    article = published_article(cast, at, columns=[news], site=site, fields=fields)
    work_everything(at)

    pages = {path: made.decode() for path, made in tree("english").items() if _is_read(path)}
    assert len(pages) > 15
    left = {path: CHINESE.findall(_furniture(page)) for path, page in pages.items()}
    assert {path: words for path, words in left.items() if words} == {}
    assert all('<html lang="en">' in page for page in pages.values())
    where = Address.objects.get(article=article.article_id).path
    assert "11 March 2026" in pages[where]


def test_unit_has_its_english_name_on_foreign_sites_alone(cast: Cast, at: datetime) -> None:
    edition, news = matched(cast, at)
    published_article(cast, at, site=edition.site, columns=[news])
    published_article(cast, at, columns=[cast.news])
    drain(at)
    work_everything(at)
    assert cast.city.name.encode() in tree("english")["/index.html"]

    change_unit(
        actor=cast.operator, at=at, unit_id=cast.city.pk, short_name="市政府", phone="", position=0,
        english_name="City of Mingzhou",
    )  # fmt: skip
    drain(at)
    work_everything(at)

    home = tree("english")["/index.html"].decode()
    assert "Published by: City of Mingzhou" in home
    assert cast.city.name.encode() in tree("portal")["/index.html"]
    assert from_nothing("english") == tree("english")
