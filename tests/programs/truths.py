"""What tests ask objects that change: whether they are true, equal, in a list, can be called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.programs import Case

X = np.array([0.7, -0.4, 1.3])


class Valve:
    def __init__(self):
        self.is_open = False
        self.flow = 0.0

    def set(self, v):
        self.is_open = True
        self.flow = self.flow + v

    def __bool__(self):
        return self.is_open


class Bag:
    def __init__(self):
        self.items = []

    def add(self, v):
        self.items.append(v)

    def pop(self):
        return self.items.pop()

    def __len__(self):
        return len(self.items)


class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0.0

    def __eq__(self, other):
        if not isinstance(other, Account):
            return NotImplemented
        return self.owner == other.owner

    def pay(self, v):
        self.balance = self.balance + v


class Money:
    def __init__(self, v):
        self.v = v

    def add(self, v):
        self.v = self.v + v

    def __eq__(self, other):
        return self.v == (other.v if isinstance(other, Money) else other)

    def __bool__(self):
        return bool(self.v > 0)


@dataclass
class Item:
    name: str
    val: float = 0.0

    def grow(self, f):
        self.val = self.val * f


def opened_later(x):
    valve = Valve()
    s = x[0]
    if valve:
        s = s + 10.0
    valve.set(x[1])
    if valve:
        s = s + valve.flow**2
    if not valve:
        s = s * 3
    return s * valve.flow


def emptied(x):
    bag = Bag()
    if not bag:
        bag.add(x[0] * x[1])
    for v in x:
        bag.add(v)
    s, n = 1.0, 0
    while bag and n < 3:
        s = s + s * bag.pop()
        n += 1
    return s * x[2] if bag else s


def with_other_tests(x):
    bag = Bag()
    bag.add(x[0])
    if bag and bag.items[-1] > 0:
        bag.add(x[1] * bag.items[0])
    last = bag.items[-1] if not bag else x[2]
    there = bool(bag)
    return sum(bag.items) * last * (x[2] if there else 1.0)


def a_stack_of_work(x):
    stack = Bag()
    stack.add(x[0])
    n, s = 0, 0.0
    while stack and n < 5:
        v = stack.pop()
        n += 1
        s = s + v * x[1]
        if n < 3:
            stack.add(v * x[2])
            stack.add(v**2)
    return s


def same_owner(x):
    a, b, c = Account("x"), Account("y"), Account("x")
    for o in (a, b, c):
        o.pay(x[0])
        if o == a:
            o.pay(x[1])
        if o != b:
            o.pay(x[2] * o.balance)
        if o == "x":
            o.pay(100.0)
    return a.balance * b.balance + c.balance


def equal_to_a_number(x):
    a, b = Money(x[0]), Money(x[1])
    n = 0
    while a and n < 5:
        a.add(-0.3)
        n += 1
    if not b:
        b.add(x[2])
    if a == b:
        return x[0]
    if a == 0.0:
        return x[1]
    return a.v * b.v


def equal_fields(x):
    a, b = Item("p", x[0]), Item("p", x[0])
    s = 0.0
    if a == b:
        s = s + x[1]
    b.grow(2.0)
    if a == b:
        s = s + x[2] * 10
    if a != b:
        s = s * a.val
    return s * b.val


def one_or_the_other(x):
    a, b = Valve(), Valve()
    s = 0.0
    for p in (a, b):
        for q in (a, b):
            if p == q:
                q.set(x[0])
            else:
                q.set(x[1])
            if p != q:
                s = s + p.flow * x[2]
    return s * a.flow + b.flow


def no_object(x):
    a = Valve()
    a.set(x[0])
    if a == None:  # noqa: E711
        return x[1]
    if a != None:  # noqa: E711
        a.set(x[2])
    return a.flow


def in_a_list(x):
    valves = [Valve() for _ in range(3)]
    fixed = [valves[0], valves[2]]
    for i, v in enumerate(valves):
        v.set(x[i])
    for v in valves:
        if v in fixed:
            v.set(x[1])
        if v not in fixed:
            v.set(x[2] * v.flow)
    return valves[0].flow * valves[1].flow * valves[2].flow


def can_be_called(x):
    a, b = Valve(), Item("q", x[1])
    for o in (a, b):
        if callable(getattr(o, "grow", None)):
            o.grow(x[2])
        elif hasattr(o, "set") and callable(o.set):
            o.set(x[0])
    n = 1.0 if callable(a.set) else 2.0
    return n * a.flow * b.val


def can_be_called_again(x):
    a, k = Valve(), 0
    while callable(a.set) and k < 3:
        a.set(x[k])
        k += 1
    return a.flow**2


def weight(k, x):
    if isinstance(k, int):
        return x[0] * x[0]
    return x[1] * k if isinstance(k, float) else x[2]


def integer_or_float(x):
    k, n = 1, 2
    if x[0] > 5.0:
        k = 0.5
        n = x[0]
    s = weight(k, x) * weight(True, x)
    for item in (1, 0.5, 2):
        s += x[item] if isinstance(item, int) else weight(item, x)
    if type(k) is float:
        s = s * 2.0
    return s * weight(n, x) + (x[2] if isinstance(n, (float, np.floating)) else x[1])


class Point:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __mul__(self, k):
        if isinstance(k, Point):
            return Point(self.a * k.a, self.b * k.b)
        return Point(self.a * k, self.b * k)

    def seen_from(self, o):
        d = o.a * self.a + o.b * self.b
        return None if d < -5.0 else d * d


def nearest_and_its_distance(x):
    best, least = None, np.inf
    for p in (Point(x[0], x[1]), Point(x[1], x[2])):
        d = p.seen_from(Point(1.0, x[0]))
        if d is not None and d < least:
            best, least = p, d
    if best is None:
        return x[0]
    far = best * least
    return far.a * far.b * least


CASES = [
    Case(integer_or_float, (X,)),
    Case(nearest_and_its_distance, (X,)),
    Case(opened_later, (X,)),
    Case(emptied, (X,)),
    Case(with_other_tests, (X,)),
    Case(a_stack_of_work, (X,)),
    Case(same_owner, (X,)),
    Case(equal_to_a_number, (X,)),
    Case(equal_fields, (X,)),
    Case(one_or_the_other, (X,)),
    Case(no_object, (X,)),
    Case(in_a_list, (X,)),
    Case(can_be_called, (X,)),
    Case(can_be_called_again, (X,)),
]
