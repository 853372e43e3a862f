"""Portraits for the invented leaders of the demo city, drawn here; they show no real people."""

import io

from PIL import Image, ImageDraw

SIZE = (300, 400)  # three to four, as offices ask for
_SCALE = 2
_GROUNDS = ("#c9d8e6", "#d6e0d2", "#e3dccf", "#d5d3e3")
_SUITS = ("#22344a", "#2f3438", "#3b3046", "#1f3d3a")
_HAIR = ("#1c1a19", "#2b2623", "#55504c", "#8a8683")
_SKIN = ("#f0cfb4", "#e8c3a4", "#dcb391")


def draw_portrait(number: int, *, is_woman: bool = False) -> bytes:
    """Return a portrait as PNG; another number is another face."""
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), _pick(_GROUNDS, number))
    pen = ImageDraw.Draw(image)
    hair, skin = _pick(_HAIR, number * 3 + number // 4), _pick(_SKIN, number)
    if is_woman:
        _oval(pen, (82, 70, 218, 290), hair)
    _oval(pen, (20, 285, 280, 620), _pick(_SUITS, number + number // 3))
    pen.polygon(_scaled((112, 292, 188, 292, 150, 372)), "#f7f8f9")
    _oval(pen, (122, 225, 178, 320), skin)
    _oval(pen, (95, 88, 205, 258), skin)
    _front_hair(pen, hair, number, is_woman=is_woman)
    _face(pen, hair, number)
    if not is_woman:
        pen.polygon(_scaled((144, 322, 156, 322, 162, 372, 150, 390, 138, 372)), "#8c2f2b")
    target = io.BytesIO()
    small = image.resize(SIZE, Image.Resampling.LANCZOS).quantize(64)
    small.save(target, "PNG")
    return target.getvalue()


def _front_hair(pen: ImageDraw.ImageDraw, hair: str, number: int, *, is_woman: bool) -> None:
    low = 236 + number % 3 * 16 + (14 if is_woman else 0)
    turn = 8 if number % 2 else -8  # the side of the parting
    pen.chord(_scaled((91, 74, 209, low)), 202 + turn, 338 + turn, fill=hair)


def _face(pen: ImageDraw.ImageDraw, hair: str, number: int) -> None:
    for centre in (128, 172):
        _oval(pen, (centre - 4, 166, centre + 4, 176), "#2a2624")
        pen.line(_scaled((centre - 12, 154, centre + 12, 153)), hair, 3 * _SCALE)
        if number % 3 == 1:
            frame = _scaled((centre - 17, 157, centre + 17, 186))
            pen.ellipse(frame, outline="#4a4f55", width=2 * _SCALE)
    if number % 3 == 1:
        pen.line(_scaled((145, 170, 155, 170)), "#4a4f55", 2 * _SCALE)
    pen.line(_scaled((150, 178, 146, 200, 153, 202)), "#b98d6d", 2 * _SCALE)
    pen.arc(_scaled((132, 206, 168, 230)), 25, 155, fill="#a4574c", width=3 * _SCALE)


def _oval(pen: ImageDraw.ImageDraw, box: tuple[int, ...], fill: str) -> None:
    pen.ellipse(_scaled(box), fill=fill)


def _scaled(points: tuple[int, ...]) -> list[float]:
    return [float(one * _SCALE) for one in points]


def _pick(values: tuple[str, ...], number: int) -> str:
    return values[number % len(values)]
