"""Syntax and names of scripts, read from the tree of a parser and not from the text."""

from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from tests.chromium_level.table import Newer, table

_PARSER = Parser(Language(tree_sitter_javascript.language()))
SYNTAX = {
    "class_static_block": ("a static block of a class", 94),
    "import_attribute": ("an attribute of an import", 123),
    "using_declaration": ("a declaration by `using`", 134),
    "decorator": ("a decorator", 0),
}
FLAGS = {"d": 90, "v": 112}
FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "method_definition"}
    | {"generator_function", "generator_function_declaration"}
)


def newer_in_script(source: str) -> list[Newer]:
    """Return what a module uses that the level does not know, and each place that is no syntax at all."""
    return sorted(_newer(_PARSER.parse(source.encode()).root_node))


def _newer(node: Node) -> Iterator[Newer]:
    line = node.start_point[0] + 1
    if node.is_error or node.is_missing or node.type.startswith("jsx"):
        yield Newer(line, f"{_text(node)[:40]!r} is not read by the parser; what it means", 0)
        return
    for what, since in _of_syntax(node):
        yield Newer(line, what, since)
    for what, since in _of_names(node):
        yield Newer(line, what, since)
    for child in node.children:
        yield from _newer(child)


def _of_syntax(node: Node) -> Iterator[tuple[str, int]]:
    if node.type in SYNTAX:
        yield SYNTAX[node.type]
    elif _waits(node) and not _is_in_function(node):
        yield "`await` outside of a function", 89
    elif node.type == "binary_expression" and _kind(node, "left") == "private_property_identifier":
        yield "`#name in object`", 91
    elif node.type == "regex_flags":
        yield from (
            (f"the flag {one} of a pattern", FLAGS[one]) for one in _text(node) if one in FLAGS
        )
    elif node.type == "export_specifier" and any(one.type == "string" for one in node.children):
        yield "a text as the name of an export", 88


def _of_names(node: Node) -> Iterator[tuple[str, int]]:
    known = table()
    if node.type == "identifier" and _text(node) in known["globals"]:
        yield f"`{_text(node)}`", known["globals"][_text(node)]
    # A field of our own may have any name: what is called or set is meant to be known.
    if node.type == "call_expression":
        used = node.child_by_field_name("function")
    elif node.type == "assignment_expression":
        used = node.child_by_field_name("left")
    else:
        return
    if used is None or used.type != "member_expression":
        return
    member = used.child_by_field_name("property")
    owner, name = _text(used.child_by_field_name("object")), _text(member)
    if f"{owner}.{name}" in known["statics"]:
        yield f"`{owner}.{name}`", known["statics"][f"{owner}.{name}"]
    elif name in known["members"] and not owner.endswith("dataset"):
        yield f"`.{name}`", known["members"][name]


def _waits(node: Node) -> bool:
    is_loop = node.type == "for_in_statement" and any(one.type == "await" for one in node.children)
    return node.type == "await_expression" or is_loop


def _is_in_function(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type not in FUNCTIONS:
        parent = parent.parent
    return parent is not None


def _kind(node: Node, name: str) -> str:
    child = node.child_by_field_name(name)
    return child.type if child is not None else ""


def _text(node: Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""
