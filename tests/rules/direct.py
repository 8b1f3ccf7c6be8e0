"""Call a rule as the Python function that it is, and check it against differences of the primal.

`check(function, args)` compares <out_bar, J x_dot> (Richardson extrapolation of the primal itself)
with <vjp(out_bar), x_dot> for each argument of `wrt`, and the jvp with J x_dot where the rule has one.
"""

import inspect

import numpy as np
import pytest

from tangent.rules.kinds import RULES

rng = np.random.default_rng(1)


@pytest.fixture(autouse=True)
def the_same_numbers():
    """Each test of a module that imports this draws the same numbers, in whatever order the tests run."""
    rng.bit_generator.state = np.random.default_rng(1).bit_generator.state


def R(*shape, dtype=np.float64):
    x = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * rng.standard_normal(shape)
    return np.asarray(x, dtype=dtype)


def leaves(x):
    """The numbers and arrays in nested lists and tuples, in order."""
    if isinstance(x, (list, tuple)):
        return [leaf for item in x for leaf in leaves(item)]
    return [np.asarray(x)]


def like(x, make):
    """The structure of `x` with every leaf replaced by `make(leaf)`."""
    if isinstance(x, (list, tuple)):
        return (
            type(x)([like(item, make) for item in x])
            if not hasattr(x, "_fields")
            else [like(i, make) for i in x]
        )
    return make(x)


def along(x, x_dot, h):
    if isinstance(x, (list, tuple)):
        return type(x)([along(a, b, h) for a, b in zip(x, x_dot)])
    return x + h * x_dot


def inner(a, b):
    return sum(np.sum(p * q) for p, q in zip(leaves(a), leaves(b)))


def random_like(rng):
    def make(x):
        x = np.asarray(x)
        r = rng.standard_normal(x.shape)
        if x.dtype.kind == "c":
            r = r + 1j * rng.standard_normal(x.shape)
            return r.astype(x.dtype)[()]
        return r.astype(x.dtype if x.dtype.kind == "f" else np.float64)[()]

    return make


def directional(f, h=1e-3):
    """d f(t) / dt at 0 by central differences with three levels of Richardson extrapolation."""
    rows = []
    for level in range(4):
        step = h / 2**level
        up, down = leaves(f(step)), leaves(f(-step))
        rows.append([(u - d) / (2 * step) for u, d in zip(up, down)])
    for order in range(1, 4):
        rows = [
            [(4**order * fine - coarse) / (4**order - 1) for coarse, fine in zip(rows[k], rows[k + 1])]
            for k in range(len(rows) - 1)
        ]
    return rows[0]


def only(body, values):
    names = inspect.signature(body).parameters
    return {k: v for k, v in values.items() if k in names}


def check(function, *args, wrt=None, tol=1e-8, **kwargs):
    """Check the rule of `function` for this call; `kwargs` are passed to the primal and to the rule."""
    rule = RULES[function]
    rng = np.random.default_rng(len(args))
    named = dict(zip(rule.params, args)) | kwargs
    out = function(*args, **kwargs)
    out_bar = like(out, random_like(rng))
    wanted = wrt or [w for w in rule.wrt if w in named]
    extra = {"out": out, "out_bar": out_bar}
    if rule.accumulates:
        name = rule.wrt[0]
        base = like(named[name], random_like(rng))
        bar = base.copy()
        rule.vjp(*args, **kwargs, **only(rule.vjp, extra | {name + "_bar": bar}))
        bars = {name: bar - base}
    else:
        before = [leaf.copy() for leaf in leaves(out_bar)]
        bars = rule.vjp(*args, **kwargs, **only(rule.vjp, extra))
        bars = dict(zip(rule.wrt, bars if len(rule.wrt) > 1 else (bars,)))
        for old, leaf in zip(before, leaves(out_bar)):
            np.testing.assert_array_equal(old, leaf)
    for name in wanted:
        x = named[name]
        bar = bars[name]
        for b, a in zip(leaves(bar), leaves(x), strict=True):
            assert np.shape(b) == np.shape(a), (function, name, np.shape(b), np.shape(a))
            assert b.dtype == a.dtype, (function, name, b.dtype, a.dtype)
        x_dot = like(x, random_like(rng))

        def moved(h, name=name, x=x, x_dot=x_dot):
            values = named | {name: along(x, x_dot, h)}
            return function(
                *[values[p] for p in list(rule.params)[: len(args)]], **{k: values[k] for k in kwargs}
            )

        if all(leaf.dtype in (np.float64, np.complex128) for leaf in leaves(x)):
            out_dot = directional(moved)
            np.testing.assert_allclose(
                complex(inner(bar, x_dot)),
                complex(inner(out_bar, out_dot)),
                rtol=tol,
                atol=tol,
                err_msg=f"{function} {name}",
            )
            if rule.jvp is not None:
                dots = {w + "_dot": (x_dot if w == name else 0.0) for w in rule.wrt}
                if name + "_dot" in inspect.signature(rule.jvp).parameters and len(rule.wrt) == 1:
                    got = rule.jvp(*args, **kwargs, **only(rule.jvp, {"out": out} | dots))
                    for g, want in zip(leaves(got), out_dot, strict=True):
                        assert np.shape(g) == np.shape(want)
                        np.testing.assert_allclose(g, want, rtol=tol, atol=tol)
    return bars
