"""`np.nditer` over several arrays: a loop over their common places, in the order that NumPy takes.

    for a, b in np.nditer([x, y]):          →     w = np.broadcast_to(y, common_shape)
                                                  for i in common_places([x, w], "K"):
                                                      a, b = np.array(x[i]), np.array(w[i])

    with np.nditer([x, None]) as it:        →     it_1 = np.empty(common_shape, common_dtype)
        for a, b in it:                           for i in common_places([x, it_1], "K"):
            b[...] = 2.0 * a                          b[...] = 2.0 * a
        y = it.operands[1]                                it_1[i] = b
                                                  y = it_1

An operand that is written has the flag "readwrite" or "writeonly", or is None; that it has the common shape,
as NumPy asks, is taken for granted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from tangent.analyse.elements import written_back
from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.ufuncs import is_none
from tangent.runtime.shapes import common_places
from tangent.syntax.core import entered_by
from tangent.syntax.nodes import (
    assign,
    at,
    become,
    clone,
    const,
    load,
    statements_in,
    store,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.types import NONE, Num, constant, differentiable

WRITES = ("readwrite", "writeonly")
FLAGS = (*WRITES, "readonly", "allocate")


@dataclass(frozen=True)
class Walk:
    """What an iterator takes its elements from: (variable, whether the loop may write) for each operand."""

    operands: tuple[tuple[str, bool], ...]
    order: str


class Walks(Rewriting):
    """The part of inference that says such loops plainly."""

    def walk_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for the making of such an iterator, for its loop, or for one of its operands."""
        if isinstance(s, gast.For):
            walk = self.walks.get(getattr(s.iter, "id", ""))
            if walk is None:
                return None
            named = getattr(s.target, "elts", [])
            if len(named) != len(walk.operands) or not all(isinstance(t, gast.Name) for t in named):
                detail = "several arrays whose elements have no names: `for a, b in it`"
                raise Refused("iterator", s.iter, detail)
            return self.once(s, walk, lambda: self.walked_through(s, walk))
        if not isinstance(s, gast.Assign) or not isinstance(s.targets[0], gast.Name):
            return None
        e, name = s.value, s.targets[0].id
        owner = getattr(getattr(e, "value", None), "id", "")
        if isinstance(e, gast.Attribute) and e.attr == "operands" and owner in self.walks:
            self.operands_of[name] = self.walks[owner]
            return []
        if isinstance(e, gast.Subscript) and owner in self.operands_of:
            k = constant(self.eval(e.slice, env))
            operands = self.operands_of[owner].operands
            return self.core([self.with_value(s, load(operands[k][0]))], s) if isinstance(k, int) else None
        is_call = isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "nditer"
        if not is_call or not e.args or constant(self.eval(e.func, env)) is not np.nditer:
            return None
        return self.walk_made(s, name, e, env)

    def walk_opened(self, stmts: list[Any], i: int, env: Env) -> tuple[list[Any], int] | None:
        """`with np.nditer(...) as it:` → `it = np.nditer(...)`, and the place behind the `with`."""
        s = stmts[i]
        e = s.value
        if not isinstance(e, gast.Call) or constant(self.eval(e.func, env)) is not np.nditer:
            return None
        ends = [k for k, st in enumerate(stmts) if entered_by(stmts).get(id(st)) is s]
        end = ends[0] if ends else len(stmts)
        begun = at(gast.Assign([s.targets[0]], e, None), s)
        return [begun, *stmts[i + 1 : end]], end + 1

    def walk_made(self, s: Any, name: str, e: Any, env: Env) -> list[Any] | None:
        given = self.displayed(e.args[0])
        options = {k.arg: k.value for k in e.keywords}
        order = constant(self.eval(options.pop("order"), env)) if "order" in options else "K"
        flags = self.flags_of(options.pop("op_flags", None), len(given))
        if len(given) < 2 or len(e.args) > 1 or options or order not in ("K", "C") or flags is None:
            return None
        types = [self.eval(a, env) for a in given if not is_none(a)]
        if not all(isinstance(t, Num) and t.kind == "array" and t.rank is not None for t in types):
            return None
        if not any(map(differentiable, types)):
            return None
        return self.once(s, ("walk", *types), lambda: self.walk_begun_of(s, name, e, given, flags, order))

    def displayed(self, e: Any) -> list[Any]:
        """The operands: variables, and None for an array that is to be made."""
        if isinstance(e, gast.Name):
            made = [n for n in statements_in(self.instance.tree.body) if binds(n, e.id)]
            e = self.displays.get(e.id) or (made[0].value if len(made) == 1 else e)
        items = e.elts if isinstance(e, (gast.List, gast.Tuple)) else []
        return items if all(isinstance(i, gast.Name) or is_none(i) for i in items) else []

    def flags_of(self, e: Any, count: int) -> list[Any] | None:
        """For each operand whether the loop may write; None where that is not known."""
        if e is None:
            return [False] * count
        found = self.flags_in(e)
        if not isinstance(found, list) or len(found) != count:
            return None
        flags = [[f] if isinstance(f, str) else f for f in found]
        if any(not isinstance(f, list) or not set(f) <= set(FLAGS) for f in flags):
            return None
        return [any(w in f for w in WRITES) for f in flags]

    def flags_in(self, e: Any) -> Any:
        if isinstance(e, gast.Name):
            made = [n for n in statements_in(self.instance.tree.body) if binds(n, e.id)]
            return self.flags_in(made[0].value) if len(made) == 1 else None
        if isinstance(e, (gast.List, gast.Tuple)):
            return [self.flags_in(i) for i in e.elts]
        return e.value if isinstance(e, gast.Constant) else None

    def walk_begun_of(
        self, s: Any, name: str, e: Any, given: list[Any], flags: list[Any], order: str
    ) -> list[Any]:
        out: list[Any] = []
        present = [g for g in given if not is_none(g)]
        shapes = [gast.Attribute(clone(g), "shape", gast.Load()) for g in present]
        shape = gast.Call(self.numpy_name("broadcast_shapes", np.broadcast_shapes), shapes, [])
        shape = self.named(shape, out, s)
        operands = []
        dtype = gast.Call(self.numpy_name("result_type", np.result_type), list(map(clone, present)), [])
        for g, writes in zip(given, flags, strict=True):
            if is_none(g):
                value = gast.Call(self.numpy_name("empty", np.empty), [clone(shape), clone(dtype)], [])
                operands.append((self.variable(name), True))
                out.append(at(assign(operands[-1][0], value), s))
            elif writes:
                operands.append((g.id, True))
            else:
                spread = self.numpy_name("broadcast_to", np.broadcast_to)
                wide = gast.Call(spread, [clone(g), clone(shape)], [])
                operands.append((self.named(wide, out, s).id, False))
        self.walks[name] = Walk(tuple(operands), order)
        # Nobody needs the display any more, and it holds what is written.
        for n in statements_in(self.instance.tree.body):
            if isinstance(e.args[0], gast.Name) and binds(n, e.args[0].id):
                self.displays[e.args[0].id] = clone(n.value)
                become(n.value, const(None))
                self.types[n.value] = NONE
        return self.core(out, s)

    def walked_through(self, s: Any, walk: Walk) -> list[Any]:
        places, where = self.temporary(), self.temporary()
        ours = load(self.session.name_of("common_places", common_places, self.unit))
        arrays = gast.List([load(n) for n, _ in walk.operands], gast.Load())
        listed = gast.Call(ours, [arrays, const(walk.order)], [])
        targets = s.target.elts
        body: list[Any] = []
        for (operand, writes), target in zip(walk.operands, targets, strict=True):
            place = subscript(load(operand), load(where))
            element = gast.Call(self.numpy_name("array", np.array), [place], [])
            body.append(gast.Assign([target], element, None))
            if writes:
                s.body = written_back(s.body, target.id, place)
        loop = gast.For(store(where), load(places), [*self.core(body, s), *s.body], s.orelse, None)
        return [*self.core([assign(places, listed)], s), at(loop, s)]


def binds(s: Any, name: str) -> bool:
    """Whether a statement gives a variable its value."""
    return isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name) and s.targets[0].id == name
