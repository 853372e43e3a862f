import pytest

from mingtang.editorial.content.importing.word_pages import read_word_page
from mingtang.editorial.reading.result import Unreadable
from mingtang.ground.papers.word_in import read_word
from tests.ground.papers.word_files import notice_file


def centred(*lines: str) -> str:
    return "".join(f'<p align="center">{line}</p>' for line in lines)


TEXT = "<p>各单位：</p><p>现将有关事项通知如下，请认真贯彻执行。</p><p>请于三月底前报送。</p>"


def test_notice_is_read_into_its_fields() -> None:
    reading = read_word_page("开学.docx", read_word(notice_file()).html)

    assert reading.title.value == "明州市教育局关于做好2026年秋季学期开学工作的通知"
    assert reading.number.value == "明教〔2026〕31号"
    assert reading.signers.value == ("明州市教育局",)
    assert str(reading.document_date.value) == "2026-08-12"
    assert reading.paragraphs[0] == "各县（市、区）教育局，市直各学校："
    assert not {"released", "source"} & reading.doubtful


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (centred("关于春耕的通知"), "关于春耕的通知"),
        (centred("<b>关于做好春耕</b>", "生产的通知"), "关于做好春耕生产的通知"),
        (centred("明州市人民政府文件", "明政〔2026〕3号", "关于春耕的通知"), "关于春耕的通知"),
        ("<h1>关于春耕的通知</h1>", "关于春耕的通知"),
    ],
)
def test_title_is_the_centred_lines_without_red_head_and_number(head: str, title: str) -> None:
    assert read_word_page("a.docx", head + TEXT).title.value == title


def test_text_that_is_no_whole_document_comes_with_its_body() -> None:
    reading = read_word_page("a.docx", "<p>只有一句话。</p>")

    assert reading.paragraphs == ("只有一句话。",)
    assert "title" in reading.doubtful


def test_too_many_paragraphs_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_word_page("a.docx", "<p>甲</p>" * 100_001)
