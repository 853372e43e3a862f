"""Names, phones and passwords of people. Pure: no Django."""

import re

USERNAME_PATTERN = r"^[A-Za-z][A-Za-z0-9._-]{1,59}$"


def masked_phone(phone: str) -> str:
    """Hide the middle of a phone number, so that a list can show whose it is without giving it away.

    A mobile number keeps three digits in front and four behind; anything else its last two.
    """
    if re.fullmatch(r"1\d{10}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""
