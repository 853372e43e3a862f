"""An article as a document for Word and PDF: what is online of a policy as an official one, any other with its facts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from mingtang.editorial.content.body import blocks_of
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, PublicText, Release
from mingtang.editorial.reading.offices import names_receivers
from mingtang.ground.foundation.html import ALIGNMENTS
from mingtang.ground.foundation.text import one_line, paragraphs
from mingtang.ground.papers.blocks import (
    BodyBlock,
    BodyPicture,
    BodyText,
    DataTable,
    HeadingText,
    OfficialDocument,
)

# The bytes of a picture by its id; nothing where it is gone.
ReadPicture = Callable[[int], bytes | None]
# A short line with a number of its own and no stop at its end is a heading (GB/T 9704-2012, 7.3.3).
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十]{1,3}、.{1,40}"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）.{1,40}"),
)
_LEVELS = {"h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_STOPS = "。；：，、！？"
_BREAKS = re.compile(r"<br\s*/?>")


def official_document(release: Release, read_picture: ReadPicture) -> OfficialDocument:
    """Return a release in the parts of an official document.

    The office and its number stand in the red head where both are known. A first line may name the
    receivers. Files below the text are listed as attachments.
    """
    blocks = list(release.body)
    body = [one for block in blocks for one in _blocks(block, read_picture)]
    receivers, body = _receivers(body)
    has_head = bool(release.issuing_office and release.document_number)
    offices, day = _signature(release, blocks, body)
    return OfficialDocument(
        title=release.title,
        body=body,
        mark=[release.issuing_office] if has_head else [],
        number=release.document_number if has_head else "",
        receivers=receivers,
        attachments=[str(_value(one).get("title") or "") for one in _of(blocks, "attachment")],
        offices=offices,
        written_on=day,
    )


def article_document(article: Article, read_picture: ReadPicture) -> OfficialDocument:
    """Return the working copy of an article with a table of what it is.

    It has no red head: nothing is issued by writing it.
    """
    blocks = blocks_of(article.body)
    body = [one for block in blocks for one in _blocks(block, read_picture)]
    signatures = _of(blocks, "signature")
    offices, day = _signature(article, blocks, body) if signatures else ([], None)
    return OfficialDocument(
        title=article.title,
        body=[DataTable(["项目", "内容"], _facts(article)), *body],
        attachments=[str(_value(one).get("title") or "") for one in _of(blocks, "attachment")],
        offices=offices,
        written_on=day,
    )


def _facts(article: Article) -> list[list[str]]:
    """Return label and value of each public field that is filled in, and where the article stands."""
    facts = [["状态", f"{article.stage_label}（第 {article.version} 版）"]]
    facts.append(["报送单位", article.unit.name])
    for name in PUBLIC_FIELDS:
        field: Any = Article._meta.get_field(name)
        shown = getattr(article, f"get_{name}_display", None)  # a field with choices
        value = shown() if shown else getattr(article, name)
        if name != "title" and value not in (None, "", [], False):
            facts.append([str(field.verbose_name), _fact(value)])
    return facts


def _fact(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "是" if value is True else one_line(str(value))


def _receivers(body: list[BodyBlock]) -> tuple[list[str], list[BodyBlock]]:
    first = body[0] if body else None
    if isinstance(first, BodyText) and names_receivers(first.text):
        return [first.text.rstrip("：:")], body[1:]
    return [], body


def _of(blocks: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [block for block in blocks if block.get("type") == kind]


def _value(block: Mapping[str, Any]) -> Mapping[str, Any]:
    value = block.get("value")
    return value if isinstance(value, Mapping) else {}


def _signature(
    release: PublicText, blocks: Sequence[Mapping[str, Any]], body: Sequence[BodyBlock]
) -> tuple[list[str], date | None]:
    """Return who signs and when; a text that ends with both has no second signature below."""
    signatures = [_value(block) for block in _of(blocks, "signature")]
    if signatures:
        days = [str(one.get("date") or "") for one in signatures]
        last = next((date.fromisoformat(day) for day in reversed(days) if day), None)
        return [str(one.get("office") or "") for one in signatures], last or release.document_date
    ends = [block.text for block in body[-3:] if isinstance(block, BodyText)]
    if release.issuing_office in ends:
        return [], None
    return [release.issuing_office] if release.issuing_office else [], release.document_date


def _blocks(block: Mapping[str, Any], read_picture: ReadPicture) -> Iterator[BodyBlock]:
    match block.get("type"):
        case "text":
            yield from _text(str(block.get("value") or ""))
        case "html_table":
            tree = LexborHTMLParser(str(block.get("value") or ""))
            rows = [[_line(cell) for cell in row.css("th, td")] for row in tree.css("tr")]
            yield from _table(rows[:1], rows[1:], "")
        case "table":
            value = _value(block)
            headings = [str(one.get("heading") or "") for one in value.get("columns", ())]
            rows = [
                [_cell(cell) for cell in one.get("values", ())] for one in value.get("rows", ())
            ]
            yield from _table([headings], rows, str(value.get("caption") or ""))
        case "picture":
            yield _picture(_value(block), read_picture)
        case _:
            yield from _more(str(block.get("type")), _value(block), read_picture)


def _more(kind: str, value: Mapping[str, Any], read_picture: ReadPicture) -> Iterator[BodyBlock]:
    """Yield what paper can hold of a gallery, film, sound, chart, quote or answer."""
    match kind:
        case "gallery":
            yield from (_picture(row, read_picture) for row in value.get("pictures", ()))
        case "film" | "audio":
            what = "视频" if kind == "film" else "音频"
            made = "，人工智能生成" if value.get("is_ai") else ""
            yield BodyText(f"（{what}：{value.get('name', '')}{made}，请在网站上播放）")
            yield from map(BodyText, paragraphs(str(value.get("words") or "")))
        case "chart":
            measure, unit = str(value.get("measure") or ""), str(value.get("unit") or "")
            heads = [
                str(value.get("heading") or "项目"),
                f"{measure}（{unit}）" if unit else measure,
            ]
            rows = [[str(row["label"]), str(row.get("amount") or "")] for row in value["rows"]]
            yield DataTable(heads, rows, str(value.get("name") or ""))
        case "quote":
            yield from map(BodyText, paragraphs(str(value.get("words") or "")))
            if value.get("source"):
                yield BodyText(f"——{value['source']}")
        case "document_head":
            yield BodyText(str(value.get("mark") or ""), "center")
            signer = f"　签发人：{value['signer']}" if value.get("signer") else ""
            if line := f"{value.get('number') or ''}{signer}".strip("　"):
                yield BodyText(line, "center")
        case "ai_text":
            yield BodyText("（以下内容由人工智能生成）")
            yield from map(BodyText, paragraphs(str(value.get("words") or "")))
        case "question":
            yield BodyText(f"问：{value.get('question', '')}")
            yield from map(BodyText, paragraphs(f"答：{value.get('answer', '')}"))


def _text(html: str) -> Iterator[BodyBlock]:
    tree = LexborHTMLParser(_BREAKS.sub("\n", html))
    for node in tree.css("h2, h3, h4, h5, h6, p, li"):
        level = _LEVELS.get(node.tag or "")
        if level:
            yield HeadingText(_line(node), level, is_numbered=False)
        elif not any(inner != node for inner in node.css("p, li")):  # those follow by themselves
            align = str(node.attributes.get("class") or "")
            yield from (_paragraph(line, align) for line in paragraphs(node.text()))


def _paragraph(line: str, align: str) -> BodyBlock:
    if align in ALIGNMENTS:
        return BodyText(line, align)
    for level, numbered in enumerate(_NUMBERED, start=1):
        if numbered.fullmatch(line) and line[-1] not in _STOPS:
            return HeadingText(line, level, is_numbered=False)
    return BodyText(line)


def _line(node: Any) -> str:
    return one_line(node.text(separator=" "))


def _cell(cell: Any) -> str:
    return str((cell.get("value") if isinstance(cell, Mapping) else cell) or "")


def _table(
    head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], caption: str
) -> Iterator[BodyBlock]:
    width = max((len(row) for row in [*head, *rows]), default=0)
    if width:
        headings = [*head[0], *[""] * (width - len(head[0]))]
        yield DataTable(headings, rows, caption)


def _picture(value: Mapping[str, Any], read_picture: ReadPicture) -> BodyBlock:
    name = str(value.get("name") or "图片")
    content = read_picture(value["image"]) if isinstance(value.get("image"), int) else None
    if content is None:
        return BodyText(f"（图片：{name}）")
    caption = str(value.get("caption") or "")
    return BodyPicture(
        content, name, f"{caption or name}（人工智能生成）" if value.get("is_ai") else caption
    )
