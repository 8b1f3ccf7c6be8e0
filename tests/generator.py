"""A seeded generator of random imperative programs, and a shrinker for those that fail.

`make(seed)` gives a `Program`: source text with helpers and a function `program(x, v, m, n)` of a number, a
vector of 4, a matrix of 3 by 4 and an integer.  Programs assign, branch, loop (range, rows, elements, while;
break, continue, early return), write into slices, views, aliases and arguments, swap buffers, call helpers
that write into their parameters or return them, capture variables and keep lists.  Everything assigned is
bounded and smooth, and a test of data against a constant is at least `MARGIN` away from flipping, so that
differences are stable.  The text depends only on the seed.
"""

from __future__ import annotations

import ast
import copy
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tangent.testing.structures import clone, compile_source

MARGIN = 0.03
LENGTH, ROWS = 4, 3
TEST = re.compile(r"\b(if|mask\d+ =|elif) (\w+(?:\[\w+\])?) > (-?\d+\.\d+)(:|$)", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    seed: int
    text: str
    fun: Callable[..., Any]

    @property
    def args(self) -> tuple[Any, ...]:
        rng = np.random.default_rng(self.seed)
        numbers = rng.uniform(-1.0, 1.0, 1 + LENGTH + ROWS * LENGTH)
        return (
            float(numbers[0]),
            numbers[1 : 1 + LENGTH].copy(),
            numbers[1 + LENGTH :].reshape(ROWS, LENGTH).copy(),
            2,
        )


def compiled(seed: int, text: str) -> Program:
    return Program(seed, text, compile_source(text, "program", {"np": np}))


def make(seed: int) -> Program:
    """The program of this seed: the first of its attempts that runs, stays finite and keeps its margins."""
    return first_usable(seed, lambda attempt: _Writer(random.Random(f"{seed}/{attempt}")).write())


def first_usable(seed: int, write: Callable[[int], str]) -> Program:
    for attempt in range(200):
        program = compiled(seed, write(attempt))
        if usable(program):
            return program
    raise RuntimeError(f"no usable program for the seed {seed}")


def usable(program: Program) -> bool:
    """Whether the primal runs, is finite, and every test of data is decided by a margin."""
    margins = [1.0]

    def decide(value: Any, limit: float) -> Any:
        margins.append(float(np.min(np.abs(value - limit))))
        return value > limit

    watched = TEST.sub(r"\1 decide(\2, \3)\4", program.text)
    namespace: dict[str, Any] = {"np": np, "decide": decide}
    try:
        with np.errstate(all="raise", under="ignore"):
            exec(compile(watched, "<watched>", "exec"), namespace)
            value = namespace["program"](*clone(program.args))
    except Exception:
        return False
    return bool(
        np.ndim(value) == 0 and isinstance(value, float) and np.isfinite(value) and min(margins) > MARGIN
    )


class _Names:
    """The names that are certainly defined: numbers, vectors with their lengths, matrices, lists."""

    def __init__(self) -> None:
        self.numbers: list[str] = ["x"]
        self.vectors: dict[str, int] = {"v": LENGTH}
        self.matrices: list[str] = ["m"]
        self.blocks: dict[str, tuple[int, int]] = {}
        self.lists: list[str] = []
        self.indices: dict[str, int] = {}
        self.functions: list[str] = []

    def copy(self) -> _Names:
        return copy.deepcopy(self)


Action = Callable[[_Names, int], None]


class _Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.depth = 0
        self.count = 0

    def write(self) -> str:
        self.helpers()
        names = _Names()
        self.line("def program(x, v, m, n):")
        self.depth = 1
        self.block(names, self.rng.randint(5, 9), 0)
        self.line(f"return {self.result(names)}")
        return "\n".join(self.lines) + "\n"

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def result(self, names: _Names) -> str:
        terms = [f"np.sin({name})" for name in names.numbers]
        terms += [f"np.sum({name} * {self.constant()})" for name in names.vectors]
        terms += [f"np.sum({name}**2)" for name in names.matrices]
        return " + ".join(terms)

    def helpers(self) -> None:
        inner = _Names()
        inner.numbers, inner.vectors, inner.matrices = ["a", "b"], {}, []
        self.line("def number_helper(a, b=0.5):")
        self.depth = 1
        self.line(f"c = {self.number(inner, 2)}")
        if self.rng.random() < 0.5:
            self.line("if c > 0.1:")
            self.line(f"    return {self.number(inner, 1)}")
        self.line(f"return c * {self.number(inner, 1)}")
        self.depth = 0
        self.line("")
        self.line("")
        inner.numbers, inner.vectors = ["k"], {"a": 3}
        self.line("def writing_helper(a, k):")
        self.depth = 1
        for _ in range(self.rng.randint(1, 3)):
            options = [
                "a *= np.cos(k)",
                "a[1:] += 0.3 * a[:-1] * k",
                "a[0] = np.sin(k) * a[1]",
                "a[:] = np.tanh(a[::-1] * a + k)",
                "a += np.sin(a)",
                "t = a[1:]\n    t *= 0.7",
            ]
            self.line(self.rng.choice(options))
        if self.rng.random() < 0.4:
            self.line("return a")
        elif self.rng.random() < 0.5:
            self.line("return np.sum(a) * k")
        self.depth = 0
        self.line("")
        self.line("")

    # Expressions.  Every one is bounded and smooth.

    def constant(self) -> str:
        return f"{self.rng.choice([-1, 1]) * self.rng.uniform(0.2, 1.5):.2f}"

    def bounded(self, text: str) -> str:
        kind = self.rng.randrange(4)
        return [
            f"np.sin({text})",
            f"np.tanh({text})",
            f"np.cos({text})",
            f"({text}) / (1.0 + ({text}) ** 2)",
        ][kind]

    def number(self, names: _Names, depth: int) -> str:
        rng = self.rng
        if depth == 0 or rng.random() < 0.2:
            return self.number_leaf(names)
        kind = rng.randrange(6)
        if kind == 0 and names.vectors:
            a, length = rng.choice(list(names.vectors.items()))
            return self.bounded(f"np.dot({a}, {self.vector(names, length, depth - 1)})")
        if kind == 1 and names.vectors:
            return f"np.tanh(np.sum({self.vector(names, rng.choice([3, 4]), depth - 1)}))"
        if kind == 2 and names.functions:
            return f"{rng.choice(names.functions)}({self.number(names, depth - 1)})"
        if kind == 3:
            return self.bounded(self.number(names, depth - 1))
        operator = rng.choice(["+", "-", "*"])
        return self.bounded(f"{self.number(names, depth - 1)} {operator} {self.number(names, depth - 1)}")

    def number_leaf(self, names: _Names) -> str:
        options = list(names.numbers) * 2 + [self.constant()]
        for vector, length in names.vectors.items():
            options.append(f"{vector}[{self.index(names, length)}]")
        for matrix in names.matrices:
            options.append(f"{matrix}[{self.index(names, ROWS)}, {self.index(names, LENGTH)}]")
        return self.rng.choice(options)

    def index(self, names: _Names, length: int) -> str:
        fitting = [name for name, bound in names.indices.items() if bound <= length]
        if fitting and self.rng.random() < 0.6:
            return self.rng.choice(fitting)
        return str(self.rng.randrange(-length, length))

    def vector(self, names: _Names, length: int, depth: int) -> str:
        rng = self.rng
        if depth == 0 or rng.random() < 0.3:
            return self.vector_leaf(names, length)
        if rng.random() < 0.3:
            return self.bounded(self.vector(names, length, depth - 1))
        other = self.number(names, depth - 1) if rng.random() < 0.3 else self.vector(names, length, depth - 1)
        return self.bounded(f"{self.vector(names, length, depth - 1)} {rng.choice('+-*')} {other}")

    def vector_leaf(self, names: _Names, length: int) -> str:
        options = []
        for vector, size in names.vectors.items():
            options += [self.part(vector, size, length)] * 2 if size >= length else []
        for matrix in names.matrices:
            row = f"{matrix}[{self.index(names, ROWS)}"
            if length == LENGTH:
                options.append(f"{row}]")
            elif length < LENGTH:
                options.append(f"{row}, :{length}]")
            if length == ROWS:
                options.append(f"{matrix}[:, {self.index(names, LENGTH)}]")
        return self.rng.choice(options) if options else f"np.full({length}, {self.number_leaf(names)})"

    def part(self, vector: str, size: int, length: int) -> str:
        """`length` elements of a vector of `size`."""
        if size == length:
            return self.rng.choice([vector, vector, f"{vector}[::-1]"])
        start = self.rng.randint(0, size - length)
        if start == size - length:
            return f"{vector}[{start}:]"
        return f"{vector}[{start}:{start + length}]" if start else f"{vector}[:{length}]"

    # Statements.

    def block(self, names: _Names, size: int, loops: int) -> None:
        for _ in range(size):
            self.statement(names, loops)

    def statement(self, names: _Names, loops: int) -> None:
        table = self.simple_statements()
        if self.depth < 4:
            table = [*table, *self.nested_statements()]
        self.rng.choices([action for _, action in table], [weight for weight, _ in table])[0](names, loops)

    def simple_statements(self) -> list[tuple[int, Action]]:
        return [
            (6, self.assign_number),
            (5, self.assign_vector),
            (7, self.write_vector),
            (4, self.write_matrix),
            (4, self.bind_view),
            (2, self.bind_alias),
            (2, self.swap),
            (3, self.call_writer),
            (2, self.keep_list),
            (1, self.define_closure),
        ]

    def nested_statements(self) -> list[tuple[int, Action]]:
        return [(5, self.branch), (4, self.loop), (1, self.early_return)]

    def assign_number(self, names: _Names, loops: int) -> None:
        value = self.number(names, 3)
        kind = self.rng.randrange(4)
        if kind == 0 or not names.numbers:
            name = self.fresh("s")
            self.line(f"{name} = {value}")
            names.numbers.append(name)
        elif kind == 1:
            self.line(f"{self.rng.choice(names.numbers)} = {value}")
        elif kind == 2:
            self.line(f"{self.rng.choice(names.numbers)} {self.rng.choice(['+=', '-=', '*='])} {value}")
        else:
            first, second = self.rng.choice(names.numbers), self.fresh("s")
            self.line(f"{first}, {second} = {value}, number_helper({self.number(names, 1)}, b={first})")
            names.numbers.append(second)

    def assign_vector(self, names: _Names, loops: int) -> None:
        name, length = self.fresh("u"), self.rng.choice([3, 4])
        value = self.vector(names, length, 2)
        made = self.rng.choice([f"1.0 * {value}", f"np.array({value})", f"np.zeros({length}) + {value}"])
        if self.rng.random() < 0.3:
            self.line(f"{name} = np.empty({length})")
            self.line(f"{name}[:] = {value}")
        else:
            self.line(f"{name} = {made}")
        names.vectors[name] = length

    def write_vector(self, names: _Names, loops: int) -> None:
        name, size = self.rng.choice(list(names.vectors.items()))
        kind = self.rng.randrange(7)
        length = self.rng.randint(1, size)
        target = self.part(name, size, length) if length < size else f"{name}[:]"
        if kind == 0:
            self.line(f"{name}[{self.index(names, size)}] = {self.number(names, 2)}")
        elif kind == 1:
            self.line(
                f"{name}[{self.index(names, size)}] {self.rng.choice(['+=', '*='])} {self.number(names, 1)}"
            )
        elif kind == 2:
            self.line(f"{target} = {self.bounded(self.vector(names, length, 1))}")
        elif kind == 3:
            self.line(f"{target} += 0.3 * {self.vector(names, length, 2)}")
        elif kind == 4:
            self.line(f"{name} *= {self.bounded(self.number(names, 1))}")
        elif kind == 5:
            self.line(f"{name}[1:] {self.rng.choice(['=', '+=', '*='])} {name}[:-1]")
        else:
            self.line(f"{target} = {self.number(names, 1)}")

    def write_matrix(self, names: _Names, loops: int) -> None:
        name = self.rng.choice(names.matrices)
        kind = self.rng.randrange(5)
        row = self.index(names, ROWS)
        if kind == 0:
            self.line(f"{name}[{row}] = {self.bounded(self.vector(names, LENGTH, 1))}")
        elif kind == 1:
            self.line(f"{name}[:, {self.index(names, LENGTH)}] += 0.5 * {self.vector(names, ROWS, 1)}")
        elif kind == 2:
            self.line(f"{name} *= {self.bounded(self.vector(names, LENGTH, 1))}")
        elif kind == 3:
            self.line(f"{name}[1:, :-1] = np.sin({name}[:-1, 1:]) * {self.number(names, 1)}")
        else:
            self.line(f"{name}[{row}, {self.index(names, LENGTH)}] = {self.number(names, 2)}")

    def bind_view(self, names: _Names, loops: int) -> None:
        name = self.fresh("w")
        kind = self.rng.randrange(4)
        if kind == 0:
            self.line(f"{name} = {self.rng.choice(names.matrices)}[{self.index(names, ROWS)}]")
            names.vectors[name] = LENGTH
        elif kind == 1:
            self.line(f"{name} = {self.rng.choice(names.matrices)}.T[{self.index(names, LENGTH)}]")
            names.vectors[name] = ROWS
        elif kind == 2:
            source, size = self.rng.choice(list(names.vectors.items()))
            length = min(size, 3)
            self.line(f"{name} = {self.part(source, size, length)}")
            names.vectors[name] = length
        else:
            name = self.fresh("t")
            self.line(f"{name} = {self.rng.choice(names.matrices)}.copy()")
            names.matrices.append(name)

    def bind_alias(self, names: _Names, loops: int) -> None:
        source, size = self.rng.choice(list(names.vectors.items()))
        name = self.fresh("z")
        self.line(f"{name} = {source}" + self.rng.choice(["", "", ".copy()", "[:]"]))
        names.vectors[name] = size

    def swap(self, names: _Names, loops: int) -> None:
        source, size = self.rng.choice(list(names.vectors.items()))
        p, q = self.fresh("p"), self.fresh("q")
        self.line(f"{p} = {source}.copy()")
        self.line(f"{q} = np.zeros({size})")
        self.line("for _ in range(n + 1):")
        self.line(f"    {q}[0] = {self.number(names, 1)}")
        self.line(f"    {q}[1:] = np.sin({p}[:-1]) + 0.2 * {p}[1:]")
        self.line(f"    {p}, {q} = {q}, {p}")
        names.vectors[p] = names.vectors[q] = size

    def call_writer(self, names: _Names, loops: int) -> None:
        wide = [name for name, size in names.vectors.items() if size >= 3]
        targets = wide + [f"{matrix}[{self.index(names, ROWS)}]" for matrix in names.matrices]
        self.line(f"writing_helper({self.rng.choice(targets)}, {self.number(names, 1)})")

    def keep_list(self, names: _Names, loops: int) -> None:
        if not names.lists or (not loops and self.rng.random() < 0.3):
            name = self.fresh("items")
            self.line(f"{name} = []")
            names.lists.append(name)
        name = self.rng.choice(names.lists)
        self.line(f"{name}.append({self.number(names, 1)})")
        if self.rng.random() < 0.6:
            taken = self.fresh("s")
            self.line(
                f"{taken} = {name}{self.rng.choice(['.pop()', '[-1]', '[0]'])} * {self.number(names, 1)}"
            )
            names.numbers.append(taken)

    def define_closure(self, names: _Names, loops: int) -> None:
        if loops:
            self.assign_number(names, loops)
            return
        name, captured = self.fresh("f"), self.rng.choice(names.numbers)
        self.line(f"def {name}(t):")
        self.line(f"    return {self.bounded(f't * {captured}')}")
        names.functions.append(name)

    def test(self, names: _Names) -> str:
        choice = self.rng.random()
        if choice < 0.55 and names.numbers:
            return f"if {self.rng.choice(names.numbers)} > {self.rng.uniform(-0.6, 0.6):.2f}:"
        if names.indices and choice < 0.85:
            return f"if {self.rng.choice(list(names.indices))} == {self.rng.randrange(3)}:"
        return f"if n > {self.rng.randrange(4)}:"

    def branch(self, names: _Names, loops: int) -> None:
        self.line(self.test(names))
        inside = names.copy()
        self.depth += 1
        self.block(inside, self.rng.randint(1, 3), loops)
        if loops and self.rng.random() < 0.25:
            self.line(self.rng.choice(["break", "continue"]))
        self.depth -= 1
        if self.rng.random() < 0.5:
            self.line("else:")
            inside = names.copy()
            self.depth += 1
            self.block(inside, self.rng.randint(1, 3), loops)
            self.depth -= 1

    def loop(self, names: _Names, loops: int) -> None:
        if loops >= 2:
            self.assign_number(names, loops)
            return
        inside = names.copy()
        kind = self.rng.randrange(5)
        if kind == 4:
            k = self.fresh("k")
            self.line(f"{k} = 0")
            self.line(f"while {k} < {self.rng.randint(0, 3)}:")
        elif kind == 3:
            row = self.fresh("row")
            self.line(f"for {row} in {self.rng.choice(names.matrices)}:")
            inside.vectors[row] = LENGTH
        elif kind == 2:
            i, e = self.fresh("i"), self.fresh("e")
            vector, size = self.rng.choice(list(names.vectors.items()))
            self.line(f"for {i}, {e} in enumerate({vector}):")
            inside.indices[i] = size
            inside.numbers.append(e)
        else:
            i = self.fresh("i")
            bound = self.rng.choice(["n", "n + 1", "m.shape[0]", "0, 3, 2", "2, -1, -1"])
            self.line(f"for {i} in {'reversed(range(n))' if kind == 1 else f'range({bound})'}:")
            inside.indices[i] = 3
        self.depth += 1
        if kind == 4:
            self.line(f"{k} += 1")
        self.block(inside, self.rng.randint(1, 4), loops + 1)
        self.depth -= 1
        if self.rng.random() < 0.1:
            self.line("else:")
            self.depth += 1
            self.assign_number(names.copy(), loops)
            self.depth -= 1

    def early_return(self, names: _Names, loops: int) -> None:
        self.line(self.test(names))
        self.line(f"    return {self.result(names)}")


def shrink(program: Program, fails: Callable[[Program], bool], limit: int = 300) -> Program:
    """Leave out statements, one at a time, as long as the program is still usable and still fails."""
    progress = True
    while progress and limit > 0:
        progress = False
        for k in reversed(range(len(_statements(ast.parse(program.text))))):
            limit -= 1
            if limit <= 0:
                break
            tree = ast.parse(program.text)
            found = _statements(tree)
            if k >= len(found):
                continue
            body, statement = found[k]
            body.remove(statement)
            if not body:
                body.append(ast.Pass())
            try:
                smaller = compiled(program.seed, ast.unparse(tree) + "\n")
            except (SyntaxError, KeyError):
                continue
            if smaller.text != program.text and usable(smaller) and fails(smaller):
                program, progress = smaller, True
    return program


def _statements(tree: ast.AST) -> list[tuple[list[ast.stmt], ast.stmt]]:
    found = []
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                found += [(body, statement) for statement in body if not _needed(statement)]
    return found


def _needed(statement: ast.stmt) -> bool:
    """A `pass`, or the counter of a `while`, without which it would never end."""
    counter = isinstance(statement, ast.AugAssign) and re.fullmatch(r"k\d+", ast.unparse(statement.target))
    return isinstance(statement, ast.Pass) or bool(counter)
