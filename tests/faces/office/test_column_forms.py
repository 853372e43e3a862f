"""Forms that name a column search for it: a site may have thousands."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.sites.models import Column
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.factories.sites import ColumnFactory

Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def test_a_column_to_merge_into_is_searched_for_and_no_list_is_sent(
    cast: Cast, browser: Browser
) -> None:
    client, here = browser(cast.operator), cast.edu_news
    for number in range(30):
        ColumnFactory(site=cast.edu_site, code=f"more-{number}", name=f"更多栏目{number}")
    page = client.get(reverse("sites:merge-column", args=[here.pk])).content.decode()

    assert "更多栏目" not in page
    assert "/choose/site_column/" in page
    found = client.get(reverse("desk:choose", args=["site_column"]), {"q": "更多栏目17"})
    assert "更多栏目17" in found.content.decode()

    form = reverse("sites:move-column", args=[here.pk])
    shown = re.search(r'name="form_key" value="([^"]+)"', client.get(form).content.decode())
    assert shown is not None
    client.post(form, {"form_key": shown.group(1), "parent": "更多栏目17", "position": "0"})
    here.refresh_from_db()
    assert here.parent == Column.objects.get(name="更多栏目17")


def test_a_column_of_another_site_is_not_taken_by_its_name(cast: Cast, browser: Browser) -> None:
    client, here = browser(cast.operator), cast.edu_news
    form = reverse("sites:move-column", args=[here.pk])
    answer = client.post(form, {"parent": cast.notices.name, "position": "0"})

    assert "其他网站的栏目不能选用" in answer.content.decode()
    here.refresh_from_db()
    assert here.parent is None
