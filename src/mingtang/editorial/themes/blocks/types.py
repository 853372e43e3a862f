"""The registry of block types and what a type says of itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ValueKind(StrEnum):
    """What is typed or chosen in one field of a block."""

    LINE = "line"
    TEXT = "text"
    RICH = "rich"
    HTML = "html"
    TABLE = "table"
    PICTURE = "picture"
    FILE = "file"
    DAY = "day"
    NUMBER = "number"
    AMOUNT = "amount"
    CHOICE = "choice"
    SWITCH = "switch"
    COLUMNS = "columns"
    LINK = "link"
    ROWS = "rows"


class BlockUse(StrEnum):
    """Where blocks of a type may stand."""

    ARTICLE = "article"
    HOME = "home"


@dataclass(frozen=True, kw_only=True)
class BlockField:
    """One field. A type whose only field has no name stores the plain value.

    `most` and `least` bound characters of texts, values of numbers, columns or rows chosen; 0 is no
    bound. `fields` are those of one row of :attr:`ValueKind.ROWS`; `start` is what a new block shows;
    `formats` are the kinds of file that can be shown, empty for all.
    """

    name: str
    label: str
    kind: ValueKind = ValueKind.LINE
    is_required: bool = True
    help: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    features: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    fields: tuple["BlockField", ...] = ()
    start: Any = None


# What is asked of articles, columns and files; the stored value -> the view, None for nothing to show.
ReadBlock = Callable[[Any, Any], object | None]


# Source: 人工智能生成合成内容标识办法（国信办通字〔2025〕2号）第四条, 第十条; GB 45438-2025, 5.
AI_MADE = BlockField(
    name="is_ai",
    label="人工智能生成",
    kind=ValueKind.SWITCH,
    is_required=False,
    help="由人工智能生成或合成的必须勾选，网页上会标明。",
)


@dataclass(frozen=True, kw_only=True)
class BlockType:
    """One type of block.

    `view` is the frozen class that `read` returns; it has a field `type` with the name of the type.
    Whatever is read is noted for the page, so a change wakes just the pages that showed it.
    Of the fields `one_of` at least one is filled in. `most_columns` is how many columns one block may watch: above, a page would wake for everything.
    """

    name: str
    label: str
    fields: tuple[BlockField, ...]
    view: type
    read: ReadBlock
    uses: frozenset[BlockUse]
    icon: str = ""
    help: str = ""
    one_of: tuple[str, ...] = ()
    most_columns: int = 0
    width: int = 12

    @property
    def plain_field(self) -> BlockField | None:
        """The only field of a type that stores the plain value."""
        return self.fields[0] if len(self.fields) == 1 and not self.fields[0].name else None


_types: dict[str, BlockType] = {}


def register_blocks(*types: BlockType) -> None:
    """Add types of blocks; the same name again replaces the type (a room may refine one of ours)."""
    for kind in types:
        _types[kind.name] = kind


def block_type(name: str) -> BlockType | None:
    """Return a type, or None when no installed room has it (any longer)."""
    return _types.get(name)


def block_types(use: BlockUse) -> tuple[BlockType, ...]:
    """Return the types that may stand somewhere, in the order in which they were registered."""
    return tuple(kind for kind in _types.values() if use in kind.uses)


_KEYS = {ValueKind.PICTURE: "image", ValueKind.FILE: "document"}


def files_in(block: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys (`image:5`, `document:7`) of what one stored block shows, in order."""
    kind = block_type(str(block.get("type", "")))
    value = block.get("value")
    if kind is None or not isinstance(value, Mapping):
        return ()
    return tuple(_files(kind.fields, value))


def _files(fields: tuple[BlockField, ...], value: Mapping[str, Any]) -> Iterator[str]:
    for field in fields:
        found = value.get(field.name)
        if field.kind in _KEYS and found:
            yield f"{_KEYS[field.kind]}:{int(found)}"
        elif field.kind is ValueKind.ROWS and isinstance(found, list | tuple):
            for row in found:
                if isinstance(row, Mapping):
                    yield from _files(field.fields, row)


def with_other_file(block: Mapping[str, Any], old: str, new: str) -> Mapping[str, Any]:
    """Return a stored block that shows `new` wherever it showed `old`; both are keys of one kind.

    What is said about the file in the block, such as its description, stays as it is.
    """
    kind, value = block_type(str(block.get("type", ""))), block.get("value")
    if kind is None or not isinstance(value, Mapping):
        return block
    return {**block, "value": _with_other(kind.fields, value, old, new)}


def _with_other(
    fields: tuple[BlockField, ...], value: Mapping[str, Any], old: str, new: str
) -> dict[str, Any]:
    changed = dict(value)
    for field in fields:
        found = value.get(field.name)
        if field.kind in _KEYS and found and f"{_KEYS[field.kind]}:{int(found)}" == old:
            changed[field.name] = int(new.partition(":")[2])
        elif field.kind is ValueKind.ROWS and isinstance(found, list | tuple):
            changed[field.name] = [
                _with_other(field.fields, row, old, new) if isinstance(row, Mapping) else row
                for row in found
            ]
    return changed
