"""Objects of NumPy that make arrays of what is written as their subscript, and fields of its results.

    y = np.r_[a, 0:n, s]    →    y = np.concatenate((a, np.arange(0, n), np.array([s])))
    y = np.c_[a, b]         →    y = np.concatenate((a[:, None], b[:, None]), axis=-1)
    s = result.S            →    s = result[1]        where `result = np.linalg.svd(a)`

Only where a derivative flows: what has none is left as it is.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import const, subscript, tuple_of
from tangent.syntax.refuse import Refused
from tangent.types import COMPLEX, UNKNOWN, ListOf, Num, Seq, Static, Type, constant, differentiable


class IndexTricks(Rewriting):
    """The part of inference that says `np.r_` and `np.c_` plainly."""

    def field_of_result(self, s: Any, env: Env) -> list[Any] | None:
        """A subscript for an element of a result that is named; None for other attributes."""
        e = s.value
        t = env.get(e.value.id) if isinstance(e.value, gast.Name) else None
        if not isinstance(t, Seq) or e.attr not in t.fields:
            return None
        place = const(t.fields.index(e.attr))
        return self.once(s, "field", lambda: self.core([self.with_value(s, subscript(e.value, place))], s))

    def index_trick(self, s: Any, env: Env) -> list[Any] | None:
        """Statements for such a subscript; None for others."""
        e = s.value
        if isinstance(e, gast.Attribute):
            return self.field_of_result(s, env)
        if not isinstance(e, gast.Subscript) or not isinstance(e.value, (gast.Name, gast.Attribute)):
            return None
        root = e.value
        while isinstance(root, gast.Attribute):
            root = root.value
        if not isinstance(root, gast.Name) or root.id in self.locals:
            return None
        trick = constant(self.eval(e.value, env))
        if trick is not np.r_ and trick is not np.c_:
            return None
        items = e.slice.elts if isinstance(e.slice, gast.Tuple) else [e.slice]
        types = [self.eval(i, env) for i in items]
        if not any(map(differentiable, types)) and not any(map(self.floating_slice, items)):
            return None
        joined = self.as_concatenation(s, trick is np.c_, items, types)
        return self.once(s, ("trick", *types), lambda: self.core([joined], s))

    def as_concatenation(self, s: Any, columns: bool, items: list[Any], types: list[Type]) -> Any:
        """The statement with a concatenation."""
        parts = [self.part_of_trick(i, t, columns) for i, t in zip(items, types, strict=True)]
        joined = gast.Call(self.numpy_name("concatenate", np.concatenate), [tuple_of(parts)], [])
        if columns:
            joined.keywords.append(gast.keyword("axis", const(-1)))
        dtype = self.dtype_of_trick(types)
        if dtype is not None:
            name = self.numpy_name(dtype.name, dtype.type)
            joined.keywords.append(gast.keyword("dtype", name))
        return self.with_value(s, joined)

    def part_of_trick(self, e: Any, t: Type, columns: bool) -> Any:
        """One item as an array."""
        if isinstance(e, gast.Slice):
            return self.as_column(self.range_of(e), columns)
        if isinstance(t, (Seq, ListOf)):
            return self.as_column(gast.Call(self.numpy_name("array", np.array), [e], []), columns)
        if not isinstance(t, Num) or t.rank is None:
            raise Refused("argument", e, "an item of `np.r_` of which the rank is not known")
        if t.rank == 0:
            number = gast.List([e], gast.Load())
            made = gast.Call(self.numpy_name("array", np.array), [number], [])
            return self.as_column(made, columns)
        return self.as_column(e, columns) if t.rank == 1 else e

    def as_column(self, e: Any, columns: bool) -> Any:
        if not columns:
            return e
        return subscript(e, tuple_of([gast.Slice(None, None, None), const(None)]))

    def range_of(self, e: Any) -> Any:
        """`start:stop:step`, or `start:stop:5j`: five numbers with both ends."""
        start = const(0) if e.lower is None else e.lower
        if e.upper is None:
            raise Refused("argument", e, "a slice without an end, as an item of `np.r_`")
        step = None if e.step is None else self.types[e.step]
        if isinstance(step, Num) and step.dtype == COMPLEX:
            if not isinstance(e.step, gast.Constant):
                raise Refused("argument", e, "an imaginary step of `np.r_` that is no literal")
            number = const(int(abs(e.step.value)))
            return gast.Call(self.numpy_name("linspace", np.linspace), [start, e.upper, number], [])
        steps = [] if e.step is None else [e.step]
        return gast.Call(self.numpy_name("arange", np.arange), [start, e.upper, *steps], [])

    def dtype_of_trick(self, types: list[Type]) -> np.dtype[Any] | None:
        """The dtype of the result, where a concatenation would have another: Python's numbers are weak."""
        given: list[Any] = [t.dtype for t in types if isinstance(t, Num) and t.kind != "py"]
        weak = [t.dtype for t in types if isinstance(t, Num) and t.kind == "py"]
        if not weak or not given or None in given:
            return None
        wanted = np.result_type(*given, *(d.type(1).item() for d in weak if d is not None))
        return None if wanted == np.result_type(*given, *(d for d in weak if d is not None)) else wanted

    def floating_slice(self, e: Any) -> bool:
        """Whether the bounds of a slice carry a derivative."""
        bounds = [e.lower, e.upper, e.step] if isinstance(e, gast.Slice) else []
        return any(differentiable(self.types[b]) for b in bounds if b is not None)

    def check_trick(self, base: Type, index: Any) -> None:
        """Refuse a subscript of an object that makes numbers of it: only arrays take items."""
        unknown = base is UNKNOWN
        if not unknown and not (isinstance(base, Static) and base.value not in (np.s_, np.index_exp)):
            return
        items = index.elts if isinstance(index, gast.Tuple) else [index]
        types = [self.types[i] for i in items]
        floats = [t for t in types if t is not UNKNOWN and differentiable(t)]
        if unknown:  # it may be a dict with such keys
            floats = [t for t in floats if isinstance(t, Num) and t.kind == "array"]
        if floats or any(map(self.floating_slice, items)):
            what = "a subscript that carries a derivative, of what is no array,"
            raise Refused("expression", index, what, "Make the array with functions, like `np.linspace`.")
