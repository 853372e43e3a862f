"""Pictures in the sizes that pages send: AVIF and WebP, and JPEG for browsers that know neither.

Run as a program it does the work for :mod:`mingtang.ground.foundation.files.resizing`, in a process
that may use so much memory and time and no more.
"""

import json
import os
import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image as Pixels

WIDTHS = (
    480,
    960,
    1440,
)  # a telephone asks for one of the first two, or for the third at three dots
FALLBACK_WIDTH = 960
MOST_BYTES = 200_000  # of one file
MOST_PIXELS = 80_000_000
MEMORY = 1536 * 1024 * 1024  # address space of the process, bytes
SECONDS = 60  # of processor
LEAST_GAIN = 20_000  # bytes: a picture that small goes out as it is
# Tried in this order until a file is small enough.
_QUALITIES = {"avif": (60, 45, 32, 22), "webp": (80, 65, 50, 35), "jpg": (82, 70, 55, 40)}
_FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
_TALLEST = {"avif": 65_535, "webp": 16_383, "jpg": 65_535}
_OPENED = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
TOO_LARGE, DAMAGED, FONTLESS = 3, 4, 5  # what the process ends with


@dataclass(frozen=True, slots=True)
class MadeSize:
    """One file that was made: its name in the folder (`960.avif`) and its measure in pixels."""

    name: str
    width: int
    height: int


class TooManyPixels(ValueError):
    """A picture has more pixels than are unpacked."""


class NoFont(LookupError):
    """No font of this machine has the characters of a mark."""


def make_sizes(source: Path, kind: str, folder: Path, mark: str = "") -> list[MadeSize]:
    """Write the sizes of a picture into a folder; nothing for one that moves or is small already.

    A size that cannot be made small enough is left out; without the JPEG the others are of no use.
    With a `mark` its words stand in the lower right corner of each, and a small picture gets one too.

    :raises TooManyPixels: more pixels than are unpacked.
    :raises NoFont: no font of this machine has Chinese characters for the mark.
    """
    from PIL import Image  # slow import

    if source.stat().st_size < LEAST_GAIN and not mark:
        return []
    Image.MAX_IMAGE_PIXELS = None  # counted here, with the limit that uploads have
    with Image.open(source, formats=[_OPENED[kind]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        if getattr(picture, "n_frames", 1) > 1 and kind != "jpg":
            return []
        widths = _widths(picture.width)
        largest = _drawn(picture, widths[-1])
    if mark:
        largest = _marked(largest, mark)
    made = list(_encoded(largest, widths, folder))
    return made if any(one.name.endswith(".jpg") for one in made) else []


def _marked(drawn: "Pixels.Image", mark: str) -> "Pixels.Image":
    """Return the picture with the words of a mark in its lower right corner, half transparent."""
    from PIL import Image, ImageDraw, ImageFont  # slow import

    size = max(12, drawn.width // 32)
    font = ImageFont.truetype(_chinese_font(), size)
    layer = Image.new("RGBA", drawn.size)
    place = (drawn.width - size // 2, drawn.height - size // 2)
    dark, light = (0, 0, 0, 110), (255, 255, 255, 190)
    ImageDraw.Draw(layer).text(
        place, mark, light, font, "rb", stroke_width=max(1, size // 16), stroke_fill=dark
    )
    return Image.alpha_composite(drawn.convert("RGBA"), layer).convert(drawn.mode)


def _chinese_font() -> str:
    """Return the file of a font that has Chinese characters."""
    try:
        asked = subprocess.run(
            ["fc-list", ":lang=zh-cn", "file"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise NoFont from None
    files = sorted(line.rstrip(": \n") for line in asked.stdout.splitlines())
    sans = [one for one in files if "Sans" in one and "Regular" in one]
    if not files:
        raise NoFont
    return (sans or files)[0]


def _widths(width: int) -> list[int]:
    """Return the widths to make, growing; one that differs little from the picture's own is left out."""
    most = min(width, WIDTHS[-1])
    return [*(one for one in WIDTHS if one <= most * 0.9), most]


def _drawn(picture: "Pixels.Image", width: int) -> "Pixels.Image":
    """Return the picture in colours that can be mixed, in the largest width."""
    from PIL import Image  # slow import

    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode not in {mode, "L"}:
        picture = picture.convert(mode)
    picture.thumbnail((width, picture.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture.convert(mode)


def _encoded(largest: "Pixels.Image", widths: list[int], folder: Path) -> Iterator[MadeSize]:
    """Write what is small enough; where a width is not, no larger one of that form is tried."""
    from PIL import Image  # slow import

    forms = {"avif", "webp", "jpg"}
    fallback: MadeSize | None = None
    for width in widths:
        height = max(1, round(largest.height * width / largest.width))
        drawn = largest.resize((width, height), Image.Resampling.LANCZOS)
        if width > FALLBACK_WIDTH and fallback is not None:
            forms.discard("jpg")
        for form in sorted(forms):
            one = MadeSize(f"{width}.{form}", width, height)
            if height > _TALLEST[form] or not _is_saved(drawn, form, folder / one.name):
                forms.discard(form)
            elif form == "jpg":
                fallback = one
            else:
                yield one
    if fallback is not None:
        yield fallback


def _is_saved(drawn: "Pixels.Image", form: str, path: Path) -> bool:
    """Save in the best quality that is small enough; tell whether there is one."""
    options: dict[str, Any] = {"speed": 8, "max_threads": 1} if form == "avif" else {}
    if form == "jpg":
        drawn, options = _on_white(drawn), {"progressive": True}
    qualities = _QUALITIES[form]
    place = 0
    while place < len(qualities):
        drawn.save(path, _FORMATS[form], quality=qualities[place], **options)
        if (size := path.stat().st_size) <= MOST_BYTES:
            return True
        # Far too large: only the last one may still do.
        place = max(place + 1, len(qualities) - 1 if size > 2 * MOST_BYTES else 0)
    path.unlink()
    return False


def _on_white(drawn: "Pixels.Image") -> "Pixels.Image":
    from PIL import Image  # slow import

    if drawn.mode != "RGBA":
        return drawn
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn.getchannel("A"))
    return ground


def main(source: str, kind: str, folder: str, mark: str = "") -> int:
    """Make the sizes within the limits and print what was made; return how the process ends."""
    os.nice(10)  # readers and editors first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    warnings.simplefilter("ignore")
    try:
        made = make_sizes(Path(source), kind, Path(folder), mark)
    except (TooManyPixels, MemoryError):
        return TOO_LARGE
    except NoFont:
        return FONTLESS
    except Exception:  # noqa: BLE001 - whatever a library says of a damaged picture
        return DAMAGED
    sys.stdout.write(json.dumps([asdict(one) for one in made]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
