"""The fields of a document, each from the places it may stand in, with what is doubtful about it."""

import re
from collections.abc import Iterator, Sequence

from mingtang.editorial.reading import (
    dates,
    document_numbers,
    furniture,
    meta_lines,
    offices,
    signatures,
)
from mingtang.editorial.reading.date_fields import find_document_date, find_released
from mingtang.editorial.reading.label_names import spaced_label
from mingtang.editorial.reading.number_fields import (
    NOT_SAID,
    check_number,
    evidence_of,
    find_number,
    labels_of,
    notes_of,
)
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Found, Reading, ValuePlace
from mingtang.editorial.reading.signatures import Signature
from mingtang.editorial.reading.title_names import KINDS, kind_of_title
from mingtang.editorial.reading.tree import SEAM, ParsedPage

_MADE_KNOWN_BY = re.compile(
    r"(?<=日)\s?(?:由|经)?([\u4e00-\u9fa5]{2,30}?)(?:令.{0,12})?(?:公布|发布|颁布)"
)
_META_SOURCES = ("contentsource", "source", "article:source", "og:article:author", "mediaid")


def find_fields(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    """Fill in all fields but title and body."""
    found = signatures.signatures_in(layout.body)
    if not found and (heading := signatures.above_text(layout.body)):
        found = [heading]
    if not found and (unsigned := signatures.undated(layout.body)):
        found = [unsigned]
    _find_index(reading, layout)
    find_number(reading, layout)
    _find_signers(reading, found)
    find_document_date(reading, layout, found)
    _find_office(reading, layout)
    find_released(reading, layout, page)
    _find_source(reading, layout, page)
    _check_kind(reading, layout)
    check_number(reading)


def _find_index(reading: Reading, layout: Layout) -> None:
    for one in labels_of(layout, "index_number"):
        value = one.value.split(" ")[0]
        if re.search(r"\d", value) and len(value) <= 60:
            reading.index_number = Found(value, evidence_of(one), ValuePlace.LABEL)
            return


def _find_signers(reading: Reading, found: Sequence[Signature]) -> None:
    if found:
        first = found[0]
        reading.signers = Found(first.signers, first.evidence, ValuePlace.SIGNATURE)
        if first.day is None:
            reading.doubt("signers", "落款没有日期，可能是页面的署名，请核对。")


def _is_addressed(layout: Layout) -> bool:
    """Tell whether the text opens with its receivers, as a notice does: 各县、市、区人民政府："""
    words = [line.text.strip() for line in layout.body if line.kind == "text" and line.text.strip()]
    return any(offices.names_receivers(text) for text in words[:2])


def _find_office(reading: Reading, layout: Layout) -> None:
    labels = sorted(labels_of(layout, "office"), key=lambda one: not one.label.startswith("发文"))
    title_office = offices.office_of_title(reading.title.value)
    if labels:
        one = labels[0]
        reading.office = Found(one.value[:100], evidence_of(one), ValuePlace.LABEL)
        others = {label.value for label in labels if label.value != one.value}
        if others and all(label.label == one.label for label in labels):
            reading.doubt(
                "office",
                f"页面写了不止一个{one.label}（{one.value}、{'、'.join(sorted(others))}），请核对。",
            )
    elif reading.signers.value:
        first = reading.signers.value[0]
        reading.office = Found(first, reading.signers.evidence, ValuePlace.SIGNATURE)
        if "signers" in reading.doubtful:
            reading.doubt("office", f"发文机关（{first}）取自没有日期的落款，请核对。")
        if title_office and title_office not in reading.signers.value:
            reading.doubt(
                "office", f"落款单位（{first}）与标题中的机关（{title_office}）不一致，请核对。"
            )
    else:
        _find_office_unsigned(reading, layout, title_office)


def _find_office_unsigned(reading: Reading, layout: Layout, title_office: str) -> None:
    order = re.match(r"^([\u4e00-\u9fa5]{2,30})令", reading.number.value)
    if title_office and _is_addressed(layout):
        # Who writes to named receivers issues what is written; any other title may only be about its office.
        reading.office = Found(title_office, reading.title.value, ValuePlace.TITLE)
        reading.doubt("office", f"没有落款，发文机关（{title_office}）取自标题，请核对。")
    elif title_office:
        reading.doubt("office", f"没有落款，标题里的机关是“{title_office}”，如是发文机关请填写。")
    elif order and offices.is_office(order[1]):
        reading.office = Found(order[1], reading.number.value, ValuePlace.TEXT)
        reading.doubt("office", f"发文机关（{order[1]}）是从令号推断的，请核对。")
    elif noted := next(_offices_noted(layout), None):
        reading.office = noted
        reading.doubt("office", f"发文机关（{noted.value}）取自题注，请核对。")
    elif kind_of_title(reading.title.value):
        reading.doubt("office", "没有找到发文机关，请补填。")


def _offices_noted(layout: Layout) -> Iterator[Found[str]]:
    """Yield the office that made a regulation known, as the note below its title says."""
    for note in notes_of(layout):
        match = _MADE_KNOWN_BY.search(note)
        if match is not None and offices.is_office(match[1]):
            yield Found(match[1], note, ValuePlace.TEXT)
        name = document_numbers.only_one_in(note).partition("〔")[0]
        before = (
            re.search(rf"日\s?(?:由|经)?([\u4e00-\u9fa5]{{4,30}}?)以?{name}\W", note)
            if name
            else None
        )
        if before is not None and offices.is_office(before[1]):
            yield Found(before[1], note, ValuePlace.TEXT)


def _find_source(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    stated = [
        one
        for one in labels_of(layout, "source")
        if dates.date_of_line(one.value) is None
        and len(one.value) <= 60
        and not furniture.is_tool_line(one.value)
    ]
    # Who sent a text in is its source only where nothing else is.
    stated.sort(key=lambda one: one.label.startswith(("供稿", "来稿")))
    if stated:
        reading.source = Found(stated[0].value, evidence_of(stated[0]), ValuePlace.LABEL)
        if any(one.value != stated[0].value for one in stated):
            reading.doubt(
                "source", f"页面写了不止一个来源，取了第一个（{stated[0].value}），请核对。"
            )
        return
    spaced = _spaced_source(layout)
    if spaced is not None:
        reading.source = spaced
        return
    if page is not None:
        for name in _META_SOURCES:
            value = page.meta.get(name, "")
            if value and not NOT_SAID.match(value) and len(value) <= 60:
                reading.source = Found(value, f"{name}：{value}", ValuePlace.META)
                return
        account = next((node for node in page.nodes if node.get("id") == "js_name"), None)
        if account is not None:
            name = "".join(account.text().split())
            reading.source = Found(name, name, ValuePlace.HEAD)
            reading.doubt("source", f"页面没有写明来源，取了公众号名称（{name}），请核对。")
            return
    medium = next((name for line in layout.head if (name := meta_lines.medium_of(line))), "")
    if medium:
        reading.source = Found(medium, medium, ValuePlace.HEAD)
        reading.doubt("source", f"页面没有写明来源，取了日期旁边的“{medium}”，请核对。")
        return
    reading.doubt("source", "没有找到信息来源，请补填。")


def _spaced_source(layout: Layout) -> Found[str] | None:
    """Return the source that a space parts from its label, on a line or in an element of its own."""
    for line in layout.head:
        for part in (line.text, *line.marked.split(SEAM)):
            field, value = spaced_label(part)
            if field == "source":
                return Found(value, part, ValuePlace.LABEL)
    return None


def _check_kind(reading: Reading, layout: Layout) -> None:
    kind = kind_of_title(reading.title.value)
    named = _kinds_named("".join(line.text for line in layout.body)[:100_000])
    if (kind and named and kind not in named and kind != "通知") or (
        kind == "通知" and named == {"意见"} and not re.search("印发|转发", reading.title.value)
    ):
        others = "、".join(sorted(named))
        reading.doubt(
            "title",
            f"标题写的是“{kind}”，正文自称“{others}”，标题可能有误，请对照原件核对。",
        )


def _kinds_named(text: str) -> set[str]:
    """Return the kinds by which a text calls itself (`本意见`, `提出以下意见`, `制定本办法`)."""
    return set(re.findall(rf"(?:要根据|执行|解释|制定|贯彻|按照|根据)本({KINDS})", text)) | set(
        re.findall(r"提出(?:以下|如下)(?:实施)?(意见)", text)
    )
