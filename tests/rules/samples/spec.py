"""Sample calls of rules: what is written once here becomes many calls, and each call many comparisons.

    calls(np.sum, "np.sum(a{|, axis=0|, axis=(0, -1)}{|, keepdims=True})", a=real(2, 3, 4))

The text is a Python expression as a user would write it.  Braces hold alternatives, and all combinations are
taken: six calls here.  Every name that is given gets a value: `real(2, 3, 4)` invents an array of that shape,
`each(real(3), real(0, 3))` makes further calls with other values.  Floats and complex numbers are
differentiated, integers and booleans are not.  Where statements are needed they stand before the value:
"y = x.copy(); np.add.at(y, i, v); y".

    kinds="d"      d: double, f: single precision as well, D: complex as well (and F: complex, single)
    order=1        where there is no second derivative (with the reason in a comment)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Make = Callable[[np.random.Generator, str], Any]


@dataclass(frozen=True)
class Value:
    """A value to be invented: `make(rng, kind)`, kind "d" or "D"."""

    make: Make
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Sample:
    """One call: the text, and a value for each name in it."""

    function: Any
    text: str
    values: dict[str, Any] = field(hash=False)
    kind: str = "d"
    single: bool = True
    order: int = 2
    layouts: bool = True

    def __str__(self) -> str:
        given = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.text}  [{given}]" + (" complex" if self.kind == "D" else "")

    def arguments(self) -> tuple[Any, ...]:
        rng = np.random.default_rng(sum(map(ord, self.text)))
        return tuple(made(value, rng, self.kind) for value in self.values.values())


SAMPLES: dict[Any, list[Sample]] = {}


def calls(
    function: Any, text: str, kinds: str = "df", order: int = 2, layouts: bool = True, **values: Any
) -> None:
    """Add sample calls of a function."""
    for written in alternatives(text):
        for chosen in combinations(values):
            for kind in [k for k in kinds if k in "dD"]:
                single = ("f" if kind == "d" else "F") in kinds
                used = {n: v for n, v in chosen.items() if re.search(rf"\b{n}\b", written)}
                sample = Sample(function, written, used, kind, single, order, layouts)
                SAMPLES.setdefault(function, []).append(sample)


def alternatives(text: str) -> list[str]:
    """All texts that a text with braces means; a brace that is to stand is doubled."""
    parts = re.split(r"\{([^{}]*\|[^{}]*)\}", text)
    choices = [part.split("|") if k % 2 else [part] for k, part in enumerate(parts)]
    return ["".join(chosen) for chosen in itertools.product(*choices)]


def combinations(values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    several = {name: v for name, v in values.items() if isinstance(v, Each)}
    for chosen in itertools.product(*(v.values for v in several.values())):
        yield values | dict(zip(several, chosen, strict=True))


def made(value: Any, rng: np.random.Generator, kind: str) -> Any:
    if isinstance(value, Value):
        return value.make(rng, kind)
    if type(value) in (list, tuple):
        return type(value)(made(v, rng, kind) for v in value)
    if isinstance(value, dict):
        return {k: made(v, rng, kind) for k, v in value.items()}
    return value


# ---------------------------------------------------------------- values


@dataclass(frozen=True)
class Each:
    values: tuple[Any, ...]


def each(*values: Any) -> Each:
    """One call for each of the values."""
    return Each(values)


def _value(
    name: str, shape: tuple[Any, ...], numbers: Callable[[np.random.Generator, tuple[int, ...]], Any]
) -> Value:
    """Shape ("py",): a Python number, ("np",): a NumPy scalar, (): an array without axes."""

    def make(rng: np.random.Generator, kind: str) -> Any:
        plain = () if shape in (("py",), ("np",)) else shape
        drawn = np.asarray(numbers(rng, plain), dtype=float)
        if kind == "D":
            drawn = drawn + 1j * np.asarray(rng.uniform(0.2, 0.9, plain) * rng.choice([-1.0, 1.0], plain))
        if shape == ("py",):
            return drawn.item()
        return drawn[()] if shape == ("np",) else np.array(drawn)

    return Value(make, f"{name}{shape}".replace("'", "").replace(",)", ")"))


def between(low: float, high: float, *shape: Any) -> Value:
    return _value(f"between({low}, {high})", shape, lambda rng, s: rng.uniform(low, high, s))


def real(*shape: Any) -> Value:
    """Numbers of both signs, none near zero."""
    return _value("real", shape, lambda rng, s: rng.uniform(0.3, 1.6, s) * rng.choice([-1.0, 1.0], s))


def positive(*shape: Any) -> Value:
    return _value("positive", shape, lambda rng, s: rng.uniform(0.3, 1.8, s))


def unit(*shape: Any) -> Value:
    """Numbers in (-1, 1)."""
    return _value("unit", shape, lambda rng, s: rng.uniform(0.1, 0.9, s) * rng.choice([-1.0, 1.0], s))


def apart(*shape: Any) -> Value:
    """Numbers of both signs of which no two are close together, also by their absolute values."""

    def numbers(rng: np.random.Generator, s: tuple[int, ...]) -> Any:
        n = int(np.prod(s))
        return np.reshape((0.35 + 0.23 * rng.permutation(n)) * rng.choice([-1.0, 1.0], n), s)

    return _value("apart", shape, numbers)


def regular(*shape: int) -> Value:
    """Stacks of square matrices that are well conditioned, without any symmetry."""

    def numbers(rng: np.random.Generator, s: tuple[int, ...]) -> Any:
        return rng.uniform(-1.0, 1.0, s) + np.diag(2.0 + np.arange(s[-1]) * 0.7)

    return _value("regular", shape, numbers)


def symmetric(*shape: int) -> Value:
    """Stacks of symmetric (hermitian) matrices that are positive definite, with eigenvalues apart."""

    def make(rng: np.random.Generator, kind: str) -> Any:
        a = rng.uniform(-1.0, 1.0, shape)
        if kind == "D":
            a = a + 1j * rng.uniform(-1.0, 1.0, shape)
        turned = np.conj(np.swapaxes(a, -1, -2))
        return (a + turned) / 2.0 + np.diag(3.0 + np.arange(shape[-1]) * 0.8)

    return Value(make, f"symmetric{shape}")


def whole(high: int, *shape: int) -> Value:
    """Integers below `high`."""
    return Value(lambda rng, kind: rng.integers(0, high, shape), f"whole({high}){shape}")


def mask(*shape: int) -> Value:
    return Value(lambda rng, kind: rng.random(shape) < 0.5, f"mask{shape}")


def fixed(value: Any) -> Value:
    """Just this value."""
    return Value(lambda rng, kind: value, re.sub(r"\s+", " ", f"{value!r}"))


def computed(text: str, make: Make) -> Value:
    return Value(make, text)


# ---------------------------------------------------------------- functions of numbers

ONE = ((), ("py",), ("np",), (3,), (2, 3), (1,), (0, 3))
TWO = (
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (2, 3)),
    ((2, 1), (1, 3)),
    ((1,), (3,)),
    ((2, 3), ()),
    ((), (3,)),
    ((), ()),
    ((2, 3), ("py",)),
    (("py",), (3,)),
    (("np",), (3,)),
    (("py",), ("py",)),
    (("np",), ("py",)),
    (("np",), ("np",)),
    ((4, 1, 3), (2, 1)),
    ((0, 3), (3,)),
    ((1, 3), (0, 3)),
)


def unary(function: Any, text: str, x: Any = real, kinds: str = "df", order: int = 2) -> None:
    """Sample calls of a function of one argument `x`, for every kind of number and rank."""
    _spelled(function, text, kinds, order, [{"x": x(*shape)} for shape in ONE])


def binary(function: Any, text: str, x: Any = real, y: Any = real, kinds: str = "df", order: int = 2) -> None:
    """Sample calls of a function of two arguments `x` and `y`, for all ways to broadcast."""
    _spelled(function, text, kinds, order, [{"x": x(*one), "y": y(*two)} for one, two in TWO])


def _spelled(function: Any, text: str, kinds: str, order: int, values: list[dict[str, Value]]) -> None:
    """The first spelling for all values, the others for some; complex numbers for some."""
    real_kinds = "".join(k for k in kinds if k in "df")
    for k, given in enumerate(values):
        for spelling in alternatives(text)[: 1 if k else None]:
            calls(function, spelling, real_kinds if k % 4 else kinds, order, **given)


def numbers(function: Any, text: str, order: int = 2, **values: Any) -> None:
    """Sample calls of a function of Python numbers."""
    calls(function, text, "d", order, **values)
