"""Telephones that may stand in public: those of posts, never of people."""

import re
from dataclasses import dataclass

from mingtang.editorial.themes.policies.links import telephone
from mingtang.ground.foundation.decisions import YES, Decision, no

_BETWEEN = re.compile(r"[、，,；;/]\s*|\s{2,}")
_MOBILE = re.compile(r"(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}")
_PUBLIC = re.compile(
    r"(?:\(?0\d{2,3}\)?[ -]?)?[2-9]\d{6,7}(?:(?:-|转)\d{1,6})?"  # with area code and extension
    r"|1\d{2,5}"  # 12345, 110
    r"|[48]00[ -]?\d{3}[ -]?\d{4}|[48]00[ -]?\d{4}[ -]?\d{3}"
)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number as it is written, and its address (`tel:`), empty where none can be told."""

    text: str
    link: str


def phone_numbers(typed: str) -> tuple[PhoneNumber, ...]:
    """Return the numbers of a field, each to be tapped by itself."""
    return tuple(PhoneNumber(one, telephone(one)) for one in _parted(typed))


def check_phone(typed: str, field: str = "phone") -> Decision:
    """Answer whether telephones may be published.

    Source: 个人信息保护法 (2021), 25: personal information is not made public without consent.
    """
    decision = YES
    for one in _parted(typed):
        if _MOBILE.fullmatch(one):
            text = f"“{one}”是手机号码。公开的通讯录只放岗位的办公电话，请换成办公室座机。"
            decision &= no("directory.private_number", text, field)
        elif not _PUBLIC.fullmatch(one):
            text = f"“{one}”不像电话号码，请写成 0550-3000000、12345 这样；几个号码之间用顿号隔开。"
            decision &= no("directory.bad_number", text, field)
    return decision


def _parted(typed: str) -> list[str]:
    return [one.strip() for one in _BETWEEN.split(typed) if one.strip()]
