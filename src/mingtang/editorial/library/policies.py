"""From what a document says of itself to the filters under which it is found. Pure: no Django."""

import re
from dataclasses import dataclass
from datetime import date

from mingtang.editorial.content.enums import Force
from mingtang.editorial.library.enums import Facet

LONGEST_VALUE = 120
PAGE_SIZE = 200
OTHER_KIND = "其他"
# Source: 党政机关公文处理工作条例（中办发〔2012〕14号）第八条, and 规章制定程序条例 第七条 for the names of rules.
_KINDS = (
    "决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案",
    "函", "纪要", "办法", "规定", "细则", "规则", "条例", "方案", "规划", "计划", "预案", "指南",
)  # fmt: skip
_NOTES = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_NUMBER = re.compile(r"^\s*(?P<signs>[^\d〔\[（(【\s]{1,30}?)\s*(?:第\s*)?[〔\[（(【]?\d")


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a policy document online says of itself; `released_on` is the day of its release in Beijing."""

    title: str
    number: str
    office: str
    topic_class: str
    force: str
    dated: date | None
    released_on: date


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value under which a document is found, and the part of its list: a year, or a month of a year."""

    facet: Facet
    value: str
    period: int


def shelves_of(facts: DocumentFacts) -> frozenset[Shelf]:
    """Return where a document is found. What it does not say is no filter for it."""
    day = day_of(facts)
    force = Force(facts.force).label
    named = {
        Facet.OFFICE: facts.office,
        Facet.CLASS: facts.topic_class,
        Facet.KIND: document_kind(facts.title),
        Facet.FORCE: force,
        Facet.NUMBER: number_signs(facts.number),
    }
    found = {Shelf(Facet.YEAR, str(day.year), day.year * 100 + day.month)}
    for facet, value in named.items():
        if clean := " ".join(value.split())[:LONGEST_VALUE]:
            found.add(Shelf(facet, clean, day.year))
    return frozenset(found)


def day_of(facts: DocumentFacts) -> date:
    """Return the day by which a document stands in lists: that of the document, else of its release."""
    return facts.dated or facts.released_on


def document_kind(title: str) -> str:
    """Return the kind of a document by the end of its title: `关于印发管理办法的通知` is a 通知."""
    bare = title.strip()
    while (shorter := _NOTES.sub("", bare)) != bare:
        bare = shorter
    found = (kind for kind in _KINDS if bare.endswith(kind))
    kind = next(found, OTHER_KIND)
    return "命令（令）" if kind in {"命令", "令"} else kind


def number_signs(number: str) -> str:
    """Return the signs of the office in a document's number: `明政办发` of `明政办发〔2026〕12号`."""
    found = _NUMBER.match(number)
    return found["signs"].removesuffix("第").strip() if found else ""


def pages_of(count: int) -> int:
    """Return how many pages a part of a list has; an empty one has the page that is taken away."""
    return max(1, -(-count // PAGE_SIZE))


def period_name(period: int) -> str:
    """Return a part of a list in words: `2026年`, `2026年3月`."""
    return f"{period}年" if period < 10_000 else f"{period // 100}年{period % 100}月"


def value_path(facet: str, number: int) -> str:
    """Return the address of a value's first page."""
    return f"/library/{facet}/{number}/index.html"


def part_path(facet: str, number: int, period: int, page: int) -> str:
    """Return the address of one page of a part of a value's list; pages count from one, the oldest first."""
    name = f"{period}.html" if page == 1 else f"{period}-{page}.html"
    return f"/library/{facet}/{number}/{name}"
