"""The fields of a document, each from the places it may stand in, with what is doubtful about it."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from mingtang.editorial.reading import (
    dates,
    document_numbers,
    furniture,
    meta_lines,
    offices,
    signatures,
)
from mingtang.editorial.reading.labels import Labelled, values_taken
from mingtang.editorial.reading.layout import Layout
from mingtang.editorial.reading.number_fields import (
    NOT_SAID,
    check_number,
    evidence_of,
    find_number,
    is_formal_page,
    labels_of,
)
from mingtang.editorial.reading.result import Found, Reading, ValuePlace
from mingtang.editorial.reading.signatures import Signature
from mingtang.editorial.reading.titles import KINDS, kind_of_title
from mingtang.editorial.reading.tree import ParsedPage

_META_DATES = (
    "pubdate", "publishdate", "publish_date", "article:published_time", "og:release_date",
    "firstpublishedtime", "publishtime", "releasedate", "dc.date", "createdate",
)  # fmt: skip
_META_SOURCES = ("contentsource", "source", "article:source", "og:article:author", "mediaid")
_SCRIPT_TIME = re.compile(r"\bvar\s+ct\s*=\s*[\"'](\d{10})[\"']")
# What stands before a date that is not the release: another label, or words for the time something holds.
_OTHER_DATE = re.compile(
    r"失效|有效期|实施|施行|生效|截止|废止|征集|报名|活动|会议|开标|公示|任期|[至到]\s?$"
)
_UNKNOWN_LABEL = re.compile(r"([\u4e00-\u9fff]{2,8})\s?[:：]\s?$")
_RECEIVERS = re.compile(r"[^。；;：:]+(?<!如下)(?<!决定)[：:]$")
LONGEST_RECEIVERS = 200  # characters of the line of receivers
_MADE_PUBLIC = frozenset(["公布日期", "颁布日期", "颁布时间"])


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
    _find_document_date(reading, layout, found)
    _find_office(reading, layout)
    _find_released(reading, layout, page)
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


def _find_document_date(reading: Reading, layout: Layout, found: Sequence[Signature]) -> None:
    stated = [
        (day, one)
        for one in _document_dates(layout)
        if (day := dates.date_in(one.value)) is not None
    ]
    lonely = signatures.lonely_date(layout.body)
    signed = [one for one in found if one.day] or ([lonely] if lonely else [])
    broken = [line.text for line in layout.body if dates.is_broken_date(line.text)]
    if stated:
        day, label = stated[0]
        if signed and all(one.day != day for one in signed):
            reading.doubt(
                "document_date",
                f"页面写明的{label.label}（{day}）与落款日期（{signed[0].day}）不一致，取了前者，请对照原件核对。",
            )
        reading.document_date = Found(day, evidence_of(label), ValuePlace.LABEL)
    elif broken and not (signed and found):
        reading.doubt(
            "document_date",
            f"成文日期“{broken[-1]}”缺少数字，无法确定，没有填写，请对照原件补填。",
        )
    elif signed:
        reading.document_date = Found(signed[0].day, signed[0].evidence, ValuePlace.SIGNATURE)
        others = {one.day for one in signed} - {signed[0].day}
        if others:
            reading.doubt(
                "document_date",
                f"文中有不止一处落款，成文日期取了第一处（{signed[0].day}），请核对。",
            )
    else:
        _date_made_known(reading, layout)


def _document_dates(layout: Layout) -> list[Labelled]:
    """Return the labels of the date of the document; 公布日期 is that of release beside another."""
    found = list(labels_of(layout, "document_date"))
    others = [one for one in found if one.label not in _MADE_PUBLIC]
    return others or found


def _date_made_known(reading: Reading, layout: Layout) -> None:
    for line in [*layout.head, *layout.body[:2]]:
        match = document_numbers.MADE_KNOWN.search(line.text) if line.kind == "text" else None
        day = dates.date_in(match[0]) if match else None
        if day is not None:
            reading.document_date = Found(day, line.text[:200], ValuePlace.TEXT)
            if len(dates.dates_in(line.text)) > 1:
                reading.doubt("document_date", "题注里有不止一个日期，成文日期取了第一个，请核对。")
            return
    if is_formal_page(reading, layout):
        reading.doubt("document_date", "没有找到成文日期，请补填。")


def _is_addressed(layout: Layout) -> bool:
    """Tell whether the text opens with its receivers, as a notice does: 各县、市、区人民政府："""
    words = [line.text.strip() for line in layout.body if line.kind == "text" and line.text.strip()]
    return any(len(text) <= LONGEST_RECEIVERS and _RECEIVERS.match(text) for text in words[:2])


def _find_office(reading: Reading, layout: Layout) -> None:
    labels = sorted(labels_of(layout, "office"), key=lambda one: not one.label.startswith("发文"))
    order = re.match(r"^([\u4e00-\u9fa5]{2,30})令", reading.number.value)
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
        if title_office and title_office not in reading.signers.value:
            reading.doubt(
                "office", f"落款单位（{first}）与标题中的机关（{title_office}）不一致，请核对。"
            )
    elif title_office and _is_addressed(layout):
        # Who writes to named receivers issues what is written; any other title may only be about its office.
        reading.office = Found(title_office, reading.title.value, ValuePlace.TITLE)
        reading.doubt("office", f"没有落款，发文机关（{title_office}）取自标题，请核对。")
    elif title_office:
        reading.doubt("office", f"没有落款，标题里的机关是“{title_office}”，如是发文机关请填写。")
    elif order and offices.is_office(order[1]):
        reading.office = Found(order[1], reading.number.value, ValuePlace.TEXT)
        reading.doubt("office", f"发文机关（{order[1]}）是从令号推断的，请核对。")
    elif kind_of_title(reading.title.value):
        reading.doubt("office", "没有找到发文机关，请补填。")


def _find_released(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    visible = _visible_release(reading, layout)
    meta = _meta_release(page) if page is not None else None
    if visible is not None:
        day, at, evidence, place = visible
        reading.released, reading.released_at = Found(day, evidence, place), at
        if meta is not None and meta[0] != day:
            reading.doubt(
                "released",
                f"页面上显示的发布日期（{day}）与网页标签中的（{meta[0]}）不一致，取了显示的，请核对。",
            )
    elif meta is not None:
        reading.released, reading.released_at = Found(meta[0], meta[2], ValuePlace.META), meta[1]
    else:
        reading.doubt("released", "没有找到发布日期，请补填。")
        return
    signed, released = reading.document_date.value, reading.released.value
    if signed and released and released < signed:
        for name in ("released", "document_date"):
            reading.doubt(name, f"发布日期（{released}）早于成文日期（{signed}），请核对。")


_Release = tuple[date, datetime | None, str, ValuePlace]


def _visible_release(reading: Reading, layout: Layout) -> _Release | None:
    of_document = _document_dates(layout)
    for name in ("released", "released_bare", "released_weak"):
        labels = list(labels_of(layout, name))
        if name == "released":
            made_public = labels_of(layout, "document_date")
            labels += [one for one in made_public if one not in of_document]
        found = [(day, one) for one in labels if (day := dates.date_in(one.value))]
        if not found and name == "released_bare" and (bare := _bare_release(reading, layout)):
            return bare
        if found:
            day, one = found[0]
            others = {other for other, _ in found} - {day}
            if name == "released_weak":
                reading.doubt("released", f"页面只写了{one.label}（{day}），当作发布日期，请核对。")
            elif one.label == "时间" and _names_a_venue(layout, one.line):
                reading.doubt(
                    "released",
                    f"“时间”（{day}）旁边写有地点，可能是活动的时间，当作发布日期，请核对。",
                )
            elif others:
                reading.doubt(
                    "released", f"页面写了不止一个发布日期，取了第一个（{day}），请核对。"
                )
            return day, dates.moment_in(one.value), evidence_of(one), ValuePlace.LABEL
    return None


def _names_a_venue(layout: Layout, index: int) -> bool:
    after = layout.lines[index + 1].text if index + 1 < len(layout.lines) else ""
    return bool(re.search(r"地\s*点\s*[:：]", f"{layout.lines[index].text} {after[:20]}"))


def _bare_release(reading: Reading, layout: Layout) -> _Release | None:
    """Return a date that stands in the head without a label of another field."""
    labelled = {
        one.line
        for one in layout.labels
        if one.field in {"document_date", "number", "index_number", "released_weak"}
    }
    labelled |= values_taken(
        [one for one in layout.labels if one.line in labelled or one.field == "other"]
    )
    below = [line for line in layout.after[:4] if meta_lines.is_counted(line)]
    # The date in brackets below a title is rather that of a speech; it counts where there is no other.
    ordered = sorted([*layout.head, *below], key=lambda line: line.text[:1] in {"（", "("})
    for line in ordered:
        if line.kind != "text" or line.is_link or len(line.text) > 160:
            continue
        if layout.lines.index(line) in labelled:
            continue
        match = re.search(r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}", line.text)
        day = dates.date_in(line.text) if match else dates.english_date_in(line.text)
        if (
            day is None
            or document_numbers.number_of_line(line.text)
            or document_numbers.MADE_KNOWN.search(line.text)
        ):
            continue
        if match and (
            _OTHER_DATE.search(document_numbers.without_numbers(line.text[: match.start()]))
            or re.match(r"\s?日?\s?[在至起到前后以]", line.text[match.end() :])
        ):
            continue
        label = _UNKNOWN_LABEL.search(line.text[: match.start()]) if match else None
        if label:
            reading.doubt("released", f"页面只写了{label[1]}（{day}），当作发布日期，请核对。")
        return day, dates.moment_in(line.text), line.text[:200], ValuePlace.HEAD
    return None


def _meta_release(page: ParsedPage) -> tuple[date, datetime | None, str] | None:
    for name in _META_DATES:
        value = page.meta.get(name, "").replace("T", " ")
        day = dates.date_in(value) or dates.date_of_line(value[:8])
        if day is not None:
            return day, dates.moment_in(value), f"{name}：{value}"[:200]
    match = _SCRIPT_TIME.search(page.scripts)
    if match is not None:
        at = datetime.fromtimestamp(int(match[1]), tz=dates.BEIJING)
        return at.date(), at, f"ct={match[1]}"
    return None


def _find_source(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    stated = [
        one
        for one in labels_of(layout, "source")
        if dates.date_of_line(one.value) is None
        and len(one.value) <= 60
        and not furniture.is_tool_line(one.value)
    ]
    if stated:
        reading.source = Found(stated[0].value, evidence_of(stated[0]), ValuePlace.LABEL)
        if any(one.value != stated[0].value for one in stated):
            reading.doubt(
                "source", f"页面写了不止一个来源，取了第一个（{stated[0].value}），请核对。"
            )
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
