"""How a month's archive is cut into pages whose addresses stay.

A part holds the items from its own lowest key up to the next part's lowest key. A new item at the
end opens a new part when the last one is full; an item put in between (back-dated, imported) makes
its part grow, up to twice the size, and then the upper half moves to a part with a new number.
Numbers are never reused, so nothing but one part and its neighbours changes.
"""

from dataclasses import dataclass

from mingtang.editorial.pages.policies.keys import Key

PART_SIZE = 100
OVERFULL = 2 * PART_SIZE
MONTH_LIMIT = 100_000
# Source: sitemaps.org: a file holds at most 50,000 addresses and an index at most 50,000 files. A
# change rewrites one file, so files stay small; one index leads to 50 million addresses of a site.
SITEMAP_PART = 1_000
MOST_SITEMAP_PARTS = 50_000


@dataclass(frozen=True)
class PartFacts:
    """One part as the rules see it: number, lowest key, how many items it holds."""

    number: int
    low: Key
    count: int


def part_for(parts: list[PartFacts], key: Key) -> PartFacts | None:
    """Return the part whose range holds a key; the first part also takes what is below it."""
    if not parts:
        return None
    ordered = sorted(parts, key=lambda part: part.low)
    holding = [part for part in ordered if part.low <= key]
    return holding[-1] if holding else ordered[0]


def opens_new_part(count: int, *, is_last: bool, is_highest: bool) -> bool:
    """Answer whether a new item at the end of a month starts a new part."""
    return is_last and is_highest and count >= PART_SIZE


def must_split(count: int) -> bool:
    """Answer whether a part that grew in the middle gives its upper half away."""
    return count > OVERFULL


def sitemap_part(number: int) -> int:
    """Return which part of the site map holds the address with this number (both from one)."""
    return (number - 1) // SITEMAP_PART + 1
