"""Rules for scipy.special: mostly one line of the Digital Library of Mathematical Functions (dlmf.nist.gov).

Many functions take parameters (orders, degrees of freedom) with respect to which their derivatives are not
elementary: these parameters are left out of `wrt`, and refused where they carry a derivative.
"""

import math

import numpy as np
from scipy import special

from tangent.rules.kinds import elementwise, inactive, named, pair
from tangent.rules.scipy import special_unsupported as _unsupported  # noqa: F401
from tangent.runtime.guards import log_or_zero, power_slope
from tangent.runtime.scipy.special import (
    binom_slope_k,
    binom_slope_n,
    boxcox_slope,
    dawsn_slope,
    ellipkm1_slope,
    erfcx_slope,
    expn_slope,
    exprel_slope,
    log1prel,
    log1prel_slope,
    log_ndtr_slope,
    poch_slope,
    quotient_density,
    rgamma_slope,
)
from tangent.runtime.shapes import unbroadcast

# -------------------------------------------------- gamma and its relatives


@elementwise(special.gamma)
def _(x, *, out):
    return out * special.digamma(x)


@elementwise(special.gammaln, special.loggamma)
def _(x):
    return special.digamma(x)


@elementwise(special.rgamma)
def _(x, *, out):
    if np.iscomplexobj(x):
        return -out * special.digamma(x)
    return rgamma_slope(x)


@elementwise(special.digamma)
def _(x):
    if np.iscomplexobj(x):
        raise NotImplementedError("special.digamma of a complex number: SciPy has no trigamma function there")
    return special.zeta(2.0, x)


@elementwise(special.polygamma, wrt=("x",))
def _(n, x):
    return special.polygamma(n + 1, x)


# Riemann's function, without `q`, has no derivative here.
@elementwise(special.zeta, wrt=("q",))
def _(x, q=None, out=None):
    return -x * special.zeta(x + 1.0, q)


@elementwise(special.multigammaln, wrt=("a",))
def _(a, d):
    return np.sum(special.digamma(np.expand_dims(a, -1) - 0.5 * np.arange(d)), axis=-1)


@elementwise(special.beta)
def _(a, b, *, out):
    total = special.digamma(a + b)
    return out * (special.digamma(a) - total), out * (special.digamma(b) - total)


@elementwise(special.betaln)
def _(a, b):
    total = special.digamma(a + b)
    return special.digamma(a) - total, special.digamma(b) - total


@elementwise(special.binom)
def _(n, k, *, out):
    return binom_slope_n(n, k, out), binom_slope_k(n, k, out)


@elementwise(special.poch)
def _(z, m, *, out):
    return poch_slope(z, m, out), out * special.digamma(z + m)


# -------------------------------------------------- incomplete gamma and beta functions


@elementwise(special.gammainc, wrt=("x",))
def _(a, x):
    return np.exp(special.xlogy(a - 1.0, x) - x - special.gammaln(a))


@elementwise(special.gammaincc, wrt=("x",))
def _(a, x):
    return -np.exp(special.xlogy(a - 1.0, x) - x - special.gammaln(a))


@elementwise(special.gammaincinv, wrt=("y",))
def _(a, y, *, out):
    return np.exp(out + special.gammaln(a) - special.xlogy(a - 1.0, out))


@elementwise(special.gammainccinv, wrt=("y",))
def _(a, y, *, out):
    return -np.exp(out + special.gammaln(a) - special.xlogy(a - 1.0, out))


@elementwise(special.betainc, wrt=("x",))
def _(a, b, x):
    return np.exp(special.xlogy(a - 1.0, x) + special.xlog1py(b - 1.0, -x) - special.betaln(a, b))


@elementwise(special.betaincc, wrt=("x",))
def _(a, b, x):
    return -np.exp(special.xlogy(a - 1.0, x) + special.xlog1py(b - 1.0, -x) - special.betaln(a, b))


@elementwise(special.betaincinv, wrt=("y",))
def _(a, b, y, *, out):
    return np.exp(special.betaln(a, b) - special.xlogy(a - 1.0, out) - special.xlog1py(b - 1.0, -out))


@elementwise(special.betainccinv, wrt=("y",))
def _(a, b, y, *, out):
    return -np.exp(special.betaln(a, b) - special.xlogy(a - 1.0, out) - special.xlog1py(b - 1.0, -out))


# -------------------------------------------------- distributions


@elementwise(special.gdtr, wrt=("a", "x"))
def _(a, b, x):
    density = np.exp(special.xlogy(b - 1.0, a * x) - a * x - special.gammaln(b))
    return x * density, a * density


@elementwise(special.gdtrc, wrt=("a", "x"))
def _(a, b, x):
    density = np.exp(special.xlogy(b - 1.0, a * x) - a * x - special.gammaln(b))
    return -x * density, -a * density


@elementwise(special.chdtr, wrt=("x",))
def _(v, x):
    return 0.5 * np.exp(special.xlogy(0.5 * v - 1.0, 0.5 * x) - 0.5 * x - special.gammaln(0.5 * v))


@elementwise(special.chdtrc, wrt=("x",))
def _(v, x):
    return -0.5 * np.exp(special.xlogy(0.5 * v - 1.0, 0.5 * x) - 0.5 * x - special.gammaln(0.5 * v))


@elementwise(special.chdtri, wrt=("p",))
def _(v, p, *, out):
    return -2.0 * np.exp(0.5 * out + special.gammaln(0.5 * v) - special.xlogy(0.5 * v - 1.0, 0.5 * out))


@elementwise(special.pdtr, wrt=("m",))
def _(k, m):
    return -np.exp(special.xlogy(np.floor(k), m) - m - special.gammaln(np.floor(k) + 1.0))


@elementwise(special.pdtrc, wrt=("m",))
def _(k, m):
    return np.exp(special.xlogy(np.floor(k), m) - m - special.gammaln(np.floor(k) + 1.0))


@elementwise(special.stdtr, wrt=("t",))
def _(df, t):
    scale = np.exp(-special.betaln(0.5 * df, 0.5)) / np.sqrt(df)
    return scale * np.exp(-0.5 * (df + 1.0) * special.log1p(t**2 / df))


@elementwise(special.stdtrit, wrt=("p",))
def _(df, p, *, out):
    scale = np.exp(special.betaln(0.5 * df, 0.5)) * np.sqrt(df)
    return scale * np.exp(0.5 * (df + 1.0) * special.log1p(out**2 / df))


@elementwise(special.ndtr)
def _(x):
    return np.exp(-0.5 * x**2) / math.sqrt(2.0 * math.pi)


@elementwise(special.log_ndtr)
def _(x):
    if np.iscomplexobj(x):
        raise NotImplementedError("special.log_ndtr of a complex number")
    return log_ndtr_slope(x)


@elementwise(special.ndtri)
def _(y, *, out):
    return math.sqrt(2.0 * math.pi) * np.exp(0.5 * out**2)


@elementwise(special.ndtri_exp)
def _(y, *, out):
    return 1.0 / log_ndtr_slope(out)


@elementwise(special.owens_t)
def _(h, a):
    slope = 1.0 + a**2
    along = -np.exp(-0.5 * h**2) * special.erf(a * h / math.sqrt(2.0)) / math.sqrt(8.0 * math.pi)
    return along, np.exp(-0.5 * h**2 * slope) / (2.0 * math.pi * slope)


# -------------------------------------------------- error functions


@elementwise(special.erf)
def _(x):
    return 2.0 / math.sqrt(math.pi) * np.exp(-(x**2))


@elementwise(special.erfc)
def _(x):
    return -2.0 / math.sqrt(math.pi) * np.exp(-(x**2))


@elementwise(special.erfcx)
def _(x, *, out):
    if np.iscomplexobj(x):
        return 2.0 * x * out - 2.0 / math.sqrt(math.pi)
    return erfcx_slope(x)


@elementwise(special.erfi)
def _(x):
    return 2.0 / math.sqrt(math.pi) * np.exp(x**2)


@elementwise(special.erfinv)
def _(y, *, out):
    return 0.5 * math.sqrt(math.pi) * np.exp(out**2)


@elementwise(special.erfcinv)
def _(y, *, out):
    return -0.5 * math.sqrt(math.pi) * np.exp(out**2)


@elementwise(special.dawsn)
def _(x, *, out):
    if np.iscomplexobj(x):
        return 1.0 - 2.0 * x * out
    return dawsn_slope(x)


@elementwise(special.wofz)
def _(z, *, out):
    return 2j / math.sqrt(math.pi) - 2.0 * z * out


def fresnel_jvp(z, *, z_dot):
    return z_dot * np.sin(0.5 * math.pi * z**2), z_dot * np.cos(0.5 * math.pi * z**2)


@pair(special.fresnel, wrt=("z",), jvp=fresnel_jvp)
def _(z, *, out_bar):
    return out_bar[0] * np.sin(0.5 * math.pi * z**2) + out_bar[1] * np.cos(0.5 * math.pi * z**2)


# -------------------------------------------------- logistic functions, logarithms


# Not out * (1.0 - out), which is zero where x is large.
@elementwise(special.expit)
def _(x, *, out):
    return out * special.expit(-x)


@elementwise(special.log_expit)
def _(x):
    return special.expit(-x)


@elementwise(*named(special, "softplus"))
def _(x):
    return special.expit(x)


@elementwise(special.logit)
def _(x):
    return np.reciprocal(x * (1.0 - x))


# Where all terms are zero the logarithm is -inf, and its slope, which is not defined, counts as zero.
def logsumexp_jvp(a, axis=None, b=None, keepdims=False, return_sign=False, *, out, a_dot, b_dot):
    kept = out if axis is None or keepdims else np.expand_dims(out, axis)
    safe = np.where(kept == -np.inf, 0.0, kept)
    if b is None:
        return np.sum(np.exp(a - safe) * a_dot, axis=axis, keepdims=keepdims)
    shares = b * np.exp(np.where(b == 0.0, -np.inf, a) - safe)
    return np.sum(shares * a_dot + np.exp(a - safe) * b_dot, axis=axis, keepdims=keepdims)


@pair(special.logsumexp, wrt=("a", "b"), jvp=logsumexp_jvp)
def _(a, axis=None, b=None, keepdims=False, return_sign=False, *, out, out_bar):
    if isinstance(a, (list, tuple)):
        raise NotImplementedError("special.logsumexp of a list: make an array of it")
    kept = out if axis is None or keepdims else np.expand_dims(out, axis)
    kept_bar = out_bar if axis is None or keepdims else np.expand_dims(out_bar, axis)
    safe = np.where(kept == -np.inf, 0.0, kept)
    if b is None:
        return kept_bar * np.exp(a - safe), 0.0
    shares = b * np.exp(np.where(b == 0.0, -np.inf, a) - safe)
    return unbroadcast(kept_bar * shares, a), unbroadcast(kept_bar * np.exp(a - safe), b)


def softmax_jvp(x, axis=None, *, out, x_dot):
    return out * (x_dot - np.sum(out * x_dot, axis=axis, keepdims=True))


@pair(special.softmax, wrt=("x",), jvp=softmax_jvp)
def _(x, axis=None, *, out, out_bar):
    return out * (out_bar - np.sum(out * out_bar, axis=axis, keepdims=True))


def log_softmax_jvp(x, axis=None, *, out, x_dot):
    return x_dot - np.sum(np.exp(out) * x_dot, axis=axis, keepdims=True)


@pair(special.log_softmax, wrt=("x",), jvp=log_softmax_jvp)
def _(x, axis=None, *, out, out_bar):
    return out_bar - np.exp(out) * np.sum(out_bar, axis=axis, keepdims=True)


# -------------------------------------------------- entropies
# Where x is zero so is the value, whatever y is; the logarithm of zero may meet an adjoint of zero only.


@elementwise(special.xlogy, guarded=True)
def _(x, y):
    return np.log(y), x / np.where((x == 0.0) & (y == 0.0), 1.0, y)


@elementwise(special.xlog1py, guarded=True)
def _(x, y):
    return special.log1p(y), x / np.where((x == 0.0) & (y == -1.0), 1.0, 1.0 + y)


@elementwise(special.entr, guarded=True)
def _(x):
    return -np.log(x) - 1.0


@elementwise(special.rel_entr, guarded=True)
def _(x, y):
    ratio = x / np.where((x == 0.0) & (y == 0.0), 1.0, y)
    return np.log(ratio) + 1.0, -ratio


@elementwise(special.kl_div, guarded=True)
def _(x, y):
    ratio = x / np.where((x == 0.0) & (y == 0.0), 1.0, y)
    return np.log(ratio), 1.0 - ratio


# -------------------------------------------------- powers, exponentials, robust losses


@elementwise(special.expm1)
def _(x):
    return np.exp(x)


@elementwise(special.log1p)
def _(x):
    return np.reciprocal(1.0 + x)


@elementwise(special.exp2)
def _(x, *, out):
    return math.log(2.0) * out


@elementwise(special.exp10)
def _(x, *, out):
    return math.log(10.0) * out


@elementwise(special.cbrt, guarded=True)
def _(x, *, out):
    return 1.0 / (3.0 * out**2)


@elementwise(special.cosm1)
def _(x):
    return -np.sin(x)


@elementwise(special.powm1, guarded=True)
def _(x, y, *, out):
    return power_slope(x, y), (out + 1.0) * log_or_zero(x)


@elementwise(special.exprel)
def _(x):
    return exprel_slope(x)


@elementwise(special.boxcox, guarded=True)
def _(x, lmbda):
    return np.power(x, lmbda - 1.0), boxcox_slope(x, lmbda)


@elementwise(special.boxcox1p, guarded=True)
def _(x, lmbda):
    return np.power(1.0 + x, lmbda - 1.0), boxcox_slope(1.0 + x, lmbda)


@elementwise(special.inv_boxcox)
def _(x, lmbda, *, out):
    return np.power(out, 1.0 - lmbda), out * x**2 * log1prel_slope(lmbda * x)


@elementwise(special.inv_boxcox1p)
def _(x, lmbda, *, out):
    return np.power(1.0 + out, 1.0 - lmbda), (1.0 + out) * x**2 * log1prel_slope(lmbda * x)


@elementwise(log1prel)
def _(x):
    return log1prel_slope(x)


@elementwise(special.huber)
def _(delta, r):
    return np.maximum(np.abs(r) - delta, 0.0), np.clip(r, -delta, delta)


@elementwise(special.pseudo_huber)
def _(delta, r):
    long = np.hypot(delta, r)
    safe = np.where(long == 0.0, 1.0, long)
    return (r**2 / np.where(long == 0.0, 1.0, long + delta)) ** 2 / safe, delta * r / safe


@elementwise(special.spence)
def _(z):
    if np.iscomplexobj(z):
        return np.log(z) / (1.0 - z)
    return -log1prel(z - 1.0)


@elementwise(special.lambertw, wrt=("z",), neutral=("k", "tol"))
def _(z, k=0, tol=1e-8, *, out):
    return np.exp(-out) / (1.0 + out)


@elementwise(special.wrightomega)
def _(z, *, out):
    return out / (1.0 + out)


# -------------------------------------------------- angles in degrees


@elementwise(special.sindg)
def _(x):
    return math.pi / 180.0 * special.cosdg(x)


@elementwise(special.cosdg)
def _(x):
    return -math.pi / 180.0 * special.sindg(x)


@elementwise(special.tandg)
def _(x, *, out):
    return math.pi / 180.0 * (1.0 + out**2)


@elementwise(special.cotdg)
def _(x, *, out):
    return -math.pi / 180.0 * (1.0 + out**2)


@elementwise(special.radian)
def _(d, m, s):
    return math.pi / 180.0, math.pi / 10800.0, math.pi / 648000.0


# -------------------------------------------------- exponential and other integrals


@elementwise(special.exp1)
def _(z):
    return np.divide(-np.exp(-z), z)


@elementwise(special.expi)
def _(x):
    return np.divide(np.exp(x), x)


@elementwise(special.expn, wrt=("x",))
def _(n, x):
    return expn_slope(n, x)


def sici_jvp(x, *, x_dot):
    return x_dot * np.sinc(x / math.pi), x_dot * np.divide(np.cos(x), x)


@pair(special.sici, wrt=("x",), jvp=sici_jvp)
def _(x, *, out_bar):
    return out_bar[0] * np.sinc(x / math.pi) + out_bar[1] * np.divide(np.cos(x), x)


@elementwise(special.itstruve0)
def _(x):
    return special.struve(0, x)


@elementwise(special.itmodstruve0)
def _(x):
    return special.modstruve(0, x)


@elementwise(special.it2struve0)
def _(x):
    return np.divide(-special.struve(0, x), x)


def itj0y0_jvp(x, *, x_dot):
    return x_dot * special.j0(x), x_dot * special.y0(x)


@pair(special.itj0y0, wrt=("x",), jvp=itj0y0_jvp)
def _(x, *, out_bar):
    return out_bar[0] * special.j0(x) + out_bar[1] * special.y0(x)


def iti0k0_jvp(x, *, x_dot):
    return x_dot * special.i0(x), x_dot * special.k0(x)


@pair(special.iti0k0, wrt=("x",), jvp=iti0k0_jvp)
def _(x, *, out_bar):
    return out_bar[0] * special.i0(x) + out_bar[1] * special.k0(x)


# -------------------------------------------------- Bessel functions


@elementwise(special.j0)
def _(x):
    return -special.j1(x)


@elementwise(special.j1)
def _(x):
    return 0.5 * (special.j0(x) - special.jv(2.0, x))


@elementwise(special.y0)
def _(x):
    return -special.y1(x)


@elementwise(special.y1)
def _(x):
    return 0.5 * (special.y0(x) - special.yv(2.0, x))


@elementwise(special.i0)
def _(x):
    return special.i1(x)


@elementwise(special.i1)
def _(x):
    return 0.5 * (special.i0(x) + special.iv(2.0, x))


@elementwise(special.k0)
def _(x):
    return -special.k1(x)


@elementwise(special.k1)
def _(x):
    return -0.5 * (special.k0(x) + special.kv(2.0, x))


@elementwise(special.i0e)
def _(x, *, out):
    return special.i1e(x) - np.sign(x) * out


@elementwise(special.i1e)
def _(x, *, out):
    return 0.5 * (special.i0e(x) + special.ive(2.0, x)) - np.sign(x) * out


@elementwise(special.k0e)
def _(x, *, out):
    return out - special.k1e(x)


@elementwise(special.k1e)
def _(x, *, out):
    return out - 0.5 * (special.k0e(x) + special.kve(2.0, x))


@elementwise(special.jv, wrt=("z",))
def _(v, z):
    return 0.5 * (special.jv(v - 1.0, z) - special.jv(v + 1.0, z))


@elementwise(special.yv, special.yn, wrt=("z",))
def _(v, z):
    return 0.5 * (special.yv(v - 1.0, z) - special.yv(v + 1.0, z))


@elementwise(special.iv, wrt=("z",))
def _(v, z):
    return 0.5 * (special.iv(v - 1.0, z) + special.iv(v + 1.0, z))


@elementwise(special.kv, special.kn, wrt=("z",))
def _(v, z):
    return -0.5 * (special.kv(v - 1.0, z) + special.kv(v + 1.0, z))


@elementwise(special.hankel1, wrt=("z",))
def _(v, z):
    return 0.5 * (special.hankel1(v - 1.0, z) - special.hankel1(v + 1.0, z))


@elementwise(special.hankel2, wrt=("z",))
def _(v, z):
    return 0.5 * (special.hankel2(v - 1.0, z) - special.hankel2(v + 1.0, z))


@elementwise(special.hankel1e, wrt=("z",))
def _(v, z, *, out):
    return 0.5 * (special.hankel1e(v - 1.0, z) - special.hankel1e(v + 1.0, z)) - 1j * out


@elementwise(special.hankel2e, wrt=("z",))
def _(v, z, *, out):
    return 0.5 * (special.hankel2e(v - 1.0, z) - special.hankel2e(v + 1.0, z)) + 1j * out


@elementwise(special.jve, wrt=("z",))
def _(v, z):
    if np.iscomplexobj(z):
        raise NotImplementedError("special.jve of a complex number is no analytic function")
    return 0.5 * (special.jve(v - 1.0, z) - special.jve(v + 1.0, z))


@elementwise(special.yve, wrt=("z",))
def _(v, z):
    if np.iscomplexobj(z):
        raise NotImplementedError("special.yve of a complex number is no analytic function")
    return 0.5 * (special.yve(v - 1.0, z) - special.yve(v + 1.0, z))


@elementwise(special.ive, wrt=("z",))
def _(v, z, *, out):
    if np.iscomplexobj(z):
        raise NotImplementedError("special.ive of a complex number is no analytic function")
    return 0.5 * (special.ive(v - 1.0, z) + special.ive(v + 1.0, z)) - np.sign(z) * out


@elementwise(special.kve, wrt=("z",))
def _(v, z, *, out):
    return out - 0.5 * (special.kve(v - 1.0, z) + special.kve(v + 1.0, z))


@elementwise(special.jvp, wrt=("z",))
def _(v, z, n=1):
    return special.jvp(v, z, n + 1)


@elementwise(special.yvp, wrt=("z",))
def _(v, z, n=1):
    return special.yvp(v, z, n + 1)


@elementwise(special.ivp, wrt=("z",))
def _(v, z, n=1):
    return special.ivp(v, z, n + 1)


@elementwise(special.kvp, wrt=("z",))
def _(v, z, n=1):
    return special.kvp(v, z, n + 1)


@elementwise(special.h1vp, wrt=("z",))
def _(v, z, n=1):
    return special.h1vp(v, z, n + 1)


@elementwise(special.h2vp, wrt=("z",))
def _(v, z, n=1):
    return special.h2vp(v, z, n + 1)


# Below the first of them the factor n is zero.
@elementwise(special.spherical_jn, wrt=("z",))
def _(n, z, derivative=False):
    lower = special.spherical_jn(np.maximum(n - 1, 0), z, derivative)
    return (n * lower - (n + 1) * special.spherical_jn(n + 1, z, derivative)) / (2 * n + 1)


@elementwise(special.spherical_yn, wrt=("z",))
def _(n, z, derivative=False):
    lower = special.spherical_yn(np.maximum(n - 1, 0), z, derivative)
    return (n * lower - (n + 1) * special.spherical_yn(n + 1, z, derivative)) / (2 * n + 1)


@elementwise(special.spherical_in, wrt=("z",))
def _(n, z, derivative=False):
    lower = special.spherical_in(np.maximum(n - 1, 0), z, derivative)
    return (n * lower + (n + 1) * special.spherical_in(n + 1, z, derivative)) / (2 * n + 1)


@elementwise(special.spherical_kn, wrt=("z",))
def _(n, z, derivative=False):
    lower = special.spherical_kn(np.maximum(n - 1, 0), z, derivative)
    return -(n * lower + (n + 1) * special.spherical_kn(n + 1, z, derivative)) / (2 * n + 1)


@elementwise(special.struve, wrt=("x",))
def _(v, x):
    first = (0.5 * x) ** v * special.rgamma(v + 1.5) / math.sqrt(math.pi)
    return 0.5 * (special.struve(v - 1.0, x) - special.struve(v + 1.0, x) + first)


@elementwise(special.modstruve, wrt=("x",))
def _(v, x):
    first = (0.5 * x) ** v * special.rgamma(v + 1.5) / math.sqrt(math.pi)
    return 0.5 * (special.modstruve(v - 1.0, x) + special.modstruve(v + 1.0, x) + first)


def airy_jvp(z, *, out, z_dot):
    return z_dot * out[1], z_dot * z * out[0], z_dot * out[3], z_dot * z * out[2]


@pair(special.airy, wrt=("z",), jvp=airy_jvp)
def _(z, *, out, out_bar):
    return out_bar[0] * out[1] + out_bar[1] * z * out[0] + out_bar[2] * out[3] + out_bar[3] * z * out[2]


# Kelvin's functions: x**2 y'' + x y' = 1j * x**2 * y for y = ber + 1j * bei, and for y = ker + 1j * kei.
@elementwise(special.ber)
def _(x):
    return special.berp(x)


@elementwise(special.bei)
def _(x):
    return special.beip(x)


@elementwise(special.ker)
def _(x):
    return special.kerp(x)


@elementwise(special.kei)
def _(x):
    return special.keip(x)


@elementwise(special.berp)
def _(x, *, out):
    return -special.bei(x) - out / np.where(x == 0.0, 1.0, x)


@elementwise(special.beip)
def _(x, *, out):
    return special.ber(x) - np.where(x == 0.0, 0.5, out / np.where(x == 0.0, 1.0, x))


@elementwise(special.kerp)
def _(x, *, out):
    return -special.kei(x) - np.divide(out, x)


@elementwise(special.keip)
def _(x, *, out):
    return special.ker(x) - np.divide(out, x)


# -------------------------------------------------- elliptic and hypergeometric functions


# The hypergeometric function does not cancel where m is small.
@elementwise(special.ellipk)
def _(m):
    return math.pi / 8.0 * special.hyp2f1(1.5, 1.5, 2.0, m)


@elementwise(special.ellipe)
def _(m):
    return -math.pi / 8.0 * special.hyp2f1(0.5, 1.5, 2.0, m)


@elementwise(special.ellipkm1)
def _(p):
    return ellipkm1_slope(p)


@elementwise(special.ellipkinc, wrt=("phi",))
def _(phi, m):
    return 1.0 / np.sqrt(1.0 - m * np.sin(phi) ** 2)


@elementwise(special.ellipeinc, wrt=("phi",))
def _(phi, m):
    return np.sqrt(1.0 - m * np.sin(phi) ** 2)


@elementwise(special.hyp0f1, wrt=("z",))
def _(v, z):
    return special.hyp0f1(v + 1.0, z) / v


@elementwise(special.hyp1f1, wrt=("x",))
def _(a, b, x):
    return a / b * special.hyp1f1(a + 1.0, b + 1.0, x)


@elementwise(special.hyp2f1, wrt=("z",))
def _(a, b, c, z):
    return a * b / c * special.hyp2f1(a + 1.0, b + 1.0, c + 1.0, z)


@elementwise(special.hyperu, wrt=("x",))
def _(a, b, x):
    return -a * special.hyperu(a + 1.0, b + 1.0, x)


# -------------------------------------------------- distributions of counts, and of quotients


@elementwise(special.bdtr, wrt=("p",))
def _(k, n, p):
    k = np.floor(k)
    return -np.exp(special.xlogy(k, p) + special.xlog1py(n - k - 1.0, -p) - special.betaln(n - k, k + 1.0))


@elementwise(special.bdtrc, wrt=("p",))
def _(k, n, p):
    k = np.floor(k)
    return np.exp(special.xlogy(k, p) + special.xlog1py(n - k - 1.0, -p) - special.betaln(n - k, k + 1.0))


@elementwise(special.nbdtr, wrt=("p",))
def _(k, n, p):
    return np.exp(special.xlogy(n - 1.0, p) + special.xlog1py(k, -p) - special.betaln(n, k + 1.0))


@elementwise(special.nbdtrc, wrt=("p",))
def _(k, n, p):
    return -np.exp(special.xlogy(n - 1.0, p) + special.xlog1py(k, -p) - special.betaln(n, k + 1.0))


@elementwise(special.fdtr, wrt=("x",))
def _(dfn, dfd, x):
    return quotient_density(dfn, dfd, x)


@elementwise(special.fdtrc, wrt=("x",))
def _(dfn, dfd, x):
    return -quotient_density(dfn, dfd, x)


@elementwise(special.fdtri, wrt=("p",))
def _(dfn, dfd, p, *, out):
    return 1.0 / quotient_density(dfn, dfd, out)


# -------------------------------------------------- orthogonal polynomials


@elementwise(special.eval_sh_legendre, wrt=("x",))
def _(n, x):
    return (n + 1) * special.eval_jacobi(n - 1, 1.0, 1.0, 2.0 * x - 1.0)


@elementwise(special.eval_sh_chebyt, wrt=("x",))
def _(n, x):
    return 2.0 * n * special.eval_chebyu(n - 1, 2.0 * x - 1.0)


@elementwise(special.eval_chebyc, wrt=("x",))
def _(n, x):
    return n * special.eval_chebyu(n - 1, 0.5 * x)


@elementwise(special.eval_legendre, wrt=("x",))
def _(n, x):
    return 0.5 * (n + 1) * special.eval_jacobi(n - 1, 1.0, 1.0, x)


@elementwise(special.eval_jacobi, wrt=("x",))
def _(n, alpha, beta, x):
    return 0.5 * (n + alpha + beta + 1) * special.eval_jacobi(n - 1, alpha + 1.0, beta + 1.0, x)


@elementwise(special.eval_gegenbauer, wrt=("x",))
def _(n, alpha, x):
    return 2.0 * alpha * special.eval_gegenbauer(n - 1, alpha + 1.0, x)


@elementwise(special.eval_chebyt, wrt=("x",))
def _(n, x):
    return n * special.eval_chebyu(n - 1, x)


@elementwise(special.eval_chebyu, wrt=("x",))
def _(n, x):
    return 2.0 * special.eval_gegenbauer(n - 1, 2.0, x)


@elementwise(special.eval_hermite, wrt=("x",))
def _(n, x):
    return 2.0 * n * special.eval_hermite(np.maximum(n - 1, 0), x)


@elementwise(special.eval_hermitenorm, wrt=("x",))
def _(n, x):
    return n * special.eval_hermitenorm(np.maximum(n - 1, 0), x)


@elementwise(special.eval_laguerre, wrt=("x",))
def _(n, x):
    return -special.eval_genlaguerre(n - 1, 1.0, x)


@elementwise(special.eval_genlaguerre, wrt=("x",))
def _(n, alpha, x):
    return -special.eval_genlaguerre(n - 1, alpha + 1.0, x)


# -------------------------------------------------- without a derivative

inactive(
    "a step function: its derivative is zero wherever it has one",
    special.round,
    special.gammasgn,
)
inactive(
    "zeros, nodes and coefficients are counted, not computed from values",
    *named(special, "ai_zeros bi_zeros bei_zeros beip_zeros ber_zeros berp_zeros kei_zeros keip_zeros"),
    *named(special, "ker_zeros kerp_zeros kelvin_zeros erf_zeros fresnel_zeros fresnelc_zeros"),
    *named(special, "fresnels_zeros jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros y0_zeros y1_zeros y1p_zeros"),
    *named(special, "yn_zeros ynp_zeros bernoulli euler stirling2"),
    *named(special, "roots_chebyc roots_chebys roots_chebyt roots_chebyu roots_hermite roots_hermitenorm"),
    *named(special, "roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu roots_sh_legendre"),
)
inactive(
    "settings of SciPy, not numbers",
    *named(special, "errstate geterr seterr test"),
    effects=True,
)
inactive(
    "a class that is only asked about, or an error",
    *named(special, "SpecialFunctionError SpecialFunctionWarning"),
)
