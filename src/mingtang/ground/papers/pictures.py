"""Pictures brought into a form that Word and PDF take."""

import io

from PIL import Image

from mingtang.ground.papers.blocks import BodyPicture
from mingtang.ground.papers.layout import TEXT_WIDTH

MOST_PIXELS = 1600  # of the longer side: 260 a inch over the whole width of the text
LARGEST = 40_000_000  # pixels of a picture that is opened at all


class UnusablePicture(ValueError):
    """The bytes of a picture cannot be read; the words are Chinese and say which one."""


def prepared(picture: BodyPicture) -> tuple[bytes, str, float]:
    """Return a picture as PNG or JPEG, its media type, and its width in millimetres.

    :raises UnusablePicture: it cannot be read, or has more pixels than are opened.
    """
    try:
        with Image.open(io.BytesIO(picture.content)) as image:
            if image.width * image.height > LARGEST:
                raise UnusablePicture(f"图片“{picture.description}”太大，请缩小后再试。")
            image.thumbnail((MOST_PIXELS, MOST_PIXELS))
            is_photo = image.mode in {"RGB", "L", "CMYK"} and image.format == "JPEG"
            made = image.convert("RGB") if is_photo else image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, UnusablePicture):
            raise
        raise UnusablePicture(f"图片“{picture.description}”无法读取，请换一个文件。") from error
    out = io.BytesIO()
    form = "JPEG" if is_photo else "PNG"
    made.save(out, form, optimize=True)
    # A picture is as high as the page at most, with its caption below.
    tallest = 190 * made.width / made.height
    return out.getvalue(), f"image/{form.lower()}", min(picture.width, TEXT_WIDTH, tallest)
