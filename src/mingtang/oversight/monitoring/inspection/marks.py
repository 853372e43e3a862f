"""The standard's marks in the head of a page (网页标签)."""

import re
from collections.abc import Iterator
from datetime import datetime

from mingtang.editorial.sites.enums import ColumnType
from mingtang.ground.foundation.clock import BEIJING
from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.rules import (
    GUIDE,
    Fault,
    InspectedPage,
    PageRule,
    Severity,
    page_rule,
)

TAGS = f"{GUIDE} 附件 网页标签规范"
COLUMNS = frozenset({InspectedKind.COLUMN})
HOMES_AND_COLUMNS = frozenset({InspectedKind.HOME, InspectedKind.COLUMN})
ARTICLES = frozenset({InspectedKind.ARTICLE})
_OF_ALL = {
    "SiteName": "网站的规范名称",
    "SiteDomain": "网站的英文域名，如 www.example.gov.cn",
    "SiteIDCode": "10位网站标识码",
}
_OF_COLUMNS = {
    "ColumnName": "栏目名称",
    "ColumnDescription": "栏目的设置目的和主要内容",
    "ColumnKeywords": "栏目内容的关键词",
    "ColumnType": "栏目类别，如“政策文件”",
}
_OF_ARTICLES = {
    "ArticleTitle": "文章标题",
    "PubDate": "发布时间，如 2026-03-01 10:00",
    "ContentSource": "发布单位或转载来源",
}
_OPTIONAL = ("Keywords", "Author", "Description", "Image", "Url")
_KNOWN = (*_OF_ALL, *_OF_COLUMNS, *_OF_ARTICLES, *_OPTIONAL)
_MANY = frozenset({"ColumnType", "Image"})
_CODE = re.compile(r"\d{10}|bm\d{8}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")


def _missing(page: InspectedPage, names: dict[str, str]) -> Iterator[Fault]:
    for name, meaning in names.items():
        if page.parsed.meta(name):
            continue
        if page.parsed.metas_of(name):
            yield Fault(f"{name} 是空的，请填写{meaning}。")
        elif not page.parsed.has_meta(name):
            yield Fault(f"缺少 {name}，请加上：{meaning}。")


@page_rule("marks.site", "网站标签齐全", Severity.MUST, source=TAGS)
def site_marks(page: InspectedPage) -> Iterator[Fault]:
    yield from _missing(page, _OF_ALL)


@page_rule("marks.column", "栏目标签齐全", Severity.MUST, source=TAGS, kinds=COLUMNS)
def column_marks(page: InspectedPage) -> Iterator[Fault]:
    yield from _missing(page, _OF_COLUMNS)


@page_rule("marks.article", "文章标签齐全", Severity.MUST, source=TAGS, kinds=ARTICLES)
def article_marks(page: InspectedPage) -> Iterator[Fault]:
    yield from _missing(page, _OF_ARTICLES)


@page_rule(
    "marks.home_type",
    "首页的 ColumnType",
    Severity.SHOULD,
    source=TAGS,
    kinds=frozenset({InspectedKind.HOME}),
)
def home_type(page: InspectedPage) -> Iterator[Fault]:
    if page.parsed.meta("ColumnType") != ColumnType.HOME.label:
        yield Fault("首页应有 ColumnType，内容为“首页”。")


@page_rule("marks.article_column", "文章注明栏目", Severity.SHOULD, source=TAGS, kinds=ARTICLES)
def article_column(page: InspectedPage) -> Iterator[Fault]:
    if not page.parsed.meta("ColumnName"):
        yield Fault("缺少 ColumnName，请写明文章所在的栏目。")


@page_rule("marks.case", "标签名称写法准确", Severity.MUST, source=TAGS)
def exact_names(page: InspectedPage) -> Iterator[Fault]:
    known = {name.lower(): name for name in _KNOWN}
    # Keywords, author and description are also HTML's own names, written in lower case.
    own = {"keywords", "author", "description", "image", "url"}
    for name, _ in page.parsed.metas:
        right = known.get(name.lower())
        if right and name != right and name not in own:
            yield Fault(f"{name} 应写作 {right}，标签名称区分大小写。")


@page_rule("marks.twice", "标签不重复", Severity.SHOULD, source=TAGS)
def once_only(page: InspectedPage) -> Iterator[Fault]:
    for name in _KNOWN:
        contents = page.parsed.metas_of(name)
        if len(contents) > 1 and name not in _MANY:
            yield Fault(f"{name} 出现了 {len(contents)} 次，只保留一个。")


@page_rule("marks.code", "网站标识码格式", Severity.MUST, source=TAGS, is_verified=True)
def identity_code(page: InspectedPage) -> Iterator[Fault]:
    code = page.parsed.meta("SiteIDCode")
    if code and not _CODE.fullmatch(code):
        yield Fault(f"SiteIDCode 为“{code}”，应为10位数字，或 bm 加8位数字。")


@page_rule("marks.domain", "域名与地址一致", Severity.SHOULD, source=TAGS)
def site_domain(page: InspectedPage) -> Iterator[Fault]:
    domain, host = page.parsed.meta("SiteDomain"), page.parsed.host
    if domain and not _DOMAIN.fullmatch(domain):
        yield Fault(f"SiteDomain 为“{domain}”，应只写英文域名，不带 http:// 和路径。")
    elif (
        domain
        and host
        and not (host == domain.lower() or host.endswith(f".{domain.lower().removeprefix('www.')}"))
    ):
        yield Fault(f"SiteDomain 为“{domain}”，页面的域名是“{host}”。")


@page_rule(
    "marks.column_type",
    "栏目类别在规定的范围内",
    Severity.SHOULD,
    source=TAGS,
    kinds=HOMES_AND_COLUMNS,
)
def column_type(page: InspectedPage) -> Iterator[Fault]:
    known = {one.label for one in ColumnType}
    for content in page.parsed.metas_of("ColumnType"):
        for word in re.split(r"[,，;；、\s]+", content):
            if word and word not in known:
                yield Fault(
                    f"ColumnType“{word}”不在规范列出的类别中，请核对，如“工作动态”“政策文件”。"
                )


@page_rule("marks.pub_date", "发布时间格式", Severity.MUST, source=TAGS, kinds=ARTICLES)
def pub_date(page: InspectedPage) -> Iterator[Fault]:
    text = page.parsed.meta("PubDate")
    if not text:
        return
    moment = _moment(text)
    if moment is None:
        yield Fault(f"PubDate 为“{text}”，应写成 2026-03-01 10:00 的形式。")
    elif moment > page.at:
        yield Fault(f"PubDate 为“{text}”，还没有到这个时间。")


@page_rule(
    "marks.title_shown", "ArticleTitle 与标题一致", Severity.SHOULD, source=TAGS, kinds=ARTICLES
)
def title_shown(page: InspectedPage) -> Iterator[Fault]:
    title = page.parsed.meta("ArticleTitle")
    if title and _bare(title) not in _bare(page.parsed.text):
        yield Fault(f"ArticleTitle“{title}”没有出现在页面上，请与显示的标题保持一致。")


def _moment(text: str) -> datetime | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    except ValueError:  # no such day
        return None


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@page_rule("marks.url", "Url 与地址一致", Severity.SHOULD, source=TAGS, kinds=ARTICLES)
def own_address(page: InspectedPage) -> Iterator[Fault]:
    text = page.parsed.meta("Url")
    if text and not text.startswith(("http://", "https://", "//")):
        yield Fault(f"Url 为“{text}”，应写完整的地址。")


@page_rule("marks.optional", "可选标签", Severity.HINT, source=TAGS, kinds=ARTICLES)
def optional_marks(page: InspectedPage) -> Iterator[Fault]:
    if lacking := [
        name for name in _OPTIONAL if not page.parsed.has_meta(name) and name != "Image"
    ]:
        yield Fault(f"可以加上 {'、'.join(lacking)}，便于检索和转载。")


RULES: tuple[PageRule, ...] = (
    site_marks,
    column_marks,
    article_marks,
    home_type,
    article_column,
    exact_names,
    once_only,
    identity_code,
    site_domain,
    column_type,
    pub_date,
    title_shown,
    own_address,
    optional_marks,
)
