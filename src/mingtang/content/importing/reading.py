"""Bytes of a file to text: which encoding, and what is not text at all."""

import re

SIZE_LIMIT = 20 * 1024 * 1024
_BINARY_STARTS = {
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 或 Excel 文件，请另存为网页（HTML）或纯文本后再导入。",
    b"PK\x03\x04": "这是 Word、Excel 或压缩文件，请另存为网页（HTML）或纯文本后再导入。",
    b"%PDF": "这是 PDF 文件，请先转成文字后再导入。",
}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


class UnreadableFile(ValueError):
    """A file that cannot be taken; the message is Chinese and says what to do."""


def text_of(data: bytes) -> str:
    """Return the text of a file: by its mark or its own word, else UTF-8, else GB 18030.

    :raises UnreadableFile: empty, too large, not text, or in no encoding that is known here.
    """
    if len(data) > SIZE_LIMIT:
        raise UnreadableFile(f"文件超过 {SIZE_LIMIT // 1024 // 1024} MB，请拆分后再导入。")
    for start, message in _BINARY_STARTS.items():
        if data.startswith(start):
            raise UnreadableFile(message)
    text = _decoded(data)
    if not text.strip():
        raise UnreadableFile("文件是空的，请检查后重新导入。")
    if "\x00" in text:
        raise UnreadableFile("这不是文字文件，请另存为网页（HTML）或纯文本后再导入。")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_like_html(text: str) -> bool:
    """Tell whether a text is a page rather than plain words."""
    return bool(
        re.search(r"<(?:!doctype|html|head|body|div|p|table|h1)\b", text[:5000], re.IGNORECASE)
    )


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    named = _CHARSET.search(data[:2000])
    candidates = ["utf-8-sig", "gb18030", "big5"]
    if named:
        candidates.insert(0, named.group(1).decode("ascii"))
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnreadableFile("文件的文字编码无法识别，请另存为 UTF-8 编码后再导入。")
