import ast

from tests.architecture.source import sources

LONGEST_FILE = 500  # lines
LONGEST_FUNCTION = 60
SHORT_FUNCTION = 25
SHARE_OF_SHORT = 0.9


def _functions() -> list[tuple[int, str]]:
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{source.name}: {node.name}")
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_files_stay_short() -> None:
    lengths = {source.name: source.text.count("\n") for source in sources()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_stay_short() -> None:
    functions = _functions()
    short = [length for length, _ in functions if length <= SHORT_FUNCTION]

    assert [function for function in functions if function[0] > LONGEST_FUNCTION] == []
    assert len(short) / len(functions) >= SHARE_OF_SHORT
