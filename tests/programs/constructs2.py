"""Constructs of real programs: objects that change, iterators, containers of the library, globals."""

import math
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace

import numpy as np

from tests.programs import Case, rand

# ---------------------------------------------------------------- lists that NumPy takes for arrays


def reductions_of_lists(x):
    errors = []
    for v in x:
        errors.append(v * x[0])
    pair = [x[0], x[1] * x[2]]
    spread = np.std(errors) + np.var(pair) + np.ptp(errors) + np.median(errors)
    return np.mean(errors) * np.sum(pair) + np.max(errors) * np.min(pair) + np.prod(errors) + spread


def products_of_lists(x):
    row = [v * v for v in x]
    pair = (x[1], x[0], x[2] * x[0])
    rows = [row, [x[2], x[1], 1.0]]
    return np.dot(row, pair) + np.linalg.norm(row) + np.matmul(rows, x) @ [x[0], 2.0] + x.dot(row)


def arithmetic_with_lists(x):
    row = [x[0] * x[1], x[1], 2.0]
    y = x * row - [0.1, x[2], 0.3]
    y += row
    y[1:] = [x[0], x[0] * x[2]]
    z = np.where(x > 0.4, row, 0.5) + np.maximum(row, x) / np.exp(row)
    return np.sum(y * z) + np.float64(2.0) * np.cumsum(row) @ x


def list_repeated_by_a_numpy_integer(x):
    row = [x[0], x[1]] * 2
    return np.sum(row) * row[2]


# ---------------------------------------------------------------- objects that change


@dataclass
class Adam:
    rate: float = 0.1
    decay: float = 0.9
    t: int = 0
    m: float = 0.0
    log: list = field(default_factory=list)

    def step(self, w, g):
        self.t += 1
        self.m = self.decay * self.m + (1.0 - self.decay) * g
        self.log.append(w)
        return w - self.rate * self.m / (1.0 - self.decay**self.t)


def optimiser_with_defaults(rate, x):
    a, b = Adam(rate), Adam(0.2, decay=rate)
    for _ in range(3):
        g = x - 0.3
        x = a.step(x, g * x) + b.step(x, g)
    return x * a.m + b.m + a.t + sum(a.log) * b.log[-1]


@dataclass
class Rod:
    length: float
    load: float = 0.0
    stretch: float = field(init=False, default=0.0)

    def __post_init__(self):
        self.stiffness = 2.0 / self.length

    def pull(self, force):
        self.load += force
        self.stretch = self.load / self.stiffness
        return self.stretch * self.length


def dataclass_with_post_init(x):
    rod = Rod(x[0])
    other = Rod(x[1], load=x[2])
    total = 0.0
    for v in x:
        total += rod.pull(v) * other.pull(total)
    return total + other.stretch * rod.stiffness


class Tank:
    def __init__(self, level, drain):
        self.level = level
        self.drain = drain

    def flow(self, dt):
        out = self.drain * math.sqrt(self.level)
        self.level = self.level - dt * out
        return out


def tanks_in_a_chain(levels, drains):
    tanks = [Tank(h, k) for h, k in zip(levels, drains)]
    for _ in range(4):
        for above, below in zip(tanks, tanks[1:]):
            below.level += 0.1 * above.flow(0.1)
    return sum(t.level**2 for t in tanks)


def tanks_by_name(levels):
    tanks = {}
    for name, h in {"a": levels[0], "b": levels[1]}.items():
        tanks[name] = Tank(h, 0.3)
    for _ in range(3):
        tanks["b"].level += tanks["a"].flow(0.1)
    return tanks["b"].level * tanks["a"].level


def tanks_appended_in_a_loop(levels):
    tanks = []
    for h in levels:
        tank = Tank(h, 0.1)
        tank.level *= h
        if h > 0.5:
            tank.drain = h
        tanks.append(tank)
    flows = [t.flow(0.2) for t in tanks]
    return sum(flows) * tanks[-1].level


class Plant:
    """Objects in an object."""

    def __init__(self, tanks, gain):
        self.tanks = tanks
        self.gain = gain
        self.total = 0.0

    def run(self, steps):
        for _ in range(steps):
            for tank in self.tanks:
                self.total += self.gain * tank.flow(0.1)
        return self


def objects_in_a_changing_object(levels, gain):
    plant = Plant([Tank(h, 0.2) for h in levels], gain).run(3)
    return plant.total * plant.tanks[0].level


def written_from_outside(x):
    tank = Tank(x[0], x[1])
    tank.level, tank.drain = tank.drain, tank.level
    tank.level += x[2]
    copy = Tank(tank.level, 2.0)
    copy.level *= tank.level
    return tank.level * tank.drain + copy.level


def namespace_that_changes(x):
    state = SimpleNamespace(p=x[0], q=x[1])
    for v in x:
        state.p += 0.1 * state.q * v
        state.q -= 0.1 * state.p
    return state.p * state.q

# ---------------------------------------------------------------- calls that change something, in tests


def doubled(a):
    a *= 2.0
    return a[0]


def noted(log, v):
    log.append(v)
    return len(log)


def tests_that_write(x):
    y = x.copy()
    if doubled(y) > 0.1:
        y *= x[0]
    while doubled(y) < 5.0:
        y += x
    return np.sum(y * y)


def lazy_tests_that_write(x):
    y = x.copy()
    n = 0
    while n < 4 and doubled(y) < 3.0:
        n += 1
    if x[0] > 5.0 or not doubled(y) > 100.0:
        y[1] *= x[2]
    if 0.0 < doubled(y) < 100.0 < doubled(y) + 300.0:
        y[2] *= y[0]
    return np.sum(y * y)


def truth_values_that_write(x):
    y = x.copy()
    ok = x[0] > 5.0 or doubled(y) > 0.1
    z = x[0] if doubled(y) > 0.1 else x[1]
    w = (doubled(y) > 0.1) * x[0] + np.where(doubled(y) > 0.2, x, 0.0)[1]
    picked = [v for v in x if doubled(y) > 0.1]
    return np.sum(y * y) * (z if ok else 1.0) * w * sum(picked)


def any_and_all_that_write(x):
    y = x.copy()
    if any(doubled(y) > 5.0 for _ in range(7)):
        y *= x
    ok = all(doubled(y) < 50.0 for _ in range(7) if y[1] < 100.0)
    return np.sum(y * y) * (2.0 if ok else x[0])


def messages_that_write(x):
    y, log = x.copy(), [x[0], x[1], x[2]]
    print(doubled(y), f"{doubled(y):.3f}", log.pop())
    assert doubled(y) > 0.0, "never"
    text = f"{log.pop()}"
    return np.sum(y * y) * sum(log) * len(text[:1])


def tests_that_append(x):
    log = []
    while noted(log, x[0] * x[1]) < 4:
        pass
    if noted(log, x[2]) > 2 and noted(log, x[1]) > 3:
        log.append(x[0])
    return sum(log) * log[-1]


def tests_that_pop(x):
    todo, s = [x[0], x[1], x[2]], 0.0
    while todo and todo.pop() > 0.1:
        s += x[0] * len(todo)
    for _ in range(3):
        if todo:
            s += todo.pop() * x[1]
    return s + sum(todo)


def list_tested_then_emptied(x):
    todo, s = [x[0], x[1]], x[2]
    for _ in range(4):
        flag = todo
        if flag:
            s = s * todo.pop()
    return s


class Queue:
    """Its list changes, no attribute is written."""

    def __init__(self):
        self.items = []

    def push(self, v):
        self.items.append(v)
        return len(self.items)


def object_that_holds_a_list(x):
    queue = Queue()
    while queue.push(x[0] * x[1]) < 3:
        pass
    if queue.push(x[2]) > 2 or queue.push(x[1]) > 100:
        queue.push(x[0])
    return sum(queue.items) * queue.items[-1]


def state_in_lazy_tests(x):
    s = 0.0

    def add(v):
        nonlocal s
        s += v
        return s

    while add(x[0]) < 1.5 and add(x[1]) < 2.0:
        s = s * x[2]
    z = x[1] if s < add(x[0]) and add(x[0]) > 1.0 else x[0]
    return s * z


def partial_in_a_test(x):
    log = []
    f = partial(noted, log)
    if f(x[0]) > 0 and f(x[1]) > 0:
        return sum(log) * x[2]
    return x[0]


def halved(a, n):
    if n == 0 or halved(a, n - 1) > 100.0:
        return a[0]
    a *= 0.5 * a[1]
    return a[0]


def recursion_in_a_test(x):
    y = x.copy()
    if halved(y, 3) < 5.0:
        return np.sum(y * y)
    return np.sum(y)


def raised_until(v, n):
    if n == 0:
        return v
    if raised_until(v, n - 1) > 0.5:
        return v * raised_until(v, n - 1)
    return v + 1.0


def recursion_is_only_tested(x):
    return raised_until(x[0], 3) * raised_until(x[2], 3)


def visit(seen, k, v):
    if k in seen:
        return False
    seen[k] = v
    return True


def visited_once(x):
    seen = {}
    for k in (0, 1, 0, 2):
        if visit(seen, k, x[k] * x[0]):
            seen[k] = seen[k] * 2.0
    return sum(seen.values())


def raise_in_a_try(x):
    y = x[0] * x[1]
    try:
        raise ValueError("always")
    except ValueError:
        y = y * x[2]
    return y


def key_that_writes(x):
    y = x.copy()
    order = sorted(range(3), key=lambda k: -k * doubled(y))
    return np.sum(y * y) * x[order[0]]


def lambda_in_a_test_that_writes(x):
    y = x.copy()
    return np.sum(y * y) if (lambda: doubled(y))() > 0.1 else x[0]


def guard_that_writes(x):
    y = x.copy()
    match [x[0], x[1]]:
        case [a, b] if doubled(y) > 0.1:
            return a * b * np.sum(y)
    return x[0]



POINT = np.array([0.3, 0.5, 1.2])
CASES = [
    Case(reductions_of_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(products_of_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(arithmetic_with_lists, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(list_repeated_by_a_numpy_integer, (np.array([0.3, 0.7, 1.2]),), items="G72"),
    Case(optimiser_with_defaults, (0.1, 0.7), argnums=(0, 1), items="F65"),
    Case(dataclass_with_post_init, (np.array([0.8, 0.7, 1.2]),), items="F65"),
    Case(tanks_in_a_chain, (rand(3, low=1.0, high=2.0), np.array([0.1, 0.2, 0.3])), (0, 1), items="F65"),
    Case(tanks_by_name, (rand(2, low=1.0, high=2.0),), items="F65"),
    Case(tanks_appended_in_a_loop, (np.array([0.4, 0.7, 1.2]),), items="F65"),
    Case(objects_in_a_changing_object, (np.array([0.4, 0.7, 1.2]), 0.5), argnums=(0, 1), items="F65"),
    Case(written_from_outside, (np.array([0.4, 0.7, 1.2]),), items="F65"),
    Case(namespace_that_changes, (np.array([0.4, 0.7, 1.2]),), items="F65"),
    Case(tests_that_write, (POINT,), items="E50 G76"),
    Case(lazy_tests_that_write, (POINT,), items="E50 G76"),
    Case(truth_values_that_write, (POINT,), items="E50 G76"),
    Case(any_and_all_that_write, (POINT,), items="E50 G76"),
    Case(messages_that_write, (POINT,), items="E50 G76"),
    Case(tests_that_append, (POINT,), items="E50 G76"),
    Case(tests_that_pop, (POINT,), items="E50 G76"),
    Case(list_tested_then_emptied, (POINT,), items="E50 G76"),
    Case(object_that_holds_a_list, (POINT,), items="E50 G76"),
    Case(state_in_lazy_tests, (POINT,), items="E50 G76"),
    Case(partial_in_a_test, (POINT,), items="E50 G76"),
    Case(recursion_in_a_test, (POINT,), items="E50 G76"),
    Case(recursion_is_only_tested, (POINT,), items="E50 G76"),
    Case(visited_once, (POINT,), items="E50 G76"),
    Case(raise_in_a_try, (POINT,), items="E50 G76"),
    Case(key_that_writes, (POINT,), items="E50 G76", refused="TGT410"),
    Case(lambda_in_a_test_that_writes, (POINT,), items="E50 G76"),
    Case(guard_that_writes, (POINT,), items="E50 G76"),
]
