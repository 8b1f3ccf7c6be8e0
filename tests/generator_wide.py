"""More constructs for the random programs: containers, 2-D views, index arrays, masks, helpers that return
views, jumps out of nested loops, arrays that closures capture, integers among floats.

The programs of `make_wide(seed)` have the arguments of those of `make(seed)` (`tests.generator`) and keep the
same promises.
"""

from __future__ import annotations

import random

from tests.generator import LENGTH, ROWS, Action, Program, _Names, _Writer, first_usable

HELPERS = {
    "view_helper": """def view_helper(a, k):
    return a[k]
""",
    "mixing_helper": """def mixing_helper(a, b, k):
    a += np.sin(k) * b
    b[0] = a[1] * k
    return a[0] + np.sum(b)
""",
    "counting_helper": """def counting_helper(a, *, times=2):
    total = 0.0
    for i in range(times):
        if a[i] > 0.05:
            total += a[i] * a[-1]
            continue
        total -= np.cos(a[i])
    return total
""",
    "early_helper": """def early_helper(a, k):
    for i in range(len(a)):
        a[i] *= np.cos(k)
        if k > 0.15:
            return a[i] * k
        a[i] += 0.5
    return np.sum(a)
""",
    "block_helper": """def block_helper(c, k):
    c[1:] *= np.tanh(k)
    for row in c:
        row[0] = np.sin(row[1])
    return c
""",
    "pair_helper": """def pair_helper(a, k):
    return np.sin(a) * k, {"low": a[0] * k, "high": a[-1]}
""",
    "star_helper": """def star_helper(a, *more, scale=0.5, **options):
    total = a * scale
    for t in more:
        total += np.sin(t) * a
    return total * options.get("last", 1.0)
""",
    "recursive_helper": """def recursive_helper(a, k):
    if k == 0:
        return a[0]
    a[0] += 0.3 * a[1]
    return np.sin(recursive_helper(a[1:], k - 1)) * a[0]
""",
}


def make_wide(seed: int) -> Program:
    """The program of this seed: the first of its attempts that runs, stays finite and keeps its margins."""
    return first_usable(seed, lambda attempt: _WideWriter(random.Random(f"wide/{seed}/{attempt}")).write())


class _WideWriter(_Writer):
    def helpers(self) -> None:
        super().helpers()
        self.used: set[str] = set()
        self.place = len(self.lines)

    def write(self) -> str:
        super().write()
        needed = [line for name in sorted(self.used) for line in [*self.text_of(name).splitlines(), "", ""]]
        self.lines[self.place : self.place] = needed
        return "\n".join(self.lines) + "\n"

    def text_of(self, name: str) -> str:
        return HELPERS[name]

    def helper(self, name: str) -> str:
        self.used.add(name)
        return name

    def result(self, names: _Names) -> str:
        terms = [super().result(names)]
        terms += [f"np.sum(np.sin({name}) * {self.constant()})" for name in names.blocks]
        terms += [f"sum({name})" for name in names.lists]
        return " + ".join(terms)

    def simple_statements(self) -> list[tuple[int, Action]]:
        return [
            *super().simple_statements(),
            (3, self.bind_block),
            (4, self.write_block),
            (3, self.write_index_array),
            (3, self.write_mask),
            (3, self.augment),
            (2, self.pair),
            (2, self.table),
            (2, self.list_items),
            (2, self.exchange),
            (3, self.call_more),
            (1, self.capture_array),
            (2, self.unpack_rows),
            (1, self.integers),
            (2, self.comprehend),
            (2, self.choose),
            (1, self.join),
            (1, self.out_argument),
            (1, self.chain),
            (1, self.rebind_outside),
            (1, self.walrus),
            (1, self.stars),
        ]

    def nested_statements(self) -> list[tuple[int, Action]]:
        nested = [*super().nested_statements(), (1, self.guard), (1, self.attempt), (1, self.cases)]
        return [*nested, (2, self.search), (2, self.walk_together), (1, self.triangle)]

    # Views of two dimensions, and writes into them.

    def any_block(self, names: _Names) -> tuple[str, int, int]:
        options = [(name, ROWS, LENGTH) for name in names.matrices]
        options += [(name, r, c) for name, (r, c) in names.blocks.items()]
        return self.rng.choice(options)

    def bind_block(self, names: _Names, loops: int) -> None:
        source, r, c = self.any_block(names)
        name = self.fresh("b")
        text, shape = self.rng.choice(
            [
                (f"{source}.T", (c, r)),
                (f"{source}[1:]", (r - 1, c)),
                (f"{source}[:, ::-1]", (r, c)),
                (f"{source}[:, 1:]", (r, c - 1)),
                (f"{source}[::2]", ((r + 1) // 2, c)),
                (f"np.swapaxes({source}, 0, 1)", (c, r)),
                (f"{source}[...]", (r, c)),
                (f"np.outer({source}[0], {source}[:, 0])", (c, r)),
                (f"{source} @ {source}.T", (r, r)),
            ]
        )
        if min(shape) < 2:
            return self.assign_number(names, loops)
        self.line(f"{name} = {text}")
        names.blocks[name] = shape
        return None

    def write_block(self, names: _Names, loops: int) -> None:
        name, r, c = self.any_block(names)
        row, column = self.index(names, r), self.index(names, c)
        self.line(
            self.rng.choice(
                [
                    f"{name}[{row}] = {self.vector(names, c, 1)}" if c <= LENGTH else "pass",
                    f"{name}[:, {column}] *= {self.bounded(self.number(names, 1))}",
                    f"{name}[{row}][{column}] = {self.number(names, 1)}",
                    f"{name}[{row}, {column}] += {self.number(names, 1)}",
                    f"{name}[:] = np.tanh({name}[::-1] * {self.number(names, 0)})",
                    f"{name} += {self.bounded(f'{name}[:, :1]')}",
                    f"{name}[1:] -= 0.5 * {name}[:-1]",
                    f"{name}[:, 0] = {name}[:, -1] * {self.number(names, 0)}",
                ]
            )
        )

    def write_index_array(self, names: _Names, loops: int) -> None:
        name, size = self.rng.choice(list(names.vectors.items()))
        k = self.rng.randint(2, 3)
        index = [self.rng.randrange(-size, size) for _ in range(k)]
        spelled = self.rng.choice([f"{index}", f"np.array({index})"])
        value = self.vector(names, k, 1) if k == 3 else f"{self.vector(names, 3, 1)}[:2]"
        value = self.rng.choice([value, self.number(names, 1)])
        self.line(
            self.rng.choice(
                [
                    f"{name}[{spelled}] = {value}",
                    f"{name}[{spelled}] += {value}",
                    f"{name}[{spelled}] *= {self.bounded(value)}",
                    f"np.add.at({name}, {index}, {value})",
                    f"{name}[{spelled}] = {name}[{index[::-1]}] * {self.number(names, 0)}",
                ]
            )
        )

    def write_mask(self, names: _Names, loops: int) -> None:
        name, size = self.rng.choice(list(names.vectors.items()))
        mask = self.fresh("mask")
        if self.rng.random() < 0.5:
            self.line(f"{mask} = {name} > {self.rng.uniform(-0.6, 0.6):.2f}")
        else:
            self.line(f"{mask} = np.arange({size}) % 2 == {self.rng.randrange(2)}")
        self.line(
            self.rng.choice(
                [
                    f"{name}[{mask}] = {self.number(names, 1)}",
                    f"{name}[{mask}] *= {self.bounded(self.number(names, 1))}",
                    f"{name}[{mask}] += np.sin({name}[{mask}])",
                    f"{name}[~{mask}] = np.cos({name}[~{mask}])",
                    f"{name}[:] = np.where({mask}, {name} * 0.8, {self.number(names, 1)})",
                ]
            )
        )

    def augment(self, names: _Names, loops: int) -> None:
        name, size = self.rng.choice(list(names.vectors.items()))
        other = self.vector(names, size, 1)
        self.line(
            self.rng.choice(
                [
                    f"{name} /= 2.0 + {self.bounded(other)}",
                    f"{name} -= {self.bounded(other)}",
                    f"{name} **= 2",
                    f"{name}[::2] /= 1.5 + np.cos({self.number(names, 0)})",
                    f"{name} += {name}[::-1]",
                    f"{name} *= {name}",
                    f"{name}[1:] -= {name}[:-1] * {self.number(names, 0)}",
                    f"{name} += np.sum({name}) * 0.1",
                ]
            )
        )

    # Containers.

    def pair(self, names: _Names, loops: int) -> None:
        vector, size = self.rng.choice(list(names.vectors.items()))
        p, a, b = self.fresh("pair"), self.fresh("a"), self.fresh("s")
        self.line(f"{p} = ({vector} * {self.number(names, 0)}, {self.number(names, 1)})")
        self.line(f"{a}, {b} = {p}")
        names.vectors[a] = size
        names.numbers.append(b)

    def table(self, names: _Names, loops: int) -> None:
        vector, size = self.rng.choice(list(names.vectors.items()))
        d, s = self.fresh("d"), self.fresh("s")
        self.line(f'{d} = {{"w": {self.vector(names, size, 1)}, "b": {self.number(names, 1)}}}')
        for _ in range(self.rng.randint(0, 2)):
            self.line(
                self.rng.choice(
                    [
                        f'{d}["b"] = {self.number(names, 1)}',
                        f'{d}["b"] *= {self.number(names, 0)}',
                        f'{d}["w"] = {d}["w"] * {d}["b"]',
                        f'{d}["c"] = {d}["b"] + {self.number(names, 0)}',
                    ]
                )
            )
        self.line(f'{s} = np.tanh(np.sum({d}["w"]) * {d}["b"])')
        names.numbers.append(s)

    def list_items(self, names: _Names, loops: int) -> None:
        if not names.lists:
            name = self.fresh("items")
            self.line(f"{name} = [{self.number(names, 1)}, {self.number(names, 0)}]")
            if not loops and self.depth == 1:
                names.lists.append(name)
            else:
                self.line(f"{names.numbers[0] if names.numbers else 'x'} = {name}[1] * {name}[0]")
            return
        name = self.rng.choice(names.lists)
        self.line(
            self.rng.choice(
                [
                    f"{name}.append({self.number(names, 1)})",
                    f"{name} = {name} + [{self.number(names, 1)}]",
                    f"{name}.append(np.sin(sum({name})))",
                ]
            )
        )

    def exchange(self, names: _Names, loops: int) -> None:
        if self.rng.random() < 0.5 and len(names.numbers) > 1:
            a, b = self.rng.sample(names.numbers, 2)
            self.line(self.rng.choice([f"{a}, {b} = {b}, {a}", f"{a}, {b} = {b} * 0.5, {a} + {b}"]))
            return
        name, size = self.rng.choice(list(names.vectors.items()))
        i, j = self.index(names, size), self.index(names, size)
        matrix = self.rng.choice(names.matrices)
        self.line(
            self.rng.choice(
                [
                    f"{name}[{i}], {name}[{j}] = {name}[{j}], {name}[{i}]",
                    f"{name}[0], {name}[1:] = {name}[-1], {name}[:-1].copy()",
                    f"{matrix}[0], {matrix}[1] = {matrix}[1], {matrix}[0]",
                    f"{matrix}[[0, 1]] = {matrix}[[1, 0]]",
                ]
            )
        )

    def unpack_rows(self, names: _Names, loops: int) -> None:
        r, s, t = self.fresh("r"), self.fresh("r"), self.fresh("r")
        self.line(f"{r}, {s}, {t} = {self.rng.choice(names.matrices)}")
        for name in (r, s, t):
            names.vectors[name] = LENGTH

    def comprehend(self, names: _Names, loops: int) -> None:
        s = self.fresh("s")
        vector = self.rng.choice(list(names.vectors))
        matrix = self.rng.choice(names.matrices)
        self.line(
            self.rng.choice(
                [
                    f"{s} = np.tanh(sum([q * {self.number(names, 0)} for q in {vector}]))",
                    f"{s} = np.sin(sum(np.sum(q) * {self.constant()} for q in {matrix}))",
                    f"{s} = np.sum(np.array([np.sin(q) for q in {vector}]))",
                    f"{s} = np.cos(sum([q * w for q, w in zip({vector}, {matrix}[0])]))",
                ]
            )
        )
        names.numbers.append(s)

    # Calls.

    def call_more(self, names: _Names, loops: int) -> None:
        wide = [name for name, size in names.vectors.items() if size >= 3]
        rows = [f"{matrix}[{self.index(names, ROWS)}]" for matrix in names.matrices]
        columns = [f"{matrix}[:, {self.index(names, LENGTH)}]" for matrix in names.matrices]
        s = self.fresh("s")
        k = self.number(names, 1)
        target = self.rng.choice(wide + rows + columns)
        kind = self.rng.randrange(7)
        if kind == 0:
            matrix = self.rng.choice(names.matrices)
            name = self.fresh("w")
            self.line(f"{name} = {self.helper('view_helper')}({matrix}, {self.index(names, ROWS)})")
            names.vectors[name] = LENGTH
            return
        if kind == 1:
            two = [name for name, size in names.vectors.items() if size == LENGTH]
            first, second = self.rng.choice(two or ["v"]), self.rng.choice(two or ["v"])
            self.line(f"{s} = {self.helper('mixing_helper')}({first}, {second}, {k})")
        elif kind == 2:
            self.line(f"{s} = {self.helper('counting_helper')}({target}, times={self.rng.randint(0, 3)})")
        elif kind == 3:
            self.line(f"{s} = {self.helper('early_helper')}({target}, {k})")
        elif kind == 4:
            block, r, c = self.any_block(names)
            self.line(f"{s} = np.sum({self.helper('block_helper')}({block}, {k}))")
        elif kind == 5:
            p, d = self.fresh("u"), self.fresh("d")
            vector, size = self.rng.choice(list(names.vectors.items()))
            self.line(f"{p}, {d} = {self.helper('pair_helper')}({vector}, {k})")
            names.vectors[p] = size
            self.line(f'{s} = {d}["low"] * {d}["high"]')
        else:
            self.line(f"{s} = {self.helper('recursive_helper')}({target}, {self.rng.randint(0, 2)})")
        names.numbers.append(s)

    def capture_array(self, names: _Names, loops: int) -> None:
        vector, size = self.rng.choice(list(names.vectors.items()))
        f, s = self.fresh("f"), self.fresh("s")
        self.line(f"def {f}(t):")
        self.line(f"    return np.sum({vector} * t) * {self.constant()}")
        self.line(f"{s} = np.sin({f}({self.number(names, 1)}))")
        self.line(f"{vector}[0] *= 0.5")
        self.line(f"{s} += np.cos({f}({s}))")
        names.numbers.append(s)

    # Small things.

    def integers(self, names: _Names, loops: int) -> None:
        s, j = self.fresh("s"), self.fresh("j")
        self.line(f"{j} = {self.rng.randrange(3)}")
        self.line(f"{j} += n // 2")
        value = f"np.sin({j} * {self.number(names, 1)} + {self.rng.randint(1, 3)})"
        self.line(f"{s} = {value} ** {self.rng.randint(1, 3)}")
        names.numbers.append(s)

    def choose(self, names: _Names, loops: int) -> None:
        s = self.fresh("s")
        test = self.rng.choice([f"n > {self.rng.randrange(4)}", f"n % 2 == {self.rng.randrange(2)}"])
        if self.rng.random() < 0.7:
            self.line(f"{s} = {self.number(names, 1)} if {test} else {self.number(names, 1)}")
            names.numbers.append(s)
            return
        u = self.fresh("u")
        filled = f"np.full(3, {self.number(names, 0)})"
        self.line(f"{u} = {self.vector(names, 3, 1)} * 1.0 if {test} else {filled}")
        names.vectors[u] = 3

    def join(self, names: _Names, loops: int) -> None:
        u = self.fresh("u")
        self.line(
            self.rng.choice(
                [
                    f"{u} = np.concatenate([{self.vector(names, 3, 1)}, [{self.number(names, 1)}]])",
                    f"{u} = np.array([{', '.join(self.number(names, 1) for _ in range(4))}])",
                    f"{u} = np.stack([{self.vector(names, 4, 0)}, {self.vector(names, 4, 0)}])[0]",
                ]
            )
        )
        names.vectors[u] = 4

    def out_argument(self, names: _Names, loops: int) -> None:
        name, size = self.rng.choice(list(names.vectors.items()))
        self.line(
            self.rng.choice(
                [
                    f"{name}.fill({self.number(names, 1)})",
                    f"np.copyto({name}, {self.bounded(self.vector(names, size, 1))})",
                    f"np.multiply({name}, {self.bounded(self.number(names, 1))}, out={name})",
                ]
            )
        )

    def chain(self, names: _Names, loops: int) -> None:
        a, b = self.fresh("z"), self.fresh("z")
        self.line(f"{a} = {b} = 1.0 * {self.vector(names, 3, 1)}")
        self.line(f"{self.rng.choice([a, b])}[{self.rng.randrange(3)}] *= {self.number(names, 0)}")
        names.vectors[a] = names.vectors[b] = 3

    def rebind_outside(self, names: _Names, loops: int) -> None:
        if loops or self.depth > 1:
            return self.assign_number(names, loops)
        f, s = self.fresh("f"), self.fresh("s")
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"def {f}(t):")
        self.line(f"    nonlocal {s}")
        self.line(f"    {s} = np.sin({s} + t)")
        self.line(f"    return {s} * t")
        self.line(f"{s} += {f}({self.number(names, 1)})")
        self.line(f"{f}({s})")
        names.numbers.append(s)
        return None

    def walrus(self, names: _Names, loops: int) -> None:
        s, t = self.fresh("s"), self.fresh("s")
        self.line(f"{s} = np.cos(({t} := {self.number(names, 2)}) * {self.number(names, 0)}) + {t}")
        names.numbers += [s, t]

    def stars(self, names: _Names, loops: int) -> None:
        s = self.fresh("s")
        given = ", ".join(self.number(names, 0) for _ in range(self.rng.randint(1, 3)))
        more = self.rng.choice(["", ", scale=0.3", f", last={self.number(names, 0)}"])
        call = f"{self.helper('star_helper')}({given}{more})"
        self.line(self.rng.choice([f"{s} = {call}", f"{s} = {self.helper('star_helper')}(*[{given}]{more})"]))
        names.numbers.append(s)

    def guard(self, names: _Names, loops: int) -> None:
        self.line('with np.errstate(all="ignore"):')
        self.depth += 1
        self.block(names, self.rng.randint(1, 2), loops)
        self.depth -= 1

    def attempt(self, names: _Names, loops: int) -> None:
        name = self.rng.choice(names.numbers)
        self.line("try:")
        self.depth += 1
        self.block(names.copy(), 1, loops)
        if self.rng.random() < 0.5:
            self.line(f"if n > {self.rng.randrange(4)}:")
            self.line("    raise ValueError(n)")
        self.line(f"{name} = {self.number(names, 1)}")
        self.depth -= 1
        self.line("except ValueError:")
        self.line(f"    {name} = {self.number(names, 1)}")

    def cases(self, names: _Names, loops: int) -> None:
        self.line("match n + 1:")
        for pattern in (str(self.rng.randrange(1, 5)), "_"):
            self.line(f"    case {pattern}:")
            self.depth += 2
            self.block(names.copy(), 1, loops)
            self.depth -= 2

    # Loops.

    def search(self, names: _Names, loops: int) -> None:
        if loops >= 2:
            return self.assign_number(names, loops)
        vector, size = self.rng.choice(list(names.vectors.items()))
        s = self.fresh("s")
        i, j = self.fresh("i"), self.fresh("i")
        self.line(f"{s} = {self.number(names, 1)}")
        self.line(f"for {i} in range({size}):")
        self.line(f"    for {j} in range({i}, {size}):")
        jump = self.rng.choice(["break", "continue", f"return {s} * x" if not loops else "break"])
        self.line(f"        if {s} > {self.rng.uniform(-0.3, 0.9):.2f}:")
        self.line(f"            {jump}")
        self.line(f"        {s} += 0.4 * {vector}[{j}] * {self.number(names, 0)}")
        if self.rng.random() < 0.5:
            self.line(f"        {vector}[{i}] = np.sin({vector}[{j}] + {s})")
        if self.rng.random() < 0.3:
            self.line("    else:")
            self.line(f"        {s} *= 0.9")
        names.numbers.append(s)
        return None

    def walk_together(self, names: _Names, loops: int) -> None:
        if loops >= 2:
            return self.assign_number(names, loops)
        one, other = self.rng.choice(names.matrices), self.rng.choice(names.matrices)
        p, q, i = self.fresh("row"), self.fresh("row"), self.fresh("i")
        self.line(f"for {i}, ({p}, {q}) in enumerate(zip({one}, {other}[::-1])):")
        inside = names.copy()
        inside.vectors[p] = inside.vectors[q] = LENGTH
        inside.indices[i] = ROWS
        self.depth += 1
        self.block(inside, self.rng.randint(1, 3), loops + 1)
        self.depth -= 1
        return None

    def triangle(self, names: _Names, loops: int) -> None:
        if loops >= 1:
            return self.assign_number(names, loops)
        i, j = self.fresh("i"), self.fresh("i")
        matrix = self.rng.choice(names.matrices)
        self.line(f"for {i} in range({ROWS}):")
        self.line(f"    for {j} in range({i}):")
        self.line(f"        {matrix}[{i}, {j}] -= {matrix}[{j}, {i}] * {matrix}[{j}, {j}]")
        self.line(f"    {matrix}[{i}, {i}] = np.sin({matrix}[{i}, {i}] + {self.number(names, 0)})")
        return None
