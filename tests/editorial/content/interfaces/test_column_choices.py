"""Columns where there are more than boxes: one's own come first, the others are searched for."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions.fields import wanted_columns_of
from mingtang.editorial.content.interfaces.columns import COLUMN_LIMIT
from mingtang.editorial.content.models import Article, Placement
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft, news_fields
from tests.factories.organization import LONG_AGO
from tests.factories.regulations import bound_pack
from tests.factories.sites import ColumnFactory, GovSiteFactory
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]


@pytest.fixture
def many(cast: Cast) -> Column:
    """More columns than boxes on a site that comes before the bureau's; return the last of them."""
    site = GovSiteFactory(code="county", name="清溪县人民政府", position=0)
    cast.edu_site.position = 9
    cast.edu_site.save(update_fields=["position"])
    return _fill(site)


def _fill(site: GovSite, count: int = COLUMN_LIMIT + 10) -> Column:
    Column.objects.bulk_create(
        Column(
            site=site,
            code=f"c{number}",
            slug=f"c{number}",
            path=f"c{number:03}",
            name=f"第{number}栏目",
            responsible_unit=site.unit,
            opened_at=LONG_AGO,
        )
        for number in range(count)
    )
    last: Column = ColumnFactory(site=site, code="last", path="zz", name="县直动态")
    return last


def _create(client: Client, cast: Cast, **more: Any) -> Any:
    url = reverse("content:create")
    fields = {
        "unit": cast.edu.pk,
        "site": cast.portal.pk,
        "kind": "news",
        "content_class": "ordinary",
        "title": "招生工作启动",
        "body-count": "0",
        FIELD: new_form_key(cast.officer.pk, url),
    }
    return client.post(url, fields | more)


def _boxes(page: Any, name: str) -> list[int]:
    choices = page.context["form"].fields[name].choices
    return [key for _, group in choices for key, _ in group]


def test_own_columns_are_offered_and_others_are_searched_for(
    cast: Cast, browser: Browser, many: Column
) -> None:
    client = browser(cast.officer)
    page = client.get(reverse("content:create"))

    boxes = _boxes(page, "wanted_columns")
    assert len(boxes) == COLUMN_LIMIT
    assert {cast.edu_news.pk, cast.news.pk} <= set(boxes)
    assert many.pk not in boxes
    assert "其他栏目" in page.content.decode()

    found = client.get("/desk/choose/column/", {"q": "清溪 县直"}).json()["results"]
    assert found == [f"清溪县人民政府 · 县直动态（{many.pk}）"]
    response = _create(client, cast, wanted_columns=[cast.edu_news.pk], other_column=found[0])
    assert response.status_code == 302, response.context["form"].errors
    assert wanted_columns_of(Article.objects.get()) == [cast.edu_news.pk, many.pk]


def test_column_without_a_box_is_still_chosen_after_the_next_save(
    cast: Cast, at: datetime, browser: Browser, many: Column
) -> None:
    article = draft(cast, at, news_fields(wanted_columns=[many.pk]))

    page = browser(cast.officer).get(reverse("content:edit", args=[article.pk]))

    assert many.pk in _boxes(page, "wanted_columns")
    assert re.search(rf'<input[^>]*value="{many.pk}"[^>]*checked', page.content.decode())


def test_desk_places_an_article_in_a_column_without_a_box(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    bound_pack("city", at=at)
    many = _fill(cast.portal)
    article = accepted(cast, at)
    client, url = browser(cast.desk_editor), reverse("content:place", args=[article.pk])
    key = {FIELD: new_form_key(cast.desk_editor.pk, url)}

    nothing = client.post(url, key)
    assert "请至少选择一个栏目" in str(nothing.context["form"].errors)
    placed = client.post(url, key | {"other_column": str(many.pk)})
    assert placed.status_code == 302, placed.context["form"].errors
    assert [place.column for place in Placement.objects.filter(article=article)] == [many]


def test_few_columns_need_no_search(cast: Cast, browser: Browser) -> None:
    client = browser(cast.officer)

    for screen in ("content:create", "content:upload-pages"):
        assert "其他栏目" not in client.get(reverse(screen)).content.decode()


def test_upload_names_a_column_without_a_box(cast: Cast, browser: Browser, many: Column) -> None:
    page = browser(cast.officer).get(reverse("content:upload-pages"))

    form = page.context["form"]
    assert "其他栏目" in page.content.decode()
    sent = {"unit": cast.edu.pk, "site": cast.portal.pk, "column": "", "other_column": many.name}
    filled = type(form)(data=sent, files={}, person=form.person, at=form.at)
    filled.is_valid()
    assert filled.cleaned_data["column"] == many
    assert "other_column" not in filled.cleaned_data


def test_one_of_ten_thousand_columns_is_found_and_chosen(cast: Cast, browser: Browser) -> None:
    _fill(GovSiteFactory(code="county", name="清溪县人民政府"), 10_000)
    client = browser(cast.officer)
    found = client.get(reverse("desk:choose", args=["column"]), {"q": "清溪 第9876栏目"})
    page = client.get(reverse("content:create"))
    wanted = Column.objects.get(name="第9876栏目")

    assert "第9876栏目" in found.content.decode()
    assert len(_boxes(page, "wanted_columns")) == COLUMN_LIMIT
    assert len(page.content) < 1_000_000
    response = _create(client, cast, other_column=str(wanted.pk))
    assert response.status_code == 302, response.context["form"].errors
    assert wanted_columns_of(Article.objects.get()) == [wanted.pk]
