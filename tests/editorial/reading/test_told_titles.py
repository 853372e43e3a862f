"""What a page calls its document decides where two of its places agree."""

import pytest

from mingtang.editorial.reading.document_numbers import (
    number_in_brackets,
    only_one_in,
    without_number,
)
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

TEXT = "<p>各学校：</p><p>为规范收费行为，现就春季学期收费工作通知如下，请认真执行。</p><p>一、按学期公布账目，不得跨学期收费。</p>"


def _read(head: str, name: str = "澄浦县教育局信息公开目录") -> Reading:
    page = f"<html><meta charset=utf-8><title>{name}</title><body><div>{name}</div>{head}<div>{TEXT}</div></body></html>"
    return read_page("a.html", page.encode())


def test_a_label_and_a_heading_outweigh_the_name_of_a_column() -> None:
    found = _read(
        "<table><tr><th>信息名称</th><td>关于春季学期收费工作的通知</td></tr></table><h2>关于春季学期收费工作的通知</h2>"
    )
    assert found.title.value == "关于春季学期收费工作的通知"
    assert found.title.value not in found.paragraphs


def test_a_label_names_the_title_that_no_heading_shows() -> None:
    found = _read(
        "<table><tr><td>标题：</td><td>行政处罚决定书（宏源经营部）</td></tr><tr><td>文号：</td><td>澄水罚〔2020〕3号</td></tr></table>"
        "<p>当事人：宏源经营部</p><p>住所：河东镇沿河路3号</p><p>2020年7月6日，本局对当事人立案调查，现已终结。</p>"
    )
    assert found.title.value == "行政处罚决定书（宏源经营部）"
    assert "住所：河东镇沿河路3号" in found.paragraphs


def test_an_office_joins_the_title_where_both_are_all_that_an_element_shows() -> None:
    head = "<center><font size=5>澄浦县教育局<br>关于春季学期收费工作的通知</font></center>"
    found = _read(head, "关于春季学期收费工作的通知")
    assert found.title.value == "澄浦县教育局关于春季学期收费工作的通知"


@pytest.mark.parametrize(
    ("title", "number", "bare"),
    [
        ("某县指挥部通告（第5号）", "第5号", "某县指挥部通告"),
        ("某县公告〔第十二号〕", "第十二号", "某县公告"),
        ("关于第12号提案的答复（第12号）", "", "关于第12号提案的答复（第12号）"),
    ],
)
def test_a_serial_in_brackets_is_a_number(title: str, number: str, bare: str) -> None:
    assert (number_in_brackets(title), without_number(title)) == (number, bare)


@pytest.mark.parametrize(
    ("note", "number"),
    [
        ("（2017年11月20日云梁市人民政府以云政发〔2017〕39号文件公布）", "云政发〔2017〕39号"),
        ("（2017年11月20日日照市人民政府日政发〔2017〕3号公布）", "日政发〔2017〕3号"),
        ("（2017年1月2日云梁市人民政府办公室云政办发〔2017〕3号印发）", "云政办发〔2017〕3号"),
        ("（2017年1月2日云经信发〔2017〕3号发布）", "云经信发〔2017〕3号"),
    ],
)
def test_a_note_gives_its_number_without_date_and_office(note: str, number: str) -> None:
    assert only_one_in(note) == number


def test_a_link_to_the_next_document_is_no_title_and_labels_below_take_no_number() -> None:
    page = f"""<html><meta charset=utf-8><body><table><tr><td><p align=center>澄林〔2015〕21号</p><p align=center><b>关于做好春季造林工作的通知</b></p>{TEXT}
<p align=right>2015年2月10日</p></td></tr></table><div>分享：</div><div>上一篇：没有了</div><div>下一篇：<a href="2.html">关于召开会议的通知</a></div></body></html>"""
    found = read_page("a.html", page.encode())
    assert found.title.value == "关于做好春季造林工作的通知"
    assert found.number.value == "澄林〔2015〕21号"


def test_an_office_right_above_a_title_in_another_element_is_doubted() -> None:
    found = _read(
        "<p>澄浦县教育局</p><div><b>关于春季学期收费工作的通知</b></div>",
        "关于春季学期收费工作的通知",
    )
    assert "title" in found.doubtful
