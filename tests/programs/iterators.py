"""Iterators of `itertools`."""

import itertools
import operator
from itertools import combinations

import numpy as np

from tests.programs import Case, rand


def table_by_product(x):
    table = np.zeros((3, 3))
    for i, j in itertools.product(range(3), repeat=2):
        table[i, j] = x[i] * x[j] if (i + j) % 2 else x[i] - x[j]
    return np.sum(np.abs(table))


def pair_potential(positions, depth):
    energy = 0.0
    for i, j in itertools.combinations(range(len(positions)), 2):
        d = positions[i] - positions[j]
        d -= 2.0 * np.round(d / 2.0)
        r2 = d @ d
        if r2 > 9.0:
            continue
        energy += depth / (1.0 + r2)
    return energy


def pairs_of_a_list(bodies):
    return sum(np.sum((a - b) ** 2) for a, b in combinations(bodies, 2))


def triples_of_an_array(x):
    total = 0.0
    for a, b, c in itertools.combinations(x, 3):
        total += a * b - c
    return total


def products_of_two(x, y):
    return sum(a * b**2 for a, b in itertools.product(x, y))


def determinant(a):
    total = 0.0
    for p in itertools.permutations(range(3)):
        sign = 1
        for i, j in itertools.combinations(range(3), 2):
            if p[i] > p[j]:
                sign = -sign
        total += sign * a[0, p[0]] * a[1, p[1]] * a[2, p[2]]
    return total


def running_value(x):
    return list(itertools.accumulate(x, lambda a, b: a * b + 1.0))[-1]


def running_sums(x):
    return np.sum(np.array(list(itertools.accumulate(x))) ** 2)


def running_products(x):
    return sum(itertools.accumulate(x, operator.mul, initial=2.0))


def one_after_the_other(x, y):
    total = 0.0
    for v in itertools.chain(x, y, [x[0]]):
        total = 0.5 * total + v
    return total


def all_rows(rows):
    return sum(v**2 for v in itertools.chain.from_iterable(rows))


def neighbours(x):
    return sum((b - a) ** 2 for a, b in itertools.pairwise(x))


def first_and_every_other(x):
    return sum(itertools.islice(x, 2)) + sum(itertools.islice(x, 1, None, 2))


def repeated(x):
    return sum(a * b for a, b in zip(itertools.repeat(x[0], 3), x))


def permutations_of_an_array(x):
    total = 0.0
    for p in itertools.permutations(x):
        total += p[0] * p[1] ** 2
    return total


def permutations_of_a_list(x):
    return sum(a * b**2 for a, b in itertools.permutations([x[0], x[1]]))


def kept_in_a_variable(x):
    pairs = itertools.combinations(range(3), 2)
    return sum(x[i] * x[j] for i, j in pairs)


def counted(x):
    return sum(i * v for i, v in zip(itertools.count(1), x))


CASES = [
    Case(table_by_product, (rand(3),)),
    Case(pair_potential, (rand(4, 3), 2.0), (0, 1)),
    Case(pairs_of_a_list, ([rand(2), rand(2, seed=1), rand(2, seed=3)],)),
    Case(triples_of_an_array, (rand(4),)),
    Case(products_of_two, (rand(3), rand(2)), (0, 1)),
    Case(determinant, (rand(3, 3),)),
    Case(running_value, (rand(4),)),
    Case(running_sums, (rand(4),)),
    Case(running_products, (rand(4),)),
    Case(one_after_the_other, (rand(3), rand(2)), (0, 1)),
    Case(all_rows, (rand(3, 2),)),
    Case(neighbours, (rand(4),)),
    Case(first_and_every_other, (rand(4),)),
    Case(repeated, (rand(3),)),
    Case(permutations_of_an_array, (rand(3),)),
    Case(permutations_of_a_list, (rand(3),)),
    Case(kept_in_a_variable, (rand(3),)),
    Case(counted, (rand(3),)),
]
