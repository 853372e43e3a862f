"""Emergencies: facts first, dated updates, a banner and mourning grey that change frames alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Target
from mingtang.editorial.series.actions.notices import begin_notice, end_notice
from mingtang.editorial.series.actions.series import (
    close_series,
    open_series,
    release_entry,
    withdraw_entry,
    write_entry,
)
from mingtang.editorial.series.enums import FrameKind, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
from mingtang.editorial.series.policies import alert_style, quoted
from mingtang.ground.foundation.decisions import Refused
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGE = "/series/haikui/index.html"


def text(path: str, site: str = "portal") -> str:
    return tree(site)[path].decode()


def opened(cast: Cast, at: datetime) -> EmergencySeries:
    """Return a series of the portal whose facts readers can see."""
    row = open_series(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, code="haikui", title="台风海葵",
        facts="8时海葵登陆。\n\n已转移群众三千人。",
    )  # fmt: skip
    release_entry(actor=cast.portal_leader, at=at, entry_id=SeriesEntry.objects.get().pk)
    return row


def updated(cast: Cast, at: datetime, series: EmergencySeries, words: str) -> SeriesEntry:
    entry = write_entry(
        actor=cast.desk_editor, at=at, series_id=series.pk, kind=SeriesTextKind.UPDATE, text=words
    )
    return release_entry(actor=cast.portal_leader, at=at, entry_id=entry.pk)


def test_xc_10_facts_stand_on_top_and_updates_newest_first(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    row = opened(cast, at)
    updated(cast, at + HOUR, row, "9时风力减弱。")
    updated(cast, at + 2 * HOUR, row, "10时解除预警。")
    work_everything(at + 2 * HOUR)

    page = text(PAGE)

    places = [page.index(words) for words in ("海葵登陆", "10时解除预警", "9时风力减弱")]
    assert places == sorted(places)
    assert '<time datetime="2026-03-11T12:00:00+08:00">' in page
    assert '<a href="/series/haikui/">台风海葵</a>' in text("/series/index.html")
    assert '<a href="/series/haikui/">台风海葵</a>' in text("/map.html")
    assert tree("portal") == from_nothing("portal")


def test_waiting_and_withdrawn_texts_are_seen_by_no_reader(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    write_entry(
        actor=cast.desk_editor, at=at, series_id=row.pk, kind=SeriesTextKind.UPDATE, text="未经核实"
    )
    wrong = updated(cast, at + HOUR, row, "数字有误")
    facts = SeriesEntry.objects.get(kind="facts")
    with pytest.raises(Refused) as refused:
        withdraw_entry(actor=cast.portal_leader, at=at, entry_id=facts.pk, reason="有误")
    assert [one.code for one in refused.value.reasons] == ["series.facts_stay"]
    with pytest.raises(Refused) as refused:
        withdraw_entry(actor=cast.portal_leader, at=at, entry_id=wrong.pk, reason=" ")
    assert [one.code for one in refused.value.reasons] == ["series.withdraw_reason"]
    withdraw_entry(actor=cast.portal_leader, at=at, entry_id=wrong.pk, reason="有误")
    work_everything(at + HOUR)

    assert "未经核实" not in text(PAGE)
    assert "数字有误" not in text(PAGE)
    assert SeriesEntry.objects.filter(text="数字有误").exists()


def test_newer_facts_take_the_place_of_those_online(cast: Cast, at: datetime) -> None:
    row = opened(cast, at)
    entry = write_entry(
        actor=cast.desk_editor,
        at=at,
        series_id=row.pk,
        kind=SeriesTextKind.FACTS,
        text="海葵已北上。",
    )
    release_entry(actor=cast.portal_leader, at=at + HOUR, entry_id=entry.pk)
    work_everything(at + HOUR)

    assert "海葵已北上" in text(PAGE)
    assert "海葵登陆" not in text(PAGE)


def test_la_07_banner_changes_two_small_files_of_a_site_and_no_article(
    cast: Cast, at: datetime
) -> None:
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    row = opened(cast, at)
    work_everything(at)
    before = {site: tree(site) for site in ("portal", "edu")}
    assert '<p class="alert" hidden><a href="/alert.html">' in text("/index.html")

    begin_notice(
        actor=cast.portal_leader, at=at + HOUR, kind=FrameKind.ALERT, site_id=cast.portal.pk,
        text="台风红色预警", series_id=row.pk, reason="市防指1号令",
    )  # fmt: skip
    waiting = Target.objects.filter(state="waiting").values_list("path", flat=True)
    assert set(waiting) <= {"/tokens.css", "/alert.html"}
    work_everything(at + HOUR)

    after = {site: tree(site) for site in ("portal", "edu")}
    changed = {path for path in after["portal"] if after["portal"][path] != before["portal"][path]}
    assert changed == {"/tokens.css", "/alert.html"}
    assert after["edu"] == before["edu"]
    assert "：台风红色预警" in text("/tokens.css")
    assert '<a href="/series/haikui/">台风海葵：情况和最新进展</a>' in text("/alert.html")

    close_series(actor=cast.portal_leader, at=at + 2 * HOUR, series_id=row.pk)
    work_everything(at + 2 * HOUR)
    assert text("/tokens.css") == before["portal"]["/tokens.css"].decode()
    assert "现在没有重要提示" in text("/alert.html")
    assert "<strong>本应急专题已结束</strong>" in text(PAGE)
    assert tree("portal") == from_nothing("portal")


def test_gb_03_banner_of_all_sites_leads_to_the_series_where_it_is(
    cast: Cast, at: datetime
) -> None:
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    row = opened(cast, at)
    with pytest.raises(Refused):  # the whole platform is for the principal leader to decide
        begin_notice(
            actor=cast.portal_leader, at=at, kind=FrameKind.ALERT, site_id=None, text="预警",
            reason="令",
        )  # fmt: skip
    begin_notice(
        actor=cast.portal_signer, at=at, kind=FrameKind.ALERT, site_id=None, text="预警",
        series_id=row.pk, reason="市防指1号令",
    )  # fmt: skip
    work_everything(at)

    for site in ("portal", "edu"):
        assert "：预警" in text("/tokens.css", site)
    assert 'href="https://www.mingzhou.gov.cn/series/haikui/"' in text("/alert.html", "edu")


def test_mourning_makes_every_frame_grey_and_rewrites_no_page(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = tree("portal")

    notice = begin_notice(
        actor=cast.portal_signer, at=at, kind=FrameKind.MOURNING, site_id=None, reason="国务院公告"
    )
    work_everything(at)
    assert "filter: grayscale(1)" in text("/tokens.css")
    changed = {path for path, content in tree("portal").items() if before.get(path) != content}
    assert changed == {"/tokens.css"}

    end_notice(actor=cast.portal_signer, at=at + HOUR, notice_id=notice.pk)
    work_everything(at + HOUR)
    assert tree("portal") == before
    assert FrameNotice.objects.get().ended_by == cast.portal_signer


def test_words_of_a_banner_cannot_leave_their_string() -> None:
    hostile = '"}\\body{display:none}</style>\n红色'

    sheet = alert_style([hostile])

    assert quoted("台风3号") == "台风3号"
    assert sheet.count('"') == 2
    assert sheet.count("}") == 2
    assert "</style" not in sheet
    assert alert_style([]) == ""


def test_opening_a_series_is_offered_to_who_writes_in_one(
    cast: Cast, browser: Callable[..., Client]
) -> None:
    url = f'href="{reverse("series:new")}"'

    assert url in browser(cast.desk_editor).get(reverse("series:list")).content.decode()
    assert url not in browser(cast.portal_leader).get(reverse("series:list")).content.decode()
