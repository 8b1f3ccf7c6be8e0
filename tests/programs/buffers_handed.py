"""Buffers that functions, objects, closures and generators are given, and write into."""

from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case

X = np.array([0.31, -0.43, 0.94])


def step(u, dt, out=None):
    if out is None:
        out = np.empty_like(u)
    out[1:-1] = u[1:-1] + dt * (u[2:] - 2 * u[1:-1] + u[:-2])
    out[0] = out[-1] = 0.0
    return out


def double_buffer(x):
    u = np.zeros(5)
    u[1:4] = x
    v = np.empty_like(u)
    for _ in range(3):
        v = step(u, 0.1, v)
        u, v = v, u
    return np.sum(u * u)


def new_buffers(x):
    u = np.zeros(5)
    u[1:4] = x
    for _ in range(3):
        u = step(u, x[0])
    return np.sum(u * u)


def buffers_in_a_list(x):
    u = np.zeros(5)
    u[1:4] = x
    bufs = [u, np.empty_like(u)]
    for k in range(3):
        step(bufs[k % 2], 0.1, bufs[(k + 1) % 2])
    return np.sum(bufs[1] * bufs[1])


def rows_as_buffers(x):
    u = np.zeros((4, 5))
    u[0, 1:4] = x
    for k in range(3):
        step(u[k], 0.1, out=u[k + 1])
    return np.sum(u * u)


class Sim:
    def __init__(self, u):
        self.u = u
        self.v = np.empty_like(u)
        self.log = []

    def advance(self, dt):
        step(self.u, dt, self.v)
        self.u, self.v = self.v, self.u
        self.log.append(self.u.copy())

    def energy(self):
        return 0.5 * np.sum(self.u**2)


def simulation(x):
    u = np.zeros(5)
    u[1:4] = x
    s = Sim(u)
    for _ in range(3):
        s.advance(x[1])
    return s.energy() + np.sum(s.log[0] * s.log[1])


def simulation_looked_into(x):
    u = np.zeros(5)
    u[1:4] = x
    s = Sim(u)
    view = s.u[1:-1]
    s.advance(x[1])
    view *= 2.0
    s.advance(0.1)
    return s.energy()


@dataclass
class State:
    pos: np.ndarray
    vel: np.ndarray
    t: float = 0.0
    hist: list = field(default_factory=list)


def kick(s, dt):
    s.vel -= dt * s.pos
    return s


def drift(s, dt):
    s.pos += dt * s.vel
    s.t += dt
    return s


def kicked_and_drifted(x):
    s = State(x.copy(), np.cos(x))
    for _ in range(3):
        kick(s, 0.1)
        drift(s, x[0])
        s.hist.append(s.pos[0])
    return np.sum(s.pos * s.vel) * s.t + sum(s.hist)


def drifted_under_two_names(x):
    s = State(x.copy(), np.cos(x))
    p = s.pos
    for _ in range(3):
        s = drift(kick(s, 0.1), 0.2)
    return np.sum(p * s.vel)


def sum_in_a_closure(x):
    acc = np.zeros(3)

    def add(v):
        acc[:] += v * acc + v

    for k in range(3):
        add(x * k)
        add(np.sin(acc))
    return np.sum(acc * acc)


def sum_by_a_default(x):
    acc = np.zeros(3)

    def add(v, to=acc):
        to += v
        return to

    a = add(x)
    b = add(a * x)
    return np.sum(a * b)


def two_windows(x):
    def make():
        buf = np.zeros(3)

        def push(v):
            buf[:-1] = buf[1:].copy()
            buf[-1] = v
            return buf

        return push

    p = make()
    q = make()
    for v in x:
        r = p(v * v)
        q(r[-1] * r[-2])
    return np.sum(p(x[0]) * q(x[1]))


def array_lent_by_a_generator(x):
    def gen(a):
        for i in range(3):
            a[i] *= x[i]
            yield a

    s = 0.0
    a = np.cos(x)
    for b in gen(a):
        s += np.sum(b * b)
    return s * np.sum(a)


def rows_and_columns(x):
    m = np.outer(x, np.cos(x))
    for row, v in zip(m, x):
        row *= v
        row[0] += v
    for col in m.T:
        col -= col.mean()
    return np.sum(m * m)


def first_and_others(x):
    m = np.outer(x, np.cos(x))
    first, *others = m
    for r in others:
        r += first
    first *= 2
    return np.sum(m * m)


def dict_of_arrays_turned(x):
    d = {k: np.cos(x) * k for k in (1, 2)}
    for k, a in d.items():
        a *= x
        d[k] = a[::-1]
    d[1][0] = 5.0 * x[0]
    return np.sum(d[1] * d[2])


def parameters_in_place(x):
    params = {"W": np.outer(x, x), "b": x.copy()}
    grads = {k: v * 0.1 for k, v in params.items()}
    for k in params:
        params[k] -= 0.1 * grads[k]
        grads[k][:] = params[k]
    return np.sum(params["W"] @ grads["b"])


def activations_in_place(x):
    layers = [np.outer(x, x), np.outer(np.cos(x), x)]
    h = x
    cache = []
    for W in layers:
        h = W @ h
        cache.append(h)
        np.tanh(h, out=h)
    return sum(np.sum(c * c) for c in cache) + np.sum(h)


def history_written_later(x):
    u = np.cos(x)
    hist = []
    for k in range(3):
        hist.append(u)
        u = u * x
    hist[0] *= 2
    hist[-1][0] = x[1]
    return sum(np.sum(h * h) for h in hist) + np.sum(u)


def history_in_rows(x):
    u = np.cos(x)
    hist = np.empty((4, 3))
    hist[0] = u
    for k in range(3):
        hist[k + 1] = hist[k] * x
        hist[k] += hist[k + 1]
    return np.sum(hist**2)


def windows_of_one_array(x):
    q = np.zeros(8)

    def view(k):
        return q[2 * k : 2 * k + 3]

    for k in range(3):
        w = view(k)
        w += x * (k + 1)
    return np.sum(q * q)


def half_written_then_caught(x):
    try:
        a = np.cos(x)
        a[0] = x[1]
        a[5] = 1.0
    except IndexError:
        a *= x
    finally:
        a[1] *= 3
    return np.sum(a * a)


def loop_with_all_exits(x):
    a = np.cos(x)
    k = 0
    while True:
        a[k] *= x[k]
        k += 1
        if k == 2:
            continue
        if k == 3:
            break
        a[k] += a[k - 1]
    else:
        a *= 0
    return np.sum(a * a)


def work_array_again_and_again(x):
    tot = 0.0
    work = np.empty(3)
    for k in range(3):
        work[:] = x * k
        work[work > 0.5] = 0.5
        tot += work @ work
        work.fill(x[k])
        tot *= work[0]
    return tot


def pair_of_written_arrays(x):
    a, b = np.cos(x), np.sin(x)
    pair = (a, b)
    for u in pair:
        u *= x
    c, d = pair
    c += d
    return np.sum(a * b)


def lambda_sees_the_write(x):
    a = np.cos(x)
    f = lambda i: a[i]
    s = f(0)
    a[0] = x[2] * s
    return f(0) * s


def map_sees_the_write(x):
    a = np.cos(x)
    m = map(lambda v: v * a[0], x)
    a[0] *= 2
    return sum(m)


def generator_sees_the_write(x):
    a = np.cos(x)
    g = (v * a[0] for v in x)
    a[0] *= 2
    return sum(g)


def list_does_not_see_the_write(x):
    a = np.cos(x)
    l = [v * a[0] for v in x]
    a[0] *= 2
    return sum(l) * a[0]


def enumerate_kept(
    x,
):
    a = np.cos(x)
    e = enumerate(a)
    s = 0.0
    for i, v in e:
        if i < 2:
            a[i + 1] += v * x[i]
        s += v * v
    return s


def enumerate_of_a_view(x):
    a = np.cos(x)
    s = 0.0
    for i, v in enumerate(a[1:]):
        a[i] += v
        a[i + 1] *= x[i]
        s += v
    return s + np.sum(a * a)


CASES = [
    Case(double_buffer, (X,)),
    Case(new_buffers, (X,)),
    Case(buffers_in_a_list, (X,)),
    Case(rows_as_buffers, (X,)),
    Case(simulation, (X,)),
    Case(simulation_looked_into, (X,)),
    Case(kicked_and_drifted, (X,)),
    Case(drifted_under_two_names, (X,)),
    Case(sum_in_a_closure, (X,)),
    Case(sum_by_a_default, (X,)),
    Case(two_windows, (X,)),
    Case(array_lent_by_a_generator, (X,)),
    Case(rows_and_columns, (X,)),
    Case(first_and_others, (X,)),
    Case(dict_of_arrays_turned, (X,)),
    Case(parameters_in_place, (X,)),
    Case(activations_in_place, (X,)),
    Case(history_written_later, (X,)),
    Case(history_in_rows, (X,)),
    Case(windows_of_one_array, (X,)),
    Case(half_written_then_caught, (X,), refused="TGT501"),
    Case(loop_with_all_exits, (X,)),
    Case(work_array_again_and_again, (X,)),
    Case(pair_of_written_arrays, (X,)),
    Case(lambda_sees_the_write, (X,)),
    Case(map_sees_the_write, (X,)),
    Case(generator_sees_the_write, (X,)),
    Case(list_does_not_see_the_write, (X,)),
    Case(enumerate_kept, (X,)),
    Case(enumerate_of_a_view, (X,)),
]
