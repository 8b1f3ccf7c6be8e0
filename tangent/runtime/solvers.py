"""What the analysis writes around the call of a solver, to say how its result depends on what was solved.

    x = brentq(f, lo, hi, args=(a,))    →    t1 = undifferentiated(brentq, f, lo, hi, args=(a,))
                                             t2 = found(t1, 0.0)
                                             x = corrected(t2, f(t2, a), f_grad(t2, still(a)))

Each gives back its first argument.  In emitted code they are gone: there, `x` is what the solver returned.
"""


def undifferentiated(function, *args, **keywords):
    """Call a solver; the statements behind it say what its derivative is."""
    return function(*args, **keywords)


def still(x):
    """Return `x`, of which nothing moves here."""
    return x


def found(x, like):
    """Return `x`, which a solver found: a number, or an array, as `like` is."""
    return x


def corrected(x, residual, jacobian):
    """Return `x`, a root: it moves as the step of Newton does that answers a change of the residual."""
    return x


def attached(y, x, slope):
    """Return `y`, which moves with `x`, too: `slope` holds the partial derivatives."""
    return y


def evolved(
    y, x, slope, y0, begin, times, by_rows, steer, flow, key, held, method, rtol, atol, max_step
):
    """Return `y`, a solution that moves with `x`, too; the rest says how to follow it backwards."""
    return y


def timed(y, times, rates, by_rows):
    """Return `y`, a solution at `times`, where it moves at these rates."""
    return y


def ended(times, last):
    """Return `times`, of which the last one moves with `last`."""
    return times


def holding(result, **parts):
    """Return the object that a solver returned, of which some attributes move."""
    return result


def joined(z, a, b, c):
    """Return `z`, which moves as `a`, `b` and `c` do together."""
    return z


def steered(z, curve, q, order):
    """Return `z`, the value of a curve at `q`, of which `curve(q, order)` is the slope."""
    return z


def weighted(z, y, x, q, nu, make, options, like):
    """Return `z`, the value at `q` of the curve that `make` makes of `x` and `y`; it is linear in `y`."""
    return z


def splined(z, x, tck, der, ext):
    """Return `z`, a derivative at `x` of the spline `tck`, as `splev` computes it."""
    return z


def swept(z, curve, a, b):
    """Return `z`, the integral of a curve from `a` to `b`."""
    return z


def swept_inside(z, curve, a, b):
    """Return `z`, the integral from `a` to `b` of a spline that counts as zero beyond its ends."""
    return z


def fitted(z, spline, x, nu, ext):
    """Return `z`, a derivative at `x` of a spline."""
    return z


def tilted(z, surface, x, y, dx, dy):
    """Return `z`, a derivative at `x` and `y` of a surface."""
    return z


def meshed(z, surface, x, y, dx, dy, grid):
    """Return `z`, the same on the grid of all `x` and `y`, or else at pairs of them."""
    return z


def fixed(z, x, why):
    """Return `z`, which depends on `x` in a way that has no derivative here: `x` must not move."""
    return z
