"""Rows updated in place, not linearly: the overwritten row is saved and put back."""

# mode: grad
# wrt: table, growth

import numpy as np


def generations(table, growth):
    for year in range(1, table.shape[0]):
        table[year] = growth * table[year - 1] * (1.0 - table[year - 1]) + 0.1 * table[year] ** 2
    return np.sum(table)


EXAMPLE = (np.array([[0.3, 0.6], [0.2, 0.9], [0.8, 0.5], [0.1, 0.4]]), 2.5)


# output


import numpy as np


def generations_grad(table, growth):
    """Gradient of generations with respect to (table, growth)."""
    # forward
    table = table.copy()
    table_tape = []
    for year in range(1, table.shape[0]):
        table_tape.append(table[year].copy())
        table[year] = growth * table[year - 1] * (1.0 - table[year - 1]) + 0.1 * table[year] ** 2
    # backward: return np.sum(table)
    table_bar = np.full_like(table, 1.0)
    growth_bar = 0.0
    for year in reversed(range(1, table.shape[0])):
        # backward: table[year] = growth * table[year - 1] * (1.0 - table[year - 1]) + 0.1 * ...
        table[year] = table_tape.pop()
        t1_bar = table_bar[year].copy()
        table_bar[year] = 0.2 * t1_bar * table[year]
        t2_bar = t1_bar * (1.0 - table[year - 1])
        t3 = table[year - 1]
        table_bar[year - 1] -= t1_bar * (growth * t3)
        growth_bar += t2_bar @ t3
        table_bar[year - 1] += t2_bar * growth
    return table_bar, growth_bar
