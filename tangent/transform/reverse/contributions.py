"""Contributions: what an operand's adjoint receives, fitted to its shape and dtype.

The first contribution assigns, later ones add; `+=` only into a buffer that is ours.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.parts import holds_lists, is_list
from tangent.objects import is_plain
from tangent.syntax.nodes import (
    as_store,
    assign,
    augment,
    call,
    clone,
    const,
    load,
    method,
    names_in,
    subscript,
)
from tangent.syntax.refuse import Refused
from tangent.transform.bars import Bar, Key
from tangent.transform.reverse.base import Base
from tangent.transform.reverse.tools import (
    element_type,
    fresh_value,
    is_number,
    part,
    part_at,
)
from tangent.types import (
    CONTAINERS,
    HOLDERS,
    OPTIONAL,
    PARTS,
    UNKNOWN,
    Dict,
    DictOf,
    ListOf,
    Mixed,
    Num,
    Record,
    Seq,
    Type,
    Unknown,
    differentiable,
    dtype_name,
    keys_of,
    without_none,
)


def _as_long_as(found: Type, t: Type) -> Type:
    """The type of an adjoint that has the shape of its variable, of type `t`."""
    if not isinstance(found, Num) or not isinstance(t, Num) or not found.shape or not t.shape:
        return found
    if len(found.shape) != len(t.shape):
        return found
    pairs = zip(found.shape, t.shape, strict=True)
    return replace(found, shape=tuple(f if v is None else v for f, v in pairs))


class Contributions(Base):
    """Adds to adjoints."""

    def finished(self, key: Key, t: Type, primal: Any) -> Any:
        """An expression for the whole adjoint of a parameter (or an element), of its own structure and
        dtype.
        """
        if isinstance(t, PARTS) and key not in self.bars and not self.is_whole(key):
            items = [
                self.finished(self.child(key, k), i, part(clone(primal), t, k))
                for k, i in zip(keys_of(t), t.items, strict=True)
            ]
            if self.entry and isinstance(t, Record) and not is_plain(t.cls):
                made = call(self.ours("like", runtime.like), primal, **dict(zip(t.keys, items, strict=True)))
                return made
            return self.put_together(t, items)
        if not differentiable(t) and not isinstance(t, (Num, *CONTAINERS)):
            return const(None)
        bar = self.bars.get(key)
        if not isinstance(t, Num):
            if self.entry and bar is not None and _of_own_class(t):
                raise Refused("container", primal, "objects in a container that changes, as an argument")
            if bar is not None and differentiable(t):
                expr = self.dense(key, primal)
                is_tuple = isinstance(t, (Seq, ListOf)) and t.kind == "tuple"
                return self.builtin("tuple", expr) if is_tuple else expr
            return call(self.ours("zeros", runtime.zeros), primal)
        if not t.differentiable:
            return const(0.0)
        if bar is None:
            return self.zero_of(t, primal)
        expr = self.exact(load(self.bar_name(key)), bar, t, primal)
        return self.final_dtype(expr, t, bar, primal)

    def put_together(self, t: Seq | Dict | Record, items: list[Any]) -> Any:
        """A container of adjoints, written out."""
        if isinstance(t, Record):
            return self.record(t, items)
        if isinstance(t, Dict):
            return gast.Dict([const(k) for k in t.keys], items)
        return (gast.Tuple if t.kind == "tuple" else gast.List)(items, gast.Load())

    def final_dtype(self, expr: Any, t: Num, bar: Bar, primal: Any) -> Any:
        """A bar whose class is not the argument's own: a Python float for a float32 scalar, an alias of
        something.
        """
        found = self.typer.type(expr)
        if (
            t.kind == "py"
            and isinstance(found, Num)
            # (None is float64 for a comparison of dtypes)
            and (found.dtype is None or found.dtype != t.dtype or found.kind in ("array", "any"))
        ):
            return self.builtin("complex" if t.dtype is not None and t.dtype.kind == "c" else "float", expr)
        if (
            t.kind == "np"
            and t.dtype is not None
            and (not isinstance(found, Num) or found.kind != "np" or found.dtype != t.dtype)
        ):
            return call(gast.Attribute(load(self.ours("np", np)), dtype_name(t.dtype), gast.Load()), expr)
        if t.kind == "array" and t.shape == () and isinstance(found, Num) and found.kind != "array":
            return self.np("asarray", expr, dtype=gast.Attribute(clone(primal), "dtype", gast.Load()))
        if t.kind in ("array", "any") and not self.is_fresh(expr, bar):
            return method(expr, "copy") if t.kind == "array" else self.np("array", expr)
        return expr

    def is_fresh(self, expr: Any, bar: Bar | None) -> bool:
        """Whether a result shares memory with nothing: an owned buffer, or the result of an operation."""
        if isinstance(expr, gast.Name):
            return bar is not None and bar.owned
        return fresh_value(expr)

    def contribute(
        self, target: Any, expr: Any, node: Any, fitted: bool = False, full: bool = False
    ) -> None:
        """Add `expr` to the adjoint of an operand: a name, a display of operands, or something inert.

        fitted: the expression is at most smaller than the operand (it broadcasts to it), never larger.
        full: it is not smaller than the operand.
        """
        if isinstance(target, gast.Name):
            if target.id in self.varied and differentiable(self.type_of(target)):
                self.add_to(target.id, expr, self.type_of(target), target, fitted, full=full)
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
            return expr.id
        name = self.namer.fresh(wish)
        self.env[name] = self.typer.type(expr)
        self.emit(assign(name, expr))
        return name

    def add_to(
        self,
        key: Key,
        expr: Any,
        t: Type,
        primal: Any,
        fitted: bool = False,
        whole: bool = False,
        full: bool = False,
    ) -> None:
        """whole: the expression is (a part of) an adjoint that was kept as one object, and has its shape."""
        if isinstance(t, Mixed) and self.instance.recursive:
            raise Refused("container", primal, "a value that is a container on one path and not on another")
        if isinstance(t, Unknown):
            self.add_unknown(key, expr if whole else self.fit(expr, t, primal, fitted))
        elif isinstance(t, PARTS) and not self.is_whole(key):
            self.explode(key, expr, t, primal, whole)
        elif not isinstance(t, Num) and (self.is_whole(key) or isinstance(t, HOLDERS)):
            self.add_whole(key, expr, t)
        elif self.is_shadowed(key):
            self.add_in_place(key, self.fit(expr, t, primal, fitted), t, primal)
        elif whole and isinstance(t, Num):
            self.add_value(key, self.cast(expr, self.typer.type(expr), t), t, True)
        else:
            self.add_value(key, self.fit(expr, t, primal, fitted), t, full=full)

    def add_unknown(self, key: Key, expr: Any) -> None:
        """A value of which nothing is known, perhaps a container: the helper adds part by part."""
        name = self.bar_name(key)
        if key in self.bars:
            expr = call(self.ours("add", runtime.add), load(name), expr)
        self.emit(assign(name, expr))
        self.env[name] = UNKNOWN
        self.bars[key] = Bar(
            UNKNOWN,
            False,
            self.bars[key].exact if key in self.bars else self.is_exact(expr, UNKNOWN, UNKNOWN),
        )

    def explode(
        self, key: Key, expr: Any, t: Seq | Dict | Record, primal: Any, whole: bool = False
    ) -> None:
        shown = self.shown(expr, t)
        if shown is not None:
            for k, item, value in zip(t.keys, t.items, shown, strict=True):  # type: ignore[union-attr]
                if differentiable(item):
                    self.add_to(self.child(key, k), value, item, part(clone(primal), t, k))
            return
        if isinstance(expr, gast.Call) and isinstance(expr.func, gast.Name) and expr.func.id == "list":
            expr = expr.args[0]
        if not isinstance(expr, (gast.Tuple, gast.List, gast.Dict)):
            expr = load(self.named(expr, "bars"))
        for i, (k, item) in enumerate(zip(keys_of(t), t.items, strict=True)):
            if not differentiable(item):
                continue
            if isinstance(expr, (gast.Tuple, gast.List)):
                value = expr.elts[i]
            elif isinstance(expr, gast.Dict):
                value = expr.values[i]
            else:
                value = part(clone(expr), t, k)
            self.add_to(self.child(key, k), value, item, part(clone(primal), t, k), whole=whole)

    def shown(self, expr: Any, t: Type) -> list[Any] | None:
        """The parts of an adjoint of a record that is written out."""
        if not isinstance(t, Record) or not isinstance(expr, gast.Call) or expr.args:
            return None
        found = {k.arg: k.value for k in expr.keywords}
        return [found[k] for k in t.keys] if set(found) == set(t.keys) else None

    def add_whole(self, key: Key, expr: Any, t: Type) -> None:
        name = self.bar_name(key)
        if key in self.sweeps.shadow_params or (key in self.parts.tied and not self.begins(key, expr, t)):
            # The caller, or the adjoint of the container that it is in, holds the same list or dict.
            self.need_whole(key, self.primal_of(key))
            self.add_into(load(name), expr, t)
        elif key in self.bars:
            self.emit(assign(name, call(self.ours("add", runtime.add), load(name), expr)))
        else:
            # A list of our own: what is added later must not reach the one that it came from.
            self.emit(assign(name, self.own_container(key, expr, t)))
        self.env[name] = t
        self.bars[key] = Bar(t, True, True)

    def own_container(self, key: Key, expr: Any, t: Type) -> Any:
        """The adjoint `expr` as a list or dict that nothing else holds."""
        if isinstance(t, OPTIONAL) and t.optional:
            zeros = call(self.ours("zeros", runtime.zeros), self.primal_of(key))
            return call(self.ours("add", runtime.add), zeros, expr)
        if isinstance(t, (Seq, ListOf)) and key not in self.missing:
            return self.builtin("list", expr)
        return self.builtin("dict", expr) if isinstance(t, (Dict, DictOf)) else expr

    def begins(self, key: Key, expr: Any, t: Type) -> bool:
        """Whether the adjoint of a container begins with what is added to it, sharing nothing with that."""
        if key in self.bars or self.view_of(key) is not None:
            return False
        return not holds_lists(t) or isinstance(expr, (gast.List, gast.Dict))

    def add_into(self, bar: Any, expr: Any, t: Type) -> None:
        """Add to the adjoint of a list or dict, which stays the object that it is, and so do those in it."""
        t = without_none(t)
        if isinstance(t, Dict) and holds_lists(t) and self.has_all_parts(bar, expr, t):
            self.add_into_parts(bar, expr, t)
            return
        if holds_lists(t):
            add = runtime.add_into_object if isinstance(t, Record) else runtime.add_into
            self.emit(gast.Expr(call(self.ours(add.__name__, add), bar, expr)))
            return
        total = call(self.ours("add", runtime.add), bar, expr)
        if isinstance(t, (Dict, DictOf)):
            self.emit(gast.Expr(method(clone(bar), "update", total)))
        else:
            whole = subscript(clone(bar), gast.Slice(None, None, None))
            self.emit(gast.Assign([as_store(whole)], total, None))

    def has_all_parts(self, bar: Any, expr: Any, t: Dict) -> bool:
        """Whether the parts of two adjoints of a dict are all there, and known to be numbers or lists."""
        names = names_in([bar, expr])
        sparse = [key for key, name in self.bar_names.items() if name in names and self.is_sparse(key)]
        known = [not isinstance(i, Unknown) and not getattr(i, "optional", False) for i in t.items]
        return not t.optional and all(known) and not sparse

    def add_into_parts(self, bar: Any, expr: Any, t: Dict) -> None:
        if not isinstance(expr, gast.Name):
            expr = load(self.named(expr, "bars"))
        for k, item in zip(t.keys, t.items, strict=True):
            place, g = subscript(clone(bar), const(k)), subscript(clone(expr), const(k))
            if not differentiable(item):
                continue
            if is_list(item):
                self.add_into(place, g, item)
            elif isinstance(item, Num) and item.is_scalar:
                self.emit(augment(place, gast.Add(), g))
            else:
                total = call(self.ours("add", runtime.add), clone(place), g)
                self.emit(gast.Assign([as_store(place)], total, None))

    def add_value(self, key: Key, expr: Any, t: Type, whole: bool = False, full: bool = False) -> None:
        name = self.bar_name(key)
        found = self.typer.type(expr)
        if whole and not isinstance(found, Num):
            found = t
        if full:
            found = _as_long_as(found, t)
        bar = self.bars.get(key)
        if bar is None:
            self.emit(assign(name, expr))
            self.env[name] = found
            owned = fresh_value(expr) or self.is_given(expr)
            self.bars[key] = Bar(found, owned, whole or full or self.is_exact(expr, found, t))
            return
        scalar = isinstance(t, Num) and t.is_scalar
        total = self.typer.type(gast.BinOp(load(name), gast.Add(), expr))
        in_place = bar.owned and bar.exact and isinstance(found, Num) and total == bar.type
        if scalar or (in_place and not _of_any_class(total, t)):
            self.emit(augment(load(name), gast.Add(), expr))
            self.bars[key] = replace(bar, type=total)
        else:
            if not bar.owned:
                self.wants_owned.add(key)
            self.emit(assign(name, gast.BinOp(load(name), gast.Add(), expr)))
            exact = whole or full or bar.exact or self.is_exact(expr, found, t)
            self.bars[key] = Bar(total, True, exact)
        self.env[name] = self.bars[key].type

    def is_given(self, expr: Any) -> bool:
        """Whether a name of ours holds a new value that only the one to whom it is added will read."""
        return isinstance(expr, gast.Name) and expr.id in self.given

    def add_in_place(self, key: Key, expr: Any, t: Type, primal: Any) -> None:
        name = self.bar_name(key)
        found = self.typer.type(expr)
        whole = (
            self.covers(found, t) and not self.is_reshaped(key) and not (isinstance(t, Num) and t.shape == ())
        )
        if key not in self.bars and not self.is_derived(key) and whole:
            own = fresh_value(expr) or self.is_given(expr)
            self.emit(assign(name, expr if own else method(expr, "copy")))
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

    def is_array_of_one(self, t: Type | None) -> bool:
        return isinstance(t, Num) and t.kind == "array" and t.shape == ()

    def fit(self, expr: Any, t: Type, primal: Any, fitted: bool = False) -> Any:
        """Undo broadcasting and promotion: sum down to the operand's shape, cast to its dtype."""
        found = self.typer.type(expr)
        if isinstance(t, Num) and t.is_scalar and self.is_array_of_one(found) and not fresh_value(expr):
            # Sums into an array of no axes would be written into it, and it may be a view.
            expr = subscript(expr, gast.Tuple([], gast.Load()))
            found = self.typer.type(expr)
        if fitted and isinstance(expr, gast.Name) and expr.id.endswith("_part_bar"):
            return self.cast(expr, found, t) if isinstance(t, Num) else expr
        if fitted:
            if not isinstance(t, Num) or t.optional:
                return self.filled(expr, clone(primal))
            if t.shape is None:
                # Not known to be of full shape, and later it could not be told from a sum that is still
                # to do.
                return self.np("broadcast_to", expr, self.np("shape", clone(primal)))
            return self.cast(expr, found, t)
        if not isinstance(t, Num):
            if self.returns_shape_of(expr, primal):
                return expr
            return call(self.ours("unbroadcast", runtime.unbroadcast), expr, clone(primal))
        if not isinstance(found, Num) or found.shape is None or t.shape is None:
            if (
                isinstance(t, Num)
                and t.shape == ()
                and t.is_scalar
                and isinstance(found, Num)
                and found.shape == ()
            ):
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
            return self.cast(
                call(self.ours("unbroadcast", runtime.unbroadcast), expr, clone(primal)), found, t
            )
        if keep:
            value = self.axes_const(sorted(keep))
            expr = self.np("sum", expr, axis=value, keepdims=const(True))
        if axes:
            if self.is_inner_product(expr):
                expr = gast.BinOp(expr.left, gast.MatMult(), expr.right)
            elif len(axes) == len(found.shape):
                expr = self.np("sum", expr)
            else:
                expr = self.np("sum", expr, axis=self.axes_const(axes))
        return self.cast(expr, self.typer.type(expr), t)

    def is_inner_product(self, expr: Any) -> bool:
        """Whether the sum of all elements is that of the products of two vectors."""
        if not isinstance(expr, gast.BinOp) or not isinstance(expr.op, gast.Mult):
            return False
        a, b = (self.typer.type(e) for e in (expr.left, expr.right))
        if not (isinstance(a, Num) and isinstance(b, Num) and a.dtype == b.dtype and a.dtype is not None):
            return False
        if a.shape is None or b.shape is None or len(a.shape) != 1 or len(b.shape) != 1:
            return False
        return a.dtype.kind == "f" and self.module.session.agree(a.shape[0], b.shape[0])

    def axes_const(self, axes: list[int]) -> Any:
        return const(axes[0]) if len(axes) == 1 else gast.Tuple([const(a) for a in axes], gast.Load())

    def returns_shape_of(self, expr: Any, primal: Any) -> bool:
        """Whether an adjoint came from a helper that already fits it to the operand."""
        return (
            isinstance(expr, gast.Call)
            and isinstance(expr.func, gast.Name)
            and expr.func.id.startswith(("unbroadcast", "matmul_bar", "dot_bar", "zeros"))
        )

    @functools.cached_property
    def has_complex(self) -> bool:
        """Whether a number of a kind that is not known may be complex."""
        types = [*self.instance.types.values(), *self.instance.arg_types.values()]
        return any(isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c" for t in types)

    def cast(self, expr: Any, found: Type, t: Num) -> Any:
        """The adjoint of promotion is the cast back."""
        if isinstance(found, Num) and found.dtype is None and t.dtype is not None and t.dtype.kind == "f":
            return self.np("real", expr) if self.has_complex else expr
        if not isinstance(found, Num) or found.dtype is None or t.dtype is None or found.dtype == t.dtype:
            return expr
        if not t.differentiable:
            return expr
        if found.dtype.kind == "c" and t.dtype.kind == "f":
            expr = self.np("real", expr) if found.kind != "py" else gast.Attribute(expr, "real", gast.Load())
            return self.cast(expr, self.typer.type(expr), t)
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
        return gast.Attribute(load(self.ours("np", np)), dtype_name(t.dtype), gast.Load())

    def zero_of(self, t: Type, primal: Any) -> Any:
        if isinstance(t, Num) and t.is_scalar:
            if t.kind == "np" and t.dtype != np.dtype(float):
                return call(self.dtype_expr(t), const(0.0))
            return const(0j) if t.dtype is not None and t.dtype.kind == "c" else const(0.0)
        if isinstance(t, Num) and t.kind == "array":
            return self.np("zeros_like", primal)
        return call(self.ours("zeros", runtime.zeros), primal)

    def no_adjoint(self, t: Type) -> Any:
        """For something without a derivative; None, if not a number, may be added to a container."""
        return const(0.0 if isinstance(t, Num) and t.is_scalar else None)

    def exact(self, expr: Any, bar: Bar, t: Type, primal: Any) -> Any:
        """The adjoint with the full shape (and dtype) of its variable."""
        if bar.exact or (isinstance(t, Num) and t.is_scalar):
            return expr
        found = bar.type
        if not isinstance(t, Num) or t.optional:
            return self.filled(expr, primal)
        if isinstance(found, Num) and found.shape == ():
            return self.np("full_like", primal, expr)
        if t.kind == "array" or t.shape:
            return self.np("broadcast_to", expr, gast.Attribute(primal, "shape", gast.Load()))
        return self.np("broadcast_to", expr, self.np("shape", primal))

    def filled(self, expr: Any, primal: Any) -> Any:
        """The same for what may be a number, an array, a container or None."""
        return call(self.ours("spread", runtime.spread), expr, primal)

    def full(self, key: str, t: Type) -> Any:
        """The adjoint of a name as an expression of exactly its shape; it may become a statement."""
        bar = self.bars[key]
        name = self.bar_name(key)
        if not bar.exact:
            self.emit(assign(name, self.exact(load(name), bar, t, load(key))))
            self.env[name] = t
            self.bars[key] = Bar(t, isinstance(bar.type, Num) and bar.type.shape == (), True)
        return load(name)

    def has_bar(self, y: str) -> bool:
        return y in self.bars or any(isinstance(k, tuple) and k[0] == y for k in self.bars)

    def drop(self, y: str) -> None:
        self.bars.pop(y, None)
        self.completed.discard(y)
        for k in [k for k in self.bars if isinstance(k, tuple) and k[0] == y]:
            del self.bars[k]

    def value_of(self, key: Key, t: Type, primal: Any) -> Any:
        """The adjoint of a name as one expression, displays for containers, zeros where it has none."""
        if isinstance(t, PARTS) and key not in self.bars and not self.is_whole(key):
            items = [
                self.value_of(self.child(key, k), i, part(clone(primal), t, k))
                for k, i in zip(keys_of(t), t.items, strict=True)
            ]
            return self.put_together(t, items)
        bar = self.bars.get(key)
        if bar is None:
            return self.zero_of(t, primal) if differentiable(t) else self.no_adjoint(t)
        if self.is_sparse(key):
            return self.dense(key, primal)
        return self.exact(load(self.bar_name(key)), bar, t, primal)

    def dense(self, key: Key, primal: Any) -> Any:
        """The run-time adjoint of a container; a dict of computed keys gets zeros for the missing ones."""
        bar = load(self.bar_name(key))
        if not self.is_sparse(key) or key in self.completed:
            return bar
        zeros = call(self.ours("zeros", runtime.zeros), clone(primal))
        return call(self.ours("add", runtime.add), zeros, bar)

    @functools.cached_property
    def completed(self) -> set[Key]:
        """The dicts of computed keys whose adjoints have got all keys."""
        return set()

    def complete(self, y: str) -> None:
        """All keys come into the adjoint of a dict while `y` still is that dict.

        It gets its former value back before the adjoint goes to what it was bound to.
        """
        self.emit(assign(self.bar_name(y), self.dense(y, load(y))))
        self.completed.add(y)

    def move_elements(self, y: str, x: str, t: Type, e: Any) -> None:
        for k in [k for k in self.bars if isinstance(k, tuple) and k[0] == y]:
            item = element_type(t, k[1:])
            self.move(k, (x, *k[1:]), item, part_at(load(x), t, k[1:]))

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

    def is_exact(self, expr: Any, found: Type, t: Type) -> bool:
        """Whether an adjoint has the shape of its variable, by its type or because a helper has seen to it.
        """
        if self.covers(found, t):
            return True
        if not isinstance(expr, gast.Call):
            return False
        if isinstance(expr.func, gast.Attribute):
            return expr.func.attr == "broadcast_to" and len(expr.args) == 2
        return isinstance(expr.func, gast.Name) and expr.func.id.startswith("unbroadcast")

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

    def is_mask(self, e: Any) -> bool:
        t = self.types.get(e.slice)
        return isinstance(t, Num) and t.kind == "array" and t.dtype is not None and t.dtype.kind == "b"

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


def _of_own_class(t: Type) -> bool:
    """Whether there are objects in a value whose adjoints are of another class at run time."""
    if isinstance(t, Record):
        return not is_plain(t.cls) or any(map(_of_own_class, t.items))
    if isinstance(t, (Seq, Dict)):
        return any(map(_of_own_class, t.items))
    return isinstance(t, ListOf) and t.item is not None and _of_own_class(t.item)


def _of_any_class(bar: Type, variable: Type) -> bool:
    """Whether `+=` may be of an array or of a number, so that a derivative of it could not tell."""
    unknown = isinstance(variable, Num) and variable.kind == "any"
    return unknown or (isinstance(bar, Num) and bar.kind == "any" and bar.shape is None)
