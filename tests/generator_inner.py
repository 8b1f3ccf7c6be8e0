"""Random programs in which functions, closures and methods change what is in containers that they are given.

Lists in lists, in dicts, in tuples and in objects; all of them go by other names, too, which are read before
and after.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.generator_aliases import Aliases

BOX = """class Box:
    def __init__(self, rows, table):
        self.rows = rows
        self.table = table
        self.total = 0.0

"""
CHANGES = (
    "{l}.append({n})", "{l}[{i}] = {n}", "{l}[{i}] = {l}[{i}] * v", "{l}[{i}] *= {n}",
    "{l}[0], {k}[-1] = {k}[-1], {l}[0]",
    "{l}[:] = [e * 0.5 + v for e in {k}]", "{l}.reverse()", "{l}.extend([{n}, v])", "{l}.insert(0, {n})",
    "v = v + {l}[{i}] * {k}[0]",
)  # fmt: skip
IN_TABLES = (
    "{t}['n'] = {t}['n'] * v", "{t}['u'], {t}['v'] = {t}['v'], {t}['u']", "{t}['u'] = {l}",
    "{t}['n'] += {l}[{i}]",
    "{t}['v'] = [e * v for e in {l}]",
)  # fmt: skip
IN_ROWS = (
    "{r}.append({l})", "{r}[0], {r}[-1] = {r}[-1], {r}[0]", "{r}[0] = {l}", "{r}[-1] = [v, {l}[{i}]]",
    "{r}.reverse()",
)  # fmt: skip
NUMBERS = ("v", "0.5", "{l}[{i}]", "{l}[{i}] * 0.5", "v * {k}[0]", "v + 0.3")
TESTS = ("v > 0.1", "{l}[{i}] > {k}[0]", "len({l}) > 3")


@dataclass
class Scope:
    """Expressions for the lists, lists of lists and dicts that can be seen."""

    lists: tuple[str, ...]
    rows: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def deeper(self) -> Scope:
        """With the lists in what is there."""
        inner = [f"{r}[{i}]" for r in self.rows for i in ("0", "-1")]
        inner += [f"{t}['{k}']" for t in self.tables for k in "uv"]
        return Scope((*self.lists, *inner), self.rows, self.tables)


# What a function is given, and what it sees then.
GIVEN = {
    "list": Scope(("given",)),
    "rows": Scope((), ("given",)).deeper(),
    "table": Scope((), (), ("given",)).deeper(),
    "pair": Scope(("given[0]",), (), ("given[1]",)).deeper(),
}
OF_A_BOX = Scope((), ("self.rows",), ("self.table",)).deeper()


class Inner(Aliases):
    """A program of one argument, an array of three numbers; `text` and `fun`."""

    IN_A_BLOCK = "v = v * 0.9"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lines, self.counters, self.calls, self.taking = [], [], [], []  # type: ignore[var-annotated]
        self.depth = 0
        self.kinds = self.random.sample(["rows", "table", "pair", "box"], self.random.choice([1, 1, 2]))
        given = [kind for kind in self.kinds if kind != "box"]
        for k, kind in enumerate([*given, *["list"] * self.random.randint(0, 1)]):
            self.function(f"change{k}", ["given", "v"], GIVEN[kind])
            self.calls.append((f"change{k}", kind))
        if "box" in self.kinds:
            self.lines += BOX.splitlines()
            self.depth = 1
            self.function("step", ["self", "v"], OF_A_BOX)
            self.calls.append(("o.step", ""))
            self.emit("def first(self):")
            self.emit("    return self.rows[0]")
            self.taking.append("o.first()")
            self.depth = 0
        self.emit("def f(x):")
        self.depth = 1
        self.names = ["a", "b"]
        self.emit("v, a, b = x[1], [x[0], x[1]], [x[2], x[0] * x[1]]")
        for kind in self.kinds:
            self.emit(self.made(kind))
        if self.random.random() < 0.4 or not self.calls:
            self.function("closure", ["v"], self.scope())
            self.calls.append(("closure", ""))
        if self.random.random() < 0.3:
            self.emit("def taken():")
            self.emit(f"    return {self.random.choice(self.scope().lists)}")
            self.taking.append("taken()")
        self.left = self.random.randint(3, 7)
        while self.left > 0:
            self.statement()
        seen = self.scope()
        total = [f"sum({name}) * {name}[0]" for name in self.names]
        total += [f"{e}[0] * 0.7" for e in seen.lists if e not in self.names]
        total += [f"{t}['n']" for t in seen.tables] + ["v"]
        self.emit("return " + " + ".join(total))
        self.text = "\n".join(self.lines) + "\n"
        self.fun: Callable[[Any], Any] = self.compiled(f"<random inner changes {seed}>")

    def made(self, kind: str) -> str:
        """The statement that makes a container, of lists that have a name or of new ones."""
        new = ("[x[1], 0.5]", "[v * x[0]]", "[x[2] * 0.5, v, x[0]]")
        one, two = (self.random.choice((*new, *self.names)) for _ in range(2))
        table = f"{{'u': {one}, 'v': {two}, 'n': x[0]}}"
        if kind == "pair":
            return f"p = ({self.random.choice(new)}, {table})"
        if kind == "box":
            return f"o = Box([{self.random.choice(new)}, {self.random.choice(new)}], {table})"
        return f"r = [{one}, {two}]" if kind == "rows" else f"t = {table}"

    def scope(self) -> Scope:
        """What the body of the program sees."""
        names = {"rows": ("r", ""), "table": ("", "t"), "pair": ("", "p[1]"), "box": ("o.rows", "o.table")}
        rows = [r for r, _ in map(names.__getitem__, self.kinds) if r]
        tables = [t for _, t in map(names.__getitem__, self.kinds) if t]
        lists = [*self.names, *self.taking, *["p[0]"] * ("pair" in self.kinds)]
        return Scope(tuple(lists), tuple(rows), tuple(tables)).deeper()

    def function(self, name: str, params: list[str], seen: Scope) -> None:
        self.emit(f"def {name}({', '.join(params)}):")
        self.depth += 1
        for _ in range(self.random.randint(1, 3)):
            self.change(seen)
        if params[0] == "self":
            self.emit("self.total = self.total * 0.5 + v")
        self.emit("return np.tanh(" + self.filled_in(("v", "v * {l}[{i}]", "{l}[0] + {k}[-1]"), seen) + ")")
        self.depth -= 1

    def change(self, seen: Scope) -> None:
        kinds = [CHANGES, CHANGES, *[IN_ROWS] * bool(seen.rows), *[IN_TABLES] * bool(seen.tables)]
        line = self.filled_in(self.random.choice(kinds), seen)
        chance = self.random.random()
        if chance < 0.15:
            self.block(f"if {self.filled_in(TESTS, seen)}:", line)
        elif chance < 0.25:
            self.block("for q in range(2):", line)
        elif chance < 0.35:
            self.emit(f"row = {self.random.choice(seen.lists)}")
            self.emit(self.filled_in(CHANGES, Scope(("row",))))
        else:
            self.emit(line)

    def filled_in(self, templates: tuple[str, ...], seen: Scope) -> str:
        """One of the templates: l, k: lists; r: a list of lists; t: a dict; i: a place; n: a number."""
        choose = self.random.choice
        parts = {"l": choose(seen.lists), "k": choose(seen.lists), "i": choose(["0", "-1"])}
        parts["r"], parts["t"] = choose(seen.rows or ("",)), choose(seen.tables or ("",))
        parts["n"] = f"np.tanh({choose(NUMBERS).format(**parts)})"
        return choose(templates).format(**parts)

    def called(self) -> str:
        name, kind = self.random.choice(self.calls)
        seen, number = self.scope(), self.random.choice(["v", "v * 0.5", "v + 0.5", "0.7"])
        given = {
            "": (),
            "list": seen.lists,
            "rows": (*seen.rows, *seen.rows, "[a, b]"),
            "table": seen.tables,
            "pair": ("p",),
        }[kind]
        return f"{name}({', '.join([*([self.random.choice(given)] if given else []), number])})"

    def statement(self) -> None:
        self.left -= 1
        kind = self.random.randrange(10)
        if kind < 4:
            self.emit(
                self.filled_in(
                    (f"v = np.sin({self.called()} * {{l}}[{{i}}] + v)", self.called()), self.scope()
                )
            )
        elif kind < 6:
            self.change(self.scope())
        elif kind == 6 and self.depth == 1 and "c" not in self.names:
            self.emit(f"c = {self.random.choice(self.scope().lists)}")
            self.names += ["c"] * ("c" not in self.names)
        elif self.depth < 3 and self.left > 0:
            self.compound()

    def compound(self) -> None:
        rows = self.scope().rows
        chance = self.random.random()
        if rows and chance < 0.3:
            changing = [name for name, kind in self.calls if kind == "list"]
            calls = [f"v = np.sin({name}(row, v) + v)" for name in changing]
            line = self.random.choice([*calls, *calls, self.filled_in(CHANGES, Scope(("row",)))])
            self.block(f"for row in {self.random.choice(rows)}:", line)
        elif chance < 0.7:
            self.block(f"for {'ijk'[self.depth - 1]} in range({self.random.choice([2, 3])}):")
        else:
            self.block(f"if {self.filled_in(TESTS, self.scope())}:")
            if self.random.random() < 0.5:
                self.block("else:")
