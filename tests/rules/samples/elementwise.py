"""Functions that work element by element."""

import numpy as np

from .spec import between, binary, calls, each, fixed, mask, positive, real, unary, unit


def above(low):
    return lambda *shape: between(low, low + 1.5, *shape)


# ---------------------------------------------------------------- arithmetic

binary(np.add, "{x + y|np.add(x, y)}", kinds="dfDF")
binary(np.subtract, "{x - y|np.subtract(x, y)}", kinds="dfDF")
binary(np.multiply, "{x * y|np.multiply(x, y)}", kinds="dfDF")
binary(np.divide, "{x / y|np.divide(x, y)|np.true_divide(x, y)}", kinds="dfDF")
binary(np.remainder, "{x % y|np.mod(x, y)}", x=positive, y=above(2.0))
binary(np.fmod, "np.fmod(x, y)", y=above(2.0))
binary(np.power, "{x ** y|np.power(x, y)}", x=positive, kinds="dfDF")
binary(np.float_power, "np.float_power(x, y)", x=positive, kinds="dD")
calls(
    np.power,
    "x ** {2|3|-1|0|1|2.0|0.5|-2|1.5}",
    "dfDF",
    x=each(positive(2, 3), positive("py"), positive("np")),
)
calls(np.power, "x ** {2|3|-1|0|1|2.0|-2}", "dfDF", x=each(real(2, 3), real("py"), real()))
calls(np.power, "{2|0.5|3} ** x", "dfDF", x=each(real(2, 3), real("py"), real("np")))
calls(
    np.power, "x ** n", "df", x=real(2, 3), n=each(fixed(np.array([0, 1, 2])), fixed(3), fixed(np.int64(2)))
)
unary(np.positive, "{+x|np.positive(x)}", kinds="dfDF")
unary(np.negative, "{-x|np.negative(x)}", kinds="dfDF")
unary(np.square, "np.square(x)", kinds="dfDF")
unary(np.reciprocal, "np.reciprocal(x)", kinds="dfDF")
unary(np.sqrt, "np.sqrt(x)", x=positive, kinds="dfDF")
unary(np.cbrt, "np.cbrt(x)")
binary(np.hypot, "np.hypot(x, y)")

# ---------------------------------------------------------------- exponentials and logarithms

for _f in (np.exp, np.exp2, np.expm1):
    unary(_f, f"np.{_f.__name__}(x)", kinds="dfDF")
for _f in (np.log, np.log2, np.log10, np.log1p):
    unary(_f, f"np.{_f.__name__}(x)", x=positive, kinds="dfDF")
binary(np.logaddexp, "np.logaddexp(x, y)")
binary(np.logaddexp2, "np.logaddexp2(x, y)")

# ---------------------------------------------------------------- circular and hyperbolic functions

for _f in (np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh, np.arctan, np.arcsinh):
    unary(_f, f"np.{_f.__name__}(x)", x=unit, kinds="dfDF")
for _f in (np.arcsin, np.arccos, np.arctanh):
    unary(_f, f"np.{_f.__name__}(x)", x=unit, kinds="dfDF")
unary(np.arccosh, "np.arccosh(x)", x=above(1.2), kinds="dfDF")
binary(np.arctan2, "np.arctan2(x, y)")
unary(np.sinc, "np.sinc(x)")
for _f in (np.deg2rad, np.radians, np.rad2deg, np.degrees):
    unary(_f, f"np.{_f.__name__}(x)")

# ---------------------------------------------------------------- kinks and choices

unary(np.absolute, "{abs(x)|np.abs(x)|np.absolute(x)}", kinds="dfDF")
unary(np.fabs, "np.fabs(x)")
for _f in (np.maximum, np.minimum, np.fmax, np.fmin):
    binary(_f, f"np.{_f.__name__}(x, y)")
    calls(_f, f"np.{_f.__name__}({{x, 0.5|0.5, x|x, 0}})", x=each(real(2, 3), real("py"), real(0, 3)))
calls(
    np.clip,
    "{np.clip(x, -0.7, 0.9)|np.clip(x, None, 0.7)|np.clip(x, 0.1, None)|x.clip(-0.5, 0.5)"
    "|np.clip(x, a_min=-1, a_max=1)|np.clip(x, min=-0.5)|x.clip(max=0.5)}",
    x=each(real(2, 3), real(3), real(0, 3)),
)
calls(
    np.clip,
    "{np.clip(x, low, high)|np.clip(x, low, None)|np.clip(x, None, high)}",
    x=real(2, 3),
    low=each(between(-1.0, -0.6, 3), between(-1.0, -0.6, "py")),
    high=between(0.6, 1.0, 2, 1),
)
binary(np.where, "np.where({True|x > y|np.less(x, 0.0)}, x, y)")
calls(
    np.where,
    "np.where({m|x > 0|m[0]}, {x, y|x, 0.0|1.0, x|x, np.sin(x)})",
    "dfDF"[:2],
    m=mask(2, 3),
    x=real(2, 3),
    y=real(3),
)
calls(np.where, "np.where(m, x, y)", "dfDF", m=mask(2, 3), x=real(2, 3), y=real(3))
binary(np.heaviside, "np.heaviside(x, y)")
binary(np.copysign, "np.copysign(x, y)")
unary(np.nan_to_num, "np.nan_to_num(x{|, nan=1.0|, copy=True})")

# ---------------------------------------------------------------- complex numbers

unary(np.real, "{np.real(x)|x.real}", kinds="dfDF")
unary(np.imag, "{np.imag(x)|x.imag}", kinds="dfDF")
unary(np.conjugate, "{np.conj(x)|np.conjugate(x)}", kinds="dfDF")
calls(np.conjugate, "{x.conj()|x.conjugate()}", "dfDF", x=real(2, 3))
unary(np.angle, "np.angle(x{|, deg=True})", kinds="dfDF")
