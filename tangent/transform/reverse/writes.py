"""Statements that write into arrays."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.calls import OPERATORS
from tangent.analyse.flow import (
    basic_index,
)
from tangent.rules import RULES
from tangent.rules.kinds import Rule
from tangent.syntax.nodes import (
    as_load,
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    load,
    method,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.transform.expand import bind_rule, name_of
from tangent.transform.markers import Origin, Undo
from tangent.transform.reverse.operations import Operations
from tangent.transform.reverse.tools import (
    is_number,
    names_of_place,
    polynomial,
    without_copy,
)
from tangent.types import (
    CONTAINERS,
    UNKNOWN,
    ListOf,
    Num,
    Seq,
)


class Writes(Operations):
    """Undoes writes into arrays."""

    def assign_item(self, s: Any, target: Any) -> None:
        base = target.value
        t = self.type_of(base)
        if isinstance(t, CONTAINERS):
            self.meet_change(base)
            self.emit(Undo("list", s, target=base))
            self.store_item(s, target, t)
            return
        place = as_load(target)
        self.note(place, self.typer.type(place))
        self.emit(Undo("content", s, target=place))
        if not self.shadow_present(base.id):
            return
        bar = subscript(load(self.need_shadow(base.id, base)), clone(target.slice))
        self.take_written(s, bar, place, s.value, base)

    def take_written(self, s: Any, bar: Any, place: Any, value: Any, base: Any) -> None:
        """`x[i] = v`: v receives what was written, the old elements receive nothing."""
        if self.is_active(value):
            g = self.written(bar, place, value)
            v = value.id if isinstance(value, gast.Name) else None
            t = self.type_of(value)
            if v is not None and self.is_shadowed(v):
                name = self.named(g, base.id + "_part_bar")
                self.clear(bar)
                self.contribute(value, load(name), s)
                return
            if isinstance(t, Num):
                self.contribute(value, g, s)
            else:
                name = self.named(g, "bars")
                self.contribute(value, load(name), s)
        self.clear(bar)

    def clear(self, bar: Any) -> None:
        self.emit(gast.Assign([as_store(clone(bar))], const(0.0), None))

    def written(self, bar: Any, place: Any, value: Any) -> Any:
        """The adjoint of the value that was written to `place`, as a value of its own."""
        found = self.typer.type(bar)
        basic = isinstance(place, gast.Name) or basic_index(self.instance, place)
        if self.may_repeat(place):
            shape = gast.Attribute(clone(place.value), "shape", gast.Load())
            won = call(
                self.ours("last_writes", runtime.last_writes),
                shape,
                self.index_object(place.slice),
                clone(value),
            )
            return self.np("where", won, clone(bar), const(0.0))
        if isinstance(found, Num) and found.is_scalar:
            return clone(bar)
        t = self.type_of(value)
        if isinstance(t, Num) and t.shape is not None and isinstance(found, Num) and found.shape is not None:
            if len(t.shape) < len(found.shape):
                return clone(bar)  # summed, hence a new array
        if not basic:
            return clone(bar)
        return method(clone(bar), "copy")

    def may_repeat(self, place: Any) -> bool:
        """Whether an element may be written several times (an index array repeats it): the last value wins.
        """
        return not (
            isinstance(place, gast.Name) or basic_index(self.instance, place) or self.is_mask(place)
        )

    def do_AugAssign(self, s: Any) -> None:
        self.emit(Origin(s))
        target = s.target
        if isinstance(target, gast.Name) and isinstance(self.types.get(target), (Seq, ListOf)):
            self.meet_change(load(target.id))
            self.emit(Undo("list", s, target=load(target.id)))
            self.extend(s, load(target.id), s.value)
            return
        place: Any = as_load(target)
        if isinstance(target, gast.Subscript) and isinstance(self.type_of(target.value), CONTAINERS):
            self.augment_item(s, place)
            return
        root = target.id if isinstance(target, gast.Name) else target.value.id
        self.env[root] = self.env.get(root, UNKNOWN)
        self.note(place, self.types.get(target, UNKNOWN))
        if isinstance(place, gast.Subscript):
            self.note(place.value, self.types.get(place.value, self.env[root]))
        present = self.shadow_present(root)
        out = gast.BinOp(clone(place), s.op, clone(s.value))
        if present and isinstance(s.op, gast.Div) and self.is_active(s.value) and self.is_element(place):
            # The quotient stands where it is undone: it need not be computed again.
            out = load(self.named(clone(place), "quotient"))
        self.emit(Undo("content", s, target=place))
        if not present:
            return
        buffer = load(self.need_shadow(root, load(root)))
        bar = buffer if isinstance(target, gast.Name) else subscript(buffer, clone(target.slice))
        self.update(s, bar, place, out)

    def is_element(self, place: Any) -> bool:
        t = self.typer.type(place)
        return isinstance(t, Num) and t.is_scalar

    def update(self, s: Any, bar: Any, place: Any, out: Any) -> None:
        """`x op= v` in place: v receives its share, the adjoint of x is scaled where it stands.

        out: what was written.
        """
        function = OPERATORS[type(s.op).__name__]
        active = self.is_active(s.value)
        rule = RULES.get(function)
        if rule is None or rule.kind != "elementwise":
            raise Refused("no_rule", s, f"{name_of(function)} in place")
        x, v = rule.params[:2]
        wanted = [x, v] if active else [x]
        bound = {x: clone(place), v: s.value}
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, {"out": out}, s)
        for st in expansion.setup:
            self.emit(st)
        shared = (
            active
            and isinstance(s.value, gast.Name)
            and self.memory.region_of(s.value.id) == self.memory.region_of(names_of_place(place))
            and self.is_shadowed(s.value.id)
        )
        if shared:
            self.update_shared(s, bar, place, expansion.results, rule)
            return
        if active and v in expansion.results and not is_number(expansion.results[v], 0.0):
            g = self.product(self.written(bar, place, s.value), expansion.results[v], rule.guarded)
            if not (
                isinstance(g, gast.Call) and isinstance(g.func, gast.Attribute) and g.func.attr == "copy"
            ):
                g = without_copy(g)
            self.contribute(s.value, g, s)
        factor = expansion.results.get(x)
        if factor is not None and not is_number(factor, 1.0):
            self.scale(bar, factor, rule)

    def scale(self, bar: Any, factor: Any, rule: Rule) -> None:
        if isinstance(factor, gast.BinOp) and isinstance(factor.op, gast.Div) and is_number(factor.left, 1.0):
            self.emit(augment(clone(bar), gast.Div(), factor.right))
        elif rule.guarded and not polynomial(factor):
            place = clone(bar) if isinstance(bar, gast.Subscript) else subscript(clone(bar), const(...))
            value = call(self.ours("guarded", runtime.guarded), clone(bar), factor)
            self.emit(gast.Assign([as_store(place)], value, None))
        else:
            self.emit(augment(clone(bar), gast.Mult(), factor))

    def update_shared(self, s: Any, bar: Any, place: Any, partials: dict[str, Any], rule: Rule) -> None:
        """The operand shares memory with the target (`y *= y`): both shares are computed before either is
        added.
        """
        x, v = rule.params[:2]
        name = self.namer.fresh("part_bar")
        self.emit(assign(name, method(clone(bar), "copy")))
        self.env[name] = self.typer.type(bar)
        g = load(name)
        mine = self.named(self.product(g, partials.get(x, const(1.0)), rule.guarded), "own_bar")
        won = self.written(bar, place, s.value) if self.may_repeat(place) else load(name)
        theirs = self.named(self.product(won, partials.get(v, const(1.0)), rule.guarded), "other_bar")
        whole = clone(bar) if isinstance(bar, gast.Subscript) else subscript(clone(bar), const(...))
        self.emit(gast.Assign([as_store(whole)], load(mine), None))
        self.contribute(s.value, load(theirs), s)

    def array_method(self, s: Any, e: Any, name: str) -> None:
        base = e.func.value
        whole = subscript(base, const(...))
        self.emit(Undo("content", s, target=whole))
        if not self.shadow_present(base.id):
            return
        if name in ("sort", "put"):
            self.written_by_method(s, e, name)
            return
        if name != "fill":
            raise Refused("no_rule", e, f"the method .{name}() in place")
        bar = subscript(load(self.need_shadow(base.id, base)), const(...))
        if self.is_active(e.args[0]):
            self.contribute(e.args[0], self.np("sum", load(self.bar_name(base.id))), s)
        self.clear(bar)

    def written_by_method(self, s: Any, e: Any, name: str) -> None:
        """`x.sort()` as `x[...] = np.sort(x)`, `x.put(i, v)` as `np.put(x, i, v)`."""
        base = e.func.value
        keywords = {k.arg: k.value for k in e.keywords}
        rule = RULES[np.sort if name == "sort" else np.put]
        bound = bind_rule(rule, [base, *e.args], keywords, e)
        if name == "put":
            self.undo_mutation(s, e, rule, bound)
            return
        bar = load(self.need_shadow(base.id, base))
        expansion = self.expander.expand(rule, rule.vjp, bound, ["a"], {"out_bar": bar}, e)
        for st in expansion.setup:
            self.emit(st)
        whole = subscript(clone(bar), const(...))
        self.emit(gast.Assign([as_store(whole)], expansion.results["a"], None))

    def mutate(self, s: Any, e: Any, rule: Rule) -> None:
        keywords = {k.arg: k.value for k in e.keywords}
        bound = bind_rule(rule, e.args, keywords, e)
        first = bound[rule.wrt[0]]
        if not rule.view:
            self.emit(Undo("content", s, target=subscript(first, const(...))))
        if isinstance(first, gast.Name) and self.shadow_present(first.id):
            self.undo_mutation(s, e, rule, bound)

    def undo_mutation(self, s: Any, e: Any, rule: Rule, bound: dict[str, Any]) -> None:
        first = bound[rule.wrt[0]]
        bar = self.need_shadow(first.id, first)
        wanted = [w for w in rule.wrt[1:] if w in bound and self.is_active(bound[w])]
        extra = {rule.wrt[0] + "_bar": load(bar)}
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, extra, e)
        # What is read of the buffer comes before what the rule then writes into it.
        writes = [st for st in expansion.setup if not _names_a_value(st)]
        for st in expansion.setup:
            if _names_a_value(st):
                self.emit(st)
        results = {w: load(self.named(e, w + "_part_bar")) for w, e in expansion.results.items()}
        for st in writes:
            self.emit(st)
        for w, expr in results.items():
            self.contribute(bound[w], expr, s)


def _names_a_value(s: Any) -> bool:
    return isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name)
