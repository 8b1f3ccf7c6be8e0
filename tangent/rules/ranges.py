"""The rule for np.arange: linear in the start and the step; its length has no derivative."""

import numpy as np

from tangent.rules.kinds import pair


def arange_jvp(start, stop=None, step=1, dtype=None, *, out, start_dot, step_dot):
    if stop is None:  # then `start` is the stop
        return np.zeros_like(out)
    return np.full_like(out, start_dot) + step_dot * np.arange(out.size, dtype=out.dtype)


@pair(np.arange, wrt=("start", "step"), jvp=arange_jvp, lengths=False, neutral=("stop", "dtype"))
def _(start, stop=None, step=1, dtype=None, *, out, out_bar):
    if stop is None:
        return 0.0, 0.0
    return np.sum(out_bar), np.sum(out_bar * np.arange(out.size, dtype=out.dtype))
