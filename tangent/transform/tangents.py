"""Tangents of operations: one expression for the tangent of a result, from the rule of the operation.

A tangent has the full shape and the dtype of its value.  The tangent of a new array is a new array where one
of the memories involved is written later; elsewhere `y = x + 1.0` gives `y_dot = x_dot`.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.activity import varied
from tangent.analyse.flow import flows, function_of, is_view, method_of, record_display
from tangent.analyse.kinds import holds_empty
from tangent.analyse.memory import remember_memory
from tangent.objects import derivative_class
from tangent.rules import INACTIVE, RULES
from tangent.rules.inactive import ONLY_REAL
from tangent.rules.kinds import Rule
from tangent.syntax.nodes import (
    Namer,
    call,
    clone,
    const,
    load,
    loads_in,
    method,
    names_in,
    same,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import covers
from tangent.transform.expand import Expander, Expansion, bind_rule, name_of, no_rule, parse_rule
from tangent.transform.module import Module
from tangent.transform.reverse.chosen import CHOOSING, Chosen, partly_taken
from tangent.transform.reverse.tools import fresh_value, is_number, polynomial
from tangent.transform.typer import Typer
from tangent.types import (
    PY_FLOAT,
    UNKNOWN,
    Callable_,
    Closure,
    Dict,
    DictOf,
    Fields,
    ListOf,
    Num,
    Partial,
    Plain,
    Record,
    Seq,
    Static,
    Type,
    Unknown,
    constant,
    differentiable,
    dtype_name,
)
from tangent.unit import Instance

LAYOUT_DECIDES = (np.ravel, np.reshape, np.ascontiguousarray, np.asfortranarray)
DType = np.dtype[Any]


class Tangents:
    """The tangents of one instance: their names, and expressions for them; statements go to `out`.

    carried: names that have a tangent.  written: regions of memory where something that has one is written.
    kept: regions where two tangents may share memory only if their values do.  reshaped: regions where the
    layout of an array decides what is a view.  borrowed: names of new values whose tangents are not new.
    """

    def __init__(self, module: Module, instance: Instance, active: frozenset[str]) -> None:
        self.module = module
        self.instance = instance
        self.types = instance.types
        self.memory = instance.memory
        self.carried = carried_names(instance, active)
        self.namer = Namer(set(instance.unit.taken) | names_in(instance.tree))
        self.ours = module.ours(instance.unit)
        self.env: dict[str, Type] = dict(instance.arg_types)
        self.typer = Typer(module.session, self.env, module.names_of(instance.unit), instance.unit)
        self.helpers: set[str] = set()
        self.expander = Expander(self.typer, self.namer.fresh, self.ours, self.helper, self.carries)
        self.dots: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.out: list[Any] = []
        written = {n for names in self.memory.writes.values() for n in names if n in self.carried}
        self.written = {self.memory.region_of(n) for n in written}
        self.kept = set(self.written)
        self.reshaped = reshaped_regions(instance)
        self.borrowed: set[str] = set()

    def emit(self, s: Any) -> None:
        self.out.append(s)

    def np(self, name: str, *args: Any, **keywords: Any) -> Any:
        return call(gast.Attribute(load(self.ours("np", np)), name, gast.Load()), *args, **keywords)

    def helper(self, body: Any, name: str) -> str:
        body.__tangent_name__ = f"{name}_rule"
        bound = self.ours(f"{name}_rule", body)
        self.helpers.add(bound)
        return bound

    def learn(self, s: Any) -> None:
        """Types of the names of a statement, as they are there."""
        for n in walk(s):
            if isinstance(n, gast.Name):
                t = self.types.get(n)
                if t is not None:
                    self.env[n.id] = t
                    if n.id in self.carried:
                        self.env[self.dot(n.id)] = tangent_type(t)

    def type_of(self, e: Any) -> Type:
        t = self.types.get(e)
        return self.typer.type(e) if t is None else t

    def dot(self, name: str) -> str:
        if name not in self.dots:
            self.dots[name] = self.namer.fresh(name + "_dot")
            self.values[self.dots[name]] = name
        return self.dots[name]

    def active_call(self, e: Any) -> bool:
        return any(n.id in self.carried for n in flows(self.instance, e))

    def carries(self, e: Any) -> bool:
        """Whether an operand has a tangent."""
        if isinstance(e, gast.Name):
            # A list that is still empty has a tangent if it is given something that has one.
            t = self.type_of(e)
            return e.id in self.carried and (differentiable(t) or e.id in self.memory.grown or holds_empty(t))
        if isinstance(e, (gast.Tuple, gast.List)):
            return any(self.carries(i) for i in e.elts)
        if isinstance(e, gast.Dict):
            return any(self.carries(i) for i in e.values)
        return any(self.carries(i) for i in (record_display(self.instance, e) or {}).values())

    def tangent(self, e: Any) -> Any:
        """The tangent of an operand as an expression; None where it is zero."""
        if not self.carries(e):
            plain = isinstance(e, (gast.Name, gast.Tuple, gast.List, gast.Dict))
            if not plain and self.active_call(e) and differentiable(self.type_of(e)):
                raise Refused("expression", e, "an operand that carries a derivative")
            return None
        if isinstance(e, gast.Name):
            return load(self.dot(e.id))
        if isinstance(e, gast.Dict):
            return gast.Dict([clone(k) for k in e.keys], [self.tangent_or_zero(v) for v in e.values])
        kinds = getattr(self.type_of(e), "items", ())
        if len(kinds) != len(e.elts):
            kinds = [self.type_of(i) for i in e.elts]
        return type(e)([self.tangent_or_zero(i, t) for i, t in zip(e.elts, kinds, strict=True)], gast.Load())

    def tangent_or_zero(self, e: Any, t: Type | None = None) -> Any:
        found = self.tangent(e)
        return self.zero_of(self.type_of(e) if t is None else t, e) if found is None else found

    def zero_of(self, t: Type, primal: Any) -> Any:
        """The tangent of something that does not move, in its structure."""
        if isinstance(t, Num):
            return self.zero_number(t, primal)
        if isinstance(t, (Static, Plain, Callable_, Closure, Partial)):
            return const(None)
        if isinstance(primal, (gast.Tuple, gast.List)):
            return type(primal)([self.zero_of(self.type_of(i), i) for i in primal.elts], gast.Load())
        if isinstance(primal, gast.Dict):
            zeros = [self.zero_of(self.type_of(v), v) for v in primal.values]
            return gast.Dict([clone(k) for k in primal.keys], zeros)
        if isinstance(t, Record):
            shown = record_display(self.instance, primal) or {}
            return self.record(
                t,
                [
                    self.zero_of(i, shown.get(k, gast.Attribute(clone(primal), k, gast.Load())))
                    for k, i in zip(t.keys, t.items, strict=True)
                ],
            )
        return call(self.ours("zeros", runtime.zeros), clone(primal))

    def record(self, t: Record, items: list[Any]) -> Any:
        """A tangent of a record, written out."""
        cls = derivative_class(t.cls)
        return call(self.ours(cls.__name__, cls), **dict(zip(t.keys, items, strict=True)))

    def record_dot(self, e: Any, y: str) -> Any:
        """The tangent of the record `y`, made of its attributes by `e`; defaults do not move."""
        t, shown = self.type_of(e), record_display(self.instance, e)
        if not isinstance(t, Record) or shown is None or not any(map(self.carries, shown.values())):
            return None
        parts = []
        for k, i in zip(t.keys, t.items, strict=True):
            default = gast.Attribute(load(y), k, gast.Load())
            parts.append(self.tangent_or_zero(shown[k]) if k in shown else self.zero_of(i, default))
        return self.record(t, parts)

    def zero_number(self, t: Num, primal: Any) -> Any:
        if t.kind == "py":
            return const(0j if t.dtype is not None and t.dtype.kind == "c" else 0.0)
        if t.kind == "np":
            if t.dtype is None or not t.differentiable or t.dtype == np.dtype(float):
                return const(0.0)
            return call(self.dtype_expr(t.dtype), const(0.0))
        if t.kind == "array" and t.dtype is not None:
            if t.differentiable:
                return self.np("zeros_like", clone(primal))
            return self.np("zeros", gast.Attribute(clone(primal), "shape", gast.Load()))
        return call(self.ours("zeros", runtime.zeros), clone(primal))

    def dtype_expr(self, dtype: DType) -> Any:
        return gast.Attribute(load(self.ours("np", np)), dtype_name(dtype), gast.Load())

    # ============================================================== rules

    def apply(self, function: Any, args: list[Any], keywords: dict[str, Any], e: Any, y: str, t: Type) -> Any:
        return self.operation(function, args, keywords, e, load(y), t, {}, y)

    def operation(
        self,
        function: Any,
        args: list[Any],
        keywords: dict[str, Any],
        e: Any,
        out: Any,
        t: Type,
        given: dict[int, Any],
        y: str | None = None,
    ) -> Any:
        """The tangent of `e`, a call of `function`; `given` are the tangents of operands that are not names.

        With `y` it is fitted to that name: the whole shape, its dtype, memory of its own where that matters.
        """
        dots: dict[int, Any] = {}
        for a in [*args, *keywords.values()]:
            dot = given[id(a)] if id(a) in given else self.tangent(a)
            if dot is not None:
                dots[id(a)] = dot
        if not dots:
            return None
        rule = RULES.get(function)
        if rule is None:
            if function in INACTIVE:
                return None
            raise no_rule(function, e)
        self.check_real_only(function, args, e)
        bound = bind_rule(rule, args, keywords, e)
        self.expander.check_activity(rule, bound, e)
        if rule.variadic:
            parts = bound[rule.wrt[0]].elts
            wanted = [rule.wrt[0]] if any(id(p) in dots for p in parts) else []
        else:
            wanted = [w for w in rule.wrt if w in bound and id(bound[w]) in dots]
        if not wanted:
            return None
        if rule.kind == "elementwise":
            expr = self.elementwise(rule, bound, wanted, dots, out, t, e)
            exact = expr is not None and self.mentions_all(expr, bound, out)
        else:
            expr = self.structured(rule, bound, wanted, dots, out, e)
            exact = expr is None or function is not np.where or self.mentions_all(expr, bound, out)
        if expr is None or y is None:
            return expr
        return self.fitted(expr, y, t, e, exact)

    def check_real_only(self, function: Any, args: list[Any], node: Any) -> None:
        if function in ONLY_REAL:
            for a in args:
                t = self.type_of(a)
                if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
                    raise Refused("no_rule", node, f"{name_of(function)} of complex numbers")

    def structured(
        self, rule: Rule, bound: dict[str, Any], wanted: list[str], dots: dict[int, Any], out: Any, e: Any
    ) -> Any:
        if rule.kind == "pair":
            return self.pair(rule, bound, wanted, dots, out, e)
        if rule.kind == "mutation":
            raise Refused("expression", e, f"the value of `{name_of(rule.function)}`")
        self.check_supported(rule, bound, wanted, out, e)
        operands = bound[rule.wrt[0]].elts if rule.variadic else [bound[w] for w in rule.wrt if w in bound]
        if rule.kind == "linear":
            new = {id(a): dots.get(id(a)) or self.still(rule, a) for a in operands}
            return self.replaced(e, rule, new)
        terms = [(1, self.replaced(e, rule, {id(a): dots[id(a)]})) for a in operands if id(a) in dots]
        return summed(terms)

    def still(self, rule: Rule, a: Any) -> Any:
        if rule.function is np.where:
            return const(0.0)
        return self.zero_of(self.type_of(a), a)

    def check_supported(self, rule: Rule, bound: dict[str, Any], wanted: list[str], out: Any, e: Any) -> None:
        """What the rule refuses in reverse mode is refused here too: a layout, a constant that is added."""
        tree = parse_rule(rule.vjp)
        read = loads_in(tree.body)
        for p, value in bound.items():
            if p in rule.defaults and p not in rule.wrt and p not in rule.neutral and p not in read:
                self.check_default(rule, p, value, e)
        if any(isinstance(n, gast.Raise) for n in walk(tree.body)):
            scratch = Expander(
                self.typer, Namer(self.namer.taken).fresh, self.ours, self.helper, self.carries
            )
            scratch.expand(rule, rule.vjp, bound, wanted, {"out": out, "out_bar": out}, e)
        else:
            self.expander.check_options(rule, bound, e)

    def check_default(self, rule: Rule, p: str, value: Any, e: Any) -> None:
        known, default = constant(self.type_of(value)), rule.defaults[p]
        if isinstance(value, gast.Constant):
            known = value.value
        if not (known is default or (type(known) is type(default) and known == default)):
            raise Refused("argument", e, f"`{p.lstrip('_')}=` of `{name_of(rule.function)}`")

    def replaced(self, e: Any, rule: Rule, new: dict[int, Any]) -> Any:
        """The operation `e` with other operands."""

        def one(a: Any) -> Any:
            return clone(new[id(a)]) if id(a) in new else clone(a)

        if isinstance(e, gast.BinOp):
            return gast.BinOp(one(e.left), e.op, one(e.right))
        if isinstance(e, gast.UnaryOp):
            return gast.UnaryOp(e.op, one(e.operand))
        args = [one(a) for a in e.args]
        keywords = [gast.keyword(k.arg, one(k.value)) for k in e.keywords]
        if method_of(self.instance, e) is None:
            return gast.Call(clone(e.func), args, keywords)
        base = e.func.value
        t = self.type_of(base)
        if isinstance(t, Num) and t.kind == "array":
            return gast.Call(gast.Attribute(one(base), e.func.attr, gast.Load()), args, keywords)
        if e.func.attr in ("reshape", "transpose") and len(args) > 1:
            args = [gast.Tuple(args, gast.Load())]
        function = self.np(e.func.attr if e.func.attr != "flatten" else "ravel", one(base), *args)
        function.keywords = keywords
        return function

    def pair(
        self, rule: Rule, bound: dict[str, Any], wanted: list[str], dots: dict[int, Any], out: Any, e: Any
    ) -> Any:
        assert rule.jvp is not None
        extra: dict[str, Any] = {"out": out}
        for w in rule.wrt:
            still: Any = const(0.0)
            if w in bound and getattr(rule.jvp, "_tangent_whole", False):
                still = self.zero_of(self.type_of(bound[w]), bound[w])  # the text is a call, and not folded
            extra[w + "_dot"] = dots[id(bound[w])] if w in wanted else still
        whole = replace(rule, kind="pair_jvp")
        self.expander.check_options(rule, bound, e)
        expansion = self.expander.expand(whole, rule.jvp, bound, wanted, extra, e)
        expr = self.pair_result(expansion, rule)
        if self.is_helper_call(expr) and len(wanted) < len(rule.wrt):
            # The text of the rule is not folded then: the zeros must be there.
            for w in rule.wrt:
                if w not in wanted and w in bound:
                    extra[w + "_dot"] = self.zero_of(self.type_of(bound[w]), bound[w])
            expansion = self.expander.expand(whole, rule.jvp, bound, wanted, extra, e)
            expr = self.pair_result(expansion, rule)
        for s in expansion.setup:
            self.emit(s)
        expr = without_zeros(expr)
        return None if is_number(expr, 0.0) else expr

    def pair_result(self, expansion: Expansion, rule: Rule) -> Any:
        if "out_dot" in expansion.results:
            return expansion.results["out_dot"]
        (result,) = expansion.results.values()
        return result

    def is_helper_call(self, e: Any) -> bool:
        return isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id in self.helpers

    def elementwise(
        self,
        rule: Rule,
        bound: dict[str, Any],
        wanted: list[str],
        dots: dict[int, Any],
        out: Any,
        t: Type,
        e: Any,
    ) -> Any:
        """The sum over the operands of partial derivative times tangent."""
        terms: list[tuple[int, Any]] = []
        if rule.variadic:
            for i, operand in enumerate(bound[rule.wrt[0]].elts):
                if id(operand) in dots:
                    terms += self.variadic_term(rule, bound, i, dots[id(operand)], out, e)
            return summed(terms) if terms else None
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, {"out": out}, e)
        for s in expansion.setup:
            self.emit(s)
        for w in wanted:
            partial = expansion.results.get(w)
            if partial is not None and not is_number(partial, 0.0):
                first = w == rule.wrt[0]
                terms.append(self.term(dots[id(bound[w])], partial, rule, bound[w], t, first))
        return summed(terms) if terms else None

    def variadic_term(
        self, rule: Rule, bound: dict[str, Any], i: int, dot: Any, out: Any, e: Any
    ) -> list[tuple[int, Any]]:
        param = rule.wrt[0]
        extra = {"out": out, "position": const(i)}
        expansion = self.expander.expand(rule, rule.vjp, bound, [param], extra, e)
        partial = chosen_items(expansion.results[param])
        if self.is_helper_call(partial):
            partial = call(
                partial.func, *(clone(a) for a in bound[param].elts), position=const(i), out=clone(out)
            )
        for s in expansion.setup:
            self.emit(s)
        if is_number(partial, 0.0):
            return []
        return [self.term(dot, partial, rule, bound[param].elts[i], UNKNOWN, True)]

    def term(self, dot: Any, partial: Any, rule: Rule, operand: Any, t: Type, first: bool) -> tuple[int, Any]:
        """(sign, expression) of one partial derivative times one tangent."""
        sign = 1
        while isinstance(partial, gast.UnaryOp) and isinstance(partial.op, gast.USub):
            sign, partial = -sign, partial.operand
        if (
            isinstance(partial, gast.BinOp)
            and isinstance(partial.op, (gast.Div, gast.Mult))
            and isinstance(partial.left, gast.UnaryOp)
            and isinstance(partial.left.op, gast.USub)
        ):
            sign, partial = -sign, gast.BinOp(partial.left.operand, partial.op, partial.right)
        if is_number(partial, 1.0):
            return sign, dot
        if rule.guarded and not polynomial(partial):
            value: Any = call(self.ours("guarded", runtime.guarded), dot, partial)
        elif rule.function in CHOOSING and getattr(operand, "id", "") in self.partly_taken.unbounded:
            value = call(self.ours("guarded", runtime.guarded), partial, dot)  # not taken, it may be infinite
        elif (
            isinstance(partial, gast.BinOp)
            and isinstance(partial.op, gast.Div)
            and is_number(partial.left, 1.0)
        ):
            value = gast.BinOp(dot, gast.Div(), partial.right)
        elif isinstance(partial, gast.BinOp) and isinstance(partial.op, gast.Div):
            value = gast.BinOp(gast.BinOp(partial.left, gast.Mult(), dot), gast.Div(), partial.right)
        else:
            value = self.product(dot, partial, first)
        given = self.type_of(operand)
        if isinstance(given, Num) and isinstance(t, Num) and is_complex(given) and is_real(t):
            value = self.np("real", value)
        return sign, value

    @functools.cached_property
    def partly_taken(self) -> Chosen:
        return partly_taken(self.instance)

    def product(self, dot: Any, partial: Any, first: bool) -> Any:
        found = self.typer.type(partial)
        if isinstance(found, Num) and found.dtype is not None and found.dtype.kind == "b":
            given = self.typer.type(dot)
            if isinstance(given, Num) and given.kind == "py" and found.kind != "py":
                # A Python float times a mask would be float64, whatever the variable is.
                if found.kind == "array":
                    return self.np("where", partial, dot, const(0.0))
                return gast.BinOp(dot, gast.Mult(), call(self.ours("float", float), partial))
        if not first and isinstance(partial, (gast.Name, gast.Constant)):
            return gast.BinOp(partial, gast.Mult(), dot)
        return gast.BinOp(dot, gast.Mult(), partial)

    # ============================================================== shape, dtype, memory

    def mentions_all(self, expr: Any, bound: dict[str, Any], out: Any) -> bool:
        """Whether an element-wise expression reads every operand that is not a number, or the result itself.

        It then has the shape that they broadcast to.
        """
        read = names_in(expr)
        if isinstance(out, gast.Name) and out.id in read:
            return True
        for a in bound.values():
            for operand in a.elts if isinstance(a, gast.Tuple) else [a]:
                t = self.type_of(operand)
                if (
                    isinstance(operand, gast.Constant)
                    or (isinstance(t, Num) and t.shape == ())
                    or isinstance(t, Static)
                ):
                    continue
                if isinstance(operand, gast.Name) and {operand.id, self.dots.get(operand.id)} & read:
                    continue
                if any(same(n, operand) for n in walk(expr)):
                    continue
                return False
        return True

    def fitted(self, expr: Any, y: str, t: Type, e: Any, exact: bool) -> Any:
        """A tangent with the shape and dtype of `y`, and memory of its own where that matters."""
        if isinstance(t, Unknown):
            t = Num("any", None, None)
        if not isinstance(t, Num):
            return expr
        found = self.typer.type(expr)
        if not exact and not (t.is_scalar or covers(self.module.session, found, t)):
            if t.kind == "array" and isinstance(found, Num) and found.shape == ():
                return self.np("full_like", load(y), expr)
            if t.kind == "array":
                expr = self.np("broadcast_to", expr, gast.Attribute(load(y), "shape", gast.Load()))
            else:
                expr = call(self.ours("spread", runtime.spread), expr, load(y))
        expr = self.cast(expr, found, t)
        if t.is_scalar:
            return self.number_of(expr, found)
        if is_view(self.instance, e):
            return expr
        return self.owned(expr, y, t, found)

    def number_of(self, expr: Any, found: Type) -> Any:
        """The tangent of a number: not an array without axes that is written later."""
        in_array = isinstance(found, Num) and found.kind == "array" and found.shape == ()
        if not in_array or self.is_new(expr):
            return expr
        sources = {self.values[n] for n in names_in(expr) if n in self.values}
        written = {self.memory.region_of(n) for n in sources} & self.kept
        return subscript(expr, gast.Tuple([], gast.Load())) if written else expr

    def owned(self, expr: Any, y: str, t: Num, found: Type) -> Any:
        """A new value has a new tangent if one of the two memories is written, or held by a result."""
        sources = {self.values[n] for n in names_in(expr) if n in self.values}
        homes = {self.memory.region_of(n) for n in sources | {y}}
        keep = bool(homes & self.kept)
        if self.layout_matters(y, t):
            return self.laid_out(expr, y)
        if (
            keep
            and t.kind == "array"
            and t.shape == ()
            and not (isinstance(found, Num) and found.kind == "array")
        ):
            return self.np("array", expr)
        if self.is_new(expr):
            return expr
        if not keep:
            self.borrowed.add(y)
            return expr
        return self.own(expr, t)

    def own(self, e: Any, t: Type) -> Any:
        """A value that shares memory with nothing."""
        if isinstance(t, Num) and t.kind == "array":
            return method(e, "copy")
        return call(self.ours("apart", runtime.apart), e)

    def layout_matters(self, name: str, t: Type) -> bool:
        """Whether the layout of an array decides what is a view of it and what a copy, and one is written."""
        home = self.memory.region_of(name)
        flat = isinstance(t, Num) and t.shape is not None and len(t.shape) < 2
        return home in self.written and home in self.reshaped and not flat

    def laid_out(self, expr: Any, y: str) -> Any:
        return call(self.ours("copy_like", runtime.copy_like), expr, load(y))

    def is_new(self, e: Any) -> bool:
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Name) and e.func.id.startswith("spread"):
            return False
        if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.UAdd):
            return True
        return fresh_value(e)

    def cast(self, expr: Any, found: Type, t: Num) -> Any:
        """Promotion is linear: the tangent is promoted, or cut down, like the value."""
        if not isinstance(found, Num) or found.dtype is None or t.dtype is None or found.dtype == t.dtype:
            return expr
        if not t.differentiable or found.kind == "any":
            return expr
        if is_complex(found) and not is_complex(t):
            expr = self.np("real", expr)
            if found.dtype.itemsize == 2 * t.dtype.itemsize:
                return expr
        if t.kind == "py":
            return call(self.ours("complex", complex), expr) if is_complex(t) else expr
        if found.kind == "array":
            return method(expr, "astype", self.dtype_expr(t.dtype))
        return expr if t.kind == "any" else call(self.dtype_expr(t.dtype), expr)


def carried_names(instance: Instance, active: frozenset[str]) -> frozenset[str]:
    """The names that have tangents.

    Where something that carries a derivative is written into an array or list, all names that may share
    memory with it have tangents from the start, so that these share memory in the same way.  So has what two
    parts of the result share: the caller may write into one, and read the other.
    """
    memory = instance.memory
    types: dict[str, list[Type]] = {p: [t] for p, t in instance.arg_types.items()}
    for n in walk(instance.tree.body):
        if isinstance(n, gast.Name) and n in instance.types:
            types.setdefault(n.id, []).append(instance.types[n])
    every = names_in(instance.tree.body) | set(instance.arg_types)
    # Numbers share no memory, whatever was unpacked along with them.
    every = {n for n in every if not all(isinstance(t, Num) and t.is_scalar for t in types.get(n, [UNKNOWN]))}
    found = varied(instance, active)
    empty = {p for p in active if holds_empty(instance.arg_types[p])}
    while True:
        homes = {memory.region_of(n) for names in memory.writes.values() for n in names if n in found}
        homes |= {memory.region_of(n) for n in memory.returned_twice | empty}
        more = {n for n in every if memory.region_of(n) in homes} - memory.keyed
        if more <= found:
            break
        found = varied(instance, found | more)
    return frozenset(
        n
        for n in found
        if n in memory.grown or any(differentiable(t) or holds_empty(t) for t in types.get(n, [UNKNOWN]))
    )


def reshaped_regions(instance: Instance, outer: tuple[Instance, ...] = ()) -> set[str]:
    """Regions with arrays of which a view or a copy is made, whichever their layout allows (`ravel`)."""
    memory = instance.memory
    found: set[str] = set()
    for e in walk(instance.tree.body):
        user = instance.calls.get(e)
        if user is not None and user[0] not in outer:
            callee, bound = user
            remember_memory(callee)
            inner = reshaped_regions(callee, (*outer, instance))
            for p in callee.arg_types:
                if callee.memory.region_of(p) in inner:
                    names = is_view(instance, bound.exprs[p]) if p in bound.exprs else []
                    found |= {memory.region_of(n.id) for n in names}
                    if p in bound.hidden:
                        found.add(memory.region_of(bound.hidden[p]))
        elif isinstance(e, gast.Call) and layout_decides(instance, e):
            found |= {memory.region_of(n.id) for n in is_view(instance, e)}
    return found


def layout_decides(instance: Instance, e: Any) -> bool:
    """Whether a call gives a view or a new array, by the layout of its argument."""
    function = function_of(instance, e)
    ordered = function in (np.asarray, np.asanyarray) and any(k.arg == "order" for k in e.keywords)
    return ordered or function in LAYOUT_DECIDES


def tangent_type(t: Type) -> Type:
    """The type of the tangent of a value of type `t`."""
    if isinstance(t, Num):
        if t.differentiable:
            return replace(t, sym=None)
        return PY_FLOAT if t.is_scalar else replace(t, dtype=np.dtype(float), sym=None)
    if isinstance(t, Record):
        return Record(derivative_class(t.cls), t.keys, tuple(map(tangent_type, t.items)))
    if isinstance(t, Fields):
        return Dict(t.keys, tuple(map(tangent_type, t.items)))
    if isinstance(t, (Seq, Dict)):
        return replace(t, items=tuple(map(tangent_type, t.items)))
    if isinstance(t, (ListOf, DictOf)):
        return replace(t, item=None if t.item is None else tangent_type(t.item))
    return Static(None) if isinstance(t, (Static, Plain, Callable_, Closure, Partial)) else UNKNOWN


def scalar(t: Type) -> bool:
    return isinstance(t, Num) and t.is_scalar


def is_complex(t: Num) -> bool:
    return t.dtype is not None and t.dtype.kind == "c"


def is_real(t: Num) -> bool:
    """Whether it is known to be: the product of a complex number and one of either kind is not."""
    return t.dtype is not None and t.dtype.kind != "c"


def summed(terms: list[tuple[int, Any]]) -> Any:
    """The sum of terms with signs; quotients by the same number become one."""
    if len(terms) == 2 and all(isinstance(x, gast.BinOp) and isinstance(x.op, gast.Div) for _, x in terms):
        (sign, a), (other, b) = terms
        if same(a.right, b.right):
            return gast.BinOp(summed([(sign, a.left), (other, b.left)]), gast.Div(), a.right)
    (sign, total), *rest = terms
    if sign < 0:
        total = negated(total)
    for sign, x in rest:
        total = gast.BinOp(total, gast.Add() if sign > 0 else gast.Sub(), x)
    return total


def negated(e: Any) -> Any:
    """`-(a * b)` as `-a * b`, which is the same number."""
    if isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Mult, gast.Div)):
        return gast.BinOp(negated(e.left), e.op, e.right)
    return gast.UnaryOp(gast.USub(), e)


def without_zeros(e: Any) -> Any:
    """Sums and products without literal zeros, which stand for tangents of what does not move."""
    if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        operand = without_zeros(e.operand)
        return operand if is_number(operand, 0.0) else gast.UnaryOp(e.op, operand)
    if isinstance(e, gast.BinOp):
        left, right = without_zeros(e.left), without_zeros(e.right)
        if isinstance(e.op, (gast.Mult, gast.MatMult)) and (is_number(left, 0.0) or is_number(right, 0.0)):
            return const(0.0)
        if isinstance(e.op, gast.Add) and (is_number(left, 0.0) or is_number(right, 0.0)):
            return right if is_number(left, 0.0) else left
        if isinstance(e.op, gast.Sub):
            if is_number(right, 0.0):
                return left
            if is_number(left, 0.0):
                return gast.UnaryOp(gast.USub(), right)
        return gast.BinOp(left, e.op, right)
    if isinstance(e, gast.Call):
        return gast.Call(e.func, [without_zeros(a) for a in e.args], e.keywords)
    return e


def chosen_items(e: Any) -> Any:
    """`(a, b)[0]` as `a`."""
    if isinstance(e, gast.BinOp):
        return gast.BinOp(chosen_items(e.left), e.op, chosen_items(e.right))
    if (
        isinstance(e, gast.Subscript)
        and isinstance(e.value, gast.Tuple)
        and isinstance(e.slice, gast.Constant)
    ):
        return e.value.elts[e.slice.value]
    return e
