"""The marks in the head of every kind of page: the standard's tags, its own address, data for machines."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser

from mingtang.editorial.pages.registry import all_kinds
from mingtang.editorial.themes.shown import BlockView
from tests.editorial.publishing.showcase import pages, shown_article

PAGES = {
    address: body
    for address, body in pages().items()
    if body.lower().lstrip().startswith(b"<!doctype")
}


def _metas(body: bytes) -> dict[str, str]:
    nodes = LexborHTMLParser(body).css("meta[name], meta[property]")
    values = (node.attributes for node in nodes)
    return {
        str(one.get("name") or one.get("property")): str(one.get("content") or "") for one in values
    }


def _data(body: bytes) -> dict[str, Mapping[str, Any]]:
    nodes = LexborHTMLParser(body).css('script[type="application/ld+json"]')
    found = [json.loads(node.text()) for node in nodes]
    return {one["@type"]: one for one in found}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_describes_itself_and_leaves_no_mark_empty(address: str) -> None:
    metas = _metas(PAGES[address])
    assert metas["Description"].strip()
    assert [name for name, content in metas.items() if not content.strip()] == []


@pytest.mark.parametrize("address", PAGES)
def test_every_kind_of_page_says_its_column_and_how_it_is_shared(address: str) -> None:
    metas = _metas(PAGES[address])
    if metas.get("robots") == "noindex":  # a notice, or the frame of a search
        assert "og:title" not in metas
        return
    names = {"SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"}
    assert names | {"ColumnDescription", "ColumnKeywords"} <= metas.keys()
    assert {"og:type", "og:site_name", "og:title", "og:description", "og:url"} <= metas.keys()
    page = LexborHTMLParser(PAGES[address])
    own = [node.attributes["href"] or "" for node in page.css("link[rel=canonical]")]
    assert [metas["og:url"]] == own
    assert not metas["og:title"].endswith(metas["og:site_name"]) or address == "/"
    assert _data(PAGES[address]).keys() & {"BreadcrumbList", "GovernmentOrganization"}


def test_every_registered_kind_with_a_frame_has_the_standard_s_marks() -> None:
    bare = [one.name for one in all_kinds() if one.has_shell and not (one.marks or one.section)]
    assert bare == []
    notices = {one.name for one in all_kinds() if one.marks == "standard/words.html"}
    for kind in all_kinds():
        if kind.section is not None:
            parts = (kind.section.name, kind.section.about, kind.section.keywords)
            assert all(parts), kind.name
            assert kind.section.link.startswith("/"), kind.name
    assert notices == {"gone", "not_found", "off", "tombstone", "unavailable"}


def test_article_tells_machines_what_it_is_and_where() -> None:
    body = PAGES["/article.html"]
    metas, data = _metas(body), _data(body)
    assert metas["og:title"] == metas["ArticleTitle"] == data["NewsArticle"]["headline"]
    assert metas["og:url"] == metas["Url"] == data["NewsArticle"]["mainEntityOfPage"]
    assert metas["Image"] == metas["og:image"] == "http://www.mingzhou.gov.cn/picture.png"
    trail = data["BreadcrumbList"]["itemListElement"]
    assert [one["name"] for one in trail] == ["首页", "政务公开", "通知公告"]
    assert [one["position"] for one in trail] == [1, 2, 3]


def test_home_names_its_office() -> None:
    office = _data(PAGES["/"])["GovernmentOrganization"]
    assert (office["name"], office["telephone"]) == ("明州市人民政府办公室", "0563-3020012")


def test_description_is_the_beginning_of_the_text_where_no_summary_is_given() -> None:
    text = BlockView("text", html=Markup("<p>三月十日，</p>\n<p>会议召开。</p>"))
    assert shown_article((text,), summary="摘要").description == "摘要"
    assert shown_article((text,)).description == "三月十日， 会议召开。"
    assert shown_article((), title="通知").description == "通知"


def test_xc_21_gb_06_article_is_found_by_search_engines_and_passed_on_without_a_script() -> None:
    page = LexborHTMLParser(PAGES["/article.html"])
    own = page.css_first("link[rel=canonical]").attributes["href"] or ""
    metas = _metas(PAGES["/article.html"])

    assert {"Description", "ArticleTitle", "viewport", "og:title", "og:url"} <= metas.keys()
    code = page.css_first("details.share img").attributes
    assert code["src"] == f"/api/qr.svg?path={shown_article(()).link}"
    assert (code["alt"], code["loading"]) == ("本页网址的二维码", "lazy")
    weibo = urlsplit(page.css_first("details.share a").attributes["href"] or "")
    asked = parse_qs(weibo.query)
    assert (weibo.netloc, asked["url"]) == ("service.weibo.com", [own])
    assert asked["title"] == [metas["ArticleTitle"]]
    assert "weibo" not in "".join(node.html or "" for node in page.css("script[src], iframe"))
