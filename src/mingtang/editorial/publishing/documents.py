"""Homes and topic pages as the office's search finds them: by name, site and every word of the draft."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from mingtang.editorial.publishing.models import SiteLayout
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind

LAYOUT = "layout"
_TAG = re.compile(r"<[^<>]*>")


def read_layouts(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the pages of blocks of some ids as documents."""
    rows = SiteLayout.objects.filter(pk__in=numbers).select_related("site__unit", "revision")
    for row in rows:
        body = row.revision.body if row.revision else []
        yield SearchDocument(
            number=row.pk,
            title=row.title,
            text="\n".join((row.site.name, row.summary, *_words(body))),
            unit=row.site.unit.code,
            site=row.site.code,
            dated=row.changed_at,
            facets={"kind": row.kind},
        )


def _words(value: Any) -> Iterator[str]:
    """Yield the texts of blocks, without their markup."""
    if isinstance(value, str):
        yield unescape(_TAG.sub(" ", value))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in {"type", "id"}:
                yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = SiteLayout.objects.filter(pk__gt=number).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    named = event.payload.get("layout")  # the event of a new one is the site's
    return [int(str(named or event.subject.removeprefix("layout:")))]


LAYOUTS = SearchKind(
    name=LAYOUT,
    label="版面",
    read=read_layouts,
    numbers_after=_numbers_after,
    codes=frozenset({"publishing.layout.begun", "publishing.layout.saved"}),
    touched=_touched,
)
