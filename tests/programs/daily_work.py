"""Programs as people write them: registries, settings, stacks, running means, lazily made attributes."""

import abc
import copy
import dataclasses
import enum
import functools
import math
import typing
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tests.programs import Case


class Config:
    n = 3
    dt = 0.1
    gains = (1.0, 2.0)


def with_config(x):
    cfg = Config()
    y = x
    for _ in range(cfg.n):
        y = y + cfg.dt * np.sin(y) * cfg.gains[1]
    return np.sum(y) * Config.dt


class Kind(enum.Enum):
    LINEAR = "linear"
    RBF = "rbf"


def kernel(x, y, kind=Kind.RBF):
    if kind is Kind.LINEAR:
        return x @ y
    elif kind == Kind.RBF:
        return np.exp(-np.sum((x - y) ** 2))
    raise ValueError(kind)


def with_kernel(x):
    return kernel(x, x[::-1]) + kernel(x, x * 2, kind=Kind.LINEAR)


class Base(abc.ABC):
    def __init__(self, w):
        self.w = w

    @abc.abstractmethod
    def f(self, x): ...
    def run(self, x, n=2):
        for _ in range(n):
            x = self.f(x)
        return x


class Tanh(Base):
    def f(self, x):
        return np.tanh(self.w * x)


class Soft(Base):
    def __init__(self, w, beta=1.5):
        super().__init__(w)
        self.beta = beta

    def f(self, x):
        return np.log1p(np.exp(self.beta * x + self.w)) / self.beta


def with_abc(x):
    models: list[Base] = [Tanh(x[0]), Soft(x[1])]
    return sum(np.sum(m.run(x)) for m in models)


@dataclass(frozen=True)
class Material:
    E: float
    nu: float = 0.3

    @functools.cached_property
    def lame(self):
        return self.E * self.nu / ((1 + self.nu) * (1 - 2 * self.nu))

    @property
    def mu(self):
        return self.E / (2 * (1 + self.nu))


def with_material(x):
    m = Material(E=x[0] + 2.0)
    stiff = dataclasses.replace(m, E=m.E * 2, nu=0.2)
    eps = np.diag(x)
    sigma = m.lame * np.trace(eps) * np.eye(3) + 2 * stiff.mu * eps
    return np.sum(sigma * eps) / 2


@dataclass
class State:
    x: np.ndarray
    v: np.ndarray = field(default_factory=lambda: np.zeros(3))
    t: float = 0.0
    history: list = field(default_factory=list)
    scale: dataclasses.InitVar[float] = 2.0

    def __post_init__(self, scale):
        self.x = self.x * scale


def with_state(x):
    s = State(x)
    for _ in range(3):
        s.v -= 0.1 * s.x
        s.x = s.x + 0.1 * s.v
        s.t += 0.1
        s.history.append(np.sum(s.x**2) + s.t)
    return sum(s.history)


T = typing.TypeVar("T")


class Stack(typing.Generic[T]):
    def __init__(self):
        self._items: list[T] = []

    def push(self, item: T) -> None:
        self._items.append(item)

    def pop(self) -> T:
        return self._items.pop()

    def __len__(self):
        return len(self._items)

    def __bool__(self):
        return bool(self._items)


def rpn(x, program="ab*c+"):
    stack = Stack()
    env = dict(zip("abc", x))
    for token in program:
        if token in env:
            stack.push(env[token])
        else:
            b, a = stack.pop(), stack.pop()
            stack.push(a * b if token == "*" else a + b)
    assert len(stack) == 1
    return stack.pop()


REGISTRY: dict[str, Callable] = {}


def register(name):
    def wrap(f):
        REGISTRY[name] = f
        return f

    return wrap


@register("relu")
def relu(x):
    return np.maximum(x, 0)


@register("swish")
def swish(x, beta=1.0):
    return x / (1 + np.exp(-beta * x))


def with_registry(x, names=("relu", "swish")):
    for n in names:
        x = REGISTRY[n](x)
    return x.sum()


def named_params(x):
    params = {}
    for i in range(2):
        params[f"W{i}"] = x * (i + 1)
        params["b%d" % i] = x[i]
    out = 0.0
    for i in range(2):
        out += np.sum(np.tanh(params["W" + str(i)] + params["b{}".format(i)]))
    return out


def counted(x):
    totals = defaultdict(float)
    groups = defaultdict(list)
    for i, v in enumerate(x):
        totals[i % 2] += v * v
        groups["even" if i % 2 == 0 else "odd"].append(v)
    return totals[0] * totals[1] + sum(groups["even"]) * math.prod(groups["odd"])


def moving(x):
    window = deque(maxlen=2)
    out = []
    for v in x:
        window.append(v)
        out.append(sum(window) / len(window))
    return np.dot(out, out)


def matrices(x):
    c, s = math.cos(x[0]), math.sin(x[0])
    R = np.array([[c, -s], [s, c]])
    T = functools.reduce(np.dot, [R, np.diag(x[1:]), R.T])
    return T[0, 1] + np.trace(T)


def newton(x):
    y = 1.0
    while True:
        f = y**3 - np.sum(x**2)
        if abs(f) < 1e-12:
            break
        y -= f / (3 * y**2)
    else:
        raise RuntimeError("no")
    return y


def deep(x):
    params = {"a": x, "b": [x * 2, {"c": x[0]}]}
    new = copy.deepcopy(params)
    new["a"][0] = 3.0
    new["b"][1]["c"] = 1.0
    return np.sum(params["a"] * new["a"]) + params["b"][1]["c"]


class Bag:
    def __init__(self, **kw):
        self.__dict__.update(kw)


def with_bag(x):
    b = Bag(a=x, c=x[0])
    return np.sum(b.a) * b.c


class Dyn:
    def __init__(self, x):
        for i, n in enumerate(("alpha", "beta")):
            setattr(self, n, x[i])

    def get(self, n):
        return getattr(self, n, 0.0)


def with_setattr(x):
    d = Dyn(x)
    return d.alpha * d.get("beta") + d.get("gamma")


def casts(x):
    y: np.ndarray = typing.cast(np.ndarray, x)
    total: float = 0.0
    n: int
    n = len(y)
    for i in range(n - 1, -1, -1):
        total += y[i] * (i + 1)
    return total


def guard(x):
    l = -np.sum(x**2)
    if not np.isfinite(l):
        return np.inf
    if x.ndim == 1:
        x = x[None]
    return (l + x @ x.T)[0, 0] * 2 + float(np.sum(x))


def split(x):
    first, *rest = x
    head, tail = rest[:1], rest[1:]
    return first * sum(head) - sum(t**2 for t in tail)


def momentum(x):
    p = {"w": x, "b": x[0]}
    v = {k: np.zeros_like(q) for k, q in p.items()}
    for _ in range(3):
        g = {"w": 2 * p["w"] + p["b"], "b": np.sum(p["w"])}
        v = {k: 0.9 * v[k] - 0.1 * g[k] for k in v}
        p = {k: p[k] + v[k] for k in sorted(p)}
    return np.sum(p["w"]) * p["b"]


class Lazy:
    def __init__(self, x, flag=False):
        self.x = x
        if flag:
            self.cache = x * 3

    def step(self, y):
        if hasattr(self, "cache"):
            y = y + self.cache
        self.cache = np.tanh(y)
        return np.sum(self.cache * getattr(self, "x"))


def lazily(x):
    o = Lazy(x)
    a = o.step(x)
    b = o.step(x * 2)
    return a + b


def asked_for_both(x):
    o = Lazy(x)
    o.y = x
    if hasattr(o, "y") and not hasattr(o, "z"):
        return np.sum(o.y * getattr(o, "z", 2.0))
    return 0.0


class Kept:
    cache = None

    def __init__(self, x):
        self.x = x

    def get(self):
        if self.cache is None:
            self.cache = np.sin(self.x)
        return self.cache


def memo(x):
    p = Kept(x)
    return np.sum(p.get() * p.get()) + p.get()[0]


class Tried:
    def __init__(self, x):
        self.x = x

    def get(self):
        try:
            return self._cache
        except AttributeError:
            self._cache = np.sin(self.x)
            return self._cache


def memo_try(x):
    p = Tried(x)
    return np.sum(p.get() * p.get()) + p.get()[0]


class Keyed:
    def __init__(self, x, **kw):
        self.x = x
        for k, v in kw.items():
            setattr(self, k, v)


def with_kw(x):
    r = Keyed(x, gain=2.0 * x[0], shift=1.0)
    return np.sum(r.x * r.gain + r.shift)


class Settable:
    def __init__(self, x):
        self.x = x

    def set(self):
        self.y = self.x * 2

    def get(self):
        if hasattr(self, "y"):
            return self.y
        return self.x * 5


def set_on_some_ways(x):
    s = Settable(x)
    if x[0] > 10:
        s.set()
    return np.sum(s.get())


def set_in_the_first_trip(x):
    s = Settable(x)
    t = 0.0
    for k in range(3):
        t = t + np.sum(s.get())
        s.set()
    return t


def or_a_default(x):
    s = Settable(x)
    t = getattr(s, "y", x)
    s.set()
    return np.sum(t * getattr(s, "y", x))


def or_a_default_on_some_ways(x):
    s = Settable(x)
    if x[0] > 10:
        s.set()
    return np.sum(getattr(s, "y", x))


@dataclass
class Scaled:
    x: np.ndarray
    scale: dataclasses.InitVar[float] = 2.0
    kind: typing.ClassVar[str] = "a"
    n: int = 1
    y: np.ndarray = field(init=False)

    def __post_init__(self, scale):
        self.y = self.x * scale


def set_after_init(x):
    s = Scaled(x)
    s.x = s.x + 1
    return np.sum(s.x * s.y)


def init_only_by_position(x):
    s = Scaled(x, 3.0, n=2)
    return np.sum(s.x * s.y) * s.n


def init_only_active(x):
    s = Scaled(x, scale=x[0])
    s.y += 1.0
    return np.sum(s.x * s.y) * s.n


def a_list_of_them(x):
    ss = [Scaled(x, scale=x[k]) for k in range(2)]
    for s in ss:
        s.y = s.y * s.x
    return sum(np.sum(s.y) for s in ss)


@dataclass
class Counted:
    x: np.ndarray
    kind: typing.ClassVar[str] = "a"
    n: int = 1


def class_variables(x):
    t = Counted(x)
    t.x = t.x * 2
    t.n += 1
    return np.sum(t.x * t.n)


def two_in_a_loop(x):
    t = Counted(x)
    u = Counted(x * 2, n=3)
    for v in (t, u):
        v.x = v.x * v.n
    return np.sum(t.x * u.x) if t.kind == "a" else 0.0


def point():
    return (np.array([0.3, 0.7, 0.5]),)


CASES = [
    Case(fun, point)
    for fun in (
        with_config,
        with_abc,
        with_material,
        with_state,
        rpn,
        named_params,
        counted,
        moving,
        matrices,
        newton,
        deep,
        with_bag,
        with_setattr,
        casts,
        guard,
        split,
        momentum,
        lazily,
        asked_for_both,
        memo,
        memo_try,
        with_kw,
        or_a_default,
        set_after_init,
        init_only_by_position,
        init_only_active,
        a_list_of_them,
        class_variables,
        two_in_a_loop,
    )
] + [
    # A saved file cannot hold a member of the user's Enum.
    Case(with_kernel, point, standalone=False),
    # In a saved file a tuple that is a default has to be given.
    Case(with_registry, point, standalone=False),
    # Whether the object has the attribute depends on the way.
    Case(set_on_some_ways, point, refused="maybe"),
    Case(set_in_the_first_trip, point, refused="maybe"),
    Case(or_a_default_on_some_ways, point, refused="maybe"),
]
