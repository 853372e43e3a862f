"""A class name stands for one thing, so that a reader who meets it knows which."""

import ast
from collections import defaultdict

from tests.architecture.exceptions import allowed
from tests.architecture.source import sources

USUAL = {"Meta", "Command"}


def test_no_class_name_stands_for_two_things() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for source in sources():
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in USUAL:
                places[node.name].append(source.name)
    twins = {name: files for name, files in places.items() if len(files) > 1}

    assert twins.keys() == allowed("class_twins").keys(), twins
