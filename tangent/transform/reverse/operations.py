"""Operations: from the rule of a function to the contributions of its operands."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.analyse.calls import OPERATORS
from tangent.analyse.flow import (
    basic_index,
    record_display,
)
from tangent.rules import RULES
from tangent.rules.kinds import Rule
from tangent.syntax.nodes import (
    assign,
    augment,
    call,
    clone,
    const,
    load,
    names_in,
    same,
    subscript,
    walk,
)
from tangent.syntax.refuse import Refused
from tangent.transform.expand import bind_rule, name_of, no_rule
from tangent.transform.reverse.changes import Changes
from tangent.transform.reverse.chosen import CHOOSING, Chosen, partly_taken
from tangent.transform.reverse.tools import (
    is_number,
    polynomial,
)
from tangent.types import (
    HOLDERS,
    PARTS,
    UNKNOWN,
    ListOf,
    Num,
    Record,
    Seq,
    Type,
)


class Operations(Changes):
    """Applies rules."""

    def propagate(self, s: Any, e: Any, y: str) -> None:
        """Pass the adjoint of `y`, which was defined as `e`, on to the operands of `e`."""
        if not self.is_active(e):
            return
        t = self.env.get(y, UNKNOWN)
        if isinstance(e, gast.Name):
            if isinstance(t, PARTS) and not self.is_whole(y) and not self.is_whole(e.id):
                self.move_elements(y, e.id, t, e)
            elif isinstance(t, HOLDERS):
                # (`y` itself may have its former value back here)
                self.contribute(e, self.value_of(y, t, clone(e)), s)
            else:
                self.transfer(y, e, t)
        elif isinstance(e, (gast.Tuple, gast.List, gast.Dict)) or record_display(self.instance, e):
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

    def apply(
        self, s: Any, function: Any, args: list[Any], keywords: dict[str, Any], y: str, node: Any
    ) -> None:
        rule = RULES.get(function)
        if rule is None:
            raise no_rule(function, node)
        self.check_real_only(function, args, node)
        bound = bind_rule(rule, args, keywords, node)
        self.expander.check_activity(rule, bound, node)
        wanted = [w for w in rule.wrt if w in bound and self.is_active(bound[w])]
        if not wanted:
            return
        t = self.env.get(y, UNKNOWN)
        if rule.kind == "elementwise":
            self.apply_elementwise(s, rule, bound, wanted, y, node)
            return
        if rule.uniform and wanted == [rule.wrt[0]] and self.is_uniform(y):
            # One number for all elements, with or without the axes that were summed.
            bound = {**bound, "keepdims": const(True)}
            g = load(self.bar_name(y))
        else:
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
                exact = rule.view or self.is_matrix_product(function, args)
                full = exact and self.same_rank(bound[w], expansion.results[w])
                self.contribute(bound[w], expansion.results[w], s, fitted=True, full=full)

    def is_matrix_product(self, function: Any, args: list[Any]) -> bool:
        """Whether this is a product of two matrices or vectors: nothing is broadcast there."""
        if function not in (np.matmul, np.dot):
            return False
        types = [self.type_of(a) for a in args]
        return all(isinstance(t, Num) and t.shape is not None and len(t.shape) in (1, 2) for t in types)

    def same_rank(self, a: Any, b: Any) -> bool:
        one, two = self.type_of(a), self.typer.type(b)
        if not isinstance(one, Num) or not isinstance(two, Num) or one.shape is None or two.shape is None:
            return False
        return len(one.shape) == len(two.shape)

    def is_uniform(self, y: str) -> bool:
        """Whether the adjoint of an array is kept as the number that all of its elements have."""
        bar = self.bars[y]
        return not bar.exact and isinstance(bar.type, Num) and bar.type.shape == ()

    def check_real_only(self, function: Any, args: list[Any], node: Any) -> None:
        from tangent.rules.inactive import ONLY_REAL

        if function in ONLY_REAL:
            for a in args:
                t = self.type_of(a)
                if isinstance(t, Num) and t.dtype is not None and t.dtype.kind == "c":
                    raise Refused("no_rule", node, f"{name_of(function)} of complex numbers")

    def linear_seed(self, rule: Rule, y: str, t: Type) -> Any:
        if isinstance(t, HOLDERS):
            value = self.value_of(y, t, load(y))
            return value if isinstance(value, gast.Tuple) else load(self.named(value, "bars"))
        return self.full(y, t)

    def apply_elementwise(
        self, s: Any, rule: Rule, bound: dict[str, Any], wanted: list[str], y: str, node: Any
    ) -> None:
        g = load(self.bar_name(y))
        t = self.env.get(y, UNKNOWN)
        if rule.variadic:
            self.apply_variadic(s, rule, bound, {"out": load(y), "out_bar": g}, node)
            return
        expansion = self.expander.expand(rule, rule.vjp, bound, wanted, {"out": load(y)}, node)
        for st in expansion.setup:
            self.emit(st)
        parts: list[tuple[Any, Any]] = []
        chosen = y in self.partly_taken.names
        guarded = rule.guarded or chosen
        steep = rule.function in CHOOSING and y in self.partly_taken.under_poles
        quotients = Quotients(expansion.results.values(), self)
        for w in wanted:
            partial = expansion.results.get(w)
            if partial is None or is_number(partial, 0.0):
                continue
            part = quotients.product(g, partial) if not guarded else None
            if steep and not self.is_number_of_python(g):
                part = self.taken_only(g, partial)
            if part is None:
                part = self.product(g, partial, guarded, chosen)
            if y in self.bars and not self.bars[y].exact and self.shrinks(bound[w], part, t):
                part = self.product(self.full(y, t), partial, guarded, chosen)
            if parts and same(parts[-1][0], bound[w]) and same(parts[-1][1], part):
                parts[-1] = (bound[w], gast.BinOp(const(2.0), gast.Mult(), part))  # x * x, x + x
            else:
                parts.append((bound[w], part))
        full = y in self.bars and self.bars[y].exact
        if quotients.is_taken_once(parts):
            self.given.add(quotients.shared)
        # Last the one whose adjoint may carry the name that the others read, or that takes it over.
        for operand, part in sorted(
            parts,
            key=lambda p: (isinstance(p[0], gast.Name) and p[0].id in self.multi_names, self.is_given(p[1])),
        ):
            self.contribute(operand, part, s, full=full)

    def shrinks(self, operand: Any, part: Any, out: Type) -> bool:
        """Whether an adjoint that is smaller than the result would be summed down to an operand that was
        broadcast; or would have to be, for all that is known of it.
        """
        found = self.typer.type(part)
        if self.covers(found, out):
            return False
        known = isinstance(found, Num) and found.shape is not None
        return not known or not self.covers(self.type_of(operand), out)

    def apply_variadic(
        self, s: Any, rule: Rule, bound: dict[str, Any], extra: dict[str, Any], node: Any
    ) -> None:
        """Functions of any number of operands (einsum, hypot, max): the rule is asked for one operand at a
        time.
        """
        (param,) = rule.wrt
        for i, operand in enumerate(bound[param].elts):
            if not self.is_active(operand):
                continue
            one = self.expander.expand(rule, rule.vjp, bound, [param], {**extra, "position": const(i)}, node)
            for st in one.setup:
                self.emit(st)
            value = one.results[param]
            if rule.kind == "elementwise":
                value = self.product(extra["out_bar"], value, rule.guarded)
            self.contribute(operand, value, s, fitted=rule.kind != "elementwise")

    def is_number_of_python(self, e: Any) -> bool:
        t = self.typer.type(e)
        return isinstance(t, Num) and t.kind == "py"

    def taken_only(self, g: Any, partial: Any) -> Any:
        """The adjoint where an element is taken: it may be infinite where it is not."""
        if is_number(partial, 1.0):
            return g
        return call(self.ours("guarded", runtime.guarded), partial, g)

    @functools.cached_property
    def partly_taken(self) -> Chosen:
        return partly_taken(self.instance)

    def product(self, g: Any, partial: Any, guarded: bool, chosen: bool = False) -> Any:
        """The adjoint times the slope; guarded: where the one is zero the other may be infinite.

        chosen: so may the variables be that it is made of.
        """
        if is_number(partial, 1.0):
            return g
        if is_number(partial, -1.0):
            return gast.UnaryOp(gast.USub(), g)
        infinite = chosen and not self.partly_taken.unbounded.isdisjoint(names_in(partial))
        if guarded and (infinite or not polynomial(partial)):
            return call(self.ours("guarded", runtime.guarded), g, partial)
        if isinstance(partial, gast.UnaryOp) and isinstance(partial.op, gast.USub):
            return gast.UnaryOp(gast.USub(), gast.BinOp(g, gast.Mult(), partial.operand))
        if (
            isinstance(partial, gast.BinOp)
            and isinstance(partial.op, gast.Div)
            and is_number(partial.left, 1.0)
        ):
            return gast.BinOp(g, gast.Div(), partial.right)
        if isinstance(partial, gast.BinOp) and isinstance(partial.op, gast.Div):
            if isinstance(partial.left, gast.UnaryOp) and isinstance(partial.left.op, gast.USub):
                value = gast.BinOp(
                    gast.BinOp(g, gast.Mult(), partial.left.operand), gast.Div(), partial.right
                )
                return gast.UnaryOp(gast.USub(), value)
            return gast.BinOp(gast.BinOp(g, gast.Mult(), partial.left), gast.Div(), partial.right)
        found = self.typer.type(partial)
        if isinstance(found, Num) and found.dtype is not None and found.dtype.kind == "b":
            bar = self.typer.type(g)
            if isinstance(bar, Num) and bar.kind == "py" and found.kind != "py":
                # A Python float times a mask would be float64, whatever the variable is.
                return (
                    self.np("where", partial, g, const(0.0))
                    if found.kind == "array"
                    else gast.BinOp(g, gast.Mult(), self.builtin("float", partial))
                )
        return gast.BinOp(g, gast.Mult(), partial)

    def getitem(self, s: Any, e: Any, y: str) -> None:
        base = e.value
        if not isinstance(base, gast.Name):
            raise Refused("expression", e, "a subscript")
        t = self.type_of(base)
        if isinstance(t, HOLDERS):
            self.container_item(s, e, y, t)
            return
        basic = basic_index(self.instance, e) or self.is_mask(e)
        unknown = not isinstance(t, Num) or t.is_scalar or not isinstance(self.bars[y].type, Num)
        if basic and not unknown and not self.is_new_axes(e, y):
            g = load(self.bar_name(y))  # where it is added it spreads by itself
        else:
            g = self.full(y, self.env.get(y, UNKNOWN))
        g = self.cast(g, self.typer.type(g), t) if isinstance(t, Num) else g
        if isinstance(t, Num) and t.is_scalar:
            self.contribute(base, self.np("sum", g), s)  # `top[..., None]` of a NumPy number
            return
        if self.is_new_axes(e, y):
            self.contribute(base, subscript(g, without_new_axes(e.slice)), s, fitted=True, full=True)
            return
        name = self.scatter_target(base)
        if basic:
            place = subscript(load(name), clone(e.slice))
            self.emit(augment(place, gast.Add(), g))
        else:
            index = self.index_object(e.slice)
            self.emit(gast.Expr(call(self.ours("add_at", runtime.add_at), load(name), index, g)))

    def is_new_axes(self, e: Any, y: str) -> bool:
        """Whether a subscript only adds axes (`x[:, None]`) to an array whose adjoint is a value."""
        items = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
        return (
            any(_is_none(i) for i in items)
            and all(_is_none(i) or _is_everything(i) for i in items)
            and not self.is_shadowed(e.value.id)
            and not self.is_shadowed(y)
        )

    def index_object(self, index: Any) -> Any:
        """A subscript's index as an argument."""
        if any(isinstance(n, gast.Slice) for n in walk(index)):
            return subscript(gast.Attribute(load(self.ours("np", np)), "s_", gast.Load()), clone(index))
        return clone(index)

    def attribute(self, s: Any, e: Any, y: str) -> None:
        from tangent.analyse.calls import ARRAY_ATTRIBUTES

        if isinstance(self.type_of(e.value), Record):
            self.known_part(e, y, e.value.id, e.attr)
            return
        function = ARRAY_ATTRIBUTES.get(e.attr)
        if function is None:
            raise Refused("expression", e, f"the attribute `.{e.attr}`")
        t = self.type_of(e.value)
        if isinstance(t, Num) and t.is_scalar and e.attr == "T":
            self.transfer(y, e.value, t)
            return
        self.apply(s, function, [e.value], {}, y, e)


def _is_none(i: Any) -> bool:
    return isinstance(i, gast.Constant) and i.value is None


def _is_everything(i: Any) -> bool:
    if isinstance(i, gast.Slice):
        return i.lower is None and i.upper is None and i.step is None
    return isinstance(i, gast.Constant) and i.value is Ellipsis


def without_new_axes(index: Any) -> Any:
    """The subscript that takes away the axes which `index` adds: `x[:, None]` and `y[:, 0]`."""
    items = index.elts if isinstance(index, gast.Tuple) else [index]
    back = [const(0) if _is_none(i) else clone(i) for i in items]
    while len(back) > 1 and isinstance(back[-1], gast.Slice):
        back.pop()
    return gast.Tuple(back, gast.Load()) if len(back) > 1 else back[0]


class Quotients:
    """Partial derivatives over one divisor, as those of `x / y`, share the quotient of the adjoint by it."""

    def __init__(self, partials: Iterable[Any], reverse: Operations) -> None:
        self.reverse = reverse
        self.partials = [p for p in partials if _divisor(p) is not None]
        self.shared: Any = None

    def product(self, g: Any, partial: Any) -> Any:
        """`g * partial` with the shared quotient; None where there is nothing to share."""
        if len(self.partials) < 2 or not any(p is partial for p in self.partials):
            return None
        divisor = _divisor(partial)
        if not all(same(_divisor(p), divisor) for p in self.partials):
            return None
        if self.shared is None:
            self.shared = self.reverse.named(gast.BinOp(g, gast.Div(), clone(divisor)), "quotient_bar")
        q = load(self.shared)
        above = partial.left
        if is_number(above, 1.0):
            return q
        if isinstance(above, gast.UnaryOp) and isinstance(above.op, gast.USub):
            return gast.UnaryOp(gast.USub(), gast.BinOp(q, gast.Mult(), above.operand))
        return gast.BinOp(q, gast.Mult(), above)

    def is_taken_once(self, parts: list[tuple[Any, Any]]) -> bool:
        """Whether the quotient itself goes to one operand, and to the last one that reads it."""
        takers = [k for k, (_, part) in enumerate(parts) if getattr(part, "id", "") == self.shared]
        if self.shared is None or len(takers) != 1:
            return False
        multi = self.reverse.multi_names
        taker = parts[takers[0]][0]
        others = [operand for k, (operand, _) in enumerate(parts) if k != takers[0]]
        return getattr(taker, "id", "") in multi or not any(getattr(o, "id", "") in multi for o in others)


def _divisor(partial: Any) -> Any:
    if isinstance(partial, gast.BinOp) and isinstance(partial.op, gast.Div):
        return partial.right
    return None
