"""Document numbers and index numbers (发文字号、索引号), found however they are written.

`明政办〔2026〕12号`, `明政办[2026]12`, `明政办 2026 12 号` and `明政办（２０２６）第012号` have one key.
"""

import re

from mingtang.spine.search.policies.terms import folded

_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEAR = r"(?:19|20)\d\d"
_NUMBER = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,20}}?)[\s〔\[(【﹝<{{-]*(?P<year>{_YEAR})\s*年?[\s〕\])】﹞>}}-]*"
    r"第?\s*0*(?P<number>\d{1,5})\s*号?"
)
_CHINESE_YEAR = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=\s*[年〕\])])")
_SIGNS = re.compile(r"[\W_]+")
SHORTEST_CODE = 6  # letters and digits of an index number without its signs
_CODE = re.compile(r"[a-z0-9][a-z0-9\W_]*")


def number_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a document number or index number as it is stored with a document."""
    plain = _plain(text)
    if found := _NUMBER.fullmatch(plain):
        office, rest = found["office"], f"{found['year']}/{int(found['number'])}"
        return (f"{office}/{rest}", f"/{rest}")
    code = _SIGNS.sub("", plain)
    return (code,) if len(code) >= SHORTEST_CODE else ()


def asked_number(query: str) -> str:
    """Return the key of a number that someone typed; empty where the query is no number.

    A year and a number without an office (`2026 12号`) ask for those of every office.
    """
    plain = _plain(query.strip().strip('"“”'))
    found = _NUMBER.fullmatch(plain)
    if found and (found["office"] or "号" in plain or re.search(r"[〔\[(【]", plain)):
        return f"{found['office']}/{found['year']}/{int(found['number'])}"
    code = _SIGNS.sub("", plain)
    is_code = _CODE.fullmatch(plain) and sum(sign.isdigit() for sign in code) >= SHORTEST_CODE
    return code if is_code else ""


def _plain(text: str) -> str:
    plain = folded(text).strip()
    return _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain)
