"""Copies of pages in traditional characters: made after the pages, linked both ways, gone with them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.actions.sites import copy_written
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.actions.sites import change_scripts
from mingtang.editorial.publishing.models import ScriptException
from mingtang.editorial.publishing.policies.scripts import traditional_page, with_exceptions
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import news_fields
from tests.factories.publishing import from_nothing, ready_article, revised, tree
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

pytestmark = pytest.mark.django_db


def _published(cast: Cast, at: datetime) -> Article:
    article = ready_article(
        cast, at, columns=[cast.news], fields=news_fields(title="全市干部发展会议")
    )
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    return article


def _switch(cast: Cast, at: datetime, *, is_on: bool) -> None:
    change_scripts(actor=cast.operator, at=at, site_id=cast.portal.pk, has_traditional=is_on)


def _work(at: datetime) -> None:
    work_everything(at)
    while copy_written(at + timedelta(minutes=1)):
        work_everything(at)


def test_ho_copies_come_after_the_pages_and_stay_in_the_script(cast: Cast, at: datetime) -> None:
    article = _published(cast, at)
    _work(at)
    assert not [path for path in tree("portal") if path.startswith("/zh-hant/")]

    _switch(cast, at, is_on=True)
    _work(at)

    written = tree("portal")
    path = f"/news/202603/{article.pk}.html"
    page, copy = written[path].decode(), written[f"/zh-hant{path}"].decode()
    url = f'href="https://{cast.portal.domain}'
    for one in (page, copy):
        assert f'<link rel="alternate" hreflang="zh-Hans" {url}{path}">' in one
        assert f'<link rel="alternate" hreflang="zh-Hant" {url}/zh-hant{path}">' in one
    assert '<html lang="zh-Hant">' in copy
    assert "全市幹部發展會議" in copy
    assert f'<link rel="canonical" {url}/zh-hant{path}">' in copy
    home = written["/zh-hant/index.html"].decode()
    assert f'href="/zh-hant{path}"' in home
    assert 'href="/tokens.css"' in home
    assert {one for one in from_nothing("portal") if one.startswith("/zh-hant/")} == {
        one for one in written if one.startswith("/zh-hant/")
    }


def test_copy_follows_a_correction_and_goes_down_with_the_page(cast: Cast, at: datetime) -> None:
    article = _published(cast, at)
    _switch(cast, at, is_on=True)
    _work(at)
    path = f"/zh-hant/news/202603/{article.pk}.html"
    revised(cast, article.pk, at, title="里程")
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    _work(at + timedelta(minutes=2))
    assert "里程" in tree("portal")[path].decode()

    later = at + timedelta(minutes=4)
    take_down_article(
        actor=cast.desk_editor, at=later, article_id=article.pk, reason_code="error", reason="有误"
    )
    assert Tombstone.objects.filter(path=path, lifted_at__isnull=True).exists()
    _work(later)
    assert path not in tree("portal")


def test_copies_go_when_they_are_switched_off(cast: Cast, at: datetime) -> None:
    _published(cast, at)
    _switch(cast, at, is_on=True)
    _work(at)
    assert Target.objects.filter(kind="traditional", state="written").exists()

    _switch(cast, at, is_on=False)
    _work(at + timedelta(minutes=2))

    assert not [path for path in tree("portal") if path.startswith("/zh-hant/")]
    assert "hreflang" not in tree("portal")["/index.html"].decode()


def test_stated_words_win_and_wake_the_copies(cast: Cast, at: datetime, browser: Any) -> None:
    _published(cast, at)
    _switch(cast, at, is_on=True)
    _work(at)
    assert "幹部" in tree("portal")["/zh-hant/index.html"].decode()
    client, url = browser(cast.operator), reverse("publishing:script-new")
    words = {
        "simplified": "干部",
        "traditional": "干部",
        FIELD: new_form_key(cast.operator.pk, url),
    }

    assert client.post(url, words).status_code == 302
    assert "干部" in client.get(reverse("publishing:scripts")).content.decode()
    _work(at + timedelta(minutes=2))
    home = tree("portal")["/zh-hant/index.html"].decode()
    assert "全市干部發展會議" in home

    row = ScriptException.objects.get()
    url = reverse("publishing:script-delete", args=[row.pk])
    answer = client.post(url, {FIELD: new_form_key(cast.operator.pk, url)})
    assert answer.status_code == 302
    _work(at + timedelta(minutes=4))
    assert "幹部" in tree("portal")["/zh-hant/index.html"].decode()


def test_longest_stated_word_wins() -> None:
    convert = with_exceptions(lambda text: text.replace("面", "麪"), {"面": "面", "面粉": "麵粉"})

    assert convert("面粉、面条") == "麵粉、面条"


def test_links_to_what_has_no_copy_lead_where_they_led() -> None:
    html = (
        '<html lang="zh-CN"><a href="/news/">甲</a><a class="x" href="/report/">乙</a>'
        '<a href="/zh-hant/" hreflang="zh-Hant" lang="zh-Hant">繁體</a><a href="/a.html#b">丙</a>'
    )

    made = traditional_page(html, "/", "http://x", str, ["/news/index.html", "/a.html"])

    assert made == (
        '<html lang="zh-Hant"><a href="/zh-hant/news/">甲</a><a class="x" href="/report/">乙</a>'
        '<a href="/" hreflang="zh-Hans" lang="zh-Hans">简体</a><a href="/zh-hant/a.html#b">丙</a>'
    )
