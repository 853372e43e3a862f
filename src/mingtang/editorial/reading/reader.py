"""Read one file: bytes, kind of document, container, labels, title, fields, body, doubts."""

import re

from mingtang.editorial.reading import addresses, bodies, document_numbers, fields, kinds
from mingtang.editorial.reading.confidence import doubt_unsure
from mingtang.editorial.reading.decoding import Decoded, decode
from mingtang.editorial.reading.furniture import is_prose
from mingtang.editorial.reading.layout import lay_out
from mingtang.editorial.reading.lines import lines_of_text
from mingtang.editorial.reading.opinion import words_missed
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import DocumentKind, Found, Reading, Unreadable, ValuePlace
from mingtang.editorial.reading.title_names import clean, is_shortened, squash, stated_titles
from mingtang.editorial.reading.tree import ParsedPage
from mingtang.editorial.reading.walking import lines_of

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|table|h1|h2|span|article|section|frameset|meta|title|script|br|font|form|a|ul|td|center)\b",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OUTSIDE = 0.4
SHORTEST_HIDDEN = 40  # characters
_ORIGIN = re.compile(r"整理自互联网|来源于网络|小编")


def read_page(name: str, data: bytes, *, base: str = "") -> Reading:
    """Read the one document in the bytes of a text or HTML file.

    `base` is the address the page was fetched from, for the addresses of its pictures and files.

    :raises Unreadable: when it is no text, no document, or more than one; the message is Chinese
        and says what to do.
    """
    decoded = decode(data)
    text = decoded.text
    reading = Reading(name, encoding=decoded.encoding)
    _doubt_bytes(reading, decoded)
    page: ParsedPage | None = None
    if has_markup(text):
        page = ParsedPage(text)
        lines = lines_of(page.root)
        kinds.refuse_page(page, lines)
        layout = lay_out(lines, stated_titles(page), page.nodes)
        kinds.refuse_layout(page, layout)
    else:
        layout = lay_out(lines_of_text(text), (), ())
        if not layout.lines:
            raise Unreadable(DocumentKind.EMPTY, "文件是空的，请检查后重新导入。")
        if not layout.body:
            raise Unreadable(DocumentKind.EMPTY, "文件里只有一行字，没有正文，请检查后重新导入。")
    _read(reading, layout, page, base)
    if layout.may_list:
        words = "这个网页有许多链接，像栏目列表或首页，按一篇文章识读，请对照原网页核对。"
        reading.doubt("title", words)
        reading.doubt("body", words)
    if page is not None and layout.is_known:
        _doubt_outside(reading, layout)
    elif page is not None:
        missed = words_missed(text, layout, page)
        if missed:
            reading.doubt("body", f"正文可能不完整：页面上还有“{missed[:30]}…”，请对照原网页核对。")
    return reading


def has_markup(text: str) -> bool:
    """Tell whether a text is HTML."""
    return _MARKUP.search(text[:20_000]) is not None


def _read(reading: Reading, layout: Layout, page: ParsedPage | None, base: str) -> None:
    reading.base = addresses.base_of(page, base)
    _set_title(reading, layout)
    _doubt_title(reading, layout, page)
    scrap = _without_scrap(reading, layout)
    fields.find_fields(reading, layout, page)
    if scrap:
        _number_behind_scrap(reading, scrap)
    bodies.build_body(reading, layout, page)
    if page is not None:
        _doubt_hidden(reading, page)
    doubt_unsure(reading, layout, stated_titles(page) if page is not None else ())
    if bodies.is_empty(reading.body):
        reading.doubt("body", "没有找到正文，请检查文件内容。")
    if _ORIGIN.search("".join(line.text for line in layout.lines[-12:])):
        reading.doubt("source", "这份文件取自第三方网站的转载页面，请与发文机关的原件核对后再用。")


def _set_title(reading: Reading, layout: Layout) -> None:
    title = layout.title
    stated = next(
        (one for one in layout.labels if one.field == "title" and len(one.value) >= 6), None
    )
    if title is None and stated is not None:
        text = document_numbers.without_number(clean(stated.value))
        reading.title = Found(text, stated.value, ValuePlace.LABEL)
    elif title is None:
        reading.doubt("title", "没有找到标题，请补填。")
    else:
        text = document_numbers.without_number(title.text)
        reading.title = Found(text, title.stated or title.text, title.place)
        if title.is_weak:
            other = f"“{title.rival[:40]}”也像标题" if title.rival else "没有其他依据"
            reading.doubt("title", f"标题是按版面认出的，{other}，请核对。")
        if title.place is ValuePlace.HEAD:
            reading.doubt("title", "标题是图片，取了图片的文字说明，请核对。")
        if title.place is ValuePlace.META:
            reading.doubt("title", "标题只写在网页标签里，页面上没有显示，请核对。")


def _doubt_title(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    """Doubt a title beside which the page or the text holds another one."""
    title = reading.title.value
    if layout.own_title and title:
        reading.doubt("title", f"正文里的标题是“{layout.own_title}”，与页面标题不同，请核对。")
    if layout.left:
        reading.doubt("title", f"标题之下的“{layout.left[0][:40]}”可能是标题的一部分，请核对。")
        reading.doubt("body", f"标题之下的“{layout.left[0][:40]}”没有收入正文，请核对。")
    stated = clean(page.meta.get("articletitle", "")) if page is not None else ""
    if len(stated) >= 4 and title and not is_shortened(stated, title):
        reading.doubt(
            "title",
            f"页面上的标题与网页标签中的（“{stated[:60]}”）不一致，取了页面上的，请核对。",
        )


def _without_scrap(reading: Reading, layout: Layout) -> str:
    """Leave out a scrap between title and number that is no part of either; return the number."""
    body = layout.body
    if len(body) < 3 or body[0].kind != "text" or layout.is_known:
        return ""
    first, number = body[0].text, document_numbers.number_of_line(body[1].text)
    if not number or len(first) > 30 or re.search(r"[：:。，,]", first):
        return ""
    reading.doubt("title", f"标题之下的“{first}”含义不明，没有收入，请对照原件核对标题。")
    layout.body = body[2:]
    return number


def _number_behind_scrap(reading: Reading, number: str) -> None:
    if not reading.number.value:
        reading.number = Found(number, number, ValuePlace.HEAD)
        reading.doubts = [one for one in reading.doubts if one.field != "number"]


def _doubt_outside(reading: Reading, layout: Layout) -> None:
    """Doubt a body beside which the page holds as much running text again."""
    inside = sum(len(line.text) for line in layout.body)
    title_end = layout.title.end if layout.title else 0
    outside = [
        line.text
        for index, line in enumerate(layout.lines)
        if not layout.body_start <= index < layout.body_end
        and index >= title_end
        and not line.in_frame
        and not line.links
        and is_prose(line.text)
    ]
    if sum(map(len, outside)) > OUTSIDE * inside:
        reading.doubt("body", f"正文可能不完整：页面上还有“{outside[0][:30]}…”，请对照原网页核对。")


def _doubt_hidden(reading: Reading, page: ParsedPage) -> None:
    """Doubt a body beside which a style sheet hides running text that the body does not have."""
    own = squash("".join(reading.paragraphs))
    for words in page.hidden:
        if is_prose(words) and squash(words[:SHORTEST_HIDDEN]) not in own:
            reading.doubt("body", f"网页用样式隐藏了“{words[:30]}…”，没有收入正文，请核对。")
            return


def _doubt_bytes(reading: Reading, decoded: Decoded) -> None:
    if decoded.lost:
        reading.doubt(
            "body", f"文件里有 {decoded.lost} 个字无法识别（显示为“\ufffd”），请对照原件核对。"
        )
    if decoded.encoding == "cp1252":
        reading.doubt("body", "文件里没有认出中文，请检查文字编码。")
    unseen = len(_UNSEEN.findall(decoded.text))
    if unseen:
        reading.doubt("body", f"文件里有 {unseen} 个看不见的控制字符，已经去掉，请核对文字顺序。")
