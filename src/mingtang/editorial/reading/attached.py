"""The files that a document offers: links among its lines, below it, and files shown in a frame."""

import html as html_text
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from mingtang.editorial.reading.addresses import Addresses
from mingtang.editorial.reading.lines import Line, tidy
from mingtang.editorial.reading.media import FILE, is_file
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import File
from mingtang.editorial.reading.tree import Node, ParsedPage

_LINK = re.compile(r'<a href="([^"<>]*)">(.*?)</a>')
MOST_EMBEDDED = 100  # frames and players that are named
_SIZE = re.compile(
    r"\s*[（(\[]\s*[\d.]+\s*(?:KB|MB|K|M|字节|bytes)\s*[)）\]]\s*$|\s*[【\[（(]?(?:点击)?下载[】\])）]?\s*$",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"\s?\d[\d.]*\s?(?:KB|MB|字节)\s?$", re.IGNORECASE)  # of a file


def is_there(one: File, files: Sequence[File]) -> bool:
    """Tell whether a file is linked already, under the same address or the same path written otherwise."""
    return any(
        one.written == file.written
        or (one.address and one.address == file.address)
        or (not one.address and one.written.lstrip("./") == file.written.lstrip("./"))
        for file in files
    )


def embedded(layout: Layout, page: ParsedPage, addresses: Addresses) -> Iterator[File]:
    """Yield the files that the page shows in a frame instead of words (a PDF in a viewer)."""
    for parent, _, source in page.dropped[:MOST_EMBEDDED]:
        inside = layout.container is None or layout.container.holds(parent) or not layout.body
        viewed = re.search(r"[?&#](?:file|src|url|path)=([^&#]+)", source)
        written = unquote(viewed[1]) if viewed else source
        if inside and FILE.search(written):
            name = unquote(urlsplit(written).path.rsplit("/", 1)[-1])
            yield File(name[:200], addresses.resolve(written), written)


def once(files: Sequence[File]) -> Iterator[File]:
    seen: set[tuple[str, str]] = set()
    for one in files:
        if (one.name, one.written) not in seen:
            seen.add((one.name, one.written))
            yield one


def without_files(html: str, files: Sequence[File]) -> str:
    """Return HTML in which links to files are their words; the files stand below the text."""
    if not files:
        return html
    written = {html_text.escape(one.written) for one in files}
    return _LINK.sub(lambda match: match[2] if match[1] in written else match[0], html)


def holds_only(line: Line, files: Sequence[File]) -> bool:
    """Tell whether a line is nothing but its files."""
    rest = _WEIGHT.sub("", line.text)
    for file in files:
        rest = rest.replace(tidy(file.name), "", 1)
    return not re.sub(
        r"[\s、，,;；.。:：\d()（）\[\]【】]|已?下载|点击|附件|KB|MB|查看|次",
        "",
        rest,
        flags=re.IGNORECASE,
    ) and (
        not rest.strip(" 、，,;；")
        or line.link_words * 10 >= len(line.text) * 7
        or re.search(r"下载\d*次", line.text) is not None
    )


def is_numbered_before(line: Line, first: File) -> bool:
    """Tell whether a line numbers its file itself (`2.名单`): it is a line of the text."""
    return line.text.partition(tidy(first.name))[0].strip() != ""


def files_of(line: Line, addresses: Addresses) -> Iterator[File]:
    nodes = [node for _, node in line.links]
    if line.kind == "table" and line.node is not None:
        nodes = [node for node in line.node.walk() if node.tag == "a"]
    for node in nodes:
        if is_file(node):
            yield _file(node, addresses)


def _file(node: Node, addresses: Addresses) -> File:
    written = node.get("href").strip()
    name = tidy(_SIZE.sub("", tidy(node.text()))) or tidy(node.get("title"))
    if not name:
        name = unquote(urlsplit(written).path.rsplit("/", 1)[-1])
    return File(name[:200], addresses.resolve(written), written)


def lines_with_files(after: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines behind the body that offer files of this document, not of its neighbours."""
    for index, line in enumerate(after[:40]):
        if line.kind == "text" and re.match(
            r"^(?:上一|下一|前一|后一|版权所有|主办单位|友情链接|网站地图)", line.text
        ):
            return
        if re.match(r"^[【\[]?(?:相关|关联|延伸|推荐|热门)(?!附件)", line.text) and index:
            return
        if (line.links or line.kind == "table") and not line.in_frame and not _leads_around(line):
            yield line


def _leads_around(line: Line) -> bool:
    """Tell whether a line also leads back to a list or on to a neighbour: its files are theirs."""
    return any(
        re.match(r"^\W*(?:返回|上一|下一|前一|后一|目录)", node.text()) for _, node in line.links
    )
