"""Tokens of a site's look: which there are, what they may be, and the style sheet they make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mingtang.ground.foundation.decisions import YES, Decision, no

WHITE = "#ffffff"
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Token:
    """One colour of a look.

    `is_text`: it is text on white, or has white text on it. `is_light`: it holds for light pages only,
    a theme has another one for readers who chose dark pages.
    """

    name: str
    label: str
    help: str = ""
    is_text: bool = True
    is_light: bool = True


TOKENS = (
    Token("main", "主色", "页头和导航的底色。", is_light=False),
    Token("accent", "强调色", "标题上的线和选中的栏目，一般与主色相同。"),
    Token("link", "链接色", "正文和列表中链接的颜色。"),
    Token("seal", "标示色", "置顶、废止等标示，一般用红色。"),
    Token("wash", "衬底色", "衬托内容的很浅的颜色。", is_text=False),
    Token("line", "分隔线颜色", "列表和表格中的细线。", is_text=False),
)
PICTURES = {"emblem": "徽标", "banner": "页头横幅", "icon": "网页图标", "badge": "党政机关网站标识"}


def check_tokens(values: Mapping[str, str]) -> Decision:
    """Answer whether a look can be used: forms of values, and text that can be read.

    Source: 国办发〔2017〕47号, GL-D1: one main colour; WCAG 2.2, 1.4.3: contrast of text.
    """
    decision = YES
    known = {token.name: token for token in TOKENS}
    for name, value in values.items():
        if name not in known:
            decision &= no("pages.unknown_token", f"没有“{name}”这一项样式参数。")
        elif value:
            decision &= _check(known[name], value)
    wash = values.get("wash", "")
    if _COLOUR.fullmatch(wash) and luminance(wash) < 0.6:
        decision &= no("pages.wash_dark", "“衬底色”太深，请选很浅的颜色，文字才看得清。", "wash")
    return decision


def _check(token: Token, value: str) -> Decision:
    if not _COLOUR.fullmatch(value):
        text = f"“{token.label}”应写成 # 加六位十六进制数，如 #17436b。"
        return no("pages.bad_token", text, token.name)
    if token.is_text and (ratio := contrast(value, WHITE)) < LEAST_CONTRAST:
        text = (
            f"“{token.label}”与白色的对比度是 {ratio:.1f}，低于无障碍要求的 {LEAST_CONTRAST}，"
            "视力不好的人看不清，请选深一些的颜色。"
        )
        return no("pages.low_contrast", text, token.name)
    return YES


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


def style_of(values: Mapping[str, str]) -> str:
    """Return the small style sheet of a look; it counts wherever a page names it."""
    always = _rules(values, is_light=False)
    light = _rules(values, is_light=True)
    # Twice the root: stronger than the theme's own rule, whichever sheet comes first.
    sheet = f":root:root {{{always}}}\n" if always else ""
    if light:
        unforced = ':root:root:not([data-colour="dark"])'
        sheet += f"@media not (prefers-color-scheme: dark) {{ {unforced} {{{light}}} }}\n"
        sheet += f':root:root[data-colour="light"] {{{light}}}\n'
    return sheet or "/* 本网站没有自己的颜色 */\n"


def _rules(values: Mapping[str, str], *, is_light: bool) -> str:
    return "".join(
        f" --{token.name}: {values[token.name]};"
        for token in TOKENS
        if token.is_light is is_light and values.get(token.name)
    )
