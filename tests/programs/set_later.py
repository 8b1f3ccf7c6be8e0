"""Attributes and variables that have no value at first, and which a flag or a counter tells when to read."""

from __future__ import annotations

import numpy as np

from tests.programs import Case

X = np.array([0.9, 0.4, 1.3])


class Memory:
    def __init__(self):
        self.count = 0

    def put(self, v):
        self.last = v * 2.0
        self.count += 1


def read_behind_a_counter(x):
    memory, total = Memory(), 0.0
    for k, v in enumerate(x):
        if k > 0:
            total += memory.last * v
        memory.put(v)
    return total


class Controller:
    """A PID controller, whose derivative part has nothing to compare the first error with."""

    def __init__(self, kp, ki, kd):
        self.kp, self.ki, self.kd = kp, ki, kd
        self.integral = 0.0
        self.started = False

    def __call__(self, error, dt):
        self.integral += error * dt
        if not self.started:
            slope = 0.0
            self.started = True
        else:
            slope = (error - self.previous) / dt
        self.previous = error
        return self.kp * error + self.ki * self.integral + self.kd * slope


def controlled(x):
    control, state = Controller(x[0], x[1], 0.1 * x[2]), 0.0
    for _ in range(4):
        state += 0.1 * control(1.0 - state, 0.1)
    return state


class Delay:
    last = 0.0

    def step(self, v):
        out = self.last * v
        self.last = v
        return out


def value_of_the_class_at_first(x):
    delay, total = Delay(), 0.0
    for v in x:
        total += delay.step(v)
    return total + Delay().step(x[0])


class Average:
    def __init__(self):
        self.n = 0

    def add(self, v):
        if self.n == 0:
            self.mean = v
        else:
            self.mean = 0.9 * self.mean + 0.1 * v
        self.n += 1


def average_of_numbers(x):
    average = Average()
    for v in x:
        average.add(v * v)
    return average.mean


def average_of_arrays(x):
    average = Average()
    for k in range(3):
        average.add(x * k + x * x)
    return np.sum(average.mean)


class History:
    def __init__(self):
        self.ready = False

    def add(self, v):
        if not self.ready:
            self.values = []
            self.ready = True
        self.values.append(v)


def list_made_at_the_first_call(x):
    history = History()
    for v in x:
        history.add(v * v)
    return sum(history.values) * history.values[0]


class Momentum:
    def __init__(self, rate):
        self.rate, self.steps = rate, 0

    def step(self, p, g):
        if self.steps == 0:
            self.velocity = np.zeros_like(p)
        self.velocity = 0.9 * self.velocity + g
        self.steps += 1
        return p - self.rate * self.velocity


def velocity_made_at_the_first_step(x):
    optimiser, p = Momentum(0.1), x * 1.0
    for _ in range(3):
        p = optimiser.step(p, 2 * p * x)
    return np.sum(p**2)


def missing_attribute_is_caught(x):
    memory, total = Memory(), 0.0
    for v in x:
        try:
            held = memory.last
        except AttributeError:
            held = 1.0
        total += held * v
        memory.put(v)
    return total


class Lazy:
    def __init__(self, x):
        self.x = x

    @property
    def norm(self):
        try:
            return self._norm
        except AttributeError:
            self._norm = np.sum(self.x**2)
            return self._norm


def computed_when_it_is_missing(x):
    lazy, total = Lazy(x), 0.0
    for v in x:
        total += lazy.norm * v
    return total


def other_exceptions_are_caught(x):
    memory, total = Memory(), 0.0
    for k, v in enumerate(x):
        try:
            if v < 0.5:
                raise ValueError("low")
            share = v
        except ValueError:
            share = 2 * v
        if k > 0:
            share += memory.last * v
        total += share
        memory.put(v)
    return total


class Made:
    y = 2.0

    def __init__(self, x):
        self.x = x

    def late(self):
        if not hasattr(self, "z"):
            self.z = np.sin(self.x)
        return self.z


def asked_for_beside_a_handler(x):
    made, total = Made(x), 0.0
    for v in x:
        try:
            part = np.sum(made.z) * v
        except AttributeError:
            part = v
        total = total + part + np.sum(made.late())
    return total


def set_on_one_way_where_the_class_has_it(x):
    made = Made(x[0])
    if x[0] > 0.1:
        made.y = x[1]
    return getattr(made, "y", 3.0) * made.x * (1.0 if hasattr(made, "y") else x[2])


# ---------------------------------------------------------------- variables


def differences_behind_a_counter(x):
    previous, total = None, 0.0
    for k, v in enumerate(x):
        if k > 0:
            total += (v - previous) ** 2
        previous = v * v
    return total


def differences_of_arrays(x):
    previous, total, first = None, 0.0, True
    for k in range(3):
        y = x * k + x
        if not first:
            total = total + np.sum((y - previous) ** 2)
        first = False
        previous = y * y
    return total


def parts_of_what_came_before(x):
    previous, total = None, 0.0
    for k in range(4):
        y = x * k + x
        if k > 0:
            total = total + previous[0] * y[1] + previous.sum() + len(previous)
        previous = y * y
    return total


def functions_of_what_came_before(x):
    previous, found = None, []
    for k, v in enumerate(x):
        if k > 0:
            found.append(np.sin(previous) * v)
        previous = v * v
    return sum(found)


def compared_with_what_came_before(x):
    previous, total, k = None, 0.0, 0
    while k < 3:
        v = x[k] * x[0]
        if k and abs(v - previous) < 10:
            total += -previous * v
        previous = v
        k += 1
    return total


CASES = [
    Case(read_behind_a_counter, (X,)),
    Case(controlled, (X,)),
    Case(value_of_the_class_at_first, (X,)),
    Case(average_of_numbers, (X,)),
    Case(average_of_arrays, (X,)),
    Case(list_made_at_the_first_call, (X,)),
    Case(velocity_made_at_the_first_step, (X,)),
    Case(missing_attribute_is_caught, (X,)),
    Case(computed_when_it_is_missing, (X,)),
    Case(other_exceptions_are_caught, (X,)),
    Case(asked_for_beside_a_handler, (X,)),
    Case(set_on_one_way_where_the_class_has_it, (X,)),
    Case(differences_behind_a_counter, (X,)),
    Case(differences_of_arrays, (X,)),
    Case(parts_of_what_came_before, (X,)),
    Case(functions_of_what_came_before, (X,)),
    Case(compared_with_what_came_before, (X,)),
]
