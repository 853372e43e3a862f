"""Words of attached files: the place of each piece, and what is said of files without words."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.papers.blocks import BodyText, OfficialDocument
from mingtang.ground.papers.file_texts import Unread, file_text
from mingtang.ground.papers.pdf import write_pdf
from tests.ground.papers.documents import png


def test_word_gives_text_cells_and_what_is_printed_around(tmp_path: Path) -> None:
    word = Document()
    word.add_paragraph("会议要求")
    word.add_table(1, 1).cell(0, 0).text = "单元格"
    word.sections[0].footer.paragraphs[0].text = "内部资料"
    word.save(str(tmp_path / "a.docx"))

    found = file_text(tmp_path / "a.docx", FileKind.DOCX)
    assert found.pieces == (
        ("正文第1段", "会议要求"),
        ("正文第2段", "单元格"),
        ("页脚第1段", "内部资料"),
    )
    assert found.is_whole


def test_workbook_names_cells_of_all_sheets(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("名单").write(1, 27, 13912345678)
    found = file_text(tmp_path / "a.xlsx", FileKind.XLSX)
    assert found.pieces == (("工作表“名单”AB2", "13912345678"),)


def test_pdf_gives_pages(tmp_path: Path) -> None:
    document = OfficialDocument(title="关于印发方案的通知", body=[BodyText("截止目前已完成。")])
    (tmp_path / "a.pdf").write_bytes(write_pdf(document))
    [(where, text)] = file_text(tmp_path / "a.pdf", FileKind.PDF).pieces
    assert where == "第1页"
    assert "截止目前已完成" in text


def test_long_file_is_read_in_part(tmp_path: Path) -> None:
    word = Document()
    for _ in range(4):
        word.add_paragraph("字" * 100_000)
    word.save(str(tmp_path / "a.docx"))
    found = file_text(tmp_path / "a.docx", FileKind.DOCX)
    assert not found.is_whole
    assert sum(len(text) for _, text in found.pieces) == 300_000


def _empty() -> bytes:
    target = io.BytesIO()
    Document().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (_empty(), FileKind.DOCX, "没有文字"),
        (png(), FileKind.PDF, "已损坏"),
        (b"PK\x03\x04", FileKind.DOCX, "已损坏"),
    ],
)
def test_file_without_words_says_why(
    tmp_path: Path, content: bytes, kind: FileKind, told: str
) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(Unread, match=told):
        file_text(tmp_path / "a", kind)


def test_workbook_of_too_many_rows_is_not_unpacked(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"constant_memory": True}) as book:
        book.add_worksheet().write(60_000, 0, "远")
    with pytest.raises(Unread, match="过大"):
        file_text(tmp_path / "a.xlsx", FileKind.XLSX)
