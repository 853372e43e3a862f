"""Pictures are opened once, so that a damaged one or one too large to decode is told at upload."""

import warnings
from typing import BinaryIO

from mingtang.foundation.decisions import Reason
from mingtang.foundation.files.kinds import FileKind

MAX_PIXELS = 80_000_000
_FORMATS = {
    FileKind.JPG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.GIF: "GIF",
    FileKind.WEBP: "WEBP",
}


def picture_faults(source: BinaryIO, kind: FileKind) -> list[Reason]:
    """Return what is wrong with a picture: damaged, or more than 80 million pixels."""
    from PIL import Image  # slow import

    source.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source, formats=[_FORMATS[kind]]) as picture:
                width, height = picture.size
                if width * height <= MAX_PIXELS:
                    picture.verify()
                    return []
    except Image.DecompressionBombError:
        pass
    except (OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, EOFError):
        return [Reason("file.damaged", "图片已损坏，请重新导出后再上传")]
    limit = MAX_PIXELS // 10_000
    return [Reason("file.too_many_pixels", f"图片超过 {limit} 万像素，请缩小后再上传")]
