"""The office builds a home: preset, a block, order and widths, preview, gates, release."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.layouts.models import LayoutRound, SiteLayout
from mingtang.editorial.pages.models import PublishedSite
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("rooms")]
Browser = Callable[..., Client]


class Desk:
    """One person at the office, at one moment."""

    def __init__(self, client: Client, person: Any, at: datetime) -> None:
        self.client, self.person, self.at = client, person, at

    def get(self, name: str, *args: Any) -> str:
        with time_machine.travel(self.at, tick=False):
            return self.client.get(reverse(f"publishing:{name}", args=args)).content.decode()

    def post(self, name: str, *args: Any, **values: Any) -> Any:
        url = reverse(f"publishing:{name}", args=args)
        with time_machine.travel(self.at, tick=False):
            values[FIELD] = new_form_key(self.person.pk, url)
            return self.client.post(url, values)


def test_home_is_built_reviewed_and_released(cast: Cast, at: datetime, browser: Browser) -> None:
    bound_pack("city", at=at)
    desk = Desk(browser(cast.desk_editor), cast.desk_editor, at)
    made = desk.post("layout-new", site=cast.portal.pk, kind="home", title="首页", preset="portal")
    assert made.status_code == 302
    row = SiteLayout.objects.get()
    assert row.revision is not None
    count = len(row.revision.body)

    assert 'name="columns_6"' in desk.get("block-new", row.pk, "news")
    values = {"title": "公告", "width": "4", "columns_1": cast.notices.pk, "count": "5"}
    wrong = desk.post("block-new", row.pk, "news", **{**values, "count": "99"})
    assert "“条数”应在 1 至 20 之间。" in wrong.content.decode()
    assert desk.post("block-new", row.pk, "news", **values).status_code == 302
    assert 'value="写信"' not in desk.get("block", row.pk, count)
    rows = {"title": "", "width": "6", "entries_1_title": "写信", "entries_1_link": "/letters/"}
    assert desk.post("block-new", row.pk, "services", **rows).status_code == 302

    order = {f"order_{place}": place + 1 for place in range(count + 2)}
    widths = {f"width_{place}": 12 for place in range(count + 2)}
    arranged = {**order, **widths, f"order_{count + 1}": 1, "gone_0": "on"}
    assert desk.post("layout-arrange", row.pk, **arranged).status_code == 302
    row.refresh_from_db()
    assert row.revision is not None
    assert row.revision.body[0]["value"]["entries"][0]["title"] == "写信"
    assert len(row.revision.body) == count + 1

    assert '<a href="/letters/"><strong>写信</strong>' in desk.get("layout-preview", row.pk)
    assert "内容块" in desk.get("layout", row.pk)
    assert desk.post("layout-send", row.pk).status_code == 302
    found = LayoutRound.objects.get()
    assert "版面审核单" in desk.get("layout-round", found.pk)
    reviewer = Desk(browser(cast.second_desk), cast.second_desk, at)
    assert "送审内容" in reviewer.get("layout-round", found.pk)

    SiteLayout.objects.update(state="passed")
    assert desk.post("layout-release", row.pk).status_code == 302
    row.refresh_from_db()
    assert row.live_id == row.revision_id
    assert "首页" in desk.get("layouts")


def test_look_is_changed_on_its_screen(cast: Cast, at: datetime, browser: Browser) -> None:
    PublishedSite.objects.update_or_create(pk=cast.portal.pk, defaults={"theme": "official"})
    desk = Desk(browser(cast.desk_editor), cast.desk_editor, at)
    wrong = desk.post("look", cast.portal.pk, main="#ffee00")
    assert "低于无障碍要求的 4.5" in wrong.content.decode()
    assert desk.post("look", cast.portal.pk, main="#17436b").status_code == 302
    assert "#17436b" in desk.get("look", cast.portal.pk)


def test_buttons_are_those_that_a_person_may_use(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    desk = Desk(browser(cast.desk_editor), cast.desk_editor, at)
    operator = Desk(browser(cast.operator), cast.operator, at)
    desk.post("layout-new", site=cast.portal.pk, kind="home", title="首页", preset="portal")
    SiteLayout.objects.update(state="passed")
    (row,) = SiteLayout.objects.all()
    release = reverse("publishing:layout-release", args=[row.pk])
    assert release in desk.get("layout", row.pk)
    assert release not in operator.get("layout", row.pk)  # designs, and releases nothing
    assert reverse("publishing:layout-arrange", args=[row.pk]) in operator.get("layout", row.pk)


def test_form_of_entries_has_no_heading_over_nothing(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    desk = Desk(browser(cast.desk_editor), cast.desk_editor, at)
    desk.post("layout-new", site=cast.portal.pk, kind="home", title="首页", preset="portal")
    (row,) = SiteLayout.objects.all()
    assert ">内容<" not in desk.get("block-new", row.pk, "services").replace("\n", "").replace(
        " ", ""
    )
    assert ">内容<" in desk.get("block-new", row.pk, "news").replace("\n", "").replace(" ", "")
