"""The worker asks every room with background work for its routines."""

import ast

from tests.architecture.source import PACKAGE


def test_every_jobs_module_says_its_routines() -> None:
    missing = [
        str(path.relative_to(PACKAGE))
        for path in sorted(PACKAGE.glob("*/*/jobs.py"))
        if "ROUTINES" not in _assigned(ast.parse(path.read_text("utf-8")))
    ]
    assert missing == []


def _assigned(tree: ast.Module) -> set[str]:
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return {target.id for target in targets if isinstance(target, ast.Name)}
