"""The editor of an article's body, made from the registry of block types."""

from collections.abc import Callable, Sequence
from functools import partialmethod
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from mingtang.editorial.themes.blocks import BlockField, BlockType, BlockUse, ValueKind, block_types

Child = tuple[str, blocks.Block]


def _table(**options: Any) -> blocks.Block:
    return TypedTableBlock([("text", blocks.TextBlock(required=False, label="文字"))], **options)


_EDITORS: dict[ValueKind, Callable[..., blocks.Block]] = {
    ValueKind.LINE: blocks.CharBlock,
    ValueKind.TEXT: blocks.TextBlock,
    ValueKind.RICH: blocks.RichTextBlock,
    ValueKind.HTML: blocks.RawHTMLBlock,
    ValueKind.TABLE: _table,
    ValueKind.PICTURE: ImageChooserBlock,
    ValueKind.FILE: DocumentChooserBlock,
    ValueKind.DAY: blocks.DateBlock,
    ValueKind.CHOICE: blocks.ChoiceBlock,
    ValueKind.SWITCH: blocks.BooleanBlock,
}
_WMV = "WMV 视频上传后会自动转成 MP4，请到素材库看是否转好，再选转好的那一份。"
# Numbers are kept as they are typed: 12.50 stays 12.50.
_AMOUNT = {
    "regex": r"-?\d{1,15}(\.\d{1,6})?",
    "error_messages": {"invalid": "请只填数字，不带单位和逗号。"},
}


def _editor(field: BlockField, **more: Any) -> blocks.Block:
    """Return the editor of one field; options that are as usual stay unsaid, as migrations want."""
    options: dict[str, Any] = {"label": field.label, **more}
    if not field.is_required:
        options["required"] = False
    if field.most:
        options["max_length"] = field.most
    if field.help:
        options["help_text"] = field.help
    if field.features:
        options["features"] = list(field.features)
    if field.kind is ValueKind.ROWS:
        return blocks.ListBlock(
            _struct(field.fields), min_num=field.least, max_num=field.most, label=field.label
        )
    if field.kind is ValueKind.AMOUNT:
        return blocks.RegexBlock(**_AMOUNT, **options)
    if field.kind is ValueKind.CHOICE:
        options |= {"choices": list(field.choices), "default": field.start}
    return _EDITORS[field.kind](**options)


def _block(kind: BlockType) -> blocks.Block:
    if kind.plain_field is not None:
        icon = {"icon": kind.icon} if kind.icon else {}
        return _editor(kind.plain_field, **icon)
    parts: dict[str, Any] = {field.name: _editor(field) for field in kind.fields}
    parts["Meta"] = type("Meta", (), {"icon": kind.icon or "placeholder", "label": kind.label})
    parts["clean"] = partialmethod(_clean, kind)
    made: type[blocks.StructBlock] = type(kind.name.title(), (blocks.StructBlock,), parts)
    return made()


def _struct(fields: Sequence[BlockField]) -> blocks.StructBlock:
    return blocks.StructBlock([(field.name, _editor(field)) for field in fields])


def _clean(block: blocks.StructBlock, kind: BlockType, value: Any) -> Any:
    """Clean a value as every block does; then a file is of a form that its block can show."""
    cleaned = blocks.StructBlock.clean(block, value)
    errors = {}
    for field in kind.fields:
        found = cleaned.get(field.name)
        if field.formats and found and _extension(found.filename) not in field.formats:
            wanted = "、".join(one.upper() for one in field.formats)
            told = _WMV if _extension(found.filename) == "wmv" else ""
            errors[field.name] = ValidationError(f"应是 {wanted} 格式的文件，请另选。{told}")
    if kind.one_of and not any(cleaned.get(name) for name in kind.one_of):
        labels = "、".join(one.label for one in kind.fields if one.name in kind.one_of)
        errors[kind.one_of[-1]] = ValidationError(f"{labels}至少要有一样，否则有人无法了解内容。")
    if errors:
        raise blocks.StructBlockValidationError(block_errors=errors)
    return cleaned


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


class ArticleBody(blocks.StreamBlock):
    """What a body is made of: the block types that the registry has for articles."""

    def __init__(self, local_blocks: Sequence[Child] | None = None, **options: Any) -> None:
        children = [(kind.name, _block(kind)) for kind in block_types(BlockUse.ARTICLE)]
        super().__init__(local_blocks or children, **options)

    class Meta:
        required = False
