"""The editor of an article's body, made from the registry of block types."""

from collections.abc import Callable, Sequence
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from mingtang.editorial.pages.blocks import BlockField, BlockType, BlockUse, ValueKind, block_types

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
    return _EDITORS[field.kind](**options)


def _block(kind: BlockType) -> blocks.Block:
    if kind.plain_field is not None:
        icon = {"icon": kind.icon} if kind.icon else {}
        return _editor(kind.plain_field, **icon)
    parts: dict[str, Any] = {field.name: _editor(field) for field in kind.fields}
    parts["Meta"] = type("Meta", (), {"icon": kind.icon or "placeholder", "label": kind.label})
    made: type[blocks.StructBlock] = type(kind.name.title(), (blocks.StructBlock,), parts)
    return made()


class ArticleBody(blocks.StreamBlock):
    """What a body is made of: the block types that the registry has for articles."""

    def __init__(self, local_blocks: Sequence[Child] | None = None, **options: Any) -> None:
        children = [(kind.name, _block(kind)) for kind in block_types(BlockUse.ARTICLE)]
        super().__init__(local_blocks or children, **options)

    class Meta:
        required = False
