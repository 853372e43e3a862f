"""What kind a file is, told from its own bytes and not from its name."""

import codecs
import re
from collections.abc import Iterator
from enum import Enum
from typing import BinaryIO

from mingtang.ground.foundation.files.containers import COMPOUND
from mingtang.ground.foundation.files.kinds import FileKind

HEAD = 64 * 1024


class Refusable(Enum):
    """What a file can turn out to be besides a kind that is taken."""

    EXECUTABLE = "executable"
    MARKUP = "markup"
    PACKED = "packed"
    UNKNOWN = "unknown"


class Container(Enum):
    """A form that holds several kinds; one has to look inside."""

    COMPOUND = "compound"
    ARCHIVE = "archive"


Verdict = FileKind | Container | Refusable

_SIGNATURES: tuple[tuple[bytes, Verdict], ...] = (
    (b"\xff\xd8\xff", FileKind.JPG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"{\\rtf1", FileKind.RTF),
    (b"%PDF-1.", FileKind.PDF),
    (b"%PDF-2.", FileKind.PDF),
    (COMPOUND, Container.COMPOUND),
    (b"PK\x03\x04", Container.ARCHIVE),
    (b"PK\x05\x06", Container.ARCHIVE),
    (b"MZ", Refusable.EXECUTABLE),
    (b"\x7fELF", Refusable.EXECUTABLE),
    (b"\xca\xfe\xba\xbe", Refusable.EXECUTABLE),
    (b"\xce\xfa\xed\xfe", Refusable.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", Refusable.EXECUTABLE),
    (b"\xfe\xed\xfa", Refusable.EXECUTABLE),
    (b"\x00asm", Refusable.EXECUTABLE),
    (b"dex\n", Refusable.EXECUTABLE),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Refusable.EXECUTABLE),  # a shortcut of Windows
    (b"#!", Refusable.EXECUTABLE),
    (b"7z\xbc\xaf\x27\x1c", Refusable.PACKED),
    (b"Rar!\x1a\x07", Refusable.PACKED),
    (b"\x1f\x8b\x08", Refusable.PACKED),
    (b"BZh", Refusable.PACKED),
    (b"\xfd7zXZ\0", Refusable.PACKED),
    (b"\x28\xb5\x2f\xfd", Refusable.PACKED),
    (b"MSCF\0\0\0\0", Refusable.PACKED),
    (b"xar!", Refusable.PACKED),
)
# Where the mark of a tape archive and of a disk image stand.
_MARKS_INSIDE = ((257, b"ustar"), (32769, b"CD001"))
_WINDOWS_MEDIA = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_VIDEO_STREAM = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_MP4_BRANDS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"dash",
        b"MSNV",
    }
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_MARKUP = re.compile(
    r"<\s*(?:!doctype\s+(?:html|svg)|html|head|body|svg|script|iframe|object|embed|meta|link|\?php|\?xml"
    r"|%@)|^\s*<\?",
    re.IGNORECASE,
)
_SUBTITLES = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)")  # W3C WebVTT, 4.1
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BIT_RATES = {  # kbit/s by (is MPEG 1, layer 3)
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def recognise(source: BinaryIO, *, is_cut: bool = False) -> Verdict:
    """Return what a file is by its signature; a text is read to its end.

    A file that is `is_cut` goes on behind what is given, perhaps in the middle of a character.
    """
    source.seek(0)
    head = source.read(HEAD)
    for signature, verdict in _SIGNATURES:
        if head.startswith(signature):
            return verdict
    if any(head[place : place + len(mark)] == mark for place, mark in _MARKS_INSIDE):
        return Refusable.PACKED
    if head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8":
        return FileKind.WEBP
    if head.startswith(_WINDOWS_MEDIA):
        return FileKind.WMV if _VIDEO_STREAM in head else Refusable.UNKNOWN
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return FileKind.MP4
    if head[4:8] == b"ftyp" and head[8:12] in _AVIF_BRANDS:
        return FileKind.AVIF
    if _is_mp3(source, head):
        return FileKind.MP3
    return _recognise_text(source, head, is_cut=is_cut)


def _is_mp3(source: BinaryIO, head: bytes) -> bool:
    """Say whether two frames of layer 3 follow one another, after a tag if there is one."""
    start = 0
    if head[:3] == b"ID3" and len(head) >= 10:
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 0x7F
        start = size + 10
    source.seek(start)
    frames = source.read(8192).lstrip(b"\0") if start else head
    first = _frame_length(frames[:4])
    return first > 0 and _frame_length(frames[first : first + 4]) > 0


def _frame_length(header: bytes) -> int:
    """Return the bytes of an MP3 frame, 0 for what is none.

    Source: ISO/IEC 11172-3, 2.4.2.3.
    """
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version = header[1] >> 3 & 3
    rate, sample = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or sample == 3:
        return 0
    samples = 144_000 if version == 3 else 72_000
    padding = header[2] >> 1 & 1
    return samples * _BIT_RATES[version == 3][rate] // _SAMPLE_RATES[version][sample] + padding


def _recognise_text(source: BinaryIO, head: bytes, *, is_cut: bool) -> Verdict:
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return _verdict_on(_pieces_of_text(source, encoding, is_cut=is_cut))
        except UnicodeDecodeError:
            continue
    return Refusable.UNKNOWN


def _verdict_on(pieces: Iterator[str]) -> Verdict:
    """Judge a text piece by piece; no larger one is held in memory."""
    beginning = ""
    for piece in pieces:
        if _CONTROL.search(piece):
            return Refusable.UNKNOWN
        beginning += piece[: max(0, HEAD - len(beginning))]
    if _MARKUP.search(beginning):
        return Refusable.MARKUP
    return FileKind.VTT if _SUBTITLES.match(beginning) else FileKind.TXT


def _pieces_of_text(source: BinaryIO, encoding: str, *, is_cut: bool) -> Iterator[str]:
    """Yield a text. :raises UnicodeDecodeError: it is not written in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    while piece := source.read(HEAD):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=not is_cut)
