"""The rules of `with grad_of(x) as x_bar:` and of `check_nans=True`."""

import numpy as np

from tangent.rules.kinds import _register, linear
from tangent.runtime import apart, finite
from tangent.runtime.hooks import hooked, hooked_contents


def _jvp(x, hook, values, *, x_dot):
    return x_dot


def _vjp(x, hook, values, *, out_bar):
    if isinstance(x, np.ndarray):
        return hook(out_bar.copy(), *values)
    if isinstance(x, (float, complex, np.number)):
        return hook(out_bar, *values)
    return hook(apart(out_bar), *values)


_register("pair", (hooked,), _vjp, ("x",), jvp=_jvp, view=True)


def _no_jvp(x, hook, values, *, x_dot):
    """Forwards, there is nothing to look at."""


def _contents(x, hook, values, *, x_bar):
    x_bar[...] = hook(x_bar.copy(), *values)


_register("mutation", (hooked_contents,), _contents, ("x",), jvp=_no_jvp, view=True)


@linear(finite, wrt=("x",), view=True)
def _(x, what, *, out_bar):
    return out_bar
