"""Pictures: opened once so that a bad one is told at the door, and written again without metadata."""

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.kinds import FileKind

if TYPE_CHECKING:
    from PIL import Image as Pixels

# Pixels of all frames. WebP and AVIF need two to five times the memory of JPEG and PNG to unpack.
MAX_PIXELS = 80_000_000
MAX_PIXELS_OF = {FileKind.WEBP: 16_000_000, FileKind.AVIF: 16_000_000}
MAX_FRAMES = 1_000  # a frame costs time and memory however small it is
KEPT_PIXELS = 24_000_000  # a larger picture is made smaller, so that each later use costs less
_ANIMATED = frozenset({FileKind.GIF, FileKind.PNG, FileKind.WEBP, FileKind.AVIF})
_FORMATS = {
    FileKind.JPG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.GIF: "GIF",
    FileKind.WEBP: "WEBP",
    FileKind.AVIF: "AVIF",
}
_SAVED: dict[FileKind, dict[str, Any]] = {
    FileKind.JPG: {"quality": 90, "progressive": True},
    FileKind.PNG: {},
    FileKind.GIF: {},
    FileKind.WEBP: {"quality": 90},
    FileKind.AVIF: {"quality": 80, "speed": 8},
}
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    EOFError,
    MemoryError,
    RuntimeError,  # what the library of AVIF says of a damaged one
    struct.error,
    ArithmeticError,
)
_DAMAGED = Reason("file.damaged", "图片已损坏或不完整，请重新导出后再上传")
_one_at_a_time = Lock()  # so that several uploads at once do not add up their memory


def picture_faults(source: BinaryIO, kind: FileKind) -> list[Reason]:
    """Return what is wrong with a picture: damaged, or more pixels than may be unpacked.

    Only its head is read: whether the rest is whole shows when it is written again.
    """
    from PIL import Image  # slow import

    try:
        with _opened(source, kind) as picture:
            if kind in _ANIMATED and _has_more_frames(picture):
                text = f"动画超过 {MAX_FRAMES} 帧，请减少帧数或改用视频后再上传"
                return [Reason("file.too_many_frames", text)]
            if _pixels(picture, kind) <= MAX_PIXELS_OF.get(kind, MAX_PIXELS):
                picture.verify()
                return []
    except Image.DecompressionBombError:
        pass
    except _UNREADABLE:
        return [_DAMAGED]
    limit = MAX_PIXELS_OF.get(kind, MAX_PIXELS) // 10_000
    return [Reason("file.too_many_pixels", f"图片超过 {limit} 万像素，请缩小后再上传")]


def clean_picture(source: BinaryIO, kind: FileKind) -> bytes:
    """Return a judged picture written again: upright, in sRGB, nothing in it but its pixels.

    What a camera or a program wrote beside them (place, time, names, comments, whatever was hung
    on at the end) stays behind.

    :raises Refused: the picture is damaged or breaks off.
    """
    try:
        with _one_at_a_time, _opened(source, kind) as picture:
            return _written(picture, kind)
    except _UNREADABLE as error:
        raise Refused([_DAMAGED]) from error


@contextmanager
def _opened(source: BinaryIO, kind: FileKind) -> "Iterator[Pixels.Image]":
    from PIL import Image  # slow import

    source.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(source, formats=[_FORMATS[kind]]) as picture:
            yield picture


def _has_more_frames(picture: "Pixels.Image") -> bool:
    """Tell whether there are more frames than are taken, without counting a million of them."""
    if picture.format != "GIF":
        return int(getattr(picture, "n_frames", 1)) > MAX_FRAMES
    try:
        picture.seek(MAX_FRAMES)
    except EOFError:
        picture.seek(0)
        return False
    return True


def _pixels(picture: "Pixels.Image", kind: FileKind) -> int:
    width, height = picture.size
    if width * height > MAX_PIXELS:  # before any frame is counted
        return width * height
    return width * height * _frame_count(picture, kind)


def _frame_count(picture: "Pixels.Image", kind: FileKind) -> int:
    """Return how many frames are kept; the second picture in a JPEG of a telephone is not."""
    return int(getattr(picture, "n_frames", 1)) if kind in _ANIMATED else 1


def _written(picture: "Pixels.Image", kind: FileKind) -> bytes:
    options = dict(_SAVED[kind])
    if _frame_count(picture, kind) > 1:
        frames = [_plain(frame, kind) for frame in _frames(picture)]
        options |= {"save_all": True, "append_images": frames[1:]}
        if "loop" in picture.info:
            options["loop"] = picture.info["loop"]
        options["duration"] = [int(frame.info.get("duration", 100)) for frame in frames]
        first = frames[0]
    else:
        first = _plain(_smaller(picture), kind)
    target = io.BytesIO()
    first.save(target, _FORMATS[kind], **options)
    return target.getvalue()


def _frames(picture: "Pixels.Image") -> "Iterator[Pixels.Image]":
    from PIL import ImageSequence  # slow import

    for frame in ImageSequence.Iterator(picture):
        yield frame.copy()


def _smaller(picture: "Pixels.Image") -> "Pixels.Image":
    width, height = picture.size
    if width * height > KEPT_PIXELS:
        share = (KEPT_PIXELS / (width * height)) ** 0.5
        size = (max(1, int(width * share)), max(1, int(height * share)))
        picture.thumbnail(size)  # a JPEG is unpacked in a smaller form at once
    return picture


def _plain(picture: "Pixels.Image", kind: FileKind) -> "Pixels.Image":
    from PIL import ImageOps  # slow import

    duration = picture.info.get("duration", 100)
    profile = picture.info.get("icc_profile")
    transparency = picture.info.get("transparency")
    picture = _in_srgb(ImageOps.exif_transpose(picture), profile)
    if kind is FileKind.JPG and picture.mode not in {"RGB", "L"}:
        picture = picture.convert("RGB")
    picture.info = {"duration": duration}
    if transparency is not None and picture.mode in {"P", "L", "RGB"}:
        picture.info["transparency"] = transparency
    return picture


def _in_srgb(picture: "Pixels.Image", profile: bytes | None) -> "Pixels.Image":
    """Return the colours as screens show them, since the profile does not stay."""
    from PIL import ImageCms  # slow import

    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            wanted = ImageCms.createProfile("sRGB")
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            shown = ImageCms.profileToProfile(picture, own, wanted, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that does not fit says nothing
        else:
            assert shown is not None  # not in place
            return shown
    return picture.convert("RGB") if picture.mode in {"CMYK", "YCbCr", "LAB", "HSV"} else picture


def cut_picture(source: BinaryIO, kind: FileKind, box: tuple[int, int, int, int]) -> bytes:
    """Return a part of a judged picture as a picture of the same kind; `box` is left, top, right, bottom in pixels.

    :raises Refused: it moves, it is damaged, or the part is empty or not inside it.
    """
    try:
        with _one_at_a_time, _opened(source, kind) as picture:
            if _frame_count(picture, kind) > 1:
                raise Refused([Reason("file.moves", "动图不能裁剪，请改用静止的图片")])
            left, top, right, bottom = box
            if not (0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height):
                raise Refused([Reason("file.no_part", "裁剪范围超出了图片，请重新选择")])
            first, target = picture.crop(box), io.BytesIO()
            first.save(target, _FORMATS[kind], **_SAVED[kind])
            return target.getvalue()
    except _UNREADABLE as error:
        raise Refused([_DAMAGED]) from error
