"""How pages write the addresses of pages, and numbers that can be called."""

import re

_COUNTRY = "+86"
_LINE = re.compile(r"0\d{2,3}-?\d{7,8}|1[3-9]\d{9}")
_SHORT = re.compile(r"(?<!\d)(?:1\d{4,5}|[48]00-?\d{3}-?\d{4}|\d{7,8})(?!\d)")


def link(path: str) -> str:
    """Return the address as readers see it: a folder instead of its index page."""
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def telephone(typed: str) -> str:
    """Return the first number of a telephone field as an address (`tel:`), or nothing.

    Example:
        >>> telephone("0563-3020001、3020002")
        'tel:+86-563-3020001'
        >>> telephone("12345")
        'tel:12345;phone-context=+86'

    Source: RFC 3966.
    """
    dashed = re.sub(r"[\s()（）-]+", "-", typed)
    for text in (dashed, dashed.replace("-", "")):
        if full := _LINE.search(text):
            return f"tel:{_COUNTRY}-{full.group().removeprefix('0')}"
    if short := _SHORT.search(dashed):
        return f"tel:{short.group()};phone-context={_COUNTRY}"
    return ""
