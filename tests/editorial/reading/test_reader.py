"""The importer on pages written for these tests, as cluttered as pages are."""

from datetime import date
from pathlib import Path

import pytest

from mingtang.editorial.content.importing.imported_blocks import Media, blocks_of
from mingtang.editorial.reading import Unreadable
from mingtang.editorial.reading.dates import date_in, is_broken_date, is_date_line
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import DocumentKind

TEXT_PAGE = """明州市人民政府 无障碍浏览 手机版
您当前的位置:首页 >> 政府信息公开 >> 政策文件

明州市人民政府办公室关于加强冬季供暖工作的通知
明政办[2025]31号
发布时间: 2025-11-12 信息来源:市政府办 浏览次数: 次
[字体: 大 中 小]

各县(区)人民政府,市政府各部门:
根据《明州市供热条例》(明政发〔2020〕4号)有关规定,现将有关事项通知如下:
一、做好准备
(一)供热单位要在11月20日前完成检修。
各单位要认真执行本通知。
明州市人民政府办公室
2025年11月10日
(此件公开发布)
上一篇:关于放假的通知
版权所有:明州市人民政府 皖ICP备00000000号 网站标识码:3418000001
"""

HTML_PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>明州市教育局</title>
<meta name="ArticleTitle" content="明州市教育局关于中小学课后服务的意见">
<meta name="PubDate" content="2025-09-02 08:30"><meta name="ContentSource" content="市教育局">
<script>alert(1)</script></head><body><nav><a href="/">首页</a> 栏目</nav>
<div class="crumb">当前位置: 首页 &gt; 政策文件</div>
<h1>明州市教育局关于中小学课后服务的意见</h1>
<p>明教〔2025〕7号</p>
<div id="zoom"><p onclick="x()">各县（区）教育局：</p><p>为做好课后服务，提出以下意见。</p>
<h2>一、服务时间</h2>
<p>每周<b>五</b>天。<a href="javascript:alert(1)">坏链接</a></p>
<table><tr><th>学段</th><th>时间</th></tr><tr><td rowspan="2">小学</td><td>17:30</td></tr><tr><td>18:00</td></tr></table>
<p style="text-align:right">明州市教育局</p><p>二〇二五年九月一日</p></div>
<footer>版权所有 皖ICP备00000000号</footer></body></html>"""


def test_text_page_is_taken_apart() -> None:
    found = read_page("a.txt", TEXT_PAGE.encode())
    assert found.title.value == "明州市人民政府办公室关于加强冬季供暖工作的通知"
    assert found.number.value == "明政办〔2025〕31号"
    assert found.office.value == "明州市人民政府办公室"
    assert found.document_date.value == date(2025, 11, 10)
    assert found.released.value == date(2025, 11, 12)
    assert found.source.value == "市政府办"
    assert found.warnings == []
    assert [block["type"] for block in blocks_of(found, Media())] == ["text", "signature", "text"]
    for furniture in ("当前的位置", "浏览次数", "字体", "上一篇", "版权所有", "无障碍"):
        assert furniture not in found.html
    assert "<h2>一、做好准备</h2>" in found.html
    assert "明政发〔2020〕4号" in found.html


def test_html_page_keeps_structure_and_loses_danger() -> None:
    found = read_page("b.html", HTML_PAGE.encode("gb18030"))
    assert found.title.value == "明州市教育局关于中小学课后服务的意见"
    assert found.number.value == "明教〔2025〕7号"
    assert (found.document_date.value, found.released.value) == (date(2025, 9, 1), date(2025, 9, 2))
    assert (found.office.value, found.source.value) == ("明州市教育局", "市教育局")
    assert [block["type"] for block in blocks_of(found, Media())] == [
        "text",
        "html_table",
        "signature",
    ]
    assert 'rowspan="2"' in blocks_of(found, Media())[1]["value"]
    assert "<b>五</b>" in found.html
    for danger in ("script", "onclick", "javascript", "alert", "style="):
        assert danger not in found.html


def test_cited_number_is_not_the_documents_own() -> None:
    text = TEXT_PAGE.replace("明政办[2025]31号\n", "")
    found = read_page("a.txt", text.encode())
    assert found.number.value == ""
    assert any("发文字号" in warning for warning in found.warnings)


def test_date_with_digits_missing_stays_empty_with_a_warning() -> None:
    text = TEXT_PAGE.replace("2025年11月10日", "20251110日").replace("20251110日", "2025111")
    found = read_page("a.txt", text.encode())
    assert found.document_date.value is None
    assert any("2025111" in warning and "缺少数字" in warning for warning in found.warnings)


def test_two_own_numbers_are_left_to_a_person() -> None:
    text = TEXT_PAGE.replace("明政办[2025]31号\n", "明政办[2025]31号\n明教〔2025〕7号\n")
    found = read_page("a.txt", text.encode())
    assert found.number.value == ""
    assert any("不止一个" in warning for warning in found.warnings)


def test_title_that_contradicts_the_text_is_kept_with_a_warning() -> None:
    text = TEXT_PAGE.replace("执行本通知", "贯彻本意见").replace(
        "现将有关事项通知如下", "提出以下意见"
    )
    found = read_page("a.txt", text.encode())
    assert found.title.value.endswith("通知")
    assert any("标题可能有误" in warning for warning in found.warnings)


def test_scrap_below_the_title_is_left_out_with_a_warning() -> None:
    text = TEXT_PAGE.replace("明政办[2025]31号", "供暖之我见\n明政办[2025]31号")
    found = read_page("a.txt", text.encode())
    assert found.number.value == "明政办〔2025〕31号"
    assert "供暖之我见" not in found.html
    assert any("供暖之我见" in warning for warning in found.warnings)


def test_page_label_that_differs_from_the_signature_is_taken_with_a_warning() -> None:
    text = TEXT_PAGE.replace("发布时间:", "成文日期:2025-11-01 发布时间:")
    found = read_page("a.txt", text.encode())
    assert found.document_date.value == date(2025, 11, 1)
    assert any("不一致" in warning for warning in found.warnings)


def test_plain_news_gets_its_first_line_as_title() -> None:
    found = read_page("n.txt", "市图书馆新馆开放\n三月二日，市图书馆新馆向读者开放。\n".encode())
    assert found.title.value == "市图书馆新馆开放"
    assert blocks_of(found, Media())[0]["value"] == "<p>三月二日，市图书馆新馆向读者开放。</p>"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\n \n", "空的"),
        (b"PK\x03\x04xxxx", "Word"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0xx", "旧版"),
        ("字\x00".encode(), "不是文字"),
        (b"a" * (20 * 1024 * 1024 + 1), "超过"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_page("x", data)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年11月10日", date(2025, 11, 10)),
        ("2025-1-2 10:30", date(2025, 1, 2)),
        ("二〇二五年十二月二十三日", date(2025, 12, 23)),
        ("二ОО八年四月三日", date(2008, 4, 3)),  # Cyrillic O
        ("2025年13月1日", None),
        ("没有日期", None),
    ],
)
def test_date_is_found(text: str, found: date | None) -> None:
    assert date_in(text) == found


@pytest.mark.parametrize(
    ("text", "whole", "broken"),
    [
        ("2025年11月10日", True, False),
        ("20251110", True, False),
        ("2025111", False, True),
        ("2025年1110日", False, True),
        ("2025年", False, False),
        ("电话2025111", False, False),
    ],
)
def test_broken_dates_are_told_from_whole_ones(text: str, whole: bool, broken: bool) -> None:
    assert (is_date_line(text), is_broken_date(text)) == (whole, broken)


SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
EXPECTED = {
    "hainan-2015-86.txt": ("南政办〔2015〕86号", date(2015, 7, 13), None),
    "luan-2016-new-media.txt": ("", date(2016, 9, 23), date(2016, 11, 24)),
    "state-council-2014-57.txt": ("国办发〔2014〕57号", date(2014, 11, 17), None),
    "xingning-2014-measures.txt": ("兴市府办〔2014〕19号", date(2014, 6, 16), date(2014, 6, 16)),
    "xuancheng-2015-opinions.txt": ("", None, date(2017, 2, 15)),
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the notices lie outside the repository")
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_notices_come_through_without_their_clutter(name: str) -> None:
    found = read_page(name, (SEEDS / name).read_bytes())
    assert (found.number.value, found.document_date.value, found.released.value) == EXPECTED[name]
    assert "关于" in found.title.value
    assert found.office.value.endswith(("办公室", "办公厅"))
    for furniture in (
        "版权所有",
        "小编",
        "站群导航",
        "浏览次数",
        "字号:",
        "当前的位置",
        "高温",
        "Produced By",
    ):
        assert furniture not in found.html


@pytest.mark.parametrize("end", [">", ""])
def test_read_page_refuses_a_tag_of_a_hundred_thousand_attributes(end: str) -> None:
    crowd = " ".join(f"x{number}" for number in range(100_000))
    page = f"<html><body><h1>关于防汛的通知</h1><p>各学校：请做好防汛。</p><a {crowd}{end}"
    with pytest.raises(Unreadable) as refused:
        read_page("通知.html", page.encode())

    assert refused.value.kind is DocumentKind.LARGE
