"""Type tests that the signature decides."""

import numpy as np

from tests.constructs import construct


@construct("`isinstance(x, np.ndarray)`, `isinstance(x, (int, float))`")
def isinstance_(x):
    if isinstance(x, (int, float)):
        return x
    if isinstance(x, np.ndarray):
        return np.sum(x * x)
    return x.strange


@construct("`np.ndim(x) == 1`, `x.ndim`, `np.shape(x)`, `x.shape[0] == 3`, `len(x) == 0`")
def ranks(x):
    if len(x) == 0 or np.ndim(x) != 1:
        return x.strange
    if x.shape[0] == 3 and x.ndim == 1 and np.shape(x) == (3,):
        return np.sum(x * x)
    return x.strange


@construct("`callable(f)`, `x is None`, `x is not None`", np.array([0.3, 0.5]), None)
def callables(x, weight):
    f = np.sin
    if weight is None:
        weight = 2.0
    if callable(f) and not callable(x) and weight is not None:
        return np.sum(f(x)) * weight
    return x.strange


@construct("`type(x) is float`, `type(x) == np.ndarray`", 0.7)
def exact_types(x):
    if type(x) is float and type(x) != np.ndarray:  # noqa: E721
        return x * x
    return x.strange


@construct("`hasattr`, `getattr` with a default")
def attributes(x):
    if hasattr(x, "shape") and not hasattr(x, "strange"):
        return np.sum(x * x) * getattr(x, "ndim", 2)
    return x.strange


@construct("`np.isscalar(x)`, `np.iscomplexobj(x)`, `np.isrealobj(x)`")
def numpy_tests(x):
    if np.isscalar(x) or np.iscomplexobj(x):
        return x.strange
    if np.isrealobj(x):
        return np.sum(x * x)
    return x.strange


@construct("`x.dtype.kind == 'f'`, `x.dtype == np.float64`, `np.issubdtype(...)`")
def dtypes(x):
    if x.dtype.kind == "f" and x.dtype == np.float64 and np.issubdtype(x.dtype, np.floating):
        return np.sum(x * x)
    return x.strange


@construct("strings and booleans that select a way", np.array([0.3, 0.5]), "square", True)
def modes(x, mode, flag):
    if mode == "square" and flag:
        return np.sum(x * x)
    if mode in ("sum", "total"):
        return np.sum(x)
    raise ValueError(mode)
