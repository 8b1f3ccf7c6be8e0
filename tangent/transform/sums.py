"""Sums of integers that are not known, and what follows from inequalities between them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

_DEEPEST = 8
"""How many unknowns are replaced by bounds, one after the other."""


@dataclass(frozen=True)
class Sum:
    """`constant + sum(count * unknown)`."""

    constant: Fraction = Fraction(0)
    counts: Mapping[Hashable, Fraction] = field(default_factory=dict)

    def plus(self, other: Sum, times: Fraction | int = 1) -> Sum:
        counts = dict(self.counts)
        for unknown, count in other.counts.items():
            counts[unknown] = counts.get(unknown, Fraction(0)) + times * count
            if not counts[unknown]:
                del counts[unknown]
        return Sum(self.constant + times * other.constant, counts)

    def minus(self, other: Sum) -> Sum:
        return self.plus(other, -1)

    def add(self, number: int) -> Sum:
        return Sum(self.constant + number, self.counts)

    def times(self, number: int) -> Sum:
        return Sum().plus(self, number)


def unknown(name: Hashable) -> Sum:
    return Sum(Fraction(0), {name: Fraction(1)})


def never_above(least: Sum, most: Sum, facts: Iterable[Sum]) -> bool:
    """Whether `least <= most` follows from `facts`, of which each says that a sum is not above zero."""
    return _never_positive(least.minus(most), list(facts), _DEEPEST)


def _never_positive(e: Sum, facts: list[Sum], depth: int) -> bool:
    """By Farkas: `e` is not above zero if it is a sum of facts, each taken so often, less something.

    One unknown after the other is cancelled with a fact that bounds it from the right side.
    """
    if not e.counts:
        return e.constant <= 0
    if not depth:
        return False
    name, count = min(e.counts.items(), key=lambda item: str(item[0]))
    for fact in facts:
        ratio = count / fact.counts[name] if name in fact.counts else Fraction(0)
        if ratio > 0 and _never_positive(e.plus(fact, -ratio), facts, depth - 1):
            return True
    return False
