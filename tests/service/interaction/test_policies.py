"""Of which site a page is, and what a report has to say."""

from datetime import timedelta

import pytest

from mingtang.service.interaction.policies import HostOfSite, is_past, is_reported, site_of_page
from tests.conftest import AT

SITES = (HostOfSite("portal", "www.mingzhou.gov.cn"), HostOfSite("edu", "JYJ.mingzhou.gov.cn"))


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("http://jyj.mingzhou.gov.cn/news/1.html", "edu"),
        ("https://JYJ.MINGZHOU.GOV.CN:8443/", "edu"),
        ("www.mingzhou.gov.cn/a", "portal"),
        ("https://www.mingzhou.gov.cn.example.com/", "default"),
        ("https://example.com/?u=http://jyj.mingzhou.gov.cn/", "default"),
        ("首页的通知公告栏目", "default"),
        ("http://[", "default"),
        ("", "default"),
    ],
)
def test_page_belongs_to_the_site_of_its_host(address: str, site: str) -> None:
    assert site_of_page(address, SITES, "default") == site


def test_report_names_a_page_and_says_what_is_wrong() -> None:
    assert is_reported("https://www.mingzhou.gov.cn/", "有错别字")
    codes = [reason.code for reason in is_reported(" ", "\u2060").reasons]
    assert codes == ["interaction.no_page", "interaction.no_text"]


def test_receipt_is_not_after_now() -> None:
    assert is_past(None, AT)
    assert is_past(AT, AT)
    assert not is_past(AT + timedelta(seconds=1), AT)
