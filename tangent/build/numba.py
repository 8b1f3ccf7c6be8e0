"""Emitted code for Numba: a small lowering of its text, and its functions compiled.

Emitted code is plain enough for `numba.njit` but for a few forms that Numba does not take. `lower` rewrites
these; what it does not know it leaves alone, and Numba then says what it does not like.

    reversed(range(a, b))                a range that counts down; also reversed(range(a, b)[:n])
    while tape:                          while len(tape) > 0:      (a name that is bound to `[]`)
    np.sum(x, axis=1, keepdims=True)     np.expand_dims(np.sum(x, axis=1), 1)
    np.mean(x, axis=1)                   np.sum(x, axis=1) / x.shape[1]
    reduced_size(x, 1)                   x.shape[1]
    zeros(tape)                          [0.0 for _ in tape]       (a list of numbers)
    del x; docstrings, imports           left out
"""

from __future__ import annotations

import ast
import types
from typing import Any

from tangent.build.compile import compile_source


def lower(source: str | ast.Module) -> str:
    """The text of a module (or its tree, which is not changed) in the forms that Numba takes."""
    tree = ast.parse(source if isinstance(source, str) else ast.unparse(source))
    tree.body = [stmt for stmt in tree.body if not isinstance(stmt, (ast.Import, ast.ImportFrom))]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            _drop_docstring(node)
    lists = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    lowered = _Lowering(lists).visit(tree)
    return ast.unparse(ast.fix_missing_locations(lowered)) + "\n"


def compiled(text: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """Lower an emitted module and hand all its functions, and the helpers that it calls, to `numba.njit`.

    `namespace` is what the text finds outside. Nothing is compiled before the first call.
    """
    import numba

    lowered = lower(text)
    names = {k: v for k, v in namespace.items() if not k.startswith("__")}
    for name, value in names.items():
        if isinstance(value, types.FunctionType):
            names[name] = numba.njit(_twins().get(value.__name__, value))
    before = dict(names)
    compile_source(lowered, "numba", names)
    for name, value in names.items():
        if isinstance(value, types.FunctionType) and before.get(name) is not value:
            names[name] = numba.njit(value)
    return names


def _twins() -> dict[str, Any]:
    """Helpers of the run-time again, as Numba compiles them: one index array, along the first axis."""

    def add_at(x_bar, index, g):  # type: ignore[no-untyped-def]
        for k in range(len(index)):
            x_bar[index[k]] += g[k]

    return {"add_at": add_at}


def _drop_docstring(node: ast.FunctionDef) -> None:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]


class _Lowering(ast.NodeTransformer):
    def __init__(self, lists: set[str]) -> None:
        self.lists = lists

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name == "reversed" and len(node.args) == 1:
            return _reversed(node.args[0]) or node
        if name == "reduced_size" and len(node.args) == 2 and _is_int(node.args[1]):
            return _parsed("x.shape[k]", x=node.args[0], k=node.args[1])
        if name == "zeros" and len(node.args) == 1 and ast.unparse(node.args[0]) in self.lists:
            return _parsed("[0.0 for _ in tape]", tape=node.args[0])
        if name in ("np.sum", "np.mean") and len(node.args) == 1:
            return _reduction(name, node) or node
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.Delete | None:
        return None if all(isinstance(t, ast.Name) for t in node.targets) else node

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        node.test = self._truth(node.test)
        return node

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.test = self._truth(node.test)
        return node

    def _truth(self, test: ast.expr) -> ast.expr:
        if isinstance(test, ast.Name) and test.id in self.lists:
            return _parsed("len(tape) > 0", tape=test)
        return test


def _reversed(loop: ast.expr) -> ast.expr | None:
    """A range that visits the elements of a range (or of its first `n` ones) in reverse order."""
    limit = None
    if isinstance(loop, ast.Subscript) and isinstance(loop.slice, ast.Slice):
        part = loop.slice
        if part.lower is not None or part.step is not None or part.upper is None:
            return None
        loop, limit = loop.value, part.upper
    if not (isinstance(loop, ast.Call) and ast.unparse(loop.func) == "range" and not loop.keywords):
        return None
    zero = ast.Constant(0)
    start, stop = (zero, loop.args[0]) if len(loop.args) == 1 else loop.args[:2]
    step = loop.args[2] if len(loop.args) == 3 else ast.Constant(1)
    count = _parsed("len(loop)", loop=loop)
    if limit is not None:
        count = _parsed("min(count, limit)", count=count, limit=limit)
    if ast.unparse(step) != "1":
        text = "range(start + (count - 1) * step, start - step, -(step))"
        return _parsed(text, start=start, count=count, step=step)
    if limit is not None:
        return _parsed("range(start + count - 1, start - 1, -1)", start=start, count=count)
    return _parsed("range(stop - 1, start - 1, -1)", start=start, stop=stop)


def _reduction(name: str, node: ast.Call) -> ast.expr | None:
    """A sum or mean over one axis without `keepdims`, and with its axis put back."""
    options = {k.arg: k.value for k in node.keywords}
    axis = options.pop("axis", None)
    keep = options.pop("keepdims", None)
    if axis is None or options or not _is_int(axis):
        return None
    if keep is not None and not isinstance(keep, ast.Constant):
        return None
    x = node.args[0]
    out = _parsed("np.sum(x, axis=k)", x=x, k=axis)
    if keep is not None and keep.value:
        out = _parsed("np.expand_dims(out, k)", out=out, k=axis)
    if name == "np.mean":
        out = _parsed("out / (x).shape[k]", out=out, x=x, k=axis)
    return out


def _is_int(node: ast.expr) -> bool:
    try:
        return type(ast.literal_eval(node)) is int
    except ValueError:
        return False


def _parsed(text: str, **parts: ast.expr) -> ast.expr:
    """An expression with names exchanged for expressions (pure ones: a part may be used twice)."""

    class Exchange(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return parts.get(node.id, node)

    found: ast.expr = Exchange().visit(ast.parse(text, mode="eval").body)
    return found
