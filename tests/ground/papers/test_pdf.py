"""PDF as a reader of the paper measures it; and a machine that cannot make any."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageFile

from mingtang.ground.foundation.checks import Level
from mingtang.ground.papers import layout
from mingtang.ground.papers.blocks import BodyText, OfficialDocument
from mingtang.ground.papers.checks import CHECKS
from mingtang.ground.papers.html import document_html
from mingtang.ground.papers.pdf import PdfUnavailable, load_pdf_maker, write_pdf
from tests.ground.papers.documents import WORDS, notice

PDF = next(check for check in CHECKS if check.name == "papers.pdf")
MILLIMETRE = layout.POINTS


@pytest.fixture(scope="module")
def paper() -> Iterator[pypdfium2.PdfDocument]:
    words = [BodyText("字" * 25 + "行" + "字" * 27 + "行"), *[BodyText(WORDS)] * 12]
    with pypdfium2.PdfDocument(write_pdf(notice(body=words))) as opened:
        yield opened


def lines(paper: pypdfium2.PdfDocument, page: int) -> list[str]:
    text: str = paper[page].get_textpage().get_text_bounded()
    return text.splitlines()


def box(paper: pypdfium2.PdfDocument, page: int, words: str) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of words on a page, in millimetres from its upper left."""
    text = paper[page].get_textpage()
    index, count = text.search(words).get_next()
    boxes = [text.get_charbox(place, loose=False) for place in range(index, index + count)]
    height = paper[page].get_height()
    return (
        min(each[0] for each in boxes) / MILLIMETRE,
        (height - max(each[3] for each in boxes)) / MILLIMETRE,
        max(each[2] for each in boxes) / MILLIMETRE,
        (height - min(each[1] for each in boxes)) / MILLIMETRE,
    )


def test_page_is_a4_and_text_fills_its_area(paper: pypdfium2.PdfDocument) -> None:
    assert [round(side / MILLIMETRE) for side in paper[0].get_size()] == [210, 297]
    receivers, full = box(paper, 0, "各县、市"), box(paper, 0, "字" * 27 + "行")
    assert receivers[0] == pytest.approx(28, abs=1)
    assert full[0] == pytest.approx(28, abs=1)
    assert full[2] == pytest.approx(28 + 156, abs=1)  # 28 characters to the line


def test_mark_number_and_title_stand_by_the_standard(paper: pypdfium2.PdfDocument) -> None:
    mark = box(paper, 0, "宣城市人民政府办公室文件")

    assert mark[1] == pytest.approx(37 + 35, abs=4)
    assert (mark[0] + mark[2]) / 2 == pytest.approx(28 + 78, abs=1)
    assert mark[2] - mark[0] < 156
    assert box(paper, 0, "宣政办〔2026〕12号")[1] > mark[3] + 2 * layout.LINE / MILLIMETRE


def test_page_numbers_stand_outside_below_the_text(paper: pypdfium2.PdfDocument) -> None:
    odd, even = box(paper, 0, "— 1 —"), box(paper, 1, "— 2 —")

    assert odd[2] == pytest.approx(28 + 156 - 5.6, abs=1.5)
    assert even[0] == pytest.approx(28 + 5.6, abs=1.5)
    assert (odd[1] + odd[3]) / 2 == pytest.approx(297 - 35 + 7, abs=1.5)


def test_imprint_stands_at_the_lower_edge_of_the_last_page(paper: pypdfium2.PdfDocument) -> None:
    last = len(paper) - 1

    assert box(paper, last, "2026年3月12日印发")[3] == pytest.approx(297 - 35 - 2, abs=2)
    assert lines(paper, last)[-3:] == [
        "抄送：市委各部门，市法院。",
        "宣城市人民政府办公室 2026年3月12日印发",
        f"— {last + 1} —",
    ]


def test_screen_readers_get_title_and_tags_and_the_same_twice() -> None:
    made = write_pdf(notice())

    assert write_pdf(notice()) == made
    with pypdfium2.PdfDocument(made) as opened:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(opened.raw)
        title = opened.get_metadata_value("Title")
    assert title == "宣城市人民政府办公室关于加强全市政府网站管理工作的通知"


def test_words_from_outside_stay_words() -> None:
    hostile = '<img src="http://example.org/x"><script>\x00&'
    page = document_html(notice(title=hostile, body=[BodyText(hostile)], mark=[hostile]))

    assert "<script" not in page
    assert "<img" not in page
    assert "\x00" not in page
    assert "&lt;img src=&#34;http" in page


def test_missing_library_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(PdfUnavailable, match="没有安装导出 PDF 的组件 WeasyPrint"):
        write_pdf(OfficialDocument("报告"))
    (answer,) = PDF.run(at)
    assert answer.level is Level.NOTE
    assert "pip install 'mingtang[documents]'" in answer.advice


def test_missing_system_library_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: datetime
) -> None:
    text = "cannot load library 'libpango-1.0-0'"
    (tmp_path / "weasyprint.py").write_text(f'raise OSError("{text}")')
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(PdfUnavailable, match=f"缺少导出 PDF 的系统库 Pango：{text}"):
        load_pdf_maker()
    (answer,) = PDF.run(at)
    assert "libpangoft2-1.0-0" in answer.advice


def test_machine_that_can_says_so(at: datetime) -> None:
    assert [answer.level for answer in PDF.run(at)] == [Level.GOOD]


def test_machine_without_chinese_letters_is_warned(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: datetime
) -> None:
    program = tmp_path / "fc-list"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    answers = list(PDF.run(at))
    assert [answer.level for answer in answers] == [Level.GOOD, Level.WARNING]
    assert "fonts-noto-cjk" in answers[1].advice


def test_loading_the_library_leaves_damaged_pictures_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    load_pdf_maker()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
