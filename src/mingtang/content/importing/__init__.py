"""Take documents from text and HTML files (导入): find the fields, drop the page around them.

Pure: bytes in, an :class:`ImportedDocument` out. What is not certain stays empty with a warning in
Chinese; nothing is guessed.
"""

from mingtang.content.importing.documents import ImportedDocument, parse_document
from mingtang.content.importing.reading import UnreadableFile

__all__ = ["ImportedDocument", "UnreadableFile", "parse_document"]
