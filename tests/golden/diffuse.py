"""Two buffers that change places: the adjoints change places as well."""

# mode: grad
# wrt: heat

import numpy as np


def diffuse(heat, rounds):
    fresh = heat.copy()
    for _ in range(rounds):
        fresh[1:-1] = heat[1:-1] + 0.1 * (heat[2:] - 2.0 * heat[1:-1] + heat[:-2])
        heat, fresh = fresh, heat
    return np.sum(heat**3)


EXAMPLE = (np.array([0.3, -1.2, 0.8, 0.1, 2.0, -0.7]), 3)


# output


import numpy as np


def diffuse_grad(heat, rounds):
    """Gradient of diffuse with respect to heat."""
    # forward
    heat = heat.copy()
    fresh = heat.copy()
    for _ in range(rounds):
        fresh[1:-1] = heat[1:-1] + 0.1 * (heat[2:] - 2.0 * heat[1:-1] + heat[:-2])
        heat, fresh = fresh, heat
    # backward: return np.sum(heat**3)
    heat_bar = 3.0 * heat**2
    fresh_bar = np.zeros_like(fresh)
    for _ in reversed(range(rounds)):
        # backward: heat, fresh = fresh, heat
        fresh_bar, heat_bar = heat_bar, fresh_bar
        # backward: fresh[1:-1] = heat[1:-1] + 0.1 * (heat[2:] - 2.0 * heat[1:-1] + heat[:-2])
        t1_bar = fresh_bar[1:-1].copy()
        fresh_bar[1:-1] = 0.0
        t2_bar = 0.1 * t1_bar
        heat_bar[:-2] += t2_bar
        heat_bar[1:-1] -= 2.0 * t2_bar
        heat_bar[2:] += t2_bar
        heat_bar[1:-1] += t1_bar
    # backward: fresh = heat.copy()
    heat_bar += fresh_bar
    return heat_bar
