"""Homes and topic pages as searches find them: the office by every word of a draft, readers topics online."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from mingtang.editorial.layouts.enums import LayoutKind, TopicState
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.themes.blocks import BlockField, ValueKind, block_type
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


_TEXTS = frozenset(
    {ValueKind.LINE, ValueKind.TEXT, ValueKind.RICH, ValueKind.HTML, ValueKind.TABLE}
)


def read_topics(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the topic pages online of some ids as documents for readers, from what was released."""
    rows = SiteLayout.objects.filter(
        pk__in=numbers, kind=LayoutKind.TOPIC.value, live__isnull=False, released_at__isnull=False
    )
    for row in rows.select_related("site__unit", "live"):
        texts = (row.summary, *shown_words(row.live.body if row.live else []))
        yield SearchDocument(
            number=row.pk,
            title=row.title,
            text="\n".join(text for text in texts if text),
            unit=row.site.unit.code,
            site=row.site.code,
            dated=row.released_at,
            sort=TOPICS.name,
            link=row.link,
            note=row.topic_mark,
            is_past=row.topic_state == TopicState.ARCHIVED,
        )


def shown_words(body: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what readers find written in blocks: titles and texts, no addresses and no choices."""
    for block in body:
        kind, value = block_type(str(block.get("type", ""))), block.get("value")
        if kind is None:
            continue
        yield str(block.get("title") or "")
        if kind.plain_field is not None:
            yield from _texts_of((kind.plain_field,), {"": value})
        elif isinstance(value, Mapping):
            yield from _texts_of(kind.fields, value)


def _texts_of(fields: Sequence[BlockField], value: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        found = value.get(field.name)
        if field.kind is ValueKind.ROWS and isinstance(found, list | tuple):
            for row in found:
                yield from _texts_of(field.fields, row)
        elif field.kind in _TEXTS:
            yield " ".join(" ".join(_words(found)).split())


def _topics_after(number: int, limit: int) -> list[int]:
    rows = SiteLayout.objects.filter(pk__gt=number, kind=LayoutKind.TOPIC.value, live__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def _topics_of_site(event: SealedEvent) -> list[int]:
    rows = SiteLayout.objects.filter(site__code=event.site, live__isnull=False)
    return list(rows.filter(kind=LayoutKind.TOPIC.value).values_list("pk", flat=True))


# Releases, states and take-offs tell the index in their own transaction; the event is that of another host.
TOPICS = SearchKind(
    name="topics",
    label="专题",
    read=read_topics,
    numbers_after=_topics_after,
    codes=frozenset({"sites.site.changed"}),
    touched=_topics_of_site,
    is_public=True,
)
