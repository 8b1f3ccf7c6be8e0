"""Numbers to hold a rule against: differences of the function itself, never the formula again."""

import inspect
import warnings

import numpy as np

from tangent.rules.kinds import RULES


def central(f, h=1e-2):
    """d f(t) / dt at 0: central differences, three levels of Richardson extrapolation."""
    row = [(f(h / 2**k) - f(-h / 2**k)) / (2.0 * h / 2**k) for k in range(4)]
    for order in range(1, 4):
        row = [(4**order * fine - coarse) / (4**order - 1) for coarse, fine in zip(row, row[1:])]
    return row[0]


def complex_step(f):
    """d f(t) / dt at 0 of an analytic function, exact up to rounding."""
    return np.imag(f(1e-40j)) / 1e-40


def keywords(body, **values):
    """Those of the values that the body of a rule asks for."""
    names = inspect.signature(body).parameters
    return {name: value for name, value in values.items() if name in names}


def slopes(function, *args, **options):
    """The partial derivatives that an element-wise rule returns, always as a tuple."""
    rule = RULES[function]
    assert rule.kind == "elementwise"
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        out = function(*args, **options)
        if rule.variadic:
            body = rule.vjp
            return tuple(body(*args, **keywords(body, position=k, out=out)) for k in range(len(args)))
        got = rule.vjp(*args, **options, **keywords(rule.vjp, out=out))
    got = got if len(rule.wrt) > 1 else (got,)
    assert len(got) == len(rule.wrt)
    return got


def adjoints(function, out_bar, *args, **options):
    """What the rule of a reduction returns for the adjoint `out_bar`, for arrays (no initial value)."""
    rule = RULES[function]
    out = function(*args, **options)
    got = rule.vjp(*args, **options, **keywords(rule.vjp, out=out, out_bar=out_bar))
    got = got if len(rule.wrt) > 1 else (got,)
    return tuple(bar for w, bar in zip(rule.wrt, got) if w != "initial")


def tangent_of(function, a, a_dot, **options):
    """The tangent of function(a) along a_dot, by the forward half of its rule."""
    rule = RULES[function]
    if rule.kind == "linear":
        return function(a_dot, **options)
    out = function(a, **options)
    return rule.jvp(a, **options, **keywords(rule.jvp, out=out, a_dot=a_dot, initial_dot=0.0))
