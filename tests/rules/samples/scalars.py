"""Python's numbers, and the functions of `math`."""

import cmath
import math

import numpy as np

from .spec import between, calls, each, fixed, numbers, positive, real, unit

for _f in "exp expm1 exp2 sin cos tan atan sinh cosh tanh asinh fabs erf erfc radians degrees".split():
    if hasattr(math, _f):
        numbers(getattr(math, _f), f"math.{_f}(x)", x=each(unit("py"), real("py"), real("np")))
for _f in "log log2 log10 log1p sqrt cbrt gamma lgamma".split():
    if hasattr(math, _f):
        order = 1 if _f in ("gamma", "lgamma") else 2
        numbers(
            getattr(math, _f),
            f"math.{_f}(x)",
            order,
            x=each(positive("py"), between(1.0, 6.0, "py"), positive("np")),
        )
for _f in ("asin", "acos", "atanh"):
    numbers(getattr(math, _f), f"math.{_f}(x)", x=each(unit("py"), unit("py")))
numbers(math.acosh, "math.acosh(x)", x=between(1.2, 3.0, "py"))
numbers(math.log, "math.log(x, {y|2|10.0})", x=positive("py"), y=between(2.0, 4.0, "py"))
numbers(math.pow, "math.pow(x, {y|2|3.0|0.5|-1})", x=positive("py"), y=real("py"))
for _f in ("atan2", "copysign"):
    numbers(getattr(math, _f), f"math.{_f}(x, y)", x=real("py"), y=real("py"))
for _f in ("fmod", "remainder"):
    numbers(getattr(math, _f), f"math.{_f}(x, y)", x=between(5.0, 5.4, "py"), y=between(1.9, 2.1, "py"))
numbers(math.hypot, "math.hypot({x|x, y|x, y, z})", x=real("py"), y=real("py"), z=real("py"))
numbers(math.ldexp, "math.ldexp(x, {3|-2})", x=real("py"))
numbers(math.fsum, "math.fsum({[x, y, x * y]|(x, y)|a})", x=real("py"), y=real("py"), a=real(3))
numbers(math.prod, "math.prod([x, y, x * y])", x=real("py"), y=real("py"))
numbers(math.prod, "math.prod((x, y))", order=1, x=real("py"), y=real("py"))  # tuple(xs) of a list has no type
if hasattr(math, "sumprod"):
    numbers(math.sumprod, "math.sumprod([x, y], [y, x])", x=real("py"), y=real("py"))
if hasattr(math, "fma"):
    numbers(math.fma, "math.fma(x, y, x)", x=real("py"), y=real("py"))
numbers(max, "max(x, y)", x=fixed(0.3), y=fixed(0.7))
numbers(min, "min(x, y, 0.5)", x=fixed(0.3), y=fixed(0.7))
numbers(abs, "abs(x)", x=each(real("py"), real("np")))
numbers(pow, "pow(x, {y|2})", x=positive("py"), y=real("py"))
numbers(float, "float(x)", x=each(real("py"), real("np"), real()))
numbers(complex, "complex({x, y|x|z})", x=real("py"), y=real("py"), z=real("py"))
for _f in ("float32", "float64", "longdouble"):
    numbers(getattr(np, _f), f"np.{_f}(x)", x=each(real("py"), real("np")))
for _f in ("complex64", "complex128"):
    numbers(getattr(np, _f), f"np.{_f}(x)", x=each(real("np"), real(3)))

# ---------------------------------------------------------------- complex numbers of Python

for _n in "exp log10 sqrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh phase polar".split():
    _f = getattr(cmath, _n)
    calls(_f, f"cmath.{_n}(x)", "D", layouts=False, x=real("py"))
    calls(_f, f"cmath.{_n}(x * (0.5 + 1j))", "d", layouts=False, x=positive("py"))
calls(cmath.log, "cmath.log(x{|, y|, 3.0})", "D", x=real("py"), y=real("py"))
calls(cmath.exp, "cmath.exp(x)", "d", x=real("py"))
calls(cmath.rect, "cmath.rect(r, p)", "d", r=positive("py"), p=real("py"))
