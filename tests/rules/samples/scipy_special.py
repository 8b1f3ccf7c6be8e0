"""scipy.special: arrays and Python's numbers for each function, all kinds of numbers for some."""

from scipy import special

from .spec import apart, between, binary, calls, each, fixed, positive, real, unary, unit


def at(low, high):
    return lambda *shape: between(low, high, *shape)


def one(names, x, kinds="df", order=2, text="NAME(x)"):
    """Functions of one argument: an array, and a number of Python."""
    for name in names.split():
        function = getattr(special, name, None)
        if function is not None:
            calls(function, text.replace("NAME", f"special.{name}"), kinds, order, x=x(2, 3))
            calls(function, text.replace("NAME", f"special.{name}"), "d", 1, x=x("py"))


def two(names, text, kinds="df", order=2, **values):
    for name in names.split():
        calls(getattr(special, name), text.replace("NAME", f"special.{name}"), kinds, order, **values)


# ---------------------------------------------------------------- the common ones: all kinds of numbers, all ways to broadcast

unary(special.gamma, "special.gamma(x)", x=positive)
unary(special.expit, "special.expit(x)")
binary(special.xlogy, "special.xlogy(x, y)", x=positive, y=positive)

# ---------------------------------------------------------------- gamma and its relatives

one("gamma gammaln", at(-1.9, -1.1))
one("gammaln digamma", positive)
one("gamma loggamma rgamma", positive, kinds="D", order=1)  # SciPy has no trigamma of complex numbers
one("loggamma rgamma", positive)
one("rgamma digamma", at(-1.9, -1.1))
calls(special.digamma, "special.psi(x)", x=positive(3))
calls(special.polygamma, "special.polygamma({0|1|n}, x)", x=positive(2, 3), n=fixed(2))
calls(special.zeta, "special.zeta({2.5|3}, x)", x=positive(2, 3))
calls(special.multigammaln, "special.multigammaln(x, {1|2|d})", x=each(at(1.5, 3.0)(2, 3), at(1.5, 3.0)("py")), d=fixed(3))
two("beta betaln binom poch", "NAME(x, y)", x=at(2.5, 4.0)(2, 3), y=each(positive(3), positive("py")))

# ---------------------------------------------------------------- incomplete functions and distributions

two("gammainc gammaincc", "NAME({1.5|1.0}, x)", x=positive(2, 3))
two("gammaincinv gammainccinv", "NAME(2.5, x)", x=each(at(0.1, 0.9)(3), at(0.1, 0.9)("py")))
two("betainc betaincc betaincinv betainccinv", "NAME(1.5, 2.5, x)", x=each(at(0.1, 0.9)(3), at(0.1, 0.9)("py")))
two("gdtr gdtrc", "NAME(x, 2.5, y)", x=positive(2, 3), y=positive(3))
two("chdtr chdtrc", "NAME(3.0, x)", x=positive(2, 3))
two("chdtri stdtrit", "NAME(3.0, x)", x=at(0.1, 0.9)(2, 3))
two("pdtr pdtrc", "NAME({2|2.7}, x)", x=positive(2, 3))
two("stdtr", "NAME(3.5, x)", x=real(2, 3))
one("log_ndtr", at(-3.0, 3.0))
one("ndtri", at(0.1, 0.9))
one("ndtri_exp", at(-2.0, -0.2))
two("owens_t", "NAME(x, y)", x=real(2, 3), y=real(3))

# ---------------------------------------------------------------- error functions

one("erf ndtr erfc erfcx erfi dawsn", unit, kinds="dfD")
one("erfcx dawsn", at(60.0, 80.0))
one("erfinv", unit)
one("erfcinv", at(0.1, 1.9))
one("wofz", unit, kinds="dfD")
calls(special.fresnel, "special.fresnel(x){|[0]|[1]}", x=each(real(2, 3), real("py")))

# ---------------------------------------------------------------- logistic functions, sums of exponentials

one("log_expit softplus", real)
one("logit", at(0.1, 0.9))
for _shape in ((3,), (2, 3), (0,), ()):
    calls(special.logsumexp, "special.logsumexp(x)", x=real(*_shape))
calls(special.logsumexp, "special.logsumexp(x{|, 1|, axis=(0, -1)|, axis=0, keepdims=True|, keepdims=True})", "dfD", x=real(2, 3, 2))
calls(special.logsumexp, "special.logsumexp(x, axis=1, b=b{|, keepdims=True})", x=real(2, 3), b=each(positive(2, 3), positive(3), positive("py")))
calls(special.softmax, "special.softmax(x{|, axis=0|, (0, -1)|, axis=-1})", x=each(real(2, 3), real(3, 1)))
calls(special.log_softmax, "special.log_softmax(x{|, axis=0|, axis=-1})", x=each(real(2, 3), real(3, 1)))

# ---------------------------------------------------------------- entropies, powers, losses

two("xlog1py rel_entr kl_div", "NAME(x, y)", x=positive(2, 3), y=each(positive(3), positive("py")))
one("entr", positive)
one("expm1 log1p exp2 exp10 cosm1 exprel", positive)
one("expm1 log1p", unit, kinds="D")
one("cbrt exprel cosm1", unit)
two("powm1", "NAME(x, y)", x=positive(2, 3), y=positive(3))
two("boxcox boxcox1p inv_boxcox inv_boxcox1p", "NAME(x, y)", x=positive(2, 3), y=each(positive(3), fixed(1e-3)))
two("huber pseudo_huber", "NAME(x, y)", x=at(0.8, 0.9)(3), y=each(apart(2, 3), real("py")))
one("spence", positive, kinds="df")
one("spence", at(0.3, 0.7), kinds="D")
calls(special.lambertw, "special.lambertw(x{|, 0|, k=-1})", "dD", x=at(0.1, 0.9)(2, 3))
one("wrightomega", real, kinds="dfD")
one("sindg cosdg tandg cotdg", at(20.0, 70.0))
two("radian", "NAME(x, 20.0, y)", x=real(2, 3), y=real(3))

# ---------------------------------------------------------------- integrals

one("exp1", positive, kinds="dfD")
one("expi", real)
calls(special.expn, "special.expn({0|1|3|n}, x)", x=positive(2, 3), n=fixed(2))
calls(special.sici, "special.sici(x){|[0]|[1]}", x=each(positive(2, 3), positive("py")))
one("itstruve0 itmodstruve0 it2struve0", positive)
calls(special.itj0y0, "special.itj0y0(x){|[1]}", x=positive(2, 3))
calls(special.iti0k0, "special.iti0k0(x){|[1]}", x=positive(2, 3))

# ---------------------------------------------------------------- Bessel functions

one("j0 j1 y0 y1 i0 i1 k0 k1 i0e i1e k0e k1e", positive)
one("j0 j1 i0 i1 i0e i1e", real)
two("jv yv iv kv", "NAME({0|1|2.5|n}, x)", kinds="dfD", x=positive(2, 3), n=fixed(3))
calls(special.jv, "special.jn(2, x)", x=positive(3))
two("yn kn", "NAME({0|2}, x)", x=positive(2, 3))
two("jve yve ive kve", "NAME({0|2.5}, x)", x=positive(2, 3))
two("ive jve", "NAME(1, x)", x=real(2, 3))
two("kve", "NAME(1.5, x)", kinds="D", x=positive(2, 3))
two("hankel1 hankel2 hankel1e hankel2e", "NAME(1.5, x)", kinds="dfD", x=positive(2, 3))
two("jvp yvp ivp kvp h1vp h2vp", "NAME({1|1.5|0}, x)", x=positive(2, 3))
two("jvp", "NAME(2, x{|, 2|, n=0})", x=positive(2, 3))
two("spherical_jn spherical_yn spherical_in spherical_kn", "NAME({0|n}, x{|, derivative=True})", x=positive(2, 3), n=fixed(2))
two("struve modstruve", "NAME({0|1.5}, x)", x=positive(2, 3))
calls(special.airy, "special.airy(x){|[0]|[3]}", "dfD", x=real(2, 3))
one("ber bei ker kei berp beip kerp keip", positive)

# ---------------------------------------------------------------- elliptic and hypergeometric functions, polynomials

one("ellipk ellipe", unit)
one("ellipk ellipe", at(-3.0, -2.0))
one("ellipkm1", at(0.1, 1.4))
two("ellipkinc ellipeinc", "NAME(x, 0.6)", x=real(2, 3))
two("hyp0f1", "NAME(1.5, x)", kinds="dfD", x=real(2, 3))
two("hyp1f1 hyperu", "NAME(1.5, 2.25, x)", x=positive(2, 3))
two("hyp2f1", "NAME(0.5, 1.5, 2.25, x)", x=unit(2, 3))
two("eval_legendre eval_chebyt eval_chebyu eval_hermite eval_hermitenorm eval_laguerre", "NAME({0|1|n}, x)", x=unit(2, 3), n=fixed(4))
two("eval_legendre eval_chebyt eval_chebyu eval_laguerre", "NAME(2.5, x)", x=unit(2, 3))
two("eval_gegenbauer eval_genlaguerre", "NAME({0|1|3}, 1.5, x)", x=unit(2, 3))
two("eval_jacobi", "NAME({0|1|3}, 1.5, 0.5, x)", x=unit(2, 3))
two("eval_sh_legendre eval_sh_chebyt eval_chebyc", "NAME({1|3}, x)", x=unit(2, 3))
two("bdtr bdtrc", "NAME(2, 5, 0.4 * x + 0.5)", x=unit(2, 3))
two("nbdtr nbdtrc", "NAME(2, 5, 0.4 * x + 0.5)", x=unit(2, 3))
two("fdtr fdtrc", "NAME(2.5, 4.0, x)", x=positive(2, 3))
calls(special.fdtri, "special.fdtri(2.5, 4.0, 0.4 * x + 0.5)", x=unit(2, 3))
