"""Reverse mode: the backward sweep of one function, statement by statement in reverse order.

For each statement of the core language the rule of its operation gives what its operands' adjoints receive.
The first contribution assigns, later ones add; a variable without influence has no adjoint at all.  Arrays
that are written in place have adjoints of the same memory structure (`Memory.shadowed`), written in place too.

What the backward sweep reads of the forward sweep is not decided here: `Undo` marks stand where a statement
is undone, and `restore` saves what is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.activity import varied
from tangent.analyse.calls import OPERATORS
from tangent.analyse.flow import basic_index, content_reads, flows, function_of, is_inactive_call, is_view, method_of
from tangent.analyse.memory import remember_memory
from tangent.rules import RULES
from tangent.rules.kinds import Rule
from tangent.syntax.nodes import (
    Namer,
    as_load,
    as_store,
    assign,
    augment,
    call,
    children,
    clone,
    const,
    load,
    loads_in,
    method,
    names_in,
    same,
    store,
    stores_in,
    subscript,
    substitute,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar, Key, covers
from tangent.transform.expand import Expander, bind_rule, called, name_of
from tangent.transform.markers import Origin, Undo
from tangent.transform.module import Module
from tangent.transform.typer import Typer
from tangent.types import (
    UNKNOWN,
    Dict,
    Iter,
    ListOf,
    Num,
    Seq,
    Type,
    constant,
    differentiable,
)
from tangent.unit import Instance

State = dict[Key, Bar]


@dataclass(eq=False)
class Sweeps:
    """The result: forward and backward statements of one instance, before values are saved.

    bars: parameter → expression of its adjoint at the end; None where it is zero.
    """

    instance: Instance
    name: str
    active: frozenset[str]
    shadow_params: tuple[str, ...]
    unstable: frozenset[str]
    forward: list[Any] = field(default_factory=list)
    backward: list[Any] = field(default_factory=list)
    result: Any = None
    out_bars: list[str] = field(default_factory=list)
    out_bar: str = "out_bar"
    bars: dict[str, Any] = field(default_factory=dict)
    namer: Namer = field(default_factory=Namer)
    multi: frozenset[str] = frozenset()
    saved_calls: set[str] = field(default_factory=set)
    reads_written: tuple[str, ...] = ()
    forward_name: str = ""
    backward_name: str = ""
    pair: Any = None
    typer: Any = None
    ours: Any = None
    counters: dict[int, str] = field(default_factory=dict)
    bar_names: dict[Key, str] = field(default_factory=dict)
    plans: dict[int, Any] = field(default_factory=dict)
    definitions: dict[str, list[Any]] = field(default_factory=dict)


def sweep(
    module: Module,
    instance: Instance,
    active: frozenset[str],
    *,
    seed: Any = None,
    shadow_params: tuple[str, ...] = (),
    unstable: frozenset[str] = frozenset(),
    pair_of: Any = None,
    silent: bool = False,
    aux: bool = False,
) -> Sweeps:
    """Both sweeps of `instance` with respect to the parameters `active`.

    seed: the adjoint of the result, an expression; None makes it a parameter `out_bar` of the backward sweep.
    silent: nothing flows from the result, only from arguments written in place.  aux: the result is a pair of
    which only the first part counts.
    """
    remember_memory(instance)
    result = Sweeps(instance, instance.name, active, shadow_params, unstable)
    Reverse(module, instance, result, seed, pair_of, silent, aux).run()
    return result


class Reverse:
    def __init__(
        self, module: Module, instance: Instance, result: Sweeps, seed: Any, pair_of: Any, silent: bool, aux: bool
    ) -> None:
        self.module = module
        self.silent, self.aux = silent, aux
        self.instance = instance
        self.types = instance.types
        self.memory = instance.memory
        self.sweeps = result
        self.seed = seed
        self.pair_of = pair_of
        self.namer = result.namer
        self.namer.taken |= set(instance.unit.taken) | names_in(instance.tree)
        self.varied = varied(instance, result.active)
        self.ours = module.ours(instance.unit)
        self.env: dict[str, Type] = dict(instance.arg_types)
        self.our_objects: dict[str, Any] = module.objects
        self.typer = Typer(module.session, self.env, self.our_objects)
        self.expander = Expander(self.typer, self.fresh_local, self.ours, self.helper, self.is_active)
        self.bars: State = {}
        self.bar_names: dict[Key, str] = result.bar_names
        self.out: list[Any] = []
        self.replaced: dict[int, list[Any]] = {}
        self.bound_views: set[str] = set()
        self.dry = 0
        self.heads: dict[Any, frozenset[Key]] = {}
        self.wants_owned: set[Key] = set()
        self.definitions: dict[str, list[Any]] = {}
        self.block_of: dict[str, tuple[list[Any], int]] = {}
        self.whole = self.find_whole()
        self.call_info: dict[int, Any] = {}
        self.reserved: set[str] = set()
        result.typer, result.ours, result.definitions = self.typer, self.ours, self.definitions

    # ============================================================== the two sweeps

    def run(self) -> None:
        body = list(self.instance.tree.body)
        self.note_definitions(body)
        self.sweeps.multi = frozenset(
            n for n, d in self.definitions.items() if len(d) + (n in self.instance.arg_types) > 1
        )
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
        self.sweeps.forward = self.forward(body)
        self.sweeps.result = value

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

    def finished(self, key: Key, t: Type, primal: Any) -> Any:
        """An expression for the whole adjoint of a parameter (or an element), of its own structure and dtype."""
        if isinstance(t, (Seq, Dict)) and key not in self.bars and not self.is_whole(key):
            keys = range(len(t.items)) if isinstance(t, Seq) else t.keys
            items = [
                self.finished(self.child(key, k), i, subscript(clone(primal), const(k)))
                for k, i in zip(keys, t.items, strict=True)
            ]
            if isinstance(t, Dict):
                return gast.Dict([const(k) for k in t.keys], items)
            return (gast.Tuple if t.kind == "tuple" else gast.List)(items, gast.Load())
        bar = self.bars.get(key)
        if not isinstance(t, Num):
            if bar is not None and differentiable(t):
                expr = load(self.bar_name(key))
                return call("tuple", expr) if isinstance(t, Seq) and t.kind == "tuple" else expr
            return call(self.ours("zeros", runtime.zeros), primal)
        if not t.differentiable:
            return const(0.0)
        if bar is None:
            return self.zero_of(t, primal)
        expr = self.exact(load(self.bar_name(key)), bar, t, primal)
        return self.final_dtype(expr, t, bar, key)

    def final_dtype(self, expr: Any, t: Num, bar: Bar, key: Key) -> Any:
        """A bar whose class is not the argument's own: a Python float for a float32 scalar, an alias of something."""
        found = self.typer.type(expr)
        if t.kind == "py" and isinstance(found, Num) and found.dtype is not None and found.dtype != t.dtype:
            return call("complex" if t.dtype is not None and t.dtype.kind == "c" else "float", expr)
        if t.kind == "np" and t.dtype is not None and (not isinstance(found, Num) or found.kind != "np"
                                                      or found.dtype != t.dtype):
            return call(gast.Attribute(load(self.ours("np", np)), t.dtype.name, gast.Load()), expr)
        if t.kind == "array" and t.shape == () and isinstance(found, Num) and found.kind != "array":
            return self.np("asarray", expr, dtype=gast.Attribute(load(self.key_name(key)), "dtype", gast.Load()))
        if t.kind in ("array", "any") and not self.is_fresh(expr, bar):
            return method(expr, "copy") if t.kind == "array" else self.np("array", expr)
        return expr

    def key_name(self, key: Key) -> str:
        return key if isinstance(key, str) else key[0]

    def is_fresh(self, expr: Any, bar: Bar | None) -> bool:
        """Whether a result shares memory with nothing: an owned buffer, or the result of an operation."""
        if isinstance(expr, gast.Name):
            return bar is not None and bar.owned
        return fresh_value(expr)

    # ============================================================== helpers

    def emit(self, s: Any) -> None:
        for n in walk(s):
            if isinstance(n, gast.Attribute) and n.attr in ("shape", "size", "ndim") and isinstance(n.value, gast.Name):
                n.value = load(self.like(n.value.id))
        self.out.append(s)

    def like(self, name: str) -> str:
        """A variable of the user with the shape of a temporary, so that the temporary need not be kept for it."""
        while name in self.instance.unit.temporaries and len(self.definitions.get(name, [])) == 1:
            s = self.definitions[name][0]
            if not isinstance(s, gast.Assign) or not isinstance(s.value, (gast.BinOp, gast.UnaryOp, gast.Call)):
                break
            t = self.types.get(id(s.targets[0]))
            if isinstance(s.value, gast.Call):
                rule = RULES.get(function_of(self.instance, s.value))
                if rule is None or rule.kind != "elementwise" or method_of(self.instance, s.value):
                    break
            operands = [o for o in children(s.value) if isinstance(o, gast.Name)]
            found = [o.id for o in operands if self.same_shape(self.types.get(id(o)), t) and o.id not in self.multi_names]
            if not found:
                break
            name = found[0]
        return name

    @property
    def multi_names(self) -> frozenset[str]:
        return self.sweeps.multi

    def same_shape(self, a: Any, b: Any) -> bool:
        return (
            isinstance(a, Num) and isinstance(b, Num) and a.kind == b.kind == "array" and a.shape is not None
            and b.shape is not None and len(a.shape) == len(b.shape)
            and all(self.module.session.agree(x, y) for x, y in zip(a.shape, b.shape, strict=True))
        )

    def np(self, name: str, *args: Any, **keywords: Any) -> Any:
        return call(gast.Attribute(load(self.ours("np", np)), name, gast.Load()), *args, **keywords)

    def fresh_local(self, wish: str) -> str:
        return self.namer.fresh(wish)

    def helper(self, body: Any, name: str) -> str:
        body.__tangent_name__ = f"{name}_rule"
        return self.ours(f"{name}_rule", body)

    def learn(self, s: Any) -> None:
        """Types of the names of a statement, as they are there."""
        for n in walk(s):
            if isinstance(n, gast.Name):
                t = self.types.get(id(n))
                if t is not None:
                    self.env[n.id] = t

    def type_of(self, e: Any) -> Type:
        t = self.types.get(id(e))
        return self.typer.type(e) if t is None else t

    def note(self, node: Any, t: Type) -> None:
        """The type of a node that we made; it is kept, since another one could get its id."""
        self.types[id(node)] = t
        self.instance.alive.append(node)

    def is_active(self, e: Any) -> bool:
        return any(n.id in self.varied for n in flows(self.instance, e)) and differentiable(self.type_of(e))

    def bar_name(self, key: Key) -> str:
        if key not in self.bar_names:
            if isinstance(key, str):
                wish = key + "_bar"
            else:
                last = key[-1]
                wish = f"{last}_bar" if isinstance(last, str) and last.isidentifier() else f"{self.key_text(key)}_bar"
            self.bar_names[key] = self.namer.fresh(wish)
        return self.bar_names[key]

    def key_text(self, key: Key) -> str:
        if isinstance(key, str):
            return key
        parts = [str(k) if not isinstance(k, str) or k.isidentifier() else "item" for k in key]
        return "_".join(p.replace("-", "m") for p in parts)

    def child(self, key: Key, k: Any) -> Key:
        return (key, k) if isinstance(key, str) else (*key, k)

    def note_definitions(self, stmts: list[Any], depth: int = 0) -> None:
        for i, s in enumerate(stmts):
            if isinstance(s, (gast.Assign, gast.For)):
                targets = s.targets if isinstance(s, gast.Assign) else [s.target]
                for t in targets:
                    if isinstance(t, (gast.Name, gast.Tuple)):
                        for n in stores_in(t):
                            self.definitions.setdefault(n, []).append(s)
                            self.block_of[n] = (stmts, i)
            elif isinstance(s, gast.AugAssign) and isinstance(s.target, gast.Name):
                if not self.in_place(s):
                    self.definitions.setdefault(s.target.id, []).append(s)
            for field_ in ("body", "orelse"):
                inner = getattr(s, field_, None)
                if isinstance(inner, list) and not isinstance(s, gast.FunctionDef):
                    self.note_definitions(inner, depth + 1)

    def in_place(self, s: Any) -> bool:
        t = self.types.get(id(s.target))
        return isinstance(s.target, gast.Subscript) or not (isinstance(t, Num) and t.is_scalar)

    # ============================================================== containers

    def find_whole(self) -> set[str]:
        """Containers whose adjoint is one object at run time: changed, or read at computed places."""
        whole = set(self.memory.grown)
        for n in walk(self.instance.tree.body):
            if isinstance(n, gast.Name) and isinstance(self.types.get(id(n)), ListOf):
                whole.add(n.id)
            elif isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name):
                t = self.types.get(id(n.value))
                if isinstance(t, (Seq, Dict)) and constant(self.types.get(id(n.slice), UNKNOWN)) is NotImplemented:
                    whole.add(n.value.id)
            elif isinstance(n, gast.For):
                whole |= {m.id for m in self.loop_sources(n.iter) if isinstance(self.types.get(id(m)), (Seq, Dict))}
            elif isinstance(n, gast.Call) and isinstance(n.func, gast.Name) and n.func.id == "sum" and n.args:
                if isinstance(n.args[0], gast.Name):
                    whole.add(n.args[0].id)
        for p, t in self.instance.arg_types.items():
            if isinstance(t, ListOf):
                whole.add(p)
        return whole

    def loop_sources(self, e: Any) -> list[Any]:
        if isinstance(e, gast.Name):
            return [e]
        if isinstance(e, gast.Call):
            if isinstance(e.func, gast.Attribute):
                return self.loop_sources(e.func.value)
            return [m for a in e.args for m in self.loop_sources(a)]
        return []

    def is_whole(self, key: Key) -> bool:
        return isinstance(key, str) and key in self.whole

    def need_whole(self, key: Key, primal: Any) -> str:
        """The run-time container of a container's adjoint, made of zeros if there was none."""
        derived = self.view_of(key)
        if key not in self.bars and derived is not None:
            base, expr = derived
            self.need_whole(base, load(base))
            self.emit(assign(self.bar_name(key), substitute(expr, {base: self.bar_name(base)})))
            self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
        if key not in self.bars:
            t = self.env.get(key, UNKNOWN) if isinstance(key, str) else UNKNOWN
            value = call(self.ours("zeros", runtime.zeros), primal)
            if isinstance(t, Seq) and t.kind == "tuple":
                value = call("list", value)
            self.emit(assign(self.bar_name(key), value))
            self.bars[key] = Bar(t, True, True)
        return self.bar_name(key)

    # ============================================================== contributions

    def contribute(self, target: Any, expr: Any, node: Any, fitted: bool = False) -> None:
        """Add `expr` to the adjoint of an operand: a name, a display of operands, or something inert.

        fitted: the expression is at most smaller than the operand (it broadcasts to it), never larger.
        """
        if isinstance(target, gast.Name):
            if target.id in self.varied and differentiable(self.type_of(target)):
                self.add_to(target.id, expr, self.type_of(target), target, fitted)
        elif isinstance(target, (gast.Tuple, gast.List)):
            active = [(i, t) for i, t in enumerate(target.elts) if self.is_active(t)]
            if not active:
                return
            if isinstance(expr, (gast.Tuple, gast.List)):
                for i, t in active:
                    self.contribute(t, expr.elts[i], node)
                return
            if isinstance(expr, gast.Call) and isinstance(expr.func, gast.Name) and expr.func.id == "list":
                expr = expr.args[0]
            source = self.named(expr, "bars")
            for i, t in active:
                self.contribute(t, subscript(load(source), const(i)), node)
        elif isinstance(target, gast.Dict):
            source = self.named(expr, "bars")
            for k, t in zip(target.keys, target.values, strict=True):
                if self.is_active(t):
                    self.contribute(t, subscript(load(source), clone(k)), node)
        elif self.is_active(target):
            raise Refused("expression", target, "an operand that carries a derivative")

    def named(self, expr: Any, wish: str) -> str:
        if isinstance(expr, gast.Name):
            return expr.id  # type: ignore[no-any-return]
        name = self.namer.fresh(wish)
        self.env[name] = self.typer.type(expr)
        self.emit(assign(name, expr))
        return name

    def add_to(self, key: Key, expr: Any, t: Type, primal: Any, fitted: bool = False) -> None:
        if isinstance(t, (Seq, Dict)) and not self.is_whole(key):
            self.explode(key, expr, t, primal)
        elif not isinstance(t, Num) and (self.is_whole(key) or isinstance(t, (Seq, Dict, ListOf))):
            self.add_whole(key, expr, t)
        elif self.is_shadowed(key):
            self.add_in_place(key, self.fit(expr, t, primal, fitted), t, primal)
        else:
            self.add_value(key, self.fit(expr, t, primal, fitted), t)

    def explode(self, key: Key, expr: Any, t: Seq | Dict, primal: Any) -> None:
        keys = range(len(t.items)) if isinstance(t, Seq) else t.keys
        if isinstance(expr, gast.Call) and isinstance(expr.func, gast.Name) and expr.func.id == "list":
            expr = expr.args[0]
        if not isinstance(expr, (gast.Tuple, gast.List, gast.Dict)):
            expr = load(self.named(expr, "bars"))
        for i, (k, item) in enumerate(zip(keys, t.items, strict=True)):
            if not differentiable(item):
                continue
            if isinstance(expr, (gast.Tuple, gast.List)):
                part = expr.elts[i]
            elif isinstance(expr, gast.Dict):
                part = expr.values[i]
            else:
                part = subscript(clone(expr), const(k))
            self.add_to(self.child(key, k), part, item, subscript(clone(primal), const(k)))

    def add_whole(self, key: Key, expr: Any, t: Type) -> None:
        name = self.bar_name(key)
        if key in self.bars:
            self.emit(assign(name, call(self.ours("add", runtime.add), load(name), expr)))
        else:
            # A list of our own: what is added later must not reach the one that it came from.
            self.emit(assign(name, call("list", expr) if isinstance(t, (Seq, ListOf)) else call("dict", expr)
                             if isinstance(t, Dict) else expr))
        self.env[name] = t
        self.bars[key] = Bar(t, True, True)

    def add_value(self, key: Key, expr: Any, t: Type) -> None:
        name = self.bar_name(key)
        found = self.typer.type(expr)
        bar = self.bars.get(key)
        if bar is None:
            self.emit(assign(name, expr))
            self.env[name] = found
            self.bars[key] = Bar(found, fresh_value(expr), self.is_exact(expr, found, t))
            return
        scalar = isinstance(t, Num) and t.is_scalar
        total = self.typer.type(gast.BinOp(load(name), gast.Add(), expr))
        if scalar or (bar.owned and bar.exact and isinstance(found, Num) and total == bar.type):
            self.emit(augment(load(name), gast.Add(), expr))
            self.bars[key] = replace(bar, type=total)
        else:
            if not bar.owned:
                self.wants_owned.add(key)
            self.emit(assign(name, gast.BinOp(load(name), gast.Add(), expr)))
            self.bars[key] = Bar(total, True, bar.exact or self.is_exact(expr, found, t))
        self.env[name] = self.bars[key].type

    def add_in_place(self, key: Key, expr: Any, t: Type, primal: Any) -> None:
        name = self.bar_name(key)
        found = self.typer.type(expr)
        whole = self.covers(found, t) and not self.is_reshaped(key) and not (isinstance(t, Num) and t.shape == ())
        if key not in self.bars and not self.is_derived(key) and whole:
            self.emit(assign(name, expr if fresh_value(expr) else method(expr, "copy")))
            self.bars[key] = Bar(t, True, True)
            self.env[name] = t
            return
        if key not in self.bars and not self.is_derived(key) and isinstance(found, Num) and found.shape == ():
            one = is_number(expr, 1.0)
            value = self.np("ones_like", clone(primal)) if one else self.np("full_like", clone(primal), expr)
            self.emit(assign(name, value))
            self.bars[key] = Bar(t, True, True)
            self.env[name] = t
            return
        self.need_shadow(key, primal)
        self.emit(augment(load(name), gast.Add(), expr))

    def is_reshaped(self, key: str) -> bool:
        for name in self.memory.shadowed & self.varied:
            self.view_of(name)
        return key in self.reshaped

    def fit(self, expr: Any, t: Type, primal: Any, fitted: bool = False) -> Any:
        """Undo broadcasting and promotion: sum down to the operand's shape, cast to its dtype."""
        found = self.typer.type(expr)
        if fitted:
            if not isinstance(t, Num) or t.shape is None:
                # Not known to be of full shape, and later it could not be told from a sum that is still to do.
                return self.np("broadcast_to", expr, self.np("shape", clone(primal)))
            return self.cast(expr, found, t)
        if not isinstance(t, Num):
            if self.returns_shape_of(expr, primal):
                return expr
            return call(self.ours("unbroadcast", runtime.unbroadcast), expr, clone(primal))
        if not isinstance(found, Num) or found.shape is None or t.shape is None:
            if isinstance(t, Num) and t.shape == () and t.is_scalar and isinstance(found, Num) and found.shape == ():
                return self.cast(expr, found, t)
            if self.returns_shape_of(expr, primal):
                return expr
            return call(self.ours("unbroadcast", runtime.unbroadcast), expr, clone(primal))
        lead = len(found.shape) - len(t.shape)
        axes = list(range(lead)) if lead > 0 else []
        keep: list[int] = []
        unknown = False
        for i in range(1, min(len(found.shape), len(t.shape)) + 1):
            f, v = found.shape[-i], t.shape[-i]
            if self.module.session.agree(f, v):
                continue
            if f is not None and f.constant == 1:
                continue
            one = self.module.session.is_one(v)
            if one is None:
                unknown = True
            elif one:
                keep.append(len(found.shape) - i)
        if unknown:
            return call(self.ours("unbroadcast", runtime.unbroadcast), expr, clone(primal))
        if keep:
            value = self.axes_const(sorted(keep))
            expr = self.np("sum", expr, axis=value, keepdims=const(True))
        if axes:
            if len(axes) == len(found.shape):
                expr = self.np("sum", expr)
            else:
                expr = self.np("sum", expr, axis=self.axes_const(axes))
        return self.cast(expr, self.typer.type(expr), t)

    def axes_const(self, axes: list[int]) -> Any:
        return const(axes[0]) if len(axes) == 1 else gast.Tuple([const(a) for a in axes], gast.Load())

    def returns_shape_of(self, expr: Any, primal: Any) -> bool:
        """Whether an adjoint came from a helper that already fits it to the operand."""
        return isinstance(expr, gast.Call) and isinstance(expr.func, gast.Name) and expr.func.id.startswith(
            ("unbroadcast", "matmul_bar", "dot_bar", "zeros")
        )

    def cast(self, expr: Any, found: Type, t: Num) -> Any:
        """The adjoint of promotion is the cast back."""
        if not isinstance(found, Num) or found.dtype is None or t.dtype is None or found.dtype == t.dtype:
            return expr
        if not t.differentiable:
            return expr
        if found.dtype.kind == "c" and t.dtype.kind == "f":
            expr = self.np("real", expr) if found.kind != "py" else gast.Attribute(expr, "real", gast.Load())
            found = self.typer.type(expr)
            if not isinstance(found, Num) or found.dtype == t.dtype or found.dtype is None:
                return expr
        if found.dtype.kind in "biu" and found.kind == "array" and t.kind == "array":
            return method(expr, "astype", self.dtype_expr(t))
        if found.kind == "py":
            return expr
        if t.kind == "py":
            return expr
        if found.dtype.itemsize > t.dtype.itemsize or found.dtype.kind != t.dtype.kind:
            if found.kind == "array":
                return method(expr, "astype", self.dtype_expr(t))
            if t.kind == "np" or found.kind == "np":
                return call(self.dtype_expr(t), expr)
        if found.dtype != t.dtype and found.kind == "array":
            return method(expr, "astype", self.dtype_expr(t))
        return expr

    def dtype_expr(self, t: Num) -> Any:
        assert t.dtype is not None
        return gast.Attribute(load(self.ours("np", np)), t.dtype.name, gast.Load())

    def zero_of(self, t: Type, primal: Any) -> Any:
        if isinstance(t, Num) and t.is_scalar:
            if t.kind == "np" and t.dtype != np.dtype(float):
                return call(self.dtype_expr(t), const(0.0))
            return const(0.0)
        if isinstance(t, Num) and t.kind == "array":
            return self.np("zeros_like", primal)
        return call(self.ours("zeros", runtime.zeros), primal)

    def exact(self, expr: Any, bar: Bar, t: Type, primal: Any) -> Any:
        """The adjoint with the full shape (and dtype) of its variable."""
        if bar.exact or (isinstance(t, Num) and t.is_scalar):
            return expr
        found = bar.type
        if not isinstance(t, Num):
            return self.np("broadcast_to", expr, self.np("shape", primal))
        if isinstance(found, Num) and found.shape == ():
            return self.np("full_like", primal, expr)
        if t.kind == "array" or t.shape:
            return self.np("broadcast_to", expr, gast.Attribute(primal, "shape", gast.Load()))
        return self.np("broadcast_to", expr, self.np("shape", primal))

    def full(self, key: str, t: Type) -> Any:
        """The adjoint of a name as an expression of exactly its shape; it may become a statement."""
        bar = self.bars[key]
        name = self.bar_name(key)
        if not bar.exact:
            self.emit(assign(name, self.exact(load(name), bar, t, load(key))))
            self.env[name] = t
            self.bars[key] = Bar(t, isinstance(bar.type, Num) and bar.type.shape == (), True)
        return load(name)

    # ============================================================== arrays written in place

    def is_shadowed(self, key: Key) -> bool:
        return isinstance(key, str) and key in self.memory.shadowed and not isinstance(
            self.env.get(key), (Seq, ListOf, Dict)
        )

    def is_derived(self, key: Key) -> bool:
        """Whether an array's shadow is a view of another one's: it was made as a view, and both are written."""
        return self.view_of(key) is not None

    def view_of(self, key: Key) -> tuple[str, Any] | None:
        """(base, expression of it) for a written array that was made as a view of another written array."""
        if not isinstance(key, str) or not (self.is_shadowed(key) or key in self.memory.grown):
            return None
        if key not in self._views:
            self._views[key] = self.find_view(key)
        return self._views[key]

    @property
    def _views(self) -> dict[str, Any]:
        return self.__dict__.setdefault("_view_table", {})

    def find_view(self, key: str) -> tuple[str, Any] | None:
        made = self.made_from(key)
        while made is not None:
            base, expr = made
            if base in self.memory.grown and key in self.memory.grown:
                return base, expr
            if base in self.memory.shadowed:
                self.check_view(expr, key)
                return base, expr
            inner = self.made_from(base)
            if inner is None:
                return None
            made = inner[0], substitute(expr, {base: inner[1]})
        return None

    def made_from(self, name: str) -> tuple[str, Any] | None:
        """The definition of a name that is bound once, if it is a view of one other name."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types:
            return None
        s = sites[0]
        if isinstance(s, gast.For):
            return self.row_of(s, name)
        (target,) = s.targets
        bases = [n.id for n in is_view(self.instance, s.value)]
        if isinstance(target, gast.Tuple):
            if isinstance(s.value, gast.Name) and isinstance(self.types.get(id(s.value)), Num):
                position = [t.id for t in target.elts].index(name)
                return s.value.id, subscript(clone(s.value), const(position))
            return None
        if len(bases) != 1:
            return None
        return bases[0], s.value

    def check_view(self, expr: Any, key: str) -> None:
        """Only what is a view for certain can have a view of the adjoint."""
        while not isinstance(expr, gast.Name):
            if isinstance(expr, gast.Subscript):
                expr = expr.value
            elif isinstance(expr, gast.Attribute) and expr.attr in ("T", "real", "imag", "mT"):
                expr = expr.value
            elif isinstance(expr, gast.Call):
                expr = self.viewed(expr, key)
            else:
                raise Refused("alias", self.definitions[key][0], key)

    def viewed(self, e: Any, key: str) -> Any:
        """The array of which a call gives a view; reshaping does so only for arrays known to be contiguous."""
        name = e.func.attr if isinstance(e.func, gast.Attribute) else ""
        is_method = method_of(self.instance, e) is not None
        if not is_method and not e.args:
            raise Refused("alias", self.definitions[key][0], key)
        source = e.func.value if is_method else e.args[0]
        if name in ("transpose", "swapaxes", "moveaxis", "expand_dims", "squeeze", "flip", "diagonal", "view"):
            return source
        if name in ("reshape", "ravel") and isinstance(source, gast.Name) and self.contiguous(source.id):
            self.reshaped.add(source.id)
            return source
        raise Refused("alias", self.definitions[key][0], key)

    @property
    def reshaped(self) -> set[str]:
        """Arrays whose adjoint must have their own memory layout, because it is reshaped like them."""
        found: set[str] = self.__dict__.setdefault("_reshaped", set())
        return found

    def contiguous(self, name: str) -> bool:
        """Whether an array certainly lies in memory row by row."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types or not isinstance(sites[0], gast.Assign):
            return False
        e = sites[0].value
        if not isinstance(e, gast.Call) or e.keywords or not isinstance(e.func, gast.Attribute):
            return isinstance(e, gast.Name) and self.contiguous(e.id)
        if method_of(self.instance, e) is not None:
            return e.func.attr in ("copy", "flatten") and not e.args
        return e.func.attr in ("zeros", "ones", "empty", "full", "arange", "linspace", "eye")

    def row_of(self, s: Any, key: str) -> tuple[str, Any] | None:
        plan = self.loop_plan(s)
        for name, expr, base in plan.items:
            if name == key and base is not None and base in self.memory.shadowed:
                return base, expr
        return None

    def need_shadow(self, key: str, primal: Any) -> str:
        """The buffer of a written array's adjoint: a view of its base's, or zeros of its own."""
        name = self.bar_name(key)
        if key in self.bars:
            return name
        derived = self.view_of(key)
        if derived is None:
            self.emit(assign(name, self.np("zeros_like", clone(primal))))
            self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
            self.env[name] = self.env.get(key, UNKNOWN)
            return name
        base, expr = derived
        self.need_shadow(base, load(base))
        view = substitute(expr, {base: self.bar_name(base)})
        self.emit(assign(name, view))
        self.bars[key] = Bar(self.env.get(key, UNKNOWN), True, True)
        self.env[name] = self.env.get(key, UNKNOWN)
        return name

    def check_aliases(self) -> None:
        """Refuse what the shadows cannot follow: a written array under a name that is bound in several ways."""
        shadowed = self.memory.shadowed & self.varied
        for name in sorted(shadowed):
            if isinstance(self.type_at_definition(name), (Seq, ListOf, Dict)) or name in self.memory.grown:
                raise Refused("container", self.first_definition(name), f"`{name}` holds an array that is written in place")
            sites = self.definitions.get(name, [])
            if len(sites) + (name in self.instance.arg_types) < 2:
                continue
            for s in sites:
                if isinstance(s, gast.Assign) and isinstance(s.targets[0], gast.Name):
                    for n in is_view(self.instance, s.value):
                        if n.id in shadowed and n.id != name and not self.moves(s, n.id):
                            raise Refused("alias", s, name)

    def first_definition(self, name: str) -> Any:
        sites = self.definitions.get(name)
        return sites[0] if sites else self.instance.tree

    def type_at_definition(self, name: str) -> Any:
        for s in self.definitions.get(name, []):
            for n in walk(s.targets[0] if isinstance(s, gast.Assign) else s.target):
                if isinstance(n, gast.Name) and n.id == name:
                    return self.types.get(id(n))
        return self.env.get(name)

    def moves(self, s: Any, source: str) -> bool:
        """Whether `y = t` is the last use of t: the array then only changes its name."""
        from tangent.analyse.live import live_out

        if not isinstance(s.value, gast.Name):
            return False
        if not hasattr(self, "_live"):
            self._live = live_out(self.instance.tree.body)
        return source not in self._live.get(id(s), frozenset())

    # ============================================================== statements

    def block(self, stmts: list[Any]) -> None:
        for i in range(len(stmts) - 1, -1, -1):
            self.prebind(stmts, i)
            self.statement(stmts[i])

    def prebind(self, stmts: list[Any], i: int) -> None:
        """Before a loop or branch that touches a view made outside of it: make the view of the adjoint."""
        s = stmts[i]
        if not isinstance(s, (gast.If, gast.For, gast.While)):
            return
        for name in sorted(names_in(s) & self.memory.shadowed & self.varied):
            found = self.block_of.get(name)
            if found is not None and found[0] is stmts and found[1] < i and name not in self.bars:
                self.learn(s)
                if self.is_derived(name):
                    self.need_shadow(name, load(name))

    def statement(self, s: Any) -> None:
        handler = getattr(self, "do_" + type(s).__name__, None)
        if handler is None:
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
        if user is not None:
            self.emit(Undo("name", s, (y,)))
            self.call_user(s, s.value, y, user)
            return
        if self.list_method(s, s.value, y):
            return
        self.emit(Undo("name", s, (y,)))
        if not self.has_bar(y):
            return
        if self.is_derived(y):
            self.drop(y)
            return
        self.propagate(s, s.value, y)
        self.drop(y)

    def has_bar(self, y: str) -> bool:
        return y in self.bars or any(isinstance(k, tuple) and k[0] == y for k in self.bars)

    def drop(self, y: str) -> None:
        self.bars.pop(y, None)
        for k in [k for k in self.bars if isinstance(k, tuple) and k[0] == y]:
            del self.bars[k]

    def value_of(self, key: Key, t: Type, primal: Any) -> Any:
        """The adjoint of a name as one expression, displays for containers, zeros where it has none."""
        if isinstance(t, (Seq, Dict)) and key not in self.bars and not self.is_whole(key):
            keys = range(len(t.items)) if isinstance(t, Seq) else t.keys
            items = [
                self.value_of(self.child(key, k), i, subscript(clone(primal), const(k)))
                for k, i in zip(keys, t.items, strict=True)
            ]
            if isinstance(t, Dict):
                return gast.Dict([const(k) for k in t.keys], items)
            return (gast.Tuple if t.kind == "tuple" else gast.List)(items, gast.Load())
        bar = self.bars.get(key)
        if bar is None:
            return self.zero_of(t, primal) if differentiable(t) else const(0.0)
        return self.exact(load(self.bar_name(key)), bar, t, primal)

    def propagate(self, s: Any, e: Any, y: str) -> None:
        """Pass the adjoint of `y`, which was defined as `e`, on to the operands of `e`."""
        if not self.is_active(e):
            return
        t = self.env.get(y, UNKNOWN)
        if isinstance(e, gast.Name):
            if isinstance(t, (Seq, Dict)) and not self.is_whole(y) and not self.is_whole(e.id):
                self.move_elements(y, e.id, t, e)
            elif isinstance(t, (Seq, Dict, ListOf)):
                self.contribute(e, self.value_of(y, t, load(y)), s)
            else:
                self.transfer(y, e, t)
        elif isinstance(e, (gast.Tuple, gast.List, gast.Dict)):
            self.display(s, e, y)
        elif isinstance(e, gast.BinOp) and isinstance(t, (Seq, ListOf)):
            self.concatenation(s, e, y, t)
        elif isinstance(e, (gast.BinOp, gast.UnaryOp)):
            args = [e.left, e.right] if isinstance(e, gast.BinOp) else [e.operand]
            self.apply(s, OPERATORS[type(e.op).__name__], args, {}, y, e)
        elif isinstance(e, gast.Subscript):
            self.getitem(s, e, y)
        elif isinstance(e, gast.Attribute):
            self.attribute(s, e, y)
        elif isinstance(e, gast.Call):
            self.call(s, e, y)

    def transfer(self, y: str, e: Any, t: Type) -> None:
        """`y = x`: the adjoint changes its name; a buffer of ours may change its owner with it."""
        bar = self.bars[y]
        x = e.id
        if x not in self.bars and not self.is_shadowed(x):
            name = self.bar_name(x)
            self.emit(assign(name, load(self.bar_name(y))))
            self.bars[x] = bar
            self.env[name] = self.env.get(self.bar_name(y), bar.type)
        elif x not in self.bars and bar.owned and bar.exact and not self.is_derived(x):
            name = self.bar_name(x)
            self.emit(assign(name, load(self.bar_name(y))))
            self.bars[x] = bar
            self.env[name] = bar.type
        else:
            self.contribute(e, load(self.bar_name(y)), e)

    def move_elements(self, y: str, x: str, t: Type, e: Any) -> None:
        for k in [k for k in self.bars if isinstance(k, tuple) and k[0] == y]:
            item = element_type(t, k[1:])
            primal: Any = load(x)
            for part in k[1:]:
                primal = subscript(primal, const(part))
            self.move(k, (x, *k[1:]), item, primal)

    def move(self, source: Key, target: Key, t: Type, primal: Any) -> None:
        """Pass an adjoint on whole, for the last time: a buffer of ours goes with it."""
        bar = self.bars[source]
        fits = isinstance(t, Num) and not self.is_shadowed(target) and not self.is_whole(target)
        if target not in self.bars and fits:
            name = self.bar_name(target)
            self.emit(assign(name, load(self.bar_name(source))))
            self.bars[target] = bar
            self.env[name] = bar.type
        else:
            self.add_to(target, load(self.bar_name(source)), t, primal)

    def display(self, s: Any, e: Any, y: str) -> None:
        items = e.values if isinstance(e, gast.Dict) else e.elts
        keys = [constant(self.types[id(k)]) for k in e.keys] if isinstance(e, gast.Dict) else range(len(items))
        for k, item in zip(keys, items, strict=True):
            if not self.is_active(item):
                continue
            if self.is_whole(y):
                self.contribute(item, subscript(load(self.bar_name(y)), const(k)), s)
            elif (y, k) in self.bars:
                self.contribute(item, load(self.bar_name((y, k))), s)
            elif any(isinstance(b, tuple) and b[:2] == (y, k) for b in self.bars):
                t = self.type_of(item)
                self.contribute(item, self.value_of((y, k), t, item), s)

    def concatenation(self, s: Any, e: Any, y: str, t: Type) -> None:
        """`y = a + b` of lists or tuples: the adjoint is cut where they were joined."""
        if isinstance(e.op, gast.Mult):
            raise Refused("container", e, "a repeated list")
        bar = load(self.named(self.value_of(y, t, load(y)), "bars"))
        cut = call("len", e.left)
        self.contribute(e.left, subscript(bar, gast.Slice(None, cut, None)), s)
        self.contribute(e.right, subscript(clone(bar), gast.Slice(clone(cut), None, None)), s)

    # -------------------------------------------------------------- rules

    def apply(self, s: Any, function: Any, args: list[Any], keywords: dict[str, Any], y: str, node: Any) -> None:
        rule = RULES.get(function)
        if rule is None:
            raise Refused("no_rule", node, name_of(function))
        self.check_real_only(function, args, node)
        bound = bind_rule(rule, args, keywords, node)
        wanted = [w for w in rule.wrt if w in bound and self.is_active(bound[w])]
        if not wanted:
            return
        t = self.env.get(y, UNKNOWN)
        if rule.kind == "elementwise":
            self.apply_elementwise(s, rule, bound, wanted, y, node)
            return
        g = self.linear_seed(rule, y, t)
        extra: dict[str, Any] = {"out": load(y), "out_bar": g}
        if rule.variadic:
            self.apply_variadic(s, rule, bound, extra, node)
            return
        for w in wanted:
            if rule.accumulates and isinstance(bound[w], gast.Name):
                extra[w + "_bar"] = load(self.scatter_target(bound[w]))
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, extra, node)
        for st in expansion.setup:
            self.emit(st)
        for w in wanted:
            if w in expansion.results:
                self.contribute(bound[w], expansion.results[w], s, fitted=True)

    def check_real_only(self, function: Any, args: list[Any], node: Any) -> None:
        from tangent.rules.inactive import ONLY_REAL

        if function in ONLY_REAL:
            for a in args:
                t = self.type_of(a)
                if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
                    raise Refused("no_rule", node, f"{name_of(function)} of complex numbers")

    def linear_seed(self, rule: Rule, y: str, t: Type) -> Any:
        if isinstance(t, (Seq, ListOf, Dict)):
            value = self.value_of(y, t, load(y))
            return value if isinstance(value, gast.Tuple) else load(self.named(value, "bars"))
        return self.full(y, t)

    def apply_elementwise(self, s: Any, rule: Rule, bound: dict[str, Any], wanted: list[str], y: str, node: Any) -> None:
        g = load(self.bar_name(y))
        t = self.env.get(y, UNKNOWN)
        if rule.variadic:
            self.apply_variadic(s, rule, bound, {"out": load(y), "out_bar": g}, node)
            return
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, {"out": load(y)}, node)
        for st in expansion.setup:
            self.emit(st)
        parts: list[tuple[Any, Any]] = []
        for w in wanted:
            partial = expansion.results.get(w)
            if partial is None or is_number(partial, 0.0):
                continue
            part = self.product(g, partial, rule)
            if y in self.bars and not self.bars[y].exact and self.shrinks(bound[w], part, t):
                part = self.product(self.full(y, t), partial, rule)
            if parts and same(parts[-1][0], bound[w]) and same(parts[-1][1], part):
                parts[-1] = (bound[w], gast.BinOp(const(2.0), gast.Mult(), part))  # x * x, x + x
            else:
                parts.append((bound[w], part))
        # Last the one whose adjoint may carry the name that the others read.
        for operand, part in sorted(parts, key=lambda p: isinstance(p[0], gast.Name) and p[0].id in self.multi_names):
            self.contribute(operand, part, s)

    def shrinks(self, operand: Any, part: Any, out: Type) -> bool:
        """Whether an adjoint that is smaller than the result would be summed down to an operand that was broadcast."""
        t = self.type_of(operand)
        if self.covers(self.typer.type(part), out):
            return False
        return not self.covers(t, out)

    def covers(self, a: Type, b: Type) -> bool:
        return covers(self.module.session, a, b)

    def is_exact(self, expr: Any, found: Type, t: Type) -> bool:
        """Whether an adjoint has the shape of its variable, by its type or because a helper has seen to it."""
        if self.covers(found, t):
            return True
        if not isinstance(expr, gast.Call):
            return False
        if isinstance(expr.func, gast.Attribute):
            return expr.func.attr == "broadcast_to" and len(expr.args) == 2
        return isinstance(expr.func, gast.Name) and expr.func.id.startswith("unbroadcast")

    def apply_variadic(self, s: Any, rule: Rule, bound: dict[str, Any], extra: dict[str, Any], node: Any) -> None:
        """Functions of any number of operands (einsum, hypot, max): the rule is asked for one operand at a time."""
        (param,) = rule.wrt
        for i, operand in enumerate(bound[param].elts):
            if not self.is_active(operand):
                continue
            one = self.expander.expand(rule, rule.vjp, bound, [param], {**extra, "position": const(i)}, node)
            for st in one.setup:
                self.emit(st)
            value = one.results[param]
            if rule.kind == "elementwise":
                value = self.product(extra["out_bar"], value, rule)
            self.contribute(operand, value, s, fitted=rule.kind != "elementwise")

    def product(self, g: Any, partial: Any, rule: Rule) -> Any:
        if is_number(partial, 1.0):
            return g
        if is_number(partial, -1.0):
            return gast.UnaryOp(gast.USub(), g)
        if rule.guarded and not polynomial(partial):
            return call(self.ours("guarded", runtime.guarded), g, partial)
        if isinstance(partial, gast.UnaryOp) and isinstance(partial.op, gast.USub):
            return gast.UnaryOp(gast.USub(), gast.BinOp(g, gast.Mult(), partial.operand))
        if isinstance(partial, gast.BinOp) and isinstance(partial.op, gast.Div) and is_number(partial.left, 1.0):
            return gast.BinOp(g, gast.Div(), partial.right)
        if isinstance(partial, gast.BinOp) and isinstance(partial.op, gast.Div):
            if isinstance(partial.left, gast.UnaryOp) and isinstance(partial.left.op, gast.USub):
                value = gast.BinOp(gast.BinOp(g, gast.Mult(), partial.left.operand), gast.Div(), partial.right)
                return gast.UnaryOp(gast.USub(), value)
            return gast.BinOp(gast.BinOp(g, gast.Mult(), partial.left), gast.Div(), partial.right)
        found = self.typer.type(partial)
        if isinstance(found, Num) and found.dtype is not None and found.dtype.kind == "b":
            bar = self.typer.type(g)
            if isinstance(bar, Num) and bar.kind == "py" and found.kind != "py":
                # A Python float times a mask would be float64, whatever the variable is.
                return self.np("where", partial, g, const(0.0)) if found.kind == "array" else gast.BinOp(
                    g, gast.Mult(), call("float", partial)
                )
        return gast.BinOp(g, gast.Mult(), partial)

    def scatter_target(self, x: Any) -> str:
        """The adjoint of an array as a buffer that may be written: owned and of full shape."""
        key = x.id
        t = self.type_of(x)
        name = self.bar_name(key)
        if self.is_shadowed(key):
            return self.need_shadow(key, x)
        bar = self.bars.get(key)
        if bar is None:
            self.emit(assign(name, self.np("zeros_like", clone(x))))
        elif not bar.exact:
            expr = self.exact(load(name), bar, t, clone(x))
            self.emit(assign(name, expr if fresh_value(expr) else method(expr, "copy")))
        elif not bar.owned:
            self.wants_owned.add(key)
            self.emit(assign(name, method(load(name), "copy")))
        self.bars[key] = Bar(t, True, True)
        self.env[name] = t
        return name

    # -------------------------------------------------------------- subscripts and attributes

    def getitem(self, s: Any, e: Any, y: str) -> None:
        base = e.value
        if not isinstance(base, gast.Name):
            raise Refused("expression", e, "a subscript")
        t = self.type_of(base)
        if isinstance(t, (Seq, Dict, ListOf)):
            self.container_item(s, e, y, t)
            return
        g = self.full(y, self.env.get(y, UNKNOWN))
        g = self.cast(g, self.typer.type(g), t) if isinstance(t, Num) else g
        if isinstance(t, Num) and t.is_scalar:
            raise Refused("expression", e, "a subscript of a number")
        name = self.scatter_target(base)
        if basic_index(self.instance, e) or self.is_mask(e):
            place = subscript(load(name), clone(e.slice))
            self.emit(augment(place, gast.Add(), g))
        else:
            index = self.index_object(e.slice)
            self.emit(gast.Expr(call(self.ours("add_at", runtime.add_at), load(name), index, g)))

    def index_object(self, index: Any) -> Any:
        """A subscript's index as an argument."""
        if any(isinstance(n, gast.Slice) for n in walk(index)):
            return subscript(gast.Attribute(load(self.ours("np", np)), "s_", gast.Load()), clone(index))
        return clone(index)

    def is_mask(self, e: Any) -> bool:
        t = self.types.get(id(e.slice))
        return isinstance(t, Num) and t.kind == "array" and t.dtype is not None and t.dtype.kind == "b"

    def container_item(self, s: Any, e: Any, y: str, t: Type) -> None:
        base = e.value.id
        item = self.env.get(y, UNKNOWN)
        k = constant(self.types.get(id(e.slice), UNKNOWN))
        if not self.is_whole(base) and k is not NotImplemented:
            if isinstance(t, Seq) and isinstance(k, int) and k < 0:
                k += len(t.items)
            if isinstance(item, (Seq, Dict)) and not self.is_whole(y) and y not in self.bars:
                for key in [b for b in self.bars if isinstance(b, tuple) and b[0] == y]:
                    inner = element_type(item, key[1:])
                    primal: Any = clone(e)
                    for part in key[1:]:
                        primal = subscript(primal, const(part))
                    self.move(key, (base, k, *key[1:]), inner, primal)
                return
            if isinstance(item, Num) and y in self.bars:
                self.move(y, (base, k), item, clone(e))
                return
            self.add_to((base, k), self.value_of(y, item, load(y)), item, clone(e))
            return
        if isinstance(e.slice, gast.Slice):
            self.container_slice(s, e, y, t)
            return
        name = self.need_whole(base, e.value)
        place = subscript(load(name), clone(e.slice))
        g = self.value_of(y, item, load(y))
        if isinstance(item, Num) and item.kind in ("py", "np"):
            self.emit(augment(place, gast.Add(), g))
        elif isinstance(item, Num) and item.kind == "array":
            self.emit(gast.Assign([as_store(place)], gast.BinOp(clone(place), gast.Add(), g), None))
        else:
            self.emit(gast.Assign([as_store(place)], call(self.ours("add", runtime.add), clone(place), g), None))

    def container_slice(self, s: Any, e: Any, y: str, t: Type) -> None:
        """`y = items[a:b]`: element by element where they are known, else as one list."""
        base = e.value.id
        item = self.env.get(y, UNKNOWN)
        bounds = [
            None if p is None else constant(self.types.get(id(p), UNKNOWN)) for p in (e.slice.lower, e.slice.upper, e.slice.step)
        ]
        if isinstance(t, Seq) and isinstance(item, Seq) and NotImplemented not in bounds and not self.is_whole(base):
            for j, i in enumerate(range(len(t.items))[slice(*bounds)]):
                part = subscript(clone(e.value), const(i))
                if self.is_whole(y):
                    self.add_to((base, i), subscript(load(self.bar_name(y)), const(j)), t.items[i], part)
                else:
                    for key in [k for k in self.bars if isinstance(k, tuple) and k[:2] == (y, j)]:
                        inner = element_type(item, key[1:])
                        self.move(key, (base, i, *key[2:]), inner, part)
            return
        if base in self.whole or isinstance(t, ListOf):
            name = self.need_whole(base, e.value)
            place = subscript(load(name), clone(e.slice))
            value = call(self.ours("add", runtime.add), clone(place), self.value_of(y, item, load(y)))
            self.emit(gast.Assign([as_store(place)], value, None))
            return
        raise Refused("container", e, "a slice of a list")

    def attribute(self, s: Any, e: Any, y: str) -> None:
        from tangent.analyse.calls import ARRAY_ATTRIBUTES

        function = ARRAY_ATTRIBUTES.get(e.attr)
        if function is None:
            raise Refused("expression", e, f"the attribute `.{e.attr}`")
        t = self.type_of(e.value)
        if isinstance(t, Num) and t.is_scalar and e.attr == "T":
            self.transfer(y, e.value, t)
            return
        self.apply(s, function, [e.value], {}, y, e)

    # -------------------------------------------------------------- tuples

    def assign_tuple(self, s: Any, target: Any) -> None:
        user = self.user_call(s.value)
        names = [t.id for t in target.elts]
        self.emit(Undo("name", s, tuple(names)))
        if user is not None:  # flattening gives the result a name first
            raise Refused("expression", s, "a call that is unpacked")
        if isinstance(s.value, gast.Tuple):
            self.parallel(s, names, s.value.elts)
            return
        if not any(self.has_bar(n) for n in names):
            return
        t = self.type_of(s.value)
        if isinstance(s.value, gast.Name) and isinstance(t, (Seq, Dict)) and not self.is_whole(s.value.id):
            for i, n in enumerate(names):
                if self.has_bar(n):
                    item = self.env.get(n, UNKNOWN)
                    if n in self.bars and isinstance(item, Num):
                        self.move(n, (s.value.id, i), item, load(n))
                    else:
                        self.add_to((s.value.id, i), self.value_of(n, item, load(n)), item, load(n))
        elif isinstance(s.value, gast.Name) and isinstance(t, Num) and self.is_active(s.value):
            buffer = self.scatter_target(s.value)
            for i, n in enumerate(names):
                if self.has_bar(n) and not self.is_derived(n):
                    g = self.full(n, self.env.get(n, UNKNOWN))
                    self.emit(augment(subscript(load(buffer), const(i)), gast.Add(), g))
        elif self.is_active(s.value):
            buffer = self.need_whole(s.value.id, s.value)
            for i, n in enumerate(names):
                if self.has_bar(n):
                    place = subscript(load(buffer), const(i))
                    g = self.value_of(n, self.env.get(n, UNKNOWN), load(n))
                    value = call(self.ours("add", runtime.add), clone(place), g)
                    self.emit(gast.Assign([as_store(place)], value, None))
        for n in names:
            self.drop(n)

    def parallel(self, s: Any, names: list[str], values: list[Any]) -> None:
        """`a, b = b, a`: the adjoints are permuted back; each keeps its memory."""
        old = {n: self.bars.get(n) for n in names}
        sources = [v.id if isinstance(v, gast.Name) else None for v in values]
        if any(isinstance(k, tuple) and k[0] in names for k in self.bars):
            raise Refused("container", s, "tuples that are exchanged")
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
                self.bars[src] = old[n]  # type: ignore[index, assignment]
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

    # -------------------------------------------------------------- writes

    def assign_item(self, s: Any, target: Any) -> None:
        base = target.value
        t = self.type_of(base)
        if isinstance(t, (Seq, ListOf, Dict)):
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

    def shadow_present(self, name: str) -> bool:
        """Whether a written array has an adjoint here; that of a view is part of its base's."""
        if name in self.bars:
            return True
        derived = self.view_of(name)
        if derived is not None:
            return self.shadow_present(derived[0])
        if name in self.varied and self.is_shadowed(name):
            self.check_alone(name)
        return False

    def check_alone(self, name: str) -> None:
        """A written array without an adjoint of its own must not be part of one that has."""
        sites = self.definitions.get(name, [])
        if len(sites) != 1 or name in self.instance.arg_types:
            return
        s = sites[0]
        if isinstance(s, gast.For):
            others = self.memory.shadowed & self.varied - {name}
            if any(self.memory.region_of(o) == self.memory.region_of(name) for o in others):
                raise Refused("alias", s.iter, name)
            return
        bases = {n.id for n in is_view(self.instance, s.value)}
        if len(bases) > 1 or (bases and self.made_from(name) is None):
            raise Refused("alias", s, name)

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
        if not basic and not self.is_mask(place):
            shape = gast.Attribute(clone(place.value), "shape", gast.Load())
            won = call(self.ours("last_writes", runtime.last_writes), shape, self.index_object(place.slice), clone(value))
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

    def do_AugAssign(self, s: Any) -> None:
        self.emit(Origin(s))
        target = s.target
        if isinstance(target, gast.Name) and isinstance(self.types.get(id(target)), (Seq, ListOf)):
            self.emit(Undo("list", s, target=load(target.id)))
            self.extend(s, load(target.id), s.value)
            return
        place: Any = as_load(target)
        if isinstance(target, gast.Subscript) and isinstance(self.type_of(target.value), (Seq, ListOf, Dict)):
            self.augment_item(s, place)
            return
        root = target.id if isinstance(target, gast.Name) else target.value.id
        self.env[root] = self.env.get(root, UNKNOWN)
        self.note(place, self.types.get(id(target), UNKNOWN))
        if isinstance(place, gast.Subscript):
            self.note(place.value, self.types.get(id(place.value), self.env[root]))
        self.emit(Undo("content", s, target=place))
        if not self.shadow_present(root):
            return
        buffer = load(self.need_shadow(root, load(root)))
        bar = buffer if isinstance(target, gast.Name) else subscript(buffer, clone(target.slice))
        self.update(s, bar, place)

    def update(self, s: Any, bar: Any, place: Any) -> None:
        """`x op= v` in place: v receives its share, the adjoint of x is scaled where it stands."""
        function = OPERATORS[type(s.op).__name__]
        active = self.is_active(s.value)
        rule = RULES.get(function)
        if rule is None or rule.kind != "elementwise":
            if active or rule is not None:
                raise Refused("no_rule", s, f"`{type(s.op).__name__}` in place")
            return
        x, v = rule.params[:2]
        out = gast.BinOp(clone(place), s.op, clone(s.value))
        wanted = [x, v] if active else [x]
        bound = {x: clone(place), v: s.value}
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, {"out": out}, s)
        for st in expansion.setup:
            self.emit(st)
        shared = active and isinstance(s.value, gast.Name) and self.memory.region_of(
            s.value.id
        ) == self.memory.region_of(names_of_place(place)) and self.is_shadowed(s.value.id)
        if shared:
            self.update_shared(s, bar, place, expansion.results, rule)
            return
        if active and v in expansion.results and not is_number(expansion.results[v], 0.0):
            g = self.product(self.written(bar, place, s.value), expansion.results[v], rule)
            if not (isinstance(g, gast.Call) and isinstance(g.func, gast.Attribute) and g.func.attr == "copy"):
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
        """The operand shares memory with the target (`y *= y`): both shares are computed before either is added."""
        x, v = rule.params[:2]
        name = self.namer.fresh("part_bar")
        self.emit(assign(name, method(clone(bar), "copy")))
        self.env[name] = self.typer.type(bar)
        g = load(name)
        mine = self.named(self.product(g, partials.get(x, const(1.0)), rule), "own_bar")
        theirs = self.named(self.product(load(name), partials.get(v, const(1.0)), rule), "other_bar")
        whole = clone(bar) if isinstance(bar, gast.Subscript) else subscript(clone(bar), const(...))
        self.emit(gast.Assign([as_store(whole)], load(mine), None))
        self.contribute(s.value, load(theirs), s)

    # -------------------------------------------------------------- lists and dicts

    def container_present(self, base: Any) -> bool:
        """Whether a container that is changed has an adjoint here; it then has a name."""
        name = base.id
        if name in self.bars:
            return True
        derived = self.view_of(name)
        if derived is None:
            sites = self.definitions.get(name, [])
            aliases = [n.id for s in sites if isinstance(s, gast.Assign) for n in is_view(self.instance, s.value)]
            if any(a in self.memory.grown and a in self.varied for a in aliases) and name in self.varied:
                raise Refused("container", sites[0], f"`{name}`, which is changed, is a part of something else")
            return False
        if not self.container_present(load(derived[0])):
            return False
        self.need_whole(name, base)
        return True

    def store_item(self, s: Any, target: Any, t: Type) -> None:
        base = target.value
        if not self.container_present(base):
            return
        name = load(self.bar_name(base.id))
        place = subscript(name, clone(target.slice))
        item = self.type_of(s.value)
        if self.is_active(s.value):
            if isinstance(item, Num):
                self.contribute(s.value, clone(place), s)
            else:
                self.contribute(s.value, load(self.named(clone(place), "bars")), s)
        if isinstance(t, Dict):
            key = constant(self.types.get(id(target.slice), UNKNOWN))
            if t.get(key) is None:
                self.emit(gast.Expr(method(clone(name), "pop", clone(target.slice))))
                return
        zero = call(self.ours("zeros", runtime.zeros), clone(place))
        self.emit(gast.Assign([as_store(place)], zero, None))

    def augment_item(self, s: Any, place: Any) -> None:
        raise Refused("container", s, "an element of a container updated in place")

    def extend(self, s: Any, base: Any, value: Any) -> None:
        if not self.container_present(base):
            return
        name = load(self.bar_name(base.id))
        n = call("len", clone(value))
        cut = gast.BinOp(call("len", name), gast.Sub(), n)
        start = self.namer.fresh("cut")
        self.emit(assign(start, cut))
        if self.is_active(value):
            self.contribute(value, subscript(clone(name), gast.Slice(load(start), None, None)), s)
        self.emit(gast.Delete([subscript(clone(name), gast.Slice(load(start), None, None))]))

    def list_method(self, s: Any, e: Any, y: str | None) -> bool:
        """Methods that change a list: append, extend, pop.  Returns whether `e` is one."""
        if not isinstance(e, gast.Call):
            return False
        found = method_of(self.instance, e)
        if found is None or not isinstance(found[1], (Seq, ListOf, Dict)):
            return False
        name = found[0]
        base = e.func.value
        if name not in ("append", "extend", "pop", "insert", "clear", "reverse", "sort", "update", "setdefault"):
            return False
        if name == "pop" and y is not None and self.has_bar(y) and base.id in self.varied:
            self.need_whole(base.id, base)  # zeros for the list as it was left, before it is put back
        if y is not None:
            self.emit(Undo("name", s, (y,)))
        self.emit(Undo("list", s, target=base))
        if name == "append":
            self.unappend(s, base, e.args[0])
        elif name == "extend":
            self.extend(s, base, e.args[0])
        elif name == "pop" and not e.args and not isinstance(found[1], Dict):
            self.unpop(s, base, y)
        elif base.id in self.varied:
            raise Refused("container", e, f"`.{name}()` on a list that carries a derivative")
        return True

    def unappend(self, s: Any, base: Any, value: Any) -> None:
        if not self.container_present(base):
            return
        popped: Any = method(load(self.bar_name(base.id)), "pop")
        if not self.is_active(value):
            self.emit(gast.Expr(popped))
            return
        t = self.type_of(value)
        wish = f"{value.id}_part_bar" if isinstance(value, gast.Name) else "item_bar"
        name = self.namer.fresh(wish)
        self.env[name] = t
        self.emit(assign(name, popped))
        self.contribute(value, load(name), s)

    def unpop(self, s: Any, base: Any, y: str | None) -> None:
        t = self.env.get(y, UNKNOWN) if y is not None else UNKNOWN
        has = y is not None and self.has_bar(y)
        if not has and not self.container_present(base):
            return
        if base.id not in self.varied:
            return
        name = self.need_whole(base.id, base)
        if y is None:
            raise Refused("container", s, "`.pop()` whose value is not used")
        value = self.value_of(y, t, load(y)) if has else self.zero_of(t, load(y))
        self.emit(gast.Expr(method(load(name), "append", value)))
        self.drop(y)

    # -------------------------------------------------------------- calls

    def user_call(self, e: Any) -> Any:
        return self.instance.calls.get(id(e)) if isinstance(e, gast.Call) else None

    def do_Expr(self, s: Any) -> None:
        e = s.value
        if not isinstance(e, gast.Call):
            return
        self.emit(Origin(s))
        user = self.user_call(e)
        if user is not None:
            self.call_user(s, e, None, user)
            return
        if self.list_method(s, e, None):
            return
        found = method_of(self.instance, e)
        if found is not None and isinstance(found[1], Num) and id(s) in self.memory.writes:
            self.array_method(s, e, found[0])
            return
        function = function_of(self.instance, e)
        rule = RULES.get(function) if function is not None else None
        if rule is not None and rule.kind == "mutation":
            self.mutate(s, e, rule)
        elif not is_inactive_call(self.instance, e) and self.any_active(e):
            raise Refused("no_rule", e, name_of(function) if function is not None else "this call")

    def any_active(self, e: Any) -> bool:
        return any(n.id in self.varied for n in flows(self.instance, e))

    def array_method(self, s: Any, e: Any, name: str) -> None:
        base = e.func.value
        whole = subscript(base, const(...))
        self.emit(Undo("content", s, target=whole))
        if not self.shadow_present(base.id):
            return
        if name != "fill":
            raise Refused("no_rule", e, f"the method `.{name}()` in place")
        bar = subscript(load(self.need_shadow(base.id, base)), const(...))
        if self.is_active(e.args[0]):
            self.contribute(e.args[0], self.np("sum", load(self.bar_name(base.id))), s)
        self.clear(bar)

    def mutate(self, s: Any, e: Any, rule: Rule) -> None:
        keywords = {k.arg: k.value for k in e.keywords}
        bound = bind_rule(rule, e.args, keywords, e)
        first = bound[rule.wrt[0]]
        self.emit(Undo("content", s, target=subscript(first, const(...))))
        if not isinstance(first, gast.Name) or not self.shadow_present(first.id):
            return
        bar = self.need_shadow(first.id, first)
        wanted = [w for w in rule.wrt[1:] if w in bound and self.is_active(bound[w])]
        extra = {rule.wrt[0] + "_bar": load(bar)}
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, extra, e)
        results = {}
        for w, expr in expansion.results.items():
            results[w] = load(self.named(expr, w + "_part_bar"))
        # What is read of the buffer comes before what the rule then writes into it.
        reads = [st for st in expansion.setup if isinstance(st, gast.Assign) and isinstance(st.targets[0], gast.Name)]
        head, self.out = self.out, []
        del head[len(head) - len([w for w in results]) :]
        names = list(results)
        for st in reads:
            head.append(st)
        for w in names:
            head.append(assign(results[w].id, expansion.results[w]))
        head += [st for st in expansion.setup if st not in reads]
        self.out = head
        for w, expr in results.items():
            self.contribute(bound[w], expr, s)

    def call(self, s: Any, e: Any, y: str) -> None:
        if is_inactive_call(self.instance, e):
            return
        keywords = {k.arg: k.value for k in e.keywords}
        found = method_of(self.instance, e)
        function = function_of(self.instance, e)
        t = self.env.get(y, UNKNOWN)
        if found is not None:
            self.method_call(s, e, y, found, function, keywords)
            return
        if function is None:
            raise Refused("unknown_call", e, called(e))
        if getattr(function, "__module__", "") == "builtins":
            handled = self.builtin_call(s, e, y, function.__name__, t)
            if handled:
                return
        self.apply(s, function, e.args, keywords, y, e)

    def method_call(self, s: Any, e: Any, y: str, found: Any, function: Any, keywords: dict[str, Any]) -> None:
        name, base_type = found
        base = e.func.value
        if not isinstance(base_type, Num):
            self.container_method(s, e, y, name, base_type)
            return
        args = list(e.args)
        if name in ("reshape", "transpose") and len(args) > 1:
            args = [gast.Tuple(args, gast.Load())]
        if name == "astype":
            g = self.full(y, self.env.get(y, UNKNOWN))
            self.contribute(base, g, s)
            return
        if name == "copy" and base_type.kind == "array":
            self.copied(s, base, y)
            return
        if name == "item" and not args:
            self.contribute(base, self.reshaped_item(base, y), s)
            return
        if name == "flatten":
            function = np.ravel
        if function is None:
            raise Refused("no_rule", e, f"the method `.{name}()`")
        self.apply(s, function, [base, *args], keywords, y, e)

    def reshaped_item(self, base: Any, y: str) -> Any:
        t = self.type_of(base)
        if isinstance(t, Num) and t.shape == ():
            return load(self.bar_name(y))
        return self.np("full_like", clone(base), load(self.bar_name(y)))

    def copied(self, s: Any, base: Any, y: str) -> None:
        """`y = x.copy()`: nobody uses the adjoint of y before this, so x may take over its buffer."""
        bar = self.bars[y]
        t = self.type_of(base)
        if isinstance(base, gast.Name) and base.id in self.varied and base.id not in self.bars:
            if not self.is_shadowed(base.id) or (bar.owned and bar.exact and not self.is_derived(base.id)):
                name = self.bar_name(base.id)
                self.emit(assign(name, load(self.bar_name(y))))
                self.bars[base.id] = bar
                self.env[name] = bar.type
                return
        if isinstance(t, Num):
            self.contribute(base, load(self.bar_name(y)), s)

    def container_method(self, s: Any, e: Any, y: str, name: str, t: Type) -> None:
        base = e.func.value
        if name == "copy":
            self.propagate_copy(s, base, y)
        elif name == "get" and isinstance(t, Dict) and e.args:
            key = constant(self.types.get(id(e.args[0]), UNKNOWN))
            if t.get(key) is not None:
                item = gast.Subscript(base, e.args[0], gast.Load())
                self.note(item, self.env.get(y, UNKNOWN))
                self.container_item(s, item, y, t)
            elif key is not NotImplemented and len(e.args) > 1:
                self.contribute(e.args[1], self.value_of(y, self.env.get(y, UNKNOWN), load(y)), s)
        else:
            raise Refused("container", e, f"`.{name}()`")

    def propagate_copy(self, s: Any, base: Any, y: str) -> None:
        t = self.env.get(y, UNKNOWN)
        if isinstance(t, (Seq, Dict)) and not self.is_whole(y) and isinstance(base, gast.Name) and not self.is_whole(
            base.id
        ):
            self.move_elements(y, base.id, t, base)
        else:
            self.contribute(base, self.value_of(y, t, load(y)), s)

    def builtin_call(self, s: Any, e: Any, y: str, name: str, t: Type) -> bool:
        if name in ("list", "tuple", "dict") and len(e.args) == 1:
            source = self.type_of(e.args[0])
            if isinstance(source, Num):
                self.contribute(e.args[0], self.np("array", self.value_of(y, t, load(y))), s)
            else:
                self.propagate_copy(s, e.args[0], y)
            return True
        if name == "dict":
            for k in e.keywords:
                if self.is_active(k.value) and (y, k.arg) in self.bars:
                    self.contribute(k.value, load(self.bar_name((y, k.arg))), s)
            return True
        if name == "sum":
            self.sum_of(s, e, y)
            return True
        if name in ("max", "min") and len(e.args) == 1:
            raise Refused("argument", e, f"`{name}` of one iterable", "Use np.max or np.min of an array.")
        return False

    def sum_of(self, s: Any, e: Any, y: str) -> None:
        """The builtin `sum`: every element receives the adjoint of the sum."""
        first = e.args[0]
        t = self.type_of(first)
        g = self.full(y, self.env.get(y, UNKNOWN)) if y in self.bars else None
        if g is None:
            raise Refused("container", e, "`sum` of containers")
        start = e.args[1] if len(e.args) > 1 else next((k.value for k in e.keywords if k.arg == "start"), None)
        if start is not None and self.is_active(start):
            self.contribute(start, clone(g), s)
        if isinstance(t, Num):
            if t.shape is not None and len(t.shape) == 1:
                self.contribute(first, self.np("full_like", clone(first), g), s)
            else:
                self.contribute(first, self.np("broadcast_to", g, gast.Attribute(clone(first), "shape", gast.Load())), s)
        elif isinstance(t, (Seq, ListOf)) and isinstance(first, gast.Name):
            name = self.need_whole(first.id, first)
            k = self.namer.fresh("k")
            place = subscript(load(name), load(k))
            body: Any = gast.Assign([as_store(place)], gast.BinOp(clone(place), gast.Add(), g), None)
            header = call("range", call("len", load(name)))
            self.emit(gast.For(store(k), header, [body], [], None))
        else:
            raise Refused("container", e, "`sum` of this iterable")

    # -------------------------------------------------------------- calls of user functions

    def call_user(self, s: Any, e: Any, y: str | None, user: Any) -> None:
        callee, bound = user
        remember_memory(callee)
        memory = callee.memory
        args = self.call_arguments(callee, bound)
        written = [p for p in callee.arg_types if memory is not None and p in memory.written and p in args]
        roots = {p: self.root(args[p]) for p in written}
        for p in written:
            if roots[p] is not None and not isinstance(callee.arg_types[p], Num) and roots[p] in self.varied:
                raise Refused("container", e, f"`{callee.unit.name}` changes the container `{p}`")
        self.check_arguments(e, callee, args, written)
        has_bar = y is not None and self.has_bar(y)
        shadows = [p for p in written if roots[p] in self.varied and isinstance(callee.arg_types[p], Num)]
        touched = has_bar or any(self.shadow_present(roots[p]) for p in shadows)
        for p in written:
            if isinstance(callee.arg_types[p], Num):
                target = args[p] if isinstance(args[p], gast.Name) else clone(args[p])
                self.after_undo(Undo("content", s, target=subscript(target, const(...))))
        active = frozenset(
            p for p, a in args.items()
            if p not in shadows and self.is_active(a) and differentiable(callee.arg_types[p])
        ) | frozenset(shadows)
        if not touched or not active:
            self.flush_undo()
            return
        unsafe = self.memory.written_regions | {self.memory.region_of(p) for p in self.sweeps.unstable}
        unstable = frozenset(
            p for p, a in args.items()
            if isinstance(callee.arg_types[p], Num) and p not in written and isinstance(a, gast.Name)
            and self.memory.region_of(a.id) in unsafe
        )
        pair = self.pair_of(callee, active, tuple(shadows), unstable, has_bar)
        self.emit_call(s, e, y, callee, args, pair, shadows, has_bar)
        self.flush_undo()

    def check_arguments(self, e: Any, callee: Instance, args: dict[str, Any], written: list[str]) -> None:
        """A callee is differentiated as if its parameters were different objects: what it writes must be one alone."""
        for p in written:
            mine = {self.memory.region_of(n.id) for n in is_view(self.instance, args[p])}
            for q, a in args.items():
                if q != p and mine & {self.memory.region_of(n.id) for n in is_view(self.instance, a)}:
                    raise Refused("alias", e, f"{callee.unit.name}({p}, {q})")

    def after_undo(self, undo: Undo) -> None:
        """A callee's backward part works on what it left: its writes are undone behind it."""
        if not hasattr(self, "_pending"):
            self._pending: list[Undo] = []
        self._pending.append(undo)

    def flush_undo(self) -> None:
        for u in getattr(self, "_pending", []):
            self.emit(u)
        self._pending = []

    def root(self, e: Any) -> str | None:
        return e.id if isinstance(e, gast.Name) else None

    def call_arguments(self, callee: Instance, bound: Any) -> dict[str, Any]:
        """Parameter → expression of the caller, for those that the call gives (defaults stay out)."""
        args: dict[str, Any] = {}
        for p in callee.arg_types:
            if p in bound.exprs:
                args[p] = bound.exprs[p]
            elif p in bound.hidden:
                args[p] = load(bound.hidden[p])
                self.note(args[p], self.env.get(bound.hidden[p], callee.arg_types[p]))
        return args

    def emit_call(
        self, s: Any, e: Any, y: str | None, callee: Instance, args: dict[str, Any], pair: Any, shadows: list[str],
        has_bar: bool,
    ) -> None:
        info = self.call_info.get(id(e))
        if info is None:
            saved = self.reserve(f"{callee.unit.name}_saved")
            self.sweeps.saved_calls.add(saved)
            info = self.call_info[id(e)] = saved
        saved = info
        forward_args, forward_keywords = self.forward_arguments(callee, args)
        value = call(pair.forward_name, *forward_args, **forward_keywords)
        target = gast.Tuple([store(y if y is not None else "_"), store(saved)], gast.Store())
        new = gast.Assign([target], value, None)
        new.origin = getattr(s, "origin", s)  # type: ignore[attr-defined]
        self.replaced[id(s)] = [new]
        backward_args: list[Any] = [load(saved)]
        if has_bar and pair.out_bar:
            assert y is not None
            t = self.env.get(y, UNKNOWN)
            backward_args.append(self.value_of(y, t, load(y)))
            self.drop(y)
        for p in shadows:
            backward_args.append(load(self.need_shadow(args[p].id, args[p])))
        backward_args += [clone(args[p]) for p in pair.reads_written]
        value = call(pair.backward_name, *backward_args)
        value.unread = {
            args[p].id for p in pair.reads_written if p not in pair.reads_content and isinstance(args[p], gast.Name)
        }
        returned = [p for p in pair.returned]
        if not returned:
            self.emit(gast.Expr(value))
            return
        names = [self.result_name(args[p], p, callee, [args[q] for q in returned]) for p in returned]
        if len(returned) == 1:
            self.emit(assign(names[0], value))
        else:
            self.emit(gast.Assign([gast.Tuple([store(n) for n in names], gast.Store())], value, None))
        for n, p in zip(names, returned, strict=True):
            self.env[n] = callee.arg_types[p]
        for n, p in zip(names, returned, strict=True):
            if isinstance(args[p], gast.Name) and n == self.bar_names.get(args[p].id):
                self.bars[args[p].id] = Bar(callee.arg_types[p], True, True)
            else:
                self.contribute(args[p], load(n), s)

    def result_name(self, e: Any, p: str, callee: Instance, others: list[Any]) -> str:
        """What a callee returns for an argument without an adjoint so far is its adjoint; else a part of it."""
        if isinstance(e, gast.Name) and isinstance(callee.arg_types[p], Num) and not self.has_bar(e.id):
            alone = sum(e.id in names_in(o) for o in others) == 1
            if alone and not self.is_shadowed(e.id) and callee.arg_types[p] == self.env.get(e.id):
                return self.bar_name(e.id)
        return self.namer.fresh(f"{self.argument_name(e, p)}_part_bar")

    def argument_name(self, e: Any, p: str) -> str:
        return e.id if isinstance(e, gast.Name) else p

    def forward_arguments(self, callee: Instance, args: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        """Arguments in the order of the parameters; behind a gap (a default) by keyword."""
        positional: list[Any] = []
        keywords: dict[str, Any] = {}
        for p in callee.arg_types:
            if p in args and not keywords and len(positional) == list(callee.arg_types).index(p):
                positional.append(clone(args[p]))
            elif p in args:
                keywords[p] = clone(args[p])
        return positional, keywords

    # ============================================================== branches and loops

    def do_If(self, s: Any) -> None:
        if s.body and isinstance(s.body[-1], gast.Raise):
            self.block(s.orelse)
            return
        if s.orelse and isinstance(s.orelse[-1], gast.Raise):
            self.block(s.body)
            return
        before = dict(self.bars)
        body, after_body = self.sub_block(s.body, before)
        orelse, after_orelse = self.sub_block(s.orelse, before)
        for key in sorted(set(after_body) | set(after_orelse), key=str):
            self.level(key, s, (body, after_body), (orelse, after_orelse))
        self.bars = {k: after_body[k] for k in after_body}
        if body or orelse:
            node = gast.If(clone(s.test), body, orelse)
            node.site = s  # type: ignore[attr-defined]
            self.emit(node)

    def sub_block(self, stmts: list[Any], state: State) -> tuple[list[Any], State]:
        saved, self.out = self.out, []
        self.bars = dict(state)
        self.block(stmts)
        out, self.out = self.out, saved
        after, self.bars = self.bars, dict(state)
        return out, after

    def level(self, key: Key, s: Any, *sides: tuple[list[Any], State]) -> None:
        """Make both branches end with an adjoint of the same form."""
        a, b = (state.get(key) for _, state in sides)
        if a == b:
            return
        t = self.key_type(key)
        for out, state in sides:
            saved, self.out, bars, self.bars = self.out, out, self.bars, state
            if key not in state:
                self.zero_bar(key, t)
            elif not state[key].exact:
                self.make_exact(key, t)
            self.out, self.bars = saved, bars
        owned = all(state[key].owned for _, state in sides)
        for _, state in sides:
            state[key] = Bar(t, owned, True)
        self.env[self.bar_name(key)] = t

    def key_type(self, key: Key) -> Type:
        if isinstance(key, str):
            return self.env.get(key, UNKNOWN)
        return element_type(self.env.get(key[0], UNKNOWN), key[1:])

    def primal_of(self, key: Key) -> Any:
        if isinstance(key, str):
            return load(key)
        e: Any = load(key[0])
        for k in key[1:]:
            e = subscript(e, const(k))
        return e

    def zero_bar(self, key: Key, t: Type) -> None:
        """A materialised zero."""
        if isinstance(key, str) and self.is_shadowed(key):
            self.need_shadow(key, load(key))
            return
        if not isinstance(t, Num) and isinstance(key, str):
            self.need_whole(key, load(key))
            return
        name = self.bar_name(key)
        self.emit(assign(name, self.zero_of(t, self.primal_of(key))))
        self.bars[key] = Bar(t, True, True)
        self.env[name] = t

    def make_exact(self, key: Key, t: Type) -> None:
        name = self.bar_name(key)
        bar = self.bars[key]
        expr = self.exact(load(name), bar, t, self.primal_of(key))
        if not isinstance(expr, gast.Name):
            self.emit(assign(name, expr))
        self.bars[key] = Bar(t, fresh_value(expr) and not isinstance(expr, gast.Name), True)
        self.env[name] = t

    def do_While(self, s: Any) -> None:
        trips = self.counter(s)
        header = call("range", load(trips))
        self.loop(s, store("_"), header, [])

    def do_For(self, s: Any) -> None:
        plan = self.loop_plan(s)
        self.loop(s, plan.target, plan.header, plan.items)

    def loop(self, s: Any, target: Any, header: Any, items: list[Any]) -> None:
        head = self.head_of(s, items)
        enter = dict(self.bars)
        for key in sorted(head, key=str):
            t = self.key_type(key)
            if key not in self.bars:
                self.zero_bar(key, t)
            elif not self.bars[key].exact:
                self.make_exact(key, t)
            if not self.bars[key].owned and (id(s), key) in self.wanted_in_loop and is_buffer(t):
                name = self.bar_name(key)
                self.emit(assign(name, method(load(name), "copy")))
                self.bars[key] = Bar(t, True, True)
        del enter
        at_head = dict(self.bars)
        out, after = self.one_iteration(s, items, at_head)
        saved, self.out = self.out, out
        self.bars = after
        for key in sorted(head, key=str):
            t = self.key_type(key)
            if key not in self.bars:
                self.zero_bar(key, t)
            elif not self.bars[key].exact:
                self.make_exact(key, t)
            if at_head[key].owned and not self.bars[key].owned and is_buffer(t):
                name = self.bar_name(key)
                self.emit(assign(name, method(load(name), "copy")))
        out, self.out = self.out, saved
        self.bars = {k: at_head[k] for k in at_head}
        for k in [k for k in self.bars if k not in head]:
            del self.bars[k]
        if out:
            node = gast.For(target, header, out, [], None)
            node.site = s  # type: ignore[attr-defined]
            self.emit(node)

    @property
    def wanted_in_loop(self) -> set[Any]:
        if not hasattr(self, "_wanted"):
            self._wanted: set[Any] = set()
        return self._wanted

    def head_of(self, s: Any, items: list[Any]) -> frozenset[Key]:
        """Which adjoints exist at the start of an iteration of the backward loop: a fixpoint, by trial."""
        entering = frozenset(self.bars)
        cached = self.heads.get((id(s), entering))
        if cached is not None:
            return cached
        head = set(self.bars)
        self.dry += 1
        wants, self.wants_owned = self.wants_owned, set()
        namer_mark = (set(self.namer.taken), self.namer.temporaries)
        names_mark = dict(self.bar_names)
        try:
            while True:
                before = set(head)
                state = {k: self.bars.get(k, self.trial_bar(k)) for k in head}
                state = {k: Bar(self.key_type(k), b.owned, True) for k, b in state.items()}
                _, after = self.one_iteration(s, items, state)
                head |= set(after)
                if head == before:
                    break
        finally:
            self.dry -= 1
            found, self.wants_owned = self.wants_owned, wants
            self.namer.taken = namer_mark[0] | self.reserved
            self.namer.temporaries = namer_mark[1]
            for k in [k for k in self.bar_names if k not in names_mark]:
                del self.bar_names[k]
        self.wanted_in_loop.update((id(s), k) for k in found)
        self.wants_owned |= found
        self.heads[(id(s), entering)] = frozenset(head)
        return frozenset(head)

    def trial_bar(self, key: Key) -> Bar:
        return Bar(self.key_type(key), True, True)

    def one_iteration(self, s: Any, items: list[Any], state: State) -> tuple[list[Any], State]:
        saved, self.out = self.out, []
        outer, self.bars = self.bars, dict(state)
        self.block(s.body)
        if isinstance(s, gast.For):
            self.learn(s.target)
            self.yielded(s, items)
        out, self.out = self.out, saved
        after, self.bars = self.bars, outer
        return out, after

    def yielded(self, s: Any, items: list[Any]) -> None:
        """What the loop took from an array or a list goes back to its place."""
        self.emit(Undo("name", s, tuple(sorted(stores_in(s.target)))))
        for target, expr, base in self.loop_plan(s).groups:
            self.group_yielded(target, expr, base)
        for name, expr, base in items:
            if not self.has_bar(name):
                continue
            t = self.env.get(name, UNKNOWN)
            if base is not None and base in self.varied and not self.is_derived(name):
                base_type = self.env.get(base, UNKNOWN)
                if isinstance(base_type, Num):
                    node = load(base)
                    self.note(node, base_type)
                    buffer = self.scatter_target(node)
                    place = substitute(expr, {base: buffer})
                    self.emit(augment(place, gast.Add(), self.full(name, t)))
                else:
                    self.need_whole(base, load(base))
                    place = substitute(expr, {base: self.bar_name(base)})
                    g = self.value_of(name, t, load(name))
                    value = call(self.ours("add", runtime.add), clone(place), g)
                    self.emit(gast.Assign([as_store(place)], value, None))
            self.drop(name)
        for name in stores_in(s.target):
            self.drop(name)  # a counter: what it was before the loop has no influence through it

    def group_yielded(self, target: Any, expr: Any, base: str) -> None:
        """`for w, b in layers`: the item of the list gets back a tuple of adjoints."""
        names = sorted(stores_in(target))
        if base in self.varied and any(self.has_bar(n) for n in names):
            place = substitute(expr, {base: self.need_whole(base, load(base))})
            value = call(self.ours("add", runtime.add), clone(place), self.taken_apart(target, expr))
            self.emit(gast.Assign([as_store(place)], value, None))
        for n in names:
            self.drop(n)

    def taken_apart(self, target: Any, expr: Any) -> Any:
        if isinstance(target, gast.Tuple):
            parts = [self.taken_apart(t, subscript(clone(expr), const(i))) for i, t in enumerate(target.elts)]
            return gast.Tuple(parts, gast.Load())
        t = self.env.get(target.id, UNKNOWN)
        if self.has_bar(target.id):
            return self.value_of(target.id, t, load(target.id))
        return call(self.ours("zeros", runtime.zeros), clone(expr))

    # -------------------------------------------------------------- how loops run backwards

    def counter(self, s: Any) -> str:
        name = self.sweeps.counters.get(id(s))
        if name is None:
            name = self.reserve("trips")
            self.sweeps.counters[id(s)] = name
        return name

    def reserve(self, wish: str) -> str:
        """A name that stays taken when a trial run is undone."""
        name = self.namer.fresh(wish)
        self.reserved.add(name)
        return name

    def loop_plan(self, s: Any) -> Plan:
        """How to run a `for` loop backwards: target and header, and where each variable comes from."""
        plans = self.sweeps.plans
        if id(s) not in plans:
            plans[id(s)] = self.make_plan(s)
        found: Plan = plans[id(s)]
        if found.counted:
            self.sweeps.counters[id(s)] = found.counter
        return replace(found, target=clone(found.target), header=clone(found.header))

    def make_plan(self, s: Any) -> Plan:
        breaks = has_break(s.body)
        counter = self.reserve("trips") if breaks else ""
        if self.is_range(s.iter) and isinstance(s.target, gast.Name):
            header: Any = clone(s.iter)
            if breaks:
                header = subscript(header, gast.Slice(None, load(counter), None))
            self.keep_stable(s, s.iter)
            return Plan(store(s.target.id), call("reversed", header), [], breaks, counter)
        forwards = self.reversed_range(s)
        if forwards is not None and not breaks:
            self.keep_stable(s, s.iter)
            return Plan(store(s.target.id), clone(forwards), [], breaks, counter)
        items: list[Any] = []
        lengths: list[Any] = []
        self.groups: list[Any] = []
        index = self.index_name(s)
        self.take_apart(s.target, s.iter, load(index), items, lengths, s)
        if breaks:
            header = call("range", load(counter))
        elif len(lengths) == 1:
            header = call("range", lengths[0])
        else:
            header = call("range", call("min", *lengths))
        return Plan(store(index), call("reversed", header), items, breaks, counter, self.groups)

    def reversed_range(self, s: Any) -> Any:
        """The range of a loop that already runs backwards, as the loops of derivatives do."""
        t = self.types.get(id(s.iter))
        if isinstance(t, Iter) and t.kind == "reversed" and isinstance(s.target, gast.Name):
            inner = s.iter.args[0]
            return inner if self.is_range(inner) else None
        return None

    def keep_stable(self, s: Any, e: Any) -> None:
        written = {self.memory.region_of(n) for w in self.writes_in(s.body) for n in w}
        changed = loads_in(e) & stores_in(s.body)
        changed |= {n for n in content_reads(e) if self.memory.region_of(n) in written}
        if changed:
            raise Refused("loop", s.iter, f"`{sorted(changed)[0]}` is changed inside the loop that runs over it")

    def writes_in(self, stmts: list[Any]) -> list[list[str]]:
        found = []
        for n in walk(stmts):
            if id(n) in self.memory.writes:
                found.append(self.memory.writes[id(n)])
        return found

    def is_range(self, e: Any) -> bool:
        t = self.types.get(id(e))
        return isinstance(t, Iter) and t.kind == "range"

    def index_name(self, s: Any) -> str:
        """The backward loop's own index; `enumerate` has one already."""
        t = self.types.get(id(s.iter))
        if isinstance(t, Iter) and t.kind == "enumerate" and isinstance(s.target, gast.Tuple):
            first = s.target.elts[0]
            if isinstance(first, gast.Name) and len(s.iter.args) == 1 and not s.iter.keywords:
                return first.id  # type: ignore[no-any-return]
        return self.reserve("k")

    def take_apart(self, target: Any, e: Any, k: Any, items: list[Any], lengths: list[Any], s: Any) -> None:
        """Where each variable of a loop comes from at step `k`: entries (name, expression, base name)."""
        t = self.types.get(id(e))
        if isinstance(t, Iter) and t.kind == "range":
            self.keep_stable(s, e)
            lengths.append(call("len", clone(e)))
            if isinstance(target, gast.Name):
                items.append((target.id, subscript(clone(e), clone(k)), None))
            return
        if isinstance(t, Iter) and t.kind == "enumerate":
            start = e.args[1] if len(e.args) > 1 else next((x.value for x in e.keywords if x.arg == "start"), None)
            if not isinstance(target, gast.Tuple):
                raise Refused("loop", e, "`enumerate` whose pairs are not unpacked")
            self.take_apart(target.elts[1], e.args[0], k, items, lengths, s)
            first = target.elts[0]
            if isinstance(first, gast.Name) and first.id != k.id:
                value = k if start is None else gast.BinOp(clone(k), gast.Add(), clone(start))
                items.append((first.id, clone(value), None))
            return
        if isinstance(t, Iter) and t.kind == "zip":
            if not isinstance(target, gast.Tuple) or len(target.elts) != len(e.args):
                raise Refused("loop", e, "`zip` whose tuples are not unpacked")
            for sub, a in zip(target.elts, e.args, strict=True):
                self.take_apart(sub, a, k, items, lengths, s)
            return
        if isinstance(t, Iter) and t.kind == "reversed":
            inner: list[Any] = []
            size: list[Any] = []
            placeholder = "k_reversed"
            self.take_apart(target, e.args[0], load(placeholder), inner, size, s)
            lengths += size
            back = gast.BinOp(gast.BinOp(clone(size[0]), gast.Sub(), const(1)), gast.Sub(), clone(k))
            items += [(n, substitute(x, {placeholder: back}), b) for n, x, b in inner]
            return
        self.take_from(target, e, t, k, items, lengths, s)

    def take_from(self, target: Any, e: Any, t: Any, k: Any, items: list[Any], lengths: list[Any], s: Any) -> None:
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and isinstance(e.func.value, gast.Name):
            base = e.func.value
            keys = subscript(call("list", clone(base)), clone(k))
            lengths.append(call("len", clone(base)))
            value = subscript(clone(base), keys)
            kind = e.func.attr
            if kind == "keys" and isinstance(target, gast.Name):
                items.append((target.id, clone(keys), None))
            elif kind == "values":
                self.take_item(target, value, base.id, items, e)
            elif kind == "items" and isinstance(target, gast.Tuple) and len(target.elts) == 2:
                self.take_item(target.elts[0], clone(keys), None, items, e)
                self.take_item(target.elts[1], value, base.id, items, e)
            else:
                raise Refused("loop", e, "a view of a dict used this way")
            self.keep_stable(s, base)
            return
        if not isinstance(e, gast.Name):
            raise Refused("loop", e, "this iterable")
        if isinstance(t, Dict):
            lengths.append(call("len", clone(e)))
            self.take_item(target, subscript(call("list", clone(e)), clone(k)), None, items, e)
            return
        if e.id in stores_in(s.body):
            raise Refused("loop", e, f"`{e.id}` is bound again inside the loop that runs over it")
        if e.id in self.memory.grown and any(e.id in w for w in self.writes_in(s.body)):
            raise Refused("loop", e, f"`{e.id}` changes inside the loop that runs over it")
        lengths.append(call("len", clone(e)))
        self.take_item(target, subscript(clone(e), clone(k)), e.id, items, e)
        if isinstance(target, gast.Tuple) and not isinstance(t, Num):
            self.groups.append((target, subscript(clone(e), clone(k)), e.id))

    def take_item(self, target: Any, expr: Any, base: str | None, items: list[Any], node: Any) -> None:
        if isinstance(target, gast.Name):
            items.append((target.id, expr, base))
            return
        for i, t in enumerate(target.elts):
            self.take_item(t, subscript(clone(expr), const(i)), base, items, node)

    # ============================================================== the forward sweep

    def forward(self, stmts: list[Any]) -> list[Any]:
        """The primal's statements, with calls replaced by their recording form."""
        out: list[Any] = []
        for s in stmts:
            if id(s) in self.replaced:
                new = self.replaced[id(s)]
                new[0].site = s
                out += new
                continue
            if isinstance(s, (gast.If, gast.For, gast.While)):
                copy = type(s).__new__(type(s))
                copy.__dict__.update(s.__dict__)
                copy.body = self.forward(s.body)
                copy.orelse = self.forward(s.orelse)
                copy.site = s
                out.append(copy)
            else:
                out.append(s)
        return out


@dataclass(frozen=True)
class Plan:
    """A loop run backwards: items are (variable, expression of the index, array or list it comes from);
    groups are (target, expression, list) where a list's items are taken apart."""

    target: Any
    header: Any
    items: list[Any]
    counted: bool
    counter: str
    groups: list[Any] = field(default_factory=list)


def has_break(stmts: list[Any]) -> bool:
    for s in stmts:
        if isinstance(s, gast.Break):
            return True
        if isinstance(s, gast.If) and (has_break(s.body) or has_break(s.orelse)):
            return True
    return False


def element_type(t: Type, path: tuple[Any, ...]) -> Type:
    for k in path:
        if isinstance(t, Seq) and isinstance(k, int) and -len(t.items) <= k < len(t.items):
            t = t.items[k]
        elif isinstance(t, Dict):
            t = t.get(k) or UNKNOWN
        else:
            return UNKNOWN
    return t


def is_buffer(t: Type) -> bool:
    """Whether a value is an array that could be written in place."""
    return isinstance(t, Num) and (t.kind == "array" or (t.kind == "any" and bool(t.shape)))


def is_number(e: Any, value: float) -> bool:
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        return is_number(e.operand, -value)
    return isinstance(e, gast.Constant) and isinstance(e.value, float) and e.value == value


def polynomial(e: Any) -> bool:
    """Whether a slope is finite wherever its operands are."""
    if isinstance(e, (gast.Name, gast.Constant)):
        return True
    if isinstance(e, gast.BinOp):
        if isinstance(e.op, gast.Pow):
            exponent = e.right
            if isinstance(exponent, gast.BinOp) and isinstance(exponent.op, gast.Sub):
                if isinstance(exponent.left, gast.Constant) and isinstance(exponent.right, gast.Constant):
                    return bool(exponent.left.value >= exponent.right.value) and polynomial(e.left)
            return isinstance(exponent, gast.Constant) and exponent.value >= 0 and polynomial(e.left)
        return isinstance(e.op, (gast.Add, gast.Sub, gast.Mult)) and polynomial(e.left) and polynomial(e.right)
    if isinstance(e, gast.UnaryOp):
        return polynomial(e.operand)
    return isinstance(e, gast.Subscript)


FRESH_METHODS = ("copy", "astype", "sum", "mean")
VIEW_FUNCTIONS = (
    "broadcast_to", "reshape", "transpose", "swapaxes", "moveaxis", "expand_dims", "squeeze", "ravel", "asarray", "real",
    "imag", "flip", "rot90", "diagonal", "atleast_1d", "atleast_2d", "split", "flipud", "fliplr",
)  # fmt: skip
# Helpers whose result is always a new object; the others may hand back what they were given, or a view of it.
FRESH_HELPERS = (
    "guarded", "zeros", "larger", "last_writes", "product_of_others", "cofactors", "solve_bar_left", "solve_dot",
    "power_slope", "matmul_bar_left", "matmul_bar_right", "list", "float",
)  # fmt: skip


def fresh_value(e: Any) -> bool:
    """Whether an expression certainly makes a new object that nothing else refers to (or a number)."""
    if isinstance(e, (gast.Constant, gast.BinOp, gast.UnaryOp)):
        return True
    if isinstance(e, gast.Call):
        if isinstance(e.func, gast.Attribute):
            return e.func.attr not in VIEW_FUNCTIONS and e.func.attr != "pop"
        return isinstance(e.func, gast.Name) and e.func.id in FRESH_HELPERS
    return False


def without_copy(e: Any) -> Any:
    """`x.copy() * y` → `x * y`: the product is a new array anyway."""
    if isinstance(e, gast.BinOp):
        return gast.BinOp(without_copy(e.left), e.op, without_copy(e.right))
    if isinstance(e, gast.UnaryOp):
        return gast.UnaryOp(e.op, without_copy(e.operand))
    if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "copy" and not e.args:
        return e.func.value
    return e


def names_of_place(place: Any) -> str:
    while isinstance(place, gast.Subscript):
        place = place.value
    return place.id  # type: ignore[no-any-return]


