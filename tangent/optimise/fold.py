"""Algebra with constants in adjoint expressions.

    r_bar = 0.5 * (2.0 * r)         →     r_bar = r
    z_bar = g * (2.0 * x)           →     z_bar = 2.0 * g * x
    z_bar = 0.5 * g * dt            →     z_bar = 0.5 * dt * g          (dt is a number, g is not)
    a_bar = b_bar + -c * d          →     a_bar = b_bar - c * d
    x_bar = y_bar * (1.0 / z)       →     x_bar = y_bar / z
    x_bar = np.sum(-y_bar)          →     x_bar = -np.sum(y_bar)
    x_bar = np.sum(y, axis=1, keepdims=True)[:, 0]    →     x_bar = np.sum(y, axis=1)

Only lines that the compiler made are touched: the user's statements keep their value to the last bit.  A
factor 1.0 or a term 0.0 goes only beside something that is known to be float, since it turns booleans and
integers into floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import gast

from tangent.optimise.chains import Chains, Context
from tangent.optimise.effects import FLOATS, Effects, root
from tangent.syntax.comments import Comment
from tangent.syntax.nodes import method, statements_in

Number = int | float


def fold(context: Context) -> bool:
    """Whether anything has become a number or a name, so that there is a new copy."""
    effects = Effects(context.locals(), context.pure, context.fresh)
    algebra = Algebra.of(context, effects)
    chains: Chains | None = None
    copied = False
    backward = context.function.name.endswith("_backward")
    for s in statements_in(context.function.body, nested=False):
        if isinstance(s, Comment):
            backward = backward or s.text.startswith("backward")
        if not foldable(s, backward, context):
            continue
        algebra.changed = False
        new = algebra.simplify(s.value)
        if not algebra.changed and _copied_vector(new, context) and isinstance(s, gast.Assign):
            chains = chains or context.chains()
            if _may_share(new.func.value, s, chains, context):
                s.value = new.func.value
                copied = True
        if not algebra.changed:
            continue
        if isinstance(s, gast.Assign) and effects.fresh(s.value) and not effects.fresh(new):
            chains = chains or context.chains()
            if not _may_share(new, s, chains, context):
                new = algebra.unshared(new, s.value)
        s.value = new
        copied |= type(new) is gast.Name or numeric(new) is not None
    return copied


def foldable(s: Any, backward: bool, context: Context) -> bool:
    """Whether the compiler made this line, in the backward sweep or about an adjoint."""
    if isinstance(s, gast.Assign) and len(s.targets) == 1:
        base = root(s.targets[0])
    elif isinstance(s, gast.AugAssign):
        base = root(s.target)
    else:
        return False
    return (
        type(base) is gast.Name
        and base.id in context.temporaries
        and (backward or context.adjoint(base.id))
    )


def _copied_vector(e: Any, context: Context) -> bool:
    """`x.copy()`, which `1.0 * x` has become (see `Algebra.unshared`)."""
    return (
        isinstance(e, gast.Call)
        and not e.args
        and isinstance(e.func, gast.Attribute)
        and e.func.attr == "copy"
        and type(e.func.value) is gast.Name
        and context.is_vector(e.func.value.id)
    )


def _may_share(new: Any, s: gast.Assign, chains: Chains, context: Context) -> bool:
    """Whether the value of the statement may become an object that exists already (`1.0 * x` → `x`).

    It may if that is a number, or if the name is used in arithmetic only and the object never written.
    """
    if type(new) is gast.Name and context.is_number(new.id):
        return True
    target = s.targets[0]
    if type(target) is not gast.Name:
        # An array takes a copy; a list or a dict would take the object itself.
        return isinstance(target, gast.Subscript) and isinstance(target.slice, (gast.Slice, gast.Tuple))
    info = chains.info_of(s)
    d = info.defs[0]
    if d.leaks or d.name in chains.pinned:
        return False
    for u in d.uses:
        if u.kind != "read":
            return False
        if not isinstance(u.parent, (gast.BinOp, gast.UnaryOp, gast.Compare)) and not _in_fresh_call(
            u, chains.effects
        ):
            return False
    base = root(new)
    if type(base) is not gast.Name:
        return False
    touched = chains.written_classes()
    sources = [u.of for u in info.uses if u.node.id == base.id]
    return all(id(chains.find(chains.outside if of is None else of)) not in touched for of in sources)


def _in_fresh_call(u: Any, effects: Effects) -> bool:
    return isinstance(u.parent, gast.Call) and u.field == "args" and effects.fresh_call(u.parent)


def simplify(e: Any, is_float: Callable[[str], bool] | None = None, effects: Effects | None = None) -> Any:
    """A simpler expression with the value of `e`; `is_float(name)` says which names hold floats.

    The tree `e` may be used up.  The value may be an object that exists already, where that of `e` was a
    new one.
    """
    if is_float is None:
        is_float = _adjoint
    return Algebra(is_float, effects or Effects((), lambda f: False)).simplify(e)


def _adjoint(name: str) -> bool:
    return name.endswith(("_bar", "_dot"))


def _never(name: str) -> bool:
    return False


def is_copy(e: Any) -> bool:
    """Whether an expression is `x.copy()`."""
    method = e.func if isinstance(e, gast.Call) and not e.args and not e.keywords else None
    return isinstance(method, gast.Attribute) and method.attr == "copy"


def _plain_length(e: Any) -> Any:
    """`2.0 * x / max(x.size, 1)` → `2.0 * x / x.size`: an empty array may be divided by zero."""
    if not isinstance(e, gast.BinOp) or not isinstance(e.op, gast.Div) or not isinstance(e.right, gast.Call):
        return e
    args = e.right.args
    if getattr(e.right.func, "id", "") != "max" or len(args) != 2 or numeric(args[1]) != 1:
        return e
    owner, operands = root(args[0]), [e.left]
    if not isinstance(args[0], (gast.Attribute, gast.Subscript)) or not isinstance(owner, gast.Name):
        return e
    while operands:
        n = operands.pop()
        if isinstance(n, gast.BinOp):
            operands += [n.left, n.right]
        elif isinstance(n, gast.Name) and n.id == owner.id:
            e.right = args[0]
            break
    return e


class Algebra:
    def __init__(
        self,
        is_float: Callable[[str], bool],
        effects: Effects,
        is_number: Callable[[str], bool] = _never,
        is_vector: Callable[[str], bool] = _never,
        is_array: Callable[[str], bool] = _never,
    ) -> None:
        self.is_float = is_float
        self.effects = effects
        self.is_number = is_number
        self.is_vector = is_vector
        self.is_array = is_array
        self.changed = False

    @classmethod
    def of(cls, context: Context, effects: Effects) -> Algebra:
        return cls(context.floating, effects, context.is_number, context.is_vector, context.is_array)

    # ------------------------------------------------------------------ what is known

    def floating(self, e: Any) -> bool:
        """Whether the value of `e` is surely float, or an array of floats."""
        if isinstance(e, gast.Name):
            return self.is_float(e.id)
        if isinstance(e, gast.Constant):
            return type(e.value) is float
        if isinstance(e, gast.UnaryOp):
            return isinstance(e.op, (gast.USub, gast.UAdd)) and self.floating(e.operand)
        if isinstance(e, gast.BinOp):
            if isinstance(e.op, gast.Div):
                return True
            if isinstance(e.op, (gast.Add, gast.Sub, gast.Mult, gast.MatMult)):
                return self.floating(e.left) or self.floating(e.right)
            return isinstance(e.op, gast.Pow) and self.floating(e.left)
        if isinstance(e, gast.Subscript):
            return isinstance(root(e), gast.Name) and self.is_float(root(e).id)
        if isinstance(e, gast.Attribute):
            return e.attr == "T" and self.floating(e.value)
        if isinstance(e, gast.Call):
            func = e.func
            name = func.attr if isinstance(func, gast.Attribute) else getattr(func, "id", "")
            if name in FLOATS and not e.keywords:
                return name not in ("mean", "var", "std") or (bool(e.args) and self.floating(e.args[0]))
            if name in ("sum", "reshape", "transpose", "zeros_like", "ones_like") and e.args:
                return not any(k.arg == "dtype" for k in e.keywords) and self.floating(e.args[0])
        return False

    # ------------------------------------------------------------------ the walk

    def simplify(self, e: Any) -> Any:
        if isinstance(e, gast.BinOp):
            e.left = self.simplify(e.left)
            e.right = self.simplify(e.right)
            if isinstance(e.op, (gast.Mult, gast.Div)):
                return _plain_length(self.product(e))
            if isinstance(e.op, (gast.Add, gast.Sub)):
                return self.sum(e)
            return self.power(e) if isinstance(e.op, gast.Pow) else e
        if isinstance(e, gast.UnaryOp):
            e.operand = self.simplify(e.operand)
            if (
                isinstance(e.op, gast.USub)
                and isinstance(e.operand, gast.UnaryOp)
                and isinstance(e.operand.op, gast.USub)
            ):
                self.changed = True
                return e.operand.operand
            if isinstance(e.op, gast.USub) and not isinstance(e.operand, (gast.Constant, gast.UnaryOp)):
                if self.negative(e.operand):
                    self.changed = True
                    return self.negated(e.operand)
                if numeric(_leftmost(e.operand)) is not None:
                    self.changed = True
                    return self.minus(e.operand)
            return e
        if isinstance(e, gast.Call):
            # An argument of a function that may keep or return it must stay the object that it is.
            fresh = self.effects.fresh_call(e)
            e.args = [self.inner(a, fresh) for a in e.args]
            for k in e.keywords:
                k.value = self.inner(k.value, fresh)
            if isinstance(e.func, gast.Attribute):
                e.func.value = self.inner(e.func.value, fresh)
            if is_copy(e) and is_copy(e.func.value):
                self.changed = True
                return e.func.value
            if self.sums_negatives(e):
                self.changed = True
                e.args[0] = self.negated(e.args[0])
                return gast.UnaryOp(gast.USub(), e)
        elif isinstance(e, (gast.Subscript, gast.Attribute)):
            e.value = self.inner(e.value, False)
            if isinstance(e, gast.Subscript):
                return self.subscript(e)
            if e.attr == "T" and isinstance(e.value, gast.Attribute) and e.value.attr == "T":
                self.changed = True
                return e.value.value
        elif isinstance(e, (gast.Tuple, gast.List)):
            e.elts = [self.inner(x, False) for x in e.elts]
        elif isinstance(e, gast.Dict):
            e.values = [self.inner(x, False) for x in e.values]
        elif isinstance(e, gast.Compare):
            e.left = self.simplify(e.left)
            e.comparators = [self.simplify(c) for c in e.comparators]
        return e

    def constant(self, e: Any) -> Any:
        """`e`, or the number that it is if it is made of numbers only."""
        return self.simplify(e) if _of_numbers(e) else e

    def sums_negatives(self, e: gast.Call) -> bool:
        """`np.sum(-x)`, of floats: it is `-np.sum(x)`, for which no array of all -x is made."""
        func = e.func
        return (
            isinstance(func, gast.Attribute)
            and func.attr == "sum"
            and not self.effects.is_value(func.value)
            and len(e.args) == 1
            and isinstance(_leftmost(e.args[0]), gast.UnaryOp)
            and self.negative(e.args[0])
            and self.floating(e.args[0])
            and all(k.arg in ("axis", "keepdims") for k in e.keywords)
        )

    def subscript(self, e: Any) -> Any:
        """`(2.0 * x)[:, 0]` → `2.0 * x[:, 0]`: what is chosen, then scaled."""
        if _is_sum(e.value):
            return self.without_kept_axes(e)
        inner = e.value.operand if isinstance(e.value, gast.UnaryOp) else None
        if _is_sum(inner) and isinstance(e.value.op, gast.USub):
            self.changed = True
            e.value = inner
            return gast.UnaryOp(gast.USub(), self.without_kept_axes(e))
        if isinstance(e.value, (gast.BinOp, gast.UnaryOp)) and self.floating(e.value):
            c, kind, rest = self.split(e.value)
            if rest is not None and c != 1:
                self.changed = True
                return self.join(c, kind, self.subscript(gast.Subscript(rest, e.slice, e.ctx)))
        return e

    def without_kept_axes(self, e: Any) -> Any:
        """`np.sum(x, axis=1, keepdims=True)[:, 0]` → `np.sum(x, axis=1)`."""
        options = {k.arg: k.value for k in e.value.keywords}
        axes = options.get("axis")
        kept = options.pop("keepdims", None)
        index = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
        taken = [k for k, i in enumerate(index) if not isinstance(i, gast.Slice)]
        if (
            not isinstance(kept, gast.Constant)
            or kept.value is not True
            or axes is None
            or set(options) != {"axis"}
            or _axes(axes) != taken
            or any(numeric(index[k]) != 0 for k in taken)
            or any(i.lower or i.upper or i.step for i in index if isinstance(i, gast.Slice))
        ):
            return e
        self.changed = True
        e.value.keywords = [k for k in e.value.keywords if k.arg == "axis"]
        return e.value

    def inner(self, e: Any, fresh: bool) -> Any:
        new = self.simplify(e)
        if fresh or not self.effects.fresh(e) or self.effects.fresh(new):
            return new
        if type(new) is gast.Name and self.is_number(new.id):
            return new
        return self.unshared(new, e)

    def unshared(self, new: Any, old: Any) -> Any:
        """A new object with the value of `new`, which is a name, a view ...; `old` is one."""
        if type(new) is gast.Name and self.is_vector(new.id) and self.floating(new):
            return method(new, "copy")  # of more axes, it might lie in memory in another order
        return gast.BinOp(gast.Constant(1.0, None), gast.Mult(), new) if self.floating(new) else old

    # ------------------------------------------------------------------ products

    def product(self, e: Any) -> Any:
        """A numeric factor leads, the rest keeps its order."""
        c, kind, rest = self.split(e)
        if rest is None:
            new: Any = number(c)
        else:
            new = self.numbers_first(self.join(c, kind, rest))
        if _same_shape(new, e):
            return e
        self.changed = True
        # What is left may have met a new neighbour: 4.0 * (x / 2.0) is 4.0 * x / 2.0 first.
        return self.product(new) if isinstance(new, gast.BinOp) else new

    def numbers_first(self, e: Any) -> Any:
        """`0.5 * x * dt` → `0.5 * dt * x` where `dt` is a number and `x` an array: one product of numbers,
        and one of an array.
        """
        spine = []
        first = e
        while isinstance(first, gast.BinOp) and isinstance(first.op, gast.Mult):
            spine.append(first)
            first = first.left
        factors = [first, *(b.right for b in reversed(spine))]
        plain = [numeric(f) is not None or (type(f) is gast.Name and self.is_number(f.id)) for f in factors]
        last = len(plain) - plain[::-1].index(True) if True in plain else 0
        crossed = [f for f, p in zip(factors[:last], plain, strict=False) if not p]
        if sum(plain) < 2 or not crossed or not all(map(self.is_array_name, crossed)):
            return e
        ordered = [f for f, p in zip(factors, plain, strict=True) if p]
        for f in [*ordered[1:], *(f for f, p in zip(factors, plain, strict=True) if not p)]:
            ordered[0] = gast.BinOp(ordered[0], gast.Mult(), f)
        return ordered[0]

    def is_array_name(self, e: Any) -> bool:
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute) and e.func.attr == "copy":
            e = e.func.value
        return type(e) is gast.Name and self.is_array(e.id)

    def split(self, e: Any) -> tuple[Number, int, Any]:
        """`e` as a number, 1 or 2 if that was there as an integer or a float, and the rest, or None."""
        value = numeric(e)
        if value is not None:
            return value, 1 + (type(value) is float), None
        if isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
            c, kind, rest = self.split(e.operand)
            return (-c, kind, rest) if self.floating(e.operand) else (1, 0, e)
        if isinstance(e, gast.BinOp) and isinstance(e.op, gast.Mult):
            c, cf, a = self.split(e.left)
            k, kf, b = self.split(e.right)
            if max(cf, kf) < 2 and c not in (1, -1) and k not in (1, -1) and not self.floating(e):
                return 1, 0, e
            ck = _times(c, k)
            if ck is None:
                return 1, 0, e
            rest = b if a is None else a if b is None else _multiply(a, b)
            return ck, max(cf, kf), rest
        if isinstance(e, gast.BinOp) and isinstance(e.op, gast.Div):
            divisor = numeric(e.right)
            c, cf, a = self.split(e.left)
            if divisor is not None:
                quotient = _over(c, divisor) if abs(c) != 1 or abs(divisor) == 1 or a is None else None
                if quotient is not None and (
                    cf == 2 or type(divisor) is float or a is None or self.floating(a)
                ):
                    return quotient, 2, a
            if a is None:
                return c, 2, gast.BinOp(gast.Constant(1.0, None), gast.Div(), e.right)
            if divisor is None and isinstance(e.right, gast.UnaryOp) and self.floating(e.right):
                k, _, b = self.split(e.right)
                if k == -1 and b is not None:
                    return -c, cf, gast.BinOp(a, gast.Div(), b)
            return c, cf, gast.BinOp(a, gast.Div(), e.right)
        return 1, 0, e

    def join(self, c: Number, kind: int, rest: Any) -> Any:
        if c == 1:
            return rest if not kind or self.floating(rest) else _lead(number(c), rest)
        if c == -1 and (not kind or self.floating(rest)):
            return self.minus(rest)
        return _lead(number(c), rest)

    def minus(self, e: Any) -> Any:
        """`-e`, with the sign on the first factor where that is a float."""
        first = _leftmost(e)
        value = numeric(first)
        if value is not None and first is not e:
            return _lead_replace(e, number(-value))
        if self.floating(first) and first is not e:
            return _lead_replace(e, gast.UnaryOp(gast.USub(), first))
        return gast.UnaryOp(gast.USub(), e)

    # ------------------------------------------------------------------ sums

    def negative(self, e: Any) -> bool:
        e = _leftmost(e)
        value = numeric(e)
        if value is not None:
            return value < 0
        return isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub)

    def negated(self, e: Any) -> Any:
        """`e` without its leading sign."""
        spine = []
        while isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Mult, gast.Div)):
            spine.append(e)
            e = e.left
        value = numeric(e)
        new: Any = e.operand if value is None else number(-value)
        if value == -1 and spine and isinstance(spine[-1].op, gast.Mult):
            last = spine[-1]
            if self.floating(last.right):
                spine.pop()
                new = last.right
        for b in reversed(spine):
            new = gast.BinOp(new, b.op, b.right)
        return new

    def sum(self, e: Any) -> Any:
        a, b = e.left, e.right
        plus = isinstance(e.op, gast.Add)
        va, vb = numeric(a), numeric(b)
        if va is not None and vb is not None:
            value = _plus(va, vb if plus else -vb)
            if value is not None:
                self.changed = True
                return number(value)
        if vb == 0 and vb is not None and (type(vb) is int or self.floating(a)):
            self.changed = True
            return a
        if (
            va == 0
            and va is not None
            and (type(va) is int or self.floating(b))
            and (plus or self.floating(b))
        ):
            self.changed = True
            return b if plus else self.minus(b)
        if self.negative(b):
            self.changed = True
            return gast.BinOp(a, gast.Sub() if plus else gast.Add(), self.negated(b))
        if plus and self.negative(a) and va is None:
            self.changed = True
            return gast.BinOp(b, gast.Sub(), self.negated(a))
        return e

    def power(self, e: Any) -> Any:
        exponent = numeric(e.right)
        if exponent == 1 and (type(exponent) is int or self.floating(e.left)):
            self.changed = True
            return e.left
        return e


def _is_sum(e: Any) -> bool:
    """A call of `np.sum` with the array as its only argument that has no name."""
    return (
        isinstance(e, gast.Call)
        and isinstance(e.func, gast.Attribute)
        and e.func.attr == "sum"
        and len(e.args) == 1
        and not isinstance(e.args[0], gast.Starred)
    )


def _axes(e: Any) -> list[int] | None:
    """The axes that are written out, in order."""
    items = e.elts if isinstance(e, gast.Tuple) else [e]
    found = [k for k in map(numeric, items) if type(k) is int]
    return sorted(found) if len(found) == len(items) else None


def _leftmost(e: Any) -> Any:
    """The first factor of a product."""
    while isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Mult, gast.Div)):
        e = e.left
    return e


def numeric(e: Any) -> Number | None:
    """The number that `e` is, with its sign."""
    sign = 1
    while isinstance(e, gast.UnaryOp) and isinstance(e.op, gast.USub):
        sign, e = -sign, e.operand
    if isinstance(e, gast.Constant) and type(e.value) in (int, float):
        value: Number = e.value
        return sign * value
    return None


def _of_numbers(e: Any) -> bool:
    if isinstance(e, gast.BinOp):
        return _of_numbers(e.right) and _of_numbers(e.left)
    return numeric(e) is not None


def number(value: Number) -> Any:
    if value < 0 or (value == 0 and math.copysign(1.0, value) < 0):
        return gast.UnaryOp(gast.USub(), gast.Constant(-value, None))
    return gast.Constant(value, None)


def _times(a: Number, b: Number) -> Number | None:
    if type(a) is int and type(b) is int:
        return a * b
    return _rounded(a, b, Decimal.__mul__)


def _plus(a: Number, b: Number) -> Number | None:
    if type(a) is int and type(b) is int:
        return a + b
    return _rounded(a, b, Decimal.__add__)


def _rounded(a: Number, b: Number, op: Callable[[Decimal, Decimal], Decimal]) -> float | None:
    """The result in decimal, so that 0.1 * 3.0 is 0.3; None where floats overflow, or lose what is small."""
    if not (math.isfinite(a) and math.isfinite(b)) or abs(a) > 2**53 * 1e200 or abs(b) > 2**53 * 1e200:
        return None
    value = float(op(Decimal(repr(a)), Decimal(repr(b))))
    if value == 0:
        return value if a == 0 or b == 0 or a == -b else None
    return value if 1e-200 < abs(value) < math.inf else None


def _over(a: Number, b: Number) -> float | None:
    """The quotient, if it is exact."""
    if b == 0 or not (math.isfinite(a) and math.isfinite(b)):
        return None
    exact = Fraction(a) / Fraction(b)
    try:
        value = float(exact)
    except OverflowError:
        return None
    return value if Fraction(value) == exact and abs(value) > 1e-200 else None


def _multiply(a: Any, b: Any) -> Any:
    """`a * b`, where one of them may be `1.0 / y`."""
    if _is_reciprocal(b):
        return gast.BinOp(a, gast.Div(), b.right)
    if _is_reciprocal(a):
        return gast.BinOp(b, gast.Div(), a.right)
    return gast.BinOp(a, gast.Mult(), b)


def _is_reciprocal(e: Any) -> bool:
    return isinstance(e, gast.BinOp) and isinstance(e.op, gast.Div) and numeric(e.left) == 1


def _lead(factor: Any, rest: Any) -> Any:
    """`factor * rest` with the factor at the front: `2.0 * g * x`, not `2.0 * (g * x)`."""
    spine = []
    e = rest
    while isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Mult, gast.Div)):
        spine.append(e)
        e = e.left
    if spine and numeric(e) == 1:
        new = factor
    else:
        new = gast.BinOp(factor, gast.Mult(), e)
    for b in reversed(spine):
        new = gast.BinOp(new, b.op, b.right)
    return new


def _lead_replace(e: Any, new: Any) -> Any:
    spine = []
    while isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Mult, gast.Div)):
        spine.append(e)
        e = e.left
    for b in reversed(spine):
        new = gast.BinOp(new, b.op, b.right)
    return new


def _same_shape(a: Any, b: Any) -> bool:
    """Whether two products are the same tree; factors that are equal are the same object."""
    while True:
        if a is b:
            return True
        va, vb = numeric(a), numeric(b)
        if va is not None or vb is not None:
            return va == vb and type(va) is type(vb)
        if type(a) is gast.UnaryOp and type(b) is gast.UnaryOp and type(a.op) is type(b.op):
            a, b = a.operand, b.operand
            continue
        if type(a) is not gast.BinOp or type(b) is not gast.BinOp or type(a.op) is not type(b.op):
            return False
        if not _same_shape(a.right, b.right):
            return False
        a, b = a.left, b.left
