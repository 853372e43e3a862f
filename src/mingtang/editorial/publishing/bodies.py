"""From the stored blocks of a body to what templates show. Values in, values out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from markupsafe import Markup

from mingtang.editorial.content.body import file_of
from mingtang.editorial.publishing.policies.typesetting import typeset
from mingtang.editorial.publishing.shown import AssetView, BlockView

# "image:5" -> where it is online, or nothing when it is no longer there
FindAsset = Callable[[str], AssetView | None]


_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b")


def block_views(
    body: Sequence[Mapping[str, Any]], find: FindAsset, *, is_document: bool = False
) -> tuple[BlockView, ...]:
    """Return the blocks as templates show them; a picture or file that is gone is left out.

    Texts of an official document are set as one.
    """
    views = tuple(_views(body, find))
    if not is_document:
        return views
    made = iter(typeset([str(view.html) for view in views if view.type == "text"]))
    return tuple(
        replace(view, html=Markup(next(made))) if view.type == "text" else view  # noqa: S704 - see _html
        for view in views
    )


def _views(body: Sequence[Mapping[str, Any]], find: FindAsset) -> Iterator[BlockView]:
    for block in body:
        kind = str(block.get("type", ""))
        make = _MAKERS.get(kind)
        if make is None:
            continue
        view = make(kind, block.get("value"), find, file_of(block))
        if view is not None:
            yield view


def _html(kind: str, value: Any, find: FindAsset, asset: str) -> BlockView | None:
    # Cleaned on its way into the revision (`content.body.clean_body`).
    html = Markup(value or "")  # noqa: S704 - see above
    return BlockView(kind, html=html, columns=_width(html) if kind == "html_table" else 0)


def _width(html: str) -> int:
    return max((len(_CELL.findall(row)) for row in _ROW.findall(html)), default=0)


def _table(kind: str, value: Any, find: FindAsset, asset: str) -> BlockView | None:
    if not isinstance(value, Mapping):
        return None
    rows = tuple(
        tuple(_cell(cell) for cell in row.get("values", ())) for row in value.get("rows", ())
    )
    headings = tuple(str(column.get("heading") or "") for column in value.get("columns", ()))
    if not any(headings):
        headings = ()
    return BlockView(
        kind,
        rows=rows,
        headings=headings,
        columns=max(len(headings), *(len(row) for row in rows), 0),
        caption=str(value.get("caption") or ""),
    )


def _cell(cell: Any) -> str:
    return str(cell.get("value") or "") if isinstance(cell, Mapping) else str(cell or "")


def _picture(kind: str, value: Any, find: FindAsset, asset: str) -> BlockView | None:
    found = find(asset) if asset else None
    if found is None:
        return None
    return BlockView(
        kind,
        link=found.link,
        name=str(value.get("name") or found.title),
        caption=str(value.get("caption") or ""),
        width=found.width,
        height=found.height,
    )


def _attachment(kind: str, value: Any, find: FindAsset, asset: str) -> BlockView | None:
    found = find(asset) if asset else None
    if found is None:
        return None
    return BlockView(
        kind, link=found.link, name=str(value.get("title") or found.title), size=found.size
    )


def _signature(kind: str, value: Any, find: FindAsset, asset: str) -> BlockView | None:
    if not isinstance(value, Mapping):
        return None
    day = value.get("date")
    return BlockView(
        kind,
        office=str(value.get("office") or ""),
        day=date.fromisoformat(day) if isinstance(day, str) and day else None,
    )


_MAKERS: dict[str, Callable[[str, Any, FindAsset, str], BlockView | None]] = {
    "text": _html,
    "html_table": _html,
    "table": _table,
    "picture": _picture,
    "attachment": _attachment,
    "signature": _signature,
}
BLOCK_TYPES = tuple(_MAKERS)
