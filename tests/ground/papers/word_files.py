"""Documents of Word as offices write them."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from tests.ground.papers.documents import png

LIST = 90
_LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
)
LEVELS = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCountingThousand", "（%2）"),
    ("decimal", "%3."),
)


def numbered_document(levels: Sequence[tuple[str, str]] = LEVELS) -> Any:
    """Return an empty document with a list of its own whose levels are counted so."""
    word = Document()
    root = word.part.numbering_part.element
    written = "".join(_LEVEL.format(depth, *level) for depth, level in enumerate(levels))
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{LIST}">{written}</w:abstractNum>'
        ),
    )
    root.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{LIST}"><w:abstractNumId w:val="{LIST}"/></w:num>'
        )
    )
    return word


def add_numbered(word: Any, text: str, depth: int = 0, list_id: int = LIST) -> Any:
    """Add a paragraph that Word numbers."""
    paragraph = word.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
        )
    )
    return paragraph


def saved(word: Any) -> bytes:
    """Return the bytes of a document."""
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def notice_file() -> bytes:
    """Return a notice: title on two lines, number, list numbers, a merged table, a picture, a signature."""
    word = numbered_document()
    for text in ("明州市教育局关于做好2026年", "秋季学期开学工作的通知", "明教〔2026〕31号"):
        word.add_paragraph(text).alignment = ALIGN.CENTER
    word.add_paragraph("各县（市、区）教育局，市直各学校：")
    word.add_paragraph("为做好2026年秋季学期开学工作，现将有关事项通知如下。")
    add_numbered(word, "切实抓好开学准备")
    add_numbered(word, "检查校舍安全", 1)
    word.add_paragraph("各校要在8月25日前完成一次全面检查，对发现的隐患立即整改。")
    add_numbered(word, "准备教材", 1)
    add_numbered(word, "落实责任要求")
    table = word.add_table(3, 3)
    rows = (
        ("学校", "开学日期", "备注"),
        ("第一小学", "9月1日", "分批"),
        ("第二小学", "9月1日", ""),
    )
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    word.add_picture(io.BytesIO(png()), width=Inches(2))
    for text in ("明州市教育局", "2026年8月12日"):
        word.add_paragraph(text).alignment = ALIGN.RIGHT
    return saved(word)
