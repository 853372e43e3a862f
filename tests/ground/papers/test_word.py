import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from mingtang.ground.papers.blocks import BodyPicture, BodyText, OfficialDocument
from mingtang.ground.papers.pictures import UnusablePicture
from mingtang.ground.papers.word import write_word
from tests.ground.papers.documents import notice, png


@pytest.fixture(scope="module")
def whole() -> bytes:
    return write_word(notice())


@pytest.fixture
def word(whole: bytes) -> Any:
    return Document(io.BytesIO(whole))


def paragraph(word: Any, text: str) -> Any:
    return next(each for each in word.paragraphs if text in each.text)


def chinese_font(holder: Any) -> str:
    return str(holder.element.rPr.rFonts.get(qn("w:eastAsia")))


def test_page_has_the_measures_of_the_standard(word: Any) -> None:
    page = word.sections[0]
    sides = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)

    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert [round(side.mm, 1) for side in sides] == [37, 28, 26, 35]
    grid = page._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_parts_stand_in_order_with_their_numbers(word: Any) -> None:
    assert [each.text for each in word.paragraphs if each.text] == [
        "宣城市人民政府办公室文件",
        "宣政办〔2026〕12号",
        "宣城市人民政府办公室关于加强\n全市政府网站管理工作的通知",
        "各县、市、区人民政府，市政府各部门：",
        notice().body[0].text,  # type: ignore[union-attr]
        "一、总体要求",
        "二、主要任务",
        "（一）规范发布",
        "1. 三审三校",
        "（1）初审",
        "表1　来信",
        "图1　流程",
        "附件：1.\t网站名录",
        "2.\t账号清单",
        "宣城市人民政府办公室",
        "2026年3月1日",
        "（此件公开发布）",
    ]
    imprint = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    assert imprint == [
        ["抄送：市委各部门，市法院。"] * 2,
        ["宣城市人民政府办公室", "2026年3月12日印发"],
    ]


def test_fonts_and_sizes_are_those_of_the_standard(word: Any) -> None:
    styles = word.styles

    assert chinese_font(styles["Normal"]) == "仿宋_GB2312"
    assert styles["Normal"].font.size.pt == 16
    assert chinese_font(styles["公文标题"]) == "方正小标宋简体"
    assert styles["公文标题"].font.size.pt == 22
    assert [chinese_font(styles[f"Heading {level}"]) for level in (1, 2, 3, 4)] == [
        "黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312",
    ]  # fmt: skip
    mark = word.paragraphs[0].runs[0]
    assert str(mark.font.color.rgb) == "E60012"


def test_headings_are_headings_for_navigation(word: Any) -> None:
    assert paragraph(word, "一、总体要求").style.name == "Heading 1"
    assert paragraph(word, "（1）初审").style.name == "Heading 4"


def test_page_numbers_stand_on_the_outer_side(word: Any) -> None:
    page = word.sections[0]
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]

    assert word.settings.odd_and_even_pages_header_footer
    assert (odd.alignment.name, even.alignment.name) == ("RIGHT", "LEFT")
    for footer in (odd, even):
        assert "".join(text.text for text in footer._p.iter(qn("w:t"))) == "— 1 —"
        assert footer._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_fonts_that_a_machine_lacks_have_other_names(whole: bytes) -> None:
    fonts = zipfile.ZipFile(io.BytesIO(whole)).read("word/fontTable.xml").decode()

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="FangSong_GB2312,仿宋,FangSong' in fonts


def test_picture_is_described_and_table_repeats_its_head(word: Any) -> None:
    described = [each.get("descr") for each in word.element.iter(qn("wp:docPr"))]
    table = word.tables[0]

    assert described == ["办理流程图"]
    assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["单位", "来信"], ["宣州区", "120"], ["郎溪县", ""],
    ]  # fmt: skip


def test_the_same_document_gives_the_same_bytes(whole: bytes, word: Any) -> None:
    assert write_word(notice()) == whole
    assert word.core_properties.created.replace(tzinfo=None) == datetime(2026, 3, 1)  # noqa: DTZ001
    assert word.core_properties.author == "宣城市人民政府办公室"


def test_joint_upward_document_names_offices_and_signers() -> None:
    made = write_word(
        notice(mark=["市财政局", "市教育体育局"], signers=["张三", "李四", "王五"], urgency="特急")
    )

    word = Document(io.BytesIO(made))
    assert word.paragraphs[0].text == "特急"
    assert [row.cells[0].text for row in word.tables[0].rows] == ["市财政局", "市教育体育局"]
    assert {row.cells[1].text for row in word.tables[0].rows} == {"文件"}
    assert (
        paragraph(word, "宣政办").text
        == "宣政办〔2026〕12号\t\u3000\u3000\u3000\u3000王五\u3000\u3000\u3000"
    )


def test_plain_report_needs_a_title_and_no_more() -> None:
    word = Document(
        io.BytesIO(write_word(OfficialDocument("报告", [BodyText("正文\x00\x0b一\u202e")])))
    )

    assert [each.text for each in word.paragraphs] == ["报告", "正文\n一"]
    assert word.core_properties.created.year == 2012  # no day is invented


@pytest.mark.parametrize("content", [b"", b"no picture", png()[:40]])
def test_picture_that_cannot_be_read_is_named(content: bytes) -> None:
    with pytest.raises(UnusablePicture, match="图片“流程”无法读取，请换一个文件。"):
        write_word(OfficialDocument("图", [BodyPicture(content, "流程")]))


def test_pictures_of_other_forms_are_converted() -> None:
    made = write_word(
        OfficialDocument(
            "图", [BodyPicture(png(3000, 10, "WEBP"), "长图")], written_on=date(2026, 1, 1)
        )
    )

    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "word/media/image1.png" in names
    with pytest.raises(ValueError, match="needs a description"):
        BodyPicture(png(), " ")
