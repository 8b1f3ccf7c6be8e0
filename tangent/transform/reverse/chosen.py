"""Values of which some elements are not taken: `np.log(x)` in `np.where(x > 0.0, np.log(x), 0.0)`.

Where they are not taken their adjoint is zero, but their slope may be infinite: the product must be zero.
In `np.sqrt(np.maximum(x, 0.0))` it is the other way round: the adjoint is infinite where an element is not
taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from tangent import runtime
from tangent.analyse.flow import function_of
from tangent.rules import RULES
from tangent.syntax.nodes import statements_in
from tangent.types import BOOL, UNKNOWN, Num, constant
from tangent.unit import Instance

CHOOSING: dict[Any, slice] = {
    np.where: slice(1, 3), np.select: slice(1, 2), np.choose: slice(1, 2), np.clip: slice(0, 1),
    np.maximum: slice(0, 2), np.minimum: slice(0, 2), np.fmax: slice(0, 2), np.fmin: slice(0, 2),
    np.nan_to_num: slice(0, 1), runtime.guarded: slice(1, 2),
}  # fmt: skip
"""Functions that take an element from one of their arguments → the places of these."""


@dataclass(frozen=True)
class Chosen:
    """names: the variables from which elements are chosen, and what they are made of element by element.

    unbounded: those of them that may be infinite where what they are made of is not.
    under_poles: variables whose adjoint may be infinite where they are not.
    """

    names: set[str]
    unbounded: set[str]
    under_poles: set[str]


def partly_taken(instance: Instance) -> Chosen:
    made_of: dict[str, set[str]] = {}
    chosen: set[str] = set()
    poles: set[str] = set()
    steep: set[str] = set()
    for s in statements_in(instance.tree.body):
        if isinstance(s, gast.Assign):
            chosen.update(_chosen_from(instance, s.value))
            if isinstance(s.targets[0], gast.Name):
                made_of.setdefault(s.targets[0].id, set()).update(_operands(instance, s.value))
                if _may_be_infinite(s.value):
                    poles.add(s.targets[0].id)
                if _is_steep(instance, s.value):
                    steep.add(s.targets[0].id)
    names = _reached(chosen, made_of)
    takers: dict[str, set[str]] = {}
    for name, operands in made_of.items():
        for o in operands:
            takers.setdefault(o, set()).add(name)
    return Chosen(names, _reached(poles & names, takers) & names, _reached(steep, made_of))


def _reached(start: set[str], edges: dict[str, set[str]]) -> set[str]:
    found, left = set(start), list(start)
    while left:
        new = edges.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def _may_be_infinite(e: Any) -> bool:
    return isinstance(e, gast.Call) or (isinstance(e, gast.BinOp) and isinstance(e.op, (gast.Div, gast.Pow)))


def _is_steep(instance: Instance, e: Any) -> bool:
    """Whether an operation has a finite value where its slope is infinite."""
    if isinstance(e, gast.BinOp):
        exponent = constant(instance.types.get(e.right, UNKNOWN))
        return isinstance(e.op, gast.Pow) and not isinstance(exponent, int)
    rule = RULES.get(function_of(instance, e)) if isinstance(e, gast.Call) else None
    return rule is not None and rule.kind == "elementwise" and rule.guarded


def _chosen_from(instance: Instance, e: Any) -> Iterator[str]:
    if isinstance(e, gast.Call):
        function = function_of(instance, e)
        choosing = next((where for f, where in CHOOSING.items() if f is function), None)
        if choosing is not None:
            yield from _names(e.args[choosing])
    elif isinstance(e, gast.Subscript) and isinstance(e.value, gast.Name):
        mask = instance.types.get(e.slice)
        if isinstance(mask, Num) and mask.dtype == BOOL and mask.kind == "array":
            yield e.value.id


def _operands(instance: Instance, e: Any) -> Iterator[str]:
    if isinstance(e, gast.BinOp):
        yield from _names([e.left, e.right])
    elif isinstance(e, gast.UnaryOp):
        yield from _names([e.operand])
    elif isinstance(e, (gast.Name, gast.Tuple, gast.List)):
        yield from _names([e])
    elif isinstance(e, gast.Call):
        function = function_of(instance, e)
        rule = RULES.get(function)
        if function is runtime.guarded or (rule is not None and rule.kind == "elementwise"):
            yield from _names(e.args)


def _names(args: list[Any]) -> Iterator[str]:
    for a in args:
        if isinstance(a, (gast.Tuple, gast.List)):
            yield from _names(a.elts)
        elif isinstance(a, gast.Name):
            yield a.id
