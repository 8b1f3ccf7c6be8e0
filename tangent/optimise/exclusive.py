"""Copies of what nobody else holds.

    for _ in reversed(range(n)):                for _ in reversed(range(n)):
        v_bar += dt * x_bar              →          v_bar += dt * x_bar
        x_bar = x_bar - dt * v_bar                  x_bar = x_bar - dt * v_bar
        v_bar = v_bar.copy()

An adjoint that is handed on to the value before has been copied, because it is added to in place.  That is
needed where another name stands for the same array.  None does where all that the adjoint is ever bound to is
made new, and whatever reads it makes something new of it, or is the return.
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import remove
from tangent.optimise.chains import Context
from tangent.optimise.effects import Effects
from tangent.syntax.nodes import children, names_in, statements_in, stores_in, walk

_DISPLAYS = (gast.Tuple, gast.List, gast.Dict)


def exclusive(context: Context) -> bool:
    body = context.function.body
    copies = [s for s in statements_in(body, nested=False) if _copied(s) and context.adjoint(_copied(s))]
    if not copies:
        return False
    shared = _shared(context, {_copied(s) for s in copies})
    gone = {id(s) for s in copies if _copied(s) not in shared}
    if gone:
        remove(body, gone)
    return bool(gone)


def _copied(s: Any) -> str:
    """`x` in `x = x.copy()`."""
    if not isinstance(s, gast.Assign) or len(s.targets) != 1 or type(s.targets[0]) is not gast.Name:
        return ""
    e, name = s.value, s.targets[0].id
    if not (isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "copy"):
        return ""
    return name if type(e.func.value) is gast.Name and e.func.value.id == name and not e.args else ""


def _shared(context: Context, names: set[str]) -> set[str]:
    """Those of `names` of whose arrays another name may get hold."""
    function = context.function
    effects = Effects(context.locals(), context.pure, context.fresh)
    found = {n.id for n in walk(function.args) if isinstance(n, gast.Name)} & names
    if context.is_container is not None:
        found |= {n for n in names if context.is_container(n)}
    for s in statements_in(function.body, nested=False):
        if isinstance(s, (gast.FunctionDef, gast.ClassDef, gast.With, gast.Try)):
            found |= names_in(s) & names
        elif isinstance(s, (gast.For, gast.While, gast.If)):
            head = [getattr(s, f) for f in ("target", "iter", "test") if hasattr(s, f)]
            found |= stores_in(head) & names
            found |= {n for e in head for n in _held(e, effects)} & names
        elif isinstance(s, gast.Return):
            parts = [s.value] if s.value is not None else []
            while any(isinstance(p, _DISPLAYS) for p in parts):
                parts = [c for p in parts for c in (children(p) if isinstance(p, _DISPLAYS) else [p])]
            found |= {n for p in parts if type(p) is not gast.Name for n in _held(p, effects)} & names
        elif isinstance(s, gast.Assign):
            found |= set() if _copied(s) else _bound(s, effects) & names
        elif isinstance(s, gast.AugAssign):
            found |= set() if type(s.value) is gast.Name else set(_held(s.value, effects)) & names
            found |= set(_held(s.target, effects, written=True)) & names
        else:
            found |= names_in(s) & names
    return found


def _bound(s: Any, effects: Effects) -> set[str]:
    """Names that an assignment may let stand for what another one holds."""
    found = set(_held(s.value, effects))
    for t in s.targets:
        if isinstance(t, gast.Subscript):
            found |= set(_held(t, effects, written=True))
        elif type(t) is not gast.Name or not effects.fresh(s.value):
            found |= stores_in(t)
    return found


def _held(e: Any, effects: Effects, written: bool = False) -> list[str]:
    """Names in an expression whose arrays its value may hold, be a view of, or be given to the unknown."""
    if type(e) is gast.Name:
        return [] if written else [e.id]
    if written and isinstance(e, gast.Subscript):
        return [*_held(e.value, effects, True), *_held(e.slice, effects)]
    inside = [n for c in children(e) if isinstance(c, (gast.expr, gast.keyword)) for n in _held(c, effects)]
    if isinstance(e, (gast.Lambda, gast.GeneratorExp, gast.ListComp, gast.DictComp, gast.SetComp)):
        return sorted(names_in(e))
    if isinstance(e, gast.Call) and not effects.fresh(e):
        return sorted(names_in(e))
    return [] if isinstance(e, gast.expr) and effects.fresh(e) else inside
