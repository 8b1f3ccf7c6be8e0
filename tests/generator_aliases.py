"""Random programs in which arrays share memory: by names, branches, lists, rows of matrices and layouts."""

from __future__ import annotations

import linecache
import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np

KEEPING = (
    "{l}.append({a})", "{l}.insert(0, {a})", "{l}[0] = {a}", "{l}.reverse()", "{l}[-1] *= {n}",
    "{l}[0][{i}] = {n}",
)  # fmt: skip
WRITING = (
    "{a} *= {n}", "{a} += {b} * 0.5", "{a} += np.sin({b}) * 0.5", "{a}[{i}] = {b}[{j}] * {n}",
    "{a}[1:] += 0.3 * {b}[:-1]", "{a}, {b} = {b}, {a}",
)  # fmt: skip
IN_MATRICES = ("{m}[0] *= {n}", "{m}[:, 1] += {a}", "{m} = {m}.T", "{m} = {m} * 0.8", "{m}.T[2] = {a}")
VALUES = (
    "{a} * {n}", "np.sin({a})", "{a}.copy()", "{a}", "{a}[::-1]", "np.cos({a}) + {b}",
    "{a} if {c} else {b}", "{a} if {c} else {b}.copy()", "{a}[::-1] if {c} else {b}",
)  # fmt: skip
ROWS = (
    "{m}[{i}]", "{m}.T[{i}]", "{m}.ravel()[3:6]", "{m}.T.reshape(-1)[:3]", "np.asarray({m})[0]",
    "{m}.reshape(9)[::4]",
)  # fmt: skip
OVER_LISTS = ("v *= {n}", "v[0] += {n}", "{a} += v * 0.5", "{a} = v")
OVER_ROWS = ("v *= {n}", "{a} = v", "{a}[0] += v[1]")
TESTS = ("x[{i}] > 0.0", "{a}[{i}] > {b}[{j}]", "np.sum({a}) > 0.2")
NUMBERS = ("0.5", "0.9", "x[{i}]", "{a}[{j}]")


class Aliases:
    """A program of one argument, an array of three numbers; `text` and `fun`."""

    IN_A_BLOCK = "a0 *= 0.9"
    """What stands first in a block, so that none is empty."""
    KEEPING, WRITING, VALUES, ROWS = KEEPING, WRITING, VALUES, ROWS

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.arrays, self.lists, self.matrices, self.counters = ["a0", "a1"], [], [], []  # type: ignore[var-annotated]
        self.lines = ["def f(x):", "    a0 = x * 1.0", "    a1 = np.cos(x)"]
        self.depth, self.left = 1, self.random.randint(6, 14)
        while self.left > 0:
            self.statement()
        total = [f"np.sum({a} * {a})" for a in self.arrays]
        total += [f"np.sum({m}[0] * 0.5)" for m in self.matrices]
        total += [f"np.sum({kept}[0] * {kept}[-1])" for kept in self.lists]
        self.lines.append("    return " + " + ".join(total))
        self.text = "\n".join(self.lines) + "\n"
        self.fun: Callable[[Any], Any] = self.compiled(f"<random aliases {seed}>")

    def compiled(self, name: str) -> Any:
        linecache.cache[name] = (len(self.text), None, self.text.splitlines(True), name)
        namespace: dict[str, Any] = {"np": np, "__name__": __name__}
        exec(compile(self.text, name, "exec"), namespace)  # noqa: S102
        return namespace["f"]

    def cut_in_two(self) -> Aliases:
        """The same with its second part in a function, which is given all that there is."""
        tops = [k for k, line in enumerate(self.lines) if k > 3 and re.match(r"    (?!else)\S", line)]
        cut = self.random.choice([k for k in tops if self.is_bound_before(k)])
        rest = [f"def rest({', '.join(['x', *self.bound_before(cut)])}):", *self.lines[cut:]]
        value = f"rest({', '.join(['x', *self.bound_before(cut)])})"
        first = [*self.lines[:cut], f"    r = {value}", "    return r + np.sum(a0 * a0) + np.sum(a1 * a1)"]
        self.text = "\n".join([*rest, *first]) + "\n"
        self.fun = self.compiled(self.fun.__code__.co_filename.replace("aliases", "aliases in two functions"))
        return self

    def bound_before(self, cut: int) -> list[str]:
        """The names that are bound for certain in front of a line."""
        found = [m.group(1) for line in self.lines[:cut] if (m := re.match(r"    (\w+(?:, \w+)*) = ", line))]
        return list(dict.fromkeys(n for names in found for n in names.split(", ")))

    def is_bound_before(self, cut: int) -> bool:
        """Whether the lines behind a cut read nothing that is bound in a branch or loop in front of it."""
        inner = {n for line in self.lines[:cut] for n in re.findall(r"^     +(?:for )?(\w+) (?:=|in) ", line)}
        read = set(re.findall(r"\w+", "\n".join(self.lines[cut:])))
        return not (inner - set(self.bound_before(cut))) & read

    def filled(self, templates: tuple[str, ...]) -> str:
        """One of the templates: a, b: arrays; i, j: places; n: a number; c: a test; m, l: what there is."""
        choose = self.random.choice
        places = ["0", "1", "2", "-1", *self.counters]
        parts = {"a": choose(self.arrays), "b": choose(self.arrays), "i": choose(places), "j": choose(places)}
        parts["n"], parts["c"] = choose(NUMBERS).format(**parts), choose(TESTS).format(**parts)
        parts["m"], parts["l"] = choose(self.matrices or [""]), choose(self.lists or [""])
        return choose(templates).format(**parts)

    def emit(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def block(self, head: str, *lines: str) -> None:
        self.emit(head)
        self.depth += 1
        for line in lines:
            self.emit(line)
        if not lines:
            self.emit(self.IN_A_BLOCK)
            for _ in range(self.random.randint(1, 3)):
                self.statement()
        self.depth -= 1

    def statement(self) -> None:
        self.left -= 1
        kind = self.random.randrange(12)
        if kind < 3:
            self.bind()
        elif kind < 6:
            self.emit(self.filled(self.WRITING))
        elif kind < 8:
            self.keep()
        elif kind == 8 and self.matrices:
            self.emit(self.filled(IN_MATRICES))
        elif kind == 9 and self.depth == 1 and len(self.matrices) < 2:
            name = f"m{len(self.matrices)}"
            self.emit(f"{name} = " + self.filled(("np.outer({a}, {b})",)))
            self.matrices.append(name)
        elif self.depth < 3 and self.left > 2:
            self.compound()

    def bind(self) -> None:
        name = self.random.choice(["a0", "a1", "a2", "a3"] if self.depth == 1 else self.arrays)
        value = self.filled(self.VALUES if not self.matrices or self.random.random() < 0.6 else self.ROWS)
        if self.lists and self.random.random() < 0.2:
            value = self.filled(("{l}[0]", "{l}[-1]"))
        self.emit(f"{name} = {value}")
        if name not in self.arrays:
            self.arrays.append(name)

    def keep(self) -> None:
        if self.depth == 1 and len(self.lists) < 2:
            name = f"kept{len(self.lists)}"
            self.emit(f"{name} = " + self.filled(("[{a}, {b}]",)))
            self.lists.append(name)
        elif self.lists and self.random.random() < 0.2:
            kept = self.random.choice(self.lists)
            self.block(f"if len({kept}) > 2:", self.filled(("{a}",)) + f" = {kept}.pop()")
        elif self.lists:
            self.emit(self.filled(self.KEEPING))

    def compound(self) -> None:
        kind = self.random.randrange(4)
        if kind == 0:
            counter = "ijk"[self.depth - 1]
            self.counters.append(counter)
            self.block(f"for {counter} in range({self.random.choice([2, 3])}):")
            self.counters.remove(counter)
        elif kind == 1 and self.lists:
            self.block(self.filled(("for v in {l}:",)), self.filled(OVER_LISTS))
        elif kind == 2 and self.matrices:
            self.block(self.filled(("for v in {m}:",)), self.filled(OVER_ROWS))
        else:
            self.block(self.filled(("if {c}:",)))
            if self.random.random() < 0.6:
                self.block("else:")
