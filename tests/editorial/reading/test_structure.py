"""Values told by where they stand: signatures, titles over several lines, English editions, pictures loaded late."""

from datetime import date

import pytest

from mingtang.editorial.reading import DocumentKind, Reading, Unreadable
from mingtang.editorial.reading.reader import read_page

TITLE = "明州市教育局关于防汛的通知"
PROSE = "<p>各学校：</p><p>请各学校认真做好防汛准备，落实值班制度，及时报告险情。</p>"


def read(page: str, base: str = "") -> Reading:
    return read_page("page.html", page.encode(), base=base)


@pytest.mark.parametrize("name", ["芦堰镇自来水厂", "栖云岭区芷塘教育管理组"])
def test_short_line_above_the_date_signs_whatever_it_is_called(name: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{PROSE}<p>{name}</p><p>2025年3月1日</p>")
    assert found.signers.value == (name,)
    assert "signers" in found.doubtful


@pytest.mark.parametrize("words", ["特此通知", "市 长 许文涛", "受表彰人员名单"])
def test_closing_words_persons_and_names_of_lists_do_not_sign(words: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{PROSE}<p>{words}</p><p>2025年3月1日</p>")
    assert found.signers.value == ()


def test_signature_behind_the_last_sentence_of_a_paragraph() -> None:
    text = f"{'请做好储水准备，停水期间关好水龙头，' * 8}敬请谅解。　　明州自来水公司　2025年3月1日"
    found = read(f"<h1>停水通知</h1><p>各用户：</p><p>{text}</p>")
    assert found.signers.value == ("明州自来水公司",)
    assert found.document_date.value == date(2025, 3, 1)


def test_date_with_an_hour_and_line_of_the_print_are_text() -> None:
    found = read(
        f"<h1>{TITLE}</h1><div>{PROSE}<p class=r>明州市教育局</p><p class=r>2025年3月1日20时</p>"
        "<p class=y>明州市教育局办公室　　2025年3月1日印发</p></div>"
    )
    assert found.document_date.value == date(2025, 3, 1)
    assert found.paragraphs[-1].endswith("印发")


def test_heading_over_two_lines_is_whole() -> None:
    found = read(f"<h2>明州市主要副食品<br>零售价格周报</h2><p>2025-03-02</p>{PROSE}")
    assert found.title.value == "明州市主要副食品零售价格周报"
    spaced = read(f"<h2>关于抗旱的<br>紧 急 通 知</h2><p>2025-03-02</p>{PROSE}")
    assert spaced.title.value == "关于抗旱的紧急通知"


def test_number_in_the_title_element_is_no_title() -> None:
    page = f"<title>明教〔2025〕9号</title><p align=center>明教〔2025〕9号</p><p align=center><b>{TITLE}</b></p>{PROSE}"
    found = read(page)
    assert (found.title.value, found.number.value) == (TITLE, "明教〔2025〕9号")


def test_english_edition() -> None:
    found = read(
        "<h1>Notice on the Service Hours of the Hall</h1><p>Updated: May 12, 2025 | Source: Mingzhou Daily</p>"
        "<div><p>To all foreign residents: the hall opens at nine o'clock during the whole festival.</p>"
        "<p>Mingzhou Exit-Entry Administration Office</p><p>May 10, 2025</p></div>"
    )
    assert (found.released.value, found.source.value) == (date(2025, 5, 12), "Mingzhou Daily")
    assert found.signers.value == ("Mingzhou Exit-Entry Administration Office",)
    assert found.document_date.value == date(2025, 5, 10)


def test_case_of_a_court_is_a_number_with_a_warning() -> None:
    found = read(f"<h1>明州市人民法院公告</h1><p>（2025）明0302民初18号</p>{PROSE}")
    assert found.number.value == "〔2025〕明0302民初18号"
    assert "number" in found.doubtful


@pytest.mark.parametrize("name", ["data-src", "data-lazy-src", "zoomfile"])
def test_picture_loaded_late_has_its_own_address(name: str) -> None:
    page = f'<h1>{TITLE}</h1>{PROSE}<p><img src="data:image/gif;base64,iVBORw0=" {name}="/a/1.jpg"></p>'
    (picture,) = read(page, "https://a.example/").pictures
    assert picture.address == "https://a.example/a/1.jpg"


def test_columns_of_links_below_headings_are_a_home_page() -> None:
    column = "<h3>新闻</h3><ul>" + "<li><a href=1.html>镇里召开春耕会议</a>03-05</li>" * 3 + "</ul>"
    with pytest.raises(Unreadable) as refusal:
        read(f"<title>明州镇</title>{column * 3}")
    assert refusal.value.kind is DocumentKind.HOME


def test_second_part_of_several_is_refused() -> None:
    parts = "".join(f"<li><a href=1_{n}.html>{n}</a></li>" for n in range(2, 9))
    with pytest.raises(Unreadable) as refusal:
        read(f"<h1>{TITLE}(2)</h1><div>{PROSE}</div><ul><li>共9页</li><li>上一页</li>{parts}</ul>")
    assert refusal.value.kind is DocumentKind.PAGED
