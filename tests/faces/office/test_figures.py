from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.test import Client

from mingtang.institution.figures.actions import count_waiting
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def counted(cast: Cast, at: datetime) -> None:
    """Two articles are online, one of them on two sites."""
    published_article(cast, at, columns=[cast.news])
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    drain(at)
    while count_waiting(at):
        pass


def read(client: Client, at: datetime, query: str = "") -> str:
    with time_machine.travel(at, tick=False):
        return client.get(f"/figures/{query}").content.decode()


def test_figures_are_shown_by_unit_and_kind(browser: Browser, cast: Cast, at: datetime) -> None:
    page = read(browser(cast.desk_editor), at, "?measure=articles.released&by=unit&then_by=kind")
    assert "合计 <strong>2</strong> 篇" in page
    assert cast.edu.short_name in page
    assert "新闻动态" in page
    assert "操作记录统计到 2026-03-11" in page
    assert 'value="2026-02-10"' in page  # the first of 30 days
    assert 'value="2026-03-11"' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?measure=columns.released&by=column", "明州市教育局·教育动态"),
        ("?measure=sites.released&by=site", "明州市人民政府"),
        ("?measure=articles.released&by=month", "2026-03"),
        ("?measure=articles.released&since=2026-03-12&until=2026-03-11", "结束日期早于开始日期"),
        ("?measure=articles.released&since=2010-01-01", "一次最多统计五年"),
        ("?measure=nothing&by=soul", "不在可用的选项中"),
        ("?measure=cases.arrived", "这段时间没有记录"),
    ],
)
def test_every_split_and_wrong_question_is_answered_in_words(
    browser: Browser, cast: Cast, at: datetime, query: str, words: str
) -> None:
    assert words in read(browser(cast.desk_editor), at, query)


def test_the_table_comes_as_a_file(browser: Browser, cast: Cast, at: datetime) -> None:
    client, query = browser(cast.desk_editor), "?measure=articles.released&by=unit"
    with time_machine.travel(at, tick=False):
        sheet = client.get(f"/figures/file/xlsx/{query}")
        text = client.get(f"/figures/file/csv/{query}").content.decode("utf-8-sig")
        missing = client.get(f"/figures/file/pdf/{query}")
    book = openpyxl.load_workbook(BytesIO(sheet.content))
    assert [[cell.value for cell in row] for row in book.active.rows] == [
        ["单位", "数量（篇）"],
        [cast.edu.short_name, 2],
    ]
    assert text.splitlines()[1] == f"{cast.edu.short_name},2"
    assert missing.status_code == 404


def test_who_may_read_no_figures_finds_no_screen(browser: Browser, cast: Cast) -> None:
    for address in ("/figures/", "/figures/file/csv/"):
        assert browser(cast.colleague).get(address).status_code == 404
