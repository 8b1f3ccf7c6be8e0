"""Random programs in which functions and objects are given arrays, write into them, and hand them on."""

from __future__ import annotations

from typing import Any

from tests.generator_aliases import KEEPING, VALUES, WRITING, Aliases

HELPERS = """
def pick(a, b, c):
    return a if c else b

def same(a):
    return a

def turned(a):
    return a[::-1]

def fresh_or_not(a):
    return a if a[0] > 0.0 else a.copy()

def halved(a):
    a *= 0.5
    return a

def taking(a, b):
    a += b * 0.5
    return b

def both(a, b):
    return b, a

def last(items):
    return items[-1]

def put(items, a):
    items.append(a)
    return items[0]

def fill(a, b, k):
    a[k] = b[0] * 0.5

class Box:
    def __init__(self, a):
        self.a = a

    def take(self):
        return self.a

    def exchange(self, a):
        old, self.a = self.a, a
        return old

    def scale(self, n):
        self.a *= n

""".lstrip()


class Lent(Aliases):
    """A program of one argument, an array of three numbers; `text` and `fun`."""

    VALUES = (
        *VALUES, "pick({a}, {b}, {c})", "pick({a}, {b}.copy(), {c})", "same({a})", "turned({a})",
        "fresh_or_not({a})", "halved({a})", "taking({a}, {b})", "both({a}, {b})[0]", "box.a", "box.take()",
        "box.exchange({a})", "pick(same({a}), turned({b}), {c})",
    )  # fmt: skip
    WRITING = (
        *WRITING, "{a}, {b} = both({a}, {b})", "fill({a}, {b}, {i})", "halved({a})", "box.scale({n})",
        "box.a = {a}", "box.a *= {n}", "same({a})[{i}] *= {n}", "box = Box({a})", "box.a, {a} = {a}, box.a",
        "box.a[{i}] = {n}",
    )  # fmt: skip
    KEEPING = (*KEEPING, "{a} = last({l})", "{a} = put({l}, {b})", "last({l})[{i}] = {n}")

    def compiled(self, name: str) -> Any:
        begun = self.text.split("    a1 = np.cos(x)\n", 1)
        self.text = HELPERS + "    a1 = np.cos(x)\n    box = Box(np.exp(x) * 0.5)\n".join(begun)
        self.text = self.text.replace("    return np.sum", "    return np.sum(box.a * box.a) + np.sum")
        return super().compiled(name.replace("aliases", "lent"))
