"""Document numbers in a text (发文字号)."""

import re
from collections.abc import Iterator
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
