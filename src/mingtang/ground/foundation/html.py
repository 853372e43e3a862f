"""HTML from outside, made harmless: what is not on the list is dropped, the words stay."""

from functools import cache
from typing import TYPE_CHECKING

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.nesting import NestingFault, fault_of

if TYPE_CHECKING:
    import nh3

_TEXT = "abbr b br cite code del em i ins mark q rp rt ruby s small span strong sub sup u"
_BLOCKS = "blockquote dd div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre ul"
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_LINKS = "a img"
TAGS = frozenset(" ".join((_TEXT, _BLOCKS, _TABLES, _LINKS)).split())
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # else the library lets `title` and `lang` through everywhere
    "a": {"href", "title"},
    "abbr": {"title"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# How a paragraph stands: in the middle, at the right (落款), without the two characters before its first line.
ALIGNMENTS = ("center", "right", "flush")
_NO_CLASS = '<p class="">'
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# Elements whose words are no words for readers.
WITH_CONTENT = frozenset({"script", "style", "title", "template", "noscript"})
# Broken nesting (a link in a link around a table) is read differently once it was written out; what
# a reader's browser would make of it is known only when cleaning it again changes nothing.
ROUNDS = 5
# Text inside a picture, a comment elsewhere: nothing that an article needs.
CDATA = "<![CDATA["
# Far beyond what anybody writes; parsers take time by the square of the depth.
LONGEST = 1_000_000  # characters
DEEPEST = 100  # elements in each other
MOST_ATTRIBUTES = 200  # of one tag
_FAULTS = {
    NestingFault.DEEP: (
        "too_deep",
        f"正文格式嵌套超过 {DEEPEST} 层，无法处理。请清除格式后重新粘贴。",
    ),
    NestingFault.CROWDED: (
        "too_crowded",
        f"正文中有一处格式的属性超过 {MOST_ATTRIBUTES} 个，无法处理。请清除格式后重新粘贴。",
    ),
    NestingFault.STRAY: (
        "stray",
        "正文中有表格写法有误，大量文字不在单元格里，无法处理。请清除格式后重新制表。",
    ),
}
# Parsers take time by the square of the number of character references.
MOST_REFERENCES = 100_000


def judge_html(html: str) -> Decision:
    """Answer whether a fragment is short and shallow enough to be read; takes linear time."""
    if len(html) > LONGEST:
        return no(
            "html.too_long",
            f"一段正文不能超过 {LONGEST // 10_000} 万字符（含格式），请拆分成几段。",
            "body",
        )
    if html.count("&") > MOST_REFERENCES:
        return no(
            "html.too_many_references",
            f"一段正文的“&”和特殊字符不能超过 {MOST_REFERENCES // 10_000} 万个，请拆分成几段。",
            "body",
        )
    fault = fault_of(html.replace(CDATA, ""), deepest=DEEPEST, most=MOST_ATTRIBUTES)
    return no(f"html.{_FAULTS[fault][0]}", _FAULTS[fault][1], "body") if fault else YES


def clean_html(html: str) -> str:
    """Return a fragment of HTML without scripts, handlers, styles, forms, frames and strange addresses.

    Cleaning what is clean changes nothing, so it may be done on the way in and on the way out.

    :raises Refused: for what :func:`judge_html` does not let pass.
    """
    judge_html(html).require()
    html = html.replace(CDATA, "").encode("utf-8", "ignore").decode()  # no halves of characters
    cleaner = _cleaner()
    for _ in range(ROUNDS):
        cleaned = cleaner.clean(html).replace(_NO_CLASS, "<p>")
        if cleaned == html:
            return cleaned
        html = cleaned
    return _words_only(html)


def _words_only(html: str) -> str:
    import nh3  # slow import

    return nh3.clean(html, tags=set(), clean_content_tags=set(WITH_CONTENT))


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3  # slow import

    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(WITH_CONTENT),
        attributes=ATTRIBUTES,
        allowed_classes={"p": set(ALIGNMENTS)},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
