"""Document numbers in a text (发文字号)."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mingtang.workbench.proofing.remarks import Remark, remark

_NAME = r"(?P<name>[\u4e00-\u9fff]{2,10}?(?:发|办|字|函|令|委|办发|办函|办字|规|通|告))"
_ANY = re.compile(
    _NAME + r"(?P<open>[〔\[［【（(﹝])(?P<year>(?:19|20)\d\d)(?:年)?(?P<close>[〕\]］】）)﹞])"
    r"(?P<lead>第)?(?P<nought>0*)(?P<serial>\d{1,4})号"
)


def number_remarks(text: str, *, today: date) -> Iterator[Remark]:
    """Yield numbers in other brackets than 〔〕, with 第 or leading noughts, or of a year to come.

    Source: GB/T 9704—2012 7.2.5.
    """
    for match in _ANY.finditer(text):
        if match["name"].endswith("证字"):
            continue  # a licence, which is numbered by other rules
        right = f"{match['name']}〔{match['year']}〕{match['serial']}号"
        if int(match["year"]) > today.year:
            hint = f"今年是{today.year}年，请核对发文字号的年份。"
            yield remark("number_year", text, *match.span(), hint=hint)
        elif match[0] != right:
            hint = "年份用六角括号〔〕括入，序号不编虚位、不加“第”。"
            yield remark("number_form", text, *match.span(), hint=hint, better=right)


NEAR = 15  # serials on each side of a number that tell whether its series is online
ENOUGH_NEAR = 3  # a series is online where so many of them are


@dataclass(frozen=True, slots=True)
class ReferredNumber:
    """A document number that a text names; `name` is all that may belong to it, the sentence included."""

    start: int
    end: int
    name: str
    year: str
    serial: int

    def forms(self) -> Iterator[tuple[int, str, list[str]]]:
        """Yield where it may begin, the number as it is rightly written, and those around it, the longest first."""
        around = range(max(1, self.serial - NEAR), self.serial + NEAR + 1)
        for skipped in range(len(self.name) - 1):
            series = f"{self.name[skipped:]}〔{self.year}〕"
            near = [f"{series}{one}号" for one in around]
            yield self.start + skipped, f"{series}{self.serial}号", near


def numbers_in(text: str) -> Iterator[ReferredNumber]:
    """Yield the document numbers that a text names."""
    for match in _ANY.finditer(text):
        if not match["name"].endswith("证字"):
            yield ReferredNumber(*match.span(), match["name"], match["year"], int(match["serial"]))


def unknown_numbers(
    text: str, referred: Iterable[ReferredNumber], known: Collection[str]
) -> Iterator[Remark]:
    """Yield numbers that are not among those `known` online, where others of their series are.

    A series that is not published here (of the State Council, say) is not judged.
    """
    for one in referred:
        for start, number, near in one.forms():
            if number in known:
                break
            if sum(other in known for other in near) >= ENOUGH_NEAR:
                yield remark("number_unknown", text, start, one.end)
                break
