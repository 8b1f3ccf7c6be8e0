"""Buffers that are exchanged by the steps of a loop under checkpoints: their contents are, instead.

    p, q = q, p                     →     held = p.copy()
                                          p[...] = q
                                          q[...] = held

Which of two arrays a name stands for after some number of steps is then no question: a snapshot is taken of
each.  It is the same program as long as nobody else sees the arrays: no other name that is still in use may
stand for them (`check_exchanged`).
"""

from __future__ import annotations

from typing import Any

import gast

from tangent.analyse.live import live_out
from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import assign, at, const, load, loads_in, method, walk
from tangent.syntax.refuse import Refused
from tangent.types import Num, Type
from tangent.unit import Instance


class Exchanged(Rewriting):
    """The part of inference that does so."""

    def exchanged(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for `p, q = q, p` with buffers that the steps hand on; None for all others."""
        kept = self.unit.kept
        if kept is None or kept.schedule == "arguments" or not isinstance(s, gast.Assign):
            return None
        (target,) = s.targets
        if not isinstance(target, gast.Tuple) or not isinstance(s.value, gast.Tuple):
            return None
        if not all(isinstance(e, gast.Name) for e in [*target.elts, *s.value.elts]):
            return None
        names, values = [e.id for e in target.elts], [e.id for e in s.value.elts]
        moved = [(n, v) for n, v in zip(names, values, strict=False) if n != v]
        same = sorted(names) == sorted(values) and set(names) <= self.unit.rebinds
        if not same or not moved or not self.alike([env.get(n) for n, _ in moved]):
            return None
        return self.once(s, "exchanged", lambda: self.contents_exchanged(s, dict(moved)))

    def alike(self, types: list[Type | None]) -> bool:
        """Whether these are arrays of one dtype and shape."""
        first = types[0]
        if not isinstance(first, Num) or first.kind != "array" or first.shape is None or None in first.shape:
            return False
        for t in types[1:]:
            if not isinstance(t, Num) or (t.kind, t.dtype, t.rank) != ("array", first.dtype, first.rank):
                return False
            assert t.shape is not None
            pairs = zip(first.shape, t.shape, strict=True)
            if not all(b is not None and self.session.can_agree(a, b) for a, b in pairs):
                return False
        return True

    def contents_exchanged(self, s: Any, source: dict[str, str]) -> list[Any]:
        """Each cycle of the exchange needs one copy."""
        out: list[Any] = []
        left = dict(source)
        while left:
            first = name = next(iter(left))
            held = self.variable("held")
            out.append(assign(held, method(load(first), "copy")))
            while left[name] != first:
                out.append(contents(name, left[name]))
                name = left.pop(name)
            out.append(contents(name, held))
            del left[name]
        for n in out:
            at(n, s).exchanges = True
        self.instance.exchanged |= set(source)
        return out


def contents(name: str, value: str) -> Any:
    return gast.Assign([gast.Subscript(load(name), const(...), gast.Store())], load(value), None)


def check_exchanged(instance: Instance) -> None:
    """Raise `Refused` where an array whose contents were exchanged is seen by another name.

    Callees come first: what they have exchanged is none of their callers' business, but for their arguments.
    """
    live = live_out(instance.tree.body, instance.unseen, unseen=instance.unseen_by)
    memory = instance.memory
    for s in walk(instance.tree.body):
        own = set(instance.exchanged) if getattr(s, "exchanges", False) else set()
        held, given = _by_call(instance, s)
        names = own | held | given
        if not names:
            continue
        homes = {memory.region_of(n) for n in names}
        after = live.get(id(s), frozenset()) - (own | held)
        seen = {n for n in after if memory.region_of(n) in homes}
        if seen:
            which = ", ".join(sorted(names))
            detail = f"`{which}` is exchanged in each step, and `{min(seen)}` may stand for the same array"
            raise Refused("checkpoint", s, detail, "Copy into the buffer instead (`p[:] = q`).")
        if not own:
            instance.exchanged |= {p for p in instance.arg_types if memory.region_of(p) in homes}


def _by_call(instance: Instance, s: Any) -> tuple[set[str], set[str]]:
    """Variables whose contents a call in a statement exchanges: those that it takes over, and arguments."""
    e = getattr(s, "value", None)
    if e is None or e not in instance.calls:
        return set(), set()
    callee, bound = instance.calls[e]
    held = {bound.hidden[n] for n in callee.exchanged if n in bound.hidden}
    given = loads_in([bound.exprs[n] for n in callee.exchanged if n in bound.exprs])
    return held, given
