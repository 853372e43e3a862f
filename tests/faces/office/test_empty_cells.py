"""What is not there is shown as nothing or as a dash, never as the word of the program for it."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions.placements import offer_placement
from tests.factories import content
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db
WORDS = re.compile(r">\s*(None|False|True|\[\]|\{\})\s*<")


@pytest.mark.parametrize("who", ["officer", "leader", "desk_editor"])
@pytest.mark.parametrize(
    "stage", ["draft", "submitted", "arrived", "accepted", "in_review", "passed"]
)
def test_page_of_an_article_shows_no_word_for_nothing(
    cast: Cast, at: datetime, browser: Browser, stage: str, who: str
) -> None:
    bound_pack("city", at=at)
    article = getattr(content, stage)(cast, at)
    if stage in {"accepted", "in_review", "passed"}:
        offer_placement(
            actor=cast.desk_editor, at=at, article_id=article.pk, column_id=cast.news.pk
        )

    answer = browser(getattr(cast, who)).get(reverse("content:show", args=[article.pk]))

    assert WORDS.search(answer.content.decode()) is None
