"""The number of a document: stated by a label, standing alone, or of the order that made it known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mingtang.editorial.reading import document_numbers, heads, meta_lines
from mingtang.editorial.reading.labels import Labelled, words_before_labels
from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.result import Found, Reading, ValuePlace
from mingtang.editorial.reading.title_names import kind_of_title, squash

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
LONGEST_LINE = 60
_CITES = re.compile(r"根据|批准|修正|修订|批复")  # the number may be that of another document
SHORTEST_LAST = 4  # characters of the last line of a title
NOT_SAID = re.compile(
    r"^(?:[-—/\\.。*·\s]*|无|null|undefined|暂无|/|次|其他|\d{1,6})$", re.IGNORECASE
)


def labels_of(layout: Layout, name: str) -> Iterator[Labelled]:
    for one in layout.labels:
        if one.field == name and one.value and not NOT_SAID.match(one.value):
            yield one


def evidence_of(one: Labelled) -> str:
    return f"{one.label}：{one.value}"[:200]


def find_number(reading: Reading, layout: Layout) -> None:
    stated = list(_stated_numbers(layout))
    standing = list(_standing_numbers(layout))
    known = {document_numbers.normalised(n): n for n, _, _ in [*stated, *standing]}
    numbers = [n for key, n in known.items() if not _is_serial_of(key, known)]
    if len(numbers) == 1:
        reading.number = next(Found(*one) for one in [*stated, *standing] if one[0] == numbers[0])
    elif numbers:
        reading.doubt("number", f"找到不止一个发文字号（{'、'.join(numbers)}），请确认后填写。")
    elif loose := next(_loose_numbers(layout), None):
        reading.number = loose
        reading.doubt("number", f"发文字号“{loose.value}”的写法不合规范，请核对。")
    else:
        order = next(_orders(layout), None)
        noted = next(_noted_numbers(layout), None)
        if order is None and noted is not None:
            reading.number = noted
            reading.doubt("number", f"发文字号（{noted.value}）取自题注，请核对。")
        elif order is not None:
            reading.number = order
            if document_numbers.MADE_KNOWN.fullmatch(order.evidence):
                reading.doubt("number", f"发文字号（{order.value}）取自题注，请核对。")
            if order.evidence.count("令第") > 1:
                reading.doubt("number", "题注里有不止一个令号，取了第一个，请核对。")
        elif kind_of_title(reading.title.value) not in _UNNUMBERED and is_formal_page(
            reading, layout
        ):
            reading.doubt(
                "number", "没有找到本文件的发文字号（正文中引用的文号不算），如有请补填。"
            )


def _is_serial_of(number: str, numbers: Iterable[str]) -> bool:
    """Tell whether a number without a name (`2022年第1号`) is the end of another one."""
    is_bare = re.match(r"(?:\d{4}年)?第", number) is not None
    return is_bare and any(one != number and one.endswith(number) for one in numbers)


def check_number(reading: Reading) -> None:
    """Doubt a number whose form, year or kind of document does not fit."""
    number, signed = reading.number.value, reading.document_date.value
    year = re.search(r"(?:19|20)\d{2}", number)
    if number and not document_numbers.is_standard(number):
        reading.doubt("number", f"发文字号“{number}”的写法不合规范，请核对。")
    elif document_numbers.is_case(number):
        reading.doubt("number", f"“{number}”是案号，不是发文字号，请确认是否填入。")
    elif number.endswith("期"):
        reading.doubt("number", f"“{number}”是期号，请确认是否填入发文字号。")
    elif year and signed and int(year[0]) != signed.year:
        reading.doubt("number", f"发文字号的年份（{year[0]}）与成文日期（{signed}）不符，请核对。")
    elif number and kind_of_title(reading.title.value) in _UNNUMBERED:
        reading.doubt("number", f"这类文章一般没有发文字号，“{number}”可能是另一文件的，请核对。")


def is_formal_page(reading: Reading, layout: Layout) -> bool:
    return bool(kind_of_title(reading.title.value)) or any(labels_of(layout, "office"))


def _stated_numbers(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    for one in labels_of(layout, "number"):
        number = document_numbers.as_written(re.split(r"\s{2,}|[|｜;；]", one.value)[0])
        if number:
            yield number, evidence_of(one), ValuePlace.LABEL


def _standing_numbers(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield numbers that stand alone on a line around the title; cited ones never do."""
    start = layout.title.start if layout.title else 0
    before = layout.lines[max(0, start - 8) : start]
    taken = {one.line for one in layout.labels}
    for at, line in enumerate(before, max(0, start - 8)):
        is_free = at not in taken and _may_hold(line)
        number = document_numbers.number_of_line(line.text) if is_free else ""
        if number:
            yield number, line.text, ValuePlace.HEAD
    for line in layout.head:
        if _may_hold(line):
            is_labelled = layout.lines.index(line) in taken
            for number in _numbers_of_head(line, is_labelled=is_labelled):
                yield number, line.text, ValuePlace.HEAD
    yield from _serial_below_title(layout)
    yield from _numbers_on_two_lines([*before, *layout.lines[start : layout.body_start]])
    yield from _numbers_of_title(layout)


def _numbers_of_title(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield the number in brackets that ends the title, or the title as it stands again above the text."""
    if layout.title is None:
        return
    key = squash(document_numbers.without_number(layout.title.text))
    again = [*layout.head, *(layout.lines[at] for at in sorted(layout.repeated))]
    for text in (layout.title.text, *(line.text for line in again if line.kind == "text")):
        number = document_numbers.number_in_brackets(text)
        last = squash(document_numbers.without_number(text)) if number else ""
        is_title = key.endswith(last) or last.endswith(key)
        if len(last) >= SHORTEST_LAST and is_title:
            is_order = number.startswith("第") and last.endswith("令")
            yield f"{last}{number}" if is_order else number, text, ValuePlace.TITLE


def _serial_below_title(layout: Layout) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield the number of an order or announcement that facts of the page part from its title."""
    title = layout.title.text if layout.title else ""
    for at, line in enumerate(layout.head if re.search(r"(?:令|公告|通告)$", title) else ()):
        below = document_numbers.SERIAL.fullmatch(line.text)
        if below and line.kind == "text":
            if at and heads.is_named_above_serial(layout.head, at - 1):
                return  # the number of the name above it, whatever the title is
            name = title if title.endswith("令") else ""
            number = document_numbers.normalised("".join(f"{name}{below[1]}".split()))
            yield number, line.text, ValuePlace.HEAD
            return


def _may_hold(line: Line) -> bool:
    return line.kind == "text" and not line.is_link and len(line.text) <= meta_lines.LONGEST


def _numbers_of_head(line: Line, *, is_labelled: bool) -> Iterator[str]:
    """Yield the numbers of a line below the title: the whole line, a part of it, before its facts."""
    if len(line.text) <= LONGEST_LINE:
        whole = "" if is_labelled else document_numbers.number_of_line(line.text)
        if whole:
            yield whole
            return
        marked = words_before_labels(line) if is_labelled else line.marked
        for part in re.split(r"\s{2,}|\x1f", marked):
            if len(part) > 6 and (number := document_numbers.number_of_line(part)):
                yield number
    first = document_numbers.number_before_facts(line.text)
    if first and meta_lines.is_meta_line(line):
        yield first


def _numbers_on_two_lines(lines: Sequence[Line]) -> Iterator[tuple[str, str, ValuePlace]]:
    """Yield an order or announcement whose number stands on the line below its name."""
    for first, second in pairwise(lines):
        below = document_numbers.SERIAL.fullmatch(second.text)
        if below and re.search(r"(?:令|公告|通告)$", first.text) and len(first.text) <= 30:
            name = first.text if first.text.endswith("令") else ""
            number = document_numbers.normalised("".join(f"{name}{below[1]}".split()))
            yield number, f"{first.text} {second.text}", ValuePlace.HEAD


def _loose_numbers(layout: Layout) -> Iterator[Found[str]]:
    for one in labels_of(layout, "number"):
        if (
            one.label != "备注"
            and re.search(r"\d", one.value)
            and "号" in one.value
            and len(one.value) <= 40
        ):
            yield Found(one.value, evidence_of(one), ValuePlace.LABEL)


def _orders(layout: Layout) -> Iterator[Found[str]]:
    """Yield the order by which a regulation was made known, where the first lines say so."""
    for line in [*layout.head, *layout.body[:3]]:
        if line.kind == "text" and (
            document_numbers.MADE_KNOWN.search(line.text) or len(line.text) < 60
        ):
            order = document_numbers.order_in(line.text)
            if order:
                yield Found(order, line.text[:200], ValuePlace.TEXT)


def notes_of(layout: Layout) -> Iterator[str]:
    """Yield the notes around the beginning of the text that say who made a regulation known."""
    for line in [*layout.head, *layout.notes, *layout.body[:3]]:
        note = document_numbers.MADE_KNOWN.fullmatch(line.text) if line.kind == "text" else None
        if note is not None:
            yield note[0]


def _noted_numbers(layout: Layout) -> Iterator[Found[str]]:
    """Yield the number with which a regulation was made known, where its note bears no other one."""
    for note in notes_of(layout):
        number = document_numbers.only_one_in(note)
        if number and not _CITES.search(note):
            yield Found(number, note, ValuePlace.TEXT)
