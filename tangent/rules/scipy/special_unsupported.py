"""Functions of scipy.special that have no rule: with the reason in words."""

from scipy import special

from tangent.rules.kinds import named, unsupported

unsupported(
    "its derivatives are not written in functions that SciPy has",
    *named(special, "zetac kolmogorov kolmogi smirnov smirnovi tklmbda lpmv pbdv pbvv pbwa"),
    *named(special, "mathieu_a mathieu_b mathieu_cem mathieu_sem mathieu_modcem1 mathieu_modcem2"),
    *named(special, "mathieu_modsem1 mathieu_modsem2 obl_ang1 obl_ang1_cv obl_cv obl_rad1 obl_rad1_cv"),
    *named(special, "obl_rad2 obl_rad2_cv pro_ang1 pro_ang1_cv pro_cv pro_rad1 pro_rad1_cv pro_rad2"),
    *named(special, "pro_rad2_cv besselpoly wright_bessel log_wright_bessel elliprj ellip_harm ellip_harm_2"),
    *named(special, "ellip_normal"),
)
unsupported(
    "an inverse with respect to a parameter in which the derivative is not elementary",
    *named(special, "bdtrik bdtrin btdtria btdtrib chdtriv chndtridf chndtrinc fdtridfd gdtrib"),
    *named(special, "nbdtrik nbdtrin ncfdtridfd ncfdtridfn ncfdtrinc nctdtridf nctdtrinc pdtrik stdtridf"),
)
unsupported(
    "sequences of orders at once: call the function of one order",
    *named(special, "lqmn lqn lmbda mathieu_even_coef mathieu_odd_coef obl_cv_seq pro_cv_seq pbdn_seq"),
    *named(special, "pbdv_seq pbvv_seq riccati_jn riccati_yn legendre_p_all assoc_legendre_p_all"),
    *named(special, "sph_legendre_p_all sph_harm_y_all"),
)
unsupported(
    "polynomials as objects: evaluate them with `eval_...`",
    *named(special, "chebyc chebys chebyt chebyu gegenbauer genlaguerre hermite hermitenorm jacobi laguerre"),
    *named(special, "legendre sh_chebyt sh_chebyu sh_jacobi sh_legendre"),
)
unsupported(
    "nodes as functions of the parameters of a weight",
    *named(special, "roots_gegenbauer roots_genlaguerre roots_jacobi roots_sh_jacobi"),
)
unsupported(
    "made for integers: of real numbers use `gamma`, `binom` or `poch`",
    *named(special, "comb perm factorial factorial2 factorialk"),
)
unsupported(
    "there is no rule yet",
    *named(special, "agm airye itairy bdtri nbdtri pdtri gdtria"),
    *named(special, "gdtrix chndtr chndtrix ncfdtr ncfdtri nctdtr nctdtrit nrdtrimn nrdtrisd diric ellipj"),
    *named(special, "elliprc elliprd elliprf elliprg kelvin it2i0k0 it2j0y0 modfresnelm modfresnelp shichi"),
    *named(special, "voigt_profile assoc_laguerre legendre_p assoc_legendre_p sph_legendre_p sph_harm_y"),
    *named(special, "eval_chebys eval_sh_chebyu eval_sh_jacobi "),
)
