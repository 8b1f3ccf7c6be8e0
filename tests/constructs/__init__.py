"""Constructs of Python, one small program each: what `docs/constructs.md` says about them is what they do.

Every module here is a group of the table, its docstring the heading; a program is decorated with the
construct that it stands for, as the table names it, and with its arguments.  `tests/test_constructs.py` runs
each program in reverse mode, in forward mode and to second order, and compares the outcome with its line of
the table; `python docs/write_constructs.py` writes the table anew.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import tangent
from tests.oracle import check_program

MODULES = ("functions", "objects", "containers", "expressions", "statements", "state", "types_", "refused")
# Programs whose derivatives are wrong today, or end in another exception than a refusal, and why.
DEFECTS: dict[str, str] = {}
HEADER = ("construct", "reverse", "forward", "second order")


@dataclass(frozen=True)
class Construct:
    """A construct, as the table names it, and a program that consists of it."""

    text: str
    fun: Callable[..., Any]
    make: Callable[[], tuple[Any, ...]]

    @property
    def name(self) -> str:
        return f"{self.fun.__module__.rpartition('.')[2].strip('_')}-{self.fun.__name__.strip('_')}"


_FOUND: dict[str, list[Construct]] = {}


def construct(
    text: str, *args: Any, make: Callable[[], tuple[Any, ...]] | None = None
) -> Callable[[Any], Any]:
    """Registers a program for `text`; without `args` it takes a vector of three."""

    def register(fun: Any) -> Any:
        arguments = make or (lambda: tangent.testing.structures.clone(args) if args else (vector(),))
        _FOUND.setdefault(fun.__module__, []).append(Construct(text, fun, arguments))
        return fun

    return register


def vector() -> np.ndarray:
    return np.array([0.3, 0.5, 1.2])


def groups() -> list[tuple[str, list[Construct]]]:
    """The headings and their constructs, in the order of the table."""
    found = []
    for module in MODULES:
        imported = importlib.import_module(f"tests.constructs.{module}")
        found.append(((imported.__doc__ or "").strip().rstrip("."), _FOUND[imported.__name__]))
    return found


def outcome(c: Construct) -> tuple[str, str, str]:
    """What each column says: "yes", or the code of the refusal.  What is wrong raises, unless it is known."""
    if c.name not in DEFECTS:
        return _outcome(c)
    try:
        _outcome(c)
    except Exception:
        return ("wrong", "wrong", "-")
    raise AssertionError(f"{c.name} is right now: take it out of DEFECTS")


def _outcome(c: Construct) -> tuple[str, str, str]:
    reverse = _attempt(lambda: (tangent.vjp(c.fun, *c.make()), _check(c, "rev")))
    forward = _attempt(lambda: (tangent.jvp(c.fun, c.make(), _tangents(c)), _check(c, "fwd")))
    if "yes" not in (reverse, forward):
        return reverse, forward, "-"
    modes = tuple(m for m, found in (("rev", reverse), ("fwd", forward)) if found == "yes")
    second = _attempt(lambda: _check(c, *modes, order=2))
    if len(modes) == 2:
        with contextlib.redirect_stdout(io.StringIO()):
            check_program(c.fun, c.make(), _active(c), order=1)
    return reverse, forward, second


def _check(c: Construct, *modes: str, order: int = 1) -> None:
    tangent.check_grads(c.fun, c.make(), order=order, modes=modes)


def _tangents(c: Construct) -> tuple[Any, ...]:
    args = c.make()
    active, rng = _active(c), np.random.default_rng(0)
    like = tangent.testing.structures.random_like
    return tuple(like(args[k], rng) if k in active else None for k in range(len(args)))


def _active(c: Construct) -> tuple[int, ...]:
    leaves = tangent.testing.structures.differentiable_leaves
    return tuple(k for k, a in enumerate(c.make()) if leaves(a))


def _attempt(check: Callable[[], Any]) -> str:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            check()
    except tangent.TangentError as e:
        return e.code
    return "yes"


def line(c: Construct, found: tuple[str, str, str]) -> str:
    """The line of the table for a construct."""
    return "| " + " | ".join([c.text.replace("|", "\\|"), *found]) + " |"


def page(found: Callable[[Construct], tuple[str, str, str]] = outcome) -> str:
    """The text of `docs/constructs.md`."""
    out = [
        "# Constructs",
        "",
        "What works in which mode, construct by construct; a code is that of the [refusal](errors.md). Each",
        "line is the outcome of a program in `tests/constructs`, compared with finite differences; the tests",
        "compare the table with what the programs do. It is written by `python docs/write_constructs.py`.",
        "`wrong` is a known defect.",
    ]
    for heading, constructs in groups():
        out += ["", f"## {heading}", "", "| " + " | ".join(HEADER) + " |", "|---" * len(HEADER) + "|"]
        out += [line(c, found(c)) for c in constructs]
    return "\n".join(out) + "\n"
