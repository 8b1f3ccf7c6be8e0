"""Turn a definition of Python's `ast` into the gast `FunctionDef` that the other rooms work on.

class C:                                    def f(self, x):
    @decorated                        →         return self._C__scale * x
    def f(self, x):
        return self.__scale * x

scale = lambda x: 2.0 * x             →     def scale(x):
                                                return 2.0 * x
"""

from __future__ import annotations

import ast
from typing import Any

import gast
from gast.ast3 import Ast3ToGAst

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def function_tree(node: Definition, name: str, owner: str) -> gast.FunctionDef:
    """A fresh tree without decorators, and with the private names of the class `owner` spelled out."""
    args, body = to_gast(node.args), _body(node)
    returns = None if isinstance(node, ast.Lambda) or node.returns is None else to_gast(node.returns)
    params = [to_gast(param) for param in getattr(node, "type_params", [])]
    tree = gast.copy_location(gast.FunctionDef(name, args, body, [], returns, None, params), node)
    if owner.strip("_"):
        _mangle(tree, owner)
    return tree


def _body(node: Definition) -> list[Any]:
    if isinstance(node, ast.Lambda):
        return [gast.copy_location(gast.Return(to_gast(node.body)), node.body)]
    return [to_gast(stmt) for stmt in node.body]


def to_gast(root: ast.AST) -> Any:
    """Like `gast.ast_to_gast`, but for trees of any depth: a sum of 400 terms is 400 deep."""
    return _FromLeaves().convert(root)


class _FromLeaves(Ast3ToGAst):
    """gast's own conversion of each node, called children first, so that it never has to descend."""

    def __init__(self) -> None:
        self.done: dict[int, Any] = {}

    def convert(self, root: ast.AST) -> Any:
        order, pending = [], [root]
        while pending:
            node = pending.pop()
            order.append(node)
            pending += ast.iter_child_nodes(node)
        for node in reversed(order):
            if node._fields:
                self.done[id(node)] = self.visit(node)
        return self._visit(root)

    def _visit(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._visit(item) for item in node]
        if not isinstance(node, ast.AST):
            return node
        # Nodes without fields (contexts, operators, `pass`) are leaves; Python shares some of them.
        return self.done[id(node)] if id(node) in self.done else self.visit(node)


def _mangle(tree: gast.FunctionDef, owner: str) -> None:
    """Spell out `__name` as the compiler does in the body of a class; classes inside have their own names."""
    # The name of the function itself stays: it is what the user calls it.
    pending = [(child, owner) for child in gast.iter_child_nodes(tree)]
    while pending:
        node, owner = pending.pop()
        _mangle_node(node, "_" + owner.lstrip("_"))
        inside = node.name if isinstance(node, gast.ClassDef) and node.name.strip("_") else owner
        body = {id(stmt) for stmt in node.body} if isinstance(node, gast.ClassDef) else set()
        pending += ((child, inside if id(child) in body else owner) for child in gast.iter_child_nodes(node))


# Not the names of keywords: Python leaves those alone.
_IDENTIFIERS = ("id", "attr", "name", "asname", "rest")


def _mangle_node(node: Any, prefix: str) -> None:
    if isinstance(node, gast.Constant):
        return
    for field in _IDENTIFIERS:
        value = getattr(node, field, None)
        if isinstance(value, str) and _is_private(value):
            setattr(node, field, prefix + value)
    if isinstance(node, (gast.Global, gast.Nonlocal)):
        node.names = [prefix + name if _is_private(name) else name for name in node.names]


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__") and "." not in name
