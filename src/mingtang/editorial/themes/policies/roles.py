"""Colours by the role they play on a page, on light pages and dark ones, and which must be told apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LEAST_TEXT = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size
LEAST_SHAPE = 3.0  # WCAG 2.2, 1.4.11: borders of things to press, and the focus ring
ROLES = {
    "paper": "页面底色",
    "wash": "衬底色",
    "ink": "文字色",
    "soft": "次要文字色",
    "edge": "边框色",
    "main": "主色",
    "strip": "页头上条底色",
    "on-main": "主色上的文字色",
    "accent": "强调色",
    "link": "链接色",
    "visited": "已读链接色",
    "seal": "标示色",
    "seal-wash": "标示衬底色",
    "ring": "焦点框内色",
    "ring-edge": "焦点框外色",
}
LIGHT, DARK = "浅色页面", "深色页面"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PART = re.compile(r"([^{}]*)([{}])")
# The rules of every page, light or dark; not those of a scheme that a reader chooses for its strong contrast.
_ROOT = re.compile(
    r"(?::root)+(?::not\(\[data-colour=\"(?:light|dark)\"\]\)|\[data-colour=\"(?:light|dark)\"\])?"
)
_VALUE = re.compile(r"--([a-z-]+)\s*:\s*([^;]+)")
_NAMED = re.compile(r"var\(--([a-z-]+)\)")
_LONG, _SHORT = re.compile(r"#[0-9a-fA-F]{6}"), re.compile(r"#[0-9a-fA-F]{3}")
_SHADE = re.compile(r"rgba\(0, 0, 0, (0?\.\d+)\)")


@dataclass(frozen=True)
class Pair:
    """A role that is seen on another, and the least contrast of the two."""

    front: str
    ground: str
    least: float = LEAST_TEXT


PAIRS = (
    *(
        Pair(front, ground)
        for front in ("ink", "soft", "link", "visited", "accent", "seal")
        for ground in ("paper", "wash")
    ),
    Pair("ink", "seal-wash"),
    Pair("seal", "seal-wash"),
    Pair("on-main", "main"),
    Pair("on-main", "strip"),
    Pair("edge", "paper", LEAST_SHAPE),
    Pair("edge", "wash", LEAST_SHAPE),
    Pair("ring", "ring-edge", LEAST_SHAPE),
)


@dataclass(frozen=True)
class Schemes:
    """Values of roles as a style sheet writes them; dark pages have those of light ones unless told otherwise."""

    light: Mapping[str, str] = field(default_factory=dict)
    dark: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LowContrast:
    """A pair of colours that cannot be told apart well enough on the pages of a scheme."""

    pair: Pair
    scheme: str
    front: str
    ground: str

    @property
    def text(self) -> str:
        """Say which two colours, where, and how far they are off."""
        pair, ratio = self.pair, contrast(self.front, self.ground)
        return (
            f"{self.scheme}：“{ROLES[pair.front]}”（{self.front}）在“{ROLES[pair.ground]}”（{self.ground}）上的"
            f"对比度是 {ratio:.2f}，低于无障碍要求的 {pair.least:g}，视力不好的人看不清，请改深或改浅其中一种。"
        )


def schemes_of(sheet: str) -> Schemes:
    """Return the roles of a style sheet: what its rules for `:root` say, the last of them counts."""
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    around: list[str] = []
    for words, brace in _PART.findall(_COMMENT.sub("", sheet)):
        if brace == "{":
            around.append(words.rpartition(";")[2].strip())
        elif around:
            selector, media = around.pop(), " ".join(around)
            if _ROOT.fullmatch(selector) and "print" not in media:
                is_dark = "scheme: dark" in media or 'colour="dark"' in selector
                (dark if is_dark else light).update(_VALUE.findall(words))
    return Schemes(light, {**light, **dark})


def unreadable(values: Mapping[str, str], theme: Schemes) -> Iterator[LowContrast]:
    """Yield the pairs of a theme that the colours of a look make unreadable, on light pages and dark ones.

    Without values: those of the theme itself. The main colour holds on dark pages too, others do not. A role
    that the theme does not have is not judged.
    """
    main = {name: value for name, value in values.items() if name == "main"}
    for scheme, own, changed in ((LIGHT, theme.light, values), (DARK, theme.dark, main)):
        was, now = _resolved(own), _resolved({**own, **changed})
        for pair in PAIRS:
            front, ground = now.get(pair.front), now.get(pair.ground)
            if not front or not ground or contrast(front, ground) >= pair.least:
                continue
            if not values or (front, ground) != (was.get(pair.front), was.get(pair.ground)):
                yield LowContrast(pair, scheme, front, ground)


def _resolved(values: Mapping[str, str]) -> dict[str, str]:
    """Return the colours of roles, `#rrggbb`; what is written another way is left out."""
    found = {role: colour for role in ROLES if (colour := _colour(values, role))}
    shade = _SHADE.fullmatch(values.get("shade", "").strip())
    if (dark := _colour(values, "main-dark")) is not None:
        found["strip"] = dark
    elif shade and "main" in found:
        found["strip"] = _darkened(found["main"], float(shade[1]))
    return found


def _colour(values: Mapping[str, str], role: str) -> str | None:
    value = values.get(role, "").strip()
    for _ in range(4):  # a role may name another, to a bounded depth
        if named := _NAMED.fullmatch(value):
            value = values.get(named[1], "").strip()
    if _SHORT.fullmatch(value):
        value = "#" + "".join(sign * 2 for sign in value[1:])
    return value.lower() if _LONG.fullmatch(value) else None


def _darkened(colour: str, share: float) -> str:
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part * (1 - share)):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    Source: WCAG 2.2, contrast ratio.
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1. Source: WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
