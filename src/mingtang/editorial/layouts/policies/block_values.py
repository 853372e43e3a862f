"""What the blocks of a page may hold. Values in, decisions out."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from mingtang.editorial.themes.blocks import BlockField, BlockType, BlockUse, ValueKind, block_type
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.html import clean_html
from mingtang.ground.foundation.text import has_words, one_line, visible

WIDTHS = (4, 6, 8, 12)
MOST_BLOCKS = 30
# A page that watched more columns would wake for nearly every release of its site.
MOST_COLUMNS = 60
LARGEST_ID = 2**63
LONGEST_TITLE = 30
LONGEST_TEXT = 20_000
_LINK = re.compile(r"(?:/(?!/)|https?://)[^\s<>\"'\\]+|/")
Block = Mapping[str, Any]


def cleaned_body(raw: Sequence[Block]) -> list[dict[str, Any]]:
    """Return blocks as a revision stores them: known keys, tidy texts, an id each."""
    return [
        {
            "type": str(block.get("type", "")),
            "id": str(block.get("id") or uuid4()),
            "width": block.get("width"),
            "title": one_line(str(block.get("title") or "")),
            "value": _cleaned(block),
        }
        for block in raw
    ]


def _cleaned(block: Block) -> Any:
    kind = block_type(str(block.get("type", "")))
    value = block.get("value")
    if kind is None:
        return value
    if kind.plain_field is not None:
        return _tidy(kind.plain_field, value)
    found = value if isinstance(value, Mapping) else {}
    return {field.name: _tidy(field, found.get(field.name)) for field in kind.fields}


def _tidy(field: BlockField, value: Any) -> Any:
    if field.kind is ValueKind.RICH:
        return _tidy_text(str(value or ""))
    if field.kind is ValueKind.ROWS:
        rows = value if isinstance(value, list | tuple) else ()
        return [
            {one.name: _tidy(one, row.get(one.name)) for one in field.fields}
            for row in rows
            if isinstance(row, Mapping)
        ]
    if field.kind is ValueKind.SWITCH:
        return bool(value)
    if field.kind is ValueKind.COLUMNS:
        chosen = value if isinstance(value, list | tuple) else ()
        return [one if _is_id(one) else 0 for one in chosen]
    if field.kind in {ValueKind.NUMBER, ValueKind.PICTURE, ValueKind.FILE}:
        return value
    text = "" if value is None else str(value)
    return visible(text) if field.kind is ValueKind.TEXT else one_line(text)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST_ID


def _tidy_text(value: str) -> str:
    if "<" not in value:
        lines = (line.strip() for line in value.splitlines())
        value = "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in lines if line)
    return clean_html(value)


def check_body(body: Sequence[Block], columns: Collection[int]) -> Decision:
    """Answer whether blocks can be shown; `columns` are those that may be named. All reasons at once."""
    decision = YES
    if len(body) > MOST_BLOCKS:
        decision &= no(
            "publishing.too_many_blocks",
            f"一个页面最多 {MOST_BLOCKS} 块，现在有 {len(body)} 块，请合并或删去一些。",
        )
    for place, block in enumerate(body, 1):
        kind = block_type(str(block["type"]))
        if kind is None or BlockUse.HOME not in kind.uses:
            text = f"第 {place} 块是不认识的类型“{block['type']}”，请删去。"
            decision &= no("publishing.unknown_block", text)
            continue
        for name, words in _problems(kind, block, columns):
            code = "publishing.bad_block"
            decision &= no(code, f"第 {place} 块“{kind.label}”：{words}", name)
    watched = {pk for block in body for pk in columns_in(block)}
    if len(watched) > MOST_COLUMNS:
        text = f"整个页面列出了 {len(watched)} 个栏目，最多 {MOST_COLUMNS} 个，请减少。"
        decision &= no("publishing.too_wide", text)
    return decision


def check_formats(body: Sequence[Block], formats: Mapping[int, str]) -> Decision:
    """Answer whether the files of blocks can be shown as blocks show them; `formats` are by number."""
    decision = YES
    for place, block in enumerate(body, 1):
        kind = block_type(str(block["type"]))
        for field in kind.fields if kind else ():
            number = block["value"].get(field.name) if field.formats else None
            if number and formats.get(number) not in field.formats:
                wanted = "、".join(one.upper() for one in field.formats)
                text = f"第 {place} 块“{kind.label if kind else ''}”：“{field.label}”应是 {wanted} 格式的文件。"
                decision &= no("publishing.bad_block", text, field.name)
    return decision


def columns_in(block: Block) -> tuple[int, ...]:
    """Return the columns that a block lists."""
    kind, value = block_type(str(block.get("type", ""))), block.get("value")
    if kind is None or not isinstance(value, Mapping):
        return ()
    names = [field.name for field in kind.fields if field.kind is ValueKind.COLUMNS]
    return tuple(pk for name in names for pk in value.get(name) or ())


def _problems(kind: BlockType, block: Block, columns: Collection[int]) -> Iterator[tuple[str, str]]:
    if block.get("width") not in WIDTHS:
        yield "width", f"宽度只能是 {'、'.join(map(str, WIDTHS))} 格。"
    if len(block["title"]) > LONGEST_TITLE:
        yield "title", f"标题超过 {LONGEST_TITLE} 个字，请缩短。"
    if (width := len(columns_in(block))) > kind.most_columns:
        yield "columns", f"选了 {width} 个栏目，这种块最多 {kind.most_columns} 个，请减少。"
    if kind.plain_field is not None:
        yield from _wrong(kind.plain_field, block["value"], columns)
        return
    for field in kind.fields:
        yield from _wrong(field, block["value"].get(field.name), columns)


def _wrong(field: BlockField, value: Any, columns: Collection[int]) -> Iterator[tuple[str, str]]:
    words = _CHECKS.get(field.kind, _wrong_text)(field, value)
    if _is_empty(field, value):
        if field.is_required or (field.least and field.kind is ValueKind.COLUMNS):
            yield field.name, f"“{field.label}”没有填写。"
    elif words:
        yield field.name, f"“{field.label}”{words}"
    elif field.kind is ValueKind.COLUMNS and (gone := set(value) - set(columns)):
        yield field.name, f"“{field.label}”中有 {len(gone)} 个栏目已经关闭或不存在，请重新选择。"
    elif field.kind is ValueKind.ROWS:
        for number, row in enumerate(value, 1):
            for one in field.fields:
                for _, told in _wrong(one, row.get(one.name), columns):
                    yield field.name, f"“{field.label}”第 {number} 行{told}"


def _is_empty(field: BlockField, value: Any) -> bool:
    if field.kind is ValueKind.RICH:
        return not has_words(re.sub(r"<[^>]*>", "", str(value or "")))
    if isinstance(value, str):
        return not has_words(value)
    return value is None or value in ([], ())


def _wrong_text(field: BlockField, value: Any) -> str:
    most = field.most or LONGEST_TEXT
    return f"超过 {most} 个字，请缩短。" if len(str(value)) > most else ""


def _wrong_number(field: BlockField, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "应填整数。"
    if not field.least <= value <= (field.most or value):
        return f"应在 {field.least} 至 {field.most} 之间。"
    return ""


def _wrong_amount(field: BlockField, value: Any) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return f"“{str(value)[:20]}”不是数字，请只填数字，不带单位和逗号。"
    return "" if amount.is_finite() and abs(amount) < 10**15 else "的数字过大，请换用较大的单位。"


def _wrong_link(field: BlockField, value: Any) -> str:
    if not _LINK.fullmatch(str(value)):
        return "应是网址：本网站的写成 /zwgk/ 这样，其他网站的以 https:// 开头。"
    return _wrong_text(field, value)


def _wrong_choice(field: BlockField, value: Any) -> str:
    return "" if value in dict(field.choices) else "只能从列出的几项中选择。"


def _wrong_list(field: BlockField, value: Any) -> str:
    if not field.least <= len(value) <= (field.most or len(value)):
        unit = "个" if field.kind is ValueKind.COLUMNS else "行"
        return f"应有 {field.least} 至 {field.most} {unit}，现在是 {len(value)} {unit}。"
    return ""


def _wrong_file(field: BlockField, value: Any) -> str:
    return "" if _is_id(value) else "请从素材库中选择。"


_CHECKS: dict[ValueKind, Callable[[BlockField, Any], str]] = {
    ValueKind.NUMBER: _wrong_number,
    ValueKind.AMOUNT: _wrong_amount,
    ValueKind.LINK: _wrong_link,
    ValueKind.CHOICE: _wrong_choice,
    ValueKind.COLUMNS: _wrong_list,
    ValueKind.ROWS: _wrong_list,
    ValueKind.PICTURE: _wrong_file,
    ValueKind.FILE: _wrong_file,
    ValueKind.SWITCH: lambda field, value: "",
}
