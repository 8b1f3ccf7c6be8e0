"""`trace`: one run of a function as straight-line source.

The function is called once, with variables in the place of its arguments; each operation becomes a line.
What the run took for granted (the way of a branch, a shape that was asked for, an integer argument) is
tested by the source that is written: where it does not hold, it raises instead of computing something else.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tangent.build.compile import compile_source
from tangent.errors import error
from tangent.objects import attributes, is_named_tuple
from tangent.record.operation import Part, Phrase, operation, written
from tangent.record.steps import like
from tangent.record.variable import STATE, Variable, plain_result

_NUMBERS = (bool, int, float, complex)


def trace(fun: Callable[..., Any], *example: Any) -> Callable[..., Any]:
    """The run `fun(*example)` as a function of the same arguments, straight-line and with a text.

    Its source (`inspect.getsource`, or the attribute `source`) is an ordinary NumPy function, which can be
    differentiated, printed and saved.  Loops are unrolled, and calls are taken apart; side effects are not
    part of it.
    """
    name = getattr(fun, "__name__", "function")
    name = name if name.isidentifier() and not keyword.iskeyword(name) else "function"
    tracer = _Tracer(name)
    parameters = _parameters(fun, len(example))
    tracer.taken |= {*parameters, "np"}
    given = [tracer.opened(p, value) for p, value in zip(parameters, example, strict=True)]
    before, STATE.tracer = STATE.tracer, tracer
    try:
        out = fun(*given)
    finally:
        STATE.tracer = before
    text = tracer.source(parameters, out)
    namespace = compile_source(text, name, {"np": np, **tracer.objects})
    function: Callable[..., Any] = namespace[tracer.name]
    function.source = text  # type: ignore[attr-defined]
    return function


def _parameters(fun: Callable[..., Any], count: int) -> list[str]:
    try:
        found = list(inspect.signature(fun).parameters.values())
    except (TypeError, ValueError):
        return [f"x{k}" for k in range(count)]
    names = [p.name for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][:count]
    star = next((p.name for p in found if p.kind is p.VAR_POSITIONAL), None)
    if len(names) < count and star is None:
        raise TypeError(f"{getattr(fun, '__name__', fun)}() takes {len(names)} arguments, {count} are given")
    return names + [f"{star}_{k}" for k in range(count - len(names))]


class _Line:
    """One statement: an operation with a name, or a test (`name` is empty)."""

    def __init__(self, name: str, parts: tuple[Part, ...], texts: list[str]) -> None:
        self.name, self.parts, self.texts = name, parts, texts

    def __str__(self) -> str:
        text = written(self.parts, self.texts)
        return f"    {self.name} = {text}" if self.name else f"    {text}"


class _Tracer:
    """The run so far; `names` are the expressions for the variables in it."""

    def __init__(self, name: str) -> None:
        self.name = f"{name}_trace"
        self.function = name
        self.lines: list[_Line] = []
        self.names: dict[int, str] = {}
        self.alive: list[Any] = []
        self.objects: dict[str, Any] = {}
        self.taken: set[str] = set()
        self.arrays: list[tuple[str, tuple[int, ...]]] = []
        self.shapes = False
        self.fixed: list[str] = []

    # -------------------------------------------------------------- the arguments

    def opened(self, place: str, value: Any) -> Any:
        """An argument with variables in the place of its arrays and numbers."""
        if isinstance(value, dict):
            return {k: self.opened(f"{place}[{k!r}]", v) for k, v in value.items()}
        if is_named_tuple(type(value)):
            return like(value, [self.opened(f"{place}.{k}", v) for k, v in attributes(value).items()])
        if type(value) in (tuple, list):
            return like(value, [self.opened(f"{place}[{k}]", v) for k, v in enumerate(value)])
        if isinstance(value, (np.ndarray, np.generic, float, complex)):
            if isinstance(value, np.ndarray):
                self.arrays.append((place, value.shape))
            return self.variable(value, place)
        if value is None or isinstance(value, (bool, str)):
            self.fixed.append(
                f"{place} is not {value!r}" if not isinstance(value, str) else f"{place} != {value!r}"
            )
            return value
        if isinstance(value, int):
            self.fixed.append(f"{place} != {value!r}")
            return value
        raise error(
            "traced", None, self.function, f"the argument `{place}` is of class `{type(value).__qualname__}`"
        )

    def variable(self, value: Any, name: str) -> Variable:
        made = Variable(value, requires_grad=False)
        self.names[id(made)] = name
        self.alive.append(made)
        return made

    # -------------------------------------------------------------- the run

    def run(self, phrase: Phrase) -> Any:
        values = tuple([v._data if isinstance(v, Variable) else v for v in phrase.values])
        out = plain_result(phrase, operation(phrase, values).function(*values))
        self.objects |= phrase.objects
        name = self.fresh("t")
        texts = [self.term(v) for v in phrase.values]
        self.lines.append(_Line(name, tuple(phrase.parts), texts))
        return self.results(out, name)

    def results(self, out: Any, name: str) -> Any:
        if isinstance(out, (tuple, list)):
            return like(out, [self.results(v, f"{name}[{k}]") for k, v in enumerate(out)])
        if isinstance(out, (bool, np.bool_)):
            # A truth value is asked for to decide something, if only by `is True`.
            return type(out)(self.decided(self.variable(out, name)))
        if isinstance(out, (np.ndarray, np.generic, *_NUMBERS)):
            return self.variable(out, name)
        return out

    def term(self, value: Any) -> str:
        """What stands in a gap."""
        if isinstance(value, Variable) and id(value) in self.names:
            return self.names[id(value)]
        value = value._data if isinstance(value, Variable) else value
        if type(value) in _NUMBERS and np.isfinite(value):
            text = repr(value)
            return f"({text})" if text.startswith("-") else text
        name = self.fresh("constant")
        self.objects[name] = value.copy() if isinstance(value, np.ndarray) else value
        return name

    def fresh(self, base: str) -> str:
        k = 1
        while f"{base}{k}" in self.taken:
            k += 1
        self.taken.add(f"{base}{k}")
        return f"{base}{k}"

    def asked_for_shape(self) -> None:
        self.shapes = True

    def decided(self, v: Variable) -> bool:
        """A test that the program branches on: the source raises where it would go the other way."""
        term, way = self.term(v), bool(v._data)
        self.lines.append(
            _Line("", (f"if {'not ' if way else ''}", 0, f":\n        {self.other_way()}"), [term])
        )
        return way

    def other_way(self) -> str:
        return f'raise ValueError("{self.function} was traced with arguments that take another way")'

    # -------------------------------------------------------------- the text

    def source(self, parameters: list[str], out: Any) -> str:
        result = self.term_of(out)
        lines = [str(line) for line in self.needed(result)]
        tests = [f"    if {test}:\n        {self.other_way()}" for test in self.fixed]
        if self.shapes:
            tests += [
                f"    if np.shape({p}) != {shape!r}:\n        {self.other_way()}" for p, shape in self.arrays
            ]
        body = "\n".join([*tests, *lines, f"    return {result}"])
        return f'def {self.name}({", ".join(parameters)}):\n    """One run of {self.function}."""\n{body}\n'

    def term_of(self, out: Any) -> str:
        if isinstance(out, dict):
            return "{" + ", ".join(f"{k!r}: {self.term_of(v)}" for k, v in out.items()) + "}"
        if isinstance(out, list):
            return "[" + ", ".join(map(self.term_of, out)) + "]"
        if type(out) is tuple:
            items = ", ".join(map(self.term_of, out))
            return f"({items},)" if len(out) == 1 else f"({items})"
        if isinstance(out, (Variable, np.ndarray, np.generic, *_NUMBERS)):
            return self.term(out)
        raise error(
            "traced", None, self.function, f"it returned an object of class `{type(out).__qualname__}`"
        )

    def needed(self, result: str) -> Iterator[_Line]:
        """The lines that the result, or a test, depends on."""
        used = set(_words(result))
        kept = []
        for line in reversed(self.lines):
            if not line.name or line.name in used:
                used.update(word for text in line.texts for word in _words(text))
                kept.append(line)
        return reversed(kept)


def _words(text: str) -> list[str]:
    return "".join(c if c.isidentifier() or c.isdigit() else " " for c in text).split()
