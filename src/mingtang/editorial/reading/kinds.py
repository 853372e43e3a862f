"""Is a page one document at all? Lists, home pages, error pages, frames and pairs are refused."""

import itertools
import re
from collections.abc import Sequence

from mingtang.editorial.reading import containers, document_numbers, furniture
from mingtang.editorial.reading.dates import date_of_line, dates_in
from mingtang.editorial.reading.labels import labelled
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.lists import (
    is_front,
    is_home,
    is_index,
    is_list,
    is_map,
    is_of_columns,
    says_one,
)
from mingtang.editorial.reading.media import is_file_link
from mingtang.editorial.reading.offices import may_sign
from mingtang.editorial.reading.page_parts import is_paged
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import DocumentKind, Unreadable
from mingtang.editorial.reading.title_names import KINDS, is_formal, squash
from mingtang.editorial.reading.tree import ParsedPage
from mingtang.editorial.reading.walking import lines_of

_MESSAGES = {
    DocumentKind.LIST: "这是栏目的列表页，不是一篇文章，请打开其中的文章分别保存后再导入。",
    DocumentKind.HOME: "这是网站首页或栏目首页，不是一篇文章，请打开其中的文章分别保存后再导入。",
    DocumentKind.ERROR: "这是出错页面（页面不存在或无法访问），没有可以导入的内容。",
    DocumentKind.EMPTY: "网页里没有正文，没有可以导入的内容。",
    DocumentKind.FRAMES: "网页由框架（frame）组成，正文在另外的文件里，请在框架内打开正文网页，另存后再导入。",
    DocumentKind.SCRIPT: "网页的正文由脚本在浏览器里生成，文件里没有正文，请用浏览器打开，待显示完整后另存再导入。",
    DocumentKind.SEVERAL: "一个网页里有不止一篇文件，无法判断从哪里分开，请拆成单独的网页后再导入。",
    DocumentKind.PAGED: "这篇文章分成了几页（有“下一页”），文件里只有其中一页，请合成一页后再导入。",
}


_ERROR = re.compile(
    r"\b(?:404|403|500|502|503)\b(?!\d)|页面(?:不存在|未找到|找不到|已删除|出错|无法访问)|(?:您|你)?(?:访问|查找|请求|浏览|要访问|要找)的?(?:页面|网页|内容|信息|文章|栏目)"
    r"(?:.{0,6}不存在|.{0,10}(?:已删除|已被删除|找不到|无法找到|已过期|已下线|已失效))|(?:信息|文章|内容|页面|网页|稿件)(?:不存在|已被?删除|已下线|已失效|已被?撤(?:销|回|下|稿|除))|Not Found|"
    r"Forbidden|Bad Gateway|Internal Server Error|Service Unavailable|服务器(?:错误|内部错误|繁忙)|禁止访问|访问被拒绝|拒绝访问|"
    r"请求被拦截|出错了|(?:抱歉|对不起)[，,！!。\s].{0,30}(?:找不到|不存在|无法|没有|失败|失效|删除|下线)|系统(?:错误|繁忙|异常|维护)|"
    r"(?:页面|网站|栏目|系统)(?:正在)?(?:建设|维护|升级)中?|访问(?:过于|太)频繁|Error Page|HTTP Status|Runtime Error|没有(?:找到|该|此|您).{0,10}(?:信息|页面|文章|内容|记录)|"
    r"(?:该|此|本)(?:信息|文章|内容|页面|网页|栏目).{0,6}(?:不存在|删除|失效|下线|移除|撤下)|链接(?:已)?(?:失效|错误)|参数错误|非法(?:请求|访问|操作)|无权(?:访问|查看)|"
    r"请(?:先)?登录|找不到|未找到|无法(?:找到|显示|访问|打开)|不见了|走丢|迷路|安全验证|输入验证码|即将跳转|自动跳转|not exist|cannot be found|can't be found|"
    r"unavailable|Access Denied|not available|Bad Request|Unauthorized|(?:验证|检查|检测)(?:您|你)?的?(?:浏览器|访问|请求)|请稍候|人机验证|滑动验证|"
    r"checking your browser|just a moment|被.{0,12}拦截|攻击行为|未能找到|正在审核|(?:暂不|不)能?(?:查看|访问)|用户登录|账号登录|扫码登录|忘记密码|统一身份认证|(?:用户名|密码)[:：]",
    re.IGNORECASE,
)


# What only the report of a failed program holds.
_TRACE = re.compile(
    r"堆栈跟踪|stack ?trace|未经处理的异常|\b\w{2,40}Exception\b|\bORA-\d{5}\b|ODBC (?:Drivers|SQL)|Microsoft (?:VBScript|JET|OLE DB)|"
    r"Fatal error:|mysql_\w{3,20}\(|应用程序中的服务器错误|HTTP\s?状态|Apache Tomcat|\bnginx/\d|HTTP 错误 \d{3}|ASP 错误",
    re.IGNORECASE,
)


_SCRIPTED = re.compile(
    r"(?:启用|开启|打开|允许|支持)\s*(?:JavaScript|JS|脚本)|enable JavaScript|正在加载|加载中|\{\{",
    re.IGNORECASE,
)


_MOUNTS = frozenset({"app", "root", "__nuxt", "__next"})  # a script writes its page into them


_LOADING = re.compile(r"正在加载|加载中|(?:启用|开启|打开)\s?JavaScript", re.IGNORECASE)


_TEMPLATE = re.compile(r"\{\{[^{}]{1,80}\}\}")  # what a script replaces


_CHECKS = re.compile(r"验证|检查|检测|跳转|拦截|攻击|安全|浏览器|登录|错误|browser", re.IGNORECASE)


LONGEST_MESSAGE = 100  # characters of a page that says it has nothing


LONGEST_SHELL = 100  # characters on a page that a script fills


MOST_OF_LISTS = 1  # evidence of one document
TITLED = 9.0  # score of a title; no page of links among the known ones has as much


_TITLE_LINE = re.compile(
    rf"^[^。；;>|｜]{{0,50}}关于[^。；;>|｜]{{2,110}}(?:{KINDS})(?:[(（][^()（）]{{1,12}}[)）])?$"
)


def refuse_page(page: ParsedPage, lines: Sequence[Line]) -> None:
    """Refuse what can be told before anything is looked for.

    :raises Unreadable: for frames, and pages without words.
    """
    words = sum(len(line.text) for line in lines)
    if page.frames and words < 200:
        raise refused(DocumentKind.FRAMES)
    pictures = any(line.kind == "picture" for line in lines)
    frames = [source for _, tag, source in page.dropped if tag == "iframe" and source]
    if words < 40 and frames and not pictures and not any(line.tag == "h1" for line in lines):
        raise refused(DocumentKind.FRAMES)
    text = "".join(line.text for line in lines)
    is_template = _TEMPLATE.search(text) is not None and not _TEMPLATE.sub("", text).strip()
    if is_template or (words < LONGEST_SHELL and _is_shell(text)):
        raise refused(DocumentKind.SCRIPT)
    if words == 0 and not pictures:
        is_script = len(page.scripts) > 40 or any(one.get("id") in _MOUNTS for one in page.nodes)
        raise refused(DocumentKind.SCRIPT if is_script else DocumentKind.EMPTY)


def refuse_layout(page: ParsedPage, layout: Layout) -> None:
    """Refuse a page that is no single document.

    :raises Unreadable: a list, a home page, an error, several documents, one page of several.
    """
    lines = layout.lines
    if _is_error(page, layout):
        raise refused(DocumentKind.ERROR)
    evidence = _evidence(page, layout)
    kind = _of_links(page, layout, evidence)
    if kind is not None and not _is_titled(layout):
        raise refused(kind)
    layout.may_list = kind is not None
    if _is_several(page, layout):
        raise refused(DocumentKind.SEVERAL)
    if is_paged(page, layout):
        raise refused(DocumentKind.PAGED)
    if evidence == 0 and layout.title is None and not layout.is_known and _is_bare(layout):
        raise refused(DocumentKind.EMPTY)
    is_shown = evidence >= MOST_OF_LISTS + 1 and any(source for _, _, source in page.dropped)
    if not layout.body and not _has_files(layout) and (not is_shown or layout.title is None):
        text = "".join(line.text for line in lines)
        if _SCRIPTED.search(text) or (len(page.scripts) > 40 and len(text) < 200):
            raise refused(DocumentKind.SCRIPT)
        raise refused(DocumentKind.EMPTY)


def _of_links(page: ParsedPage, layout: Layout, evidence: int) -> DocumentKind | None:
    """Return which kind of page of links a page looks like, or None."""
    lines = layout.lines
    if is_list(layout, evidence):
        is_of_all = (is_of_columns(lines) and is_home(layout, evidence)) or is_front(
            page.heading, lines
        )
        return DocumentKind.HOME if is_of_all else DocumentKind.LIST
    if is_home(layout, evidence) and not says_one(page.heading, layout):
        return DocumentKind.HOME
    is_bare = evidence <= MOST_OF_LISTS
    if is_bare and (is_index(layout.body if layout.title else lines) or is_map(layout)):
        return DocumentKind.LIST
    return None


def _is_titled(layout: Layout) -> bool:
    """Tell whether so much speaks for the title of one document that its links do not count against it."""
    title = layout.title
    return title is not None and title.score >= TITLED and bool(layout.body)


def _is_shell(text: str) -> bool:
    """Tell whether a page says that its words are still to come, and checks nobody."""
    return _LOADING.search(text) is not None and _CHECKS.search(text) is None


def refused(kind: DocumentKind) -> Unreadable:
    """Return the refusal of a kind of page, with what to do."""
    return Unreadable(kind, _MESSAGES[kind])


def _has_files(layout: Layout) -> bool:
    return layout.title is not None and any(is_file_link(line) for line in layout.after[:12])


def _is_error(page: ParsedPage, layout: Layout) -> bool:
    title = f"{page.heading} {layout.title.text if layout.title else ''}"
    body = [line.text for line in layout.body if line.kind == "text" and not line.is_link]
    words = "".join(body)
    if len(words) < 3000 and len(_TRACE.findall(f"{title}{words}")) >= 2 and not layout.labels:
        return True
    if len(words) > 400:
        return False
    if not layout.labels and _speaks_to_visitor(layout.lines, title):
        return True
    all_words = words or "".join(line.text for line in layout.lines if not line.is_link)
    if len(words) < 200 and _ERROR.search(title) and _ERROR.search(f"{title[:8]}{all_words}"):
        return True
    return len(all_words) < 300 and _ERROR.search(all_words[:300]) is not None and not layout.labels


def _speaks_to_visitor(lines: Sequence[Line], title: str) -> bool:
    """Tell whether a page without a date is a short message to the visitor with a link away."""
    words = "".join(line.text for line in lines)
    return (
        len(words) < LONGEST_MESSAGE
        and re.search(r"[您你](?!好)|^请|，请", words) is not None
        and any(line.links or line.kind == "picture" for line in lines)
        and not dates_in(words)
        and not is_formal(title)
        and not any(line.kind == "table" or is_file_link(line) for line in lines)
    )


def _evidence(page: ParsedPage, layout: Layout) -> int:
    """Return how much speaks for one document."""
    score = 0
    if page.meta.get("articletitle"):
        score += 2
    if any(
        one.field in {"released", "document_date", "number", "source"} and one.value
        for one in layout.labels
    ):
        score += 2
    words = sum(len(line.text) for line in layout.body if line.kind == "text" and not line.is_link)
    prose = sum(1 for line in layout.body if furniture.is_prose(line.text))
    score += 2 if layout.is_known and words > 40 else 0
    score += 1 if words > 120 else 0
    score += min(prose, 4)
    if any(date_of_line(line.text) for line in layout.body[-6:]):
        score += 3 if _has_own_end(layout.body) else 1
    if any(line.kind == "picture" for line in layout.body) and layout.is_known:
        score += 2
    return score


def _is_bare(layout: Layout) -> bool:
    """Tell whether a page without a title holds a few words and nothing else."""
    is_seen = any(line.kind != "text" for line in layout.body)
    return not is_seen and sum(len(line.text) for line in layout.body) < 30


def _is_several(page: ParsedPage, layout: Layout) -> bool:
    """Tell whether two documents stand on the page, neither an annex of the other."""
    if layout.container is not None and layout.is_known:
        own = squash(layout.container.text())
        for other in containers.others_like(layout.container, page.nodes):
            text = squash(other.text())
            if len(text) >= 60 and text not in own and _has_own_end(lines_of(other)):
                return _has_own_end(layout.body)
    return _second_document(layout) or _second_head(layout)


def _second_head(layout: Layout) -> bool:
    """Tell whether a heading with a line of release and source of its own stands in the text."""
    words = 0
    for index, line in enumerate(layout.body):
        if line.kind == "text" and words > 40 and index:
            names = {one.field for one in labelled([line]) if one.value}
            before = layout.body[index - 1]
            if (
                names & {"released", "source"}
                and len(line.text) < 100
                and before.tag in {"h1", "h2", "h3"}
            ):
                return True
        words += len(line.text)
    return False


def _has_own_end(lines: Sequence[Line]) -> bool:
    return any(
        date_of_line(after.text) and may_sign(before.text)
        for before, after in itertools.pairwise(lines)
    )


def _second_document(layout: Layout) -> bool:
    """Tell whether behind a signature a new title with its own number and signature stands."""
    texts = [line.text for line in layout.body]
    own = layout.title.text if layout.title else ""
    if re.search(r"转发|印发|批转|公布|发布|附件|汇编|选登", own):
        return False
    signed = [
        index
        for index in range(1, len(texts))
        if date_of_line(texts[index]) and may_sign(texts[index - 1])
    ]
    if not signed:
        return False
    first = signed[0]
    before = squash("".join(texts[: first + 1]))
    if re.search(r"附件|附：|附:", "".join(texts[max(0, first - 6) : first + 3])):
        return False
    for index in range(first + 1, len(texts)):
        text = texts[index]
        if re.match(r"^附件|^附[:：\s\d]", text):
            return False
        if _TITLE_LINE.match(text) and squash(text) != squash(own) and squash(text) not in before:
            near = texts[index + 1 : index + 4]
            return layout.body[index].tag.startswith("h") or any(
                document_numbers.number_of_line(one) or one.rstrip().endswith(("：", ":"))
                for one in near
            )
    return False
