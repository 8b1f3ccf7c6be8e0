"""Global variables without a derivative that a function binds: counters and flags."""

import math

import numpy as np

from tests.programs import Case

X = np.array([0.3, 0.5, 1.2])

evaluations = 0
converged = False
last_branch = None
# Of its own: what this program leaves here would make `evaluations` a float for the programs after it.
latest = 0.0


def counted(x):
    global evaluations
    evaluations += 1
    return np.sum(x * x) * (1.0 if evaluations >= 0 else 2.0)


def flagged(x):
    global converged, last_branch
    converged = False
    t = x[0]
    for _ in range(20):
        step = 0.5 * (t - x[1] / t)
        t = t - step
        if abs(step) < 1e-3:
            converged = True
            break
    last_branch = "good" if converged else "bad"
    return t * (x[2] if last_branch == "good" else 0.0)


def objective(v):
    global evaluations
    evaluations += 1
    return math.sin(v) * v


def counted_in_a_helper(x):
    global evaluations
    evaluations = 0
    s = 0.0
    for v in x:
        s = s + objective(v)
    return s * evaluations


def counted_in_a_nested_function(x):
    def f(v):
        global evaluations
        evaluations += 2
        return v * v

    global evaluations
    evaluations = 1
    a = f(x[0])
    b = f(x[1])
    return a * b * evaluations


def counted_in_a_try(x):
    global evaluations
    evaluations = 0
    total = 0.0
    for v in (x[0], -x[1], x[2]):
        try:
            t = math.sqrt(v)
        except ValueError:
            evaluations += 1
            continue
        total = total + t
    return total * (1 + evaluations)


def read_by_another_function():
    return evaluations


def read_elsewhere(x):
    global evaluations
    evaluations = 3
    return x[0] * read_by_another_function()


def of_a_number(x):
    global latest
    latest = x[0] * 2.0
    return latest * x[1]


CASES = [
    Case(counted, (X,)),
    Case(flagged, (X,)),
    Case(counted_in_a_helper, (X,)),
    Case(counted_in_a_nested_function, (X,)),
    Case(counted_in_a_try, (X,)),
    Case(read_elsewhere, (X,), refused="TGT108"),
    Case(of_a_number, (X,), refused="TGT108"),
]
