"""Lists that own what they hold: filled by `append`, emptied by `pop`, and read in no other way.

The lists on which a derivative saves values are such lists.  What goes into one that nothing else refers to
any more, and comes out at the end, shares memory with nothing while it is in there.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.syntax.nodes import children, statements_in
from tangent.unit import Instance


def owning_lists(instance: Instance) -> set[str]:
    """Local lists that are only appended to, popped from the end, measured, and returned."""
    begun: set[str] = set()
    for n in statements_in(instance.tree.body):
        if isinstance(n, gast.Assign) and isinstance(n.value, gast.List) and not n.value.elts:
            begun |= {t.id for t in n.targets if isinstance(t, gast.Name)}
    other: set[str] = set(instance.arg_types)
    for s in instance.tree.body:
        _mentions(instance, s, other)
    return begun - other


def _mentions(instance: Instance, n: Any, other: set[str]) -> None:
    """Adds the names that occur in another role than those of an owning list."""
    if isinstance(n, gast.Name):
        other.add(n.id)
        return
    parts = children(n)
    if isinstance(n, gast.Assign) and isinstance(n.value, gast.List) and not n.value.elts:
        parts = [t for t in n.targets if not isinstance(t, gast.Name)]
    elif isinstance(n, (gast.While, gast.If)) and isinstance(n.test, gast.Name):
        parts = [*n.body, *n.orelse]
    elif isinstance(n, gast.Return):
        parts = _unnamed(n.value)
    elif isinstance(n, gast.Call) and _is_harmless(instance, n):
        parts = n.args if isinstance(n.func, gast.Attribute) else _unnamed(gast.Tuple(n.args, gast.Load()))
    for part in parts:
        _mentions(instance, part, other)


def _unnamed(e: Any) -> list[Any]:
    """The parts of nested tuples that are not names."""
    if isinstance(e, gast.Tuple):
        return [part for item in e.elts for part in _unnamed(item)]
    return [] if e is None or isinstance(e, gast.Name) else [e]


def _is_harmless(instance: Instance, e: gast.Call) -> bool:
    f = e.func
    if isinstance(f, gast.Attribute) and isinstance(f.value, gast.Name):
        return f.attr == "append" or (f.attr == "pop" and not e.args)
    return instance.unit.builtin(f) == "len"
