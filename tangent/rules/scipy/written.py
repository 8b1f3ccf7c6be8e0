"""Rules that are written from a text: one for each distribution, or for each kind of slope."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from collections.abc import Callable
from typing import Any

Body = Callable[..., Any]


def written(text: str, names: dict[str, Any]) -> Body:
    """The function that a text defines; its source can be read like that of any other one."""
    tree = ast.parse(text)
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    filename = f"<rule {definition.name}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    made: dict[str, Any] = {}
    exec(compile(text, filename, "exec"), names, made)
    function: Body = made[definition.name]
    return function


def of_density(body: Body, name: str, names: dict[str, Any]) -> Body:
    """The rule of a density from that of its logarithm: each slope times the density; none where it is 0."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(body)))
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.name, definition.decorator_list = name, []
    if "out" not in [a.arg for a in definition.args.kwonlyargs]:
        definition.args.kwonlyargs.append(ast.arg("out"))
        definition.args.kw_defaults.append(None)
    tree = _Density().visit(tree)
    return written(ast.unparse(ast.fix_missing_locations(tree)) + "\n", names)


class _Density(ast.NodeTransformer):
    def visit_Call(self, e: ast.Call) -> ast.AST:
        self.generic_visit(e)
        if isinstance(e.func, ast.Attribute) and e.func.attr == "isfinite":
            return ast.Compare(ast.Name("out", ast.Load()), [ast.Gt()], [ast.Constant(0.0)])
        return e

    def visit_Return(self, s: ast.Return) -> ast.AST:
        self.generic_visit(s)
        assert s.value is not None
        parts = s.value.elts if isinstance(s.value, ast.Tuple) else [s.value]
        scaled: list[ast.expr] = [ast.BinOp(ast.Name("out", ast.Load()), ast.Mult(), p) for p in parts]
        return ast.Return(ast.Tuple(scaled, ast.Load()) if len(scaled) > 1 else scaled[0])
