"""What of a module is behaviour: its syntax tree without what only readers and type checkers see."""

import ast
import builtins


def behaviour_of(tree: ast.Module) -> str:
    """Return a text that is the same for two modules that can only behave alike."""
    return ast.dump(_Behaviour().visit(tree))


_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


class _Behaviour(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        """Forget how arguments are passed: `*` and `/` in a signature guide the caller."""
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.defaults += [one for one in node.kw_defaults if one is not None]
        node.posonlyargs, node.kwonlyargs, node.kw_defaults = [], [], []
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return ast.Pass() if _is_type(node.value) else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        names = {one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)}
        return ast.Pass() if "TYPE_CHECKING" in names else self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST | None:
        """Forget `frozen=True` of a dataclass, which mypy checks at every assignment."""
        return None if node.arg == "frozen" else self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Write `not a is b` as `a is not b`, and `not not a` as `a`: only mutants have the latter."""
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), inner)):
                return inner
            case ast.UnaryOp(ast.Not(), ast.Compare(left, [operator], right)):
                if opposite := _OPPOSITES.get(type(operator)):
                    return ast.Compare(left, [opposite()], right)
        return node


def orders_nothing(tree: ast.Module) -> int:
    """Count comparisons by an order of texts, keys or members of an enumeration, which is no rule."""
    orders = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return sum(
        _has_no_order(node.left) or _has_no_order(node.comparators[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], orders)
    )


def _has_no_order(node: ast.expr) -> bool:
    match node:
        case ast.Constant(str()):
            return True
        case ast.Attribute(ast.Name(of), name) if of[:1].isupper() and name.isupper():
            return True  # a member of an enumeration
        case ast.Attribute(_, name) | ast.Name(name):
            return name in {"id", "pk"} or name.endswith("_id")
    return False


def _is_type(node: ast.expr) -> bool:
    """Tell whether the value of an assignment is an alias of a type, such as `str | Sequence[int]`."""
    match node:
        case ast.BinOp():
            return _is_type(node.left) and _is_type(node.right)
        case ast.Subscript():
            return _is_type(node.value)
        case ast.Constant():
            return node.value is None
        case ast.Name():
            is_class_name = node.id[:1].isupper() and not node.id.isupper()
            return is_class_name or isinstance(getattr(builtins, node.id, None), type)
    return False
