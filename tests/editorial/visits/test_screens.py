from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.publishing.models import Address
from mingtang.editorial.visits.actions import fold_visits, receive_visits
from mingtang.editorial.visits.book import SiteHits
from mingtang.editorial.visits.policies import VisitorSketch
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _visits(at: datetime, pages: dict[str, int], site: str = "portal") -> None:
    sketch = VisitorSketch()
    sketch.add(7)
    receive_visits(hits=[SiteHits(site, at.date(), Counter(pages), sketch)])
    fold_visits()


def test_xc_32_the_office_sees_days_and_most_viewed_pages(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    number = published_article(cast, at, columns=[cast.news]).article_id
    address = Address.objects.get(article_id=number)
    path = address.path
    _visits(at, {"/": 1200, path: 34, "/x/": 1})
    _visits(at - timedelta(days=1), {"/": 800})
    _visits(at, {"/": 5}, site=cast.edu_site.code)
    with time_machine.travel(at, tick=False):
        office = browser(cast.desk_editor)
        listed = office.get(reverse("visits:sites")).content.decode()
        shown = office.get(reverse("visits:site", args=["portal"])).content.decode()
    assert "2035" in listed
    assert "浏览 1,235 次，访问 1 人次" in shown
    assert "浏览 2,035 次，访问 2 人次" in shown
    assert f">{address.article.release.title}</a>" in shown
    assert ">首页</a>" in shown
    assert shown.count("<svg") >= 2
    assert "03-10" in shown


def test_visits_of_a_site_are_shown_to_those_who_may_see_the_site(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    _visits(at, {"/": 77}, site=cast.edu_site.code)
    address = reverse("visits:site", args=[cast.edu_site.code])
    with time_machine.travel(at, tick=False):
        assert browser(cast.site_editor).get(address).status_code == 200
        assert browser(cast.stranger).get(address).status_code == 404
        empty = browser(cast.desk_editor).get(reverse("visits:site", args=["portal"]))
    assert "还没有访问记录" in empty.content.decode()
