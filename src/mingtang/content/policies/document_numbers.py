"""How a document number (发文字号) is written.

Source: GB/T 9704-2012, 7.2.5: four-digit year in 〔〕, serial without leading zero and without 第.
"""

import re

_OPEN, _CLOSE = "\\[［(（【〔﹝", "\\]］)）】〕﹞"
# The closing bracket is often lost on the way; the year is always four digits.
_LOOSE = re.compile(
    rf"(?P<office>[\u4e00-\u9fa5A-Za-z]{{1,20}})\s*[{_OPEN}]\s*(?P<year>(?:19|20)\d{{2}})\s*[{_CLOSE}]?"
    r"\s*(?:第)?\s*(?P<serial>\d{1,5})\s*号"
)
_STANDARD = re.compile(r"^[\u4e00-\u9fa5A-Za-z]+〔(19|20)\d{2}〕[1-9]\d*号$")
_ORDER = re.compile(r"^[\u4e00-\u9fa5]{1,20}令第[1-9]\d*号$")


def normalised(text: str) -> str:
    """Return the number with 〔〕 where it has the shape of one, else the text without edge spaces.

    A lost closing bracket is mended only where year and serial stay certain: four digits of a year
    followed directly by the serial (`皖政办〔201512号` is year 2015, serial 12).
    """
    stripped = text.strip()
    match = _LOOSE.fullmatch(stripped)
    if match is None:
        return stripped
    return f"{match['office']}〔{match['year']}〕{int(match['serial'])}号"


def is_standard(text: str) -> bool:
    """Tell whether the text has a shape that the standard or an order (令) has."""
    return bool(_STANDARD.match(text) or _ORDER.match(text))


def first_in(text: str) -> str:
    """Return the first number found in running text, normalised, or an empty string."""
    match = _LOOSE.search(text)
    return normalised(match.group()) if match else ""
