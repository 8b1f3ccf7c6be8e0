"""Matrices of scipy.sparse inside a program: constant operators, which are multiplied with arrays by `@`."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from tangent.analyse.infer.part import Part
from tangent.syntax.nodes import become
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Num, Sparse, Type

Env = dict[str, Type]


def as_dense(t: Type) -> Type:
    """The array of the same dtype and rank, of which a product has the same type."""
    return Num("array", t.dtype, t.shape) if isinstance(t, Sparse) else t


class Matrices(Part):
    """A mixin of the inference."""

    def sparse_operator(self, e: Any, a: Type, b: Type) -> Type:
        if isinstance(e.op, gast.MatMult) and not (isinstance(a, Sparse) and isinstance(b, Sparse)):
            return self.probed(np.matmul, [as_dense(a), as_dense(b)], {}, e)
        several = any(isinstance(t, Sparse) and t.multiplies for t in (a, b))
        other = b if isinstance(a, Sparse) else a
        if several and isinstance(e.op, gast.Mult) and not (isinstance(other, Num) and other.is_scalar):
            raise Refused("expression", e, "`*` with a matrix of scipy.sparse", "It is a product: write `@`.")
        return UNKNOWN

    def sparse_attribute(self, base: Sparse, e: Any) -> Type:
        return base if e.attr == "T" else UNKNOWN

    def sparse_method(self, e: Any, base: Sparse, env: Env) -> Type:
        """`S.dot(x)` is said as `S @ x`."""
        if e.func.attr != "dot" or len(e.args) != 1 or e.keywords:
            return UNKNOWN
        become(e, gast.BinOp(e.func.value, gast.MatMult(), e.args[0]))
        return self.eval(e, env)
