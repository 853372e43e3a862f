"""The body of a document as blocks: paragraphs, headings, lists, tables, pictures, files."""

import html as html_text
import re
from collections.abc import Container, Iterator, Sequence

from mingtang.editorial.reading.addresses import Addresses, bytes_of
from mingtang.editorial.reading.attached import (
    MOST_EMBEDDED,
    embedded,
    files_of,
    holds_only,
    is_numbered_before,
    is_there,
    lines_with_files,
    once,
    without_files,
)
from mingtang.editorial.reading.dates import is_date_line
from mingtang.editorial.reading.lines import Line, tidy
from mingtang.editorial.reading.media import is_ornament, picture_source
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Block, File, Reading, ReadPicture, ReadTable, Text
from mingtang.editorial.reading.tree import Node, ParsedPage

_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章编])")


_SUBHEADING = re.compile(r"^第[一二三四五六七八九十百]{1,4}节")


_HEADING_LIMIT = 40


_HREF = re.compile(r'<a href="([^"<>]*)">')


_OF_BOX = re.compile(r"^[【\[]?(?:相关)?附件\s?\d{0,2}[】\]]?[:：.、]?")


SMALLEST_PICTURE = 100  # bytes; what is smaller only holds a place or counts visitors


MEDIA_NAMES = {
    "iframe": "嵌入的页面或视频",
    "video": "视频",
    "audio": "音频",
    "object": "嵌入的播放器或文件",
    "embed": "嵌入的播放器或文件",
}


_ALIGNED = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)


def build_body(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    """Turn the lines of the body into blocks, and collect the files behind it."""
    addresses = Addresses(reading.base)
    blocks: list[Block] = []
    files: list[File] = []
    for line in layout.body:
        blocks.extend(_blocks_of(line, addresses, files))
    shown = {one.written for one in blocks if isinstance(one, File)}
    blocks.extend(one for one in once(files) if one.written not in shown)
    known = {one.written for one in files}
    for line in lines_with_files(layout.after):
        for one in files_of(line, addresses):
            if one.written not in known:
                known.add(one.written)
                files.append(one)
                blocks.append(one)
    if page is not None:
        _add_embedded(reading, layout, page, (blocks, files))
    _drop_name_of_box(blocks)
    _drop_names_of_files(blocks)
    reading.body, reading.files = tuple(blocks), tuple(once(files))
    _doubt_addresses(reading)
    if page is not None:
        _doubt_dropped(reading, layout, page)


def _add_embedded(
    reading: Reading, layout: Layout, page: ParsedPage, found: tuple[list[Block], list[File]]
) -> None:
    """Add the files that the page shows in a frame; a body that has nothing besides is doubted."""
    blocks, files = found
    for one in embedded(layout, page, Addresses(reading.base)):
        if not is_there(one, files):
            files.append(one)
            blocks.append(one)
        if not any(isinstance(block, ReadTable) for block in blocks):
            reading.doubt(
                "body",
                f"正文在嵌入的文件“{one.name}”里，文字没有收入，请确认附件内容是否需要录入。",
            )


def _drop_name_of_box(blocks: list[Block]) -> None:
    """Leave out `附件：` between the date of a document and the files that end the page."""
    index = len(blocks)
    while index and isinstance(blocks[index - 1], File):
        index -= 1
    name = blocks[index - 1] if 1 < index < len(blocks) else None
    if isinstance(name, Text) and re.fullmatch(
        r"[【\[]?(?:相关)?附件(?:下载|列表|信息|清单)?[】\]]?[:：]?", name.words
    ):
        before = blocks[index - 2]
        if isinstance(before, Text) and is_date_line(before.words):
            del blocks[index - 1]


def _drop_names_of_files(blocks: list[Block]) -> None:
    """Leave out `附件：名称.pdf` where a page holds nothing but its files: it is the name of their box."""
    names = {one.name for one in blocks if isinstance(one, File)}
    texts = [one for one in blocks if isinstance(one, Text)]
    is_all = len(texts) + sum(isinstance(one, File) for one in blocks) == len(blocks)
    if names and is_all and all(_OF_BOX.sub("", one.words).strip() in names for one in texts):
        blocks[:] = [one for one in blocks if isinstance(one, File)]


def _blocks_of(line: Line, addresses: Addresses, files: list[File]) -> Iterator[Block]:
    if line.kind == "picture":
        picture = _picture(line.node, addresses)
        if picture is not None:
            yield picture
        return
    own = list(files_of(line, addresses))
    files.extend(own)
    if line.kind == "table":
        _, rows, columns = line.cell or (0, 0, 0)
        yield ReadTable(_linked(without_files(line.html, own), addresses), rows, columns)
    elif own and holds_only(line, own):
        if not re.search(r"下载\d*次", line.text) and is_numbered_before(line, own[0]):
            yield Text(line.text, html_text.escape(line.text, quote=False), _tag(line))
        yield from own
    else:
        html = _linked(without_files(line.html, own), addresses)
        tag = _tag(line)
        yield Text(line.text, html, tag, _alignment(line.node) if tag == "p" else "")


def _tag(line: Line) -> str:
    text = line.text
    short = len(text) <= _HEADING_LIMIT and "。" not in text.rstrip("。")
    if line.tag in {"ul", "ol"}:
        return line.tag
    if line.tag in {"h1", "h2"} or (short and _HEADING.match(text)):
        return "h2"
    if line.tag in {"h3", "h4", "h5", "h6"} or (short and _SUBHEADING.match(text)):
        return "h3"
    return "p"


def _alignment(node: Node | None) -> str:
    """Return how a paragraph itself says that it stands; what is around it often is layout."""
    if node is None or node.tag != "p":
        return ""
    found = _ALIGNED.search(node.get("style"))
    return (found[1] if found else node.get("align")).lower().replace("end", "right")


def _linked(inner: str, addresses: Addresses) -> str:
    """Return HTML with its links resolved; one that leads nowhere becomes its words."""

    def replace(match: re.Match[str]) -> str:
        written = html_text.unescape(match[1])
        if written.lower().startswith(("mailto:", "tel:")):
            return match[0]
        address = addresses.resolve(written)
        return f'<a href="{html_text.escape(address)}">' if address else '<a href="">'

    linked = _HREF.sub(replace, inner)
    return re.sub(r'<a href="">(.*?)</a>', r"\1", linked) if '<a href="">' in linked else linked


def _picture(node: Node | None, addresses: Addresses) -> ReadPicture | None:
    if node is None or is_ornament(node):
        return None
    written = picture_source(node)
    if not written or re.match(r"^(?:file|about|blob):", written, re.IGNORECASE):
        return (
            ReadPicture("", written, tidy(node.get("alt") or node.get("title"))[:100])
            if written
            else None
        )
    name = tidy(node.get("alt") or node.get("title"))[:100]
    if written[:5].lower() == "data:":
        data = bytes_of(written)
        if 0 < len(data) <= SMALLEST_PICTURE:
            return None
        return ReadPicture("", "data:", name, data)
    return ReadPicture(addresses.resolve(written), written, name)


def address_doubts(reading: Reading, taken: Container[str] = ()) -> Iterator[str]:
    """Yield what to say of pictures and files without a whole address; `taken` were found beside the page."""
    lost = [
        one.written
        for one in reading.pictures
        if not one.address and one.written != "data:" and one.written not in taken
    ]
    if lost:
        yield (
            f"正文有 {len(lost)} 张图片只写了相对地址或本机地址（{_some(lost)}），请说明网页原来的地址，或把图片补传。"
        )
    files = [one.name for one in reading.files if not one.address and one.written not in taken]
    if files:
        yield f"有 {len(files)} 个附件的地址不完整（{_some(files)}），请补传附件。"


def _doubt_addresses(reading: Reading) -> None:
    for words in address_doubts(reading):
        reading.doubt("body", words)
    broken = sum(1 for one in reading.pictures if one.written == "data:" and not one.data)
    if broken:
        reading.doubt("body", f"正文有 {broken} 张内嵌图片无法读取，没有收入，请补传。")
    if not any(isinstance(block, Text | ReadTable) for block in reading.body):
        if reading.pictures:
            reading.doubt("body", "正文只有图片，没有文字，请对照图片录入文字。")
        elif reading.files:
            reading.doubt("body", "正文只有附件，没有文字，请确认附件内容是否需要录入。")


def _some(names: Sequence[str]) -> str:
    shown = "、".join(name[:80] for name in names[:3])
    return f"{shown} 等" if len(names) > 3 else shown


def _doubt_dropped(reading: Reading, layout: Layout, page: ParsedPage) -> None:
    for parent, tag, source in page.dropped[:MOST_EMBEDDED]:
        is_among = _is_beside_text(parent, layout) or (
            tag in {"video", "audio"} and _is_below_title(parent, layout)
        )
        if not is_among or (layout.container is None and not source):
            continue
        if (tag == "iframe" and not source) or any(one.written in source for one in reading.files):
            continue
        address = f"（{source[:150]}）" if source else ""
        reading.doubt("body", f"正文里的{MEDIA_NAMES[tag]}{address}没有收入，请另行上传。")


def _is_below_title(parent: Node, layout: Layout) -> bool:
    """Tell whether what stands in an element stands between the title and the text."""
    title, container = layout.title, layout.container
    node = layout.lines[title.start].node if title and title.end > title.start else None
    return (
        node is not None and container is not None and node.order < parent.order < container.order
    )


def _is_beside_text(parent: Node, layout: Layout) -> bool:
    """Tell whether what stands in an element stands in the text, or next to it."""
    container = layout.container
    if container is None or container.holds(parent):
        return True
    return parent.holds(container) and parent.words <= 2 * container.words + 40


def is_empty(body: Sequence[Block]) -> bool:
    """Tell whether a body holds nothing that a reader would see."""
    return not any(
        isinstance(block, ReadTable | ReadPicture | File) or block.words.strip() for block in body
    )
