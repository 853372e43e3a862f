from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.sitesearch.actions import drop_old_words, fold_misses, record_miss
from mingtang.editorial.sitesearch.models import MissedWords, SearchMiss
from mingtang.editorial.sitesearch.policies import stored_words
from tests.factories.cast import Cast

Browser = Callable[..., Client]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("公积金 贷款", "公积金 贷款"),
        ("ＥＴＣ 办理", "etc 办理"),
        ("张三 13805551234", "张三"),
        ("138 0555 1234", ""),
        ("34250119900101123X 低保", "低保"),
        ("0563-3012345", ""),
        ("zhang@example.cn 投诉", "投诉"),
        ("2026 年工作", "2026 年工作"),
        ("我", ""),
        ("很长的话" * 10, ""),
        ("？！", ""),
    ],
)
def test_numbers_of_persons_are_never_stored(typed: str, stored: str) -> None:
    assert stored_words(typed) == stored


@pytest.mark.django_db
def test_questions_without_a_result_are_counted_by_words(cast: Cast, at: datetime) -> None:
    for days, words in ((0, "公机金"), (1, "公机金"), (1, "社保 13800001111"), (2, "13800001111")):
        record_miss(site="portal", question=words, at=at + timedelta(days=days))
    SearchMiss.objects.create(site="portal", words="身份证 342501199001", day=at.date())
    SearchMiss.objects.create(site="nowhere", words="公机金", day=at.date())
    assert fold_misses() == 5
    record_miss(site="portal", question="公机金", at=at)
    assert (fold_misses(), fold_misses()) == (1, 0)
    rows = MissedWords.objects.order_by("words").values_list("words", "times", "last_on")
    day = at.date() + timedelta(days=1)
    assert list(rows) == [("公机金", 3, day), ("社保", 1, day)]
    assert drop_old_words(at=at + timedelta(days=170)) == 0
    assert drop_old_words(at=at + timedelta(days=200)) == 2


@pytest.mark.django_db
def test_the_office_reads_words_that_were_asked_more_than_once(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    for words in ("公机金", "公机金", "李四低保"):
        record_miss(site="portal", question=words, at=at)
    fold_misses()
    address = reverse("sitesearch:missed")
    with time_machine.travel(at, tick=False):
        shown = browser(cast.desk_editor).get(address).content.decode()
        other = browser(cast.site_editor).get(address).content.decode()
    assert "公机金" in shown
    assert "李四" not in shown
    assert "公机金" not in other
