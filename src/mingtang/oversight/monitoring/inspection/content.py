"""What pages of a kind show: an article its time and source, a column its items."""

import re
from collections.abc import Iterator
from itertools import pairwise

from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.parsed import one_line
from mingtang.oversight.monitoring.inspection.rules import (
    DESIGN,
    GUIDE,
    Fault,
    InspectedPage,
    PageRule,
    Severity,
    page_rule,
)

ARTICLES = frozenset({InspectedKind.ARTICLE})
COLUMNS = frozenset({InspectedKind.COLUMN})
_SOURCE = re.compile(
    r"(?:信息来源|来\s*源|发布机构|发布单位|发文机关|公开主体|答复单位)\s*[:：]?\s*[^\s:：]"
)
_TRIAL = re.compile(r"^\s*(?:测试|test|标题)\s*\d*\s*$|测试(?:文章|新闻|标题|页面)", re.IGNORECASE)
_LEAST_OF_LIST = 4
_NOT_BLANK = "li a, form:not([role=search]), article, dl, table"
_DISORDER = 0.2  # of neighbouring days that may stand the wrong way, such as items held at the top


@page_rule("content.title", "有标题", Severity.MUST, source=DESIGN)
def has_title(page: InspectedPage) -> Iterator[Fault]:
    if not page.parsed.title:
        yield Fault("没有 title，浏览器的标签和搜索结果中会没有标题。")
    elif _TRIAL.search(page.parsed.title) or _TRIAL.search(page.parsed.meta("ArticleTitle")):
        yield Fault(f"标题是“{page.parsed.title}”，像是测试内容，请撤下。")


@page_rule("content.time", "显示发布时间", Severity.MUST, source=DESIGN, kinds=ARTICLES)
def shown_time(page: InspectedPage) -> Iterator[Fault]:
    if not page.parsed.times_shown():
        yield Fault("没有显示发布时间，应如 2026-03-01 10:00。")


@page_rule("content.minute", "发布时间精确到分", Severity.SHOULD, source=DESIGN, kinds=ARTICLES)
def to_the_minute(page: InspectedPage) -> Iterator[Fault]:
    times = page.parsed.times_shown()
    if times and not any(has_time for _, has_time in times):
        yield Fault(f"发布时间只写到日（{times[0][0]}），应写到分，如 2026-03-01 10:00。")


@page_rule(
    "content.source",
    "显示来源",
    Severity.MUST,
    source=f"{GUIDE}；{DESIGN}",
    kinds=ARTICLES,
    is_verified=True,
)
def shown_source(page: InspectedPage) -> Iterator[Fault]:
    if not _SOURCE.search(page.parsed.text):
        yield Fault("没有显示来源，原创和转载的内容都应当注明。")


@page_rule(
    "content.blank",
    "栏目不空白",
    Severity.MUST,
    source=f"{DESIGN}；国办秘函〔2019〕19号",
    kinds=COLUMNS,
)
def not_blank(page: InspectedPage) -> Iterator[Fault]:
    own = page.parsed.tree.css_first("main")
    if own is not None and own.css_first(_NOT_BLANK):
        return  # a page that leads on, such as the months of a year, asks, or shows facts
    main = own or page.parsed.tree.body
    if main is not None and not page.parsed.dated_links() and len(one_line(main.text())) < 200:
        yield Fault("栏目里没有内容，请补充，或合并、撤销栏目。")


@page_rule("content.order", "新的在前", Severity.HINT, source=DESIGN, kinds=COLUMNS)
def newest_first(page: InspectedPage) -> Iterator[Fault]:
    days = [[int(part) for part in day.split("-") if part][:3] for day in page.parsed.days_listed()]
    if len(days) < _LEAST_OF_LIST:
        return
    wrong = [(one, other) for one, other in pairwise(days) if one < other]
    if len(wrong) > _DISORDER * (len(days) - 1):
        yield Fault("列表没有按时间从新到旧排列。")


RULES: tuple[PageRule, ...] = (
    has_title,
    shown_time,
    to_the_minute,
    shown_source,
    not_blank,
    newest_first,
)
