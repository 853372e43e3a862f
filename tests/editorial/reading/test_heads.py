"""Heads of documents: numbers, titles and notes that stand beside, inside or above the text."""

from datetime import date

import pytest

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

TITLE = "关于表彰先进集体的决定"
SIGNED = "<p>云泽县人民政府</p><p>2016年2月1日</p>"
TEXT = "<p>各乡镇：</p><p>经研究，决定授予城关镇等10个单位“先进集体”称号。</p>"
H = f"<h1>{TITLE}</h1>"
PARAGRAPHS = (
    "各乡镇：",
    "经研究，决定授予城关镇等10个单位“先进集体”称号。",
    "云泽县人民政府",
    "2016年2月1日",
)


def read(page: str, base: str = "") -> Reading:
    return read_page("page.html", page.encode(), base=base)


def test_red_head_and_title_that_stand_again_in_the_text_are_its_head() -> None:
    red = f"<p>类别标记：A</p><p>云泽县人民政府</p><p>云政函〔2016〕58号</p><p>{TITLE}</p>"
    found = read(f"{H}<div>{red}{TEXT}{SIGNED}</div>")
    assert found.number.value == "云政函〔2016〕58号"
    assert found.paragraphs == ("类别标记：A", *PARAGRAPHS)


def test_title_is_doubted_where_the_text_calls_itself_longer() -> None:
    for longer in (f"云泽县人民政府{TITLE}", f"云泽县人民政府</p><p>{TITLE}"):
        found = read(f"{H}<div><p>云政〔2016〕3号</p><p>{longer}</p>{TEXT}{SIGNED}</div>")
        assert found.title.value == TITLE
        assert "title" in found.doubtful
        assert found.paragraphs == PARAGRAPHS


def test_note_and_picture_between_title_and_container_belong_to_the_text() -> None:
    note = "（2014年7月8日东浦县人民政府令第12号公布）"
    page = (
        f"<h1>东浦县公共厕所管理规定</h1><div>{note}</div><div><img src=/a.jpg></div><a>打印</a>"
        f"<div class=zoom><p>第一条　为加强管理，制定本规定。</p><p>第二条　本规定自发布之日起施行。</p></div>"
    )
    found = read(page, base="http://www.example.gov.cn/")
    assert found.paragraphs[0] == note
    assert [one.address for one in found.pictures] == ["http://www.example.gov.cn/a.jpg"]
    assert found.number.value == "东浦县人民政府令第12号"


def test_office_named_only_by_an_order_is_doubted() -> None:
    page = "<h1>东浦县公共厕所管理规定</h1><p>（2014年7月8日东浦县人民政府令第12号公布）</p><p>第一条　为加强管理，制定本规定。</p>"
    found = read(page)
    assert found.office.value == "东浦县人民政府"
    assert "office" in found.doubtful


def test_number_before_the_labels_of_a_line_is_found() -> None:
    found = read(f"{H}<div>云政〔2016〕3号　　　日期：2016-2-19　　点击：</div>{TEXT}{SIGNED}")
    assert found.number.value == "云政〔2016〕3号"
    assert found.released.value == date(2016, 2, 19)


def test_number_in_brackets_behind_the_title_leaves_it() -> None:
    found = read(f"<h1>{TITLE}（云政〔2016〕3号）</h1>{TEXT}{SIGNED}")
    assert (found.title.value, found.number.value) == (TITLE, "云政〔2016〕3号")


def test_number_of_an_announcement_stands_below_its_name() -> None:
    page = "<p align=center>明州市人大常委会公告<p align=center>（第3号）<p>《明州市条例》已经会议通过，现予公布。</p>"
    assert read(page).number.value == "第3号"


def test_title_behind_a_label_without_value_is_found() -> None:
    page = (
        "<title>云泽县公开平台</title><div>云泽县公开平台</div><table><tr><td>公开日期：</td><td>2023-05-25</td>"
        f"<td>废止日期：</td><td></td></tr></table><div><h3>{TITLE}</h3>{TEXT}{SIGNED}</div>"
    )
    found = read(page)
    assert found.title.value == TITLE
    assert found.released.value == date(2023, 5, 25)


def test_date_of_another_label_is_not_the_release() -> None:
    rows = "<tr><td>生成日期：</td><td>2022-02-24</td></tr><tr><td>索引号：</td><td>A-1</td></tr>"
    found = read(f"<table>{rows}</table>{H}<div class=zoom>{TEXT}{SIGNED}</div>")
    assert found.released.value is None
    assert found.document_date.value == date(2022, 2, 24)
    assert "document_date" in found.doubtful


@pytest.mark.parametrize(
    ("meta", "is_doubted"),
    [("云泽县人民政府", True), (TITLE, False), ("关于表彰先进的决定", False)],
)
def test_title_is_doubted_where_meta_contradicts_it(meta: str, is_doubted: bool) -> None:
    found = read(f'<meta name="ArticleTitle" content="{meta}">{H}{TEXT}{SIGNED}')
    assert found.title.value == TITLE
    assert ("title" in found.doubtful) is is_doubted


def test_time_beside_a_venue_is_doubted_as_release() -> None:
    found = read(f"{H}<div>时间：2024-12-17&nbsp;地点：市新闻发布厅</div>{TEXT}")
    assert found.released.value == date(2024, 12, 17)
    assert "released" in found.doubtful


def test_signature_in_the_foot_of_an_article_is_read() -> None:
    found = read(f"<article><header>{H}</header>{TEXT}<footer>{SIGNED}</footer></article>")
    assert found.paragraphs == PARAGRAPHS
    assert found.signers.value == ("云泽县人民政府",)


def test_date_written_by_a_script_is_read_and_code_is_not() -> None:
    scripts = (
        '<script>document.write("2024-12-03")</script><script>document.write("<b>" + x)</script>'
    )
    found = read(f"{H}<div>发布时间：{scripts} 来源：县政府</div>{TEXT}{SIGNED}")
    assert found.released.value == date(2024, 12, 3)
    assert found.source.value == "县政府"
    assert found.paragraphs == PARAGRAPHS


def test_line_with_the_original_address_is_none_of_the_text() -> None:
    page = f"<center>{H}</center><hr>{TEXT}{SIGNED}<hr><div>原文地址：http://www.example.gov.cn/1.html</div>"
    assert read(page).paragraphs == PARAGRAPHS


def test_file_alone_is_the_body_with_a_doubt() -> None:
    page = f'{H}<div><a href="/a.pdf"><img src="/images/icon_pdf.gif" width=16>{TITLE}.pdf</a></div><div>主办：县政府</div>'
    found = read(page, base="http://www.example.gov.cn/")
    assert [one.address for one in found.files] == ["http://www.example.gov.cn/a.pdf"]
    assert "body" in found.doubtful


def test_subtitle_behind_a_dash_belongs_to_the_title() -> None:
    found = read(f"{H}<h3>——在市人民代表大会上的讲话</h3><div class=zoom>{TEXT}{SIGNED}</div>")
    assert found.title.value == f"{TITLE}——在市人民代表大会上的讲话"
    assert found.paragraphs == PARAGRAPHS


def test_other_line_below_the_title_is_named() -> None:
    page = (
        f"{H}<h3>市长出席会议</h3><div>日期：2016-02-19</div><div class=zoom>{TEXT}{SIGNED}</div>"
    )
    found = read(page)
    assert any("市长出席会议" in words for words in found.warnings)
    assert {"title", "body"} <= found.doubtful


def test_number_whose_year_is_not_that_of_the_date_is_doubted() -> None:
    for year, is_doubted in (("2016", False), ("2014", True)):
        found = read(f"{H}<p>云政〔{year}〕3号</p>{TEXT}{SIGNED}")
        assert found.number.value == f"云政〔{year}〕3号"
        assert ("number" in found.doubtful) is is_doubted


def test_signer_goes_before_the_office_of_the_title_with_a_doubt() -> None:
    found = read(f"<h1>云泽县教育局{TITLE}</h1>{TEXT}{SIGNED}")
    assert found.office.value == "云泽县人民政府"
    assert "office" in found.doubtful


@pytest.mark.parametrize(
    "line", ["征集时间：2024-05-10 至 2024-06-10", "——2024年1月15日在市人民代表大会上"]
)
def test_date_that_is_no_release_is_not_taken(line: str) -> None:
    assert read(f"{H}<div>{line}</div><div class=zoom>{TEXT}{SIGNED}</div>").released.value is None


def test_date_behind_an_unknown_label_is_doubted() -> None:
    found = read(f"{H}<div>挂网日子：2024-05-10</div><div class=zoom>{TEXT}{SIGNED}</div>")
    assert found.released.value == date(2024, 5, 10)
    assert "released" in found.doubtful


def test_value_ends_before_an_unknown_label() -> None:
    found = read(f"{H}<div>发布机构：县司法局　　征集状态：已结束</div>{TEXT}{SIGNED}")
    assert found.office.value == "县司法局"


def test_value_that_stands_in_the_name_of_its_label_is_no_text() -> None:
    found = read(f"{H}<dl><dt>有效性</dt><dd>有效</dd></dl><article>{TEXT}{SIGNED}</article>")
    assert found.paragraphs == PARAGRAPHS


def test_signers_side_by_side_in_a_table_and_their_seals_are_read() -> None:
    cells = "<td>云泽县教育局（盖章）</td><td>云泽县财政局（印章）</td>"
    table = f"<table><tr>{cells}</tr><tr><td colspan=2 align=right>2016年2月1日</td></tr></table>"
    found = read(f"{H}<div class=zoom>{TEXT}{table}</div>")
    assert found.signers.value == ("云泽县教育局", "云泽县财政局")
    assert found.document_date.value == date(2016, 2, 1)


def test_table_with_names_of_fields_above_its_columns_stays_a_table() -> None:
    head = "<tr><td>序号</td><td>文件名称</td><td>文号</td></tr>"
    row = "<tr><td>1</td><td>关于甲的通知</td><td>云政〔2010〕1号</td></tr>"
    found = read(f"{H}<div class=zoom>{TEXT}<table border=1>{head}{row}</table>{SIGNED}</div>")
    assert [(table.rows, table.columns) for table in found.tables] == [(2, 3)]
    assert found.number.value == ""


def test_facts_in_a_card_below_the_text_count_where_the_head_has_none() -> None:
    card = "<dl><dt>文件编号</dt><dd>云政〔2016〕3号</dd><dt>发布日期</dt><dd>2016-02-03</dd></dl>"
    found = read(f"{H}<div>{TEXT}{SIGNED}</div>{card}")
    assert found.number.value == "云政〔2016〕3号"
    assert found.released.value == date(2016, 2, 3)
    assert found.paragraphs == PARAGRAPHS


def test_banner_of_the_site_above_the_title_is_none_of_it() -> None:
    for banner in ("<div class=a><b>云泽县人民政府</b></div>", "<p>欢迎光临，今天是</p>"):
        found = read(f"{banner}<div class=c><h2>{TITLE}</h2></div><div>{TEXT}{SIGNED}</div>")
        assert found.title.value == TITLE
    found = read(f"<h2>云泽县人民政府<br>{TITLE}</h2><div>{TEXT}{SIGNED}</div>")
    assert found.title.value == f"云泽县人民政府{TITLE}"


def test_issue_alone_below_the_title_is_the_number_with_a_warning() -> None:
    found = read(f"<h1>抽检情况的通告</h1><p>（2024年第5期）</p><div>{TEXT}{SIGNED}</div>")
    assert found.number.value == "2024年第5期"
    assert "number" in found.doubtful


def test_title_below_the_name_of_its_column_is_taken_and_doubted() -> None:
    name = "云泽县机关食堂管理规定"
    page = f"<title>规章制度</title><h1>规章制度</h1><div><p align=center><b>{name}</b></p>{TEXT}{SIGNED}</div>"
    found = read(page)
    assert found.title.value == name
    assert "title" in found.doubtful


def test_two_parts_with_their_offices_above_the_date_are_both_signers() -> None:
    roles = "<p>采购人：黄河路小学</p><p>代理机构：恒信工程管理有限公司</p><p>2021年7月26日</p>"
    found = read(f"<h2>塑胶跑道翻新磋商公告</h2><div>{TEXT}{roles}</div>")
    assert found.signers.value == ("黄河路小学", "恒信工程管理有限公司")
    assert "signers" in found.doubtful


def test_title_with_its_number_is_told_again_below_a_red_head_of_several_offices() -> None:
    numbered = f"<h1>{TITLE}（云政〔2016〕3号）</h1>"
    title = f"<p>云政〔2016〕3号</p><p>{TITLE}</p>"
    for red in (
        "<p>云泽县人民政府</p><p>云泽县财政局 文件</p>",
        "<p>云泽县人民政府</p><p>云泽县财政局</p><p>文 件</p>",
        "<table><tr><td>云泽县人民政府</td><td rowspan=2>文件</td></tr><tr><td>云泽县财政局</td></tr></table>",
    ):
        found = read(f"{numbered}<div>{red}{title}{TEXT}{SIGNED}</div>")
        assert (found.title.value, found.number.value) == (TITLE, "云政〔2016〕3号")
        assert (found.paragraphs, found.tables) == (PARAGRAPHS, ())


def test_number_in_brackets_behind_the_title_that_stands_again_is_the_number() -> None:
    found = read(f"{H}<div><p>{TITLE}（云政〔2016〕3号）</p>{TEXT}{SIGNED}</div>")
    assert found.number.value == "云政〔2016〕3号"
    assert found.paragraphs == PARAGRAPHS


@pytest.mark.parametrize("state", ["全文有效", "【条款失效】", "★全文废止★", "该文件已失效"])
def test_words_that_only_state_whether_a_document_is_in_force_are_none_of_its_text(
    state: str,
) -> None:
    found = read(f"{H}<p>发布时间：2016-02-03</p><div><p>{state}</p>{TEXT}{SIGNED}</div>")
    assert found.paragraphs == PARAGRAPHS


@pytest.mark.parametrize("below", ["第1号", "（第1号）", "2016年第1号"])
def test_order_that_bans_bears_the_number_of_the_name_above_it(below: str) -> None:
    text = "<p>当前正值森林防火紧要期，特发布禁火令如下。</p><p>一、禁止野外用火。</p><p>县长：李明</p><p>2016年2月1日</p>"
    red = f"<p>云泽县人民政府令</p><p>{below}</p>"
    found = read(f"<h1>云泽县2016年森林防火禁火令</h1><div>{red}{text}</div>")
    assert found.number.value == f"云泽县人民政府令{below.strip('（）')}"
    assert found.document_date.value == date(2016, 2, 1)


@pytest.mark.parametrize(
    "signed",
    [
        "<p>县　长　　李　明</p>",
        "<p>县　长</p><p>李　明</p>",
        "<p>云泽县县长　李明</p>",
        "<p>县长：</p><p><img src=a.png></p>",
    ],
)
def test_date_below_the_head_of_an_office_is_that_of_the_order(signed: str) -> None:
    articles = "".join(
        f"<p>第{one}条　有关单位应当遵守本办法的规定。</p>" for one in "一二三四五六"
    )
    order = "<p>《云泽县食堂管理办法》已经会议通过，现予公布，自2016年5月1日起施行。</p>"
    found = read(
        f"<h1>云泽县食堂管理办法</h1><div>{order}{signed}<p>2016年2月1日</p>{articles}</div>"
    )
    assert found.document_date.value == date(2016, 2, 1)


@pytest.mark.parametrize(
    "facts",
    [
        "来源：教育科 · 2016年2月3日 · 18次浏览",
        "来源：教育科•2016-02-03•浏览18次",
        "2016-02-03 • 来源：教育科 • 阅读：18",
        "来源：教育科 / 2016-02-03 / 阅读 18",
    ],
)
def test_dots_and_strokes_part_the_source_from_other_facts(facts: str) -> None:
    found = read(f"{H}<p>{facts}</p><div>{TEXT}{SIGNED}</div>")
    assert (found.source.value, found.released.value) == ("教育科", date(2016, 2, 3))


def test_english_title_about_an_administration_is_no_office_and_the_way_to_it_no_title() -> None:
    title = "Measures of Yunze for the Administration of Talent Apartments"
    text = "<p>Article 1 These Measures apply to talent apartments in the city.</p>" * 3
    for way in ("Home &gt; Policies", "You are here: Home / Policies"):
        facts = "<p>Updated: November 28, 2023</p><p>Source: Yunze Bureau of Housing</p>"
        page = (
            f"<title>{title} - Policies</title><p>{way}</p><h1>{title}</h1>{facts}<div>{text}</div>"
        )
        assert read(page).title.value == title


@pytest.mark.parametrize(
    "heading",
    [
        "<p class=con-title>云泽县民政局　云泽县财政局<br>云泽县教育局<br>{}</p>",
        "<center><b>云泽县民政局 云泽县财政局<br>云泽县教育局<br>{}</b></center>",
        "<div class=title><p>云泽县民政局 云泽县财政局</p><p>云泽县教育局</p><p>{}</p></div>",
    ],
)
def test_offices_in_the_heading_of_a_title_belong_to_it(heading: str) -> None:
    stated = f"<title>{TITLE}</title><meta name=ArticleTitle content={TITLE}>"
    found = read(
        f"{stated}{heading.format(TITLE)}<p>发布日期：2016-02-03</p><div>{TEXT}{SIGNED}</div>"
    )
    assert found.title.value == f"云泽县民政局 云泽县财政局 云泽县教育局{TITLE}"


def test_note_below_the_title_of_a_regulation_bears_its_number_and_office() -> None:
    note = "（1999年8月30日云泽县人民政府发布　云政〔1999〕41号）"
    article = "第一条 为了加强用电管理，保障生产和生活用电，制定本规定。"
    found = read(f"<h2>云泽县节约用电暂行规定</h2><center>{note}</center><pre>{article}</pre>")
    assert (found.number.value, found.office.value) == ("云政〔1999〕41号", "云泽县人民政府")
    assert {"number", "office"} <= set(found.doubtful)
    assert found.source.value == ""


def test_red_head_of_minutes_is_no_title_and_dates_them() -> None:
    head = "<table><tr><td>索引号：</td><td>YZ-2016-7</td><td>发布日期：</td><td>2016-02-03</td></tr></table><h3>研究供水工程有关问题的会议纪要</h3>"
    red = "<center><b>云泽县人民政府专题会议纪要</b></center><center>云专纪〔2016〕3号</center>"
    found = read(f"{head}{red}<p>云泽县人民政府办公室　2016年2月1日</p><div>{TEXT}</div>")
    assert found.title.value == "研究供水工程有关问题的会议纪要"
    assert found.document_date.value == date(2016, 2, 1)
