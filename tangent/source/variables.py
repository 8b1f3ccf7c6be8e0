"""Global variables that a function binds (`global n`), as attributes of an object that stands for its module.

    def f(x):                       def f(x):
        global calls          →         module.calls = module.calls + 1
        calls += 1

So they are what attributes are: variables while the function runs, and an effect that happens once.
"""

from __future__ import annotations

import weakref
from typing import Any

import gast

from tangent.source.scope import bound_names
from tangent.syntax.nodes import Namer, at, children, load


class Variables:
    """The global variables of a module: its attributes are the names that the module has."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.__dict__ = namespace


_known: weakref.WeakValueDictionary[int, Variables] = weakref.WeakValueDictionary()
_names: weakref.WeakKeyDictionary[Variables, str] = weakref.WeakKeyDictionary()


def variables_of(namespace: dict[str, Any]) -> Variables:
    """The one object that stands for these variables."""
    found = _known.get(id(namespace))
    if found is None:
        found = _known[id(namespace)] = Variables(namespace)
        last = str(namespace.get("__name__", "")).strip("_").rpartition(".")[2]
        _names[found] = Namer(_names.values()).fresh(f"{last or 'its'}_module")
    return found


def name_of(variables: Variables) -> str:
    """What the object is called in rewritten text, as no other one is."""
    return _names[variables]


def declared(tree: Any) -> frozenset[str]:
    """Names that a function, or one inside it, declares `global`."""
    found: set[str] = set()
    pending = list(tree.body)
    while pending:
        n = pending.pop()
        if isinstance(n, gast.Global):
            found |= set(n.names)
        pending += children(n)
    return frozenset(found)


def as_attributes(tree: gast.FunctionDef, names: frozenset[str], module: str) -> None:
    """Rewrite what means one of the global variables `names`, in a function and in those inside it."""
    _Rewrite(names, module).function(tree)


class _Rewrite:
    def __init__(self, names: frozenset[str], module: str) -> None:
        self.names, self.module = names, module

    def function(self, tree: Any) -> None:
        outer, self.names = self.names, self.names - _own(tree)
        if isinstance(tree.body, list):
            tree.body = [self.exchanged(n) for n in tree.body]
        else:
            tree.body = self.exchanged(tree.body)
        self.names = outer

    def inside(self, node: Any) -> None:
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                setattr(node, field, [self.exchanged(v) for v in value])
            elif isinstance(value, gast.AST):
                setattr(node, field, self.exchanged(value))

    def exchanged(self, n: Any) -> Any:
        if isinstance(n, gast.Global):
            return at(gast.Pass(), n)
        if isinstance(n, gast.Name):
            return at(gast.Attribute(load(self.module), n.id, n.ctx), n) if n.id in self.names else n
        if isinstance(n, (gast.FunctionDef, gast.Lambda)):
            self.function(n)
        elif isinstance(n, gast.AST):
            self.inside(n)
        return n


def _own(tree: Any) -> frozenset[str]:
    """The local variables of a function."""
    if isinstance(tree, gast.Lambda):
        return frozenset(a.id for a in gast.walk(tree.args) if isinstance(a, gast.Name))
    return bound_names(tree)
