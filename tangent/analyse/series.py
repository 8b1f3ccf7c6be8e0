"""Polynomials that are objects of NumPy, made outside of the program: a call of one is a value of its series.

    p = np.polynomial.Chebyshev(coefficients)        # outside

    y = p(x)      →     y = chebval(mapdomain(x, p.domain, p.window), p.coef)
    y = q(x)      →     y = np.polyval(q.coeffs, x)

One that is made inside, of coefficients that carry a derivative, has operators of its own, and is refused.
"""

from __future__ import annotations

from typing import Any

import gast
import numpy as np
from numpy.polynomial import polyutils
from numpy.polynomial._polybase import ABCPolyBase

from tangent.analyse.rewriting import Env, Rewriting
from tangent.syntax.nodes import clone, load


class Series(Rewriting):
    """The part of inference that calls the function of such an object."""

    def series_called(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call of a polynomial; None for others."""
        e = s.value
        if not isinstance(function, (np.poly1d, ABCPolyBase)) or len(e.args) != 1 or e.keywords:
            return None
        x = self.eval(e.args[0], env)
        new = self.with_value(s, self.value_of(e, function))
        return self.once(s, ("series", x), lambda: self.core([new], s))

    def value_of(self, e: Any, function: Any) -> Any:
        if isinstance(function, np.poly1d):
            coefficients = gast.Attribute(clone(e.func), "coeffs", gast.Load())
            return gast.Call(self.numpy_name("polyval", np.polyval), [coefficients, e.args[0]], [])
        parts = [gast.Attribute(clone(e.func), name, gast.Load()) for name in ("domain", "window", "coef")]
        x = gast.Call(self.by_name(polyutils.mapdomain), [e.args[0], *parts[:2]], [])
        return gast.Call(self.by_name(type(function)._val), [x, parts[2]], [])

    def by_name(self, function: Any) -> Any:
        return load(self.session.name_of(function.__name__, function, self.unit))
