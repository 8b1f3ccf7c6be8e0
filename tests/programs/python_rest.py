"""What of Python was refused longest: stars before lists of any length, generators that take turns, functions
that a variable holds, objects that are added and compared, heaps."""

import bisect
import contextlib
import functools
import heapq
import itertools
import math
import operator
import time

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.7, 1.2])

# ---------------------------------------------------------------- stars


def horner(first, *rest):
    s = first
    for v in rest:
        s = s * v + first
    return s


def weighted(scale, a, b, *, power=2):
    return scale * a * b**power


class Polynomial:
    def __init__(self, k):
        self.k = k

    def value(self, t, *coefficients):
        s = self.k
        for c in coefficients:
            s = s * t + c
        return s


def star_of_filtered(x):
    return horner(*(v * v for v in x if v > 0.4))


def star_of_a_list(x):
    many = [v * x[0] for v in x if v > 0.4]
    return horner(x[1], *many) * horner(*many)


def star_for_all_parameters(x):
    many = [v for v in x if v > 0.4]
    return weighted(x[0], *many, power=3)


def star_for_a_method(x):
    large = [v for v in x if v > 0.4]
    return Polynomial(x[0]).value(x[1], *large)


def star_for_too_few(x):
    none = [v for v in x if v > 5.0]
    try:
        return horner(*none)
    except TypeError:
        return x[0] * x[1]


def largest_of_filtered(x):
    least = min(x[2], *(v * v for v in x if v < 0.8))
    return max(*(v * v for v in x if v > 0.4)) * least * max(*[v for v in x if v > 0.4], key=lambda v: -v)


def largest_of_one(x):
    try:
        return max(*[v for v in x if v > 1.0])
    except TypeError:
        return x[0] * x[1]


def chain_of_rows(x):
    rows = [[v, v * v] for v in x if v > 0.4]
    return sum(a * a for a in itertools.chain(*rows))


# ---------------------------------------------------------------- generators that take turns


def squares(v):
    for a in v:
        yield a * a


def doubled_but_one(v):
    for i in range(len(v)):
        if i != 1:
            yield i, v[i] * 2.0


def halved(v, limit):
    w = v
    while w > limit:
        yield w
        w = w * 0.5


def decaying(v):
    while True:
        yield v
        v = v * 0.9


def several_yields(v):
    yield v[0]
    yield v[1] * v[0]
    for a in v:
        if a > 1.0:
            return
        yield a


def generator_beside_an_array(x):
    s = 0.0
    for a, b in zip(squares(x), x):
        s += a * b * b
    for b, a in zip(x, squares(x)):
        s += a * b
    return s


def two_generators(x):
    s = 0.0
    for a, b in zip(squares(x), squares(x[::-1])):
        s += a * b * b
    for a, (i, b) in zip(squares(x), doubled_but_one(x)):
        s += a * b * b * (i + 1)
    return s


def generators_of_different_lengths(x):
    s = 0.0
    for a, b in zip(halved(x[2], 0.1), halved(x[1], 0.2)):
        s += a * b
        if s > 1.1:
            break
        s *= 1.5
    return s


def generator_without_an_end(x):
    s = 0.0
    for a, b in zip(x, decaying(x[0])):
        s += a * b
    for b, a in zip(decaying(x[1]), x):
        s += a * b * b
    return s


def generator_of_several_yields(x):
    s = 0.0
    for b, a, c in zip(x, several_yields(x), x[::-1]):
        s += a * b + c
        if s > 100.0:
            break
        s *= 1.1
    for k, a in enumerate(several_yields(x)):
        s += a * (k + 1)
    return s


def generators_in_a_sum(x):
    return sum(a * b for a, b in zip(squares(x), squares(x[::-1])))


def generator_that_is_not_read_on(x):
    done = []

    def noted(v):
        for k in range(len(v)):
            done.append(k)
            yield v[k] * v[k]

    s = 0.0
    for b, a in zip(x[:2], noted(x)):
        s += a * b
    return s * len(done)


def printing(v):
    for a in v:
        print("next")
        yield a


def generators_that_print(x):
    return sum(a * b for a, b in zip(printing(x), printing(x)))


def generators_of_a_list_that_grows(x):
    items = [x[0], x[1]]
    s = 0.0
    for a, b in zip(squares(items), squares(items)):
        if len(items) < 4:
            items.append(a * b)
        s += a
    return s


# ---------------------------------------------------------------- functions in variables


def method_of_a_list(x):
    out = []
    push = out.append
    for v in x:
        push(v * v)
    return sum(out) * out[0]


def method_of_a_dict(x):
    table = {"a": x[0], "b": x[1]}
    get = table.get
    return get("a") * get("b", 1.0) + get("c", 2.0)


def method_of_one_of_two_lists(x):
    small, large = [], []
    for v in x:
        push = small.append if v < 0.5 else large.append
        push(v * v)
    return sum(small) * sum(large)


def method_of_a_list_that_is_exchanged(x):
    out = [x[0]]
    push = out.append
    kept = out
    out = [x[1]]
    push(x[2] * x[1])
    return sum(kept) * sum(out)


def method_of_an_array(x):
    dot = x.dot
    return dot(x) * dot(x[::-1])


class Solver:
    def __init__(self, k, quick):
        self.k, self.quick = k, quick

    def fast(self, v):
        return v * self.k

    def slow(self, v):
        return v * v + self.k

    def known(self, x):
        step = self.fast if self.quick else self.slow
        return np.sum(step(x))

    def chosen(self, x):
        s = 0.0
        for v in x:
            step = self.fast if v > 0.5 else self.slow
            s += step(v)
        return s

    def one_of_three(self, x):
        s = 0.0
        for v in x:
            if v > 1.0:
                step = self.fast
            elif v > 0.5:
                step = self.slow
            else:
                step = math.sin
            s += step(v) * x[0]
        return s

    def by_name(self, x):
        table = {"a": self.fast, "b": self.slow}
        s = x[0]
        for v in x:
            name = "a" if v > 0.5 else "b"
            s = table[name](s) * {"a": self.slow, "b": self.fast}[name](v)
        return s

    def by_attribute(self, x):
        return np.sum(getattr(self, "fast" if self.quick else "slow")(x))


def methods_of_two_objects(x):
    a, b = Solver(2.0, True), Solver(3.0, False)
    step = a.fast if x[1] > 0.5 else b.slow
    return step(x[2]) * x[0]


def one_of_two_lambdas(x):
    f = (lambda v: v * 2.0) if x[0] > 0.4 else (lambda v: v * v * x[1])
    return f(x[2])


def applied(f, v):
    return f(v) * v


def one_of_two_definitions(x):
    s = 0.0
    for v in x:
        if v > 0.5:

            def f(t):
                return t * x[0]

        else:

            def f(t):
                return t * t * x[1]

        s += f(v) + applied(f, v)
    return s


# ---------------------------------------------------------------- objects


class Money:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __add__(self, other):
        if isinstance(other, (int, float)):
            return Money(self.a + other, self.b)
        return Money(self.a + other.a, self.b * other.b)

    def __radd__(self, other):
        return Money(self.a + other, self.b)

    def __lt__(self, other):
        return self.a < other.a

    def __gt__(self, other):
        return self.a > other.a


def sum_of_objects(x):
    each = [Money(v, v * v) for v in x]
    t, u = sum(each), sum((Money(v, v * v) for v in x if v > 0.4), Money(x[0], x[1]))
    return t.a * t.b + u.a * u.b


def least_of_two_objects(x):
    a, b = Money(x[0], x[1]), Money(x[1], x[2])
    return min(a, b).b * max(a, b).a


def sum_of_lists(x):
    return sum([[v] for v in x], [])[1] * x[0] + sum(([v, v * v] for v in x if v > 0.4), [])[3]


def sum_of_tuples(x):
    return sum([(v, v * v) for v in x], ())[3] * x[0]


def slice_with_a_name(x):
    parts = [v * v for v in x]
    rest = slice(1, None)
    every = slice(None, None, -1)
    parts[rest] = [x[0], parts[1]]
    return sum(parts[rest]) * np.sum(x[rest]) + parts[every][0]


def operators_in_place(x):
    y = x * 1.0
    z = y
    z = operator.iadd(z, x)
    s = operator.imul(x[0], x[1])
    return np.sum(y * z) * s


# ---------------------------------------------------------------- heaps


def shortest_path(x):
    graph = {0: [(1, x[0]), (2, x[2])], 1: [(2, x[1] * 0.5), (3, x[2])], 2: [(3, x[0] * x[1])], 3: []}
    dist = {0: 0.0}
    heap = [(0.0, 0)]
    done = set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for v, w in graph[u]:
            far = d + w * w
            if v not in dist or far < dist[v]:
                dist[v] = far
                heapq.heappush(heap, (far, v))
    return dist[3] * dist[2]


def shortest_paths_in_a_matrix(x):
    w = np.outer(x, x)
    n = 3
    dist = [math.inf] * n
    dist[0] = 0.0
    queue = [(0.0, 0)]
    while queue:
        d, u = heapq.heappop(queue)
        if d > dist[u]:
            continue
        for v in range(n):
            if v != u and d + w[u, v] < dist[v]:
                dist[v] = d + w[u, v]
                heapq.heappush(queue, (dist[v], v))
    return dist[1] * dist[2]


def heap_sorted(x):
    heap = [v * (2.0 - v) for v in x]
    heapq.heapify(heap)
    s = 0.0
    while heap:
        s = s * 2.0 + heapq.heappop(heap)
    return s


def huffman(x):
    heap = [v * 1.0 for v in x] + [x[0] * x[1], x[1] * x[2]]
    heapq.heapify(heap)
    cost = 0.0
    while len(heap) > 1:
        first = heapq.heappop(heap)
        both = first * heapq.heappop(heap)
        cost += both
        heapq.heappush(heap, both)
    return cost


def heap_replaced(x):
    heap = [v * v for v in x]
    heapq.heapify(heap)
    b = heapq.heapreplace(heap, x[0] * x[2])
    c = heapq.heappushpop(heap, x[1])
    return b * heap[0] + heap[2] * c * heapq.heappushpop(heap, x[0] * 0.1)


def smallest_and_largest(x):
    second = heapq.nlargest(2, [v * v for v in x], key=lambda v: -v)[1]
    return sum(heapq.nsmallest(2, x)) * heapq.nlargest(1, x)[0] + second


def kept_sorted(x):
    items = sorted(x)
    bisect.insort(items, x[0] * 2.0)
    k = bisect.bisect_left(items, x[1])
    return items[1] * items[2] + items[k] ** 2


# ---------------------------------------------------------------- imports inside


def cached_by_a_local_import(x):
    from functools import lru_cache

    @lru_cache(maxsize=None)
    def fibonacci(n):
        return x[n] if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    return fibonacci(4)


def cached_by_a_module_imported_inside(x):
    import functools as tools

    @tools.cache
    def powers(n):
        return x[n] if n < 2 else powers(n - 1) * powers(n - 2)

    return powers(4)


# ---------------------------------------------------------------- objects that are iterated over


class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __iter__(self):
        yield self.a
        yield self.b

    def __add__(self, other):
        return Pair(self.a + other.a, self.b + other.b)

    def dot(self, other):
        return sum(a * b for a, b in zip(self, other))

    def scaled(self, k):
        a, b = self
        return Pair(a * k, b * k)


class Held:
    """`__iter__` hands out an iterator over what it holds."""

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __iter__(self):
        return iter((self.a, self.b))


class Every:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        yield from self.items


def object_unpacked(x):
    a, b = Pair(x[0], x[1])
    c, d = Held(a * b, x[2])
    return c * d + a


def object_unpacked_into_its_own_name(x):
    a, b = Pair(x[0], x[1]), x[2]
    b, a = a
    return a**2 * b


def object_unpacked_in_a_loop(x):
    p, s = Every([x[0], x[1]]), 0.0
    for _ in range(3):
        a, b = p
        s = s + a * b
        p = Every([s, a])
    return s


def object_listed(x):
    p = Pair(x[0], x[1] * x[0])
    t = tuple(p)
    return np.sum(np.array(list(p)) ** 2) * t[1] + sum(c * c for c in Held(x[1], x[2])) * max(p)


def object_behind_a_star(x):
    p = Pair(x[0], x[1])
    return math.hypot(*p) * sum([*p, x[2], *Held(x[1], x[2])])


def objects_in_turns(x):
    u, v = Pair(x[0], x[1]), Pair(x[1], x[2])
    return (u + v).scaled(x[0]).dot(u)


def object_that_changes_iterated(x):
    p = Pair(x[0], x[1])
    p.a = p.a * x[2]
    a, b = p
    return a * b + sum(p)


def object_unpacked_into_too_many(x):
    a, b = Every([x[0], x[1], x[2]])
    return a * b


# ---------------------------------------------------------------- suppress, ExitStack


def suppressed(x):
    y = x[0]
    for v in x:
        with contextlib.suppress(ValueError, ZeroDivisionError):
            y = y * math.log(v - 0.5)
    return y * y


def suppressed_return(x):
    with contextlib.suppress(ValueError):
        return math.log(x[0] - 5.0) * x[1]
    return x[1] ** 2


def suppressed_by_a_local_import(x):
    from contextlib import suppress

    d, s = {"a": x[0]}, x[1]
    with np.errstate(all="ignore"), suppress(KeyError):
        s = s * d["a"]
    return s * s


def suppressed_another_exception(x):
    with contextlib.suppress(KeyError):
        return math.log(x[0] - 5.0)
    return x[1]


@contextlib.contextmanager
def squared(v):
    yield v * v


def stack_of_managers(x):
    calls = []
    with contextlib.ExitStack() as stack:
        a = stack.enter_context(squared(x[0]))
        stack.callback(calls.append, 1)
        stack.enter_context(np.errstate(divide="ignore"))
        b = stack.enter_context(squared(a * x[1]))
        s = a * b
    return s * len(calls)


def stack_in_a_loop(x):
    with contextlib.ExitStack() as stack:
        for _ in x:
            stack.enter_context(np.errstate(divide="ignore"))
        return x[0]


# ---------------------------------------------------------------- attributes of classes and functions


class Counting:
    count, step = 0, 1

    def __init__(self, w):
        Counting.count += 1
        self.w = w

    def scaled(self, x):
        type(self).count += self.step
        return self.w * x

    @classmethod
    def made(cls, w):
        cls.count += 1
        return cls(w)


def counter_of_a_class(x):
    made = Counting(x[0])
    return made.scaled(x[1]) + made.w * Counting.step


def counter_in_a_class_method(x):
    return Counting.made(x[0]).scaled(x[1])


def counter_of_a_class_in_a_loop(x):
    s = 0.0
    for v in x:
        Counting.count += 1
        s = s + v * v
    return s


def counted(f):
    @functools.wraps(f)
    def wrapper(*args, **options):
        wrapper.calls += 1
        start = time.perf_counter()
        value = f(*args, **options)
        wrapper.elapsed = time.perf_counter() - start
        return value

    wrapper.calls = 0
    return wrapper


@counted
def counted_square(v):
    return v * v


def counted_helper(x):
    return counted_square(x[0]) * counted_square(x[1])


def attribute_of_the_function_itself(x):
    attribute_of_the_function_itself.last = 3
    return x[0] ** 2


# ---------------------------------------------------------------- more of itertools


def longest(x):
    return sum(a * b for a, b in itertools.zip_longest(x, x[:2], fillvalue=1.0))


def taken_while(x):
    low = sum(itertools.takewhile(lambda v: v < 0.5, x))
    return low * sum(v * v for v in itertools.dropwhile(lambda v: v < 0.5, x))


def chosen_by_selectors(x):
    return sum(itertools.compress(x, [1, 0, 1])) * sum(itertools.filterfalse(lambda v: v > 1.0, x))


def grouped(x):
    s, out = 0.0, {}
    for _, group in itertools.groupby(range(3), key=lambda i: i // 2):
        t = 1.0
        for i in group:
            t = t * x[i]
        s = s + t
    for large, group in itertools.groupby(x, key=lambda v: v > 0.5):
        out[large] = sum(group)
    return s * out[True] ** 2


def group_read_twice(x):
    s = 0.0
    for _, group in itertools.groupby(x, key=lambda v: v > 0.5):
        s = s + sum(group) * (1.0 + sum(group))
    return s


CASES = [
    Case(cached_by_a_local_import, (X,)),
    Case(cached_by_a_module_imported_inside, (X,)),
    Case(star_of_filtered, (X,)),
    Case(star_of_a_list, (X,)),
    Case(star_for_all_parameters, (X,)),
    Case(star_for_a_method, (X,)),
    Case(star_for_too_few, (X,)),
    Case(largest_of_filtered, (X,)),
    Case(largest_of_one, (X,)),
    Case(chain_of_rows, (X,)),
    Case(generator_beside_an_array, (X,)),
    Case(two_generators, (X,)),
    Case(generators_of_different_lengths, (X,)),
    Case(generator_without_an_end, (X,)),
    Case(generator_of_several_yields, (X,)),
    Case(generators_in_a_sum, (X,)),
    Case(generator_that_is_not_read_on, (X,)),
    Case(generators_that_print, (X,), refused="TGT103"),
    Case(generators_of_a_list_that_grows, (X,), refused="TGT103"),
    Case(method_of_a_list, (X,)),
    Case(method_of_a_dict, (X,)),
    Case(method_of_one_of_two_lists, (X,)),
    Case(method_of_a_list_that_is_exchanged, (X,)),
    Case(method_of_an_array, (X,)),
    # A saved method takes its object first.
    Case(Solver(0.7, True).known, (X,), name="method_known", standalone=False),
    Case(Solver(0.7, False).chosen, (X,), name="method_chosen", standalone=False),
    Case(Solver(0.7, False).one_of_three, (X,), name="method_one_of_three", standalone=False),
    Case(Solver(0.7, False).by_name, (X,), name="method_by_name", standalone=False),
    Case(Solver(0.7, False).by_attribute, (X,), name="method_by_attribute", standalone=False),
    Case(methods_of_two_objects, (X,)),
    Case(one_of_two_lambdas, (X,)),
    Case(one_of_two_definitions, (X,)),
    Case(sum_of_objects, (X,)),
    Case(least_of_two_objects, (X,)),
    Case(sum_of_lists, (X,)),
    Case(sum_of_tuples, (X,)),
    Case(slice_with_a_name, (X,)),
    Case(operators_in_place, (X,)),
    Case(shortest_path, (X,)),
    Case(shortest_paths_in_a_matrix, (X,)),
    Case(heap_sorted, (X,)),
    Case(huffman, (X,)),
    Case(heap_replaced, (X,)),
    Case(smallest_and_largest, (X,)),
    Case(kept_sorted, (X,)),
    Case(object_unpacked, (X,)),
    Case(object_unpacked_into_its_own_name, (X,)),
    Case(object_unpacked_in_a_loop, (X,)),
    Case(object_listed, (X,)),
    Case(object_behind_a_star, (X,)),
    Case(objects_in_turns, (X,)),
    Case(object_that_changes_iterated, (X,)),
    Case(object_unpacked_into_too_many, (X,), raises=ValueError),
    Case(suppressed, (X,)),
    Case(suppressed_return, (X,)),
    Case(suppressed_by_a_local_import, (X,)),
    Case(suppressed_another_exception, (X,), raises=ValueError),
    Case(stack_of_managers, (X,)),
    Case(stack_in_a_loop, (X,), refused="TGT106"),
    Case(counter_of_a_class, (X,)),
    Case(counter_in_a_class_method, (X,)),
    Case(counter_of_a_class_in_a_loop, (X,)),
    # A saved file cannot hold a function under the user's decorator.
    Case(counted_square, (0.7,), standalone=False),
    Case(counted_helper, (X,), standalone=False),
    Case(attribute_of_the_function_itself, (X,)),
    Case(longest, (X,)),
    Case(taken_while, (X,)),
    Case(chosen_by_selectors, (X,)),
    Case(grouped, (X,)),
    Case(group_read_twice, (X,), refused="TGT208"),
]
