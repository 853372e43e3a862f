"""Blocks (内容块): what bodies of articles, homes and topic pages are made of.

A type of block is declared once: its fields for the editor, its reader and view for the page. Rooms above
register theirs in `AppConfig.ready()`; the template of a type is `blocks/<name>.html`.
"""

from mingtang.editorial.themes.blocks.bundled import BUNDLED
from mingtang.editorial.themes.blocks.media import MEDIA
from mingtang.editorial.themes.blocks.types import (
    AI_MADE,
    BlockField,
    BlockType,
    BlockUse,
    ValueKind,
    block_type,
    block_types,
    files_in,
    register_blocks,
    with_other_file,
)

register_blocks(*BUNDLED, *MEDIA)

__all__ = [
    "AI_MADE",
    "BlockField",
    "BlockType",
    "BlockUse",
    "ValueKind",
    "block_type",
    "block_types",
    "files_in",
    "register_blocks",
    "with_other_file",
]
