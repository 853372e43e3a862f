"""Names and phones of people. Pure: no Django."""

import re

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

USERNAME_PATTERN = r"^[A-Za-z][A-Za-z0-9._-]{1,59}$"
_MOBILE = r"1[3-9]\d{9}"
_LANDLINE = r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?"


def masked_phone(phone: str) -> str:
    """Hide the middle of a phone number, so that a list can show whose it is without giving it away.

    A mobile number keeps three digits in front and four behind; anything else its last two.
    """
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""


def may_be_person(*, username: str, name: str, phone: str) -> Decision:
    """Answer whether the particulars of a person are usable."""
    decision = YES
    if not re.fullmatch(USERNAME_PATTERN, username):
        decision &= no(
            "organization.username",
            "用户名只能用字母、数字和 . _ -，以字母开头，2至60个字符。",
            "username",
        )
    if not has_words(name):
        decision &= no("organization.person_name", "请填写姓名。", "name")
    return decision & may_be_phone(phone)


def may_be_phone(phone: str) -> Decision:
    """Answer whether a phone number, if there is one, is a mobile or a landline number."""
    if not phone or re.fullmatch(_MOBILE, phone) or re.fullmatch(_LANDLINE, phone):
        return YES
    return no(
        "organization.phone",
        "电话号码不对，请填11位手机号，或带区号的固定电话，例如 0563-3021234。",
        "phone",
    )
