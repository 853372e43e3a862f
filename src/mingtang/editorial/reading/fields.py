"""The fields of a document, each from the places it may stand in, with what is doubtful about it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from mingtang.editorial.reading import dates, document_numbers, furniture, offices, signatures
from mingtang.editorial.reading.labels import Labelled, words_before_labels
from mingtang.editorial.reading.layout import Layout, values_taken
from mingtang.editorial.reading.lines import Line
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
# Kinds of text that are published without a number of their own.
_UNNUMBERED = frozenset(
    [
        "解读",
        "公示",
        "简章",
        "启事",
        "名单",
        "清单",
        "目录",
        "指南",
        "须知",
        "简报",
        "倡议书",
        "说明",
        "报告",
        "提案",
        "答复",
    ]
)
_MADE_PUBLIC = frozenset(["公布日期", "颁布日期", "颁布时间"])
_NOT_SAID = re.compile(
    r"^(?:[-—/\\.。*·\s]*|无|null|undefined|暂无|/|次|其他|\d{1,6})$", re.IGNORECASE
)


def find_fields(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
    """Fill in all fields but title and body."""
    found = signatures.signatures_in(layout.body)
    if not found and (unsigned := signatures.undated(layout.body)):
        found = [unsigned]
    _find_index(reading, layout)
    _find_number(reading, layout)
    _find_signers(reading, found)
    _find_document_date(reading, layout, found)
    _find_office(reading, layout)
    _find_released(reading, layout, page)
    _find_source(reading, layout, page)
    _check_kind(reading, layout)
    _check_number(reading)


def _labels(layout: Layout, name: str) -> Iterator[Labelled]:
    for one in layout.labels:
        if one.field == name and one.value and not _NOT_SAID.match(one.value):
            yield one


def _evidence(one: Labelled) -> str:
    return f"{one.label}：{one.value}"[:200]


def _find_index(reading: Reading, layout: Layout) -> None:
    for one in _labels(layout, "index_number"):
        value = one.value.split(" ")[0]
        if re.search(r"\d", value) and len(value) <= 60:
            reading.index_number = Found(value, _evidence(one), ValuePlace.LABEL)
            return


def _find_number(reading: Reading, layout: Layout) -> None:
    stated = list(_stated_numbers(layout))
    standing = list(_standing_numbers(layout))
    numbers = list({document_numbers.normalised(n): n for n, _, _ in [*stated, *standing]}.values())
    if len(numbers) == 1:
        reading.number = next(Found(*one) for one in [*stated, *standing])
    elif numbers:
        reading.doubt("number", f"找到不止一个发文字号（{'、'.join(numbers)}），请确认后填写。")
    elif loose := next(_loose_numbers(layout), None):
        reading.number = loose
        reading.doubt("number", f"发文字号“{loose.value}”的写法不合规范，请核对。")
    else:
        order = next(_orders(layout), None)
        if order is not None:
            reading.number = order
        elif kind_of_title(reading.title.value) not in _UNNUMBERED and _is_formal(reading, layout):
            reading.doubt(
                "number", "没有找到本文件的发文字号（正文中引用的文号不算），如有请补填。"
            )


def _check_number(reading: Reading) -> None:
    """Doubt a number whose form, year or kind of document does not fit."""
    number, signed = reading.number.value, reading.document_date.value
    year = re.search(r"(?:19|20)\d{2}", number)
    if number and not document_numbers.is_standard(number):
        reading.doubt("number", f"发文字号“{number}”的写法不合规范，请核对。")
    elif year and signed and int(year[0]) != signed.year:
        reading.doubt("number", f"发文字号的年份（{year[0]}）与成文日期（{signed}）不符，请核对。")
    elif number and kind_of_title(reading.title.value) in _UNNUMBERED:
        reading.doubt("number", f"这类文章一般没有发文字号，“{number}”可能是另一文件的，请核对。")


def _is_formal(reading: Reading, layout: Layout) -> bool:
    return bool(kind_of_title(reading.title.value)) or any(_labels(layout, "office"))


def _stated_numbers(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    for one in _labels(layout, "number"):
        number = document_numbers.as_written(re.split(r"\s{2,}|[|｜;；]", one.value)[0])
        if number:
            yield number, _evidence(one), ValuePlace.LABEL


def _standing_numbers(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield numbers that stand alone on a line around the title; cited ones never do."""
    start = layout.title.start if layout.title else 0
    before = layout.lines[max(0, start - 8) : start]
    taken = {one.line for one in layout.labels}
    for line in [*before, *layout.head]:
        if line.kind != "text" or line.is_link or len(line.text) > 60:
            continue
        number = document_numbers.number_of_line(line.text)
        if number:
            yield number, line.text, ValuePlace.HEAD
        elif line in layout.head:
            is_labelled = layout.lines.index(line) in taken
            marked = words_before_labels(line) if is_labelled else line.marked
            for part in re.split(r"\s{2,}|\x1f", marked):
                if len(part) > 6 and (number := document_numbers.number_of_line(part)):
                    yield number, line.text, ValuePlace.HEAD
    yield from _numbers_on_two_lines([*before, *layout.lines[start : layout.body_start]])
    if layout.title is not None:
        number = document_numbers.number_in_brackets(layout.title.text)
        if number:
            yield number, layout.title.text, ValuePlace.TITLE


def _numbers_on_two_lines(lines: Sequence[Line]) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield an order or announcement whose number stands on the line below its name."""
    for first, second in pairwise(lines):
        below = document_numbers.SERIAL.fullmatch(second.text)
        if below and re.search(r"(?:令|公告|通告)$", first.text) and len(first.text) <= 30:
            name = first.text if first.text.endswith("令") else ""
            number = document_numbers.normalised("".join(f"{name}{below[1]}".split()))
            yield number, f"{first.text} {second.text}", ValuePlace.HEAD


def _loose_numbers(layout: Layout) -> Iterator[Found[str]]:
    for one in _labels(layout, "number"):
        if (
            one.label != "备注"
            and re.search(r"\d", one.value)
            and "号" in one.value
            and len(one.value) <= 40
        ):
            yield Found(one.value, _evidence(one), ValuePlace.LABEL)


def _orders(layout: Layout) -> Iterator[Found[str]]:
    """Yield the order by which a regulation was made known, where the first lines say so."""
    for line in [*layout.head, *layout.body[:3]]:
        if line.kind == "text" and (
            document_numbers.MADE_KNOWN.search(line.text) or len(line.text) < 60
        ):
            order = document_numbers.order_in(line.text)
            if order:
                yield Found(order, line.text[:200], ValuePlace.TEXT)


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
        reading.document_date = Found(day, _evidence(label), ValuePlace.LABEL)
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
    found = list(_labels(layout, "document_date"))
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
    if _is_formal(reading, layout):
        reading.doubt("document_date", "没有找到成文日期，请补填。")


def _find_office(reading: Reading, layout: Layout) -> None:
    labels = sorted(_labels(layout, "office"), key=lambda one: not one.label.startswith("发文"))
    order = re.match(r"^([\u4e00-\u9fa5]{2,30})令", reading.number.value)
    title_office = offices.office_of_title(reading.title.value)
    if labels:
        one = labels[0]
        reading.office = Found(one.value[:100], _evidence(one), ValuePlace.LABEL)
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
        labels = list(_labels(layout, name))
        if name == "released":
            made_public = _labels(layout, "document_date")
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
            return day, dates.moment_in(one.value), _evidence(one), ValuePlace.LABEL
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
        layout.lines,
        [one for one in layout.labels if one.line in labelled or one.field == "other"],
    )
    for line in layout.head:
        if line.kind != "text" or line.is_link or len(line.text) > 160:
            continue
        if layout.lines.index(line) in labelled:
            continue
        match = re.search(r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}", line.text)
        day = dates.date_in(line.text) if match else None
        if (
            day is None
            or document_numbers.number_of_line(line.text)
            or document_numbers.MADE_KNOWN.search(line.text)
        ):
            continue
        if match and (
            _OTHER_DATE.search(line.text[: match.start()])
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
        for one in _labels(layout, "source")
        if dates.date_of_line(one.value) is None
        and len(one.value) <= 60
        and not furniture.is_tool_line(one.value)
    ]
    if stated:
        reading.source = Found(stated[0].value, _evidence(stated[0]), ValuePlace.LABEL)
        if any(one.value != stated[0].value for one in stated):
            reading.doubt(
                "source", f"页面写了不止一个来源，取了第一个（{stated[0].value}），请核对。"
            )
        return
    if page is not None:
        for name in _META_SOURCES:
            value = page.meta.get(name, "")
            if value and not _NOT_SAID.match(value) and len(value) <= 60:
                reading.source = Found(value, f"{name}：{value}", ValuePlace.META)
                return
        account = next((node for node in page.nodes if node.get("id") == "js_name"), None)
        if account is not None:
            name = "".join(account.text().split())
            reading.source = Found(name, name, ValuePlace.HEAD)
            reading.doubt("source", f"页面没有写明来源，取了公众号名称（{name}），请核对。")
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
