"""Random programs of objects and functions: what methods, closures, partials and operators do to values.

A program is given an array, a number and a structure (dataclass, named tuple, dict or nested list) and makes
objects whose attributes it writes, functions that capture and rebind variables, lists and dicts of both.
"""

from __future__ import annotations

import linecache
import random
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

PRELUDE = """
import contextlib
import dataclasses
import functools
import math
import operator
import typing

import numpy as np

SCALE = 0.8
SPACE = np.zeros(3)
SHIFT = np.array([0.1, -0.2, 0.3])


@dataclasses.dataclass
class Params:
    w: np.ndarray
    b: float

    @property
    def size(self):
        return np.sum(self.w * self.w) * self.b

    def scaled(self, k):
        return dataclasses.replace(self, w=self.w * k)


class Pair(typing.NamedTuple):
    w: np.ndarray
    b: float

    @property
    def size(self):
        return np.sum(self.w * self.w) * self.b

    def scaled(self, k):
        return self._replace(w=self.w * k)


def once(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return 0.5 * function(*args, **kwargs)
    return wrapper


@functools.lru_cache(maxsize=None)
def order(n):
    return 0.25 * n


def by_position(a, b=0.5, /, c=0.3, *, d=SHIFT):
    return np.sin(a * b) + c * d[1]


def gathered(first, *rest, scale=0.5, **options):
    total = first * scale
    for t in rest:
        total = np.tanh(total + t)
    return total * options.get("last", 0.9)


def even(a, n):
    return np.sin(a) if n == 0 else odd(a * 0.8, n - 1)


def odd(a, n):
    return np.cos(a) * a if n == 0 else even(a + 0.1, n - 1)


def twice(f, t):
    return f(f(t))


def rk2(f, y, t, dt):
    k = f(t, y)
    return y + dt * f(t + 0.5 * dt, y + 0.5 * dt * k)


def parts(v, n):
    for k in range(n):
        yield v * k
        v = np.sin(v) + 0.1
    yield v


def into(out, v):
    np.multiply(v, 0.7, out=out)
    out[0] += v[1]
    return out


@contextlib.contextmanager
def lent(v):
    yield v * 0.5


"""

CLASS = """class {name}{base}:
    unit = {unit}

    def __init__(self, w, b, k=1):
        {init}
        self.total = 0.0
        self.calls = 0
        {extra}

    @classmethod
    def of(cls, v):
        return cls(v * cls.unit, v[0])

    @staticmethod
    def blend(a, b):
        return np.sin(a * {u} + b)

    @property
    def level(self):
        return {level}

    @level.setter
    def level(self, value):
        self.b = value * {u}

    def step(self, t):
        {before}
        self.total = {total}
        self.calls += 1
        {after}
        return {stepped}

    def energy(self, v):
        return {energy}

    def __call__(self, t):
        return np.tanh({call})

    def __add__(self, other):
        return {name}(self.w + other.w, self.b * {u})

    def __mul__(self, k):
        return {name}(self.w * k, self.b + k)

    def __rmul__(self, k):
        return self * k

    def __neg__(self):
        return {name}(-self.w, self.b)

    def __matmul__(self, v):
        return self.w @ v * self.b

    def __getitem__(self, i):
        return self.w[i] * self.unit

    def __setitem__(self, i, value):
        self.w[i] = value

    def __len__(self):
        return len(self.w)

    def __lt__(self, other):
        return self.b < other.b

    def __enter__(self):
        self.b = self.b * 0.5
        return self

    def __exit__(self, *exception):
        self.total = self.total + self.b


"""

STRUCTURES = ("Params", "Pair", "dict", "nested")


class Objects:
    """A program `fun(x, a, p)`, with arguments for it: an array of three, a number, a structure."""

    prelude = PRELUDE
    name = "objects"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed, self.count, self.depth, self.loops = seed, 0, 0, 0
        self.kind = self.random.choice(STRUCTURES)
        self.lines: list[str] = []
        self.classes = ["A", *self.random.sample(["B", "C"], self.random.randint(0, 2))]
        self.numbers, self.vectors = ["a"], ["x"]
        self.objects: dict[str, str] = {}
        self.functions = ["np.sin", "math.cos"]
        self.crowds: list[str] = []
        classes = "".join(self.a_class(name) for name in self.classes)
        self.depth = 1
        self.program()
        self.text = self.prelude + classes + "\n".join(self.lines) + "\n"
        name = f"<random {self.name} {seed}>"
        linecache.cache[name] = (len(self.text), None, self.text.splitlines(True), name)
        module = types.ModuleType(f"generated_{self.name}_{seed}")
        sys.modules[module.__name__] = module  # dataclasses look for their module
        self.space: dict[str, Any] = vars(module)
        exec(compile(self.text, name, "exec"), self.space)
        self.fun = self.space["fun"]

    @property
    def args(self) -> tuple[Any, ...]:
        r = np.random.default_rng(self.seed)
        x, w, v = (r.uniform(-1.0, 1.0, 3) for _ in range(3))
        a, b, c = (float(r.uniform(-1.0, 1.0)) for _ in range(3))
        made = {
            "Params": lambda: self.space["Params"](w, b),
            "Pair": lambda: self.space["Pair"](w, b),
            "dict": lambda: {"w": w, "b": b, "more": {"v": v}},
            "nested": lambda: [w, (b, [c, v])],
        }
        return x, a, made[self.kind]()

    # -------------------------------------------------------------- classes

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def a_class(self, name: str) -> str:
        base = "" if name == "A" else "(A)"
        plain = "self.w, self.b = w, b"
        parts = {
            "name": name,
            "base": base,
            "unit": self.pick("0.5", "1.2"),
            "u": self.pick("0.7", "-0.4"),
            "init": plain
            if not base
            else self.pick(plain, "super().__init__(w, b)", "A.__init__(self, w, b=b)"),
            "extra": self.pick("pass", "self.past = [b]", "self.memo = {'w': self.w}", "self.b = self.b * k"),
            "level": self.pick("self.b * self.unit", "np.sum(self.w) * self.b", "self.total + self.w[0]"),
            "before": self.pick(
                "pass",
                "self.w = self.w * np.cos(t)",
                "self.b += 0.1 * t",
                "self.w[0] *= t",
                "t = t * self.level",
                "self.level = t",
            ),
            "total": self.pick(
                "np.sin(self.total + t) * self.b",
                "self.total * 0.5 + self.w[1] * t",
                "self.blend(self.total, t)",
                "self.energy(self.w) * t",
            ),
            "after": self.pick(
                "pass",
                "self.b = self.total",
                "self.w[1:] += self.total * 0.3",
                "if self.total > 0.1:\n            return self.total * t",
            ),
            "stepped": self.pick("self.total * t", "np.tanh(self.b + self.total)", "self.level"),
            "energy": self.pick("np.sum(np.sin(v) * self.w)", "self @ v", "sum(q * q for q in v) * self.b"),
            "call": self.pick("self.b * t", "t + self.w[2]", "self.level * t", "np.sum(self.w * t)"),
        }
        text = CLASS.format(**parts)
        if base and self.random.random() < 0.5:
            over = "        return super().step(t) * {u} + self.b\n\n".format(u=parts["u"])
            text = text.replace("    def energy", f"    def step(self, t):\n{over}    def energy")
        return text

    # -------------------------------------------------------------- expressions: all are bounded

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def constant(self) -> str:
        return self.pick("0.3", "-0.6", "1.1", "0.8", "SCALE", "order(2)")

    def number(self, depth: int = 2) -> str:
        choose = self.random.choice
        if depth == 0 or self.random.random() < 0.15:
            return self.leaf()
        n = self.number(depth - 1)
        kind = self.random.randrange(10)
        if kind < 2:
            return f"({n} {self.pick('+', '-', '*')} {self.number(depth - 1)})"
        if kind == 2:
            return f"np.{self.pick('sin', 'tanh', 'cos')}({n})"
        if kind == 3:
            return f"{choose(self.functions)}({n})"
        if kind < 6 and self.objects:
            return self.of_an_object(n, depth)
        if kind == 6:
            return self.called(n, depth)
        if kind == 7:
            return self.gathered(n)
        if kind == 8:
            return f"({n} if {self.test()} else {self.number(depth - 1)})"
        return f"np.sum({self.vector(depth - 1)} * {n})"

    def leaf(self) -> str:
        options = [*self.numbers, *self.numbers, self.constant()]
        options += [f"{v}[{self.pick('0', '1', '-1')}]" for v in self.vectors]
        options += [f"{o}.{self.pick('b', 'total', 'level', 'w[1]')}" for o in self.objects]
        structure = {
            "Params": ("p.b", "p.size", "p.w[0]"),
            "Pair": ("p.b", "p.size", "p[1]", "p.w[0]"),
            "dict": ('p["b"]', 'p["w"][1]', 'p["more"]["v"][0]', 'p.get("b", 0.0)'),
            "nested": ("p[1][0]", "p[0][1]", "p[1][1][0]"),
        }
        return self.random.choice([*options, *structure[self.kind]])

    def of_an_object(self, n: str, depth: int) -> str:
        o, k = self.random.choice(list(self.objects)), self.random.choice(list(self.objects))
        return self.pick(
            f"{o}({n})",
            f"{o}.energy({self.vector(depth - 1)})",
            f"{o}.blend({n}, 0.5)",
            f"({o} + {k}).b",
            f"({o} * {n}).level",
            f"(0.5 * {o})[1]",
            f"({o} @ {self.vector(0)})",
            f"{o}[{self.pick('0', '-1')}]",
            f"max({o}, {k}, key=lambda q: q.b).level",
            f"(-{o})(0.4)",
            f"len({o}) * {n}",
            f"twice({o}, {n})",
            f"sum([q(0.3) for q in ({o}, {k})])",
        )

    def called(self, n: str, depth: int) -> str:
        other = self.number(0)
        return self.pick(
            f"by_position({n}, {other}, d=x)",
            f"by_position({n}, c={other})",
            f"gathered({n}, {other})",
            f"gathered({n}, *{self.vector(0)}, scale={other})",
            f"gathered(*[{n}, {other}], last=0.4)",
            f"gathered({n}, **{{'scale': {other}, 'last': 0.7}})",
            f"even({n}, {self.pick('0', '1', '2')})",
            f"twice({self.random.choice(self.functions)}, {n})",
            f"A.blend({n}, {other})",
            f"functools.partial(by_position, {n})({other})",
            f"once(np.tanh)({n})",
            f"rk2(lambda t, y: y * {other} + t, {n}, 0.1, 0.2)",
            f"(lambda t, k={other}: t * k)({n})",
            f"functools.reduce(lambda u, e: np.sin(u + e), {self.vector(0)}, {n})",
            f"A.of({self.vector(0)}).level",
            f"getattr(A({self.vector(0)}, {n}), 'b')",
        )

    def gathered(self, n: str) -> str:
        v, w = self.vector(0), self.vector(0)
        f = self.random.choice(self.functions)
        return self.pick(
            f"np.tanh(sum(e * {n} for e in {v}))",
            f"np.sin(sum(e * f for e, f in zip({v}, {w}, strict=True)))",
            f"sum(map({f}, {v}))",
            f"max({n}, {self.leaf()})",
            f"min({v})",
            f"sorted({v}, key=lambda e: -e)[1]",
            f"sum(filter(lambda e: e > 0.1, {v}))",
            f"np.sum(np.array([{f}(e) for e in {v}]))",
            f"sum(e * k for k, e in enumerate(reversed({v})) if e > 0.0)",
            f"[e * {n} for e in {v}][-1]",
            f"sum({{k: e * {n} for k, e in enumerate({v})}}.values())",
            f"(n := {n}) * n",
            f"sum(sum(e * f for f in {w}) for e in {v} if e < 0.5)",
            f"abs({n})",
            f"math.fsum([{n}, {self.leaf()}])",
            f"operator.mul({n}, {self.leaf()})",
            f"next(e for e in [*{v}, 2.0] if e > 0.2)",
        )

    def vector(self, depth: int = 1) -> str:
        choose = self.random.choice
        structure = {"Params": "p.w", "Pair": "p.w", "dict": 'p["w"]', "nested": "p[0]"}[self.kind]
        leaves = [*self.vectors, *self.vectors, structure, "SHIFT", *[f"{o}.w" for o in self.objects]]
        if depth <= 0:
            return choose(leaves)
        v = self.vector(depth - 1)
        return self.pick(
            v,
            f"np.sin({v})",
            f"({v} * {self.number(depth - 1)})",
            f"np.tanh({v} + {self.vector(depth - 1)})",
            f"{v}[::-1]",
            f"np.array([np.sin(e) for e in {v}])",
            f"np.array([{self.number(0)}, {self.leaf()}, 0.2])",
        )

    def test(self) -> str:
        some, v = self.leaf(), self.vector(0)
        return self.pick(
            f"{some} > {self.pick('0.1', '-0.3')}",
            f"-0.5 < {some} < 0.4",
            "isinstance(p, Params)",
            "isinstance(p, (dict, list))",
            f"np.ndim({v}) == 1",
            f"any(e > 0.6 for e in {v})",
            f"all([e < 0.9 for e in {v}])",
            "callable(p)",
            f"hasattr({v}, 'shape')",
            f"{v} is x",
            "p is None",
            f"type({some}) is float",
            f"len({v}) > 2",
            f"not {some} < 0.2 or {some} > 0.7",
        )

    # -------------------------------------------------------------- statements

    def emit(self, text: str) -> None:
        self.lines += ["    " * self.depth + line for line in text.split("\n")]

    def program(self) -> None:
        head = self.pick("x, a, p", "x, a=0.5, p=None", "x, a, /, p", "x, a, p, *more, scale=1.0")
        manner = self.pick("plain", "plain", "plain", "method", "object", "partial", "wrapped")
        self.depth = 0
        if manner in ("method", "object"):
            self.emit(
                "class Program:\n    def __init__(self, k):\n        self.k = k\n        self.h = None\n"
            )
            self.depth = 1
            self.emit(f"def {'run' if manner == 'method' else '__call__'}(self, {head}):")
            self.depth = 2
            self.emit("self.h = x * self.k")
            self.vectors.append("self.h")
            self.numbers.append("self.k")
        else:
            if manner == "wrapped":
                self.emit("@once")
            first = "k, " if manner == "partial" else ""
            self.emit(f"def {'fun' if manner != 'partial' else 'program'}({first}{head}):")
            self.depth = 1
            self.numbers += ["k"] if first else []
        self.base = self.depth
        self.emit("SPACE[:] = x * 0.5")
        self.vectors.append("SPACE")
        self.make_object()
        for _ in range(self.random.randint(2, 5)):
            self.statement()
        total = [f"np.sin({n})" for n in self.numbers] + [f"np.sum({v} * 0.7)" for v in self.vectors]
        total += [f"np.tanh({o}.b + {o}.total + np.sum({o}.w))" for o in self.objects]
        total += [f"sum(q.b for q in {c})" for c in self.crowds]
        self.emit("return " + " + ".join([*total, self.leaf()]))
        self.depth = 0
        self.emit(
            {
                "method": "fun = Program(0.7).run",
                "object": "fun = Program(0.7)",
                "partial": "fun = functools.partial(program, 0.7)",
            }.get(manner, "")
        )

    def statement(self) -> None:
        forms = [*self.simple(), *self.nested()] if self.depth - self.base < 2 else self.simple()
        self.random.choice(forms)()

    def simple(self) -> list[Callable[[], None]]:
        return [
            self.assign,
            self.assign,
            self.assign_vector,
            self.write,
            self.write,
            self.make_object,
            self.change,
            self.change,
            self.change,
            self.define,
            self.define,
            self.crowd,
            self.table,
            self.take_apart,
            self.workspace,
        ]

    def nested(self) -> list[Callable[[], None]]:
        return [self.branch, self.loop, self.loop, self.context, self.attempt]

    def scoped(self, size: int) -> None:
        """A block of its own: what it binds for the first time is not read behind it."""
        kept = (
            list(self.numbers),
            list(self.vectors),
            dict(self.objects),
            list(self.functions),
            list(self.crowds),
        )
        self.depth += 1
        for _ in range(size):
            self.statement()
        self.depth -= 1
        self.numbers, self.vectors, self.objects, self.functions, self.crowds = kept

    def assign(self) -> None:
        mine = [n for n in self.numbers if n.isidentifier()]
        if self.random.random() < 0.5:
            self.emit(f"{self.random.choice(mine)} {self.pick('=', '+=', '*=')} {self.number()}")
        else:
            name = self.fresh("s")
            self.emit(f"{name} = {self.number()}")
            self.numbers.append(name)

    def assign_vector(self) -> None:
        name = self.fresh("v")
        self.emit(f"{name} = {self.pick('1.0 * ', 'np.copy')}({self.vector()})")
        self.vectors.append(name)

    def write(self) -> None:
        v = self.random.choice([*self.vectors, *[f"{o}.w" for o in self.objects]])
        self.emit(
            self.pick(
                f"{v}[{self.pick('0', '1', '-1')}] = {self.number()}",
                f"{v if v != 'SPACE' else 'SPACE[:]'} *= {self.number(1)}",
                f"{v}[1:] += 0.3 * {self.vector(0)}[:-1]",
                f"{v}[{v} > 0.3] *= 0.5",
                f"into({v}, {self.vector()})",
                f"{v}[:] = {self.vector()}",
            )
        )

    def make_object(self) -> None:
        name, cls = self.fresh("o"), self.random.choice(self.classes)
        made = [f"{cls}({self.vector(1)} * 0.9, {self.number(1)})", f"{cls}.of({self.vector(0)})"]
        made += [f"{cls}(w={self.vector(1)} * 1.0, b={self.number(1)}, k=2)"]
        if self.objects:
            o, q = (self.random.choice(list(self.objects)) for _ in range(2))
            made += [f"{o} + {q}", f"{o} * {self.number(1)}", o]
            if self.objects[o] == self.objects[q]:
                made.append(f"{o} if {self.test()} else {q}")
        value = self.random.choice(made)
        self.emit(f"{name} = {value}")
        self.objects[name] = cls if value in made[:3] else "?"

    def change(self) -> None:
        o = self.random.choice(list(self.objects))
        n = self.number(1)
        self.emit(
            self.pick(
                f"{o}.step({n})",
                f"{o}.step({n})",
                f"{o}.b = {n}",
                f"{o}.w = {self.vector()} * 1.0",
                f"{o}.level = {n}",
                f"{o}[{self.pick('0', '2')}] = {n}",
                f"{o}.total += {n}",
                f"{o}.b, {o}.total = {o}.total, {o}.b",
                f"{o}.w[1:] *= {n}",
                f"{self.fresh('r')} = {o}.step({o}.step({n}))",
            )
        )

    def define(self) -> None:
        if self.depth > self.base:
            return self.assign()
        f, n, o = self.fresh("f"), self.number(1), self.random.choice(list(self.objects))
        mine = self.random.choice([m for m in self.numbers if m.isidentifier() and m != "k"])
        forms = [
            f"def {f}(t, k={n}):\n    return np.sin(t * k) + {self.leaf()}",
            f"{f}, g{f} = lambda t: t * {self.leaf()}, lambda t: np.tanh(t)",
            f"{f} = functools.partial(by_position, c={n})",
            f"{f} = {o}.step",
            f"{f} = {o}",
            f"{f} = once({self.random.choice(self.functions)})",
            f"{f} = [np.sin, lambda t: t * {n}, {o}][{self.pick('0', '1', '2')}]",
            f"{f} = {{'a': np.cos, 'b': {o}.blend}}['a']",
            f"def {f}(t):\n    def inner(u):\n        return u * t + {self.leaf()}\n    return inner(t)",
            f"@once\ndef {f}(t, *, k=0.4):\n    return np.cos(t + k) * {self.leaf()}",
        ]
        forms += [
            f"def {f}(t):\n    {o}.b += 0.2 * t\n    return t * {o}.b",
            f"def {f}(t):\n    nonlocal {mine}\n    {mine} = np.sin({mine} + t)\n    return {mine} * t",
        ]
        self.emit(self.random.choice(forms))
        self.functions.append(f)
        return None

    def crowd(self) -> None:
        if not self.crowds or self.random.random() < 0.4:
            name, cls = self.fresh("crowd"), self.random.choice(self.classes)
            o = self.random.choice(list(self.objects))
            self.emit(
                f"{name} = "
                + self.pick(
                    f"[{cls}(x * e, e) for e in {self.vector(0)}]",
                    f"[{o}, {cls}(x * 0.4, {self.leaf()})]",
                    f"[{cls}.of({self.vector(0)}) for _ in range(2)]",
                )
            )
            self.crowds.append(name)
            return
        c = self.random.choice(self.crowds)
        q = self.fresh("q")
        self.emit(
            self.pick(
                f"for {q} in {c}:\n    {q}.step({self.number(1)})",
                f"{c}[0].b = {self.number(1)}",
                f"{c}.append({self.random.choice(self.classes)}(x * 0.2, {self.number(1)}))",
                f"{c}.sort(key=lambda q: q.b)",
                f"{c}[-1].w *= 0.5",
                f"{c}[0], {c}[-1] = {c}[-1], {c}[0]",
                f"a += sum(q(0.5) for q in {c} if q.b > 0.0)",
                f"for {q} in {c}[1:]:\n    {q}.b += {c}[0].b",
                f"{q} = max({c}, key=lambda q: q.level)\n{q}.b = {q}.b * 0.5",
                f"for f in {c}:\n    a = f(a)",
            )
        )

    def table(self) -> None:
        d, s = self.fresh("d"), self.fresh("s")
        self.emit(
            f"{d} = "
            + self.pick(
                f"{{'a': {self.number(1)}, 'b': [{self.leaf()}, {self.leaf()}]}}",
                f"dict(a={self.number(1)}, b=[{self.leaf()}])",
                f"{{**{{'a': {self.leaf()}}}, 'b': [e for e in {self.vector(0)}]}}",
            )
        )
        changes = (
            f"{d}['a'] *= {self.number(1)}",
            f"{d}['b'].append({self.number(1)})",
            f"{d}['b'][0] = {d}['a']",
            f"{d}.setdefault('c', []).append({self.leaf()})",
            f"{d}.update(a={self.number(1)})",
            f"{d}['b'].extend([{self.leaf()}, {d}['a']])",
            f"{d}['b'].insert(0, {self.leaf()})",
            f"{d}['b'] = {d}['b'][::-1] + [{self.leaf()}]",
            f"{d} |= {{'e': {self.leaf()}}}",
            f"{d}['f'] = {self.leaf()}\ndel {d}['f']",
            f"{d}['b'] = sorted({d}['b'])",
            f"{d}['b'].reverse()",
        )
        for change in self.random.sample(changes, self.random.randint(1, 4)):
            self.emit(change)
        self.emit(
            f"{s} = "
            + self.pick(
                f"{d}['b'].pop() * {d}['a']",
                f"sum({d}['b']) + {d}.pop('a')",
                f"sum(len(k) * {d}['a'] for k in {d})",
            )
        )
        self.numbers.append(s)

    def take_apart(self) -> None:
        s, v = self.fresh("s"), self.fresh("v")
        self.emit(
            {
                "Params": self.pick(
                    f"{v}, {s} = p.w * 1.0, p.b",
                    f"p = p.scaled({self.number(1)})\n{v}, {s} = p.w, p.b",
                    f"p.b = p.b * {self.number(1)}\n{v}, {s} = p.w * 1.0, p.b",
                    f"p.w[0] = {self.number(1)}\n{v}, {s} = p.w + 0.0, p.size",
                    f"p = Params(x * {self.leaf()}, b={self.number(1)})\n{v}, {s} = dataclasses.astuple(p)",
                ),
                "Pair": self.pick(
                    f"{v}, {s} = p",
                    f"p = p._replace(b={self.number(1)})\n{v}, {s} = p",
                    f"p = Pair(*p)\n{v}, {s} = p.scaled(0.5)",
                    f"p.w[1] *= {self.leaf()}\n{v}, {s} = p[0] * 1.0, p[-1]",
                ),
                "dict": self.pick(
                    f'{v}, {s} = p["w"] * 1.0, p["more"]["v"][1]',
                    f'p["b"] = {self.number(1)}\n{v}, {s} = p["more"]["v"], p.get("b")',
                    f'p["w"][0] = {self.number(1)}\n{v}, {s} = p["w"] * 0.5, p.setdefault("c", 0.3)',
                    f'{v}, {s} = p["w"] + p["more"]["v"], sum(np.sum(p[k]) for k in p if k != "more")',
                ),
                "nested": self.pick(
                    f"{v}, ({s}, _) = p",
                    f"p[1][1].append({self.number(1)})\n{v}, {s} = p[1][1][1], p[1][1].pop()",
                    f"p[0] = p[0] * {self.leaf()}\n{v}, {s} = p[0], p[1][0]",
                    f"{v}, {s} = p[0] + p[1][1][1], p[1][1][0]",
                ),
            }[self.kind]
        )
        if self.depth == self.base:
            self.numbers.append(s)
            self.vectors.append(v)

    def workspace(self) -> None:
        self.emit(
            self.pick(
                f"SPACE[:] = {self.vector()}",
                f"SPACE[0] += {self.number(1)}",
                "SPACE[:] *= SCALE",
                f"a += np.sum(into(SPACE, {self.vector()}))",
                f"np.add({self.vector(0)}, {self.vector(0)}, out=SPACE)",
            )
        )

    def branch(self) -> None:
        self.emit(f"if {self.test()}:")
        self.scoped(self.random.randint(1, 2))
        if self.random.random() < 0.5:
            self.emit("else:")
            self.scoped(1)

    def loop(self) -> None:
        if self.loops > 1:
            return self.assign()
        name = self.fresh("e")
        self.emit(
            self.pick(
                f"for {name} in {self.vector(0)}:",
                f"for {name} in parts({self.number(1)}, {self.pick('0', '2')}):",
                f"for {name} in (a, {self.leaf()}):",
                f"for {name} in map(np.sin, {self.vector(0)}):",
                f"for {name}, _ in zip({self.vector(0)}, range(2)):",
                f"for {name} in sorted({self.vector(0)}):",
            )
        )
        self.numbers.append(name)
        self.loops += 1
        self.scoped(self.random.randint(1, 3))
        self.loops -= 1
        self.numbers.remove(name)
        return None

    def context(self) -> None:
        name = self.fresh("m")
        o = self.random.choice(list(self.objects))
        self.emit(
            self.pick(
                f"with {o}:",
                f"with A({self.vector(0)} * 1.0, {self.leaf()}) as {name}:",
                f"with lent({self.number(1)}) as {name}:",
                "with np.errstate(all='ignore'):",
            )
        )
        self.scoped(self.random.randint(1, 2))

    def attempt(self) -> None:
        mine = self.random.choice([n for n in self.numbers if n.isidentifier()])
        self.emit(
            f"try:\n    {mine} = "
            + self.pick(
                f"math.sqrt({self.leaf()})",
                f"{{'a': {self.leaf()}}}['{self.pick('a', 'b')}']",
                f"[{self.leaf()}][1]",
            )
        )
        self.emit("except (ValueError, KeyError, IndexError):")
        self.scoped(1)
