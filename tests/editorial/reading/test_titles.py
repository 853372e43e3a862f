"""Tests for the choice of a title by trained weights."""

import json

import pytest

from mingtang.editorial.reading import chooser
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Unreadable

TITLE = "关于做好农作物病虫害防治工作的通知"
TEXT = "<p>各乡镇人民政府：</p><p>请认真做好农作物病虫害防治工作，及时上报有关情况。各单位要加强值守。</p>"


def test_shares_add_up_whatever_the_scores() -> None:
    assert chooser.shares([]) == []
    assert chooser.shares([900.0, 900.0]) == pytest.approx([0.5, 0.5])
    assert sum(chooser.shares([-900.0, 0.0, 2.0])) == pytest.approx(1.0)


def test_signs_without_a_weight_say_nothing() -> None:
    assert chooser.score({"a": 1.5}, ["a", "unknown"]) == 1.5


def test_weights_are_plain_numbers_by_sign() -> None:
    models = json.loads(chooser.WEIGHTS.read_text("utf-8"))
    assert set(models) == {"title"}
    assert all(isinstance(one, float) for one in models["title"].values())


def test_a_title_beside_one_as_likely_is_doubted_by_name() -> None:
    other = "关于开展秋季植树造林工作的通知"
    found = read_page(
        "a.html", f"<div><b>{TITLE}</b></div><div><b>{other}</b></div>{TEXT}".encode()
    )
    words = [one.words for one in found.doubts if one.field == "title"]
    assert any((other if found.title.value == TITLE else TITLE) in one for one in words)


def test_a_clear_title_is_not_doubted() -> None:
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>发布日期：2024-05-06</p>{TEXT}"
    found = read_page("a.html", page.encode())
    assert found.title.value == TITLE
    assert "title" not in found.doubtful


def test_a_clear_title_beside_many_links_is_doubted_and_not_refused() -> None:
    column = "".join(
        f"<li><a href=/t{i}.html>第{i}次公开招标采购结果公布</a> 2024-05-0{i}</li>"
        for i in range(1, 9)
    )
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>2024-05-06</p><p>防治工作见表。</p><ul>{column}</ul>"
    found = read_page("a.html", page.encode())
    assert found.title.value == TITLE
    assert {"title", "body"} <= set(found.doubtful)
    with pytest.raises(Unreadable, match="列表"):
        read_page("a.html", page.replace(TITLE, "招标公告").encode())
