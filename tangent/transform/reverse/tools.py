"""Small questions about expressions and types that several parts of the backward sweep ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gast

from tangent.syntax.nodes import clone, const, load, method, name_nodes, store, subscript
from tangent.types import (
    UNKNOWN,
    Dict,
    DictOf,
    Num,
    Record,
    Seq,
    Type,
)
from tangent.unit import Instance

FRESH_METHODS = ("copy", "astype", "sum", "mean")
VIEW_FUNCTIONS = (
    "broadcast_to", "reshape", "transpose", "swapaxes", "moveaxis", "expand_dims", "squeeze", "ravel",
    "asarray", "real",
    "imag", "flip", "rot90", "diag", "diagonal", "atleast_1d", "atleast_2d", "split", "flipud", "fliplr",
)  # fmt: skip
FRESH_HELPERS = (
    "guarded", "zeros", "same_layout", "spaced_like",
    "larger", "last_writes", "product_of_others", "cofactors", "solve_bar_left",
    "solve_dot",
    "power_slope", "matmul_bar_left", "matmul_bar_right", "list", "float",
)  # fmt: skip


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


def element_type(t: Type, path: tuple[Any, ...]) -> Type:
    for k in path:
        if isinstance(t, Seq) and isinstance(k, int) and -len(t.items) <= k < len(t.items):
            t = t.items[k]
        elif isinstance(t, (Dict, Record)):
            t = t.get(k) or UNKNOWN
        else:
            return UNKNOWN
    return t


def part(e: Any, t: Type, k: Any) -> Any:
    """The part `k` of a container `e` of type `t`: `e[k]`, or `e.k`."""
    return gast.Attribute(e, k, gast.Load()) if isinstance(t, Record) else subscript(e, const(k))


def part_at(e: Any, t: Type, path: tuple[Any, ...]) -> Any:
    """The part of a container at the end of a path of keys."""
    for i, k in enumerate(path):
        e = part(e, element_type(t, path[:i]), k)
    return e


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
        return (
            isinstance(e.op, (gast.Add, gast.Sub, gast.Mult)) and polynomial(e.left) and polynomial(e.right)
        )
    if isinstance(e, gast.UnaryOp):
        return polynomial(e.operand)
    return isinstance(e, gast.Subscript)


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
    if (
        isinstance(e, gast.Call)
        and isinstance(e.func, gast.Attribute)
        and e.func.attr == "copy"
        and not e.args
    ):
        return e.func.value
    return e


def names_of_place(place: Any) -> str:
    while isinstance(place, gast.Subscript):
        place = place.value
    return place.id


def pops(items: Any, header: Any, name: str) -> Any:
    """A loop that takes the last items off a list."""
    taken = gast.Expr(method(clone(items), "pop"))
    return gast.For(store(name), header, [taken], [], None)


def loaded(target: Any) -> Any:
    """The target of a loop as an expression that reads it."""
    if isinstance(target, (gast.Tuple, gast.List)):
        return gast.Tuple([loaded(t) for t in target.elts], gast.Load())
    return load(target.id)


def list_end(index: Any, known: Any, length: Any) -> Any:
    """The index with which `insert` undoes `pop(index)`; `length` is that of the list without the item."""
    if not isinstance(known, int):
        return gast.BinOp(clone(index), gast.Mod(), gast.BinOp(length, gast.Add(), const(1)))
    return clone(index) if known >= 0 else const(known + 1)


def is_permutation(s: Any) -> bool:
    """`p, q = q, p`: undone by the inverse, nothing need be saved."""
    if (
        not isinstance(s, gast.Assign)
        or not isinstance(s.targets[0], gast.Tuple)
        or not isinstance(s.value, gast.Tuple)
    ):
        return False
    right = [e.id if isinstance(e, gast.Name) else None for e in s.value.elts]
    return sorted(map(str, right)) == sorted(t.id for t in s.targets[0].elts) and len(set(right)) == len(
        right
    )


def with_computed_keys(instance: Instance) -> set[str]:
    """The names of dicts whose keys are not known somewhere in a function, or when it ends."""
    found = {n.id for n in name_nodes(instance.tree.body) if isinstance(instance.types.get(n), DictOf)}
    given = [*instance.arg_types.items(), *instance.left.items()]
    return found | {p for p, t in given if isinstance(t, DictOf)}
