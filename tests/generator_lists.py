"""Random programs in which lists and dicts of numbers change while they go by several names."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.generator_aliases import Aliases

CHANGING = (
    "{l}.append({n})", "{l}.insert(0, {n})", "{l}[{i}] = {n}", "{l}[{i}] *= {n}", "{l}[{i}] += {k}[{j}]",
    "{l}.reverse()", "{l} += [{n}, {k}[{i}]]", "{l}.extend([v * 0.5 for v in {k}[:2]])", "s = s + {l}[{i}]",
    "{l}[:1] = [{n}, s]", "s = s * 0.5 + sum({l})", "{l}[0], {k}[-1] = {k}[-1], {l}[0]",
)  # fmt: skip
SHORTER = ("s = s + {l}.pop()", "{l}[0] = {l}.pop(0) * {n}", "del {l}[0]", "{l}.pop(1)")
VALUES = (
    "{l}", "{l}", "{l} if {c} else {k}", "{r}[{i}]", "{r}[{p}]", "d[{q}]", "list({l})", "{l}[:]",
    "[v * {n} for v in {l}]", "[{n}, {k}[{i}]]", "{l}[:2] + {k}[:1]", "[{l}, {k}][{q}]",
)  # fmt: skip
HOLDING = (
    "{r}.append({l})", "{r}[{i}] = {l}", "{r}[0], {r}[-1] = {r}[-1], {r}[0]", "d[{q}] = {l}",
    "{r}[{i}].append({n})", "d[{q}][{i}] = {n}", "{r}.reverse()", "{r}[{p}][{i}] *= {n}", "d[{q}].append(s)",
    "{r} = {r}[1:] + {r}[:1]",
)  # fmt: skip
OVER = ("v[0] = v[0] * {n}", "v.append({n})", "{l} = v", "s = s * 0.5 + v[-1]", "v[-1] = s")
TESTS = ("x[{i}] > 0.0", "{l}[{i}] > {k}[{j}]", "s > 0.2", "len({l}) > 3")
NUMBERS = ("0.5", "0.9", "x[{i}]", "{k}[{j}] * 0.5", "s * 0.3")


class Lists(Aliases):
    """A program of one argument, an array of three numbers; `text` and `fun`."""

    IN_A_BLOCK = "s = s * 0.9"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names, self.counters = ["l0", "l1"], []  # type: ignore[var-annotated]
        self.lines = ["def f(x):", "    s = x[1]", "    l0 = [x[0], x[1]]", "    l1 = [x[2], x[0] * x[1]]"]
        self.lines += ["    r = [l0, [x[1]]]", "    d = {0: l1, 1: [x[2]]}"]
        self.depth, self.left = 1, self.random.randint(5, 11)
        while self.left > 0:
            self.statement()
        total = [f"sum({name}) * {name}[0]" for name in self.names]
        total += ["r[0][-1]", "r[-1][0]", "d[0][0]", "sum(d[1])", "s"]
        self.lines.append("    return " + " + ".join(total))
        self.text = "\n".join(self.lines) + "\n"
        self.fun: Callable[[Any], Any] = self.compiled(f"<random lists {seed}>")

    def filled(self, templates: tuple[str, ...]) -> str:
        """One of the templates: l, k: lists; r: a list of lists; i, j, p, q: places."""
        choose = self.random.choice
        parts = {"l": choose(self.names), "k": choose(self.names), "r": "r"}
        parts |= {"i": choose(["0", "-1"]), "j": choose(["0", "-1"])}
        computed = [f"{c} % 2" for c in self.counters]
        parts |= {"p": choose(["0", *computed]), "q": choose(["0", "1", *computed])}
        parts["n"], parts["c"] = choose(NUMBERS).format(**parts), choose(TESTS).format(**parts)
        return choose(templates).format(**parts)

    def statement(self) -> None:
        self.left -= 1
        kind = self.random.randrange(10)
        if kind < 2:
            name = self.random.choice(["l0", "l1", "l2", "l3"] if self.depth == 1 else self.names)
            self.emit(f"{name} = {self.filled(VALUES)}")
            if name not in self.names:
                self.names.append(name)
        elif kind < 5:
            self.emit(self.filled(CHANGING))
        elif kind == 5:
            name = self.random.choice(self.names)
            line = self.random.choice(SHORTER).format(l=name, n=self.filled(("{n}",)))
            self.block(f"if len({name}) > 2:", line)
        elif kind < 8:
            self.emit(self.filled(HOLDING))
        elif self.depth < 3 and self.left > 1:
            self.compound()

    def compound(self) -> None:
        kind = self.random.randrange(4)
        if kind == 0:
            counter = "ijk"[self.depth - 1]
            self.counters.append(counter)
            self.block(f"for {counter} in range({self.random.choice([2, 3])}):")
            self.counters.remove(counter)
        elif kind == 1:
            self.block(self.random.choice(("for v in r:", "for v in d.values():")), self.filled(OVER))
        else:
            self.block(self.filled(("if {c}:",)))
            if self.random.random() < 0.5:
                self.block("else:")
