"""`np.vectorize` of a function with Python text: a loop over the elements, in the place of the call.

    softplus = np.vectorize(lambda v: math.log1p(math.exp(v)))

    y = softplus(x)          →    y = vectorized(softplus.pyfunc, x)

    g = np.vectorize(f)      →    g = partial(vectorized, f)
"""

from __future__ import annotations

import functools
import types as python_types
from typing import Any

import gast
import numpy as np

from tangent.analyse.rewriting import Rewriting
from tangent.rules import RULES
from tangent.runtime.compositions import vectorized
from tangent.syntax.nodes import at, load


class Vectorized(Rewriting):
    """The part of inference that calls the function of an `np.vectorize`."""

    def vectorize_call(self, s: Any, function: Any) -> list[Any] | None:
        """Statements for a call of such an object, or for one that makes it; None for others."""
        e = s.value
        if function is np.vectorize and len(e.args) == 1 and not e.keywords:
            if isinstance(e.func, gast.Name) and e.func.id in self.locals:
                return None  # a decorator
            return self.once(s, "vectorize", lambda: self.vectorize_made(s))
        if not isinstance(function, np.vectorize) or function in RULES or not is_plain(function):
            return None
        if e.keywords or not 1 <= len(e.args) <= 3:
            return None
        return self.once(s, "vectorized", lambda: self.vectorize_called(s))

    def vectorize_made(self, s: Any) -> list[Any]:
        e = s.value
        made = self.session.name_of("partial", functools.partial, self.unit)
        call = gast.Call(load(made), [self.vectorized_name(), *e.args], [])
        return [self.with_value(s, call)]

    def vectorize_called(self, s: Any) -> list[Any]:
        e = s.value
        inner = at(gast.Attribute(e.func, "pyfunc", gast.Load()), e)
        return [self.with_value(s, gast.Call(self.vectorized_name(), [inner, *e.args], []))]

    def vectorized_name(self) -> Any:
        return load(self.session.name_of("vectorized", vectorized, self.unit))


def is_plain(function: np.vectorize) -> bool:
    """Whether only the function itself decides about the result."""
    options = (function.signature, function.excluded)
    floats = function.otypes in (None, "d", ["d"])
    return isinstance(function.pyfunc, python_types.FunctionType) and floats and not any(options)
