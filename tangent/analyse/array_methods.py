"""Methods of arrays said as the functions, operators and assignments that they are.

    y = x.__add__(z)               →     y = x + z
    y = a.dot(b, out)              →     y = np.dot(a, b, out=out)
    y = a.take(i, 1, None, "clip") →     y = np.take(a, i, 1, None, "clip")
    y = x.view()                   →     y = x[...]
    y = z.view(np.float64)         →     y = floats_of(z)
    a.partition(k)                 →     a[...] = np.partition(a, k)
    a.put(i, v, mode="wrap")       →     np.put(a, i, v, mode="wrap")
    y = x.flat[i]                  →     y = np.ravel(x)[i]
    y.flat[i] = v                  →     np.put(y, np.arange(y.size)[i], v)
    y.flat = v                     →     y[...] = resized(v, y.shape)
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.runtime import shapes
from tangent.syntax.nodes import as_store, clone, const, load, quote_stmts, subscript
from tangent.types import Num, Type, constant, differentiable

BINARY = {
    "add": gast.Add, "sub": gast.Sub, "mul": gast.Mult, "truediv": gast.Div, "pow": gast.Pow,
    "floordiv": gast.FloorDiv, "mod": gast.Mod, "matmul": gast.MatMult,
}  # fmt: skip
UNARY = {"neg": gast.USub, "pos": gast.UAdd}


class ArrayMethods(Rewriting):
    """The part of inference that says such methods, and subscripts of `.flat`, plainly."""

    def array_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one of these; None for all others."""
        e = s.value
        if isinstance(e, gast.Attribute) and e.attr == "flat":
            return self.flat_begun(s, e.value, env)
        if isinstance(e, gast.Call) and isinstance(e.func, gast.Attribute):
            return self.method_said_plainly(s, e, env)
        return None

    # -------------------------------------------------------------- x.flat

    def flat_said_plainly(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for one that reads or writes a part of the `.flat` of an array, or all of it."""
        target = s.targets[0] if isinstance(s, gast.Assign) else getattr(s, "target", None)
        if isinstance(target, gast.Attribute) and target.attr == "flat" and array_in(target.value, env):
            return self.once(s, "flat", lambda: self.core(self.flat_filled(target.value, s.value), s))
        if not self.flats or not isinstance(s, (gast.Assign, gast.AugAssign)):
            return None
        if (place := self.flat_place(target)) is not None:
            array, index = place
            value = s.value
            if isinstance(s, gast.AugAssign):
                value = gast.BinOp(self.flat_read(array, index), s.op, value)
            return self.once(s, "flat", lambda: self.core(self.flat_written(array, index, value), s))
        if (place := self.flat_place(s.value)) is not None:
            new = self.with_value(s, self.flat_read(*place))
            return self.once(s, "flat", lambda: self.core([new], s))
        return None

    def flat_filled(self, array: Any, value: Any) -> list[Any]:
        resize = self.numpy_name("resize", np.resize)
        return quote_stmts("array[...] = resize(value, array.shape)", array=array, resize=resize, value=value)

    def flat_read(self, array: Any, index: Any) -> Any:
        ravelled = gast.Call(self.numpy_name("ravel", np.ravel), [clone(array)], [])
        return subscript(ravelled, clone(index))

    def flat_begun(self, s: Any, x: Any, env: Env) -> list[Any] | None:
        """`t = x.flat` before `t[i]`: what is read or written is the array."""
        name = getattr(s.targets[0], "id", "") if isinstance(s, gast.Assign) else ""
        if name not in self.unit.temporaries or not array_in(x, env):
            return None
        if not any(is_part(n, name) for n in gast.walk(self.instance.tree)):
            return None
        self.flats[name] = x
        return []

    def flat_place(self, e: Any) -> tuple[Any, Any] | None:
        """The array and the index of `t[i]`, where `t` is the `.flat` of an array."""
        name = getattr(e.value, "id", "") if isinstance(e, gast.Subscript) else ""
        return (clone(self.flats[name]), e.slice) if name in self.flats else None

    def flat_written(self, array: Any, index: Any, value: Any) -> list[Any]:
        put, arange = self.numpy_name("put", np.put), self.numpy_name("arange", np.arange)
        text = "put(array, arange(array.size)[index], value)"
        return quote_stmts(text, put=put, arange=arange, array=array, index=index, value=value)

    # -------------------------------------------------------------- methods

    def method_said_plainly(self, s: Any, e: Any, env: Env) -> list[Any] | None:
        name = e.func.attr.strip("_")
        make = getattr(self, "method_" + name, None)
        if name in BINARY or name in UNARY or name in ("abs", "getitem"):
            make = self.method_operator if e.func.attr == f"__{name}__" else None
        if make is None or not isinstance(e.func.value, gast.Name):
            return None
        x = env.get(e.func.value.id)
        if not isinstance(x, Num):
            return None
        types = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        if not any(map(differentiable, [x, *types])):
            return None
        made = make(e, x, types)
        if made is None:
            return None
        new = made if isinstance(made, gast.stmt) else self.with_value(s, made)
        return self.once(s, ("array", x, *types), lambda: self.core([new], s))

    def method_operator(self, e: Any, x: Num, types: list[Type]) -> Any:
        name, base = e.func.attr.strip("_"), e.func.value
        if name in BINARY and len(e.args) == 1:
            return gast.BinOp(base, BINARY[name](), e.args[0])
        if name in UNARY:
            return gast.UnaryOp(UNARY[name](), base)
        if name == "abs":
            return gast.Call(load(self.unit_name("abs", abs)), [base], [])
        return subscript(base, e.args[0]) if len(e.args) == 1 else None

    def as_function(self, e: Any, name: str) -> Any:
        """`a.name(...)` → `np.name(a, ...)`."""
        return gast.Call(self.numpy_name(name, getattr(np, name)), [e.func.value, *e.args], e.keywords)

    def method_put(self, e: Any, x: Num, types: list[Type]) -> Any:
        plain = len(e.args) == 2 and not e.keywords
        return None if plain else gast.Expr(self.as_function(e, "put"))

    def method_partition(self, e: Any, x: Num, types: list[Type]) -> Any:
        whole = as_store(subscript(clone(e.func.value), const(...)))
        return gast.Assign([whole], self.as_function(e, "partition"), None)

    def method_dot(self, e: Any, x: Num, types: list[Type]) -> Any:
        if len(e.args) != 2 or e.keywords:
            return None
        dot = self.numpy_name("dot", np.dot)
        return gast.Call(dot, [e.func.value, e.args[0]], [gast.keyword("out", e.args[1])])

    def method_take(self, e: Any, x: Num, types: list[Type]) -> Any:
        options = len(e.args) > 2 or any(k.arg == "mode" for k in e.keywords)
        return self.as_function(e, "take") if options else None

    def method_reshape(self, e: Any, x: Num, types: list[Type]) -> Any:
        if all(k.arg != "copy" for k in e.keywords):
            return None
        shape = e.args[0] if len(e.args) == 1 else gast.Tuple(list(e.args), gast.Load())
        return gast.Call(self.numpy_name("reshape", np.reshape), [e.func.value, shape], e.keywords)

    def method_view(self, e: Any, x: Num, types: list[Type]) -> Any:
        """The array itself under another name, or its numbers in pairs."""
        wanted = [constant(t) for t in types]
        base = e.func.value
        if x.kind != "array" or len(wanted) > 1:
            return None
        if not wanted or wanted[0] in (np.ndarray, None):
            return subscript(base, const(...))
        try:
            dtype = np.dtype(wanted[0])
        except TypeError:
            return None
        if x.dtype is None or dtype == x.dtype:
            return subscript(base, const(...)) if dtype == x.dtype else None
        parts = {("c", "f"): shapes.floats_of, ("f", "c"): shapes.complex_of}.get((x.dtype.kind, dtype.kind))
        real = dtype if dtype.kind == "f" else x.dtype
        if parts is None or np.result_type(real, np.complex64) not in (dtype, x.dtype):
            return None
        return gast.Call(load(self.session.name_of(parts.__name__, parts, self.unit)), [base], [])


def array_in(e: Any, env: Env) -> bool:
    """Whether an expression is a variable that holds an array which may carry a derivative."""
    t = env.get(e.id) if isinstance(e, gast.Name) else None
    return isinstance(t, Num) and t.kind == "array" and differentiable(t)


def is_part(n: Any, name: str) -> bool:
    return isinstance(n, gast.Subscript) and isinstance(n.value, gast.Name) and n.value.id == name
