import pytest

from mingtang.editorial.reading.fragment import read_fragment
from mingtang.editorial.reading.result import ReadPicture, ReadTable, Text
from tests.editorial.content.pasted import EXCEL, LOCAL, MESSAGE, WORD


def texts(html: str) -> list[tuple[str, str]]:
    return [(one.tag, one.words) for one in read_fragment(html).body if isinstance(one, Text)]


def test_word_comes_without_its_marks_deletions_and_comments() -> None:
    assert texts(WORD) == [
        ("p", "各县（市、区）人民政府："),
        ("h2", "一、工作安排"),
        ("ul", "检查水库堤防。"),
        ("p", "新增内容，详见说明。"),
        ("p", "明州市防汛抗旱指挥部"),
        ("p", "2026年6月1日"),
    ]


def test_tables_stay_tables_whatever_their_cells_look_like() -> None:
    (table,) = read_fragment(WORD).tables

    assert '<td colspan="2">单位</td><td>电话：</td>' in table.html
    assert (table.rows, table.columns) == (2, 3)
    assert [type(one) for one in read_fragment(EXCEL).body] == [ReadTable]


def test_a_single_cell_is_no_table() -> None:
    assert texts("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>") == [
        ("p", "甲"),
        ("p", "乙"),
    ]


def test_signature_and_pictures_are_known() -> None:
    reading = read_fragment(WORD)

    assert reading.signers.value == ("明州市防汛抗旱指挥部",)
    assert [one.written for one in reading.pictures] == [LOCAL]


def test_picture_of_a_message_has_the_address_that_is_loaded_late() -> None:
    first, picture, *rest = read_fragment(MESSAGE).body

    assert isinstance(first, Text)
    assert isinstance(picture, ReadPicture)
    assert (picture.name, picture.address[:8]) == ("开馆时间", "https://")
    assert [one.words for one in rest if isinstance(one, Text)] == ["第一段", "第二段", "换行"]


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<!-- a -->", "<script>alert(1)</script>"])
def test_what_shows_nothing_holds_nothing(html: str) -> None:
    assert read_fragment(html).body == ()
