"""Heads of documents: numbers, titles and notes that stand beside, inside or above the text."""

from datetime import date

import pytest

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

TITLE = "关于表彰先进集体的决定"
SIGNED = "<p>云泽县人民政府</p><p>2016年2月1日</p>"
TEXT = "<p>各乡镇：</p><p>经研究，决定授予城关镇等10个单位“先进集体”称号。</p>"
H = f"<h1>{TITLE}</h1>"
PARAGRAPHS = (
    "各乡镇：",
    "经研究，决定授予城关镇等10个单位“先进集体”称号。",
    "云泽县人民政府",
    "2016年2月1日",
)


def read(page: str, base: str = "") -> Reading:
    return read_page("page.html", page.encode(), base=base)


def test_red_head_and_title_that_stand_again_in_the_text_are_its_head() -> None:
    red = f"<p>类别标记：A</p><p>云泽县人民政府</p><p>云政函〔2016〕58号</p><p>{TITLE}</p>"
    found = read(f"{H}<div>{red}{TEXT}{SIGNED}</div>")
    assert found.number.value == "云政函〔2016〕58号"
    assert found.paragraphs == ("类别标记：A", *PARAGRAPHS)


def test_title_is_doubted_where_the_text_calls_itself_longer() -> None:
    for longer in (f"云泽县人民政府{TITLE}", f"云泽县人民政府</p><p>{TITLE}"):
        found = read(f"{H}<div><p>云政〔2016〕3号</p><p>{longer}</p>{TEXT}{SIGNED}</div>")
        assert found.title.value == TITLE
        assert "title" in found.doubtful
        assert found.paragraphs == PARAGRAPHS


def test_note_and_picture_between_title_and_container_belong_to_the_text() -> None:
    note = "（2014年7月8日东浦县人民政府令第12号公布）"
    page = (
        f"<h1>东浦县公共厕所管理规定</h1><div>{note}</div><div><img src=/a.jpg></div><a>打印</a>"
        f"<div class=zoom><p>第一条　为加强管理，制定本规定。</p><p>第二条　本规定自发布之日起施行。</p></div>"
    )
    found = read(page, base="http://www.example.gov.cn/")
    assert found.paragraphs[0] == note
    assert [one.address for one in found.pictures] == ["http://www.example.gov.cn/a.jpg"]
    assert found.number.value == "东浦县人民政府令第12号"


def test_office_named_only_by_an_order_is_doubted() -> None:
    page = "<h1>东浦县公共厕所管理规定</h1><p>（2014年7月8日东浦县人民政府令第12号公布）</p><p>第一条　为加强管理，制定本规定。</p>"
    found = read(page)
    assert found.office.value == "东浦县人民政府"
    assert "office" in found.doubtful


def test_number_before_the_labels_of_a_line_is_found() -> None:
    found = read(f"{H}<div>云政〔2016〕3号　　　日期：2016-2-19　　点击：</div>{TEXT}{SIGNED}")
    assert found.number.value == "云政〔2016〕3号"
    assert found.released.value == date(2016, 2, 19)


def test_number_in_brackets_behind_the_title_leaves_it() -> None:
    found = read(f"<h1>{TITLE}（云政〔2016〕3号）</h1>{TEXT}{SIGNED}")
    assert (found.title.value, found.number.value) == (TITLE, "云政〔2016〕3号")


def test_number_of_an_announcement_stands_below_its_name() -> None:
    page = "<p align=center>明州市人大常委会公告<p align=center>（第3号）<p>《明州市条例》已经会议通过，现予公布。</p>"
    assert read(page).number.value == "第3号"


def test_title_behind_a_label_without_value_is_found() -> None:
    page = (
        "<title>云泽县公开平台</title><div>云泽县公开平台</div><table><tr><td>公开日期：</td><td>2023-05-25</td>"
        f"<td>废止日期：</td><td></td></tr></table><div><h3>{TITLE}</h3>{TEXT}{SIGNED}</div>"
    )
    found = read(page)
    assert found.title.value == TITLE
    assert found.released.value == date(2023, 5, 25)


def test_date_of_another_label_is_not_the_release() -> None:
    rows = "<tr><td>生成日期：</td><td>2022-02-24</td></tr><tr><td>索引号：</td><td>A-1</td></tr>"
    found = read(f"<table>{rows}</table>{H}<div class=zoom>{TEXT}{SIGNED}</div>")
    assert found.released.value is None
    assert found.document_date.value == date(2022, 2, 24)
    assert "document_date" in found.doubtful


@pytest.mark.parametrize(
    ("meta", "is_doubted"),
    [("云泽县人民政府", True), (TITLE, False), ("关于表彰先进的决定", False)],
)
def test_title_is_doubted_where_meta_contradicts_it(meta: str, is_doubted: bool) -> None:
    found = read(f'<meta name="ArticleTitle" content="{meta}">{H}{TEXT}{SIGNED}')
    assert found.title.value == TITLE
    assert ("title" in found.doubtful) is is_doubted


def test_time_beside_a_venue_is_doubted_as_release() -> None:
    found = read(f"{H}<div>时间：2024-12-17&nbsp;地点：市新闻发布厅</div>{TEXT}")
    assert found.released.value == date(2024, 12, 17)
    assert "released" in found.doubtful


def test_signature_in_the_foot_of_an_article_is_read() -> None:
    found = read(f"<article><header>{H}</header>{TEXT}<footer>{SIGNED}</footer></article>")
    assert found.paragraphs == PARAGRAPHS
    assert found.signers.value == ("云泽县人民政府",)


def test_date_written_by_a_script_is_read_and_code_is_not() -> None:
    scripts = (
        '<script>document.write("2024-12-03")</script><script>document.write("<b>" + x)</script>'
    )
    found = read(f"{H}<div>发布时间：{scripts} 来源：县政府</div>{TEXT}{SIGNED}")
    assert found.released.value == date(2024, 12, 3)
    assert found.source.value == "县政府"
    assert found.paragraphs == PARAGRAPHS


def test_line_with_the_original_address_is_none_of_the_text() -> None:
    page = f"<center>{H}</center><hr>{TEXT}{SIGNED}<hr><div>原文地址：http://www.example.gov.cn/1.html</div>"
    assert read(page).paragraphs == PARAGRAPHS


def test_file_alone_is_the_body_with_a_doubt() -> None:
    page = f'{H}<div><a href="/a.pdf"><img src="/images/icon_pdf.gif" width=16>{TITLE}.pdf</a></div><div>主办：县政府</div>'
    found = read(page, base="http://www.example.gov.cn/")
    assert [one.address for one in found.files] == ["http://www.example.gov.cn/a.pdf"]
    assert "body" in found.doubtful
