"""Lists that NumPy makes arrays of, said so: rules know arrays only.

    y = np.mean(errors)      →     t1 = np.array(errors)
                                   y = np.mean(t1)

    z = x * [a, b]           →     t1 = np.array([a, b])
                                   z = x * t1
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.calls import ARRAY_METHODS
from tangent.analyse.rewriting import Env, Rewriting
from tangent.rules import COMPOSITIONS, RULES
from tangent.syntax.nodes import as_load, at, load
from tangent.types import NOTHING, ListOf, Num, Seq, Type, constant, differentiable

SEQUENCES = (
    np.array, np.asarray, np.asanyarray, np.concatenate, np.stack, np.vstack, np.hstack, np.dstack,
    np.column_stack, np.append, np.block, np.select, np.choose, np.piecewise, np.linalg.multi_dot,
)  # fmt: skip
"""Functions with rules for sequences as they are."""


class Arrays(Rewriting):
    """The part of inference that makes arrays of lists."""

    def with_arrays(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for an operation of NumPy on lists; None where it stays."""
        if isinstance(s, gast.Assign) and not isinstance(s.targets[0], gast.Name):
            operands = self.stored_into_array(s, env)
        else:
            operands = self.operands(s, env)
        given = [self.eval(o, env) for o in operands]
        if not any(map(of_numbers, given)) or not any(map(differentiable, [*given, self.updated(s, env)])):
            return None
        lists = [o for o, t in zip(operands, given, strict=True) if of_numbers(t)]
        types = tuple(self.types[o] for o in lists)
        return self.once(s, ("arrays", types), lambda: self.said_as_arrays(s, lists))

    def updated(self, s: Any, env: Env) -> Type:
        """The type of the array that an update changes."""
        found: Type = self.eval(as_load(s.target), env) if isinstance(s, gast.AugAssign) else NOTHING
        return found

    def operands(self, s: Any, env: Env) -> list[Any]:
        """What NumPy takes as arrays in a statement."""
        e = s.value
        if isinstance(s, gast.AugAssign):
            return [e] if of_numpy(self.eval(as_load(s.target), env)) else []
        if isinstance(e, gast.BinOp):
            sides = [e.left, e.right]
            return sides if any(of_numpy(self.eval(x, env)) for x in sides) else []
        if not isinstance(e, gast.Call):
            return []
        function, skip = self.numpy_function(e, env)
        rule = RULES.get(function) if function is not None else None
        if function in COMPOSITIONS and function not in SEQUENCES:
            given = [*e.args, *(k.value for k in e.keywords if k.arg != "out")]
            # Which of them are arrays is not known of these: a shape, or pairs of axes, stay as they are.
            return [a for a in given if differentiable(self.eval(a, env))]
        if rule is None or function in SEQUENCES or rule.variadic:
            return []
        given = [a for n, a in zip(rule.params[skip:], e.args, strict=False) if n in rule.wrt]
        return given + [k.value for k in e.keywords if k.arg in rule.wrt]

    def stored_into_array(self, s: Any, env: Env) -> list[Any]:
        """`a[1:] = values`."""
        target = s.targets[0]
        if not isinstance(target, gast.Subscript) or not isinstance(s.value, gast.Name):
            return []
        return [s.value] if of_numpy(self.eval(target.value, env)) else []

    def numpy_function(self, e: Any, env: Env) -> tuple[Any, int]:
        """The function of NumPy that a call means, and how many of its arguments stand before the others."""
        root = e.func
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name):
            return None, 0
        if root.id in self.locals:
            direct = isinstance(e.func, gast.Attribute) and e.func.value is root
            array = direct and of_numpy(env.get(root.id))
            return (ARRAY_METHODS.get(e.func.attr), 1) if array else (None, 0)
        function = constant(self.eval(e.func, env))
        home = getattr(function, "__module__", None) or ""
        known = isinstance(function, np.ufunc) or home.split(".")[0] == "numpy"
        return (function, 0) if known and not isinstance(function, type) else (None, 0)

    def said_as_arrays(self, s: Any, lists: list[Any]) -> list[Any]:
        out: list[Any] = []
        arrays = {}
        for o in lists:
            made = gast.Call(self.numpy_name("array", np.array), [o], [])
            arrays[id(o)] = self.named(made, out, s)

        def new(x: Any) -> Any:
            return arrays.get(id(x), x)

        e = s.value
        if isinstance(s, gast.AugAssign):
            return [*out, at(gast.AugAssign(s.target, s.op, new(e)), s)]
        if isinstance(e, gast.BinOp):
            e = gast.BinOp(new(e.left), e.op, new(e.right))
        elif isinstance(e, gast.Call):
            keywords = [gast.keyword(k.arg, new(k.value)) for k in e.keywords]
            e = gast.Call(e.func, [new(a) for a in e.args], keywords)
        return [*out, self.with_value(s, new(e))]

    def numpy_name(self, name: str, function: Any) -> Any:
        """`np.array`, by the user's own name of NumPy where there is one."""
        for module in ("np", "numpy"):
            if module not in self.locals and self.looked_up(module) is np:
                return gast.Attribute(load(module), name, gast.Load())
        return load(self.session.name_of(name, function, self.unit))

    def looked_up(self, name: str) -> Any:
        try:
            return self.unit.scope.lookup(name).value
        except KeyError:
            return None


def of_numpy(t: Type | None) -> bool:
    """Whether NumPy does the arithmetic of a value: that of its integers repeats lists."""
    if not isinstance(t, Num) or t.dtype is None:
        return False
    return t.kind == "array" or (t.kind == "np" and t.dtype.kind in "fc")


def of_numbers(t: Type | None) -> bool:
    """Whether a value is a list or tuple of numbers and arrays alone, and of one at least."""
    return isinstance(t, (Seq, ListOf)) and _numbers(t)


def _numbers(t: Type | None) -> bool:
    if isinstance(t, Seq):
        return bool(t.items) and all(map(_numbers, t.items))
    return _numbers(t.item) if isinstance(t, ListOf) else isinstance(t, Num)
