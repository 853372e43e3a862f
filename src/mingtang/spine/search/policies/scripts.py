"""Traditional characters read as simplified ones (繁简): 環境 and 环境 are the same word to a search."""

from functools import cache

_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


@cache
def _table() -> dict[int, str]:
    """Return the simplified form of each traditional character, as OpenCC converts it alone.

    Where a character has several forms, any will do: texts and questions are folded alike.
    """
    from opencc import OpenCC  # slow import

    signs = [chr(code) for first, last in _RANGES for code in range(first, last + 1)]
    forms = OpenCC("t2s").convert("\n".join(signs)).split("\n")
    pairs = zip(signs, forms, strict=True)
    return {ord(sign): form for sign, form in pairs if form != sign and len(form) == 1}


def simplified(text: str) -> str:
    """Return a text of the same length without traditional characters."""
    return text.translate(_table())
