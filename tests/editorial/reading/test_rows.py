"""Kinds of pages that readers of documents get wrong, each by its smallest sample."""

from datetime import date

import pytest

from mingtang.editorial.reading import DocumentKind, Reading, Unreadable
from mingtang.editorial.reading.reader import read_page

TITLE = "明州市教育局关于防汛的通知"
H = f"<h1>{TITLE}</h1>"
B = "<p>各学校：</p><p>请做好防汛准备。</p><p>明州市教育局</p><p>2025年3月1日</p>"
PARAGRAPHS = ("各学校：", "请做好防汛准备。", "明州市教育局", "2025年3月1日")
NUMBER = "明教〔2025〕9号"


def read(page: str, base: str = "") -> Reading:
    return read_page("page.html", page.encode(), base=base)


def assert_whole(found: Reading) -> None:
    assert found.title.value == TITLE
    assert found.paragraphs == PARAGRAPHS
    assert found.document_date.value == date(2025, 3, 1)


def test_table_of_layout_is_opened_and_its_labels_paired() -> None:
    found = read(
        f"<table><tr><td>当前位置</td><td>首页</td></tr><tr><td colspan=2>{H}{B}</td></tr></table>"
    )
    assert_whole(found)
    labels = "<tr><td>发布日期</td><td>2025-03-02</td></tr>"
    found = read(f"<table>{labels}<tr><td colspan=2>{H}{B}</td></tr></table>")
    assert_whole(found)
    assert found.released.value == date(2025, 3, 2)


def test_table_of_data_with_paragraphs_in_its_cells_stays_a_table() -> None:
    rows = (
        "<tr><td><p>学校</p></td><td><p>电话</p></td></tr>"
        "<tr><td><p>一中</p></td><td><p>110</p></td></tr>"
    )
    (table,) = read(f"{H}<table>{rows}</table>{B}").tables
    assert (table.rows, table.columns) == (2, 2)
    assert "<td>一中</td>" in table.html


def test_blocks_inside_an_inline_element_are_paragraphs() -> None:
    assert_whole(read(f"{H}<div><span>{B}</span></div>"))


@pytest.mark.parametrize("words", ["分享到：", "打印", "文件下载", "相关解读", "【打印本页】"])
def test_word_of_a_tool_before_the_text_does_not_end_it(words: str) -> None:
    found = read(f"{H}<p>日期：2025-03-02 来源：市教育局</p><p>{words}</p>{B}")
    assert_whole(found)
    assert (found.released.value, found.source.value) == (date(2025, 3, 2), "市教育局")


def test_host_named_in_running_text_does_not_end_it() -> None:
    text = "<p>主办单位：明州市教育局。</p><p>请各校参加。</p>"
    found = read(f"{H}{text}{B}<p>主办单位：明州市人民政府</p>")
    assert found.paragraphs == ("主办单位：明州市教育局。", "请各校参加。", *PARAGRAPHS)


@pytest.mark.parametrize(
    "page", [f"<form>{H}{B}</form>", f"<article><header>{H}</header>{B}</article>"]
)
def test_form_and_header_of_the_article_are_read(page: str) -> None:
    assert_whole(read(page))


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        (f"<table><tr><td>文号</td><td>{NUMBER}</td></tr></table>", "number", NUMBER),
        (f"<p>发文字号：</p><p>{NUMBER}</p>", "number", NUMBER),
        (f"<p>备注/文号：{NUMBER}</p>", "number", NUMBER),
        ("<p>公文生成日期：2025-03-01</p>", "document_date", date(2025, 3, 1)),
        ("<p>[发文机构] 市教育局</p>", "office", "市教育局"),
        ("<p>时间：2025-03-02</p>", "released", date(2025, 3, 2)),
        ("<p>2023-01-09 浏览次数:</p>", "released", date(2023, 1, 9)),
        ("<dl><dt>索 引 号</dt><dd>MZ01-2025-3</dd></dl>", "index_number", "MZ01-2025-3"),
    ],
)
def test_label_finds_its_value_beside_below_or_without_name(
    label: str, field: str, value: object
) -> None:
    found = read(f"{H}{label}{B}")
    assert getattr(found, field).value == value
    assert_whole(found)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("来源：市教育局 浏览量：12", "source", "市教育局"),
        ("<span>来源：市教育局</span><span>浏览量：12</span>", "source", "市教育局"),
        ("发布机构：市教育局 生成日期：2025-03-01", "office", "市教育局"),
        ("来源：市教育局　【字体：大 中 小】", "source", "市教育局"),
    ],
)
def test_value_stops_at_the_next_label(line: str, field: str, value: str) -> None:
    assert getattr(read(f"{H}<p>{line}</p>{B}"), field).value == value


def test_number_below_a_repeated_title_and_a_bare_date_is_found() -> None:
    found = read(f"{H}<p>2025-03-02</p><p>{TITLE}</p><p>明教 [2025] 第 9 号</p>{B}")
    assert_whole(found)
    assert found.released.value == date(2025, 3, 2)
    assert (
        found.number.value == "明教〔2025〕第9号"
    )  # as the page has it, to be put right by a person
    assert "number" in found.doubtful


@pytest.mark.parametrize(
    ("page", "number"),
    [
        (f"<h1>{TITLE}（明教[2025]9号）</h1>{B}", NUMBER),
        (
            "<h1>明州市停车管理规定</h1><p>（2025年3月1日明州市人民政府令第12号公布）</p>"
            "<p>第一条 为了规范停车，制定本规定。</p>",
            "明州市人民政府令第12号",
        ),
        (f"{H}<p>明 教 〔 2025 〕 9 号</p>{B}", NUMBER),
    ],
)
def test_number_in_brackets_in_an_order_or_spaced_is_found(page: str, number: str) -> None:
    assert read(page).number.value == number


def test_all_signers_are_kept_and_the_first_is_the_office() -> None:
    signed = "<p>教育局</p><p>明州市水利局</p><p>河长制工作联席会议</p><p>明州市水利协会</p>"
    found = read(f"<h1>防汛通知</h1><p>请做好防汛准备。</p>{signed}<p>2025年3月1日</p>")
    assert found.signers.value == ("教育局", "明州市水利局", "河长制工作联席会议", "明州市水利协会")
    assert found.office.value == "教育局"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>标题： {TITLE}</p>{B}",
        f"# {TITLE}\n各学校：\n请做好防汛准备。\n明州市教育局\n2025年3月1日",
        f"<h1>明州市教育局<br>关于防汛的通知</h1>{B}",
        f"<p align=center>明州市教育局</p><p align=center>关于防汛的通知</p>{B}",
        f'<meta name="ArticleTitle" content="{TITLE}"><a href="/a.html">{TITLE}</a>{H}{B}',
    ],
)
def test_title_has_one_form_whatever_the_page_makes_of_it(page: str) -> None:
    assert_whole(read(page))


LINKS = "".join(
    f'<li><a href="{i}.html">明州市第{i}次工作会议召开情况</a> 2025-03-{i}</li>'
    for i in range(10, 20)
)
COLUMNS = "".join(
    f'<div><a href="/{i}/">栏目{i}</a><a href="/{i}/1.html">市里推进第{i}项重点工程建设</a></div>'
    for i in range(30)
)


@pytest.mark.parametrize(
    ("page", "kind", "words"),
    [
        (f"<h2>通知公告</h2><ul>{LINKS}</ul>", DocumentKind.LIST, "列表页"),
        (f"<h1>明州市人民政府</h1>{COLUMNS}", DocumentKind.HOME, "首页"),
        ("<h1>404</h1><p>您访问的页面不存在</p>", DocumentKind.ERROR, "出错页面"),
    ],
)
def test_list_home_and_error_pages_are_refused_with_the_reason(
    page: str, kind: DocumentKind, words: str
) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        read(page)
    assert refusal.value.kind is kind


def test_visible_date_goes_before_the_one_in_meta_with_a_doubt() -> None:
    found = read(f'<meta name="PubDate" content="2025-10-12">{H}<p>日期：2022-05-04</p>{B}')
    assert found.released.value == date(2022, 5, 4)
    assert any(d.field == "released" and "2025-10-12" in d.words for d in found.doubts)


def test_hidden_ids_and_dates_are_neither_body_nor_date() -> None:
    hidden = '<div style="display:none">8832 2019-01-01</div><p hidden>2018-02-02</p>'
    found = read(f"{hidden}{H}{hidden}{B}")
    assert_whole(found)
    assert found.released.value is None


def test_picture_alone_in_a_paragraph_is_kept_and_its_address_resolved() -> None:
    page = f"{H}<p><img src=a.jpg></p>{B}"
    (picture,) = read(page, base="http://www.example.gov.cn/zw/1.html").pictures
    assert picture.address == "http://www.example.gov.cn/zw/a.jpg"
    canonical = '<link rel="canonical" href="http://www.example.gov.cn/x/1.html">'
    assert read(canonical + page).pictures[0].address == "http://www.example.gov.cn/x/a.jpg"
    meta = '<meta name="Url" content="http://www.example.gov.cn/y/1.html">'
    assert read(meta + page).pictures[0].address == "http://www.example.gov.cn/y/a.jpg"
    unknown = read(page)
    assert unknown.pictures[0].written == "a.jpg"
    assert any("a.jpg" in words for words in unknown.warnings)


def test_page_of_pictures_only_is_kept_with_a_doubt() -> None:
    found = read(f"{H}<p><img src=/a.jpg></p>", base="http://www.example.gov.cn/")
    assert len(found.pictures) == 1
    assert any("只有图片" in words for words in found.warnings)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"{\\rtf1\\ansi text}", DocumentKind.RTF, "RTF"),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x",
            DocumentKind.MHTML,
            "MHT",
        ),
        (b"\xff\xd8\xff\xe0JFIF", DocumentKind.PICTURE, "图片"),
        (
            b'<frameset cols="1,*"><frame src=a><frame src=b></frameset>',
            DocumentKind.FRAMES,
            "框架",
        ),
        (
            f"{H}{B}".encode() + "<p>另有旧系统生成的说明文字</p>\n".encode("gb18030") * 3,
            DocumentKind.MIXED,
            "两种文字编码",
        ),
    ],
)
def test_files_of_another_kind_are_refused_with_the_way_to_do_it(
    data: bytes, kind: DocumentKind, words: str
) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        read_page("page.html", data.replace(b"<h1>", b"\n<h1>").replace(b"<p>", b"\n<p>"))
    assert refusal.value.kind is kind


def test_charset_is_told_by_the_bytes_not_by_the_page() -> None:
    page = f'<meta charset="iso-8859-1">{H}{B}'
    assert_whole(read_page("page.html", page.encode("gb18030")))
    assert_whole(read_page("page.html", page.encode()))
    assert_whole(read_page("page.html", page.encode("utf-16")))


def test_one_bad_byte_costs_one_sign_and_is_told() -> None:
    data = f"{H}{B}".encode().replace("请做".encode(), b"\xe5" + "请做".encode())
    found = read_page("page.html", data)
    assert found.paragraphs[1] == "\ufffd请做好防汛准备。"
    assert any("无法识别" in words for words in found.warnings)


def test_control_and_direction_signs_are_taken_out_and_told() -> None:
    found = read(H + B.replace("防汛准备", "防\u202e汛\x08准备"))
    assert_whole(found)
    assert any("控制字符" in words for words in found.warnings)


def test_video_and_frames_in_the_text_are_named() -> None:
    video = '<p><video src="/v/1.mp4"></video><iframe src="http://v.example.com/2"></iframe></p>'
    found = read(f'{H}<div id="zoom">{B}{video}</div>')
    assert any("/v/1.mp4" in words for words in found.warnings)
    assert any("http://v.example.com/2" in words for words in found.warnings)


def test_two_documents_and_one_of_several_pages_are_refused() -> None:
    second = B.replace("防汛", "防火")
    two = f"{H}<p>{NUMBER}</p>{B}<h1>明州市教育局关于防火的通知</h1><p>明教〔2025〕10号</p>{second}"
    with pytest.raises(Unreadable, match="不止一篇"):
        read(two)
    with pytest.raises(Unreadable, match="下一页"):
        read(f'{H}{B}<p><a href="t1_2.html">下一页</a></p>')


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "blockquote"])
def test_deep_nesting_is_read(tag: str) -> None:
    assert read(f"{H}{B}" + f"<{tag}>" * 50_000 + "x").title.value == TITLE


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(Unreadable, match="元素超过"):
        read(f"{H}{B}" + "<table><tr><td>" * 50_000)


def test_a_title_on_two_lines_behind_a_table_of_facts_is_whole() -> None:
    facts = "<table><tr><td>发文字号：</td><td>明教〔2025〕9号</td></tr><tr><td>主题词：</td><td></td></tr></table>"
    found = read(
        f"{facts}<table><tr><td><p>明州市教育局关于防汛</p><p>工作的通知</p>{B}</td></tr></table>"
    )
    assert found.title.value == "明州市教育局关于防汛工作的通知"


def test_a_signature_is_no_title() -> None:
    page = "<p>《明州市城镇绿化条例》现予公布，自2002年11月1日起施行，请遵照执行。</p><p>明州市人大常委会</p><p>2002年9月12日</p>"
    found = read(page)
    assert found.title.value == ""
    assert found.signers.value == ("明州市人大常委会",)


def test_dates_in_wide_digits_are_read() -> None:
    found = read(
        f"{H}<p>各学校：</p><p>请做好防汛准备。</p><p>明州市教育局</p><p>２０２５年３月１日</p>"
    )
    assert found.document_date.value == date(2025, 3, 1)


def test_a_file_linked_in_running_text_is_kept_below_it() -> None:
    found = read(
        f'{H}<p>请填写<a href="表.doc">申报表</a>，按时报送。</p><p>明州市教育局</p><p>2025年3月1日</p>'
    )
    assert [one.written for one in found.files] == ["表.doc"]
    assert "<a" not in found.html.partition("申报表")[0]
