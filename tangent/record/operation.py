"""One operation of a run: a piece of text with gaps, and the values in the gaps.

The text (`{0} * {1}`, `np.sum({0}, axis=0)`) is the body of a small function, which the compiler
differentiates like any other: there is no derivative formula here.  Arrays and numbers stand in gaps; what
selects what a function does (an axis, a mode, a shape) is a part of the text.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tangent.build.compile import compile_source
from tangent.errors import error
from tangent.pullback import Pullback, pulled
from tangent.recipe import recipe_of
from tangent.targets import target_of

Part = str | int
"""Text, or the number of a gap."""

_NAMESPACES = {"np": np, "np.linalg": np.linalg, "np.fft": np.fft, "np.random": np.random}
_LITERALS = (bool, int, str, type(None), type(Ellipsis))


@dataclass(eq=False)
class Phrase:
    """The text of one operation as it is put together; `values` stand in its gaps, each once."""

    name: str
    is_gap: Callable[[Any], bool]
    parts: list[Part] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    objects: dict[str, Any] = field(default_factory=dict)

    def text(self, *pieces: str) -> Phrase:
        self.parts += pieces
        return self

    def gap(self, value: Any) -> Phrase:
        """A value: an array, a number, something that was recorded."""
        for k, known in enumerate(self.values):
            if known is value:
                self.parts.append(k)
                return self
        self.parts.append(len(self.values))
        self.values.append(value)
        return self

    def argument(self, value: Any) -> Phrase:
        """A value, or something that selects what is done."""
        if self.is_gap(value) or isinstance(value, (np.ndarray, np.generic, float, complex)):
            return self.gap(value)
        if isinstance(value, _LITERALS):
            return self.text("..." if value is Ellipsis else repr(value))
        if isinstance(value, (tuple, list)):
            self.text("(" if isinstance(value, tuple) else "[").list(value)
            return self.text(("," if len(value) == 1 else "") + ")" if isinstance(value, tuple) else "]")
        if isinstance(value, slice):
            return self.text("slice(").list((value.start, value.stop, value.step)).text(")")
        if isinstance(value, np.dtype) and value.names is None:
            return self.text(f"np.dtype({value.str!r})")
        return self.text(self.path(value))

    def list(self, values: Iterable[Any]) -> Phrase:
        for k, item in enumerate(values):
            self.text(", " if k else "").argument(item)
        return self

    def index(self, key: Any) -> Phrase:
        """A subscript.  Integers stand in gaps, so that `x[0]` and `x[1]` are one operation."""
        if isinstance(key, tuple):
            for k, part in enumerate(key):
                self.text(", " if k else "").index(part)
            return self.text("," if len(key) == 1 else "") if key else self.text("()")
        if isinstance(key, slice):
            for k, bound in enumerate((key.start, key.stop, key.step)):
                if k < 2 or bound is not None:
                    self.text(":" if k else "")
                    if bound is not None:
                        self.index(bound)
            return self
        if type(key) is int:
            return self.gap(key)
        return self.argument(np.asarray(key) if isinstance(key, list) else key)

    def arguments(self, args: Iterable[Any], kwargs: dict[str, Any]) -> Phrase:
        pieces = [("", a) for a in args] + [(f"{name}=", a) for name, a in kwargs.items()]
        self.text("(")
        for k, (name, value) in enumerate(pieces):
            self.text(", " if k else "", name).argument(value)
        return self.text(")")

    def path(self, value: Any) -> str:
        """How the text refers to a function or a class."""
        name = getattr(value, "__name__", None)
        if isinstance(name, str) and callable(value):
            for prefix, home in _NAMESPACES.items():
                if getattr(home, name, None) is value:
                    return f"{prefix}.{name}"
            if name.isidentifier() and self.objects.setdefault(name, value) is value and name != "np":
                return name
        raise error("operation", None, self.name, f"an argument of class `{type(value).__qualname__}`")


@dataclass(eq=False)
class Operation:
    """A phrase without its values, as a function of the gaps."""

    function: Callable[..., Any]
    target: Any

    def pull(self, values: tuple[Any, ...], moving: tuple[int, ...]) -> tuple[Any, Pullback]:
        """The value, and the pull-back to the values at these places."""
        names = self.target.names
        recipe = recipe_of(self.target, "vjp", tuple([names[k] for k in moving]), False, False, True)
        return pulled(recipe, values, names)


def operation(phrase: Phrase, values: tuple[Any, ...]) -> Operation:
    """The operation of a phrase; the same one for the same text and classes of values."""
    kinds = tuple([(type(v), getattr(v, "dtype", None), getattr(v, "ndim", 0)) for v in values])
    return _operation(phrase.name, tuple(phrase.parts), kinds, tuple(phrase.objects.items()))


@functools.cache
def _operation(
    name: str, parts: tuple[Part, ...], kinds: tuple[Any, ...], objects: tuple[tuple[str, Any], ...]
) -> Operation:
    names = [f"x{k}" for k in range(len(kinds))]
    name = f"{name}_operation" if name in dict(objects) else name
    text = f"def {name}({', '.join(names)}):\n    return {written(parts, names)}\n"
    function = compile_source(text, name, {"np": np, **dict(objects)})[name]
    return Operation(function, target_of(function))


def written(parts: Iterable[Part], names: list[str]) -> str:
    return "".join([names[p] if isinstance(p, int) else p for p in parts])


def call_of(
    function: Any, args: Iterable[Any], kwargs: dict[str, Any], is_gap: Callable[[Any], bool]
) -> Phrase:
    """The call of a NumPy function.  What is given as its own default is left out."""
    name = str(getattr(function, "__name__", "function"))
    phrase = Phrase(name if name.isidentifier() else "function", is_gap)
    given = {k: v for k, v in kwargs.items() if v is not _default(function, k)}
    return phrase.text(phrase.path(function)).arguments(args, given)


def _default(function: Any, name: str) -> Any:
    try:
        return inspect.signature(function).parameters[name].default
    except (TypeError, ValueError, KeyError):
        return inspect.Parameter.empty
