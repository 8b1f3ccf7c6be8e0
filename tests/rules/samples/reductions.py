"""Functions that reduce or accumulate along axes."""

import numpy as np

from .spec import apart, calls, computed, each, real, whole

AXES = "{|, axis=0|, axis=-1|, axis=(0, 2)|, axis=None|, axis=(-1, 1)}"
KEEP = "{|, keepdims=True}"
ANY = each(real(3), real(0), real(1), real())


def holes(*shape):
    """Numbers apart, some of which are missing, but not all along any axis."""

    def make(rng, kind):
        a = apart(*shape).make(rng, kind)
        a.flat[:: max(2, a.size // 3)] = np.nan
        return a

    return computed(f"holes{shape}", make)


# ---------------------------------------------------------------- sums and means

for _f in (np.sum, np.mean):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a{AXES}{KEEP})", "dfDF", a=real(2, 3, 2))
    calls(
        _f,
        f"{{np.{_n}(a)|a.{_n}()|np.{_n}(a, 0, None, None, True)|a.{_n}(axis=0, keepdims=True)|a.{_n}(-1)}}",
        a=real(3),
    )
    calls(_f, f"np.{_n}(a{{, axis=2|, axis=(0, 2)}})", a=real(2, 0, 3))
    calls(_f, f"np.{_n}(a, axis=0, dtype=np.float64)", a=real(2, 3))
calls(np.sum, "np.sum(a)", a=each(real(0), real(), real(1), real(2, 0), real("np"), real("py")))
calls(np.mean, "np.mean(a)", a=each(real(), real(1), real("np")))
for _f in (np.nansum, np.nanmean, np.nanmax, np.nanmin):
    calls(_f, f"np.{_f.__name__}(a{AXES}{KEEP})", a=holes(2, 3, 2))
    calls(_f, f"np.{_f.__name__}(a{{|, axis=0|, axis=-1}})", a=each(apart(2, 3), apart(3, 1)))

# ---------------------------------------------------------------- variances

for _f in (np.var, np.std):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a{AXES}{KEEP}{{|, ddof=1}})", a=real(3, 2, 3))
    calls(_f, f"np.{_n}(a{{|, axis=0|, axis=(0, 1)}})", "DF", a=real(2, 3))
    calls(
        _f,
        f"{{a.{_n}()|a.{_n}(axis=0, ddof=1)|a.{_n}(0, keepdims=True)|np.{_n}(a, ddof=0.5)}}",
        a=each(real(4), real(3, 2)),
    )

# ---------------------------------------------------------------- extremes

for _f in (np.max, np.min, np.amax, np.amin, np.ptp):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a{AXES}{KEEP})", a=apart(2, 3, 2))
    calls(_f, f"np.{_n}(a)", a=each(apart(3), apart(1), apart()))
for _f in (np.max, np.min):
    _n = _f.__name__
    calls(_f, f"{{a.{_n}()|a.{_n}(axis=0)|a.{_n}(-1, keepdims=True)}}", a=each(apart(4), apart(3, 2)))
calls(np.median, f"np.median(a{AXES}{KEEP})", a=apart(2, 3, 2))
calls(np.median, "np.median(a{|, axis=0})", a=each(apart(3), apart(4), apart(1), apart(3, 3)))

# ---------------------------------------------------------------- products, running sums and products

calls(np.prod, f"np.prod(a{AXES}{KEEP})", "dfDF", a=real(2, 3, 2))
calls(
    np.prod,
    "{np.prod(a)|a.prod()|a.prod(axis=0)|a.prod(-1, keepdims=True)}",
    a=each(real(4), real(2, 3), real(0)),
)
for _f in (np.cumsum, np.cumprod):
    _n = _f.__name__
    calls(_f, f"np.{_n}(a{{|, axis=0|, axis=1|, axis=-1|, axis=None}})", "dfDF", a=real(2, 3, 2))
    calls(
        _f,
        f"{{np.{_n}(a)|a.{_n}()|a.{_n}(axis=0)|np.{_n}(a, -1)}}",
        a=each(real(4), real(2, 3), real(1), real(0)),
    )
calls(np.bincount, "np.bincount(i, {w|weights=w}{|, minlength=7})", "d", i=whole(5, 6), w=real(6))

# ---------------------------------------------------------------- some elements only, and a number beside them

WHERE = "{|, axis=0|, axis=(0, 1), keepdims=True}"
M = computed("mask with some of each row and column", lambda rng, kind: np.array([[True, False, True], [True, True, False]]))
for _n in ("sum", "mean", "prod", "var", "std", "nansum", "nanmean"):
    _f = getattr(np, _n)
    calls(_f, f"np.{_n}(a{WHERE}, where=m)", "dD" if _n in ("sum", "var") else "d", layouts=False, a=apart(2, 3), m=M)
    calls(_f, f"np.{_n}(a, axis=0, where=m[:, :1])", "d", layouts=False, a=apart(2, 3), m=M)
calls(np.var, "np.var(a, axis=1, ddof=0.5, where=a > -9.0)", a=apart(2, 3))
for _n in ("max", "min", "nanmax"):
    calls(getattr(np, _n), f"np.{_n}(a{WHERE}, initial={{0.1|5.0}}{{|, where=m}})", "d", layouts=False, a=apart(2, 3), m=M)
for _n in ("sum", "prod", "nansum"):
    calls(getattr(np, _n), f"np.{_n}(a{WHERE}, initial=0.5{{|, where=m}})", "d", layouts=False, a=apart(2, 3), m=M)
calls(np.sum, "{np.sum(a, initial=s)|a.sum(axis=0, initial=s)|np.sum(a, 1, initial=s, where=m)|np.sum(np.sum(a, axis=0, initial=s))}", "dD", layouts=False, a=apart(2, 3), m=M, s=real("py"))
calls(np.prod, "np.prod(a, axis=0, dtype=np.float64)", a=apart(2, 3))
calls(np.cumprod, "np.cumprod(a, axis=0, dtype=np.float64)", a=apart(2, 3))
