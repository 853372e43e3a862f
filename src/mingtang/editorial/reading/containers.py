"""The element that holds the text of a document: those of the makers first, else by its words."""

from collections.abc import Sequence
from functools import lru_cache

from mingtang.editorial.reading import furniture
from mingtang.editorial.reading.cells import cell_of_title
from mingtang.editorial.reading.labels import is_label_line
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.tree import Node

COUNTED = 400  # characters of a line; a longer one speaks no louder

# Names that the makers of site systems give to the text itself, lower case.
_STRONG_IDS = frozenset(
    [
        "zoom",
        "ucap-content",
        "js_content",
        "vsb_content",
        "vsb_content_2",
        "vsb_content_4",
        "vsb_content_100",
        "vsb_content_500",
        "zoomcon",
        "fontzoom",
        "articlecontent",
        "article_content",
        "contentregion",
        "divcontent",
        "artibody",
        "art_content",
        "newscontent",
        "news_content",
        "contenttext",
        "content_text",
        "mycontent",
        "tdcontent",
        "infocontent",
        "cont_text",
        "txtcontent",
        "zhengwen",
        "zw",
        "content_body",
        "articlebody",
        "article-content",
        "detailcontent",
        "detail_content",
        "textcontent",
        "pagecontent",
        "arc_content",
        "info_content",
        "xxgk_content",
        "wzcontent",
        "zwcontent",
        "doccontent",
        "textbody",
        "bodycontent",
        "fontcontent",
        "htmlcontent",
    ]
)
_STRONG_CLASSES = frozenset(
    [
        "trs_editor",
        "trs_ueditor",
        "trs_preappend",
        "trs_web",
        "trs_editor_view",
        "trs_paper_default",
        "trs_external",
        "view_trs",
        "article-content",
        "article_content",
        "articlecontent",
        "content-text",
        "content_text",
        "pages_content",
        "v_news_content",
        "wp_articlecontent",
        "rich_media_content",
        "bt_content",
        "bt-content",
        "j-fontcontent",
        "gsj_htmlcon",
        "wzcon",
        "article_con",
        "news_content",
        "newscontent",
        "news-content",
        "contxt",
        "xxgk_content",
        "xxgk-content",
        "detail-content",
        "detail_content",
        "detailcontent",
        "artical",
        "ewb-info-content",
        "ewb-article-info",
        "ewb-article-content",
        "info-content",
        "infocontent",
        "news_conent_two_text",
        "main-txt",
        "is-newscontnet",
        "wordsection1",
        "section0",
        "zhengwen",
        "zw",
        "zwnr",
        "zwcontent",
        "contenttext",
        "wenzhang",
        "article-body",
        "articlebody",
        "article_body",
        "con_text",
        "context-text",
        "text-content",
        "textcontent",
        "arc_cont",
        "nry",
        "conncon",
        "content_body",
        "news_txt",
        "newstxt",
        "news-text",
        "newstext",
        "artcontent",
        "art_content",
        "art-content",
        "zoom",
        "xl_content",
        "xlcontent",
        "xq_content",
        "content-main-text",
        "gp-article-content",
        "page-content-text",
        "entry-content",
        "post-content",
        "m-article-content",
        "pgc-content",
        "news_show_content",
        "wz_content",
        "wznr",
        "wzy_content",
        "zc_content",
        "pages-content",
        "law-content",
        "policy-content",
        "policy_content",
        "file-content",
        "xxgknr",
        "xxgk_nr",
    ]
)
_WEAK = frozenset(
    [
        "content",
        "article",
        "con",
        "main",
        "detail",
        "text",
        "txt",
        "nr",
        "neirong",
        "cont",
        "article-box",
        "article-detail",
        "articledetail",
        "infobox",
        "news",
        "newsdetail",
        "news-detail",
        "news_detail",
        "show",
        "xl",
        "xly",
        "wz",
        "contents",
        "main-content",
        "maincontent",
        "content-main",
        "body",
        "content-box",
        "contentbox",
        "content_box",
        "con_box",
        "conbox",
        "xxgk",
        "article_box",
        "details",
        "detail-box",
        "detail-main",
    ]
)
_PARAGRAPHS = frozenset({"p", "span", "font", "b", "strong"})
ENOUGH = 20  # words, links not counted
SHARE = 0.85


def known_container(nodes: Sequence[Node]) -> Node | None:
    """Return the element that a maker's page keeps its text in, or None."""
    found = [node for node in nodes if _is_strong(node) and _own(node) >= 1]
    if not found:
        return None
    best = max(found, key=lambda node: (_weight(node), -node.order))
    # Of nested ones the innermost that holds nearly everything has the least around it.
    for node in found:
        if best.holds(node) and node is not best and _weight(node) >= 0.97 * _weight(best):
            best = node
    if best.parent is not None and _is_one_of_several(best, found):
        return best.parent
    return best if _weight(best) >= ENOUGH or _pictures(best) else None


def _is_one_of_several(best: Node, found: Sequence[Node]) -> bool:
    """Tell whether the text stands in several elements of one name, one after the other."""
    return any(
        node is not best
        and node.parent is best.parent
        and _weight(node) >= ENOUGH
        and node.get("class") == best.get("class")
        and node.text().strip() != best.text().strip()
        for node in found
    )


def others_like(container: Node, nodes: Sequence[Node]) -> list[Node]:
    """Return known containers outside the chosen one that hold text of some length."""
    return [
        node
        for node in nodes
        if _is_strong(node)
        and not container.holds(node)
        and not node.holds(container)
        and _weight(node) >= ENOUGH
    ]


def by_words(lines: Sequence[Line], start: int) -> Node | None:
    """Return the smallest element that holds nearly all running text behind a line, or None."""
    votes: dict[Node, int] = {}
    total = 0
    for line in lines[start:]:
        weight = vote(line)
        if weight == 0 or line.node is None:
            continue
        total += weight
        for node in (line.node, *line.node.above()):
            votes[node] = votes.get(node, 0) + weight
    held = [node for node, weight in votes.items() if weight >= SHARE * total]
    best = max(held, key=lambda node: node.depth, default=None)
    best = cell_of_title(best, lines[start - 1].node if start else None, votes) or best
    # One long paragraph is not the text: short ones and pictures may stand beside it.
    while best is not None and best.tag in _PARAGRAPHS and best.parent is not None:
        best = best.parent
    return best


def vote(line: Line) -> int:
    """Return how much a line speaks for the element that holds it."""
    if line.in_frame:
        return 0
    if line.kind == "table":
        return min(len(line.text), 2000)
    if line.is_link or line.kind != "text":
        return 0
    worth = _worth(line.text) if len(line.text) <= COUNTED else _worth_of_long(line.text)
    return 0 if worth and is_label_line(line) else worth


def _worth_of_long(text: str) -> int:
    return COUNTED * 3 if furniture.is_prose(text) else COUNTED


@lru_cache(maxsize=4096)
def _worth(text: str) -> int:
    """Return how much the words of a line speak for running text; three steps ask it of every line."""
    if furniture.is_furniture(text) or furniture.is_foot(text):
        return 0
    if furniture.ends_document(text) or furniture.is_contact_of_site(text):
        return 0
    return len(text) * 3 if furniture.is_prose(text) else len(text)


def _is_strong(node: Node) -> bool:
    if not node.attributes or node.tag in {"a", "span", "font", "img", "input", "h1", "h2"}:
        return False
    name = node.get("id").lower()
    if name and (name in _STRONG_IDS or name.startswith("vsb_content")):
        return True
    return any(part in _STRONG_CLASSES for part in node.get("class").lower().split())


def _own(node: Node) -> int:
    return node.words - node.link_words + _pictures(node)


def _weight(node: Node) -> int:
    return node.words - node.link_words


def _pictures(node: Node) -> int:
    return sum(1 for one in node.walk() if one.tag == "img") if node.words < 50 else 0
