"""The backward sweep of one function, statement by statement in reverse order."""

from __future__ import annotations

from typing import Any

import gast

from tangent.normalise.exposed import carried_in
from tangent.syntax.core import entered_by
from tangent.syntax.nodes import (
    assign,
    augment,
    clone,
    const,
    is_effect,
    load,
    store,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar
from tangent.transform.markers import Origin, Undo
from tangent.transform.reverse.loops import Loops
from tangent.transform.reverse.tools import element_type, part_at
from tangent.types import (
    UNKNOWN,
    Dict,
    Num,
    Seq,
    Unknown,
    differentiable,
)


class Reverse(Loops):
    """Reverses a function; `run` fills the `Sweeps`."""

    def run(self) -> None:
        body = list(self.instance.tree.body)
        self.note_definitions(body)
        self.sweeps.multi = frozenset(
            n for n, d in self.definitions.items() if len(d) + (n in self.instance.arg_types) > 1
        ) | carried_in(body)
        self.begin_beside()
        self.check_aliases()
        last = body.pop() if body and isinstance(body[-1], gast.Return) else None
        value = last.value if last is not None and last.value is not None else const(None)
        for p in self.sweeps.shadow_params:
            t = self.instance.arg_types[p]
            if p in self.sweeps.multi:
                raise Refused("alias", self.first_definition(p), p)
            self.bars[p] = Bar(t, True, True)
            self.bar_names[p] = self.namer.fresh(p + "_bar")
            self.env[self.bar_names[p]] = t
        if last is not None:
            self.learn(last)
            self.emit(Origin(last))
        self.start(value, last)
        self.block(body)
        self.finish()
        self.sweeps.backward = self.out
        self.sweeps.forward = [*self.prologue, *self.forward(body)]
        self.sweeps.result = value
        del self.expander  # holds methods of this object: without it, all is freed as soon as it is let go

    def start(self, value: Any, last: Any) -> None:
        """Seed the adjoint of the result."""
        t = self.type_of(value)
        if self.silent:
            self.sweeps.out_bar = ""
            return
        if self.seed is not None:
            if not self.aux:
                self.contribute(value, self.seed, last)
            elif isinstance(value, gast.Tuple):
                self.contribute(value.elts[0], self.seed, last)
            elif isinstance(value, gast.Name) and isinstance(t, Seq):
                self.add_to((value.id, 0), self.seed, t.items[0], subscript(load(value.id), const(0)))
            return
        if not self.is_active(value) or not differentiable(t):
            self.sweeps.out_bar = ""
            return
        self.sweeps.out_bar = self.namer.fresh("out_bar")
        self.env[self.sweeps.out_bar] = t
        self.contribute(value, load(self.sweeps.out_bar), last)

    def finish(self) -> None:
        """The adjoints of the active parameters, in the structure of the parameters."""
        for p in sorted(self.sweeps.active, key=list(self.instance.arg_types).index):
            if p in self.sweeps.shadow_params:
                continue
            self.sweeps.bars[p] = self.finished(p, self.instance.arg_types[p], load(p))

    def block(self, stmts: list[Any]) -> None:
        self.entered.update(entered_by(stmts))
        for i in range(len(stmts) - 1, -1, -1):
            self.prebind(stmts, i)
            self.statement(stmts[i])

    def statement(self, s: Any) -> None:
        handler = getattr(self, "do_" + type(s).__name__, None)
        if handler is None or is_effect(s):
            return  # no effect on adjoints: assert, raise, pass, break, nested definitions
        self.learn(s)
        handler(s)

    def do_Assign(self, s: Any) -> None:
        self.emit(Origin(s))
        (target,) = s.targets
        if isinstance(target, gast.Name):
            self.assign_name(s, target.id)
        elif isinstance(target, gast.Tuple):
            self.assign_tuple(s, target)
        else:
            self.assign_item(s, target)

    def assign_name(self, s: Any, y: str) -> None:
        if isinstance(s.value, gast.Name) and s.value.id == y:
            return
        user = self.user_call(s.value)
        if y in self.bars and y in self.multi_names and self.is_sparse(y) and isinstance(s.value, gast.Call):
            self.complete(y)
        if user is not None:
            self.emit(Undo("name", s, (y,)))
            self.call_user(s, s.value, y, user)
            return
        if self.change_of(s, s.value, y):
            return
        self.check_writes(s)
        self.emit(Undo("name", s, (y,)))
        if not self.has_bar(y):
            return
        if self.is_derived(y):
            self.drop(y)
            return
        self.propagate(s, s.value, y)
        self.drop(y)

    def assign_tuple(self, s: Any, target: Any) -> None:
        user = self.user_call(s.value)
        names = [t.id for t in target.elts]
        self.emit(Undo("name", s, tuple(names)))
        if user is not None:  # flattening gives the result a name first
            raise Refused("expression", s, "a call that is unpacked")
        if isinstance(s.value, gast.Tuple):
            self.parallel(s, names, s.value.elts)
            return
        # What is a part of the adjoint of the whole has nothing to be passed on.
        given = {n: i for i, n in enumerate(names) if self.has_bar(n) and not self.is_derived(n)}
        t = self.type_of(s.value)
        if not given:
            for n in names:
                self.drop(n)
            return
        if isinstance(s.value, gast.Name) and isinstance(t, (Seq, Dict)) and not self.is_whole(s.value.id):
            for n, i in given.items():
                item = self.env.get(n, UNKNOWN)
                if n in self.bars and isinstance(item, Num):
                    self.move(n, (s.value.id, i), item, load(n))
                else:
                    part = subscript(clone(s.value), const(i))
                    whole = n in self.bars and self.is_whole(n)
                    self.add_to((s.value.id, i), self.value_of(n, item, load(n)), item, part, whole=whole)
        elif isinstance(s.value, gast.Name) and isinstance(t, Num) and self.is_active(s.value):
            buffer = self.scatter_target(s.value)
            for n, i in given.items():
                g = self.full(n, self.env.get(n, UNKNOWN))
                self.emit(augment(subscript(load(buffer), const(i)), gast.Add(), g))
        elif isinstance(s.value, gast.Name) and s.value.id in self.missing and self.is_active(s.value):
            self.add_parts(s.value, dict(enumerate(names)), t)
        elif self.is_active(s.value):
            if isinstance(t, Unknown) and s.value.id in self.instance.arg_types:
                raise Refused("container", s, f"nothing is known of `{s.value.id}`, which may be a tuple")
            buffer = self.need_whole(s.value.id, s.value)
            for n, i in given.items():
                place, item = subscript(load(buffer), const(i)), self.env.get(n, UNKNOWN)
                self.add_to_item(s.value.id, place, item, self.value_of(n, item, load(n)))
        for n in names:
            self.drop(n)

    def parallel(self, s: Any, names: list[str], values: list[Any]) -> None:
        """`a, b = b, a`: the adjoints are permuted back; each keeps its memory.  What is a part of another
        adjoint (a name that is bound here only) has given nothing to be passed on.
        """
        for n in [n for n in names if self.is_derived(n)]:
            self.drop(n)
        own = [k for k, n in enumerate(names) if not self.is_derived(n)]
        names, values = [names[k] for k in own], [values[k] for k in own]
        old = {n: self.bars.get(n) for n in names}
        sources = [v.id if isinstance(v, gast.Name) else None for v in values]
        if any(isinstance(k, tuple) and k[0] in names for k in self.bars):
            self.parallel_parts(s, dict(zip(names, values, strict=True)))
            return
        if set(sources) == set(names) and len(set(sources)) == len(sources):
            pairs = [(src, n) for src, n in zip(sources, names, strict=True) if old[n] is not None]
            for n in names:
                self.bars.pop(n, None)
            if not pairs:
                return
            left = [store(self.bar_name(src)) for src, _ in pairs]
            right = [load(self.bar_name(n)) for _, n in pairs]
            types = [self.env.get(self.bar_name(n), UNKNOWN) for _, n in pairs]
            if len(pairs) == 1:
                self.emit(gast.Assign(left, right[0], None))
            else:
                self.emit(gast.Assign([gast.Tuple(left, gast.Store())], gast.Tuple(right, gast.Load()), None))
            for (src, n), t in zip(pairs, types, strict=True):
                bar = old[n]
                assert bar is not None  # `pairs` holds the names that have one
                self.bars[src] = bar
                self.env[self.bar_name(src)] = t
            return
        kept = []
        for n, v in zip(names, values, strict=True):
            bar = old[n]
            if bar is not None:
                name = self.namer.fresh(n + "_old_bar")
                self.emit(assign(name, load(self.bar_name(n))))
                self.env[name] = bar.type
                kept.append((name, v, bar))
            self.bars.pop(n, None)
        for name, v, bar in kept:
            expr: Any = load(name)
            t = self.type_of(v)
            if not bar.exact and isinstance(t, Num):
                expr = self.exact(expr, bar, t, v)
            self.contribute(v, expr, s)

    def parallel_parts(self, s: Any, values: dict[str, Any]) -> None:
        """`old, new = new, step(new)` of containers: part by part, all taken before one is given."""
        kept = []
        for key in sorted((k for k in self.bars if self.key_name(k) in values), key=str):
            name = self.namer.fresh(f"{self.key_text(key)}_old_bar")
            bar = self.bars.pop(key)
            self.emit(assign(name, load(self.bar_name(key))))
            self.env[name] = bar.type
            kept.append((key, name, bar))
        for key, name, bar in kept:
            v = values[self.key_name(key)]
            rest = key[1:] if isinstance(key, tuple) else ()
            if not isinstance(v, gast.Name) or self.is_whole(v.id):
                raise Refused("container", s, "containers that are exchanged")
            whole = self.type_of(v)
            t, primal = element_type(whole, rest), part_at(clone(v), whole, rest)
            if v.id in self.varied and differentiable(t):
                expr = load(name) if bar.exact else self.exact(load(name), bar, t, primal)
                self.add_to((v.id, *rest) if rest else v.id, expr, t, primal)

    def forward(self, stmts: list[Any]) -> list[Any]:
        """The primal's statements, with calls replaced by their recording form."""
        out: list[Any] = []
        for s in stmts:
            before, after = self.mirrors.get(id(s), ((), ()))
            out += before
            if id(s) in self.replaced:
                new = self.replaced[id(s)]
                new[0].site = s
                out += new
            elif isinstance(s, (gast.If, gast.For, gast.While)):
                copy: Any = s.__class__.__new__(s.__class__)
                copy.__dict__.update(s.__dict__)
                copy.body = self.forward(s.body)
                copy.orelse = self.forward(s.orelse)
                copy.site = s
                if id(s) in self.headers:
                    copy.target, copy.iter = self.headers[id(s)]
                out.append(copy)
            else:
                out.append(s)
            out += after
        return out
