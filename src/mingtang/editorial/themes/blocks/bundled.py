"""The blocks that texts are made of: paragraphs, tables, pictures, files, a signature.

What is stored is a list of `{"type", "value", "id"}`. A type is never deleted, only hidden: a type that
is gone would vanish from old texts without a word.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from mingtang.editorial.themes.blocks.types import (
    AI_MADE,
    BlockField,
    BlockType,
    BlockUse,
    ValueKind,
)
from mingtang.editorial.themes.shown import BlockView

TEXT_FEATURES = (
    *("h2", "h3", "h4", "bold", "italic", "superscript", "subscript", "ol", "ul"),
    *("center", "right", "flush", "link", "hr", "blockquote", "clear-format"),
)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b")
_ARTICLE = frozenset({BlockUse.ARTICLE})


def _text(asked: Any, value: Any) -> BlockView:
    # Cleaned on its way in (`content.body.clean_body`, `publishing.policies.block_values`).
    return BlockView("text", html=Markup(value or ""))  # noqa: S704 - see above


def _html_table(asked: Any, value: Any) -> BlockView:
    html = Markup(value or "")  # noqa: S704 - see above
    width = max((len(_CELL.findall(row)) for row in _ROW.findall(html)), default=0)
    return BlockView("html_table", html=html, columns=width)


def _table(asked: Any, value: Any) -> BlockView | None:
    if not isinstance(value, Mapping):
        return None
    rows = tuple(
        tuple(_cell(cell) for cell in row.get("values", ())) for row in value.get("rows", ())
    )
    headings = tuple(str(column.get("heading") or "") for column in value.get("columns", ()))
    if not any(headings):
        headings = ()
    return BlockView(
        "table",
        rows=rows,
        headings=headings,
        columns=max(len(headings), *(len(row) for row in rows), 0),
        caption=str(value.get("caption") or ""),
    )


def _cell(cell: Any) -> str:
    return str(cell.get("value") or "") if isinstance(cell, Mapping) else str(cell or "")


def _picture(asked: Any, value: Any) -> BlockView | None:
    number = value.get("image") if isinstance(value, Mapping) else None
    found = asked.asset(f"image:{int(number)}") if number else None
    if found is None:
        return None
    return BlockView(
        "picture",
        link=found.link,
        name=str(value.get("name") or found.title),
        caption=str(value.get("caption") or ""),
        width=found.width,
        height=found.height,
        sources=found.sources,
        shown=found.shown,
        is_ai=bool(value.get(AI_MADE.name)),
    )


def _attachment(asked: Any, value: Any) -> BlockView | None:
    number = value.get("document") if isinstance(value, Mapping) else None
    found = asked.asset(f"document:{int(number)}") if number else None
    if found is None:
        return None
    name = str(value.get("title") or found.title)
    return BlockView("attachment", link=found.link, name=name, size=found.size)


def _signature(asked: Any, value: Any) -> BlockView | None:
    if not isinstance(value, Mapping):
        return None
    day = value.get("date")
    return BlockView(
        "signature",
        office=str(value.get("office") or ""),
        day=date.fromisoformat(day) if isinstance(day, str) and day else None,
    )


PICTURE_FIELDS = (
    BlockField(name="image", label="图片", kind=ValueKind.PICTURE),
    BlockField(name="name", label="图片名称", most=100, help="写清图中的人和事，读屏软件会朗读。"),
    BlockField(name="caption", label="图注", is_required=False, most=200),
    AI_MADE,
)
BUNDLED = (
    BlockType(
        name="text",
        label="正文",
        fields=(BlockField(name="", label="正文", kind=ValueKind.RICH, features=TEXT_FEATURES),),
        view=BlockView,
        read=_text,
        uses=frozenset({BlockUse.ARTICLE, BlockUse.HOME}),
        help="一段文字，可以加粗、加链接、列要点。",
    ),
    BlockType(
        name="table",
        label="旧版表格",
        fields=(BlockField(name="", label="旧版表格", kind=ValueKind.TABLE),),
        view=BlockView,
        read=_table,
        uses=_ARTICLE,
    ),
    BlockType(
        name="picture",
        label="图片",
        icon="image",
        fields=PICTURE_FIELDS,
        view=BlockView,
        read=_picture,
        uses=_ARTICLE,
    ),
    BlockType(
        name="attachment",
        label="附件",
        icon="doc-full",
        fields=(
            BlockField(name="document", label="文件", kind=ValueKind.FILE),
            BlockField(name="title", label="附件名称", most=200),
        ),
        view=BlockView,
        read=_attachment,
        uses=_ARTICLE,
    ),
    BlockType(
        name="signature",
        label="落款",
        icon="edit",
        fields=(
            BlockField(name="office", label="落款单位", most=200),
            BlockField(name="date", label="落款日期", kind=ValueKind.DAY, is_required=False),
        ),
        view=BlockView,
        read=_signature,
        uses=_ARTICLE,
    ),
    # Written as a grid with merged cells; cleaned when saved.
    BlockType(
        name="html_table",
        label="表格",
        icon="table",
        fields=(BlockField(name="", label="表格", kind=ValueKind.HTML),),
        view=BlockView,
        read=_html_table,
        uses=_ARTICLE,
    ),
)
