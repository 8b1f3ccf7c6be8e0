"""What is refused."""

import numpy as np

from tests.constructs import construct


async def _async(x):
    return x[0]


construct("`async` functions")(_async)


def _generator(x):
    yield x[0]


construct("`yield`: a generator as the function itself")(_generator)


@construct("`exec`, `eval`")
def evaluated(x):
    return eval("x[0]") * 2.0


@construct("`locals()`, `globals()`, `vars()`")
def local_names(x):
    return locals()["x"][0]


@construct("a function of C without a rule, on active values")
def no_rule(x):
    return np.sum(np.real_if_close(x))


@construct("`class` inside the function")
def class_inside(x):
    class Point:
        pass

    return x[0]


@construct("nested functions under decorators")
def decorated_inside(x):
    @np.vectorize
    def square(v):
        return v * v

    return np.sum(square(x))
