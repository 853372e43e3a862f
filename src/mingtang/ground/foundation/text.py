"""Text from keyboards, Word and the web, brought into one form; digests and cuts of it."""

import hashlib
import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # controls but tab and line ends
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff"  # halves of characters
    "\U000e0001\U000e0020-\U000e007f]"
)
# Word writes a line break inside a paragraph as a vertical tab.
_LINE_END = re.compile(r"\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
# Letters and symbols by their category that nobody can see: fillers of Hangul, the empty braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Full-width letters and digits, and the spaces that look like one. Chinese punctuation stays wide.
_NARROW: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
    **dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
}


def visible(text: str) -> str:
    """Return text without control, zero-width and direction characters; line ends become `\\n`.

    Halves of characters (lone surrogates) go as well: no database stores them. Direction marks can make a text read as another one (`gnp.exe` shown as `exe.png`).
    """
    return _INVISIBLE.sub("", _LINE_END.sub("\n", text))


def one_line(text: str) -> str:
    """Return a title or name in one form: visible, letters and digits narrow, single spaces."""
    return " ".join(unicodedata.normalize("NFC", visible(text)).translate(_NARROW).split())


def has_words(text: str) -> bool:
    """Tell whether a reader would see anything of a text: a letter, a digit, a sign or a symbol."""
    return any(sign not in _BLANK and unicodedata.category(sign)[0] in "LNPS" for sign in text)


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that have words, each as :func:`one_line`."""
    lines = (one_line(line) for line in visible(text).split("\n"))
    return [line for line in lines if line]


def comparison_key(text: str) -> str:
    """Return what is left of a text when writing habits are taken away, to find doubles.

    Width, case, spaces and punctuation do not matter: 《通知》（一） and 通知(一) are the same.
    """
    folded = unicodedata.normalize("NFKC", visible(text)).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def digest(content: str | bytes) -> str:
    """Return the SHA-256 of bytes, or of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def shortened(text: str, length: int) -> str:
    """Return at most `length` characters of one line; a cut text ends with …."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    while cut and unicodedata.combining(line[len(cut)]):
        cut = cut[:-1]
    return cut.rstrip() + "…"
