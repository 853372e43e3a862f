"""Whether readers see the marks that the standard demands: not hidden by markup, nor by the style sheet."""

import re

from mingtang.editorial.themes.loading import Theme
from mingtang.editorial.themes.policies.roles import unreadable

HIDDEN = "shell.html：{{ marks }} 放在了读者看不到的地方（注释、template、hidden 等），请移到页脚中显示。"
STYLE_HIDES = (
    "样式表：不能用样式隐藏“.marks”，其中是国家规范要求的党政机关网站标识、找错入口和备案号。"
)
_UNSEEN_TAGS = frozenset(
    {"head", "template", "noscript", "script", "style", "textarea", "iframe", "select", "details"}
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*\s*(?:[;!]|$)"
    r"|(?:font-size|height|width|max-height)\s*:\s*0(?:px|rem|em)?\s*(?:[;!]|$)"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def hidden_marks(frame: str) -> list[str]:
    """Return what is wrong with the place of the marks in a rendered frame; empty when they are seen."""
    from selectolax.lexbor import LexborHTMLParser  # slow import

    node = LexborHTMLParser(frame).css_first("div.marks")
    while node is not None and node.tag != "html":
        if node.tag in _UNSEEN_TAGS or _is_hidden(node.attributes):
            return [HIDDEN]
        node = node.parent
    return [] if node is not None else [HIDDEN]


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or attributes.get("aria-hidden") == "true"


def hiding_style(theme: Theme) -> list[str]:
    """Return what is wrong with a theme's style sheets: a rule that hides the marks."""
    for path in theme.sheets():
        text = _COMMENT.sub("", path.read_text("utf-8", errors="replace"))
        for selector, body in _RULE.findall(text):
            if ".marks" in selector and _HIDES.search(body):
                return [STYLE_HIDES]
    return []


def unreadable_colours(theme: Theme) -> list[str]:
    """Return the pairs of a theme's own colours that cannot be told apart, on light pages and dark ones.

    Source: WCAG 2.2, 1.4.3 and 1.4.11.
    """
    return [f"样式表：{one.text}" for one in unreadable({}, theme.schemes())]
