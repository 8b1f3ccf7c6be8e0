"""More of the standard library: objects replaced and copied, means and deviations of lists."""

from __future__ import annotations

import copy
import math
import statistics
from dataclasses import InitVar, dataclass, field, replace

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


@dataclass
class Settings:
    rate: float = 0.1
    seen: list = field(default_factory=list)
    limits: dict = field(default_factory=dict)


def replaced_shares_a_list(x):
    c = Settings(x[0])
    c.seen.append(x[1])
    d = replace(c, rate=x[2])
    d.seen.append(x[0] * x[2])
    return c.seen[0] * c.seen[1] * d.rate + Settings().rate


def replaced_shares_what_was_never_read(x):
    c = Settings(x[0], [x[1]], {"a": x[2]})
    c.rate = c.rate * x[1]
    d = replace(c, rate=c.rate * 2.0)
    d.limits["a"] = d.limits["a"] * x[0]
    return d.seen[0] * c.limits["a"] * d.rate * c.rate


def replaced_gets_a_new_list(x):
    c = Settings(x[0])
    c.seen.append(x[1])
    d = replace(c, seen=[*c.seen, x[2] ** 2])
    d.seen.append(x[0])
    return sum(d.seen) * len(c.seen) * d.rate + sum(c.seen)


def copied_shares_a_list(x):
    c = Settings(x[0])
    c.seen.append(x[1])
    d = copy.copy(c)
    d.seen.append(x[2])
    d.rate = d.rate * x[1]
    return c.seen[1] * c.rate + d.rate * d.seen[0]


@dataclass
class Disc:
    radius: float
    scale: InitVar[float]
    area: float = field(init=False)

    def __post_init__(self, scale):
        self.area = scale * np.pi * self.radius**2


def replaced_finishes_anew(x):
    d = Disc(x[0], x[1])
    e = replace(d, radius=d.radius * 2.0, scale=x[2])
    return d.area * e.area + e.radius


def replaced_after_a_change(x):
    d = Disc(x[0], 1.0)
    d.area = d.area * x[1]
    e = replace(d, scale=x[2])
    return d.area + e.area


@dataclass
class Span:
    low: float
    high: float
    step: float = 0.5

    def __post_init__(self):
        if self.low > self.high:
            raise ValueError("empty")

    def wider(self, by):
        return replace(self, low=self.low - by, high=self.high + by)


def replaced_in_a_loop(x):
    s = Span(x[0], x[2])
    for k in range(3):
        s = s.wider(x[1] * k)
    return (s.high - s.low) * s.step


def replaced_is_checked(x):
    return replace(Span(x[0], x[2]), high=0.0 * x[1]).low


@dataclass
class Ball:
    mass: float
    speed: float
    trail: list = field(default_factory=list)


def replaced_argument(ball):
    later = replace(ball, speed=ball.speed * 0.5)
    return later.speed * later.mass + sum(later.trail) * ball.speed


def means(x):
    v = [a * a for a in x]
    return statistics.mean(v) * statistics.fmean(tuple(v)) + statistics.mean(x) * x[0]


def means_of_generators(x):
    return statistics.fmean(math.sin(v) for v in x) + statistics.mean(v * v for v in x)


def weighted_means(x):
    return statistics.fmean(list(x), weights=[1, 2, 3]) * statistics.harmonic_mean(list(x), [0.5, 1.0, 2.0])


def other_means(x):
    return statistics.geometric_mean(x) + statistics.harmonic_mean([v**2 for v in x])


def deviations(x):
    v = [math.sin(a) for a in x]
    return statistics.stdev(v) + statistics.pstdev(x) * statistics.variance(v) + statistics.pvariance(x)


def deviations_from_a_point(x):
    v = list(x)
    m = statistics.mean(v)
    near = statistics.pvariance(v, m) + statistics.variance(v, m)
    return near * statistics.stdev(v, x[0] * x[1]) + statistics.pstdev([0.1, 0.4], x[2])


def standardised(x):
    rows = []
    for k in range(3):
        row = [v * (k + 1.0) + v**2 for v in x]
        middle, width = statistics.fmean(row), statistics.pstdev(row)
        rows.append(sum(((v - middle) / width) ** 3 for v in row))
    return statistics.stdev(rows)


def of_one_number(x):
    return statistics.stdev([x[0]])


CASES = [
    Case(replaced_shares_a_list, (X,)),
    Case(replaced_shares_what_was_never_read, (X,)),
    Case(replaced_gets_a_new_list, (X,)),
    Case(copied_shares_a_list, (X,)),
    Case(replaced_finishes_anew, (X,)),
    Case(replaced_after_a_change, (X,)),
    Case(replaced_in_a_loop, (X,)),
    Case(replaced_is_checked, (X,), raises=ValueError),
    Case(replaced_argument, (Ball(0.3, 0.7, [0.2, 0.4]),)),
    Case(means, (X,)),
    Case(means_of_generators, (X,)),
    Case(weighted_means, (X,)),
    Case(other_means, (X,)),
    Case(deviations, (X,)),
    Case(deviations_from_a_point, (X,)),
    Case(standardised, (X,)),
    Case(of_one_number, (X,), raises=statistics.StatisticsError),
]
