"""A loop over pairs: element-wise reads, a scalar accumulator and a `continue`."""

# mode: grad
# wrt: place

import numpy as np


def pair_energy(place, reach):
    energy = 0.0
    for i in range(len(place)):
        for j in range(i):
            gap = place[i] - place[j]
            dist2 = np.sum(gap**2) + 0.01
            if dist2 > reach:
                continue
            energy += 1.0 / dist2 - 0.5 / np.sqrt(dist2)
    return energy


EXAMPLE = (np.array([[0.0, 0.1], [1.0, 0.3], [0.4, 0.9], [2.5, 2.0]]), 4.0)


# output


import numpy as np
from tangent.runtime import guarded


def pair_energy_grad(place, reach):
    """Gradient of pair_energy with respect to place."""
    # forward
    t1_tape = []
    dist2_tape = []
    for i in range(len(place)):
        for j in range(i):
            gap = place[i] - place[j]
            dist2 = np.sum(gap**2) + 0.01
            dist2_tape.append(dist2)
            if not dist2 > reach:
                t1_tape.append(np.sqrt(dist2))
    # backward: return energy
    energy_bar = 1.0
    place_bar = np.zeros_like(place)
    for i in reversed(range(len(place))):
        for j in reversed(range(i)):
            dist2 = dist2_tape.pop()
            if dist2 > reach:
                dist2_bar = 0.0
            else:
                # backward: energy += 1.0 / dist2 - 0.5 / np.sqrt(dist2)
                t1 = t1_tape.pop()
                dist2_bar = guarded(0.5 / t1 / t1, 0.5 / t1)
                t2 = 1.0 / dist2
                dist2_bar -= t2 * t2
            # backward: dist2 = np.sum(gap**2) + 0.01
            gap = place[i] - place[j]
            gap_bar = 2.0 * dist2_bar * gap
            # backward: gap = place[i] - place[j]
            place_bar[j] -= gap_bar
            place_bar[i] += gap_bar
    return place_bar
