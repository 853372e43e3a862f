"""When a document was made, and when it was released."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from mingtang.editorial.reading import (
    dates,
    document_numbers,
    meta_lines,
    offices,
    signatures,
)
from mingtang.editorial.reading.labels import Labelled, is_label_line, values_taken
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.media import leads_on
from mingtang.editorial.reading.number_fields import (
    evidence_of,
    is_formal_page,
    labels_of,
)
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Found, Reading, ValuePlace
from mingtang.editorial.reading.signatures import Signature
from mingtang.editorial.reading.title_names import kind_of_title
from mingtang.editorial.reading.tree import ParsedPage

_META_DATES = (
    "pubdate", "publishdate", "publish_date", "article:published_time", "og:release_date",
    "firstpublishedtime", "publishtime", "releasedate", "dc.date", "createdate",
)  # fmt: skip


_SCRIPT_TIME = re.compile(r"\bvar\s+ct\s*=\s*[\"'](\d{10})[\"']")


# What stands before a date that is not the release: another label, or words for the time something holds.
_OTHER_DATE = re.compile(
    r"失效|有效期|开始|结束|起始|到期|实施|施行|生效|截止|废止|征集|报名|活动|会议|开标|公示|任期|[至到]\s?$"
)


_UNKNOWN_LABEL = re.compile(r"([\u4e00-\u9fff]{2,8})\s?[:：]\s?$")


_NAMES_DAY = re.compile("日期|时间|期$|期至$|时效|生效|截止")
_NUMERIC = re.compile(r"(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}")
_PASSED = re.compile(r"^[^布]*通过\s?[)）]$")  # and made known by nobody
LONGEST_LINE = 160
MOST_RED = 5  # lines of a red head
_LABELS = re.compile(r"[\u4e00-\u9fff]{2,8}\s?[:：]")
_MADE_PUBLIC = frozenset(["公布日期", "颁布日期", "颁布时间"])


def find_document_date(reading: Reading, layout: Layout, found: Sequence[Signature]) -> None:
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
        is_note = line.kind == "text" and not is_label_line(line)
        match = document_numbers.MADE_KNOWN.search(line.text) if is_note else None
        day = dates.date_in(match[0]) if match else None
        if day is not None:
            reading.document_date = Found(day, line.text[:200], ValuePlace.TEXT)
            if match is not None and _PASSED.search(match[0]):
                reading.doubt("document_date", f"成文日期（{day}）是题注里会议通过的日期，请核对。")
            if len(dates.dates_in(line.text)) > 1:
                reading.doubt("document_date", "题注里有不止一个日期，成文日期取了第一个，请核对。")
            return
    if _date_of_red_head(reading, layout):
        return
    if is_formal_page(reading, layout):
        reading.doubt("document_date", "没有找到成文日期，请补填。")


def _date_of_red_head(reading: Reading, layout: Layout) -> bool:
    """Take the date beside the office in the red head of minutes, where the page says when it released them."""
    is_told = any(labels_of(layout, "released"))
    if layout.title is None or kind_of_title(reading.title.value) != "纪要" or not is_told:
        return False
    start = layout.title.end
    for above, line in pairwise(layout.lines[start : start + MOST_RED]):
        parted = dates.date_at_end(line.text)
        if parted is not None and offices.is_office(parted[0] or above.text):
            reading.document_date = Found(parted[1], line.text, ValuePlace.HEAD)
            return True
    return False


def find_released(reading: Reading, layout: Layout, page: ParsedPage | None) -> None:
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
    labelled = _lines_of_others(layout)
    below = [line for line in layout.after[:4] if meta_lines.is_counted(line)]
    # The date in brackets below a title is rather that of a speech; it counts where there is no other.
    ordered = sorted([*layout.head, *below], key=lambda line: line.text[:1] in {"（", "("})
    for line in ordered:
        if line.kind != "text" or _leads_away(line) or len(line.text) > LONGEST_LINE:
            continue
        if layout.lines.index(line) not in labelled and (found := _release_of_line(reading, line)):
            return found
    return None


def _lines_of_others(layout: Layout) -> set[int]:
    """Return the lines of labels of other fields, and those of their values."""
    found = {
        one.line
        for one in layout.labels
        if one.field in {"document_date", "number", "index_number", "released_weak"}
    }
    found |= {
        one.line
        for one in layout.labels
        if one.field == "other"
        and _NAMES_DAY.search(one.label)
        and (day := dates.date_in(one.value)) is not None
        and day == dates.date_in(layout.lines[one.line].text)
    }
    return found | values_taken(
        [one for one in layout.labels if one.line in found or one.field == "other"]
    )


def _release_of_line(reading: Reading, line: Line) -> _Release | None:
    """Return the date of a line, unless its words give it to something else."""
    text = line.text
    match = _NUMERIC.search(text)
    day = dates.date_in(text) if match else dates.english_date_in(text)
    if day is None or _is_of_other(text, match):
        return None
    others = [one for one in dates.dates_in(text) if one != day]
    is_listed = len(_LABELS.findall(text)) > 1
    if day == reading.document_date.value and others and is_listed:
        # Of two dates whose labels we do not know the document's own is not the release.
        reading.doubt("released", f"“{text[:40]}”里有不止一个日期，请核对。")
        return others[0], None, text[:200], ValuePlace.HEAD
    label = _UNKNOWN_LABEL.search(text[: match.start()]) if match else None
    if label:
        reading.doubt("released", f"页面只写了{label[1]}（{day}），当作发布日期，请核对。")
    return day, dates.moment_in(text), text[:200], ValuePlace.HEAD


def _is_of_other(text: str, match: re.Match[str] | None) -> bool:
    """Tell whether a date is part of a number or note, or the time something holds or takes place."""
    if (
        re.search("回复|答复", text)
        or document_numbers.number_of_line(text)
        or document_numbers.MADE_KNOWN.search(text)
    ):
        return True
    return match is not None and bool(
        _OTHER_DATE.search(document_numbers.without_numbers(text[: match.start()]))
        or re.match(r"\s?日?\s?[在至起到前后以]", text[match.end() :])
    )


def _meta_release(page: ParsedPage) -> tuple[date, datetime | None, str] | None:
    for name in _META_DATES:
        value = page.meta.get(name, "").replace("T", " ")
        day = dates.date_in(value) or dates.date_of_line(value[:8])
        if day is not None:
            return day, dates.moment_in(value), f"{name}：{value}"[:200]
    shown = next((node for node in page.nodes if node.tag == "time" and node.get("datetime")), None)
    if shown is not None and (day := dates.date_in(shown.get("datetime"))) is not None:
        written = shown.get("datetime").replace("T", " ")
        return day, dates.moment_in(written), f"time：{written}"[:200]
    match = _SCRIPT_TIME.search(page.scripts)
    if match is not None:
        at = datetime.fromtimestamp(int(match[1]), tz=dates.BEIJING)
        return at.date(), at, f"ct={match[1]}"
    return None


def _leads_away(line: Line) -> bool:
    """Tell whether a line is a link to another page, not the name of an account beside a date."""
    return line.is_link and any(leads_on(node.get("href")) for _, node in line.links)
