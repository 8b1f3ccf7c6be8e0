# ruff: noqa: E501 (statements of programs stand on one line each)
"""Random programs of what else Python has: the constructs that `Objects` lacks, mixed with those it has.

`match`, `try` with all its parts, generators of the user's, nested comprehensions, sets and dicts, slices that
are written, matrices, workspaces of every kind, early returns, user classes with more operators.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.generator_objects import PRELUDE, Objects

MORE = """
import collections
import enum
import itertools

CACHE = {"w": np.zeros(3), "n": np.zeros((2, 3))}


class Bad(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


@dataclasses.dataclass(frozen=True)
class Vec:
    u: float
    v: float = 0.3

    def __add__(self, other):
        return Vec(self.u + other.u, self.v + other.v)

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __sub__(self, other):
        return Vec(self.u - other.u, self.v - other.v)

    def __truediv__(self, k):
        return Vec(self.u / k, self.v / k)

    def __pow__(self, n):
        return Vec(self.u**n, self.v**n)

    def __abs__(self):
        return np.sqrt(self.u * self.u + self.v * self.v + 0.1)

    def __iter__(self):
        yield self.u
        yield self.v

    def __bool__(self):
        return bool(self.u > self.v)


class Poly:
    def __init__(self, *coefficients):
        self.coefficients = list(coefficients)

    def __call__(self, t):
        value = 0.0
        for c in reversed(self.coefficients):
            value = value * t * 0.5 + c
        return value

    def __add__(self, other):
        pairs = itertools.zip_longest(self.coefficients, other.coefficients, fillvalue=0.0)
        return Poly(*[p + q for p, q in pairs])

    def __iadd__(self, t):
        self.coefficients[0] += t
        return self

    def __contains__(self, t):
        return any(c > t for c in self.coefficients)

    def __len__(self):
        return len(self.coefficients)

    def __getitem__(self, k):
        return self.coefficients[k]

    def derivative(self):
        return Poly(*[k * c for k, c in enumerate(self.coefficients)][1:])


@dataclasses.dataclass
class Cell:
    w: np.ndarray
    name: str = "cell"
    past: list = dataclasses.field(default_factory=list)
    buffer: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(3))

    def __post_init__(self):
        self.scale = np.sum(self.w) * 0.2

    @functools.cached_property
    def norm(self):
        return np.sqrt(np.sum(self.w * self.w) + 0.1)

    def push(self, t):
        np.multiply(self.w, t, out=self.buffer)
        self.past.append(self.buffer[1] + self.scale)
        return self.past[-1]

    def seen(self):
        return sum(self.past, start=self.scale)


class Log:
    def __init__(self):
        self.lines, self.depth = [], 0

    def __enter__(self):
        self.depth += 1
        return self

    def __exit__(self, kind, value, trace):
        self.depth -= 1

    def write(self, text):
        self.lines.append("  " * self.depth + text)


def checked(v, low=0.0):
    if v < low:
        raise Bad(v)
    return np.sqrt(v - low + 0.1)


def decaying(v, n):
    while n > 0:
        yield v
        v = np.sin(v) * 0.7
        n -= 1


def both(v, w):
    yield from v
    for e in w:
        if e > 0.0:
            yield e * 0.5


def neighbours(v):
    for left, right in zip(v[:-1], v[1:]):
        yield left, right


def scaled(k):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return k * function(*args, **kwargs)
        return wrapper
    return decorate


def counting(k):
    total, calls = 0.0, 0
    def step(t):
        nonlocal total, calls
        calls += 1
        total = total * 0.5 + t * k
        return total / calls
    return step


def found(values, limit):
    with np.errstate(all="ignore"):
        for k, e in enumerate(values):
            if e > limit:
                return e * (k + 1)
            elif e < -limit:
                continue
        else:
            return limit
    return 0.1


def guarded(t):
    try:
        return checked(t, 0.2)
    except Bad:
        if t < -0.3:
            return 0.4 * t
    else:
        return 5.0
    finally:
        CACHE["w"][0] = 0.25
    return t * t


def leaves(tree):
    match tree:
        case []:
            return 0.0
        case [first, *rest]:
            return leaves(first) + 0.5 * leaves(rest)
        case float() | int():
            return np.sin(tree)
        case _:
            return 0.1 * tree


def kept(t, space=np.zeros(3), **options):
    space[:] = t
    space[1:] *= options.get("by", 0.5)
    return np.sum(space * space)


"""


class Python(Objects):
    """A program `fun(x, a, p)` like those of `Objects`, of more constructs."""

    prelude = PRELUDE + MORE
    name = "python"

    def number(self, depth: int = 2) -> str:
        if depth and self.random.random() < 0.25:
            return self.python_number(self.number(depth - 1))
        return super().number(depth)

    def python_number(self, n: str) -> str:
        v, w, m = self.vector(0), self.vector(0), self.leaf()
        return self.pick(
            f"sum(decaying({n}, {self.pick('0', '2')}))",
            f"max(both({v}, {w}))",
            f"sum(l * r for l, r in neighbours({v}))",
            f"found({v}, {self.pick('0.2', '0.6')})",
            f"guarded({n})",
            f"leaves([{n}, [{m}, 0.5], []])",
            f"kept({n})",
            f"kept({v}, by={n})",
            f"abs(Vec({n}, {m}) - Vec({m}))",
            f"sum([Vec({n}), Vec({m}, {n})]).v",
            f"sum(Vec({n}, {m}) ** 2)",
            f"({n} if Vec({n}, {m}) else {m})",
            f"Poly({n}, {m}, 0.5)({self.leaf()})",
            f"(Poly({n}, 0.2) + Poly({m}))(0.3)",
            f"Poly(0.1, {n}, {m}).derivative()({m})",
            f"Cell({v}).push({n})",
            f"Cell({v} * 1.0).norm",
            f"scaled(0.5)(np.sin)({n})",
            f"[[e * f for f in {w}] for e in {v}][1][2]",
            f"sum(e * f for e in {v} for f in {w} if e > f)",
            f"{{k: e * {n} for k, e in zip('abc', {v})}}['b']",
            f"sum(sorted({{'u': {n}, 'v': {m}}}.values())[:1])",
            f"(lambda *t, **k: t[-1] * k['by'])({m}, {n}, by={m})",
            f"max(((e, k) for k, e in enumerate({v})), key=lambda t: t[0])[0]",
            f"sum(y for e in {v} if (y := e * {n}) < 0.4)",
            f"list(itertools.accumulate({v}, lambda s, e: s * 0.5 + e))[-1]",
            f"sum(map(operator.mul, {v}, {w}))",
            f"sum(e * f for e, f in itertools.pairwise({v}))",
            f"sum(itertools.chain({v}, [{n}]))",
            f"float(len(f'{{{n} > 0.0}}')) * {n}",
            f"dict(zip(('u', 'v'), ({n}, {m})))['v']",
            f"{{**{{'u': {n}}}, **{{'v': {m}}}}}.get('u')",
            f"[*{v}, {n}][{self.pick('-1', '0')}]",
            f"({n}, {m})[int({m} > 0.1)]",
            f"np.outer({v}, {w})[1, 2]",
            f"np.stack([{v}, {w} * {n}])[1].sum()",
            f"np.linalg.norm({v} + 2.0)",
            f"operator.itemgetter(1)({v})",
            f"complex({n}, {m}).real",
        )

    def vector(self, depth: int = 1) -> str:
        if depth and self.random.random() < 0.2:
            v, w = self.vector(depth - 1), self.vector(0)
            return self.pick(
                f"np.array(list(decaying({self.leaf()}, 3)))",
                f"np.array([l * r for l, r in zip({v}, {w})])",
                f"np.where({v} > 0.1, {v}, {w} * 0.5)",
                f"np.concatenate([{v}[:1], {w}[1:]])",
                f"(np.outer({v}, {w}) @ {w})",
                f"np.cumsum({v}) * 0.5",
                f"np.roll({v}, 1)",
                f"np.array([sum(row) for row in zip({v}, {w})])",
                f"np.array([{{'u': e, 'v': 0.1}}['u'] for e in {v}])",
                f"np.stack([{v}, {w}]).mean(axis=0)",
            )
        return super().vector(depth)

    def test(self) -> str:
        if self.random.random() < 0.3:
            n, m, v = self.leaf(), self.leaf(), self.vector(0)
            return self.pick(
                f"(t := {n}) > 0.2 and t < 0.9",
                f"{m} in (0.3, {n})",
                f"'u' in {{'u': {n}}}",
                f"0.1 in Poly({n}, {m})",
                "{'a', 'b'} >= {'a'}",
                "Mode('fast') is Mode.FAST",
                f"max({v}) > {n}",
                f"sum(e > 0.0 for e in {v}) > 1",
                f"np.any({v} > {m})",
                f"({v} > 0.0).all()",
                f"Vec({n}, {m})",
                "Vec(1.0) == Vec(1.0, 0.3)",
                f"f'{{{n}:.1f}}'.startswith('-')",
            )
        return super().test()

    # -------------------------------------------------------------- statements

    def simple(self) -> list[Callable[[], None]]:
        more = [self.matched, self.attempted, self.taken, self.keys, self.sliced, self.matrix, self.space, self.helper]
        return [*super().simple(), *more, *more, self.unpacked, self.cell, self.early]

    def nested(self) -> list[Callable[[], None]]:
        return [*super().nested(), self.searched, self.counted, self.logged, self.protected]

    def bind(self, text: str, kind: str = "number") -> None:
        """A statement that binds S, a number, or V, a vector."""
        name = self.fresh("s" if kind == "number" else "v")
        self.emit(re.sub(r"\bS\b" if kind == "number" else r"\bV\b", name, text))
        (self.numbers if kind == "number" else self.vectors).append(name)

    def matched(self) -> None:
        n, m, o = self.number(1), self.leaf(), self.random.choice(list(self.objects))
        structure = {
            "Params": "case Params(w=w, b=b) if b > 0.0:\n        S = w[0] * b\n    case Params(b=b):\n        S = b",
            "Pair": "case Pair(w, b) if b > 0.0:\n        S = w[0] * b\n    case (w, b):\n        S = b * 0.5",
            "dict": "case {'w': w, 'more': {'v': v}}:\n        S = w[0] * v[1]\n    case {'b': b, **rest}:\n        S = b",
            "nested": "case [w, (b, [c, *_])]:\n        S = w[0] * b + c\n    case [w, *rest]:\n        S = w[0]",
        }[self.kind]
        self.bind(
            self.pick(
                f"match p:\n    {structure}\n    case _:\n        S = 0.2",
                f"match ({n}, {m}):\n    case (u, w) if u > w:\n        S = u - w\n    case (u, _):\n        S = u * 0.5",
                f"match {o}:\n    case A(b=t) if t > 0.1:\n        S = t * {m}\n    case other:\n        S = other.total",
                f"match [{n}, {m}, 0.5]:\n    case [u, *rest] if rest[0] > 0.0:\n        S = u * sum(rest)\n"
                f"    case [*_, w]:\n        S = w",
                f"match {{'kind': 'a', 'by': {n}}}:\n    case {{'kind': 'a' | 'b' as k, 'by': t}}:\n"
                f"        S = t * len(k)\n    case _:\n        S = 0.0",
                f"match Mode('slow'):\n    case Mode.FAST:\n        S = {n}\n    case Mode.SLOW:\n        S = {m}",
                f"match {n}:\n    case float(t) if t > 0.3:\n        S = t * 2.0\n    case t:\n        S = t * {m}",
                f"match Vec({n}, {m}):\n    case Vec(u=u, v=v):\n        S = u * v",
            )
        )

    def attempted(self) -> None:
        n, m, mine = self.number(1), self.leaf(), self.mine()
        self.bind(
            self.pick(
                f"try:\n    S = checked({n})\nexcept Bad as bad:\n    S = {m} * 0.3\nfinally:\n    {mine} = {m}",
                f"S = 0.1\ntry:\n    {mine} *= 0.5\n    S = checked({n}, 0.1) * {mine}\nexcept (Bad, ValueError):\n"
                f"    {mine} += {m}\nelse:\n    S += {mine}",
                f"try:\n    try:\n        S = checked({n})\n    finally:\n        {mine} = {mine} * 0.9\n"
                f"except Bad:\n    S = {m}",
                f"try:\n    S = {{'u': {n}}}[{self.pick(repr('u'), repr('v'))}]\nexcept KeyError:\n"
                f"    S = {m} * 0.6",
                f"S = {m}\nfor t in ({n}, 0.4):\n    try:\n        S += checked(t)\n    except Bad:\n        continue\n"
                f"    finally:\n        S *= 0.5",
                f"S = 0.2\nwith contextlib.suppress(Bad):\n    S = checked({n})\n    S *= {m}",
                f"try:\n    if {n} > 0.2:\n        raise Bad({m})\n    S = {n}\nexcept Bad:\n    S = 0.7",
            )
        )

    def mine(self) -> str:
        return self.random.choice([n for n in self.numbers if n.isidentifier() and n != "k"])

    def taken(self) -> None:
        n, v, w = self.number(1), self.vector(0), self.vector(0)
        self.bind(
            self.pick(
                f"S = 0.0\nfor u, t in neighbours({v}):\n    S += u * t * {n}",
                f"S = 1.0\nfor t in decaying({n}, 3):\n    if t > 0.8:\n        break\n    S = S * 0.5 + t",
                f"S = 0.0\nfor k, (u, t) in enumerate(zip({v}, {w})):\n    S += u * t / (k + 1)",
                f"S = 0.0\nfor u in Vec({n}, 0.4):\n    S += u * u",
                f"pairs = list(neighbours({v}))\nS = sum(u - t for u, t in pairs) * {n}",
                f"it = iter({v})\nS = next(it) * {n}\nfor t in it:\n    S += t * 0.5",
                f"S = 0.0\nfor (i, u), t in zip(enumerate({v}), reversed({w})):\n    S += (i + 1) * u * t",
                f"S = {n}\nfor t in both({v}, {w}):\n    S = np.sin(S + t)",
                f"S = 0.0\nfor i in range(3):\n    for j in range(i):\n        S += {v}[i] * {w}[j]",
                f"rows = [[u * t for t in {w}] for u in {v}]\nS = sum(sum(r) for r in zip(*rows)) * {n}",
                f"total = collections.defaultdict(float)\nfor k, t in zip('aba', {v}):\n    total[k] += t * {n}\n"
                f"S = total['a'] * total['b']",
                f"last = collections.deque(maxlen=2)\nfor t in {v}:\n    last.append(t * {n})\nS = last[0] * last[-1]",
            )
        )

    def keys(self) -> None:
        d, n, m, v = self.fresh("t"), self.number(1), self.leaf(), self.vector(0)
        self.emit(
            f"{d} = "
            + self.pick(
                f"{{f'w{{i}}': e * {n} for i, e in enumerate({v})}}",
                f"{{'w0': {n}, 'w1': {m}, 'w2': {n} * {m}}}",
                f"dict(zip([f'w{{i}}' for i in range(3)], [{n}, {m}, 0.2]))",
                f"{{'w0': {n}}} | {{'w1': {m}}} | dict(w2=0.5)",
            )
        )
        changes = (
            f"for k in {d}:\n    {d}[k] *= 0.5",
            f"for k, t in {d}.items():\n    {d}[k] = np.sin(t)",
            f"{d}['w3'] = {d}.pop('w1') * {m}\n{d}['w1'] = {d}['w3']",
            f"{d} = {{k: t for k, t in {d}.items() if k != 'w9'}}",
            f"for k in sorted({d}, reverse=True):\n    {d}[k] += {d}['w0'] * 0.1",
            f"for k in {{'w0', 'w1'}} & {d}.keys():\n    {d}[k] = {d}[k] * {m}",
            f"{d}.update({{k: t * 2.0 for k, t in {d}.items()}}, w0={m})",
            f"{d}['w1'] = {d}.get('w8', {d}['w2'])",
            f"if 'w2' in {d} and {d}['w2'] > 0.1:\n    {d}['w2'] -= {n}",
        )
        for change in self.random.sample(changes, self.random.randint(1, 3)):
            self.emit(change)
        self.bind(
            "S = "
            + self.pick(
                f"sum({d}.values())",
                f"max({d}.values()) * {d}['w0']",
                f"sum(t * int(k[1:]) for k, t in {d}.items())",
                f"{d}[max({d}, key={d}.get)]",
                f"sum({d}[k] for k in sorted(set({d}) - {{'w0'}}))",
                f"sum(u * t for (_, u), (_, t) in itertools.combinations({d}.items(), 2))",
            )
        )

    def sliced(self) -> None:
        mine = [v for v in self.vectors if v.isidentifier() and v not in ("x", "SPACE")]
        v, w, n = self.random.choice(mine or ["SPACE"]), self.vector(0), self.number(1)
        self.emit(
            self.pick(
                f"{v}[::2] = {w}[:2]",
                f"{v}[1:], {v}[:-1] = {w}[:-1] * 0.5, {w}[1:] * 0.5",
                f"{v}[0], {v}[-1] = {v}[-1], {v}[0]",
                f"{v}[[0, 2]] += {n}",
                f"for i in range(1, 3):\n    {v}[i] += 0.5 * {v}[i - 1]",
                f"{v}[{w} > 0.0] = {n}",
                f"half = {v}[1:]\nhalf *= {n}",
                f"{v}[:] = {v}[::-1] * 0.9",
                f"{v}[np.argmax({w})] = {n}",
                f"{v}[...] = {w}\n{v} += {n}" if v != "SPACE" else f"{v}[...] = {w}",
                f"np.add.at({v}, [0, 0, 1], {n})",
                f"np.sin({v}, out={v})",
                f"np.clip({v}, -0.8, 0.8, out={v})",
                f"for i, e in enumerate({w}):\n    {v}[i] = e * {n}",
                f"{v}.sort()",
                f"{v}.fill({n})\n{v}[2] = {self.leaf()}",
            )
        )

    def matrix(self) -> None:
        m, n, v, w = self.fresh("m"), self.number(1), self.vector(0), self.vector(0)
        self.emit(f"{m} = " + self.pick(f"np.outer({v}, {w})", "np.zeros((3, 3))", f"np.diag({v})", "np.eye(3)"))
        changes = (
            f"{m}[1] = {v}",
            f"{m}[1:, 0] += {n}",
            f"{m}[:, 1] *= {w}",
            f"for i in range(3):\n    for j in range(i):\n        {m}[i, j] = {v}[i] * {m}[j, i] + {n}",
            f"{m}[np.diag_indices(3)] = {n}",
            f"row = {m}[2]\nrow[:] = {w} * {n}",
            f"{m}.T[0] = {v} * 0.5",
            f"{m}[[0, 1]] = {m}[[1, 0]]",
            f"{m} += {m}.T * 0.5",
            f"for row in {m}:\n    row *= {n}",
            f"{m}[1, 1] = {n}",
            f"{m}[{m} > 0.2] *= 0.5",
            f"{m}[-1, ::2] = {v}[:2]",
        )
        for change in self.random.sample(changes, self.random.randint(1, 3)):
            self.emit(change)
        ends = (f"V = {m} @ {w}", f"V = {m}[:, 0] * 1.0", f"V = {m}.sum(axis=1) * 0.3", f"V = np.tanh({m}[1] + {m}.T[2])")
        self.bind(self.random.choice(ends), "vector")

    def space(self) -> None:
        """Workspaces: in a dict of the module, in a closure, as a default value, in an attribute."""
        f, n, v = self.fresh("f"), self.number(1), self.vector(1)
        forms = [
            f"CACHE['w'][:] = {v}\nS = np.sum(CACHE['w'] * {n})",
            f"CACHE['n'][0] = {v}\nCACHE['n'][1] = CACHE['n'][0] * {n}\nS = CACHE['n'].sum()",
            f"work = np.empty(3)\nS = 0.0\nfor t in ({n}, 0.5):\n    work[:] = {self.vector(0)} * t\n    S += work @ work",
            f"work = CACHE['w']\nnp.multiply({self.vector(0)}, {n}, out=work)\nS = work[0] * work[2]",
            f"SPACE[:2] = {self.vector(0)}[1:]\nS = SPACE[0] * {n}",
        ]
        if self.depth == self.base:
            forms += [
                f"room = np.zeros(3)\ndef {f}(t):\n    room[:] = {self.vector(0)} * t\n    return np.sum(room * room)\n"
                f"S = {f}({n}) + {f}(0.5)",
                f"def {f}(t, room=np.zeros(3)):\n    room[1:] = t\n    room[0] = room[1] * 0.5\n    return room.sum()\n"
                f"S = {f}({n}) * {f}(0.5)",
            ]
        self.bind(self.random.choice(forms))

    def helper(self) -> None:
        if self.depth > self.base:
            return self.assign()
        f, n, m, v = self.fresh("f"), self.number(1), self.leaf(), self.vector(0)
        self.emit(
            self.pick(
                f"{f} = counting({n})",
                f"@scaled({n})\ndef {f}(t):\n    return np.sin(t) * {m}",
                f"def {f}(t):\n    for e in {v}:\n        if e > t:\n            return e * t\n    return {n}",
                f"def {f}(t):\n    with np.errstate(all='ignore'):\n        if t > 0.2:\n            return t * {m}\n"
                f"    return {n}",
                f"def {f}(t):\n    try:\n        return checked(t) * {m}\n    except Bad:\n        return {n}",
                f"def {f}(t, n=2):\n    return t * {m} if n == 0 else {f}(np.sin(t), n - 1)",
                f"def {f}(t, *rest, by={n}, **more):\n    return t * by + sum(rest) + sum(more.values())",
                f"def {f}(t):\n    def walk(k):\n        while k:\n            yield t * k\n            k -= 1\n"
                f"    return sum(walk(2)) * {m}",
                f"{f} = {{'u': np.sin, 'v': lambda t: t * {n}}}[{self.pick(repr('u'), repr('v'))}]",
                f"{f} = functools.reduce(lambda g, h: lambda t: h(g(t)), [np.sin, lambda t: t * {m}])",
                f"{f} = Poly({n}, {m})",
                f"def {f}(t):\n    match t > 0.1, {m} > 0.0:\n        case True, _:\n            return t\n"
                f"        case _, True:\n            return {n}\n    return t * 0.5",
                f"def {f}(t):\n    if t > 0.9:\n        raise ValueError('too large')\n    return t * {m}",
                f"class Local:\n    k = 0.5\n    def __call__(self, t):\n        return t * self.k + {m}\n{f} = Local()",
            )
        )
        self.functions.append(f)
        return None

    def unpacked(self) -> None:
        n, m, v = self.number(1), self.leaf(), self.vector(0)
        self.bind(
            self.pick(
                f"S, *rest = {v}\nS = S * sum(rest)",
                f"*_, S = [{n}, {m}]",
                f"(S, t), u = ({n}, {m}), 0.4\nS, t = t, S * u",
                f"S = t = {n}\nt *= 0.5\nS += t",
                f"S, t, u = {v}\nS += t * u",
                f"if (S := {n}) > 0.2:\n    S *= {m}",
                f"t = [{n}, {m}]\nt[0], t[1] = t[1], t[0]\nS = t[0] - t[1] * 0.5",
                f"t = Vec({n}, {m})\nS, u = t\nS *= u",
                f"t = Poly({n}, {m})\nt += 0.3\nS = t(0.5) * len(t)",
                f"S = 0.0\ndel S\nS = {n}",
            )
        )

    def cell(self) -> None:
        c, n, v = self.fresh("c"), self.number(1), self.vector(0)
        self.emit(f"{c} = Cell({v} * 0.9)")
        changes = (
            f"{c}.push({n})",
            f"for t in {self.vector(0)}:\n    {c}.push(t)",
            f"{c}.w = {c}.w * {c}.norm",
            f"{c}.buffer[1:] = {n}",
            f"{c}.past.append({n})",
            f"{c}.past[:] = [t * 0.5 for t in {c}.past]",
            f"{c}.scale *= {n}",
            f"{c} = dataclasses.replace({c}, w={c}.w * {n})",
            f"{c}.past.clear()",
        )
        for change in self.random.sample(changes, self.random.randint(1, 3)):
            self.emit(change)
        self.bind("S = " + self.pick(f"{c}.seen()", f"np.sum({c}.buffer)", f"{c}.norm * {c}.scale", f"{c}.w[1] * {n}"))

    def early(self) -> None:
        n = self.number(1)
        self.emit(
            self.pick(
                f"if {self.test()}:\n    return {n}",
                f"with Log() as log:\n    log.write('here')\n    if {self.leaf()} > 0.7:\n        return {n}",
                f"for t in {self.vector(0)}:\n    if t > 0.85:\n        return t * {self.leaf()}",
                f"try:\n    a *= checked({n})\nexcept Bad:\n    return {n} * {self.leaf()}",
            )
        )

    def searched(self) -> None:
        """A loop with `else`, which may be left."""
        if self.loops > 1:
            return self.assign()
        e = self.fresh("e")
        self.emit(f"for {e} in {self.vector(0)}:")
        self.numbers.append(e)
        self.loops += 1
        self.scoped(1)
        self.emit(f"    if {e} {self.pick('> 0.5', '< -0.5')}:\n        {self.pick('break', 'continue')}")
        self.scoped(1)
        self.loops -= 1
        self.numbers.remove(e)
        self.emit("else:")
        return self.scoped(1)

    def counted(self) -> None:
        if self.loops > 1:
            return self.assign()
        k = self.fresh("n")
        self.emit(f"{k} = 0\nwhile {k} < {self.pick('1', '3')} and {self.leaf()} < 0.95:\n    {k} += 1")
        self.loops += 1
        self.scoped(self.random.randint(1, 2))
        self.loops -= 1
        return None

    def logged(self) -> None:
        log = self.fresh("log")
        self.emit(f"with Log() as {log}:\n    {log}.write(f'{{{self.leaf()}:.2f}}')")
        self.scoped(self.random.randint(1, 2))
        self.emit(f"a += 0.1 * len({log}.lines)")

    def protected(self) -> None:
        self.emit("try:")
        self.scoped(1)
        self.emit(f"    {self.mine()} = checked({self.number(1)}, -0.2)")
        self.emit("except Bad:")
        self.scoped(1)
        if self.random.random() < 0.4:
            self.emit("else:")
            self.scoped(1)
        if self.random.random() < 0.4:
            self.emit("finally:")
            self.scoped(1)
