"""Random programs of statements: `try`, `with`, `match`, `:=`, generators, and jumps through all of them.

The values are Python floats, so that `1.0 / 0.0`, `math.log(-1.0)`, a missing index and an exception of a
helper really happen: which way is taken depends on the arguments.
"""

from __future__ import annotations

import linecache
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PRELUDE = '''
import math

import numpy as np


class note:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def check(v):
    if v < 0.5:
        raise ValueError(v)
    return v * v


def walk(v, n):
    y = v
    for k in range(n):
        yield y
        y = y * 0.5 + k
    yield y


'''
CLASSES = ("(ValueError, ZeroDivisionError, IndexError)", "ValueError", "Exception", "ZeroDivisionError")
MANAGERS = ("np.errstate(all='ignore')", "note()", "note() as m, note()")


@dataclass(frozen=True)
class Statements:
    """A program `f(x, kind, zero, table)`, and arguments for it."""

    fun: Callable[..., Any]
    text: str
    args: tuple[Any, ...]


def make(seed: int) -> Statements:
    """The program of this seed, always the same."""
    text = PRELUDE + _Writer(seed).program()
    name = f"<statements {seed}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    namespace: dict[str, Any] = {"__name__": "generated_statements"}
    exec(compile(text, name, "exec"), namespace)
    r = random.Random(seed)
    x = [r.uniform(-0.5, 1.5), r.uniform(-0.5, 1.5)]
    return Statements(namespace["f"], text, (x, r.choice("ab"), r.choice((0.0, 2.0)), [1.0, 2.0]))


class _Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.budget = self.random.randint(3, 9)
        self.counters = 0

    def program(self) -> str:
        body = self.block(1, ["a", "b", "c"], False)
        head = ["def f(x, kind, zero, table):", "    a = x[0]", "    b = x[1] * 2.0", "    c = 1.0"]
        return "\n".join([*head, *body, "    return a * b + c + x[0]"]) + "\n"

    # -------------------------------------------------------------- expressions

    def value(self, names: list[str], depth: int = 0) -> str:
        choose = self.random.choice
        if depth > 2 or self.random.random() < 0.3:
            return choose([*names, "0.5", "1.5", "x[0]", "x[1]"])
        op = choose(["+", "-", "*", "*", "sin", "/", "if", ":="])
        left, right = self.value(names, depth + 1), self.value(names, depth + 1)
        if op == "sin":
            return f"math.sin({left})"
        if op == "/":
            return f"({left}) / (({right}) ** 2 + 1.0)"
        if op == "if":
            return f"({left} if {self.test(names)} else {right})"
        if op == ":=" and depth == 0:
            name = choose(["a", "b"])
            return f"({name} := {left}) * {name}"
        return f"({left} {op if op != ':=' else '+'} {right})"

    def test(self, names: list[str]) -> str:
        choose = self.random.choice
        return f"{choose(names)} {choose('<>')} {choose(['0.3', '0.7', '-0.2', 'x[0]', '1.1'])}"

    def risky(self, names: list[str]) -> str:
        name = self.random.choice(names)
        forms = ["math.log({} - 0.4)", "math.sqrt({})", "check({})", "{} / zero"]
        return self.random.choice([*forms, "table[7] * {}", "table[1] * {}"]).format(name)

    # -------------------------------------------------------------- statements

    def block(self, level: int, names: list[str], in_loop: bool) -> list[str]:
        out: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            if self.budget > 0:
                self.budget -= 1
                out += self.statement(level, names, in_loop)
        return out or ["    " * level + "pass"]

    def statement(self, level: int, names: list[str], in_loop: bool) -> list[str]:
        forms = [self.assign, self.branch, self.loop, self.attempt, self.attempt, self.context, self.cases]
        return self.random.choice([*forms, self.jump])("    " * level, level, names, in_loop)

    def assign(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        op = self.random.choice(["=", "=", "+=", "*=", "-="])
        return [f"{pad}{self.random.choice(names)} {op} {self.value(names, 1 if op != '=' else 0)}"]

    def branch(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        out = [f"{pad}if {self.test(names)}:", *self.block(level + 1, names, in_loop)]
        if self.random.random() < 0.5:
            out += [f"{pad}else:", *self.block(level + 1, names, in_loop)]
        return out

    def loop(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        if level > 3:
            return self.assign(pad, level, names, in_loop)
        name, trips = self.random.choice(names), self.random.randint(0, 3)
        kind = self.random.choice(["items", "generator", "while"])
        if kind == "while":
            self.counters += 1
            count = f"n{self.counters}"
            head = [f"{pad}{count} = 0", f"{pad}while {count} < {trips}:", f"{pad}    {count} += 1"]
            return [*head, *self.block(level + 1, names, True)]
        over = f"(x[0], x[1], {name})" if kind == "items" else f"walk({name}, {trips})"
        out = [f"{pad}for v in {over}:", *self.block(level + 1, [*names, "v"], True)]
        if self.random.random() < 0.3:
            out += [f"{pad}else:", *self.block(level + 1, names, in_loop)]
        return out

    def attempt(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        out = [f"{pad}try:"]
        if self.random.random() < 0.2:
            out += self.block(level + 1, names, in_loop)
        out.append(f"{pad}    {self.random.choice(names)} = {self.risky(names)}")
        more = self.random.sample(CLASSES, self.random.choice([0, 0, 1]))
        for kind in [self.random.choice(CLASSES), *more]:
            out += [f"{pad}except {kind}:", *self.block(level + 1, names, in_loop)]
        if self.random.random() < 0.3:
            out += [f"{pad}else:", *self.block(level + 1, names, in_loop)]
        if self.random.random() < 0.4:
            out += [f"{pad}finally:", f"{pad}    {self.random.choice(names)} = {self.value(names, 1)}"]
        return out

    def context(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        return [f"{pad}with {self.random.choice(MANAGERS)}:", *self.block(level + 1, names, in_loop)]

    def cases(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        out = [f"{pad}match {self.random.choice(['kind', '(kind, 1)', *names])}:"]
        if self.random.random() < 0.5:
            out += [f"{pad}    case 'a' | ('a', 1):", *self.block(level + 2, names, in_loop)]
        out += [f"{pad}    case w if {self.test(names)}:", *self.block(level + 2, names, in_loop)]
        if self.random.random() < 0.7:
            out += [f"{pad}    case _:", *self.block(level + 2, names, in_loop)]
        return out

    def jump(self, pad: str, level: int, names: list[str], in_loop: bool) -> list[str]:
        forms = ["break", "continue"] if in_loop else []
        what = self.random.choice([*forms, f"return {self.value(names, 1)}"])
        return [f"{pad}if {self.test(names)}:", f"{pad}    {what}"]
