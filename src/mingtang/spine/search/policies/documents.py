"""How a public document is numbered and marked."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zlib import crc32

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.search.policies.numbers import number_keys
from mingtang.spine.search.policies.phones import phone_keys
from mingtang.spine.search.policies.ranking import compact

_NUMBER_BITS, _KIND_BITS = 32, 4


def public_id(dated: datetime, kind: str, number: int) -> int:
    """Return the id of a public document: ids are in the order of dates, to the minute.

    :raises ValueError: the number does not fit.
    """
    if not 0 <= number < 1 << _NUMBER_BITS:
        raise ValueError(f"{kind}:{number} has no id")
    minutes = max(0, int(dated.astimezone(UTC).timestamp() // 60))
    return (((minutes << _KIND_BITS) | shelf_of(kind)) << _NUMBER_BITS) | number


def shelf_of(kind: str) -> int:
    """Return what tells a kind in an id; no two public kinds may have the same."""
    return crc32(kind.encode()) & ((1 << _KIND_BITS) - 1)


def marks_of(
    *,
    site: str,
    unit: str,
    sort: str,
    dated: datetime,
    is_main: bool,
    numbers: Iterable[str],
    phones: Iterable[str] = (),
    names: Iterable[str] = (),
) -> list[str]:
    """Return the values by which a document is narrowed and looked up."""
    named = {
        "site": site,
        "unit": unit,
        "sort": sort,
        "year": str(dated.astimezone(BEIJING).year),
        "main": "1" if is_main else "",
    }
    keys = {("number", key) for number in numbers for key in number_keys(number)}
    keys |= {("phone", key) for phone in phones for key in phone_keys(phone)}
    keys |= {("name", key) for name in names if (key := compact(name))}
    found = [mark(name, value) for name, value in named.items() if value]
    return sorted([*found, *(mark(name, key) for name, key in keys)])


def mark(name: str, value: str) -> str:
    """Return a mark: `year:2026`."""
    return f"{name}:{value}"
