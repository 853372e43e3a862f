"""Documents of Word (docx) in the layout of official documents.

The same document gives the same bytes.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from mingtang.ground.foundation.text import visible
from mingtang.ground.papers import layout
from mingtang.ground.papers.blocks import (
    BodyBlock,
    BodyPicture,
    BodyText,
    DataTable,
    HeadingText,
    OfficialDocument,
)
from mingtang.ground.papers.layout import CHARACTER, KAITI, LINE, RED, SIZE_3, XIAOBIAOSONG
from mingtang.ground.papers.pictures import prepared
from mingtang.ground.papers.word_styles import BODY, IMPRINT, TABLE, TITLE, set_up
from mingtang.ground.papers.word_xml import (
    child,
    float_at_bottom,
    rule_below,
    set_font,
    set_indent,
    set_spacing,
    set_table_borders,
)

CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_ALIGNED = {"center": CENTER, "right": RIGHT, "flush": LEFT}
MILLIMETRE = layout.POINTS


def write_word(document: OfficialDocument) -> bytes:
    """Return a document as a file of Word.

    :raises UnusablePicture: a picture cannot be read.
    """
    word = Document()
    set_up(word, document)
    parts = _WordParts(word)
    parts.head(document)
    parts.main(document)
    parts.imprint(document)
    out = io.BytesIO()
    word.save(out)
    return _undated(out.getvalue())


class _WordParts:
    def __init__(self, word: Any) -> None:
        self.word = word

    def line(self, text: str = "", style: str | None = None, align: Any = None) -> Any:
        paragraph = self.word.add_paragraph(visible(text), style=style)
        if align is not None:
            paragraph.alignment = align
        return paragraph

    # 版头

    def head(self, document: OfficialDocument) -> None:
        """Write what stands above the red line, and the line (7.2)."""
        marks = [document.copy_number, document.secrecy, document.urgency]
        before = [text for text in marks if text]
        for text in before:
            paragraph = self.line(text, align=LEFT)
            if text != document.copy_number:
                set_font(paragraph.runs[0], layout.HEITI, SIZE_3)
        if not document.mark:
            return
        above = max(layout.MARK_BELOW_TOP * MILLIMETRE - len(before) * LINE, 0)
        self._mark(document, above)
        self._number(document)
        rule = self.line(align=LEFT)
        set_spacing(rule, line=layout.LINE_BELOW_NUMBER * MILLIMETRE)
        rule_below(rule)

    def _mark(self, document: OfficialDocument, above: float) -> None:
        """Write the issuing offices in red; several stand below each other beside one suffix."""
        suffix = document.mark_suffix
        widest = max(document.mark, key=layout.width_of) + suffix
        size = layout.mark_size(widest + ("　" if len(document.mark) > 1 else ""))
        if len(document.mark) == 1:
            self._red(self.line(align=CENTER), document.mark[0] + suffix, size, above)
            return
        spacer = self.line()
        set_spacing(spacer, line=max(above, 1))
        table = self.word.add_table(rows=len(document.mark), cols=2 if suffix else 1)
        table.alignment = 1  # centred
        set_table_borders(table)
        for row, office in zip(table.rows, document.mark, strict=True):
            self._red(row.cells[0].paragraphs[0], office, size, 0)
            row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.DISTRIBUTE
        if suffix:
            joined = table.cell(0, 1).merge(table.cell(len(document.mark) - 1, 1))
            for spare in joined.paragraphs[1:]:
                spare._p.getparent().remove(spare._p)
            joined.vertical_alignment = 1  # in the middle
            self._red(joined.paragraphs[0], suffix, size, 0)
            share = layout.width_of(suffix) * size / MILLIMETRE + 6
            _set_widths(table, [layout.TEXT_WIDTH - share, share])

    def _red(self, paragraph: Any, text: str, size: float, above: float) -> None:
        set_font(paragraph.add_run(visible(text)), XIAOBIAOSONG, size, color=RED)
        set_spacing(paragraph, before=above, line=size * 1.25)

    def _number(self, document: OfficialDocument) -> None:
        signers = layout.signer_lines([visible(name) for name in document.signers])
        if not signers:
            set_spacing(self.line(document.number, align=CENTER), lines_before=2)
            return
        for place, signer in enumerate(signers):
            is_last = place == len(signers) - 1
            paragraph = self.line(document.number if is_last else "", align=LEFT)
            set_indent(paragraph, left=1)
            set_spacing(paragraph, lines_before=0 if place else 2)
            stop = Pt(layout.TEXT_WIDTH * MILLIMETRE - CHARACTER)
            paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run("\t" + signer[:4])
            set_font(paragraph.add_run(signer[4:]), KAITI, SIZE_3)

    # 主体

    def main(self, document: OfficialDocument) -> None:
        """Write what stands between the red line and the imprint (7.3)."""
        title = self.line(document.title, style=TITLE)
        if document.mark:
            title.paragraph_format.space_before = Pt(2 * LINE)
        first = self.line(layout.receivers_line(document.receivers)) if document.receivers else None
        for block in layout.numbered(document.body):
            written = self.block(block)
            first = first or written
        if first is not None:
            first.paragraph_format.space_before = Pt(LINE)
        self._attachments(document.attachments)
        self._signature(document)
        if document.note:
            self.line(layout.note_line(document.note), style=BODY)

    def block(self, block: BodyBlock) -> Any:
        """Write one block of the body and return its first paragraph."""
        match block:
            case HeadingText():
                return self.line(block.text, style=f"Heading {block.level}")
            case BodyText():
                if not block.align:
                    return self.line(block.text, style=BODY)
                return self.line(block.text, align=_ALIGNED.get(block.align))
            case DataTable():
                return self._table(block)
            case BodyPicture():
                return self._picture(block)

    def _table(self, block: DataTable) -> Any:
        caption = self.line(block.caption, align=CENTER)
        if not block.caption:
            set_spacing(caption, line=LINE / 4)
        caption.paragraph_format.keep_with_next = True
        width = len(block.headings)
        table = self.word.add_table(rows=1 + len(block.rows), cols=width)
        set_table_borders(table, top=1, bottom=1, left=0.5, right=0.5, insideH=0.5, insideV=0.5)
        _set_widths(table, [layout.TEXT_WIDTH / width] * width, space=1.5)
        lines = [block.headings, *block.rows]
        for place, (row, cells) in enumerate(zip(table._tbl.tr_lst, lines, strict=True)):
            properties = row.get_or_add_trPr()
            child(properties, "w:cantSplit")
            if place == 0:
                child(properties, "w:tblHeader")  # repeated on each page
            self._row(table, row, cells, is_head=place == 0)
        set_spacing(self.line(), line=LINE / 4)
        return caption

    def _row(self, table: Any, row: Any, cells: Sequence[str], *, is_head: bool) -> None:
        from docx.text.paragraph import Paragraph  # slow import

        style = self.word.styles[TABLE]
        for cell, text in zip(row.tc_lst, cells, strict=False):
            paragraph = Paragraph(cell.p_lst[0], table)
            paragraph._p.style = style.style_id
            run = paragraph.add_run(visible(text))
            if is_head:
                set_font(run, layout.HEITI, layout.TABLE_SIZE)
                paragraph.alignment = CENTER

    def _picture(self, block: BodyPicture) -> Any:
        content, _, width = prepared(block)
        paragraph = self.line(align=CENTER)
        paragraph.paragraph_format.line_spacing = 1
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Mm(width))
        shape._inline.docPr.set("descr", visible(block.description))
        if block.caption:
            paragraph.paragraph_format.keep_with_next = True
            self.line(block.caption, align=CENTER)
        return paragraph

    def _attachments(self, names: Sequence[str]) -> None:
        """List the attachments; names that go over a line begin below each other (7.3.4)."""
        for place, name in enumerate(names):
            number = f"{place + 1}." if len(names) > 1 else ""
            head = "附件：" if place == 0 else ""
            left = 5 + (1.5 if number else 0)
            paragraph = self.line(f"{head}{number}{chr(9) if number else ''}{name}")
            set_indent(paragraph, left=left, hanging=left - (5 if place else 2))
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(left * CHARACTER))
            if place == 0:
                paragraph.paragraph_format.space_before = Pt(LINE)

    def _signature(self, document: OfficialDocument) -> None:
        day = layout.chinese_date(document.written_on) if document.written_on else ""
        offices = [visible(office) for office in document.offices]
        rights, date_right = layout.signature_indents(offices, day, is_sealed=document.is_sealed)
        lines = [*zip(offices, rights, strict=True), *([(day, date_right)] if day else [])]
        for place, (text, right) in enumerate(lines):
            paragraph = self.line(text, align=RIGHT)
            set_indent(paragraph, right=right)
            paragraph.paragraph_format.keep_with_next = place < len(lines) - 1
            if place == 0:
                paragraph.paragraph_format.space_before = Pt(LINE)

    # 版记

    def imprint(self, document: OfficialDocument) -> None:
        """Write copies and printing at the lower edge of the last page (7.4)."""
        has_printing = bool(document.printed_by or document.printed_on)
        rows = [bool(document.copies_to), has_printing]
        if not any(rows):
            return
        table = self.word.add_table(rows=sum(rows), cols=2)
        thick, thin = layout.THICK * MILLIMETRE, layout.THIN * MILLIMETRE
        set_table_borders(table, top=thick, bottom=thick, insideH=thin)
        float_at_bottom(table)
        _set_widths(table, [layout.TEXT_WIDTH * 0.6, layout.TEXT_WIDTH * 0.4])
        if document.copies_to:
            cell = table.cell(0, 0).merge(table.cell(0, 1))
            for spare in cell.paragraphs[1:]:
                spare._p.getparent().remove(spare._p)
            copies = self._imprint_line(cell, f"抄送：{layout.copies_line(document.copies_to)}")
            set_indent(copies, left=4, right=1, hanging=3)
        if has_printing:
            day = layout.chinese_date(document.printed_on) + "印发" if document.printed_on else ""
            set_indent(self._imprint_line(table.cell(-1, 0), document.printed_by), left=1)
            printed = self._imprint_line(table.cell(-1, 1), day)
            printed.alignment = RIGHT
            set_indent(printed, right=1)
        set_spacing(self.line(), line=1)  # a document does not end with a table

    def _imprint_line(self, cell: Any, text: str) -> Any:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.word.styles[IMPRINT]
        paragraph.alignment = LEFT
        paragraph.add_run(visible(text))
        return paragraph


def _set_widths(table: Any, widths: Sequence[float], *, space: float = 0) -> None:
    """Fix the widths of columns and the `space` on both sides of a cell, in millimetres."""
    table.autofit = False
    margins = child(table._tbl.tblPr, "w:tblCellMar")
    for side in ("left", "right"):
        child(margins, f"w:{side}", w=round(space * MILLIMETRE * 20), type="dxa")
    table._tbl.tblPr.remove(margins)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=False):
            cell.width = Mm(width)


def _undated(content: bytes) -> bytes:
    """Return a package whose parts bear no moment of writing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename), old.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
