"""Sample calls of `np.polynomial`, of all its families."""

import numpy as np

from .spec import calls, each, real, unit

FAMILIES = {
    "poly": "polynomial", "cheb": "chebyshev", "leg": "legendre",
    "herm": "hermite", "herme": "hermite_e", "lag": "laguerre",
}  # fmt: skip

for _p, _m in FAMILIES.items():
    _home = f"np.polynomial.{_m}.{_p}"
    _module = getattr(np.polynomial, _m)
    calls(getattr(_module, f"{_p}val"), f"{_home}val(x, c)", "d", layouts=False, x=each(unit(3), unit("py"), unit(2, 2)), c=each(real(1), real(2), real(4), real(3, 2)))
    calls(getattr(_module, f"{_p}val"), f"{_home}val(x, c, tensor=False)", "d", layouts=False, x=unit(2), c=real(4, 2))
    calls(getattr(_module, f"{_p}vander"), f"{_home}vander(x, {{0|1|3}})", "d", layouts=False, x=each(unit(3), unit(2, 2)))
    calls(getattr(_module, f"{_p}der"), f"{_home}der(c{{|, 2|, m=1, scl=2.0}})", "d", layouts=False, c=each(real(1), real(4), real(4, 2)))
    calls(getattr(_module, f"{_p}der"), f"{_home}der(c, axis=1)", "d", layouts=False, c=real(2, 3))
    for _n in ("add", "sub"):
        calls(getattr(_module, _p + _n), f"{_home}{_n}(c, d)", "d", layouts=False, c=real(3), d=each(real(3), real(1), real(4)))
    if _p in ("poly", "cheb", "leg"):
        calls(getattr(_module, f"{_p}int"), f"{_home}int(c{{|, 2, [0.5]|, 1, 2.0, 0.5|, m=1, scl=2.0, axis=-1}})", "d", layouts=False, c=each(real(1), real(4), real(4, 2)))
calls(np.polynomial.polynomial.polymul, "np.polynomial.polynomial.polymul(c, d)", "d", layouts=False, c=real(3), d=each(real(3), real(1), real(4)))
calls(np.polynomial.chebyshev.chebmul, "np.polynomial.chebyshev.chebmul(c, d)", "d", layouts=False, c=real(3), d=each(real(3), real(1), real(4)))
calls(np.polynomial.polynomial.polyvalfromroots, "np.polynomial.polynomial.polyvalfromroots(x, r)", "d", layouts=False, x=each(real(3), real("py")), r=real(2))
