"""Rules of style sheets: selectors, properties, values, units and at-rules."""

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from tinycss2 import ast

from tests.chromium_level.table import Newer, table

# What an older browser leaves out without harm to anything else.
HARMLESS = frozenset({"accent-color", "text-decoration-thickness", "text-underline-offset"})
NESTING = 112
UNITS = {
    **dict.fromkeys(("cap", "rcap"), 118),
    **dict.fromkeys(("rch", "rex", "ric"), 111),
    **dict.fromkeys(("lh", "rlh"), 111),
    **dict.fromkeys(("cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"), 105),
    **{size + unit: 108 for size in "dls" for unit in ("vw", "vh", "vi", "vb", "vmin", "vmax")},
    "ic": 106,
    "vi": 108,
    "vb": 108,
}
_BLOCKS = (ast.FunctionBlock, ast.ParenthesesBlock, ast.SquareBracketsBlock)
_WITH_RULES = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})


def newer_in_style(source: str) -> list[Newer]:
    """Return what a style sheet uses that the level does not know, and what is no rule at all."""
    return sorted(
        _of_rules(tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True))
    )


def _of_rules(rules: Iterable[Any]) -> Iterator[Newer]:
    for rule in rules:
        if isinstance(rule, ast.ParseError):
            yield Newer(rule.source_line, f"{rule.message}: what it means", 0)
        elif isinstance(rule, ast.QualifiedRule):
            yield from _of_selector(rule.prelude)
            yield from _of_block(rule.content)
        elif isinstance(rule, ast.AtRule):
            yield from _of_at_rule(rule)


def _of_at_rule(rule: Any) -> Iterator[Newer]:
    name = rule.lower_at_keyword
    if since := _known("at-rules", name):
        yield Newer(rule.source_line, f"`@{name}`", since[0])
    if name == "media":
        yield from _of_media(rule)
    if rule.content is None or name == "supports":  # who asks first may use anything
        return
    if name in _WITH_RULES:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        yield from _of_rules(inner)
    elif name != "keyframes":
        yield from _of_block(rule.content)


def _of_media(rule: Any) -> Iterator[Newer]:
    for token in _flat(rule.prelude):
        if token.type == "literal" and token.value in {"<", ">", "<=", ">="}:
            yield Newer(token.source_line, "a range in `@media`", 104)
        elif token.type == "ident" and (since := _known("media", token.lower_value)):
            yield Newer(token.source_line, f"`@media ({token.value})`", since[0])


def _of_selector(prelude: Iterable[Any]) -> Iterator[Newer]:
    tokens = list(prelude)
    for place, token in enumerate(tokens):
        if token.type == "literal" and token.value == "&":
            yield Newer(token.source_line, "a rule inside a rule", NESTING)
        if token.type == "ident" and token.value.startswith("-moz-"):
            return  # a rule of its own, which no Chromium is meant to read
        if token.type not in {"ident", "function"} or not place or tokens[place - 1] != ":":
            continue
        name = token.lower_name if token.type == "function" else token.lower_value
        if since := _known("selectors", name):
            yield Newer(token.source_line, f"`:{name}`", since[0])
        elif token.type == "function":
            yield from _of_arguments(name, token)


def _of_arguments(name: str, token: Any) -> Iterator[Newer]:
    parts = token.arguments
    if name == "not" and any(one == "," or one.type == "whitespace" for one in _trimmed(parts)):
        yield Newer(token.source_line, "`:not` with more than one simple selector", 88)
    if name.startswith("nth-") and any(one.type == "ident" and one.value == "of" for one in parts):
        yield Newer(token.source_line, f"`:{name}(… of …)`", 111)
    yield from _of_selector(parts)


def _of_block(content: Iterable[Any]) -> Iterator[Newer]:
    seen: set[str] = set()
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if isinstance(part, ast.ParseError):
            yield Newer(part.source_line, f"{part.message}: what it means", 0)
        elif not isinstance(part, ast.Declaration):
            yield Newer(part.source_line, "a rule inside a rule", NESTING)
        elif part.lower_name not in seen | HARMLESS:  # the second is for those who know it
            seen.add(part.lower_name)
            yield from _of_declaration(part)


def _of_declaration(part: Any) -> Iterator[Newer]:
    name = part.lower_name
    if since := _known("properties", name):
        yield Newer(part.source_line, f"`{name}`", since[0])
    for token in _flat(part.value):
        if token.type == "ident" and (since := _known("values", f"{name}: {token.lower_value}")):
            yield Newer(token.source_line, f"`{name}: {token.value}`", since[0])
        elif token.type == "function" and (since := _known("functions", token.lower_name)):
            yield Newer(token.source_line, f"`{token.name}()`", since[0])
        elif token.type == "dimension" and token.lower_unit in UNITS:
            yield Newer(token.source_line, f"the unit {token.unit}", UNITS[token.lower_unit])


def _flat(tokens: Iterable[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        if isinstance(token, _BLOCKS):
            inner = token.arguments if isinstance(token, ast.FunctionBlock) else token.content
            yield from _flat(inner)


def _trimmed(tokens: list[Any]) -> list[Any]:
    inner = list(tokens)
    while inner and inner[0].type == "whitespace":
        del inner[0]
    while inner and inner[-1].type == "whitespace":
        del inner[-1]
    return inner


def _known(kind: str, name: str) -> tuple[int] | None:
    since = table()[kind].get(name)
    return None if since is None else (since,)
