"""Values that stand on too little are doubted; those with two witnesses are not."""

import pytest

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

TITLE = "明州市教育局关于防汛的通知"
TEXT = "<p>各学校：</p><p>请做好防汛准备，确保师生安全。</p>"
SIGNED = "<p>明州市教育局</p><p>2025年3月1日</p>"
LABELS = "<p>发布时间：2025-03-02　来源：市教育局</p>"


def read(body: str, head: str = "") -> Reading:
    page = f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return read_page("a.html", page.encode(), base="http://www.example.gov.cn/a.html")


def test_values_with_two_witnesses_are_not_doubted() -> None:
    found = read(f"<h1>{TITLE}</h1>{LABELS}{TEXT}{SIGNED}", f"<title>{TITLE}</title>")
    assert found.doubtful == {"number"}  # there is none


@pytest.mark.parametrize(
    ("field", "body", "head"),
    [
        ("title", f"<h1>春耕生产工作</h1>{LABELS}{TEXT}{SIGNED}", "<title>农业局</title>"),
        ("title", f"<h1>关于防汛的通知</h1>{LABELS}{TEXT}", "<title>转发关于防汛的通知</title>"),
        ("title", f"<h1>关于印发《办法的通知</h1>{LABELS}{TEXT}", ""),
        ("title", f"<table><tr><td>标题：</td><td>{TITLE}</td></tr></table><h1>关于防汛的通知</h1>{LABELS}{TEXT}", ""),
        ("title", f"<h1>明州市公安局通告（2021年第6号）</h1>{LABELS}{TEXT}", ""),
        ("source", f"<h1>{TITLE}</h1><p>来源：明州日报 明州融媒</p>{TEXT}{SIGNED}", ""),
        ("office", f"<p>发布机构：市政府办</p><h1>{TITLE}</h1>{LABELS}{TEXT}{SIGNED}", ""),
        ("signers", f"<h1>{TITLE}</h1>{LABELS}{TEXT}<p>王小明</p>{SIGNED}", ""),
        ("document_date", f"<h1>{TITLE}</h1>{LABELS}{TEXT}<p>2025年3月1日</p>", ""),
        ("released", f"<h1>{TITLE}</h1><p>2026-03-02</p>{TEXT}{SIGNED}", ""),
        ("released", f"<h1>{TITLE}</h1>{TEXT}", "<meta name=PubDate content=2025-03-02>"),
        ("source", f"<h1>{TITLE}</h1><p>来源：张三</p>{TEXT}{SIGNED}", ""),
        ("source", f"<h1>{TITLE}</h1>{TEXT}", "<meta name=ContentSource content=市教育局>"),
        ("body", f"<h1>{TITLE}</h1>{LABELS}<div class=zoom>{TEXT}{TEXT}</div><p>请于五月底前报送总结材料</p>", ""),
        ("body", f"<h1>{TITLE}</h1>{LABELS}<p>详见附件。</p><p><a href=1.pdf>防汛通知.pdf</a></p>", ""),
        ("body", f"<p>各县（市、区）教育局、各有关单位：</p><h1>{TITLE}</h1>{LABELS}{TEXT}{SIGNED}", ""),
        ("body", f"<h1>{TITLE}</h1>{LABELS}<div class=zoom><p>从略</p></div>", ""),
    ],
)  # fmt: skip
def test_what_stands_on_little_is_doubted(field: str, body: str, head: str) -> None:
    assert field in read(body, head).doubtful


def test_the_office_of_a_title_is_taken_with_a_doubt_where_receivers_are_named() -> None:
    found = read(f"<h1>{TITLE}</h1>{LABELS}{TEXT}")
    assert found.office.value == "明州市教育局"
    assert any("取自标题" in one.words for one in found.doubts if one.field == "office")


@pytest.mark.parametrize(
    "opening", ["请做好防汛准备。", "明州市教育局局务会决定：", "现解读如下："]
)
def test_the_office_of_a_title_is_only_proposed_where_nobody_is_addressed(opening: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{LABELS}<p>{opening}</p><p>请做好防汛准备，确保师生安全。</p>")
    assert found.office.value == ""
    assert any("明州市教育局" in one.words for one in found.doubts if one.field == "office")
