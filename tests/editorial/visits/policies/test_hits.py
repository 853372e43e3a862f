import pytest

from mingtang.editorial.visits.policies import (
    counted_path,
    is_of_own_page,
    is_plausible,
    is_robot,
)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        (FIREFOX, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50", False),
        ("", True),
        (
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            True,
        ),
        ("Googlebot/2.1", True),
        ("curl/8.5.0", True),
        ("Mozilla/5.0 HeadlessChrome/130.0", True),
    ],
)
def test_a_client_that_says_it_is_a_robot_is_one(agent: str, robot: bool) -> None:
    assert is_robot(agent) is robot


@pytest.mark.parametrize(
    ("origin", "fetch_site", "own"),
    [
        ("https://www.example.gov.cn", "same-origin", True),
        ("http://WWW.example.gov.cn", "", True),  # no `Sec-Fetch-Site` without encryption
        ("https://www.example.gov.cn", "cross-site", False),
        ("https://other.example.com", "", False),
        ("https://www.example.gov.cn:8443", "", False),
        ("null", "", False),
        ("", "same-origin", False),
        ("https://[", "", False),
    ],
)
def test_a_visit_is_sent_by_a_page_of_the_host(origin: str, fetch_site: str, own: bool) -> None:
    assert is_of_own_page(host="www.example.gov.cn", origin=origin, fetch_site=fetch_site) is own


@pytest.mark.parametrize(
    ("path", "counted"),
    [
        ("/", "/"),
        ("/index.html", "/"),
        ("/news/", "/news/"),
        ("/news/index.html", "/news/"),
        ("/news/1.html", "/news/1.html"),
        ("/style.css", ""),
        ("news/1.html", ""),
        ("//news/", ""),
        ("/news/../x/", ""),
        ("/.gone/1.html", ""),
        ("/a\\b.html", ""),
        ("/a\x00.html", ""),
        ("/" + "a" * 255 + ".html", ""),
        ("", ""),
    ],
)
def test_a_page_counts_under_one_address(path: str, counted: str) -> None:
    assert counted_path(path) == counted


@pytest.mark.parametrize(
    ("path", "views", "plausible"),
    [
        ("/", 1, True),
        ("/", 0, False),
        ("/", -1, False),
        ("/", True, False),
        ("/", 1.5, False),
        ("/", "1", False),
        ("/", 10**9, False),
        ("/x/index.html", 1, False),
        (None, 1, False),
    ],
)
def test_only_counts_of_pages_are_added(path: object, views: object, plausible: bool) -> None:
    assert is_plausible(path, views) is plausible
