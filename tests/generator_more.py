"""Still more constructs for the random programs: comprehensions that are bound anew, dicts of computed keys,
objects whose attributes are written, lists that helpers change, tests that change something, `while` with
`break`, `try` in loops, and variables that trips of a loop find as earlier ones have left them.

The programs of `make_more(seed)` have the arguments of those of `make(seed)` (`tests.generator`) and keep the
same promises.
"""

from __future__ import annotations

import random

from tests.generator import LENGTH, Action, Program, _Names, first_usable
from tests.generator_wide import HELPERS, _WideWriter

MORE_HELPERS = {
    "Meter": """class Meter:
    def __init__(self, level, gain=0.5):
        self.level = level
        self.gain = gain
        self.count = 0

    def step(self, t):
        self.level = np.sin(self.level + t) * self.gain
        self.count += 1
        return self.level * t

    def reset(self, a):
        self.level = a[0]
        a[-1] = self.gain * a[-1]
""",
    "pushing_helper": """def pushing_helper(items, t):
    items.append(np.sin(t) * items[-1])
    items[0] = items[0] * 0.5 + t
    return len(items)
""",
    "storing_helper": """def storing_helper(table, key, t):
    table[key] = table.get(key, 0.3) + np.sin(t)
    if len(table) > 2:
        return t
    return table[key] * t
""",
    "damping_helper": """def damping_helper(a):
    a[0] *= 0.9
    return a[0]
""",
}


def make_more(seed: int) -> Program:
    """The program of this seed: the first of its attempts that runs, stays finite and keeps its margins."""
    return first_usable(seed, lambda attempt: _MoreWriter(random.Random(f"more/{seed}/{attempt}")).write())


class _MoreWriter(_WideWriter):
    def text_of(self, name: str) -> str:
        return MORE_HELPERS.get(name) or HELPERS[name]

    def simple_statements(self) -> list[tuple[int, Action]]:
        return [
            *super().simple_statements(),
            (4, self.rebind_comprehension),
            (4, self.dict_of_computed_keys),
            (5, self.meter),
            (4, self.growing_list),
            (4, self.stack),
            (4, self.changing_test),
        ]

    def nested_statements(self) -> list[tuple[int, Action]]:
        nested = [(4, self.while_with_break), (5, self.attempt_in_a_loop), (3, self.return_from_a_loop)]
        return [*super().nested_statements(), *nested, (5, self.of_the_trip_before)]

    def any_vector(self, names: _Names) -> str:
        return self.rng.choice([name for name, size in names.vectors.items() if size >= 3])

    def rebind_comprehension(self, names: _Names, loops: int) -> None:
        q, s = self.fresh("q"), self.fresh("s")
        self.line(f"{q} = [np.sin(e * {self.number(names, 1)}) for e in {self.any_vector(names)}]")
        again = [
            f"{q} = [e * f for e, f in zip({q}[:-1], {q}[1:])]",
            f"{q} = [e * {self.number(names, 0)} + i for i, e in enumerate({q})]",
            f"{q} = [e for e in {q} if e < 5.0] + {q}[:1]",
            f"{q} = [{q}[j] * {q}[-1] for j in range(2)]",
        ]
        for _ in range(self.rng.randint(1, 2)):
            self.line(self.rng.choice(again))
        self.line(f"{s} = {q}[0] * {self.number(names, 0)} + sum({q}) * 0.1")
        names.numbers.append(s)

    def dict_of_computed_keys(self, names: _Names, loops: int) -> None:
        d, s = self.fresh("d"), self.fresh("s")
        self.line(f"{d} = {{j % 3: {self.number(names, 1)} * j for j in range(n, n + 3)}}")
        changes = [
            f"{d}[n % 3] = {self.number(names, 1)}",
            f"{d}[1] *= {self.number(names, 0)}",
            f"{d}[7] = {d}[0] * {d}[2]",
            f"{s} = {self.helper('storing_helper')}({d}, n + 2, {self.number(names, 1)})",
            f"{d}[0] = {d}.pop(2)",
        ]
        self.line(f"{s} = 0.5")
        for change in self.rng.sample(changes, self.rng.randint(1, 3)):
            self.line(change)
        self.line(f"{s} += np.tanh(sum({d}.values())) * {d}[0]")
        names.numbers.append(s)

    def meter(self, names: _Names, loops: int) -> None:
        o, s = self.fresh("o"), self.fresh("s")
        self.line(f"{o} = {self.helper('Meter')}({self.number(names, 1)})")
        self.line(f"{s} = {o}.step({self.number(names, 1)})")
        more = [
            f"for j in range({self.rng.randint(1, 3)}):\n    {s} += {o}.step({s})",
            f"{o}.gain = {o}.gain * {self.number(names, 0)}",
            f"{o}.reset({self.any_vector(names)})",
            f"{s} *= {o}.step({s}) + 1.0 if {o}.count > 1 else 0.5",
            f"{o}.level += {self.number(names, 0)}",
        ]
        for text in self.rng.sample(more, self.rng.randint(1, 3)):
            for line in text.split("\n"):
                self.line(line)
        self.line(f"{s} += {o}.level * {o}.count")
        names.numbers.append(s)

    def growing_list(self, names: _Names, loops: int) -> None:
        q, s, j = self.fresh("q"), self.fresh("s"), self.fresh("j")
        self.line(f"{q} = [{self.number(names, 1)}]")
        self.line(f"for {j} in range({self.rng.randint(1, 3)}):")
        inside = [
            f"{q}.append({q}[-1] * {self.number(names, 0)})",
            f"{self.helper('pushing_helper')}({q}, {self.number(names, 1)})",
            f"{q}.insert(0, np.sin({q}[-1]))",
            f"{q}[-1] = {q}[0] * {self.number(names, 0)}",
            f"{q} = {q} + [{q}[0] * 0.3]",
        ]
        for text in self.rng.sample(inside, self.rng.randint(1, 3)):
            self.line(f"    {text}")
        self.line(f"{s} = np.tanh({q}[-1] * {q}[0]) + len({q})")
        names.numbers.append(s)

    def stack(self, names: _Names, loops: int) -> None:
        q, s, t = self.fresh("q"), self.fresh("s"), self.fresh("t")
        self.line(f"{q} = [{self.number(names, 1)}, {self.number(names, 0)}, {self.number(names, 1)}]")
        self.line(f"{s} = {self.number(names, 0)}")
        self.line(f"while {self.rng.choice([q, f'len({q}) > 0', f'len({q}) > 1'])}:")
        self.line(f"    {t} = {q}.pop()")
        self.line(f"    {s} = np.sin({s} + {t}) * {self.number(names, 0)} + {t} * len({q})")
        if self.rng.random() < 0.5:
            self.line(f"    if {s} > {self.rng.uniform(-0.3, 0.9):.2f}:")
            self.line("        break")
        self.line(f"{s} += np.cos({s}) * len({q})")
        names.numbers.append(s)

    def changing_test(self, names: _Names, loops: int) -> None:
        s, flags, j = self.fresh("s"), self.fresh("flags"), self.fresh("j")
        self.line(f"{s} = {self.number(names, 1)}")
        if self.rng.random() < 0.5:
            vector = self.any_vector(names)
            test = f"{self.helper('damping_helper')}({vector})"
            self.line(f"if {test} < 9.0 and {test} < {self.rng.choice(['9.0', '-9.0'])}:")
            self.line(f"    {s} *= {vector}[0]")
        else:
            self.line(f"{flags} = [{', '.join(self.rng.choice('01') for _ in range(3))}]")
            self.line(f"for {j} in range(3):")
            self.line(f"    if {flags}.pop():")
            self.line(f"        {s} = np.sin({s} * {self.any_vector(names)}[{j}]) + len({flags})")
        names.numbers.append(s)

    def while_with_break(self, names: _Names, loops: int) -> None:
        if loops >= 2:
            return self.assign_number(names, loops)
        s, k = self.fresh("s"), self.fresh("k")
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"{k} = 0")
        self.line(f"while {k} < {self.rng.randint(1, 4)}:")
        self.depth += 1
        self.line(f"{k} += 1")
        inside = names.copy()
        inside.numbers.append(s)
        inside.indices[k] = LENGTH + 1
        self.block(inside, self.rng.randint(1, 2), loops + 1)
        self.line(f"if {s} > {self.rng.uniform(-0.3, 0.9):.2f}:")
        self.line(f"    {self.rng.choice(['break', 'continue'])}")
        self.line(f"{s} = np.sin({s} + {self.number(names, 1)})")
        self.depth -= 1
        names.numbers.append(s)
        return None

    def attempt_in_a_loop(self, names: _Names, loops: int) -> None:
        if loops >= 2:
            return self.assign_number(names, loops)
        s, p, j = self.fresh("s"), self.fresh("p"), self.fresh("j")
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"for {j} in range(3):")
        self.line("    try:")
        self.line(f"        {p} = {self.number(names, 1)}")
        if self.rng.random() < 0.7:
            self.line(f"        for e in {self.any_vector(names)}:")
            self.line(f"            {p} = np.sin({p} * e + {self.number(names, 0)})")
        self.line(f"        if {j} == {self.rng.choice(['n', '0', '1', 'n - 1'])}:")
        self.line("            raise ArithmeticError")
        if self.rng.random() < 0.5:
            self.line(f"        {p} = {p} * {p}")
        self.line(f"        part = {p} * {s}")
        self.line("    except ArithmeticError:")
        self.line(f"        part = {self.number(names, 1)} * {s}")
        if self.rng.random() < 0.4:
            self.line("    else:")
            self.line(f"        part = part * {self.number(names, 0)}")
        self.line(f"    {s} += part * 0.5")
        names.numbers.append(s)
        return None

    def return_from_a_loop(self, names: _Names, loops: int) -> None:
        if loops or self.depth > 1:
            return self.assign_number(names, loops)
        j, s = self.fresh("j"), self.fresh("s")
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"for {j} in range(3):")
        self.depth += 1
        inside = names.copy()
        inside.numbers.append(s)
        inside.indices[j] = 3
        self.block(inside, self.rng.randint(1, 2), 1)
        self.line(f"{s} += 0.3 * {self.number(inside, 1)}")
        self.line(f"if {s} > {self.rng.uniform(0.3, 1.5):.2f}:")
        self.line(f"    return {s} * {self.result(names)}")
        self.depth -= 1
        names.numbers.append(s)
        return None

    def of_the_trip_before(self, names: _Names, loops: int) -> None:
        """A variable that only the loop binds, not in each trip, and that trips read before they bind it."""
        if loops >= 2:
            return self.assign_number(names, loops)
        rng = self.rng
        s, k, late = self.fresh("s"), self.fresh("k"), self.fresh("late")
        array = rng.random() < 0.6
        read = f"np.sum({late} * {self.any_vector(names)}[:{{}}])" if array else late
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"for {k} in range(3):")
        self.depth += 1
        if rng.random() < 0.6:
            self.line(f"if {k} > 0:")
            self.line(f"    {s} = np.tanh({s} + {read.format(k)})")
        inside = names.copy()
        inside.numbers.append(s)
        inside.indices[k] = 3
        once = rng.random() < 0.5 and not array
        if once:
            self.line(f"if {k} == 0 or {self.number_leaf(names)} > {rng.uniform(-0.4, 0.4):.2f}:")
            self.depth += 1
        value = self.number(inside, 1)
        self.line(f"{late} = {self.any_vector(names)}[:{k} + 1] * {value}" if array else f"{late} = {value}")
        self.depth -= once
        if rng.random() < 0.5:
            self.block(inside, 1, loops + 1)
        if rng.random() < 0.6:
            self.line(f"{s} += 0.5 * {read.format(f'{k} + 1')}")
        self.depth -= 1
        names.numbers.append(s)
        return None
