"""What a page holds and does not show: elements hidden by an attribute, a style, or a rule of a style sheet."""

import re

_HIDDEN = re.compile(r"display\s*:\s*none|(?:left|top|text-indent)\s*:\s*-\d{4}", re.IGNORECASE)
_SHOWN = re.compile(r"display\s*:\s*(?!none)[a-z]", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
# Rules for printers and small screens; a block holds rules of its own.
_AT_BLOCK = re.compile(r"@[^{};]{1,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,500}[^{}]{0,2000}\}")
_SIMPLE = re.compile(r"\s*[a-z]*([.#][\w-]+)\s*", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
LONGEST_SHEET = 100_000


class HiddenNames:
    """Tells whether an element is hidden, by its attributes or by the style sheets in the page.

    A class that some rule shows again, or that a script names, counts as shown: tabs and folds are text.
    """

    def __init__(self, sheets: str, scripts: str) -> None:
        sheets = _AT_BLOCK.sub(" ", _COMMENT.sub(" ", sheets[:LONGEST_SHEET]))
        hidden: set[str] = set()
        shown: set[str] = set()
        for selectors, style in _RULE.findall(sheets) if _HIDDEN.search(sheets) else ():
            for selector in selectors.split(","):
                simple = _SIMPLE.fullmatch(selector)
                if simple and _HIDDEN.search(style):
                    hidden.add(simple[1])
                elif _SHOWN.search(style):
                    shown.update(_NAME.findall(selector))
        self.names = {one for one in hidden - shown if one[1:] not in scripts}

    def by_sheet(self, attributes: dict[str, str]) -> bool:
        """Tell whether a rule of a style sheet hides an element and nothing shows it again."""
        if not self.names or _SHOWN.search(attributes.get("style", "")):
            return False
        names = {f".{one}" for one in attributes.get("class", "").split()}
        return bool(self.names & {*names, f"#{attributes.get('id', '')}"})


def is_hidden(attributes: dict[str, str]) -> bool:
    """Tell whether the attributes of an element hide it."""
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))
