"""Plain texts as pages show them: paragraphs, headings, and marks that are replaced by facts of the site."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import paragraphs

LONGEST_STATEMENT = 20_000
LONGEST_HEADING = 30
_MARK = re.compile(r"【([^【】\n]{1,10})】")
_BETWEEN = re.compile(r"[、，,；;]")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")


@dataclass(frozen=True, slots=True)
class TextPart:
    """One paragraph, or a heading above paragraphs."""

    text: str
    is_heading: bool


def parts_of(text: str) -> tuple[TextPart, ...]:
    """Return the paragraphs of a text; a short line that begins with 一、 is a heading."""
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[TextPart]:
    for line in paragraphs(text):
        is_short = len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", "："))
        yield TextPart(line, is_short and _HEADING.match(line) is not None)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with the facts of the site in the place of their marks (【电话】).

    A mark without a fact stays: the next one who looks at the page sees what is missing.
    """
    return _MARK.sub(lambda found: facts.get(found.group(1)) or found.group(), text)


def called(typed: str) -> tuple[str, ...]:
    """Return the names or posts of a field, which commas separate."""
    return tuple(one.strip() for one in _BETWEEN.split(typed) if one.strip())


def check_statement(text: str, facts: Mapping[str, str]) -> Decision:
    """Answer whether a statement can be shown: its length, and a fact for each mark in it."""
    decision = YES
    if len(text) > LONGEST_STATEMENT:
        reason = f"正文有 {len(text)} 字，最多 {LONGEST_STATEMENT} 字，请精简。"
        decision &= no("directory.too_long", reason, "text")
    for name in dict.fromkeys(_MARK.findall(text)):
        if name not in facts:
            known = "".join(f"【{one}】" for one in facts)
            reason = f"没有【{name}】这个标记，可以用的有{known}。"
            decision &= no("directory.unknown_mark", reason, "text")
        elif not facts[name]:
            reason = f"网站资料中还没有填写“{name}”，请先补充，或者去掉【{name}】。"
            decision &= no("directory.empty_mark", reason, "text")
    return decision
