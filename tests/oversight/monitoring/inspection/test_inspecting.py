"""Each rule about pages sees what it asks for, and leaves a good page alone."""

from datetime import datetime
from pathlib import Path

import pytest

from mingtang.editorial.reading.result import Unreadable
from mingtang.ground.foundation.clock import BEIJING
from mingtang.oversight.monitoring.inspection import (
    RULES,
    InspectedKind,
    Inspection,
    Severity,
    inspect_page,
)
from mingtang.oversight.monitoring.inspection.inspecting import MOST_OF_A_RULE
from mingtang.oversight.monitoring.inspection.reference import reference_page
from tests.oversight.monitoring.inspection.pages import COLUMN, GOOD

AT = datetime(2026, 3, 11, 10, tzinfo=BEIJING)
ADDRESS = "https://www.yunhe.gov.cn/policy/1.html"


def inspected(
    text: str, *, address: str = ADDRESS, kind: InspectedKind | None = None
) -> Inspection:
    return inspect_page(text.encode(), at=AT, address=address, kind=kind)


def codes(text: str, **options: InspectedKind) -> set[str]:
    return {one.rule.code for one in inspected(text, **options).findings}


def test_a_good_page_leaves_nothing_to_say() -> None:
    found = inspected(GOOD)
    assert found.findings == ()
    assert (found.kind, found.told_by) == (InspectedKind.ARTICLE, "有 ArticleTitle")
    assert inspected(COLUMN).findings == ()
    assert inspected(COLUMN).kind is InspectedKind.COLUMN


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<meta name="SiteName" content="云河市人民政府">', "", "marks.site"),
        ('name="SiteDomain" content="www.yunhe.gov.cn"', 'name="SiteDomain" content=" "', "marks.site"),
        ('name="SiteName"', 'name="sitename"', "marks.case"),
        ('content="2026-03-01 10:00">', 'content="">', "marks.article"),
        ('<meta name="ColumnName" content="政策文件">', "", "marks.article_column"),
        ("<body>", '<meta name="SiteName" content="云河市人民政府"><body>', "marks.twice"),
        ('content="3418000001"', 'content="34180001"', "marks.code"),
        ('content="www.yunhe.gov.cn"', 'content="https://www.yunhe.gov.cn/"', "marks.domain"),
        ('content="www.yunhe.gov.cn"', 'content="www.shihe.gov.cn"', "marks.domain"),
        ('content="2026-03-01 10:00"', 'content="2026-3-1"', "marks.pub_date"),
        ('content="2026-03-01 10:00"', 'content="2026-02-30 10:00"', "marks.pub_date"),
        ('content="2026-03-01 10:00"', 'content="2026-03-12 10:00"', "marks.pub_date"),
        ("<h1>关于做好春季防火工作", "<h1>关于做好夏季防火工作", "marks.title_shown"),
        ('content="https://www.yunhe.gov.cn/policy/1.html"', 'content="/1.html"', "marks.url"),
        ('<meta name="Keywords" content="防火">', "", "marks.optional"),
        ("bszs.conac.cn", "www.yunhe.gov.cn", "furniture.badge"),
        ("我为政府网站找错", "留言", "furniture.errors"),
        ("标识码：3418000001", "标识码：3418000002", "furniture.code"),
        ("网站标识码：3418000001", "", "furniture.code"),
        ("主办单位：市政府办公室", "", "furniture.host"),
        ("0563-3020000", "", "furniture.host"),
        ("皖ICP备10000000号", "皖备案", "furniture.icp"),
        ("公网安备 34180002000278号", "公网安备", "furniture.police"),
        ("网站地图", "地图", "furniture.map"),
        ("<header><p>云河市人民政府</p></header>", "", "furniture.name"),
        ('aria-label="当前位置"', "", "furniture.trail"),
        ("<title>关于做好春季防火工作的通知 - 云河市人民政府</title>", "", "content.title"),
        ("<title>关于", "<title>测试文章", "content.title"),
        ("2026-03-01 10:00　来源", "来源", "content.time"),
        ("2026-03-01 10:00　来源", "2026-03-01　来源", "content.minute"),
        ("来源：市应急管理局", "", "content.source"),
        ("/fire.jpg", "http://192.168.1.5/fire.jpg", "links.private"),
        ("/fire.jpg", "file:///D:/fire.jpg", "links.private"),
        ("<footer>", '<a style="display:none" href="https://bet.example/">彩</a><footer>', "links.hidden"),
        ("<footer>", '<p style="left:-9999px"><a href="//bet.example/">彩</a></p>', "links.hidden"),
        ("<footer>", '<a href="https://shop.example/">商城</a><footer>', "links.outside"),
        ('href="/map.html"', 'href="javascript:void(0)"', "links.placeholder"),
        ('src="/fire.jpg"', 'src="http://www.yunhe.gov.cn/fire.jpg"', "links.secure"),
        (' lang="zh-CN"', "", "access.language"),
        ("initial-scale=1", "user-scalable=no", "access.viewport"),
        ('name="viewport"', 'name="view"', "access.viewport"),
        (' alt="护林员在巡山"', "", "access.alternative"),
        (' alt="党政机关"', ' alt=""', "access.links"),
        ("<h2>一、责任分工</h2>", "<h4>一、责任分工</h4>", "access.headings"),
        ("<th>单位</th><th>任务</th>", "<td>单位</td><td>任务</td>", "access.tables"),
        ('<label for="word">搜索</label>', "", "access.labels"),
        ("<h2>", '<h2 id="word">', "access.ids"),
    ],
)  # fmt: skip
def test_each_rule_sees_what_it_asks_for(old: str, new: str, code: str) -> None:
    assert old in GOOD
    # A part may stand in for another: the code in the text and in the mark, the time in both.
    assert code in codes(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<meta name="ColumnKeywords" content="政策,文件">', "", "marks.column"),
        ('content="政策文件"><meta', 'content="土地出让"><meta', ""),
        ('name="ColumnType" content="政策文件"', 'name="ColumnType" content="土地"', "marks.column_type"),
        ("2026-03-30", "2025-01-01", ""),
    ],
)  # fmt: skip
def test_rules_of_columns(old: str, new: str, code: str) -> None:
    found = codes(COLUMN.replace(old, new))
    assert found == ({code} if code else set())


def test_a_list_in_disorder_and_a_blank_column() -> None:
    lines = [f"<li><a href='/{day}.html'>某号文件</a> 2026-03-{day:02}</li>" for day in range(1, 9)]
    head, _, rest = COLUMN.partition("<ul>")
    tail = rest.partition("</ul>")[2]
    assert codes(f"{head}<ul>{''.join(lines)}</ul>{tail}") == {"content.order"}
    start, _, rest = COLUMN.partition("<main>")
    end = rest.partition("</main>")[2]
    assert "content.blank" in codes(f"{start}<main><h1>政策文件</h1></main>{end}")
    search = "<form role='search'><input aria-label='词'></form>"
    assert "content.blank" in codes(f"{start}<main>{search}<h1>政策文件</h1></main>{end}")
    asks = "<form action='/forms/letter/'><button>提交</button></form>"
    assert "content.blank" not in codes(f"{start}<main>{asks}</main>{end}")


def test_a_home_says_that_it_is_one() -> None:
    home = inspected(COLUMN, kind=InspectedKind.HOME)
    assert {one.rule.code for one in home.findings} == {"marks.home_type"}
    assert home.told_by == "指定"
    told = inspected(
        COLUMN.replace('"ColumnType" content="政策文件"', '"ColumnType" content="首页"')
    )
    assert told.kind is InspectedKind.HOME


@pytest.mark.parametrize(
    ("name", "kind"),
    [("accordion-body", InspectedKind.ARTICLE), ("list-with-intro", InspectedKind.COLUMN)],
)
def test_pages_without_marks_are_told_by_their_structure(name: str, kind: InspectedKind) -> None:
    data = Path("tests/data/reading/open", f"{name}.html").read_bytes()
    assert inspect_page(data, at=AT).kind is kind


def test_the_gravest_come_first_and_the_same_fault_is_counted() -> None:
    many = GOOD.replace("</main>", '<img src="/a.png">' * 30 + "</main>").replace("找错", "")
    found = inspected(many)
    assert found.findings[0].rule.severity is Severity.MUST
    alternatives = [one for one in found.findings if one.rule.code == "access.alternative"]
    assert len(alternatives) == MOST_OF_A_RULE + 1
    assert alternatives[-1].text == "另有 20 处同样的问题。"
    assert alternatives[0].place == '<img src="/a.png">'


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(Unreadable):
        inspect_page(b"%PDF-1.7", at=AT)


def test_codes_are_unique_and_the_reference_lists_them() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert Path("docs/reference/page-rules.md").read_text("utf-8") == reference_page()
