import io
import zipfile
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.papers.word_in import read_word
from mingtang.ground.papers.word_numbers import chinese
from tests.ground.papers.documents import png
from tests.ground.papers.word_files import (
    add_numbered,
    notice_file,
    numbered_document,
    saved,
)


def added_xml(word: Any, inner: str) -> None:
    names = nsdecls("w", "r", "wp", "a")
    word.element.body.insert(0, parse_xml(f"<w:p {names}>{inner}</w:p>"))


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十"),
     (205, "二百零五"), (1006, "一千零六"), (9999, "九千九百九十九"), (10_000, "10000")],
)  # fmt: skip
def test_numbers_are_written_in_chinese(number: int, written: str) -> None:
    assert chinese(number) == written


def test_numbers_of_lists_stand_in_the_text() -> None:
    html = read_word(notice_file()).html

    assert [
        one for one in ("一、切实", "（一）检查", "（二）准备", "二、落实") if one not in html
    ] == []


def test_levels_count_on_and_start_over() -> None:
    word = numbered_document()
    for depth in (0, 1, 2, 2, 1, 2, 0, 1):
        add_numbered(word, "条", depth)

    html = read_word(saved(word)).html

    assert html.replace("<p>", "").split("条</p>")[:-1] == [
        "一、", "（一）", "1.", "2.", "（二）", "1.", "二、", "（一）",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "text", "second"),
    [("decimal", "第%1条", "第2条"), ("upperRoman", "%1.", "II."), ("lowerLetter", "%1)", "b)"),
     ("decimalEnclosedCircle", "%1", "②"), ("chineseLegalSimplified", "%1、", "贰、"),
     ("ideographTraditional", "%1、", "乙、"), ("decimalZero", "%1", "02"), ("none", "附：", "附：")],
)  # fmt: skip
def test_shapes_of_numbers(shape: str, text: str, second: str) -> None:
    word = numbered_document(((shape, text),))
    add_numbered(word, "甲条")
    add_numbered(word, "乙条")

    assert f"<p>{second}乙条</p>" in read_word(saved(word)).html


def test_list_starts_where_the_document_says() -> None:
    word = numbered_document()
    root = word.part.numbering_part.element
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        )
    )
    add_numbered(word, "甲")
    add_numbered(word, "乙", list_id=91)
    add_numbered(word, "丙", list_id=91)

    assert read_word(saved(word)).html == "<p>一、甲</p><p>五、乙</p><p>六、丙</p>"


def test_bullets_become_lists_and_centred_lines_say_so() -> None:
    word = numbered_document()
    word.add_paragraph("第一点", style="List Bullet")

    assert read_word(saved(word)).html == "<ul><li>第一点</li></ul>"
    assert '<p align="right">明州市教育局</p>' in read_word(notice_file()).html


def test_merged_cells_and_pictures_are_taken_over() -> None:
    word = read_word(notice_file())

    assert '<td rowspan="2"><p>分批' in word.html
    assert word.pictures == {"word-picture-1.png": png()}
    assert '<img src="word-picture-1.png" />' in word.html


def test_tracked_changes_count_as_accepted_and_are_named() -> None:
    word = numbered_document()
    added_xml(
        word,
        "<w:r><w:t>保留</w:t></w:r>"
        '<w:ins w:id="1" w:author="a"><w:r><w:t>新增</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>删去</w:delText></w:r></w:del>',
    )

    read = read_word(saved(word))

    assert read.html == "<p>保留新增</p>"
    assert read.notes == ("文件里有修订痕迹，按接受全部修订后的文字收入，请核对。",)


def test_text_boxes_are_read() -> None:
    word = numbered_document()
    added_xml(
        word,
        "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>"
        "<w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>",
    )

    assert "框中文字" in read_word(saved(word)).html


def _zip(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7", _zip(a="b"), notice_file()[:4000]]
)
def test_what_is_no_document_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(Refused, match=r"另存为 \.docx"):
        read_word(data)
