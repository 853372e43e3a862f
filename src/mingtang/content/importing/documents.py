"""One file to one document: title, number, office, dates, source, body, and what is uncertain."""

import html as html_text
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingtang.content.importing import dates, fields, furniture
from mingtang.content.importing.lines import Line, Source, from_html, from_text
from mingtang.content.importing.reading import looks_like_html, text_of
from mingtang.content.policies import document_numbers

_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章编])")
_SUBHEADING = re.compile(r"^第[一二三四五六七八九十百]{1,4}节")
_HEADING_LIMIT = 40


@dataclass
class ImportedDocument:
    """What was found in one file; empty or None where it is not known, with a warning."""

    file: str
    title: str = ""
    document_number: str = ""
    issuing_office: str = ""
    document_date: date | None = None
    release_date: date | None = None
    source: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """Return the body as one piece of HTML."""
        return "\n".join(_block_html(block) for block in self.blocks)

    def as_json(self) -> dict[str, Any]:
        """Return the document as plain values for printing."""
        return {
            "file": self.file,
            "title": self.title,
            "document_number": self.document_number,
            "issuing_office": self.issuing_office,
            "document_date": self.document_date.isoformat() if self.document_date else None,
            "release_date": self.release_date.isoformat() if self.release_date else None,
            "source": self.source,
            "body": self.body,
            "warnings": self.warnings,
        }


def parse_document(name: str, data: bytes) -> ImportedDocument:
    """Find a document in the bytes of a text or HTML file.

    :raises UnreadableFile: when the file is no text; the message says what to do.
    """
    text = text_of(data)
    source = from_html(text) if looks_like_html(text) else from_text(text)
    document = ImportedDocument(name)
    start = _find_title(document, source)
    head, body = _split(source.lines, start)
    labels = _labels_of([*source.lines[:start], *head], source.meta)
    _find_number(document, labels, head)
    body = _without_garbled_subtitle(document, body)
    _find_dates(document, labels, body)
    _find_office(document, labels, body)
    document.source = labels.get("source", "")
    if not document.source:
        document.warnings.append("没有找到信息来源，请补填。")
    _check_origin(document, source.lines)
    _check_kind(document, body)
    document.blocks = _blocks(body)
    if not document.blocks:
        document.warnings.append("没有找到正文，请检查文件内容。")
    return document


def _find_title(document: ImportedDocument, source: Source) -> int:
    """Fill in the title and return the index of the line after it."""
    texts = [line.text for line in source.lines]
    stated = source.meta.get("articletitle", "") or source.heading
    if stated and stated in texts:
        document.title = stated
        return texts.index(stated) + 1
    found = fields.title_line(texts)
    if found is not None:
        document.title = texts[found]
        return found + 1
    if stated:
        document.title = stated
        return 0
    first = next((i for i, t in enumerate(texts) if not _is_page_line(t)), None)
    if (
        first is not None
        and len(texts[first]) <= 60
        and not re.search(r"[。；：:!！]$", texts[first])
    ):
        document.title = texts[first]
        return first + 1
    document.warnings.append("没有找到标题，请补填。")
    return 0


def _is_page_line(text: str) -> bool:
    return furniture.is_furniture(text) or fields.is_label_line(text)


def _split(lines: Sequence[Line], start: int) -> tuple[list[Line], list[Line]]:
    """Part what follows the title: fields and furniture of the head, then the body up to its end."""
    rest = list(lines[start:])
    index = 0
    while index < len(rest) and _belongs_to_head(rest[index].text):
        index += 1
    body = []
    for line in rest[index:]:
        if furniture.ends_document(line.text):
            break
        if not furniture.is_furniture(line.text) and not furniture.is_bare_address(line.text):
            body.append(line)
    return rest[:index], body


def _belongs_to_head(text: str) -> bool:
    number = document_numbers.normalised(text)
    return _is_page_line(text) or document_numbers.is_standard(number) or len(text) <= 1


def _labels_of(lines: Sequence[Line], meta: dict[str, str]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for line in lines:
        for name, value in fields.labelled(line.text).items():
            if name and value and name not in labels:
                labels[name] = value
    if meta.get("pubdate"):
        labels.setdefault("release_date", meta["pubdate"])
    if meta.get("contentsource"):
        labels.setdefault("source", meta["contentsource"])
    return labels


def _find_number(document: ImportedDocument, labels: dict[str, str], head: Sequence[Line]) -> None:
    found = fields.own_numbers([line.text for line in head])
    if labels.get("document_number"):
        stated = document_numbers.normalised(labels["document_number"])
        if document_numbers.is_standard(stated) and stated not in found:
            found.insert(0, stated)
    if len(found) == 1:
        document.document_number = found[0]
    elif found:
        document.warnings.append(f"找到不止一个发文字号（{'、'.join(found)}），请确认后填写。")
    else:
        document.warnings.append("没有找到本文件的发文字号（正文中引用的文号不算），如有请补填。")


def _without_garbled_subtitle(document: ImportedDocument, body: list[Line]) -> list[Line]:
    """Leave out a scrap between title and number that is no part of either, and say so."""
    first = body[0].text if body else ""
    rest = [line.text for line in body[1:4]]
    number = fields.own_numbers(rest[:1])
    if not number or len(first) > 30 or re.search(r"[：:。，,]", first):
        return body
    document.warnings.append(f"标题之下的“{first}”含义不明，没有收入，请对照原件核对标题。")
    if not document.document_number:
        document.document_number = number[0]
        document.warnings = [
            w for w in document.warnings if not w.startswith("没有找到本文件的发文字号")
        ]
    return body[2:]


def _find_dates(document: ImportedDocument, labels: dict[str, str], body: Sequence[Line]) -> None:
    document.release_date = dates.date_in(labels.get("release_date", ""))
    if document.release_date is None:
        document.warnings.append("没有找到发布日期，请补填。")
    signed = [dates.date_of_line(line.text) for line in body if dates.is_date_line(line.text)]
    stated = dates.date_in(labels.get("document_date", ""))
    broken = [line.text for line in body if dates.is_broken_date(line.text)]
    candidates = {day for day in ([stated] if stated else signed[-1:]) if day}
    if stated and signed and signed[-1] != stated:
        document.warnings.append(
            f"页面写明的成文日期（{stated}）与落款日期（{signed[-1]}）不一致，请核对。"
        )
        return
    if broken and not stated:
        document.warnings.append(
            f"成文日期“{broken[-1]}”缺少数字，无法确定，没有填写，请对照原件补填。"
        )
        return
    if not candidates:
        document.warnings.append("没有找到成文日期，请补填。")
        return
    document.document_date = candidates.pop()


def _find_office(document: ImportedDocument, labels: dict[str, str], body: Sequence[Line]) -> None:
    texts = [line.text for line in body]
    signers = [
        texts[i - 1]
        for i in range(1, len(texts))
        if dates.is_date_line(texts[i]) and fields.is_office(texts[i - 1])
    ]
    document.issuing_office = (
        labels.get("issuing_office", "")
        or fields.office_of_title(document.title)
        or (signers[-1] if signers else "")
    )
    if not document.issuing_office:
        document.warnings.append("没有找到发文机关，请补填。")


def _check_origin(document: ImportedDocument, lines: Sequence[Line]) -> None:
    words = "".join(line.text for line in lines[-12:])
    if re.search(r"整理自互联网|来源于网络|小编", words):
        document.warnings.append("这份文件取自第三方网站的转载页面，请与发文机关的原件核对后再用。")


def _check_kind(document: ImportedDocument, body: Sequence[Line]) -> None:
    kind = fields.kind_of_title(document.title)
    named = fields.kinds_named_by_itself("".join(line.text for line in body))
    if (kind and named and kind not in named and kind != "通知") or (
        kind == "通知" and named == {"意见"} and "印发" not in document.title
    ):
        document.warnings.append(_kind_warning(kind, named))


def _kind_warning(kind: str, named: set[str]) -> str:
    others = "、".join(sorted(named))
    return f"标题写的是“{kind}”，正文自称“{others}”，标题可能有误，请对照原件核对。"


def _blocks(body: Sequence[Line]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    words: list[str] = []

    def close_text() -> None:
        if words:
            blocks.append({"type": "text", "value": "\n".join(words)})
            words.clear()

    signature = _signature_at(body)
    for index, line in enumerate(body):
        if signature is not None and index in signature:
            if index == signature[-1]:
                close_text()
                blocks.append(_signature_block([body[i].text for i in signature]))
        elif line.tag == "table":
            close_text()
            blocks.append({"type": "html_table", "value": line.html})
        else:
            words.append(_paragraph(line))
    close_text()
    return blocks


def _signature_at(body: Sequence[Line]) -> tuple[int, ...] | None:
    """Return where office and whole date stand at the end of the document proper."""
    for index in range(len(body) - 1, 0, -1):
        if dates.is_date_line(body[index].text) and fields.is_office(body[index - 1].text):
            return (index - 1, index)
    return None


def _signature_block(texts: Sequence[str]) -> dict[str, Any]:
    day = dates.date_of_line(texts[-1])
    return {
        "type": "signature",
        "value": {"office": texts[0], "date": day.isoformat() if day else None},
    }


def _paragraph(line: Line) -> str:
    inner = line.html or html_text.escape(line.text, quote=False)
    short = len(line.text) <= _HEADING_LIMIT and "。" not in line.text.rstrip("。")
    if line.tag in {"h1", "h2"} or (short and _HEADING.match(line.text)):
        return f"<h2>{inner}</h2>"
    if line.tag in {"h3", "h4", "h5", "h6"} or (short and _SUBHEADING.match(line.text)):
        return f"<h3>{inner}</h3>"
    return f"<p>{inner}</p>"


def _block_html(block: dict[str, Any]) -> str:
    if block["type"] != "signature":
        return str(block["value"])
    value = block["value"]
    day = date.fromisoformat(value["date"]) if value["date"] else None
    written = f"{day.year}年{day.month}月{day.day}日" if day else ""
    return f"<p>{html_text.escape(value['office'])}</p>\n<p>{written}</p>"
