"""A list or dict that is filled by a loop which has been written out is a display.

    t = []                          t_0 = f(x[0])
    t_0 = f(x[0])             →     t_1 = f(x[1])
    t.append(t_0)                   t = [t_0, t_1]
    t_1 = f(x[1])
    t.append(t_1)

So each item has a type of its own also inside of a loop, and an adjoint of its own instead of a list of
adjoints that is taken apart from its end.  Where the display is only unpacked, nothing of it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from tangent.analyse.unroll import noted
from tangent.normalise import captured_names
from tangent.syntax.nodes import assign, clone, const, loads_in, names_in, stores_in, walk

Fresh = Callable[[], str]


def fill_displays(stmts: list[Any], start: int, end: int, tree: Any, fresh: Fresh) -> int:
    """Rewrite what the statements from `start` to `end` fill, in place; returns where they start then.

    `tree` is the whole function, and `fresh` gives it new temporaries.
    """
    filled = dict.fromkeys(filter(None, map(_filled, stmts[start:end])))
    # What nested functions read may be looked at while it is filled.
    held = captured_names(tree) if filled else set()
    for name in filled:
        made = _made(stmts, start, name)
        if name in held or made is None:
            continue
        items = _items(stmts[start:end], name, isinstance(stmts[made].value, gast.Dict))
        if items is None:
            continue
        place = stmts[made]
        new, display = _without(stmts[start:end], items, place, fresh)
        stmts[start:end] = [*new, noted(assign(name, display), place)]
        end = start + len(new) + 1
        del stmts[made]
        start, end = start - 1, end - 1
        unpack_display(stmts, end - 1, tree)
    return start


def unpack_display(stmts: list[Any], i: int, tree: Any) -> None:
    """`t = [t_0, t_1]`, then `a, b = t` and no other use of `t`: `a = t_0`, `b = t_1`."""
    if i + 1 >= len(stmts):
        return
    display, use = stmts[i], stmts[i + 1]
    if not (isinstance(use, gast.Assign) and isinstance(use.value, gast.Name) and len(use.targets) == 1):
        return
    (target,), name = use.targets, display.targets[0].id
    if use.value.id != name or not isinstance(target, gast.Tuple) or not isinstance(display.value, gast.List):
        return
    items = display.value.elts
    plain = len(items) == len(target.elts) and all(isinstance(t, gast.Name) for t in target.elts)
    if not plain or stores_in(target) & loads_in(display.value):
        return
    if sum(isinstance(n, gast.Name) and n.id == name for n in walk(tree)) > 2:
        return
    pairs = zip(target.elts, items, strict=True)
    stmts[i : i + 2] = [noted(gast.Assign([t], e, None), use) for t, e in pairs]


def _filled(s: Any) -> str | None:
    """The name of what a statement appends to, or gives an entry to."""
    e = s.value if isinstance(s, gast.Expr) else None
    if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute):
        appends = e.func.attr == "append" and len(e.args) == 1
        return e.func.value.id if appends and isinstance(e.func.value, gast.Name) else None
    if isinstance(s, gast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], gast.Subscript):
        base = s.targets[0].value
        return base.id if isinstance(base, gast.Name) else None
    return None


def _made(stmts: list[Any], start: int, name: str) -> int | None:
    """Where `name` is bound to an empty list or dict, if nothing looks at it from there to `start`."""
    for k in range(start - 1, -1, -1):
        s = stmts[k]
        if isinstance(s, gast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], gast.Name):
            if s.targets[0].id == name:
                empty = (isinstance(s.value, gast.List) and not s.value.elts) or (
                    isinstance(s.value, gast.Dict) and not s.value.keys
                )
                return k if empty else None
        if name in names_in(s):
            return None
    return None


def _items(stmts: list[Any], name: str, is_dict: bool) -> dict[int, tuple[Any, Any]] | None:
    """Statement → (key, item) of what is put in, in order; None where something else is done with it."""
    found: dict[int, tuple[Any, Any]] = {}
    keys: list[Any] = []
    constants: dict[str, Any] = {}
    for k, s in enumerate(stmts):
        if name in names_in(s):
            if _filled(s) != name or isinstance(s, gast.Assign) is not is_dict:
                return None
            key = None
            if is_dict:
                key = constants.get(getattr(s.targets[0].slice, "id", ""), s.targets[0].slice)
                if not isinstance(key, gast.Constant) or (type(key.value), key.value) in keys:
                    return None
                keys.append((type(key.value), key.value))
            item = s.value if is_dict else s.value.args[0]
            if not isinstance(item, (gast.Name, gast.Constant)) or getattr(item, "id", "") == name:
                return None
            found[k] = key, item
        for n in stores_in(s):
            constants.pop(n, None)
        if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
            if isinstance(s.value, gast.Constant):
                constants[s.targets[0].id] = s.value
    return found


def _without(
    stmts: list[Any], items: dict[int, tuple[Any, Any]], place: Any, fresh: Fresh
) -> tuple[list[Any], Any]:
    """The statements without those that put something in, and the display."""
    out: list[Any] = []
    values: list[Any] = []
    for k, s in enumerate(stmts):
        if k not in items:
            out.append(s)
            continue
        item = items[k][1]
        if isinstance(item, gast.Name) and item.id in stores_in(stmts[k + 1 :]):
            kept = fresh()
            out.append(noted(assign(kept, item), s))
            item = gast.Name(kept, gast.Load(), None, None)
        values.append(clone(item))
    if isinstance(place.value, gast.Dict):
        return out, gast.Dict([const(key.value) for key, _ in items.values()], values)
    return out, gast.List(values, gast.Load())

