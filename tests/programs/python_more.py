"""More of Python as programs use it: tuples of any length, objects in growing lists, None or a container,
managers that take part, workspaces that others read."""

import contextlib
import math
import types
import typing
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])


def rest_of_a_tuple(x):
    q = tuple(v * v for v in x)
    w = (q[0],) + q[1:]
    return w[0] * w[1] + w[-1]


def filtered_into_a_tuple(x):
    q = tuple(v * v for v in x if v > 0.4)
    w = (x[0], *q)
    return w[0] * w[1] + sum(w)


def lists_and_tuples_joined(x):
    q = tuple(v * v for v in x)
    w = [*q, x[0]]
    u = (*w, *q, x[1])
    first, second, *rest = u
    return first * second * u[-1] + sum(u) + rest[0]


def path_that_grows(x):
    path = (x[0],)
    for v in x:
        path = path + (path[-1] * v,)
    path += (x[1],)
    return sum(path) * path[1]


def tuples_in_a_list(x):
    rows = [tuple(v * u for v in x) for u in x]
    s = 0.0
    for r in rows:
        s = s + r[0] * r[1]
    return s + rows[1][2] * rows[0][0]


def tuple_of_results(x):
    return tuple(v * v for v in x)


def arrays_of_a_tuple(x):
    parts = tuple(np.sin(v) * x for v in x)
    return np.concatenate(parts).sum() + np.stack(parts)[1] @ parts[0]


def tuples_as_shape_and_index(x):
    y = np.outer(x, x).reshape(tuple(3 for _ in range(2)))
    i = tuple(k for k in range(2))
    return y[i] * y[tuple([1, 2])] + np.sum(y)


def one_of_two_tuples(x):
    q = tuple(v * v for v in x)
    q = q[1:] if x[0] > 0.1 else ()
    for k, (a, b) in enumerate(zip(q, reversed(q))):
        x = x + a * b * k
    return np.sum(x) * len(q) + max(q) if isinstance(q, tuple) else 0.0


def scaled(p, s):
    return tuple(s * v for v in p)


def vectors_as_tuples(x):
    p = (x[0], x[1], x[2])
    for _ in range(3):
        p = scaled(p, x[0] + 1.0)
    a, b, c = p
    d = scaled(scaled(p, b), c)
    return a * b + c * sum(d) + max(d)


def norms_of_tuples(x):
    q = tuple(v * v for v in x)
    y = tuple(np.array([v, v * v]) for v in x)

    def norm(p):
        return math.sqrt(sum(c * c for c in p))

    return norm(q) + y[0] @ y[1] + sum(map(np.sum, y))


def tuple_twice(x):
    q = tuple(v * v for v in x) * 2
    return q[0] * q[4] + np.sum(np.array(q)) + sorted(q)[1]


def arguments_of_different_lengths(x):
    def area(*sides):
        total = 1.0
        for side in sides:
            total = total * side
        return total

    s = 0.0
    for sides in ((x[0],), (x[1], x[2]), (x[0], x[1], x[2])):
        s += area(*sides)
    return s


def written_arrays_in_a_tuple(x):
    parts = tuple(v * x for v in x)
    for p in parts:
        p *= x[0]
    parts[1][0] = x[2]
    return np.sum(parts[0] * parts[1])


class Ball:
    count = 0

    def __init__(self, x, v, mass=1.0):
        self.x = x
        self.v = v
        self.mass = mass
        self.hits = 0
        self.trace = []

    def step(self, dt):
        self.v -= 9.81 * dt
        self.x += dt * self.v
        if self.below():
            self.bounce()
        self.trace.append(self.x)

    def below(self):
        return self.x < 0.0

    def bounce(self, e=0.8):
        self.x = -self.x
        self.v = -e * self.v
        self.hits += 1

    @property
    def energy(self):
        return self.mass * (0.5 * self.v**2 + 9.81 * self.x)

    def __len__(self):
        return len(self.trace)


def heavy(b):
    return b.mass > 0.4


def bouncing(x):
    balls = [Ball(x[0], v, v) for v in x if v > 0.2]
    for _ in range(4):
        for b in balls:
            b.step(0.2)
    return sum(b.energy for b in balls)


def some_of_them(x):
    balls = []
    for v in x:
        if v > 0.2:
            balls.append(Ball(v, x[0], mass=v))
    for b in balls:
        if heavy(b):
            b.bounce(x[1])
        if b.x < 0.5 or b.below():
            b.x = b.x * 2.0
    chosen = [b for b in balls if heavy(b)]
    chosen[0].v *= 3.0
    return sum(b.energy for b in balls) + len(chosen)


def until_all_are_done(x):
    active = [Ball(v, v * x[0]) for v in x]
    done = []
    while active:
        b = active.pop()
        b.step(0.1)
        if b.x < 0.0 or b.hits > 0 or len(b) > 2:
            done.append(b)
        else:
            active.insert(0, b)
    return sum(b.energy for b in done)


def objects_by_number(x):
    population = {}
    for k, v in enumerate(x):
        population[k % 2] = Ball(v, x[0])
    for k in population:
        population[k].step(0.1)
    total = 0.0
    for b in population.values():
        b.v = b.v * x[1]
        total = total + b.energy
    return total


@dataclass
class Cell:
    value: float
    kids: list = field(default_factory=list)
    best: float | None = None

    def add(self, k):
        self.kids.append(k)
        self.value = self.value + k


def cells_that_know_each_other(x):
    cells = []
    for v in x:
        if v > 0.4:
            cells.append(Cell(v * v))
    for c in cells:
        for d in cells:
            if c is not d:
                c.add(d.value * x[0])
    best = cells[0]
    for c in cells:
        if c.value > best.value:
            best = c
    best.value = best.value * x[1]
    return sum(c.value * sum(c.kids) for c in cells)


class Particle:
    def __init__(self, pos, vel, charge):
        self.pos = np.asarray(pos, dtype=float)
        self.vel = vel
        self.charge = charge

    def __add__(self, other):
        return Particle(self.pos + other.pos, self.vel, self.charge)


def particles(x):
    ps = [Particle(v * x, np.zeros(3), v) for v in x if v > 0.1]
    for _ in range(2):
        for i in range(len(ps)):
            f = np.zeros(3)
            for j in range(len(ps)):
                if i != j:
                    d = ps[i].pos - ps[j].pos
                    f = f + ps[j].charge * d / (d @ d + 0.1)
            ps[i].vel = ps[i].vel + f
        for p in ps:
            p.pos += 0.1 * p.vel
    return sum(p.pos @ p.vel for p in ps)


def particles_that_are_added(x):
    stack = [Particle(x, x * x, x[0])]
    while len(stack) < 3:
        p = stack[-1]
        q = p + stack[0]
        q.charge = p.charge * 2.0
        stack.append(q)
    return sum(p.charge * np.sum(p.pos) for p in stack)


def lightest(ps):
    w = ps[0]
    for p in ps:
        if p.charge < w.charge:
            w = p
    return w


def the_one_that_a_function_finds(x):
    ps = [Particle(x * v, x, v) for v in x if v > 0.4]
    for _ in range(3):
        w = lightest(ps)
        w.charge = w.charge + x[0]
    return sum(p.charge**2 for p in ps)


def groups_of_objects(x):
    groups = {"low": [], "high": []}
    for v in x:
        groups["low" if v < 0.4 else "high"].append(Particle(x * v, x, v))
    for name in groups:
        for p in groups[name]:
            p.charge = p.charge * x[0]
    return sum(p.charge for p in groups["high"]) * groups["low"][0].charge


def the_largest_by_a_key(x):
    ps = [Particle(x, x, v) for v in x if v > 0.0]
    for p in ps:
        p.charge = p.charge * x[1]
    return max(ps, key=lambda p: p.charge).charge * x[0]


class Dense:
    def __init__(self, w):
        self.w = w
        self.calls = 0

    def __call__(self, v):
        self.calls += 1
        return self.act(self.w * v)


class Tanh(Dense):
    def act(self, v):
        return np.tanh(v)


def layers_that_count(x):
    layers = []
    for v in x:
        if v > 0.4:
            layers.append(Tanh(v))
    y = x
    for _ in range(2):
        for layer in layers:
            y = layer(y)
    return np.sum(y) * layers[0].calls


def namespaces(x):
    ps = []
    for v in x:
        if v > 0.4:
            ps.append(types.SimpleNamespace(a=v, b=v * x))
    for p in ps:
        p.a = p.a * 2.0
        p.b[0] = p.a
        p.b *= x
    return sum(np.sum(p.b) * p.a for p in ps)


def compared_as_a_whole(x):
    ps = [Cell(v) for v in x if v > 0.4]
    for p in ps:
        p.value = p.value * x[0]
    return ps[0].value if ps[0] == ps[1] else ps[1].value


def printed_as_a_whole(x):
    ps = [Cell(v) for v in x if v > 0.4]
    for p in ps:
        p.value = p.value * x[0]
        print(f"{p}")
    return ps[0].value


def an_object_as_the_result(x):
    ps = [Cell(v) for v in x if v > 0.4]
    for p in ps:
        p.value = p.value * x[0]
    return ps[0]


def list_or_none(x):
    best = None
    for v in x:
        if best is None or v * v > best[0]:
            best = [v * v, 2.0 * v]
    return best[0] * best[1]


def dict_or_none(x):
    best = None
    for c in [{"cost": v, "path": v * x} for v in x if v > 0.4]:
        if best is None or c["cost"] > best["cost"]:
            best = c
    return best["cost"] * np.sum(best["path"])


def cost_and_path(x):
    best = None
    for v in x:
        path = [v * u for u in x if u > 0.4]
        cost = sum(path)
        if best is None or cost < best[0]:
            best = (cost, path)
    cost, path = best
    return cost * path[0]


def made_when_needed(x):
    buffer = None
    s = 0.0
    for v in x:
        if v > 0.4:
            if buffer is None:
                buffer = []
            buffer.append(v * v)
            s += sum(buffer)
    return s * len(buffer)


def the_one_before(x):
    last = None
    s = 0.0
    for v in x:
        now = {"a": v * v, "b": x}
        if last is not None:
            s += (now["a"] - last["a"]) ** 2 + np.sum(last["b"]) * v
        last = now
    return s


def row_by_row(x):
    previous = None
    rows = []
    for v in x:
        row = [v] if previous is None else [v] + [p * v for p in previous]
        rows.append(row)
        previous = row
    return sum(rows[-1]) + rows[0][0]


def found_or_not(x):
    found = None
    for v in x:
        if v > 0.4:
            found = [v, v * v]
            break
    if found is None:
        return x[0]
    return found[0] * found[1]


def next_or_none(x):
    found = next(([v, v * v] for v in x if v > 0.4), None)
    return found[0] * found[1] if found is not None else x[0]


def changed_where_it_is_there(x):
    best = None
    for v in x:
        if best is None or v > best[0]:
            best = [v, v * v]
        best[1] = best[1] * v
    best.append(x[0])
    return best[0] * best[1] * best[2]


@dataclass(frozen=True)
class Point:
    a: float
    b: np.ndarray


def largest_point(x):
    best = None
    for v in x:
        s = Point(v * v, v * x)
        if best is None or s.a > best.a:
            best = s
    return best.a * np.sum(best.b)


def first_above(points, t):
    for q in points:
        if q.a > t:
            return q
    return None


def point_or_none(x):
    q = first_above([Point(v, v * x) for v in x], 0.4)
    if q is None:
        return x[0]
    return q.a * np.sum(q.b)


class Pair(typing.NamedTuple):
    a: float
    b: float


def named_tuple_or_none(x):
    best = None
    for v in x:
        s = Pair(v * v, v)
        if best is None or s.a > best.a:
            best = s
    return best.a * best.b


def object_or_none_that_changes(x):
    best = None
    for c in [Cell(v) for v in x if v > 0.4]:
        c.value *= 2.0
        if best is None or c.value > best.value:
            best = c
    return best.value * x[0]


class Memo:
    def __init__(self, f):
        self.f, self.cache, self.hits = f, {}, 0

    def __call__(self, n):
        if n in self.cache:
            self.hits += 1
            return self.cache[n]
        v = self.f(n)
        self.cache[n] = v
        return v


class Counting:
    limit = 3.0

    def __init__(self, f, k=1.0):
        self.f = f
        self.k = k
        self.n = 0

    def run(self, v):
        self.n += 1
        return self.f(v) * self.k / self.limit

    def use(self, g):
        self.f = g
        return self

    @staticmethod
    def twice(v):
        return 2.0 * v

    @classmethod
    def of(cls, v):
        return cls(np.sin, v * cls.limit)


def memo_of_a_lambda(x):
    m = Memo(lambda n: x[n % 3] ** (n + 1))
    return sum(m(k) * m(k % 2) for k in range(4)) + m.hits


def variables_with_the_names_of_the_callee(x):
    k = x[0]
    f_k = x[2]
    c = Counting(lambda v: v * k, f_k)
    n = k * f_k
    return c.run(x[1]) * f_k + c.n * n


def another_function_in_the_attribute(x):
    def g(v):
        return v * x[0]

    c = Counting(np.sin)
    s = c.run(x[1])
    c.use(g)
    return s * c.run(x[2]) * c.n


def scaled_by(k):
    return lambda v: v * k


def functions_made_elsewhere(x):
    c = Counting(scaled_by(x[0]), x[1])
    y = c.run(x[2])
    c.use(scaled_by(y))
    return c.run(x[1])


def counting_functions_in_a_list(x):
    cs = [Counting(lambda v: v * x[0]), Counting(lambda v: v * v)]
    y = x[1]
    for _ in range(2):
        for c in cs:
            y = c.run(y)
    return y * cs[0].n


def what_the_class_has(x):
    c = Counting.of(x[0])
    y = c.run(x[1])
    return y * c.limit + c.twice(y) * c.n


def what_the_class_of_some_has(x):
    cs = [Counting(np.sin, v) for v in x if v > 0.4]
    for c in cs:
        c.k = c.k * c.limit + c.twice(x[0])
    d = cs[0].of(x[0])
    return cs[1].run(x[2]) * d.run(x[1])


def method_as_a_value(x):
    c = Counting(np.sin)
    f = c.run
    return f(x[0]) * c.n


OPTIONS = {"rate": 0.5}
BUFFER = np.zeros(3)
LEFT = []


class Scale:
    def __init__(self, k):
        self.k = k
        self.used = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        LEFT.append("out")
        self.used += 100

    def __call__(self, v):
        self.used += 1
        return v * self.k


class Recorder:
    def __init__(self):
        self.items = []
        self.open = False

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, kind, value, traceback):
        self.open = False
        self.items.append(0.0)

    def record(self, v):
        if self.open:
            self.items.append(v)
        return v


class Network:
    def __init__(self, w):
        self.w = w
        self.training = True

    def __call__(self, x):
        return np.tanh(self.w * x) if self.training else self.w * x


class Evaluating:
    def __init__(self, m):
        self.m = m

    def __enter__(self):
        self.before = self.m.training
        self.m.training = False
        return self.m

    def __exit__(self, *exc):
        self.m.training = self.before


class Asking:
    def __init__(self, k):
        self.k = k

    def __enter__(self):
        return self.k

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.k = 0.0


@contextlib.contextmanager
def scaled_inside(v, k):
    y = v * k
    yield y
    LEFT.append("done")


@contextlib.contextmanager
def with_rate(rate):
    before = OPTIONS["rate"]
    OPTIONS["rate"] = rate
    try:
        yield
    finally:
        OPTIONS["rate"] = before


@contextlib.contextmanager
def evaluating(m):
    before, m.training = m.training, False
    try:
        yield m
    finally:
        m.training = before


def rated(v):
    return v * OPTIONS["rate"]


def first_of_the_buffer(v):
    return v * BUFFER[0]


def manager_that_scales(x):
    with Scale(x[0]) as s:
        y = s(x[1]) + s(x[2])
    return y * s.used


def manager_entered_twice(x):
    t = Recorder()
    t.record(x[0])
    with t:
        t.record(x[0] * x[1])
    with t as u:
        y = u.record(x[2] ** 2)
    t.record(y)
    return sum(t.items) * len(t.items)


def manager_that_switches(x):
    m = Network(x[0])
    y = m(x[1])
    with Evaluating(m) as n:
        y = y + n(x[2])
    return y * m(x[2])


def value_of_a_generated_manager(x):
    with scaled_inside(x, x[0]) as y:
        if x[0] > 5.0:
            return x[0]
        z = np.sum(y * y)
    return z * x[1]


def option_for_a_while(x):
    y = rated(x[0])
    with with_rate(4.0):
        y = y * rated(x[1])
    return y * rated(x[2])


def generated_manager_that_switches(x):
    m = Network(x[0])
    with evaluating(m) as n:
        y = n(x[1])
    return y * m(x[2])


def manager_left_by_break(x):
    s = 0.0
    for v in x:
        with Scale(v) as k:
            if v > 1.0:
                break
            s = s + k(v)
    return s


def two_managers(x):
    with Scale(x[0]) as s, Recorder() as t:
        t.record(s(x[1]))
    return sum(t.items)


def manager_that_asks(x):
    with Asking(x[0]) as k:
        y = x[1] * k
    return y


def buffer_that_another_reads(x):
    BUFFER[0] = 2.0
    y = first_of_the_buffer(x[0])
    BUFFER[0] = x[2]
    return y * first_of_the_buffer(x[1])


def option_that_another_reads(x):
    y = rated(x[0])
    OPTIONS["rate"] = 4.0
    y = y * rated(x[1]) if OPTIONS["rate"] > 1.0 else x[1]
    OPTIONS["rate"] = 0.5
    return y * rated(x[2])


class Tables:
    table = {"a": 1.0}

    def read(self, v):
        return v * self.table["a"]


def table_of_a_class(x):
    t = Tables()
    t.table["a"] = x[1]
    y = t.read(x[0])
    t.table["a"] = 1.0
    return y


def named_tuple_or_none_by_place(x):
    best = None
    for v in x:
        s = Pair(v * v, v)
        if best is None or s.a > best[0]:
            best = s
    return best[0] * best[1]


def number_or_list(x):
    r = 0
    for v in x:
        if v > 0.4:
            r = [v, v * v]
    return r[0] * r[1]


def array_or_list(x):
    r = x
    for v in x:
        if v > 0.4:
            r = [v, v * v]
    return r[0] * r[1]


def false_or_tuple(x):
    r = False
    for v in x:
        if v > 0.4:
            r = (v, v * v)
    return r[0] * r[1] if r else x[0]


class Purse:
    fee = 0.01

    def __init__(self, b):
        self.b = b
        self.log = []
        self.n = 0

    def pay(self, v):
        if v > self.b:
            raise ValueError("short")
        self.b -= v * (1.0 + self.fee)
        self.log.append(v)

    def pay_and_look(self, v):
        self.b = self.b - v
        if self.b < 0.0:
            raise ValueError("short")

    def pay_and_divide(self, v):
        self.n += 1
        self.b = self.b - 1.0 / (v - 0.5)

    def count_and_pay(self, v):
        self.n += 1
        self.pay(v)

    def pay_and_count(self, v):
        w = v * 2.0
        self.pay(w)
        self.n += 1


def paid_or_not(x):
    p = Purse(x[2])
    for v in x:
        try:
            p.pay(v)
        except ValueError:
            p.b = p.b + v
    return p.b * sum(p.log)


def paid_and_counted(x):
    p = Purse(x[2])
    for v in x:
        try:
            p.pay_and_count(v)
        except ValueError:
            p.b = p.b + v
    return p.b * p.n


def changed_before_it_raises(x):
    p = Purse(x[2])
    for v in x * 2.0:
        try:
            p.pay_and_look(v)
        except ValueError:
            p.b = p.b + v
    return p.b * x[0]


def counted_before_it_raises(x):
    p = Purse(x[2])
    for v in x:
        try:
            p.count_and_pay(v)
        except ValueError:
            p.b = p.b + v
    return p.b * p.n


def counted_before_it_divides(x):
    p = Purse(x[2])
    for v in (x[0], 0.5, x[2]):
        try:
            p.pay_and_divide(v)
        except ZeroDivisionError:
            p.b = p.b * x[1]
    return p.b * p.n


def list_filled_or_not(x):
    log = []

    def put(v):
        if v > 1.0:
            raise ValueError
        log.append(v * v)

    for v in x:
        try:
            put(v)
        except ValueError:
            log.append(v)
    return sum(log) * log[0]


CASES = [
    Case(rest_of_a_tuple, (X,)),
    Case(filtered_into_a_tuple, (X,)),
    Case(lists_and_tuples_joined, (X,)),
    Case(path_that_grows, (X,)),
    Case(tuples_in_a_list, (X,)),
    Case(tuple_of_results, (X,)),
    Case(arrays_of_a_tuple, (X,)),
    Case(tuples_as_shape_and_index, (X,)),
    Case(one_of_two_tuples, (X,)),
    Case(vectors_as_tuples, (X,)),
    Case(norms_of_tuples, (X,)),
    Case(tuple_twice, (X,)),
    Case(arguments_of_different_lengths, (X,)),
    Case(written_arrays_in_a_tuple, (X,)),
    Case(bouncing, (X,)),
    Case(some_of_them, (X,)),
    Case(until_all_are_done, (X,)),
    Case(objects_by_number, (X,)),
    Case(cells_that_know_each_other, (X,)),
    Case(particles, (X,)),
    Case(particles_that_are_added, (X,)),
    Case(the_one_that_a_function_finds, (X,)),
    Case(groups_of_objects, (X,)),
    Case(the_largest_by_a_key, (X,)),
    Case(layers_that_count, (X,)),
    Case(namespaces, (X,)),
    Case(compared_as_a_whole, (X,)),
    Case(printed_as_a_whole, (X,), refused=""),
    Case(an_object_as_the_result, (X,), refused=""),
    Case(list_or_none, (X,)),
    Case(dict_or_none, (X,)),
    Case(cost_and_path, (X,)),
    Case(made_when_needed, (X,)),
    Case(the_one_before, (X,)),
    Case(row_by_row, (X,)),
    Case(found_or_not, (X,)),
    Case(next_or_none, (X,)),
    Case(changed_where_it_is_there, (X,)),
    Case(largest_point, (X,)),
    Case(point_or_none, (X,)),
    Case(named_tuple_or_none, (X,)),
    Case(object_or_none_that_changes, (X,)),
    Case(memo_of_a_lambda, (X,)),
    Case(variables_with_the_names_of_the_callee, (X,)),
    Case(another_function_in_the_attribute, (X,)),
    Case(functions_made_elsewhere, (X,)),
    Case(counting_functions_in_a_list, (X,)),
    Case(what_the_class_has, (X,)),
    Case(what_the_class_of_some_has, (X,)),
    Case(method_as_a_value, (X,)),
    Case(manager_that_scales, (X,), standalone=False),
    Case(manager_entered_twice, (X,)),
    Case(manager_that_switches, (X,)),
    Case(value_of_a_generated_manager, (X,), standalone=False),
    Case(option_for_a_while, (X,), standalone=False),
    Case(generated_manager_that_switches, (X,)),
    Case(manager_left_by_break, (X,), standalone=False),
    Case(two_managers, (X,), standalone=False),
    Case(manager_that_asks, (X,)),
    Case(buffer_that_another_reads, (X,), standalone=False),
    Case(option_that_another_reads, (X,), standalone=False),
    Case(table_of_a_class, (X,), refused="TGT404"),
    Case(named_tuple_or_none_by_place, (X,)),
    Case(number_or_list, (X,), refused="TGT405"),
    Case(array_or_list, (X,), refused="TGT405"),
    Case(false_or_tuple, (X,), refused="TGT405"),
    Case(paid_or_not, (X,)),
    Case(paid_and_counted, (X,)),
    Case(list_filled_or_not, (X,)),
    Case(changed_before_it_raises, (X,)),
    Case(counted_before_it_raises, (X,)),
    Case(counted_before_it_divides, (X,)),
]
