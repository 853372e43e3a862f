"""A page of every kind of a made-up city, as the bundled theme `official` makes it; no database is asked.

What is hard on a layout is in it on purpose: titles without a place to break, a number of 31 characters, a table of
thirty columns, a repealed document, long names of sites.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mingtang.editorial.layouts.kinds.home import Home
from mingtang.editorial.layouts.kinds.home_views import (
    CarouselView,
    EntriesView,
    EntryView,
    GroupView,
    LeadView,
    ListView,
    SitesOfKind,
    SlideView,
    TopicsView,
    TopicView,
    VideoView,
)
from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.kinds.group import GroupPage, SiteGroup
from mingtang.editorial.pages.kinds.site import PlainWords, SiteTree
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.pages.registry import page_kind
from mingtang.editorial.pages.rendering import render_page, render_shell
from mingtang.editorial.pages.site_map import column_branches
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.publishing.kinds.articles import ArticlePage
from mingtang.editorial.publishing.kinds.columns import ColumnHead, ColumnPart
from mingtang.editorial.publishing.kinds.years import ColumnYear
from mingtang.editorial.publishing.shown import (
    ArticleView,
    ItemView,
    MonthView,
    PaperView,
    PartView,
    TimeLink,
    YearView,
)
from mingtang.editorial.publishing.trial import sample
from mingtang.editorial.sitesearch.interfaces.public_pages import SearchStart
from mingtang.editorial.themes import theme
from mingtang.editorial.themes.shown import (
    AssetView,
    BlockView,
    ColumnView,
    LookView,
    MapBranch,
    MapGroup,
    PlacedBlock,
    SiteView,
    SourceView,
)
from mingtang.ground.foundation.clock import BEIJING
from tests.editorial.directory.showcase import views as directory_views

AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)
SOURCES = (SourceView("image/avif", "/picture.png 480w, /picture.png 960w"),)
UNBREAKABLE = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2
INDEX_NUMBER = "113418000000000000/202603-00012"  # 31 characters
COLUMNS = (
    "要闻动态 政务公开 办事服务 互动交流 政务数据 走进明州 专题专栏".split()  # noqa: SIM905
)
NEWS = (
    "市政府召开第十二次常务会议　研究部署防汛备汛和安全生产工作",
    "明州至江口高速公路全线通车",
    "一季度重大项目集中开工",
    "全市义务教育学校招生工作会议召开　强调公平有序、就近入学",
    "老旧小区改造今年再启动六十八个",
    f"明州与{UNBREAKABLE}签约",
)
POLICIES = (
    ("明州市人民政府办公室关于印发明州市城市生活垃圾分类管理办法的通知", "明政办发〔2026〕12号"),
    ("明州市人民政府关于加强历史文化名城保护工作的实施意见", "明政发〔2026〕5号"),
    ("关于进一步优化营商环境若干措施的通知", "明政办发〔2026〕11号"),
)
DOCUMENT = """<p>各县、区人民政府，市政府各部门、各直属机构：</p>
<p>《明州市城市生活垃圾分类管理办法》已经市政府同意，现印发给你们，请认真组织实施。</p>
<p>一、总体要求</p>
<p>坚持政府推动、全民参与、城乡统筹、因地制宜，逐步建立分类投放、分类收集、分类运输、分类处理的生活垃圾处理系统，形成以法治为基础的长效机制。</p>
<p>（一）明确责任。各县、区人民政府负责本行政区域内的生活垃圾分类工作，街道办事处和乡镇人民政府负责具体落实。</p>
<p>（二）保障经费。生活垃圾分类所需经费列入本级财政预算，专款专用。</p>
<p>二、重点工作</p>
<p>2026年底前，城区居民小区分类设施覆盖率达到百分之百；公共机构全面实行强制分类；再生资源回收网点布局更加合理，居民投放更加方便。</p>
<p>附件：1．明州市城市生活垃圾分类目录</p>
<p>2．居民小区分类设施设置规范</p>
<p>明州市人民政府办公室</p>
<p>2026年3月10日</p>
<p>（此件公开发布）</p>"""
STORY = """<p>三月十日，全市春季农业生产现场会在江口县召开。会议要求抓住当前晴好天气，抢抓农时，落实各项补贴政策，确保早稻面积稳定在四十万亩以上。</p>
<p>在大圩镇的育秧工厂里，流水线一小时可以播种一千二百盘。农技人员告诉记者，今年全镇推广集中育秧，<a href="/zwgk/">种粮大户可以按亩领取补贴</a>。</p>
<h2>把服务送到田头</h2>
<p>市农业农村局组织了一百二十名农技人员，分片包村，帮助农户解决育秧、用工和资金方面的困难。需要技术指导的农户，可以拨打12345热线预约。</p>"""

MEDIA: tuple[dict[str, Any], ...] = (
    {"type": "gallery", "value": {"name": "春耕", "pictures": [
        {"image": 1, "name": "插秧机下田", "caption": ""}, {"image": 2, "name": "农技人员讲课", "caption": "三月九日，大圩镇"},
        {"image": 3, "name": UNBREAKABLE, "caption": ""},
    ]}},
    {"type": "film", "value": {"name": "春耕一分钟", "file": 4, "poster": 1, "subtitles": 5, "words": "航拍画面。\n农民说：今年早。"}},
    {"type": "audio", "value": {"name": "会议录音摘要", "file": 6, "words": "同志们，今天开一个短会。"}},
    {"type": "chart", "value": {"name": "早稻面积", "form": "bar", "measure": "面积", "unit": "万亩", "source": "市农业农村局",
                                "rows": [{"label": "江口县", "amount": "12.5"}, {"label": "云山县", "amount": "9"}]}},
    {"type": "quote", "value": {"words": "民以食为天。", "source": "《史记》"}},
    {"type": "document_head", "value": {"mark": "明州市人民政府文件", "number": "明政〔2026〕3号", "signer": "王建国"}},
    {"type": "question", "value": {"question": "补贴怎么领？", "answer": "到村委会登记。\n十个工作日内到账。"}},
)  # fmt: skip


def shown_site() -> SiteView:
    """The portal of the city."""
    return replace(
        sample(SiteView),
        name="明州市人民政府",
        domain="www.mingzhou.gov.cn",
        url="http://www.mingzhou.gov.cn",
        unit_name="明州市人民政府办公室",
        operating_unit_name="明州市数据资源管理局",
        phone="0563-3020012",
        address="明州市东城区府山路1号",
        identity_code="3418000001",
        icp="皖ICP备05000001号-1",
        police_record="皖公网安备34180202000001号",
        organ_badge_url="https://bszs.conac.cn/",
        look=LookView(),
    )


def shown_column(number: int, name: str, parent: int | None = None) -> ColumnView:
    """A column, below another or not."""
    path = f"/c{number}" if parent is None else f"/c{parent}/c{number}"
    return replace(
        sample(ColumnView),
        id=number,
        parent_id=parent,
        name=name,
        path=path,
        link=f"{path}/",
        description="市政府和各部门的通知、公告、公示，按发布时间排列。",
    )


def shown_item(number: int, title: str, **changes: Any) -> ItemView:
    """A row of a list."""
    values = {
        "is_pinned": False,
        "released_at": AT,
        "changed_at": AT,
        "link": f"/a{number}.html",
        **changes,
    }
    return replace(sample(ItemView, is_bare=True), article_id=number, title=title, **values)


def shown_article(blocks: tuple[BlockView, ...], **changes: Any) -> ArticleView:
    """An article with its text."""
    bare = sample(ArticleView, is_bare=True)
    return replace(
        bare, unit_name="市政府办公室", editor="李明", released_at=AT, changed_at=AT,
        canonical="http://www.mingzhou.gov.cn/c1/202603/1.html", blocks=blocks, **{"source": "明州日报", **changes},
    )  # fmt: skip


def _asset(key: str) -> AssetView:
    return AssetView(
        "/picture.png", "春耕", 1_250_000, 1200, 675, "/picture.png", SOURCES, "/picture.png"
    )


def _story() -> ArticleView:
    wide = {"columns": [{"heading": f"指标{n}"} for n in range(1, 31)],
            "rows": [{"values": [f"{n * 37 % 1000}" for n in range(1, 31)]} for _ in range(4)],
            "caption": "各县区春播进度（单位：亩）"}  # fmt: skip
    body: list[dict[str, Any]] = [
        {"type": "text", "value": STORY},
        {"type": "picture", "value": {"name": "大圩镇的早稻秧田", "image": 1}},
        {"type": "table", "value": wide},
        {"type": "text", "value": f"<p>{UNBREAKABLE}</p>"},
        *MEDIA,
    ]
    views = block_views(body, _asset)
    picture = BlockView(
        "picture", link="/picture.png", name="大圩镇的早稻秧田", width=1200, height=675,
        sources=SOURCES, shown="/picture.png",
    )  # fmt: skip
    file = BlockView("attachment", link="/f.pdf", name="春播补贴申请表.pdf", size=1_250_000)
    return shown_article(
        (views[0], picture, *views[1:], file), kind="news", title=NEWS[0], subtitle="在全市现场会上"
    )


def _document() -> ArticleView:
    views = block_views([{"type": "text", "value": DOCUMENT}], _asset, is_document=True)
    return shown_article(
        views, kind="policy", source="市政府办公室", title=POLICIES[0][0], document_number=POLICIES[0][1], force="repealed",
        index_number=INDEX_NUMBER, issuing_office="明州市人民政府办公室", topic_class="城乡建设、环境保护",
        papers=(
            PaperView("PDF", "pdf", "/f.pdf", 310_000), PaperView("Word", "docx", "/f.docx", 42_000),
        ),
        document_date=date(2026, 3, 10), lapses_on=date(2031, 3, 31), legal_level="normative",
        interpretations=(shown_item(9, "图解：明州市城市生活垃圾分类管理办法", kind="interpretation"),),
    )  # fmt: skip


def _months() -> tuple[MonthView, ...]:
    return tuple(MonthView(202600 + n, 90 + n, f"/c2/20260{n}/") for n in (3, 2, 1))


def _years() -> tuple[YearView, ...]:
    old = tuple(YearView(year, 300, f"/c2/{year}/", ()) for year in (2025, 2024))
    return (YearView(2026, 276, "/c2/2026/", _months()), *old)


def _map(columns: tuple[ColumnView, ...]) -> SiteTree:
    topics = tuple(MapBranch(name, "/topics/t/") for name in ("优化营商环境", "乡村全面振兴"))
    groups = (MapGroup("栏目", column_branches(columns)), MapGroup("专题", topics))
    return SiteTree(groups)


def _items() -> tuple[ItemView, ...]:
    policies = (
        shown_item(
            20 + place, title, document_number=number, force="repealed" if place == 2 else ""
        )
        for place, (title, number) in enumerate(POLICIES)
    )
    news = (shown_item(place, title) for place, title in enumerate(NEWS))
    return (*policies, *news)


def views() -> dict[str, tuple[str, Any]]:
    """The kind and the view of every page, by its address."""
    top = tuple(shown_column(n, name) for n, name in enumerate(COLUMNS, 1))
    children = tuple(shown_column(20 + n, f"通知公告{n}", 2) for n in range(1, 6))
    items, pinned = _items(), (shown_item(50, "关于清明节放假安排的通知", is_pinned=True),)
    ways = [TimeLink(f"2026年{n}月", f"/c2/20260{n}/") for n in (1, 2, 4)]
    part = PartView(202603, 2, 100, items, "/c2/202603/p3.html", "/c2/202603/", ways[2], ways[1],
                    TimeLink("2026年", "/c2/2026/"))  # fmt: skip
    year = ColumnYear(top[1], 2026, tuple(reversed(ways)), None, TimeLink("2025年", "/c2/2025/"))
    group = SiteGroup(
        "县区政府", tuple(replace(shown_site(), name=f"{n}县人民政府") for n in "江云清东西南")
    )
    words = PlainWords(
        "页面不存在", "您访问的页面不存在，可能已经移动或删除。请从首页或网站地图查找。"
    )
    return {
        **directory_views(),
        "/": ("home", _home(items)),
        "/article.html": ("article", ArticlePage(_story(), top[0], ())),
        "/document.html": ("article", ArticlePage(_document(), top[1], ())),
        "/column/": ("column", ColumnHead(top[1], children, pinned, items, 1268, _months(), _years())),
        "/part/": ("part", ColumnPart(top[1], part)),
        "/year/": ("year", year),
        "/map.html": ("tree", _map((*top[:2], *children, *top[2:]))),
        "/sites.html": ("group", GroupPage((group,))),
        "/404.html": ("not_found", words),
        "/search.html": ("search", SearchStart()),
    }  # fmt: skip


def _home(items: tuple[ItemView, ...]) -> Home:
    picture = AssetView("/picture.png", "春耕", 90_000, 1200, 675, "/picture.png")
    policies, news = items[:3], items[3:]
    lead = LeadView(
        "lead", NEWS[0], "会议要求抓住晴好天气，抢抓农时，落实补贴政策，帮助种粮大户解决困难。", "/article.html",
        picture, "春耕时节的明州水稻田", AT.date(), (),
    )  # fmt: skip
    slides = tuple(SlideView(item.title, item.link, picture) for item in news[:3])
    entries = ("个人办事", "企业办事", "查政策", "写信留言", "依申请公开", "便民电话")
    services = (
        ("社会保障", "社保查询、养老金、医保报销"), ("婚育收养", "结婚登记、生育服务、出生证"),
        ("教育入学", "入学报名、学籍、教师资格"), ("住房公积金", "提取、贷款、公租房申请"),
        ("户籍身份", "身份证、落户、居住证"), ("医疗卫生", "预约挂号、疫苗接种"),
        ("开办企业", "设立登记、刻章、税务"), ("老年人服务", "高龄津贴、老年优待证"),
    )  # fmt: skip
    write = ("市长信箱", "征集调查", "在线访谈", "查询答复")
    topics = ("优化营商环境", "乡村全面振兴", "生态环境保护督察", "安全生产")
    sites = tuple(replace(shown_site(), name=f"市{n}局") for n in ("教育", "公安", "民政", "财政"))
    blocks: tuple[tuple[Any, int, str], ...] = (
        (_entries("interaction", ((name, "") for name in entries)), 12, ""),
        (lead, 8, ""),
        (ListView("news", news, has_day=True), 4, "明州要闻"),
        (ListView("policies", policies, has_day=True), 8, "政策文件"),
        (ListView("news", news[1:5], has_day=True), 4, "通知公告"),
        (_entries("services", services), 12, "办事服务"),
        (_entries("interaction", ((name, "") for name in write), news[:3]), 6, "互动交流"),
        (VideoView("video", "明州一分钟", picture, picture, "航拍画面，没有对白。"), 6, "视频"),
        (CarouselView("carousel", slides), 12, "图片新闻"),
        (TopicsView("topics", tuple(TopicView(name, "/t/", "") for name in topics)), 12, "专题专栏"),
        (GroupView("sites", (SitesOfKind("市政府部门", sites),)), 12, "网站群"),
    )  # fmt: skip
    return Home(
        tuple(
            PlacedBlock(n, view, width, title, "常用入口", "/c1/" if title else "")
            for n, (view, width, title) in enumerate(blocks, 1)
        )
    )


def _entries(
    name: str, entries: Iterable[tuple[str, str]], items: tuple[ItemView, ...] = ()
) -> EntriesView:
    return EntriesView(
        name, tuple(EntryView(title, "/c3/", note) for title, note in entries), items
    )


def pages(name: str = "official") -> dict[str, bytes]:
    """Every page as a bundled theme makes it, the style sheet and the script of the site, by address."""
    bundled, site = theme(name), shown_site()
    top = tuple(shown_column(n, name) for n, name in enumerate(COLUMNS, 1))
    made: dict[str, bytes] = {}
    for address, (kind_name, view) in views().items():
        kind = page_kind(kind_name)
        assert kind is not None
        trail = (
            (top[1], shown_column(21, "通知公告", 2))
            if kind_name in {"article", "column", "part", "year"}
            else ()
        )
        column = trail[-1] if trail else None
        shell = {"site": site, "column": column, "shell": ShellView(top, trail)}
        context = {"page": view, "site": site, "column": column, "url": address}
        pieces = render_shell(bundled, shell, Notes())
        made[address] = render_page(
            bundled, kind.template, context, pieces, marks=kind.marks, section=kind.section
        )
    script = bundled.script("reading.js")
    assert script is not None
    made |= {"/style.css": bundled.style() or b"", "/reading.js": script}
    made["/tokens.css"] = b""
    return made
