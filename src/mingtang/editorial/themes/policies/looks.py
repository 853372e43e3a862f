"""Tokens of a site's look: which there are, what they may be, and the style sheet they make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mingtang.editorial.themes.policies.roles import Schemes, luminance, unreadable
from mingtang.ground.foundation.decisions import YES, Decision, no

LIGHTEST = 0.6  # luminance; a darker ground does not set apart, it is a block of colour
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Token:
    """One colour of a look.

    `is_light`: it holds for light pages only, a theme has another one for readers who chose dark pages.
    """

    name: str
    label: str
    help: str = ""
    is_light: bool = True


TOKENS = (
    Token("main", "主色", "页头和导航的底色。", is_light=False),
    Token("accent", "强调色", "标题上的线和选中的栏目，一般与主色相同。"),
    Token("link", "链接色", "正文和列表中链接的颜色。"),
    Token("seal", "标示色", "置顶、废止等标示，一般用红色。"),
    Token("wash", "衬底色", "衬托内容的很浅的颜色。"),
    Token("line", "分隔线颜色", "列表和表格中的细线。"),
)
PICTURES = {"emblem": "徽标", "banner": "页头横幅", "icon": "网页图标", "badge": "党政机关网站标识"}


def check_tokens(values: Mapping[str, str], theme: Schemes) -> Decision:
    """Answer whether a look can be used with a theme: forms of values, and pages that can be read.

    Every pair of roles that the look changes is judged, on light pages and dark ones.
    Source: 国办发〔2017〕47号, GL-D1: one main colour; WCAG 2.2, 1.4.3 and 1.4.11: contrast of text and of borders.
    """
    decision = YES
    known = {token.name: token for token in TOKENS}
    for name, value in values.items():
        if name not in known:
            decision &= no("pages.unknown_token", f"没有“{name}”这一项样式参数。")
        elif value and not _COLOUR.fullmatch(value):
            text = f"“{known[name].label}”应写成 # 加六位十六进制数，如 #17436b。"
            decision &= no("pages.bad_token", text, name)
    if not decision:
        return decision
    if (wash := values.get("wash")) and luminance(wash) < LIGHTEST:
        decision &= no("pages.wash_dark", "“衬底色”太深，请选很浅的颜色，文字才看得清。", "wash")
    for one in unreadable({name: value for name, value in values.items() if value}, theme):
        place = next(
            (name for name in (one.pair.front, one.pair.ground) if values.get(name)), "main"
        )
        decision &= no("pages.low_contrast", one.text, place)
    return decision


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
