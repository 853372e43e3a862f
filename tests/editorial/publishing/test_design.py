"""The colours of the bundled theme can be read, on every ground, by day and by night; its files stay light."""

import re
from itertools import product

import pytest

from mingtang.editorial.themes import theme

TEXT, PART = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
GROUNDS = ("paper", "wash")
PAIRS = [
    *[(one, ground, TEXT) for one, ground in product(("ink", "soft", "link", "visited", "seal", "accent"), GROUNDS)],
    *[(one, "seal-wash", TEXT) for one in ("ink", "seal")],
    *[("edge", ground, PART) for ground in GROUNDS],
    ("on-main", "main", TEXT),
    ("ring-edge", "ring", TEXT),  # the word of a pressed button, and the two colours of the ring
    ("paper", "ink", TEXT),  # a pressed button of the settings
]  # fmt: skip
LARGEST_STYLE, LARGEST_SCRIPT = 30_000, 15_000  # bytes, with what rooms add


def sheet() -> str:
    found = theme("official").file("style.css")
    assert found is not None
    return found.read_text("utf-8")


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each mode; a dark one says only what differs."""
    rules = re.findall(r"(:root[^{]*)\{([^}]*)\}", sheet())
    found = {
        selector.strip(): dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6}|var\(--[a-z-]+\));", body))
        for selector, body in rules
    }
    light = found[":root"]
    device, chosen = found[':root:not([data-colour="light"])'], found[':root[data-colour="dark"]']
    assert device == chosen  # the same night, by choice or by device
    return {"light": light, "dark": light | chosen}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colour(palette: dict[str, str], name: str) -> str:
    value = palette[name]
    return colour(palette, value[6:-1]) if value.startswith("var(") else value


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(mode: str) -> None:
    palette = palettes()[mode]

    ratios = {
        (one, ground): contrast(colour(palette, one), colour(palette, ground)) - least
        for one, ground, least in PAIRS
    }

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 0} == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_focus_ring_is_seen_on_every_ground(mode: str) -> None:
    palette = palettes()[mode]
    rings = [colour(palette, "ring"), colour(palette, "ring-edge")]
    grounds = [colour(palette, one) for one in (*GROUNDS, "main", "seal-wash", "ink")]

    assert [one for one in grounds if max(contrast(one, ring) for ring in rings) < PART] == []


def test_style_and_script_stay_light() -> None:
    found, script = theme("official").style(), theme("official").file("reading.js")

    assert found is not None
    assert script is not None
    assert len(found) <= LARGEST_STYLE
    assert script.stat().st_size <= LARGEST_SCRIPT
    assert b"@font-face" not in found
