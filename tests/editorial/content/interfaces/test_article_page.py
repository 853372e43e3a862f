"""What the office tells about an article on its page."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.cast import Cast
from tests.factories.content import draft, policy_fields
from tests.harness.signed_in import browser, rooms

Browser = Callable[..., Client]

__all__ = ["browser", "rooms"]
pytestmark = pytest.mark.usefixtures("rooms")


def test_page_tells_what_readers_will_see(cast: Cast, browser: Browser, at: datetime) -> None:
    fields = policy_fields(subtitle="试行", force="in_force", lapses_on=date(2031, 3, 1))
    article = draft(cast, at, fields)

    page = browser(cast.officer).get(reverse("content:show", args=[article.pk])).content.decode()
    facts = dict(
        re.findall(r"<dt[^>]*>\s*(.*?)\s*</dt>\s*<dd[^>]*>\s*(.*?)\s*</dd>", page, re.DOTALL)
    )

    assert (facts["副标题"], facts["有效性"]) == ("试行", "有效")
    assert facts["发文字号"] == article.document_number
    assert "2031" in facts["失效日期"]
    assert "主题分类" not in facts, "an empty field is not shown"
