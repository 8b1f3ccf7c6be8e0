"""Functions defined inside that nobody mentions: their calls have become calls of what is emitted.

    def f_pull(out_bar):
        ...
    y, pull = t1, f_pull            →     y = t1
    x_bar = f_backward(saved, w)          x_bar = f_backward(saved, w)
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.optimise.blocks import remove
from tangent.optimise.chains import Context
from tangent.syntax.nodes import loads_in, names_in, walk


def definitions(context: Context) -> bool:
    body = context.function.body
    found = [s for s in body if isinstance(s, gast.FunctionDef)]
    if not found:
        return False
    handed_on = _drop_second_names(body, {d.name for d in found})
    gone = {id(d) for d in found if d.name not in names_in([s for s in body if s is not d])}
    remove(body, gone)
    return handed_on or bool(gone)


def _drop_second_names(body: list[Any], functions: set[str]) -> bool:
    """`y, f = t1, g` → `y = t1` where `g` is a function defined here, and nobody reads `f`."""
    read = loads_in(body)
    changed = False
    for s in walk(body):
        if not isinstance(s, gast.Assign) or not isinstance(s.value, gast.Tuple):
            continue
        target = s.targets[0]
        if not isinstance(target, gast.Tuple) or len(target.elts) != len(s.value.elts):
            continue
        pairs = list(zip(target.elts, s.value.elts, strict=True))
        kept = [
            (t, v)
            for t, v in pairs
            if not (isinstance(v, gast.Name) and v.id in functions and isinstance(t, gast.Name))
            or t.id in read
        ]
        if 0 < len(kept) < len(pairs):
            targets, values = [t for t, _ in kept], [v for _, v in kept]
            one = len(kept) == 1
            s.targets = [targets[0] if one else gast.Tuple(targets, gast.Store())]
            s.value = values[0] if one else gast.Tuple(values, gast.Load())
            changed = True
    return changed
