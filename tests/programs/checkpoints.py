"""Programs that keep less for the way back: functions and loops under checkpoints."""

from __future__ import annotations

import numpy as np

import tangent
from tangent import checkpoint, checkpoint_loop
from tests.programs import Case, rand


@checkpoint
def block(x, w):
    h = np.tanh(x * w)
    return np.sin(h) * h


def function_called_in_a_loop(x, w):
    for _ in range(3):
        x = block(x, w)
    return np.sum(x)


def function_called_by_keyword(x, w):
    return np.sum(block(w=w, x=x) * block(x, 2.0))


@checkpoint
def smooth(u, k):
    u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] ** 2 + u[:-2])


def function_that_writes(x, k):
    u = x.copy()
    for _ in range(3):
        smooth(u, k)
        u *= u[0]
    return np.sum(u**2)


def function_that_writes_an_argument(x, k):
    smooth(x, k)
    smooth(x[1:], k)
    return np.sum(x**2)


def argument_written_afterwards(x, w):
    u = x.copy()
    y = block(u, w)
    u *= 3.0
    return np.sum(y * u)


def function_made_inside(x, w):
    @tangent.checkpoint
    def scaled(v, k=2.0):
        return np.exp(v * w) * k

    twice = checkpoint(scaled)
    return np.sum(scaled(x) * twice(x, k=w))


def checkpoint_written_out(x, w):
    return np.sum(checkpoint(np_block)(x, w))


def np_block(x, w):
    return np.cos(x) * w


def function_in_a_function(x, w):
    return np.sum(outer(x, w) ** 2)


@checkpoint
def outer(x, w):
    return block(x, w) * block(w * x, w)


def recursive(x, n):
    return np.sum(power(x, n))


@checkpoint
def power(x, n):
    if n == 0:
        return x
    return x * power(x, n - 1)


def dict_of_parameters(p, x):
    return np.sum(dense(p, x) * dense({"w": p["w"], "b": 2.0}, x))


@checkpoint
def dense(p, x):
    return np.tanh(x * p["w"] + p["b"])


def plain_loop(x, n):
    for _ in checkpoint_loop(range(n)):
        x = np.sin(x) * x + 0.1
    return np.sum(x)


def loop_in_place(x, w, n):
    u = x.copy()
    s = 1.0
    for k in checkpoint_loop(range(n), slots=3):
        u[1:] += 0.1 * u[:-1] ** 2 * w
        v = u[0] * s
        s = s + u[1] * v * k
    return np.sum(u) * s


def binomial_in_place(x, w, n, slots):
    u = x.copy()
    s = 1.0
    for k in checkpoint_loop(range(n), schedule="binomial", slots=slots):
        u[1:] += 0.1 * u[:-1] ** 2 * w
        v = u[0] * s
        s = s + u[1] * v * k
    return np.sum(u) * s


def argument_in_place(x, n):
    for k in checkpoint_loop(range(1, n)):
        x[k] = x[k - 1] * np.sin(x[k])
    return np.sum(x)


def with_break(x, n):
    y = x[0]
    trips = 0
    for k in checkpoint_loop(range(n), schedule="binomial", slots=2):
        if y > 3.0:
            break
        if k == 1:
            continue
        y = y * 1.5 + x[1]
        trips += 1
    return y * x[2] * trips


def uniform_with_break(x, n):
    y = x.copy()
    total = 0.0
    for _ in checkpoint_loop(range(n)):
        y *= 1.3
        total = total + y[0] * y[1]
        if total > 2.0:
            break
    else:
        total = total * x[0]
    return total * y[2]


def early_exit(x, n):
    y = x * 1.0
    norm = 0.0
    for k in checkpoint_loop(range(n), "uniform"):
        y = y * y + 0.1
        norm = y @ y
        if norm < 0.2:
            return norm * x[0]
        for j in range(3):
            if y[j] > 50.0:
                return norm * 2.0
    return np.sum(y)


def never_runs(x, n):
    s = x[0]
    for k in checkpoint_loop(range(n)):
        s = s * x[1] * k
    return s * 2.0


def loop_over_rows(a, w):
    h = np.zeros(2)
    for row in checkpoint_loop(a):
        h = np.tanh(row * w + h)
    return np.sum(h)


def backward_range(x, n):
    s = 1.0
    for k in checkpoint_loop(range(n, 0, -1)):
        s = s * np.sin(x[k - 1]) + k
    return s


def several_states(x, v, n):
    t = 0.0
    energy = 0.0
    trace = np.zeros(3)
    for k in checkpoint_loop(range(n), schedule="binomial", slots=3):
        a = -np.sin(x)
        v = v + 0.1 * a
        x = x + 0.1 * v
        energy = energy + np.sum(v**2) * t
        t += 0.1
        trace[k % 3] += energy
    return np.sum(trace * x) + energy


def loop_in_a_loop(x, n):
    y = x * 1.0
    for i in range(2):
        for k in checkpoint_loop(range(n)):
            y = np.sin(y) + x * k
            for j in checkpoint_loop(range(2), schedule="binomial", slots=1):
                y = y * 1.1 + j
        y = y * y
    return np.sum(y)


def loop_in_a_branch(x, n):
    s = x[0]
    if x[1] > -5.0:
        for _ in checkpoint_loop(range(n)):
            s = s * x[1] + 1.0
    else:
        s = s * 3.0
    return s * s


def temporaries_of_the_same_name(x, n):
    s = 1.0
    for k in checkpoint_loop(range(n)):
        t = x[0] * s
        s = s + t * t * k
    for k in range(2):
        t = s * k
        s = s + t
    return s


def container_state(x, n):
    p = {"a": x * 1.0, "b": 0.5}
    for _ in checkpoint_loop(range(n)):
        p = {"a": np.sin(p["a"]) + p["b"], "b": p["b"] * x[0]}
    return np.sum(p["a"]) * p["b"]


def constants_in_containers(p, n):
    y = 1.0
    for _ in checkpoint_loop(range(n)):
        y = np.tanh(p["w"] * y + p["b"][0])
    return np.sum(y)


def single_precision(x, w, n):
    for _ in checkpoint_loop(range(n)):
        x = np.sin(x) * w
    return np.sum(x)


def two_buffers(x, n):
    u = x.copy()
    new = x.copy()
    for _ in checkpoint_loop(range(n)):
        new[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] ** 2 + u[:-2])
        u, new = new, u
    return np.sum(u**3)


def buffers_by_a_third_name(x, n, slots):
    p, q = x.copy(), np.zeros_like(x)
    for _ in checkpoint_loop(range(n), schedule="binomial", slots=slots):
        q[1:] = p[:-1] * p[1:]
        q[0] = np.sin(p[0])
        t = p
        p = q
        q = t
    return np.sum(p**2) + q[0]


def three_buffers(x, n):
    a, b, c = x.copy(), x * 2.0, np.zeros_like(x)
    for k in checkpoint_loop(range(n)):
        c[:] = np.sin(b) * 2.0 - a
        if k % 2 == 0:
            a, b, c = b, c, a
    return np.sum(b**2 * a)


def buffers_of_a_callee(x, n):
    def relax(u, n):
        new = np.zeros_like(u)
        for _ in checkpoint_loop(range(n)):
            new[1:] = u[1:] * u[:-1]
            new[0] = u[0]
            u, new = new, u
        return u * 1.0

    y = x * 2.0
    return np.sum(relax(y.copy(), n) * y)


def argument_that_is_exchanged(u, n):
    new = np.zeros_like(u)
    for _ in checkpoint_loop(range(n)):
        new[1:] = u[1:] * u[:-1]
        new[0] = u[0]
        u, new = new, u
    return np.sum(u**2)


def buffer_that_is_seen(x, n):
    p, q = x.copy(), np.zeros_like(x)
    row = p[1:]
    for _ in checkpoint_loop(range(n)):
        q[:] = np.sin(p)
        p, q = q, p
    return np.sum(p) + np.sum(row**2)


def buffer_that_a_step_sees(x, n):
    p, q = x.copy(), np.zeros_like(x)
    for _ in checkpoint_loop(range(n)):
        row = p[1:]
        q[:] = np.sin(p)
        p, q = q, p
        q[1:] = row * p[1:]
    return np.sum(p) + np.sum(q)


def buffers_that_are_handed_back(x, n):
    def relax(u, n):
        new = np.zeros_like(u)
        for _ in checkpoint_loop(range(n)):
            new[:] = np.sin(u)
            u, new = new, u
        return np.sum(u)

    y = x * 2.0
    return relax(y, n) * np.sum(y)


def checkpoints_in_checkpoints(x, w, n):
    for _ in checkpoint_loop(range(n)):
        for _ in checkpoint_loop(range(3), schedule="binomial", slots=2):
            x = np.sin(x * w) + x
        x = block(x, w)
    return np.sum(x**2)


def layers_that_are_counted(ws, h):
    for k, (w, b) in checkpoint_loop(enumerate(zip(ws, ws[1:])), schedule="binomial", slots=2):
        h = np.tanh(w * h) * (k + 1) + b
    for w, b in checkpoint_loop(zip(ws, [1.0, 2.0])):
        h = np.sin(w * h) * b
    return np.sum(h)


def one_loop_after_another(x, n):
    for _ in checkpoint_loop(range(n)):
        x = np.sin(x)
    for _ in checkpoint_loop(range(n)):
        x = x * x * 1.5
    return np.sum(x)


def prints(x, n):
    for _ in checkpoint_loop(range(n)):
        x = x * x
        print("once")
    return np.sum(x)


def draws(x, seed):
    rng = np.random.default_rng(seed)
    for _ in checkpoint_loop(range(3)):
        x = x * rng.random()
    return np.sum(x)


def no_value_before(x, n):
    for _ in checkpoint_loop(range(n)):
        y = x * 2.0
    return np.sum(y)


def unknown_schedule(x, schedule):
    for _ in checkpoint_loop(range(3), schedule=schedule):
        x = x * x
    return np.sum(x)


@checkpoint
def loud(x):
    print("once")
    return x * x


def loud_function(x):
    return np.sum(loud(x))


X = rand(3, seed=1)
CASES = [
    Case(function_called_in_a_loop, (X, 0.7), (0, 1)),
    Case(function_called_by_keyword, (X, 0.7), (0, 1)),
    Case(function_that_writes, (rand(5), 0.3), (0, 1)),
    Case(function_that_writes_an_argument, (rand(5), 0.3), (0, 1)),
    Case(argument_written_afterwards, (X, 0.7), (0, 1)),
    Case(function_made_inside, (X, 0.7), (0, 1)),
    Case(checkpoint_written_out, (X, 0.7), (0, 1)),
    Case(function_in_a_function, (X, 0.7), (0, 1)),
    Case(recursive, (X, 3)),
    Case(dict_of_parameters, ({"w": X, "b": 0.3}, X), (0, 1)),
    Case(plain_loop, (X, 7)),
    Case(loop_in_place, (rand(4), 0.3, 10), (0, 1)),
    Case(binomial_in_place, (rand(4), 0.3, 10, 3), (0, 1)),
    Case(binomial_in_place, (rand(4), 0.3, 10, 1), (0, 1), name="binomial_with_one_slot"),
    Case(binomial_in_place, (rand(4), 0.3, 4, 30), (0, 1), name="binomial_with_many_slots"),
    Case(argument_in_place, (rand(6), 6)),
    Case(with_break, (np.array([0.5, 0.4, 1.2]), 12)),
    Case(uniform_with_break, (np.array([0.5, 0.4, 1.2]), 12)),
    Case(uniform_with_break, (np.array([0.5, 0.4, 1.2]), 2), name="uniform_without_the_break"),
    Case(early_exit, (np.array([0.5, 0.9, 0.2]), 12)),
    Case(early_exit, (np.array([0.5, 2.1, 0.2]), 12), name="early_exit_by_another_way"),
    Case(early_exit, (np.array([0.5, 0.9, 0.2]), 1), name="early_exit_not_taken"),
    Case(never_runs, (X, 0)),
    Case(loop_over_rows, (rand(4, 2), 0.5), (0, 1)),
    Case(backward_range, (X, 3)),
    Case(several_states, (X, rand(3, seed=2), 9), (0, 1)),
    Case(loop_in_a_loop, (X, 3)),
    Case(loop_in_a_branch, (X, 5)),
    Case(temporaries_of_the_same_name, (X, 5)),
    Case(container_state, (X, 4)),
    Case(constants_in_containers, ({"w": X, "b": (0.2, 1.0)}, 5)),
    Case(single_precision, (X.astype(np.float32), np.float32(0.7), 5), (0, 1)),
    Case(two_buffers, (rand(6), 4)),
    Case(two_buffers, (rand(6), 3), name="two_buffers_an_odd_number_of_times"),
    Case(buffers_by_a_third_name, (rand(4), 5, 2)),
    Case(three_buffers, (rand(3), 5)),
    Case(buffers_of_a_callee, (rand(4), 3)),
    Case(argument_that_is_exchanged, (rand(4), 3)),
    Case(buffer_that_is_seen, (rand(4), 3), refused="TGT420"),
    Case(buffer_that_a_step_sees, (rand(4), 3), refused="TGT420"),
    Case(buffers_that_are_handed_back, (rand(4), 3), refused="TGT420"),
    Case(checkpoints_in_checkpoints, (X, 0.7, 3), (0, 1)),
    Case(layers_that_are_counted, (rand(4, 3), X), (0, 1)),
    Case(one_loop_after_another, (X, 2)),
    Case(prints, (X, 3), refused="TGT420"),
    Case(draws, (X, 3), refused="TGT420"),
    Case(no_value_before, (X, 3), refused="TGT420"),
    Case(unknown_schedule, (X, "uniform"), refused="TGT420"),
    Case(loud_function, (X,), refused="TGT420"),
]
