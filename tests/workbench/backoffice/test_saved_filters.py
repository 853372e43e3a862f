"""Filters saved under a name: one's own alone, replaced, deleted, limited."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.workbench.backoffice.actions.saved_filters import (
    LONGEST_NAME,
    LONGEST_QUERY,
    MOST_SAVED,
    delete_saved_filter,
    save_filter,
)
from mingtang.workbench.backoffice.models import SavedFilter
from tests.factories.cast import Cast

Browser = Callable[..., Client]
LIST = "mingtang.trial.List"
URL = "/articles/"
pytestmark = pytest.mark.django_db


def _save(
    cast: Cast, at: datetime, name: str = "退回的", query: str = "state=returned"
) -> SavedFilter:
    return save_filter(actor=cast.officer, at=at, list_name=LIST, name=name, query=query)


def test_saving_under_the_same_name_replaces(cast: Cast, at: datetime) -> None:
    _save(cast, at)
    _save(cast, at, name=" 退回的　", query="state=draft")
    assert list(SavedFilter.objects.values_list("name", "query")) == [("退回的", "state=draft")]


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        (" ", "q=1", "desk.filter_unnamed"),
        ("长" * (LONGEST_NAME + 1), "q=1", "desk.filter_name_long"),
        ("空的", "", "desk.filter_empty"),
        ("长的", "q=" + "1" * LONGEST_QUERY, "desk.filter_long"),
    ],
)
def test_wrong_name_or_query_is_refused(
    cast: Cast, at: datetime, name: str, query: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        _save(cast, at, name, query)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not SavedFilter.objects.exists()


def test_only_so_many_are_saved_for_one_list(cast: Cast, at: datetime) -> None:
    for number in range(MOST_SAVED):
        _save(cast, at, name=f"第{number}组")
    with pytest.raises(Refused):
        _save(cast, at, name="再一组")
    _save(cast, at, name="第0组", query="q=新")  # one that is there may change
    save_filter(actor=cast.officer, at=at, list_name="other", name="再一组", query="q=1")
    save_filter(actor=cast.leader, at=at, list_name=LIST, name="再一组", query="q=1")


def test_nobody_deletes_a_filter_of_another(cast: Cast, at: datetime) -> None:
    saved = _save(cast, at)
    for person, name in ((cast.leader, LIST), (cast.officer, "other")):
        with pytest.raises(NotVisible):
            delete_saved_filter(actor=person, at=at, list_name=name, filter_id=saved.pk)
    assert SavedFilter.objects.count() == 1
    delete_saved_filter(actor=cast.officer, at=at, list_name=LIST, filter_id=saved.pk)
    assert not SavedFilter.objects.exists()


def test_what_was_searched_for_is_sealed_in_the_table(cast: Cast, at: datetime) -> None:
    _save(cast, at, query="q=13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM desk_savedfilter")
        assert "13800138000" not in str(cursor.fetchall())


def test_filter_is_saved_chosen_and_deleted_on_the_list(cast: Cast, browser: Browser) -> None:
    office, asked = browser(cast.officer), f"{URL}?q=%E7%A8%BF&sort=-changed"
    assert "保存现在的条件" not in office.get(URL).content.decode()
    assert "保存现在的条件" in office.get(asked).content.decode()
    answer = office.post(asked, {"save-filter": "1", "filter-name": "最近的稿"})
    assert answer["Location"] == asked
    page = office.get(URL).content.decode()
    assert '<a href="?q=%E7%A8%BF&amp;sort=-changed">最近的稿</a>' in page
    assert 'aria-current="true">最近的稿</a>' in office.get(asked).content.decode()
    assert "最近的稿" not in browser(cast.leader).get(URL).content.decode()
    saved = SavedFilter.objects.get()
    assert browser(cast.leader).post(URL, {"delete-filter": saved.pk}).status_code == 404
    answer = office.post(URL, {"delete-filter": saved.pk})
    assert (answer.status_code, SavedFilter.objects.exists()) == (302, False)
    assert "已删除常用筛选“最近的稿”" in office.get(URL).content.decode()


def test_position_in_the_list_is_not_saved(cast: Cast, browser: Browser) -> None:
    office = browser(cast.officer)
    office.post(f"{URL}?q=1&after=abc&q=2", {"save-filter": "1", "filter-name": "一"})
    assert SavedFilter.objects.get().query == "q=2"


def test_refusal_is_told_on_the_list(cast: Cast, browser: Browser) -> None:
    office = browser(cast.officer)
    answer = office.post(f"{URL}?q=1", {"save-filter": "1"}, follow=True)
    assert "起个名称" in answer.content.decode()
    answer = office.post(URL, {"save-filter": "1", "filter-name": "空"}, follow=True)
    assert "还没有筛选条件" in answer.content.decode()


@pytest.mark.parametrize("value", ["x", "-1", "٣", "9" * 40, "9223372036854775808"])
def test_damaged_key_of_a_filter_is_not_found(cast: Cast, browser: Browser, value: str) -> None:
    assert browser(cast.officer).post(URL, {"delete-filter": value}).status_code == 404


def test_list_without_filters_saves_its_order(cast: Cast, browser: Browser) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    answer = office.post(f"{url}?sort=enqueued", {"save-filter": "1", "filter-name": "先来的"})
    assert answer["Location"] == f"{url}?sort=enqueued"
