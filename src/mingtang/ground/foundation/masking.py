"""Personal data in text (个人信息): found, and masked so that a reader knows something stood there."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MASK = "*"
_GAP = r"[ \-]?"
_PATTERNS = {
    "id_card": r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:[0-9]{11}[0-9Xx]|[0-9]{9})(?![0-9A-Za-z])",
    "phone": rf"(?<![0-9A-Za-z])(?:\+?86{_GAP})?1[3-9][0-9](?:{_GAP}[0-9]{{4}}){{2}}(?![0-9])",
    "bank_card": rf"(?<![0-9A-Za-z])[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{3}}(?:{_GAP}[0-9]{{1,3}})?(?![0-9A-Za-z])",
    "email": r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# One sign each, so that places in the narrow text are places in the given one.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class PersonalData(StrEnum):
    """Kinds of personal data that can be told by their form."""

    ID_CARD = "id_card"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    EMAIL = "email"


_COMPILED = {kind: re.compile(_PATTERNS[kind.value]) for kind in PersonalData}


@dataclass(frozen=True, slots=True)
class FoundPersonalData:
    """Where in a text personal data stands: `text[start:end]`."""

    kind: PersonalData
    start: int
    end: int


def find_personal_data(text: str) -> list[FoundPersonalData]:
    """Return mobile numbers, identity cards, bank cards and e-mail addresses, in their order.

    Landlines are left alone: an office publishes its own. A number counts as an identity card when
    its birthday exists (one mistyped sign does not make it harmless), as a bank card when its check
    digit is right.
    """
    narrow = text.translate(_NARROW)
    found: list[FoundPersonalData] = []
    taken = bytearray(len(narrow))
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(narrow):
            start, end = match.span()
            if not any(taken[start:end]) and _is_plausible(kind, match[0]):
                found.append(FoundPersonalData(kind, start, end))
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda one: one.start)


def mask_personal_data(text: str) -> str:
    """Return a text with all that :func:`find_personal_data` finds masked, else unchanged."""
    parts, done = [], 0
    for found in find_personal_data(text):
        parts += [text[done : found.start], _MASKS[found.kind](text[found.start : found.end])]
        done = found.end
    return "".join((*parts, text[done:]))


def mask_phone(number: str) -> str:
    """Return 138****5678, of a shorter number 0563-***4321: the last four digits stay."""
    count = sum(sign.isdigit() for sign in number)
    return _masked(number.strip(), max(0, count - 8), 4 if count > 4 else 0)


def mask_id_card(number: str) -> str:
    """Return 34**************12: neither district nor birthday can be read."""
    return _masked(number.strip(), 2, 2)


def mask_bank_card(number: str) -> str:
    """Return the last four digits behind a mask."""
    return _masked(number.strip(), 0, 4)


def _masked(number: str, head: int, tail: int) -> str:
    """Mask letters and digits but for some at both ends; signs between them stay."""
    places = [place for place, sign in enumerate(number) if sign.isalnum()]
    hidden = set(places[head : len(places) - tail] if head + tail < len(places) else places)
    return "".join(MASK if place in hidden else sign for place, sign in enumerate(number))


def mask_email(address: str) -> str:
    """Return z***@example.cn; the length of the name is not told."""
    name, at, host = address.strip().partition("@")
    return f"{name[:1]}{MASK * 3}{at}{host}" if at else MASK * len(name)


def mask_name(name: str) -> str:
    """Return 张**: the first sign of a name, a mask for each other one."""
    name = name.strip()
    return name[:1] + MASK * (len(name) - 1) if len(name) > 1 else MASK * len(name)


def is_id_card(number: str) -> bool:
    """Say whether a resident identity number has 18 signs, a birthday and the right check sign.

    Source: GB 11643.
    """
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", number) or not _has_birthday(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def _is_plausible(kind: PersonalData, number: str) -> bool:
    if kind is PersonalData.ID_CARD:
        return _has_birthday(number)
    return kind is not PersonalData.BANK_CARD or _has_check_digit(number)


def _has_birthday(number: str) -> bool:
    digits = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def _has_check_digit(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return len(digits) >= 16 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


_MASKS = {
    PersonalData.ID_CARD: mask_id_card,
    PersonalData.PHONE: mask_phone,
    PersonalData.BANK_CARD: mask_bank_card,
    PersonalData.EMAIL: mask_email,
}
