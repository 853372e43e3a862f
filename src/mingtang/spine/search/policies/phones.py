"""Telephones of offices, found however they are written.

`0550-3022114`, `(0550) 302 2114`, `０５５０３０２２１１４` and `+86 550 3022114` have one key; `3022114` asks for that number in
every town.
"""

import re

from mingtang.spine.search.policies.terms import folded

_WORDS = re.compile(r"(?:联系|办公|咨询|投诉|服务|值班|监督|举报)?(?:电话|热线|号码)|tel")
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|-)\s*\d{1,6}$")
_COUNTRY = re.compile(r"^(?:\+|00)\s*86[\s\-]*")
_BETWEEN = re.compile(r"[\s()\-_.:、/–—]+")
_NUMBER = re.compile(
    r"(?P<area>010|02\d|0[3-9]\d\d)?(?P<own>[2-9]\d{6,7})"  # with or without the town
    r"|(?P<short>1\d{2,5}|[48]00\d{7})"  # 12345, 400 800 1234
)
_NO_TOWN = "?"
LONGEST_OWN = 8  # digits of a number without its town


def phone_keys(text: str) -> tuple[str, ...]:
    """Return the keys of one telephone as it is stored with a document; none where it is no telephone."""
    found = _read(text)
    if found is None:
        return ()
    if found["short"]:
        return (found["short"],)
    area, own = found["area"] or _NO_TOWN, found["own"]
    return (own, f"{area}{own}")


def asked_phones(query: str) -> tuple[str, ...]:
    """Return the keys of a telephone that someone typed, with a word like 电话 or without; else none."""
    found = _read(_WORDS.sub("", folded(query)))
    if found is None:
        return ()
    if found["short"]:
        return (found["short"],)
    area, own = found["area"], found["own"]
    return (f"{area}{own}", f"{_NO_TOWN}{own}") if area else (own,)


def _read(text: str) -> re.Match[str] | None:
    plain = folded(text).strip()
    return _matched(_EXTENSION.sub("", plain)) or _matched(plain)


def _matched(plain: str) -> re.Match[str] | None:
    number = _COUNTRY.sub("", plain)
    digits = _BETWEEN.sub("", number)
    if number != plain and not digits.startswith("0") and len(digits) > LONGEST_OWN:
        digits = f"0{digits}"  # from abroad, a town is dialled without its 0
    return _NUMBER.fullmatch(digits)
