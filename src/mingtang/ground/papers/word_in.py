"""Documents of Word taken in (读入): text, tables and pictures as HTML, with what was left out.

`mammoth` reads the document; numbers that Word counts are written into the text before, and alignment,
by which a signature is known, is added after. The file has passed the door for uploads: no macros, no
bomb of a ZIP.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.word_numbers import W, lists_of, write_numbers

SHOWN = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/bmp": "bmp"}  # fmt: skip
PICTURE = "word-picture-"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='mt-center'] => p.mt-center:fresh
p[style-name='mt-right'] => p.mt-right:fresh
u => u
comment-reference =>
"""
_ALIGNED = {"center": "mt-center", "right": "mt-right", "end": "mt-right"}
_CLASS = re.compile(r'<p class="mt-(center|right)">')
# What the two libraries raise for packages that are no document, or a broken one.
_FAULTS = (
    KeyError,
    ValueError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    zipfile.BadZipFile,
    SyntaxError,
)
_BROKEN = "这个 Word 文件已损坏或不是 .docx 格式，请用 Word 或 WPS 打开后另存为 .docx，再上传。"


@dataclass(frozen=True)
class WordText:
    """What a document holds: HTML, the bytes of its pictures by the names that the HTML has for them.

    `notes` are Chinese sentences about what was left out.
    """

    html: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_word(data: bytes) -> WordText:
    """Return the text of a document in the format .docx.

    Revisions that are tracked count as accepted. Headers, footers and comments are left out, charts
    and drawings too; a note says so.

    :raises Refused: when it is no such document.
    """
    import mammoth  # slow import

    pictures: dict[str, bytes] = {}
    unseen: list[str] = []
    try:
        numbered, notes = _numbered(data)
        result = mammoth.convert_to_html(
            io.BytesIO(numbered),
            style_map=_STYLES,
            transform_document=mammoth.transforms.paragraph(_aligned),
            convert_image=mammoth.images.img_element(_collector(pictures, unseen)),
            external_file_access=False,
        )
    except _FAULTS as fault:
        raise Refused([Reason("word.broken", _BROKEN)]) from fault
    html = _CLASS.sub(r'<p align="\1">', result.value)
    if unseen:
        notes.append(
            f"{len(unseen)} 张图片的格式网页不能显示（{'、'.join(sorted(set(unseen)))}），请另存为 PNG 后上传。"
        )
    return WordText(html, pictures, tuple(notes))


def _aligned(paragraph: Any) -> Any:
    name = _ALIGNED.get(paragraph.alignment or "")
    is_plain = not paragraph.style_name or paragraph.style_name in {"Normal", "No Spacing"}
    return paragraph.copy(style_name=name, style_id=None) if name and is_plain else paragraph


def _collector(pictures: dict[str, bytes], unseen: list[str]) -> Callable[[Any], dict[str, str]]:
    def collect(image: Any) -> dict[str, str]:
        kind = SHOWN.get(image.content_type)
        if kind is None:
            unseen.append(image.content_type.rpartition("/")[2].removeprefix("x-").upper())
            return {"src": ""}
        name = f"{PICTURE}{len(pictures) + 1}.{kind}"
        with image.open() as stream:
            pictures[name] = stream.read()
        return {"src": name}

    return collect


def _numbered(data: bytes) -> tuple[bytes, list[str]]:
    """Return a document with its numbers written out, and notes on what no reader takes over."""
    from docx import Document  # slow import
    from docx.opc.constants import RELATIONSHIP_TYPE  # slow import

    document = Document(io.BytesIO(data))
    body, parts = document.element, document.part.package.iter_parts()
    notes = _left_out(body, [str(part.partname) for part in parts])
    related = {rel.reltype: rel for rel in document.part.rels.values() if not rel.is_external}
    numbering = related.get(RELATIONSHIP_TYPE.NUMBERING)
    if numbering is None:
        return data, notes
    lists = lists_of(numbering.target_part.element)
    write_numbers(body, document.styles.element, lists)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue(), notes


def _left_out(body: Any, names: list[str]) -> list[str]:
    notes = []
    charts = sum(1 for one in names if re.fullmatch(r"/word/charts/chart\d+\.xml", one))
    if charts:
        notes.append(f"{charts} 个图表没有收入，请截图或用“图表”内容块重做。")
    if any(one.startswith("/word/diagrams/") for one in names):
        notes.append("SmartArt 图形没有收入，请截图后作为图片上传。")
    if "/word/comments.xml" in names:
        notes.append("批注没有收入。")
    if any(True for _ in body.iter(f"{W}del")) or any(True for _ in body.iter(f"{W}ins")):
        notes.append("文件里有修订痕迹，按接受全部修订后的文字收入，请核对。")
    if any(one.startswith("/word/embeddings/") for one in names):
        notes.append("嵌入的文件没有收入，请作为附件上传。")
    return notes
