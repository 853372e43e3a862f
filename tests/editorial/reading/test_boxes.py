"""Boxes of a page are told from its text by how they are built, whatever they say."""

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

TEXT = """<p>各乡镇人民政府：</p><p>为做好抗旱保供水工作，现将有关事项通知如下。</p><p>一、摸清水源底数，建立台账，一周内报县水利局。</p><p>二、统筹调度用水，按照先生活、后生产的次序安排供水，必要时错峰供水。</p>
<p>枫溪县水利局</p><p>2024年8月14日</p>"""
PARAGRAPHS = 6


def _read(behind: str, text: str = TEXT) -> Reading:
    page = f"""<html><meta charset=utf-8><body><div class=q1><div class=q2>关于做好抗旱保供水工作的通知</div><div class=q3>2024-08-15</div>
<div class=q4>{text}{behind}</div></div></body></html>"""
    return read_page("a.html", page.encode())


def test_form_below_the_text_is_left_out() -> None:
    found = _read(
        "<div class=z><p>对您有用吗？请在下面写下您的意见，我们会在五日内答复。</p><textarea></textarea></div>"
    )
    assert len(found.paragraphs) == PARAGRAPHS


def test_links_with_a_name_of_their_own_are_left_out_wherever_they_stand() -> None:
    box = "<div class=z><h5>大家在看</h5><a href=1>我县三座小型水库完成除险加固</a> <a href=2>节水灌溉培训</a></div>"
    assert len(_read(box).paragraphs) == PARAGRAPHS
    inside = TEXT.replace("<p>一、", f"{box}<p>一、")
    assert len(_read("", inside).paragraphs) == PARAGRAPHS


def test_links_that_the_text_leads_to_are_text() -> None:
    links = "<ul><li><a href=1>第一批抽检合格产品信息</a></li><li><a href=2>第二批抽检不合格产品信息</a></li></ul>"
    found = _read("", TEXT.replace("<p>一、", f"{links}<p>一、"))
    assert "第一批抽检合格产品信息" in found.paragraphs


def test_note_built_otherwise_below_the_date_is_left_out_and_doubted() -> None:
    found = _read(
        "<div class=z><p>以上内容由报送单位提供，本站仅提供展示服务，不承担任何责任。</p></div>"
    )
    assert len(found.paragraphs) == PARAGRAPHS
    assert "body" in found.doubtful


def test_annex_and_colophon_below_the_date_are_text() -> None:
    found = _read("<div class=z><p>附件</p><p>水源台账的格式由县水利局另行规定并公布。</p></div>")
    assert found.paragraphs[-1].startswith("水源台账")
    found = _read("<div class=z>抄送：县委办公室，县人大常委会办公室。</div>")
    assert found.paragraphs[-1].startswith("抄送")


def test_contact_and_signature_in_elements_of_their_own_are_text() -> None:
    text = TEXT.replace("<p>枫溪", "<div class=k>联系地址：枫溪县河滨路8号</div><p>枫溪")
    assert "联系地址：枫溪县河滨路8号" in _read("", text).paragraphs


def test_small_or_grey_lines_below_a_rule_or_the_date_are_left_out() -> None:
    assert len(_read("<p><small>下载量突破百万</small></p>").paragraphs) == PARAGRAPHS
    assert len(_read("<hr><p>枫溪县水利局信息科维护</p>").paragraphs) == PARAGRAPHS


def test_box_with_a_heading_of_its_own_is_left_out_and_doubted() -> None:
    box = "<div class=z><h3>领导简介</h3><p>汤怀远，现任区委常委、常务副区长，协助区长负责区政府日常工作。</p></div>"
    speech = "".join(
        f"<p>第{n}，要压实责任，抓好落实，确保各项任务按时完成。今天就讲这些。</p>"
        for n in "一二三四"
    )
    found = read_page(
        "a.html",
        f"<h1>在会议上的讲话</h1><div>2021-03-25</div><div class=q><div class=w>{speech}</div></div>{box}".encode(),
    )
    assert "领导简介" not in found.paragraphs
    assert "body" in found.doubtful


def test_picture_that_leads_away_and_a_code_to_scan_are_left_out() -> None:
    inside = """<div class=z><span>广告</span><a href="http://ad.example/x"><img src="http://ad.example/x.jpg"></a></div><p>一、"""
    code = '<p><img src="/dy.png"></p><p>抖音扫码关注枫溪水利</p>'
    found = _read(code, TEXT.replace("<p>一、", inside))
    assert found.pictures == ()
    assert len(found.paragraphs) == PARAGRAPHS


def test_month_without_a_day_ends_a_text() -> None:
    found = _read(
        "<div class=z><h4>志愿服务</h4><p>报名热线0000-12355</p></div>",
        TEXT.replace("8月14日", "8月"),
    )
    assert found.paragraphs[-1] == "2024年8月"
    assert found.signers.value == ("枫溪县水利局",)


def test_articles_below_the_signature_are_text_and_a_ticker_is_none() -> None:
    annex = "<div class=w><p>抗旱用水管理办法</p><p>第一条　为加强用水管理，制定本办法。</p><p>第二条　用水实行定额。</p></div>"
    found = _read("", f"<div class=w>{TEXT}</div>{annex}")
    assert found.paragraphs[PARAGRAPHS] == "抗旱用水管理办法"
    ticker = "<marquee>关于2024年端午节放假安排的通知</marquee>"
    news = "<div><p>5月12日，区应急管理局在中心广场开展宣传活动。现场发放资料三千份。</p></div>"
    page = (
        f"<div>{ticker}</div><div>防灾减灾宣传走进广场</div><div>2024-05-13 | 区应急局</div>{news}"
    )
    assert read_page("a.html", page.encode()).title.value == "防灾减灾宣传走进广场"


def test_annex_in_short_blocks_below_the_date_is_text() -> None:
    annex = "<p>附件</p><p><b>先进集体名单</b></p><p><b>一、先进集体</b></p><p>县税务局　白蒲镇</p>"
    text = f"{TEXT}{annex}".replace("<p>", "<div>").replace("</p>", "</div>")
    assert len(_read("", text).paragraphs) == PARAGRAPHS + 4
