"""Variables of calls that were written into their caller, and the renaming that this takes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

import gast

from tangent.syntax.nodes import at, clone, inner_blocks, stores_in, walk


class Frame(gast.Pass):
    """Marks where variables are made anew: a function that holds older ones does not fit any more.

    In a loop each turn makes new variables in Python, but the same ones here.
    """

    names: frozenset[str] = frozenset()


def frame(names: Iterable[str]) -> Frame:
    node = Frame()
    node.names = frozenset(names)
    return node


def frame_names(node: Any) -> set[str]:
    """Variables that functions may hold by their names."""
    return {n for f in walk(node) if isinstance(f, Frame) for n in f.names}


def without_frames(stmts: list[Any]) -> list[Any]:
    """The statements without the marks, which mean something while types are inferred only."""
    out = []
    for s in stmts:
        if isinstance(s, Frame):
            continue
        for block in inner_blocks(s):
            block[:] = without_frames(block)
        if hasattr(s, "body") and not s.body:
            s.body = [gast.Pass()]
        out.append(s)
    return out


def renamed(node: Any, table: Mapping[str, str]) -> Any:
    """A copy with variables of this scope renamed: inner functions keep their own variables of that name."""
    if isinstance(node, list):
        return [renamed(n, table) for n in node]
    if not isinstance(node, ast.AST) or not table:
        return clone(node)
    if isinstance(node, gast.Name):
        return at(gast.Name(table.get(node.id, node.id), node.ctx, None, None), node)
    if isinstance(node, (gast.FunctionDef, gast.Lambda)):
        return _renamed_function(node, table)
    new = _with(node, {f: renamed(v, table) for f, v in _parts(node)})
    if isinstance(node, (gast.Nonlocal, gast.Global)):
        new.names = [table.get(n, n) for n in node.names]
    if isinstance(node, Frame):
        new.names = frozenset(table.get(n, n) for n in node.names)
    return new


def _renamed_function(node: Any, table: Mapping[str, str]) -> Any:
    args = node.args
    own = {a.id for a in walk(args) if isinstance(a, gast.Name) and isinstance(a.ctx, gast.Param)}
    body = node.body if isinstance(node.body, list) else [node.body]
    outer = {n for s in walk(body) if isinstance(s, (gast.Nonlocal, gast.Global)) for n in s.names}
    own |= stores_in(body) - outer
    inner = {k: v for k, v in table.items() if k not in own}
    new_args = clone(args)
    new_args.defaults = renamed(args.defaults, table)
    new_args.kw_defaults = [None if d is None else renamed(d, table) for d in args.kw_defaults]
    new = _with(node, {"args": new_args, "body": renamed(node.body, inner)})
    if isinstance(node, gast.FunctionDef):
        new.name = table.get(node.name, node.name)
        new.decorator_list = renamed(node.decorator_list, table)
    return new


def _parts(node: Any) -> list[tuple[str, Any]]:
    found = ((f, getattr(node, f, None)) for f in node._fields)
    return [(f, v) for f, v in found if isinstance(v, (list, ast.AST))]


def _with(node: Any, parts: Mapping[str, Any]) -> Any:
    kind: Any = type(node)
    new = kind.__new__(kind)
    new.__dict__.update(node.__dict__)
    for f, v in parts.items():
        setattr(new, f, v)
    return new
