"""Responses for addresses that do not exist."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.factories.cast import Cast

Browser = Callable[..., Client]


def test_person_gets_a_page_with_a_way_on(cast: Cast, browser: Browser) -> None:
    response = browser(cast.officer).get("/no/such/page/")

    assert response.status_code == 404
    assert "找不到页面" in response.content.decode()


def test_script_gets_a_sentence_without_the_shell(cast: Cast, browser: Browser) -> None:
    for headers in ({"x-requested-with": "XMLHttpRequest"}, {"accept": "application/json"}):
        response = browser(cast.officer).get("/no/such/page/", headers=headers)

        assert response.status_code == 404
        assert response.json()["detail"].startswith("找不到所请求的内容")


def test_shell_asks_nothing_of_the_menus_of_wagtail(
    cast: Cast, browser: Browser, django_assert_max_num_queries: Any
) -> None:
    client = browser(cast.officer)
    client.get("/no/such/page/")

    with django_assert_max_num_queries(8):  # session, person, powers, bell
        client.get("/no/such/page/")
