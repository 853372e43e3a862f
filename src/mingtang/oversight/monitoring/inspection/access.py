"""What a reader who hears the page, enlarges it or has no mouse needs (无障碍)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborNode

from mingtang.oversight.monitoring.inspection.parsed import is_hidden, one_line, snippet
from mingtang.oversight.monitoring.inspection.rules import (
    WCAG,
    Fault,
    InspectedPage,
    PageRule,
    Severity,
    page_rule,
)

_UNLABELLED = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]), select, textarea"


@page_rule("access.language", "注明语言", Severity.SHOULD, source=f"{WCAG} 3.1.1", is_verified=True)
def language(page: InspectedPage) -> Iterator[Fault]:
    root = page.parsed.tree.css_first("html")
    if root is None or not (root.attributes.get("lang") or "").strip():
        yield Fault('html 没有 lang，中文页面请写 lang="zh-CN"，读屏软件据此发音。')


@page_rule(
    "access.viewport", "适应手机", Severity.SHOULD, source=f"{WCAG} 1.4.4、1.4.10", is_verified=True
)
def viewport(page: InspectedPage) -> Iterator[Fault]:
    content = next((one for name, one in page.parsed.metas if name.lower() == "viewport"), "")
    words = content.lower().replace(" ", "")
    if not words:
        yield Fault("没有 viewport，手机上字会很小。")
    elif "user-scalable=no" in words or "user-scalable=0" in words or "maximum-scale=1" in words:
        yield Fault(
            "viewport 禁止了放大，视力不好的人无法看清，请去掉 user-scalable 和 maximum-scale。"
        )


@page_rule(
    "access.alternative",
    "图片有替代文字",
    Severity.SHOULD,
    source=f"{WCAG} 1.1.1",
    is_verified=True,
)
def alternatives(page: InspectedPage) -> Iterator[Fault]:
    for node in page.parsed.tree.css("img"):
        if "alt" not in node.attributes:
            yield Fault('图片没有 alt，请写明图片的内容；只作装饰的写 alt=""。', snippet(node))


@page_rule(
    "access.links", "链接有文字", Severity.SHOULD, source=f"{WCAG} 2.4.4、4.1.2", is_verified=True
)
def named_links(page: InspectedPage) -> Iterator[Fault]:
    for node in page.parsed.links:
        if not _name(node) and not is_hidden(node):
            yield Fault("链接没有文字，读屏的人不知道它通向哪里。", snippet(node))


def _name(node: LexborNode) -> str:
    own = one_line(node.text()) + "".join(
        node.attributes.get(name) or "" for name in ("aria-label", "aria-labelledby", "title")
    )
    return own + "".join(one.attributes.get("alt") or "" for one in node.css("img[alt]"))


@page_rule("access.headings", "标题不跳级", Severity.HINT, source=f"{WCAG} 1.3.1", is_verified=True)
def headings(page: InspectedPage) -> Iterator[Fault]:
    nodes = [
        node for node in page.parsed.tree.css("h1, h2, h3, h4, h5, h6") if one_line(node.text())
    ]
    if not nodes:
        yield Fault("没有标题（h1 到 h6），读屏的人无法跳读。")
    for one, other in pairwise(nodes):
        if int(str(other.tag)[1]) > int(str(one.tag)[1]) + 1:
            yield Fault(f"标题从 {one.tag} 跳到 {other.tag}。", snippet(other))


@page_rule("access.tables", "表格有表头", Severity.HINT, source=f"{WCAG} 1.3.1", is_verified=True)
def table_heads(page: InspectedPage) -> Iterator[Fault]:
    for node in page.parsed.tree.css("table"):
        is_layout = (
            node.css_first("td table, th table") or node.attributes.get("role") == "presentation"
        )
        if not is_layout and len(node.css("tr")) > 2 and not node.css_first("th"):
            yield Fault("表格没有表头单元格（th），读屏的人分不清各列。", snippet(node))


@page_rule(
    "access.labels",
    "输入框有名称",
    Severity.SHOULD,
    source=f"{WCAG} 1.3.1、4.1.2",
    is_verified=True,
)
def labels(page: InspectedPage) -> Iterator[Fault]:
    labelled = {node.attributes.get("for") for node in page.parsed.tree.css("label[for]")}
    for node in page.parsed.tree.css(_UNLABELLED):
        named = any(
            node.attributes.get(name) for name in ("aria-label", "aria-labelledby", "title")
        )
        if named or node.attributes.get("id") in labelled or _stands_in_label(node):
            continue
        yield Fault("输入框没有 label，读屏的人不知道要填什么。", snippet(node))


def _stands_in_label(node: LexborNode) -> bool:
    at = node.parent
    while at is not None:
        if at.tag == "label":
            return True
        at = at.parent
    return False


@page_rule("access.ids", "id 不重复", Severity.HINT, source=f"{WCAG} 4.1.2", is_verified=True)
def unique_ids(page: InspectedPage) -> Iterator[Fault]:
    counts = Counter(node.attributes.get("id") for node in page.parsed.tree.css("[id]"))
    for one, count in counts.items():
        if one and count > 1:
            yield Fault(f"id“{one}”出现了 {count} 次。")


RULES: tuple[PageRule, ...] = (
    language,
    viewport,
    alternatives,
    named_links,
    headings,
    table_heads,
    labels,
    unique_ids,
)
