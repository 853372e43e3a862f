"""The page, the styles and the page numbers of a document of Word."""

import math
from datetime import datetime, time
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from mingtang.ground.papers import layout
from mingtang.ground.papers.blocks import OfficialDocument
from mingtang.ground.papers.layout import FANGSONG, SIZE_2, SIZE_3, SIZE_4, SONGTI, Typeface
from mingtang.ground.papers.word_xml import (
    TWIPS,
    add_page_number,
    child,
    set_font,
    set_indent,
    set_spacing,
)

TITLE, BODY, TABLE, IMPRINT = "公文标题", "公文正文", "公文表格", "公文版记"
TITLE_LINE = 35  # points between lines of size 2
MADE_AT = datetime(2012, 6, 29)  # noqa: DTZ001 - naive by the format; for documents without a date


def set_up(word: Any, document: OfficialDocument) -> None:
    """Give an empty document the layout of official documents."""
    _page(word.sections[0])
    _styles(word)
    _font_table(word)
    _footers(word)
    _properties(word.core_properties, document)
    relations = word.part.package.rels
    for name in [each for each, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        del relations[name]  # a picture of an empty page


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    # The dashes stand in the middle of their line.
    below = layout.PAGE_NUMBER_BELOW + SIZE_4 / layout.POINTS / 2
    section.footer_distance, section.header_distance = Mm(layout.BOTTOM - below), Mm(15)
    # Rounded down: with a line a twentieth of a point higher, one line less would fit.
    child(section._sectPr, "w:docGrid", type="lines", linePitch=int(layout.LINE * TWIPS))


def _styles(word: Any) -> None:
    normal = word.styles["Normal"]
    set_font(normal, FANGSONG, SIZE_3)
    set_spacing(normal)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    # 28 characters of size 3 are wider than the text area. A grid of characters says the same, but not
    # all programs read it alike.
    closer = math.floor((layout.CHARACTER - SIZE_3) * TWIPS)
    child(normal.element.get_or_add_rPr(), "w:spacing", val=closer)
    language = child(normal.element.get_or_add_rPr(), "w:lang", val="zh-CN", eastAsia="zh-CN")
    language.set(qn("w:bidi"), "ar-SA")
    body = _style(word, BODY, FANGSONG, SIZE_3)
    set_indent(body, first=2)
    title = _style(word, TITLE, layout.XIAOBIAOSONG, SIZE_2)
    set_spacing(title, line=TITLE_LINE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table = _style(word, TABLE, FANGSONG, layout.TABLE_SIZE)
    set_spacing(table, line=20)
    table.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    set_spacing(_style(word, IMPRINT, FANGSONG, SIZE_4), line=24)
    for level, face in layout.HEADING_FACES.items():
        heading = word.styles[f"Heading {level}"]
        set_font(heading, face, SIZE_3)
        set_spacing(heading)
        set_indent(heading, first=2)
        heading.paragraph_format.keep_with_next = True


def _style(word: Any, name: str, face: Typeface, size: float) -> Any:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    set_font(style, face, size)
    return style


def _font_table(word: Any) -> None:
    """Name the other names of each typeface: a machine without the first takes one of them."""
    part = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = parse_xml(part.blob)
    for face in (FANGSONG, layout.KAITI, layout.HEITI, SONGTI, layout.XIAOBIAOSONG):
        font = OxmlElement("w:font")
        font.set(qn("w:name"), face.names[0])
        child(font, "w:altName", val=",".join(face.names[1:]))
        child(font, "w:charset", val="86")
        child(font, "w:family", val="roman" if face.is_serif else "swiss")
        child(font, "w:pitch", val="variable")
        fonts.append(font)
    part._blob = serialize_part_xml(fonts)


def _footers(word: Any) -> None:
    """Write page numbers on the outer side: right on odd pages, left on even ones (7.5)."""
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    right, left = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    for footer, side, indent in (
        (section.footer, right, {"right": 1}),
        (section.even_page_footer, left, {"left": 1}),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.style = word.styles["Normal"]
        paragraph.alignment = side
        set_indent(paragraph, **indent)
        set_spacing(paragraph, line=SIZE_4)
        add_page_number(paragraph)
        for run in paragraph._p.iter(qn("w:r")):
            _page_number_font(run, paragraph)


def _page_number_font(run: Any, paragraph: Any) -> None:
    from docx.text.run import Run  # slow import

    set_font(Run(run, paragraph), SONGTI, SIZE_4)


def _properties(properties: Any, document: OfficialDocument) -> None:
    day = document.written_on or document.printed_on
    moment = datetime.combine(day, time()) if day else MADE_AT
    properties.title = document.title.replace("\n", "")
    properties.author = "、".join(document.offices or document.mark)
    properties.last_modified_by = properties.author
    properties.created = properties.modified = moment
    properties.language, properties.comments, properties.keywords = "zh-CN", "", ""
