"""State: what closures rebind, workspaces, containers that a callee changes, attributes, effects."""

import numpy as np

from tests.programs import Case, _elsewhere, rand

# ---------------------------------------------------------------- nonlocal


def counter_beside_values(x):
    n = 0

    def tick():
        nonlocal n
        n += 1
        return n

    tick()
    y = x * tick()
    if tick() > 2:
        y = y * n
    while tick() < 7:
        y = y + x * n
    return y * n


def cell_shared_by_three(x):
    total = 0.0

    def add(v):
        nonlocal total
        total += v

    def scale(k):
        nonlocal total
        total = total * k

    def peek():
        return total * total

    add(x)
    scale(x)
    add(peek())
    return peek()


def rebound_through_levels(x):
    total = 1.0

    def add(v):
        nonlocal total
        total = total + v * total

    def both(v):
        add(v)
        add(v * v)
        return total

    def apply(f, v):
        f(v)
        return f(v)

    r = both(x)
    apply(add, x)
    apply(both, x)
    for i in range(3):
        both(x * i)
    return total + r


def accumulated_arrays(x):
    acc = np.zeros(3)
    n = 0

    def add(v):
        nonlocal acc, n
        acc = acc + v * v
        n += 1

    for i in range(3):
        add(x * i)
        if i > 1:
            add(x)
    return np.sum(acc) / n


def accumulated_in_place(x):
    acc = np.zeros(3)

    def add(v):
        nonlocal acc
        acc += v * v
        acc[0] *= v[1]

    for i in range(3):
        add(x * i)
    return np.sum(acc)


def recursive_accumulator(x):
    total = 0.0
    depth = 0

    def visit(n, v):
        nonlocal total, depth
        depth += 1
        if n == 0:
            return v
        total += v * depth
        return visit(n - 1, v * x) + total

    return visit(3, x) * total


def two_functions_share_a_cell(x):
    s = 0.0

    def inc(v):
        nonlocal s
        s += v

    def double(v):
        nonlocal s
        s = s * 2.0 * v

    def run(f, g, v):
        f(v)
        g(v)
        f(v)
        return v

    run(inc, double, x)
    return s


def state_in_conditions(x):
    count = 0

    def f(v):
        nonlocal count
        count += 1
        return v * v

    y = f(x) if x > 0 else f(-x)
    if f(y) > 0.1 and x > 0:
        y = y * count
    assert f(x) > 0
    return y * count


def adaptive_steps(x, k):
    evaluations = 0

    def slope(t, y):
        nonlocal evaluations
        evaluations += 1
        return -k * y + np.sin(t)

    t, y, h = 0.0, x, 0.5
    while t < 2.0 and evaluations < 100:
        k1 = slope(t, y)
        k2 = slope(t + h, y + h * k1)
        if abs(k2 - k1) * h > 0.2:
            h = 0.5 * h
            continue
        y = y + 0.5 * h * (k1 + k2)
        t = t + h
    return y + 0.001 * evaluations


def changed_perhaps(x):
    count = 0

    def f(v):
        nonlocal count
        count += 1
        return v * v

    if x > 0 and f(x) > 0.1:
        return x * count
    return x


def moving_average_filter(x):
    level = x[0]
    trend = 0.0

    def update(v, alpha=0.5, beta=0.3):
        nonlocal level, trend
        before = level
        level = alpha * v + (1.0 - alpha) * (level + trend)
        trend = beta * (level - before) + (1.0 - beta) * trend
        return level + trend

    error = 0.0
    forecast = x[0]
    for v in x[1:]:
        error += (v - forecast) ** 2
        forecast = update(v)
    return error


# ---------------------------------------------------------------- workspaces

WORK = np.zeros(3)
FIELD = np.zeros((2, 3))
HISTORY = [0.0]
LOG = []
COUNTERS = {"calls": 0}


def workspace(x):
    WORK[:] = 2.0 * x
    return np.sum(WORK**2)


def fill_work(x, k):
    WORK[:] = k * x
    WORK[0] += 1.0


def workspace_of_helpers(x):
    fill_work(x, 2.0)
    y = np.sum(WORK**3)
    fill_work(x * x, 3.0)
    return y * np.sum(WORK**2)


def workspace_in_a_loop(x):
    WORK.fill(1.0)
    for _ in range(3):
        WORK[:] = WORK * x
    return np.sum(WORK)


def make_filter():
    work = np.zeros((2, 3))

    def smoothed(x):
        work[0] = x
        work[1] = np.sin(work[0])
        row = work[1]
        row *= x
        return np.sum(work)

    return smoothed


workspace_of_a_closure = make_filter()


def workspace_filled_with_constants(x):
    fill_work(np.ones(3), 2.0)
    return np.sum(WORK * x)


def workspace_returned(x):
    WORK[:] = x * x
    return WORK


def workspace_read_before(x):
    WORK[1:] = x[1:] * WORK[0]
    return np.sum(WORK * x)


def workspace_of_a_nested_function(x):
    def put(i, v):
        WORK[i] = v

    for i in range(3):
        put(i, x[i] ** 2)
    return np.prod(WORK)


def view_of_a_workspace(x):
    inner = WORK[1:]
    inner[:] = x[1:] ** 2
    return np.sum(WORK[1:] * inner)


def stencil_into(out, u):
    out[1:-1] = u[2:] - 2.0 * u[1:-1] + u[:-2]


def laplacian_with_workspace(u, steps, work):
    u = u.copy()
    for _ in range(steps):
        stencil_into(work, u)
        u += 0.1 * work
    return np.sum(u**2)


def roughness(u, work=np.zeros(5)):
    stencil_into(work, u)
    return np.sum(work**2)


def default_workspace(u):
    return roughness(u) * roughness(2.0 * u)


def laplacian(u, work=np.zeros(5)):
    stencil_into(work, u)
    return work


def default_workspace_returned(u):
    return np.sum(laplacian(u) ** 2)


def square_and_remember(v, seen=[]):
    seen.append(v)
    return v * v


def default_list(x):
    return square_and_remember(x[0]) * square_and_remember(x[1])


def rows_of_a_field(x):
    for i in range(2):
        FIELD[i] = x * (i + 1.0)
    FIELD[1] *= FIELD[0]
    return np.sum(FIELD)


def log_that_nobody_reads(x):
    LOG.append(x[0])
    COUNTERS["calls"] += 1
    COUNTERS["last"] = np.sum(x)
    return np.sum(x**2)


def global_list_as_history(x):
    HISTORY[0] = x[0]
    return HISTORY[0] * np.sum(x)


scratch = np.ones(3)


def workspace_of_another_module(x):
    scratch[0] = x[0]
    return _elsewhere.squares_into_scratch(x * scratch) * np.sum(scratch)


# ---------------------------------------------------------------- out=, copyto, sort and the like


def ufuncs_with_out(x, y):
    t = np.empty(4)
    np.multiply(x, y, out=t)
    np.exp(t, out=t)
    u = np.add(t, x, t)
    return np.sum(t * u)


def reductions_with_out(x, y):
    m = np.outer(x, y)
    r = np.zeros(4)
    np.sum(m, axis=0, out=r)
    s = np.empty(4)
    m.sum(axis=1, out=s)
    np.dot(m, x, out=r)
    np.matmul(m, y, out=s)
    return np.sum(r * s)


def overlapping_out(x, y):
    z = x * y
    np.subtract(z[1:], z[:-1], out=z[1:])
    return np.sum(z**2)


def out_into_views(x, y):
    m = np.zeros((2, 4))
    np.multiply(x, y, out=m[0])
    np.sin(m[0], m[1])
    return np.sum(m**2)


def out_into_a_workspace(x):
    np.multiply(x, x, out=WORK)
    np.exp(WORK, out=WORK)
    return np.sum(WORK)


def out_of_constants_kills(x, y):
    z = x * y
    np.exp(np.ones(4), out=(z,))
    return np.sum(z * x)


def clipped_in_place(x, y):
    z = x * y
    np.clip(z, 0.1, 0.5, out=z)
    np.maximum(z, x, out=z)
    return np.sum(z)


def sorted_in_place(x, y):
    z = np.outer(x, y)
    z.sort(axis=0)
    w = x * y
    w.sort()
    return np.sum(z**2 * np.arange(4.0)) + np.sum(w * np.arange(4.0))


def put_and_copyto(x, y):
    z = x * y
    z.put([0, 2], x[:2] ** 2)
    np.put(z, [1], y[1])
    w = np.zeros(4)
    np.copyto(w, z)
    np.copyto(w[1:], y[0])
    np.fill_diagonal(np.outer(w, w), x[0])
    return np.sum(w**2) + np.sum(z**2)


def partitioned_in_place(x, y):
    z = x * y
    z.partition(2)
    return z[2]


def shuffled_in_place(x, y):
    z = x * y
    np.random.default_rng(0).shuffle(z)
    return z[2]


def written_through_flat(x, y):
    z = x * y
    z.flat[0] = x[1]
    return np.sum(z)


def imaginary_part_written(x, y):
    z = (x * y).astype(complex)
    z.imag[:] = x
    return np.sum(np.abs(z) ** 2)


# ---------------------------------------------------------------- containers that a callee changes


def push(history, value):
    history.append(value)


def pushed(x):
    h = []
    push(h, x)
    push(h, x * x)
    return h[0] * h[1]


def pushed_in_a_loop(x):
    h = []
    for i in range(4):
        push(h, x * i)
    return sum(h) * h[2]


def step(state, dt):
    state["x"] = state["x"] + dt * state["v"]
    state["v"] = state["v"] - dt * state["x"]


def oscillator(x):
    s = {"x": x, "v": 2.0}
    for _ in range(3):
        step(s, 0.1)
    return s["x"] ** 2


def oscillator_of_an_argument(s, dt):
    for _ in range(3):
        step(s, dt)
    return s["x"] ** 2 * s["v"]


def add_square(d, x):
    d["square"] = d["x"] * x


def key_added(x):
    d = {"x": x}
    add_square(d, x)
    return d["square"] * d["x"]


def drain(h):
    total = 0.0
    while h:
        total = total * 1.5 + h.pop()
    return total


def drained(x):
    h = [x, x * x, 2.0 * x]
    return drain(h) * x


def noted_by_a_closure(x):
    h = []

    def note(v):
        h.append(v)
        return v * v

    y = note(x) + note(2.0 * x)
    return y * h[0] + h[1]


def set_item(h, k, v):
    h[k] = v


def items_set(x):
    h = [x, x, x]
    set_item(h, 1, x * x)
    set_item(h, 2, h[1] * h[0])
    return h[2] * h[1]


def handed_on(x):
    h = []

    def outer(hh, v):
        push(hh, v)
        push(hh, v * hh[0])

    outer(h, x)
    outer(h, 2.0 * x)
    return h[3] * h[0]


def record(d, v):
    d["values"].append(v)
    d["count"] += 1


def list_inside_a_dict(x):
    d = {"values": [], "count": 0}
    record(d, x)
    record(d, x * x)
    return d["values"][0] * d["values"][1] * d["count"]


def trajectory_of_arrays(x):
    path = []
    y = x
    for _ in range(3):
        y = np.sin(y) * x
        push(path, y)
    return np.sum(path[0] * path[2])


# ---------------------------------------------------------------- attributes that are written


class Net:
    def __init__(self, w):
        self.w = w
        self.calls = 0
        self.h = None

    def forward(self, x):
        self.calls += 1
        self.h = np.tanh(self.w @ x)
        return self.h @ self.h + np.sum(self.h**3)

    def twice(self, x):
        return self.forward(x) * self.forward(2.0 * x) + np.sum(self.h)


net = Net(np.array([[0.1, 0.2, 0.3], [0.4, 0.5, -0.6]]))


class Trainer:
    """Keeps what a person looks at afterwards: lists and dicts of an object that a function adds to."""

    def __init__(self, w):
        self.w = w
        self.losses = []
        self.best = [np.inf]
        self.counts = {"calls": 0}
        self.trail = []
        self.marks = {}

    def loss(self, x):
        value = np.sum((self.w * x) ** 2)
        self.losses.append(value)
        self.counts["calls"] += 1
        self.counts["last"] = float(value)
        return value

    def loss_of_steps(self, x):
        for _ in range(3):
            x = np.sin(x)
            self.losses.append(np.sum(x))
        return np.sum(x) * self.loss(x)

    def from_the_last(self, x):
        self.trail = []
        for _ in range(3):
            x = np.sin(self.w * x)
            self.trail.append(x)
        return np.sum(self.trail[0] * self.trail[-1])

    def against_the_best(self, x):
        self.best[0] = x[0]
        value = np.sum(x**2)
        if value < self.best[0]:
            self.best[0] = value
        return value * self.best[0]

    def marked(self, x):
        self.marks["h"] = np.exp(x)
        h = self.marks["h"]
        self.marks["g"] = h * x
        return np.sum(h * self.marks["g"])

    def both(self, x):
        return self.loss(x) + self.from_the_last(x) * self.marked(x)


trainer = Trainer(np.array([0.5, -1.0, 2.0]))


class Oscillator:
    def __init__(self, k):
        self.k = k
        self.x = 1.0
        self.v = 0.0
        self.t = 0.0

    def reset(self, x, v):
        self.x, self.v, self.t = x, v, 0.0

    def step(self, dt):
        a = -self.k * self.x
        self.v += a * dt
        self.x += self.v * dt
        self.t += dt

    def energy(self):
        return 0.5 * self.v**2 + 0.5 * self.k * self.x**2

    def run(self, x, n):
        self.reset(x, 0.0)
        for _ in range(n):
            self.step(0.1)
        return self.energy() * self.t


spring = Oscillator(2.0)


def spring_of_a_global(x):
    spring.reset(x, 0.1)
    spring.step(0.1)
    return spring.energy() * spring.x


def spring_built_inside(k, x):
    o = Oscillator(k)
    o.reset(x, 0.3)
    for _ in range(4):
        o.step(0.1)
    return o.energy() + o.x


def two_springs(x):
    a = Oscillator(2.0)
    b = Oscillator(x)
    a.reset(x, 0.1)
    b.reset(a.x * 2.0, 0.2)
    a.step(0.1)
    b.step(0.2)
    a.step(0.1)
    return a.x * b.x + b.energy()


def springs_in_a_list(x):
    springs = [Oscillator(1.0), Oscillator(2.0)]
    for s in springs:
        s.reset(x, 0.1)
    for _ in range(2):
        for s in springs:
            s.step(0.1)
    return sum(s.energy() for s in springs)


def spring_made_in_each_turn(x):
    total = 0.0
    for i in range(3):
        o = Oscillator(1.0 + i)
        o.reset(x, 0.1)
        o.step(0.1)
        total += o.energy()
    return total


def spring_of_the_turn_before(x):
    before = Oscillator(1.0)
    total = 0.0
    for i in range(3):
        o = Oscillator(1.0 + i)
        o.reset(x, 0.1)
        total += before.x * o.x
        before = o
    return total


class Damped(Oscillator):
    def __init__(self, k, c):
        super().__init__(k)
        self.c = c

    def step(self, dt):
        super().step(dt)
        self.v *= 1.0 - self.c * dt


def inherited_steps(x, c):
    d = Damped(2.0, c)
    d.reset(x, 0.0)
    d.step(0.1)
    d.step(0.1)
    return d.energy()


class Pair:
    def __init__(self, k):
        self.left = Oscillator(k)
        self.right = Oscillator(2.0 * k)

    def step(self, dt):
        force = self.right.x - self.left.x
        self.left.v += force * dt
        self.right.v -= force * dt
        self.left.step(dt)
        self.right.step(dt)


def objects_of_an_object(k):
    pair = Pair(k)
    for _ in range(3):
        pair.step(0.1)
    return pair.left.energy() * pair.right.energy()


class Heat:
    def __init__(self, n):
        self.u = np.zeros(n)
        self.work = np.zeros(n)

    def step(self, dt):
        self.work[1:-1] = self.u[2:] - 2.0 * self.u[1:-1] + self.u[:-2]
        self.u[1:-1] += dt * self.work[1:-1]

    def run(self, u):
        self.u[:] = u
        for _ in range(3):
            self.step(0.1)
        return np.sum(self.u**3)


heat = Heat(5)


class Basis:
    def __init__(self):
        self.cache = None

    def values(self):
        if self.cache is None:
            self.cache = np.arange(3.0)
        return self.cache


def cached_values(x):
    basis = Basis()
    return np.sum(x * basis.values()) + np.sum(basis.values() * x**2)


def object_escapes(x):
    o = Oscillator(x)
    o.step(0.1)
    print(o)
    return o.x * x


CASES = [
    Case(counter_beside_values, (0.7,), items="F61 G76"),
    Case(cell_shared_by_three, (0.7,), items="F61"),
    Case(rebound_through_levels, (0.7,), items="F61"),
    Case(accumulated_arrays, (rand(3),), items="F61"),
    Case(accumulated_in_place, (rand(3),), items="F61 C27"),
    Case(recursive_accumulator, (0.7,), items="F60 F61"),
    Case(two_functions_share_a_cell, (0.7,), items="F61"),
    Case(state_in_conditions, (0.7,), items="F61 E49"),
    Case(changed_perhaps, (0.7,), items="F61 E50"),
    Case(adaptive_steps, (0.7, 1.3), (0, 1), items="F61 E54"),
    Case(moving_average_filter, (rand(6),), items="F61"),
    Case(workspace, (rand(3),), items="B12 F66", standalone=False),
    Case(workspace_of_helpers, (rand(3),), items="C39", standalone=False),
    Case(workspace_in_a_loop, (rand(3),), items="B12", standalone=False),
    Case(workspace_of_a_closure, (rand(3),), name="workspace_of_a_closure", items="C28", standalone=False),
    Case(workspace_filled_with_constants, (rand(3),), standalone=False),
    Case(
        workspace_returned,
        (rand(3),),
        second=False,
        why="the type of an adjoint that the oracle passes is not inferred",
        items="C37",
        standalone=False,
    ),
    Case(workspace_read_before, (rand(3),), standalone=False),
    Case(workspace_of_a_nested_function, (rand(3),), standalone=False),
    Case(view_of_a_workspace, (rand(3),), items="C28", standalone=False),
    Case(laplacian_with_workspace, (rand(5), 3, np.zeros(5)), items="F59"),
    Case(default_workspace, (rand(5),), items="F59", standalone=False),
    Case(default_workspace_returned, (rand(5),), items="F59", standalone=False),
    Case(default_list, (rand(5),), items="F59", standalone=False),
    Case(workspace_of_another_module, (rand(3),), items="F66", standalone=False),
    Case(rows_of_a_field, (rand(3),), items="B14", standalone=False),
    Case(log_that_nobody_reads, (rand(3),), items="G76", standalone=False),
    Case(
        global_list_as_history,
        (rand(3),),
        second=False,
        why="the whole list is put back by a slice, which is not differentiated again",
        standalone=False,
    ),
    Case(ufuncs_with_out, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(reductions_with_out, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(overlapping_out, (rand(4), rand(4, seed=1)), (0, 1), items="B13 B22"),
    Case(out_into_views, (rand(4), rand(4, seed=1)), (0, 1), items="B22 C28"),
    Case(out_into_a_workspace, (rand(3),), items="B22", standalone=False),
    Case(out_of_constants_kills, (rand(4), rand(4, seed=1)), (0, 1), items="B11 B22"),
    Case(clipped_in_place, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(sorted_in_place, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(put_and_copyto, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(partitioned_in_place, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(shuffled_in_place, (rand(4), rand(4, seed=1)), (0, 1), items="B22", refused="TGT301"),
    Case(written_through_flat, (rand(4), rand(4, seed=1)), (0, 1), items="B22"),
    Case(imaginary_part_written, (rand(4), rand(4, seed=1)), (0, 1), items="C28", refused="TGT401"),
    Case(pushed, (0.7,), items="G72"),
    Case(pushed_in_a_loop, (0.7,), items="G72"),
    Case(oscillator, (0.7,), items="G73"),
    Case(oscillator_of_an_argument, ({"x": 0.7, "v": 0.3}, 0.1), items="C38 G73"),
    Case(key_added, (0.7,), items="G73"),
    Case(drained, (0.7,), items="G72"),
    Case(noted_by_a_closure, (0.7,), items="F61 G72"),
    Case(items_set, (0.7,), items="G72"),
    Case(handed_on, (0.7,), items="C39"),
    Case(list_inside_a_dict, (0.7,), items="G73"),
    Case(trajectory_of_arrays, (rand(3),), items="C32"),
    Case(net.forward, (rand(3),), name="attribute_written_and_read", items="F65 G76", standalone=False),
    Case(net.twice, (rand(3),), name="attributes_of_two_calls", items="F65", standalone=False),
    Case(trainer.loss, (rand(3),), name="losses_kept_by_an_object", items="F65 G76", standalone=False),
    Case(trainer.loss_of_steps, (rand(3),), name="losses_of_steps", items="F65 G76", standalone=False),
    Case(trainer.from_the_last, (rand(3),), name="trail_of_an_object", items="F65 G72", standalone=False),
    Case(trainer.against_the_best, (rand(3),), name="best_of_an_object", items="F65 G72", standalone=False),
    Case(trainer.marked, (rand(3),), name="dict_of_an_object", items="F65 G73", standalone=False),
    Case(trainer.both, (rand(3),), name="all_that_a_trainer_keeps", items="F65", standalone=False),
    Case(spring.run, (0.7, 3), name="object_steps_through_time", items="F65", standalone=False),
    Case(spring_of_a_global, (0.7,), items="F65", standalone=False),
    Case(spring_built_inside, (2.0, 0.7), (0, 1), items="F65", standalone=False),
    Case(two_springs, (0.7,), items="F65", standalone=False),
    Case(springs_in_a_list, (0.7,), items="F65", standalone=False),
    Case(spring_made_in_each_turn, (0.7,), items="F65", standalone=False),
    Case(spring_of_the_turn_before, (0.7,), items="F65"),
    Case(inherited_steps, (0.7, 0.3), (0, 1), items="F65", standalone=False),
    Case(objects_of_an_object, (0.7,), items="F65"),
    Case(heat.run, (rand(5),), name="attribute_written_in_place", items="F65", standalone=False),
    Case(cached_values, (rand(3),), items="F65", standalone=False),
    Case(object_escapes, (0.7,), items="F65", refused="TGT411"),
]
