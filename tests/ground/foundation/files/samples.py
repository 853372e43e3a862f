"""Small real files of every kind, made here and not read from a folder."""

import io
import struct
import zipfile

from PIL import Image

SECTOR = 512
END = 0xFFFFFFFE
FREE = 0xFFFFFFFF


def picture(form: str, size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def archive(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def nameless_archive() -> bytes:
    """Make an archive whose only member has no name, which `zipfile` itself would not write."""
    content = bytearray(archive({"x": "x"}))
    entry = content.index(b"PK\x01\x02")
    struct.pack_into("<HH", content, entry + 28, 0, 1)  # the letter of the name counts as an extra
    return bytes(content)


def office(part: str, **more: str) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", part: "<x/>", **more})


def compound(*names: str, table_sectors: int = 1, is_huge: bool = False) -> bytes:
    """Make a compound file whose directory holds these names, an entry each.

    A huge one says outside its header where its tables are.
    """
    entries = b"".join(
        _entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *names)
    )
    entries = entries.ljust(-(-len(entries) // SECTOR) * SECTOR, b"\0")
    count = len(entries) // SECTOR
    chain = [*range(table_sectors + 1, table_sectors + count), END]
    table = [0xFFFFFFFD] * table_sectors + chain
    table += [FREE] * (table_sectors * 128 - len(table))
    places = list(range(table_sectors)) + [FREE] * (109 - table_sectors)
    outside = [0, *[FREE] * 126, END] if is_huge else []
    header = bytearray(SECTOR)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 0x1E, 9)
    struct.pack_into("<II", header, 0x2C, table_sectors, table_sectors)
    struct.pack_into("<II", header, 0x44, table_sectors + count if is_huge else END, 1)
    struct.pack_into("<109I", header, 0x4C, *([FREE] * 109 if is_huge else places))
    body = struct.pack(f"<{len(table)}I", *table) + entries
    return bytes(header) + body + struct.pack(f"<{len(outside)}I", *outside)


def _entry(name: str, kind: int) -> bytes:
    text = name.encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(text)] = text
    struct.pack_into("<HB", entry, 0x40, len(text) + 2, kind)
    return bytes(entry)


MP3_FRAME = bytes.fromhex("fffb9000") + bytes(413)  # 128 kbit/s, 44.1 kHz: 417 bytes
WINDOWS_MEDIA = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(64)
VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")

SAMPLES: dict[str, bytes] = {
    "jpg": picture("JPEG"),
    "png": picture("PNG"),
    "gif": picture("GIF"),
    "webp": picture("WEBP"),
    "avif": picture("AVIF"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
    "doc": compound("WordDocument", "1Table"),
    "xls": compound("Workbook"),
    "ppt": compound("Pictures", "Current User", "\x05SummaryInformation", "PowerPoint Document"),
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "pptx": office("ppt/presentation.xml"),
    "wps": compound("WordDocument", "1Table"),
    "et": compound("Workbook"),
    "dps": compound("PowerPoint Document"),
    "ofd": archive(
        {"OFD.xml": "<?xml version='1.0'?><OFD/>", "Doc_0/Document.xml": "<?xml ?><a/>"}
    ),
    "rtf": b"{\\rtf1\\ansi\\deff0 {\\fonttbl {\\f0 SimSun;}}\\f0 text}",
    "zip": archive({"附件/通知.docx": "x", "说明.txt": "y"}),
    "wmv": WINDOWS_MEDIA + VIDEO_STREAM + bytes(64),
    "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isommp41" + bytes(32),
    "mp3": MP3_FRAME * 3,
    "txt": "关于放假的通知\r\n\t各单位：".encode(),
    "vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n各位市民\n".encode(),
}
