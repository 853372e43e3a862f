"""The parts of a month: which one takes a new item, when a new one opens, when one splits.

The caller holds the lock of the site, so nobody else changes these rows meanwhile.
"""

from django.db.models import F, Q, QuerySet

from mingtang.editorial.pages.policies.keys import Key
from mingtang.editorial.publishing.models import Listing, Month, Part
from mingtang.editorial.publishing.policies.parts import (
    OVERFULL,
    PART_SIZE,
    must_split,
    opens_new_part,
)


def month_row(column_id: int, month: int) -> Month:
    """Return the row of a column's month, new if it is the first item."""
    row, _ = Month.objects.get_or_create(column_id=column_id, month=month)
    return row


def add(month: Month, key: Key) -> tuple[Part, list[Part]]:
    """Count a new item in and return its part, and every part whose page changes."""
    Month.objects.filter(pk=month.pk).update(count=F("count") + 1)
    month.count += 1
    part = _holding(month, key)
    if part is None:
        first = _next(month, None)
        if first is None:
            return _count_in(_new_part(month, key)), _first_page(month)
        first.low_at, first.low_id = key
        first.save(update_fields=["low_at", "low_id"])
        part = first
    elif _opens(part, key):
        fresh = _count_in(_new_part(month, key))
        return fresh, [fresh, part]
    was_empty = part.count == 0
    _count_in(part)
    beside = _beside(part) if was_empty else []
    return part, [part, *beside, *(_first_page(month) if month.count == 1 else [])]


def remove(part: Part) -> list[Part]:
    """Count an item out and return every part whose page changes. Empty parts keep their number."""
    Month.objects.filter(pk=part.month_id).update(count=F("count") - 1)
    Part.objects.filter(pk=part.pk).update(count=F("count") - 1)
    part.refresh_from_db(fields=["count"])
    if part.count > 0:
        return [part]
    month = Month.objects.get(pk=part.month_id)
    return [part, *_beside(part), *(_first_page(month) if month.count == 0 else [])]


def split_if_overfull(part: Part) -> list[Part]:
    """Move the upper half of a part that grew in the middle to a new part; return what changes."""
    if not must_split(part.count):
        return []
    rows = Listing.objects.filter(part=part).order_by("released_at", "article_id")
    keys = list(rows.values_list("released_at", "article_id", "pk"))
    upper = keys[len(keys) // 2 :]
    month = Month.objects.get(pk=part.month_id)
    newer = _next(month, part)
    fresh = _new_part(month, (upper[0][0], upper[0][1]))
    Listing.objects.filter(pk__in=[pk for _, _, pk in upper]).update(part=fresh)
    Part.objects.filter(pk=part.pk).update(count=len(keys) - len(upper))
    Part.objects.filter(pk=fresh.pk).update(count=len(upper))
    return [part, fresh, *([newer] if newer else [])]


def months_beside(month: Month) -> list[tuple[int, int]]:
    """Return row and number of the nearest months on both sides that hold items."""
    rows = _others(month).values_list("pk", "month")
    later = rows.filter(month__gt=month.month).order_by("month").first()
    earlier = rows.filter(month__lt=month.month).order_by("-month").first()
    return [found for found in (later, earlier) if found is not None]


def is_empty(month_id: int) -> bool:
    """Tell whether a month holds no item now."""
    return not Month.objects.filter(pk=month_id, count__gt=0).exists()


def years_beside(month: Month) -> list[int]:
    """Return the nearest years on both sides of a month's year that hold items."""
    first = month.month // 100 * 100
    rows = _others(month).values_list("month", flat=True)
    later = rows.filter(month__gte=first + 100).order_by("month").first()
    earlier = rows.filter(month__lt=first).order_by("-month").first()
    return [found // 100 for found in (later, earlier) if found is not None]


def shown_parts(month_id: int) -> QuerySet[Part]:
    """Return the parts of a month that have a page."""
    return Part.objects.filter(Q(count__gt=0) | Q(number=1), month_id=month_id)


def _others(month: Month) -> QuerySet[Month]:
    return Month.objects.filter(column_id=month.column_id, count__gt=0)


def _opens(part: Part, key: Key) -> bool:
    if part.count < PART_SIZE:
        return False
    newer = Listing.objects.filter(part=part).filter(
        Q(released_at__gt=key[0]) | Q(released_at=key[0], article_id__gt=key[1])
    )
    is_last = _next(Month(pk=part.month_id), part) is None
    return opens_new_part(part.count, is_last=is_last, is_highest=not newer.exists())


def _holding(month: Month, key: Key) -> Part | None:
    rows = Part.objects.filter(month=month).filter(_not_above(key))
    return rows.order_by("-low_at", "-low_id").first()


def _not_above(key: Key) -> Q:
    return Q(low_at__lt=key[0]) | Q(low_at=key[0], low_id__lte=key[1])


def _next(month: Month, part: Part | None) -> Part | None:
    rows = Part.objects.filter(month_id=month.pk).order_by("low_at", "low_id")
    if part is not None:
        rows = rows.exclude(_not_above((part.low_at, part.low_id)))
    return rows.first()


def _beside(part: Part) -> list[Part]:
    """The nearest parts on both sides that hold items, and the first page, which always links."""
    rows = shown_parts(part.month_id).exclude(pk=part.pk)
    below = rows.filter(_not_above((part.low_at, part.low_id))).order_by("-low_at", "-low_id")
    above = rows.exclude(_not_above((part.low_at, part.low_id))).order_by("low_at", "low_id")
    return [found for found in (below.first(), above.first()) if found is not None]


def _first_page(month: Month) -> list[Part]:
    return list(Part.objects.filter(month_id=month.pk, number=1))


def _new_part(month: Month, key: Key) -> Part:
    Month.objects.filter(pk=month.pk).update(parts=F("parts") + 1)
    number = Month.objects.filter(pk=month.pk).values_list("parts", flat=True).get()
    return Part.objects.create(month=month, number=number, low_at=key[0], low_id=key[1])


def _count_in(part: Part) -> Part:
    Part.objects.filter(pk=part.pk).update(count=F("count") + 1)
    part.count += 1
    return part


__all__ = [
    "OVERFULL",
    "PART_SIZE",
    "add",
    "is_empty",
    "month_row",
    "months_beside",
    "remove",
    "shown_parts",
    "split_if_overfull",
    "years_beside",
]
