"""Generators that are handed to `itertools`, to functions of the user's, or kept in a variable."""

import functools
import itertools
import math
import operator
from itertools import (
    accumulate,
    chain,
    compress,
    dropwhile,
    islice,
    pairwise,
    starmap,
    takewhile,
    tee,
    zip_longest,
)

import numpy as np

from tests.programs import Case, rand


def halves(x):
    while True:
        yield x
        x = x * 0.5 + 0.1


def terms(x, n):
    t = 1.0
    for k in range(1, n):
        yield t
        t = t * x / k


def squares(xs):
    for v in xs:
        yield v * v


def pairs(x):
    for i in range(len(x) - 1):
        yield x[i], x[i + 1]


def total_of(values):
    total = 0.0
    for v in values:
        total += v * v
    return total


def mean_of(values):
    values = list(values)
    return sum(values) / len(values)


def smoothed(values, a):
    state = 0.0
    for v in values:
        state = a * state + (1 - a) * v
        yield state


class LowPass:
    def __init__(self, a):
        self.a = a

    def run(self, values):
        y = 0.0
        out = []
        for v in values:
            y += self.a * (v - y)
            out.append(y)
        return np.array(out)

    def stream(self, values):
        y = 0.0
        for v in values:
            y += self.a * (v - y)
            yield y


def newton(f, df, x):
    while True:
        step = f(x) / df(x)
        x = x - step
        yield x, abs(step)


def in_try2(xs):
    for v in xs:
        try:
            r = math.sqrt(v)
        except ValueError:
            r = -v
        yield r


def in_with(xs):
    with np.errstate(all="ignore"):
        for v in xs:
            yield np.log(v * v)


def series_of(x):
    return squares(x)


class Summing:
    def __init__(self):
        self.n = 0.0

    def feed(self, values):
        for v in values:
            self.n += v
            yield self.n

    def all(self, values):
        for v in values:
            self.n = self.n * 0.5 + v
        return self.n


def noisy(x):
    for v in x:
        print("at", len(x))
        yield v * v


def islice_endless(x):
    return sum(islice(halves(x), 5))


def islice_loop(x):
    total = 0.0
    for k, v in enumerate(islice(halves(x), 6)):
        total += v * k
    return total


def islice_start(x):
    return sum(v**2 for v in islice(terms(x, 9), 2, 7))


def take_series(x):
    return sum(takewhile(lambda t: abs(t) > 1e-3, terms(x, 30)))


def drop_series(x):
    return sum(dropwhile(lambda t: t > 0.5, terms(x, 10)))


def reduced_gen_init(x):
    return functools.reduce(lambda a, b: a * b + 0.1, terms(x, 5), 2.0)


def from_iter_gen(x):
    return np.fromiter(terms(x, 6), dtype=float, count=5).sum()


def newton_islice(a):
    x = a
    for x, err in islice(newton(lambda x: x * x - a, lambda x: 2 * x, a), 6):
        pass
    return x


def islice_step(x):
    return np.sum(np.array(list(islice(squares(x), 1, None, 2))) ** 2)


def islice_genexp(x):
    return sum(islice((v * v for v in x), 3))


def take_genexp(x):
    return sum(takewhile(lambda t: t < 0.9, (v * v for v in x)))


def three_chained(x):
    return sum(v**2 for v in chain(squares(x), terms(x[0], 4), (w + 1.0 for w in x)))


def chained_first(x):
    total = 1.0
    for v in chain([x[0]], squares(x)):
        total = total * 0.5 + v
    return total


def accumulated_squares(x):
    return sum(v**2 for v in accumulate(squares(x)))


def accumulated_mul(x):
    return list(accumulate((v + 1.0 for v in x), operator.mul))[-1]


def accumulated_init(x):
    return sum(accumulate(squares(x), lambda a, b: a * 0.5 + b, initial=1.0))


def pairs_of_squares(x):
    return sum((a - b) ** 2 for a, b in pairwise(squares(x)))


def products_of_pairs(x):
    return sum(starmap(operator.mul, ((v, v + 1.0) for v in x)))


def starred_gen(x):
    return sum(starmap(lambda a, b: a * b - a, pairs(x)))


def chosen_squares(x):
    return sum(compress(squares(x), [1, 0, 1, 1, 0]))


def compressed_gen(x):
    return sum(compress(x, (v > 0 for v in x)))


def reduced_from_one(x):
    return functools.reduce(operator.add, (v * v for v in x), 1.0)


def enumerated_list(x):
    return sum(k * v for k, v in list(enumerate(squares(x), start=2)))


def unpacked_squares(x):
    a, b, c, d, e = squares(x)
    return a * b + c * d - e


def unpacked_star(x):
    a, *rest = squares(x)
    return a * sum(rest)


def star_of_squares(x):
    return max(*squares(x))


def starred_list(x):
    v = [*squares(x), 1.0, *(w + 1 for w in x)]
    return sum(a * a for a in v)


def from_iter(x):
    a = np.fromiter(squares(x), dtype=float)
    return np.sum(a**2)


def teed(x):
    a, b = tee(squares(x))
    next(b, None)
    return sum(u * v for u, v in zip(a, b))


def teed_list(x):
    a, b = tee(x)
    next(b)
    return sum((v - u) ** 2 for u, v in zip(a, b))


def teed_three(x):
    a, b, c = tee(squares(x), 3)
    return sum(a) * max(b) - min(c)


def pairs_chosen(x):
    return sum(a * b for a, b in itertools.combinations(squares(x), 2))


def kept_squares(x):
    g = squares(x)
    total = 0.0
    for v in g:
        total = total * 0.5 + v
    return total


def kept_rebound(x):
    g = squares(x)
    x = x * 2.0
    return sum(g) + np.sum(x)


def given_gen(x):
    return total_of(squares(x))


def given_genexp(x):
    return total_of(v * 2.0 for v in x if v > 0)


def given_listed(x):
    return mean_of(squares(x)) + mean_of(v + 1.0 for v in x)


def first_only(x):
    return next(squares(x)) * 2.0


def nested_from(x):
    def both(xs):
        yield from squares(xs)
        yield xs[0]
        yield from (v + 1.0 for v in xs)

    return sum(v * v for v in both(x))


def try_gen2(x):
    return sum(v * v for v in in_try2(x))


def with_gen(x):
    return sum(in_with(x))


def returned_squares(x):
    return sum(series_of(x))


def gen_in_loop(x):
    total = 0.0
    for k in range(3):
        total += sum(islice(squares(x), k + 1))
    return total


def dict_gen(x):
    d = dict((k, v) for k, v in enumerate(squares(x)))
    return d[0] * d[2]


def max_key(x):
    return max(squares(x), key=lambda v: -abs(v - 0.3))


def extended_by_squares(x):
    out = [1.0]
    out.extend(squares(x))
    return sum(v * v for v in out)


def array_rows(x):
    def rows(m):
        for k in range(3):
            yield m * k

    return (
        np.sum(np.stack(list(rows(x))) ** 2) + np.sum(np.array([*rows(x)])) + np.vstack(tuple(rows(x))).sum()
    )


def object_state(x):
    c = Summing()
    t = 0.0
    for v in c.feed(squares(x)):
        t += v * c.n
    return t + c.n


def object_state2(x):
    c = Summing()
    a = c.all(squares(x))
    return a * c.all(v + 1 for v in x) + c.n


def mutate_between(x):
    buf = x * 1.0
    g = squares(buf)
    buf[0] = 2.0
    return sum(g) + buf[1]


def mutate_during(x):
    buf = x * 1.0
    t = 0.0
    for k, v in enumerate(squares(buf)):
        if k + 1 < len(buf):
            buf[k + 1] += v
        t += v
    return t


def mutate_chain(x):
    buf = x * 1.0
    t = 0.0
    for v in itertools.accumulate(squares(buf)):
        buf[-1] = v
        t += v
    return t


def reading_prints(x):
    return sum(v for v in noisy(x))


def islice_break(x):
    t = 0.0
    for v in islice(squares(x), 1, 4):
        if v > 0.2:
            break
        t += v
    else:
        t = t * 2
    return t


def chain_break(x):
    t = 0.0
    for v in itertools.chain(squares(x), squares(x * 2)):
        t += v
        if t > 1.5:
            return t * t
    return -t


def takewhile_continue(x):
    t = 0.0
    for v in itertools.takewhile(lambda s: s < 0.8, squares(x)):
        if v < 0.1:
            continue
        t += v
    return t


def permuted_all(x):
    return sum(p[0] * p[1] - p[2] for p in itertools.permutations(x))


def longest_of_two(x, y):
    return sum(a * b for a, b in zip_longest(squares(x), squares(y), fillvalue=1.0))


def products_of_both(x, y):
    return sum(a / b for a, b in itertools.product(squares(x), (v + 3.0 for v in y)))


def pipeline(x, a):
    return sum(smoothed(smoothed(squares(x), a), a))


def pipeline_genexp(x, a):
    peak = 0.0
    for k, s in enumerate(smoothed((v * v for v in x if v > -0.5), a)):
        if s > 0.4 and k > 3:
            break
        peak = peak + s / (k + 1)
    return peak


def method_given(x, a):
    return np.sum(LowPass(a).run(squares(x)) ** 2)


def method_stream(x, a):
    f = LowPass(a)
    return sum(v * v for v in f.stream(f.stream(x)))


def weighted_twice(x, a):
    def weighted(v):
        w = a * 2.0
        return (w * u for u in v)

    return sum(weighted(x)) * sum(weighted(squares(x)))


def closure_reads(x):
    g = squares(x)

    def h():
        return sum(g)

    return h()


def read_in_both(x, flag=True):
    g = squares(x)
    t = 0.0
    if x[0] > -5:
        for v in g:
            t += v
            if t > 0.1:
                break
    for v in g:
        t += 2 * v
    return t


def mutate_longest(x):
    buf = x * 1.0
    t = 0.0
    for u, v in itertools.zip_longest(squares(buf), squares(x)):
        buf[-1] = u
        t += u * v
    return t


def list_of_gens(x):
    gens = [squares(x), squares(x * 2)]
    return sum(sum(g) for g in gens)


def cond_gen(x, flag):
    g = squares(x) if flag else (v * 3.0 for v in x)
    return sum(g)


V = rand(5, seed=1)
W = rand(3, seed=2)

CASES = [
    *(
        Case(f, (0.7,))
        for f in (
            islice_endless,
            islice_loop,
            islice_start,
            take_series,
            drop_series,
            reduced_gen_init,
            from_iter_gen,
            newton_islice,
        )
    ),
    *(
        Case(f, (V,))
        for f in (
            islice_step,
            islice_genexp,
            take_genexp,
            three_chained,
            chained_first,
            accumulated_squares,
            accumulated_mul,
            accumulated_init,
            pairs_of_squares,
            products_of_pairs,
            starred_gen,
            chosen_squares,
            compressed_gen,
            reduced_from_one,
            enumerated_list,
            unpacked_squares,
            unpacked_star,
            star_of_squares,
            starred_list,
            from_iter,
            teed,
            teed_list,
            teed_three,
            pairs_chosen,
            kept_squares,
            kept_rebound,
            given_gen,
            given_genexp,
            given_listed,
            first_only,
            nested_from,
            try_gen2,
            with_gen,
            returned_squares,
            gen_in_loop,
            dict_gen,
            max_key,
            extended_by_squares,
            array_rows,
            object_state,
            object_state2,
            mutate_between,
            mutate_during,
            mutate_chain,
            reading_prints,
            islice_break,
            chain_break,
            takewhile_continue,
        )
    ),
    Case(permuted_all, (W,)),
    *(Case(f, (V, W), (0, 1)) for f in (longest_of_two, products_of_both)),
    *(
        Case(f, (V, 0.3), (0, 1))
        for f in (pipeline, pipeline_genexp, method_given, method_stream, weighted_twice)
    ),
    *(Case(f, (V,), refused="TGT103") for f in (closure_reads, read_in_both, mutate_longest, list_of_gens)),
    Case(cond_gen, (V, True), 0, name="made_in_a_branch"),
    Case(cond_gen, (V, False), 0, name="made_in_the_other_branch"),
]
