"""Marks of secrecy (密级标志): what carries one may not be published."""

import re
from collections.abc import Iterator

from mingtang.workbench.proofing.remarks import Remark, remark

_MARK = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆]\s*(?:长期|\d{1,2}\s*(?:年|个月|月))?")
_ALONE = re.compile(r"^\s*(?:密级\s*[:：]\s*)?(?:绝\s*密|机\s*密|秘\s*密)\s*$")
_LEVEL = re.compile(r"密级\s*[:：]\s*(?:绝密|机密|秘密)")


def secrecy_remarks(text: str) -> Iterator[Remark]:
    """Yield marks of a secrecy level; the words inside a sentence (保守国家秘密) are none.

    Source: 宣城 2015 实施意见 三(一) (XC-16): what is classified never goes online.
    """
    for pattern in (_MARK, _ALONE, _LEVEL):
        for match in pattern.finditer(text):
            yield remark("secrecy_mark", text, *match.span())
            return
