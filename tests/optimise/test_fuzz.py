"""Random programs with aliases, writes in place, loops and branches: optimised or not, the values agree."""

import random

import gast
import numpy as np
import pytest

from tangent.emit.printer import to_source
from tests.optimise.workbench import compiled, parse, pure, run

PARTS = ["copies", "fold", "dead_code", "zeroing", "nest", "accumulate", "branches"]


class Writer:
    """Writes a function of arrays x, y of length 6 and an int n; all that is read has that length."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.count = 0
        self.depth = 0

    def text(self):
        names = ["x", "y"]
        self.lines = ["def f(x, y, n):", "    log = []", "    # forward"]
        self.depth = 1
        self.block(names, 8)
        self.line("# backward")
        self.block(names, 12)
        self.line(f"return log, {', '.join(self.pick(names) for _ in range(3))}, x, y")
        return "\n".join(self.lines) + "\n"

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def pick(self, names):
        # Names made last are more interesting.
        return names[-1 - min(int(self.random.expovariate(0.4)), len(names) - 1)]

    def fresh(self):
        self.count += 1
        return self.random.choice(
            [f"t{self.count}", f"t{self.count}_bar", f"v{self.count}_bar", f"u{self.count}"]
        )

    def expression(self, names):
        a, b = self.pick(names), self.pick(names)
        return self.random.choice(
            [
                f"{a} * {b}", f"{a} + {b}", f"{a} - {b}", f"0.5 * {a}", f"1.0 * {a}", f"-{a}",
                f"{a} * 2.0", f"{a} + -{b}", f"{a} / 4.0", f"{a} * (1.0 / 2.0)", f"-{a} + {b}",
                f"{a} * -1.0", f"{a} ** 1", f"({a} * 3.0) * (0.5 * {b})", f"np.sin({a})", f"{a}",
                f"{a}", f"{a}", f"{a}[::-1]", f"{a}[:]", f"{a}.copy()", f"{a}[1] * {b}",
                f"np.sum({a}) * {b}", f"{a}.T", f"touch({a}, log)", f"np.where({a} > 0.0, {b}, 0.5)",
                "np.zeros(6)", f"({a} > {b}) * 1.0", f"1.0 * ({a} > 0.3)", f"unbroadcast({a}, {b})",
                f"{a} * (2.0 * {b})",
            ]
        )  # fmt: skip

    def block(self, names, size):
        for _ in range(size):
            self.statement(names)

    def statement(self, names):
        r = self.random.random()
        a, b = self.pick(names), self.pick(names)
        i = self.random.choice(["1:4", "0", "2", "::2", "3:"])
        if r < 0.5:
            value = self.expression(names)
            name = self.fresh() if self.random.random() < 0.7 else self.pick(names)
            self.line(f"{name} = {value}")
            if name not in names:
                names.append(name)
        elif r < 0.6:
            self.line(f"{a}[{i}] = 0.0" if self.random.random() < 0.5 else f"{a}[{i}] *= 0.5")
        elif r < 0.68:
            t = self.fresh()
            self.line(f"{t} = {a}[{i}].copy()")
            self.line(f"{a}[{i}] = 0.0")
            self.line(f"{b}[{i}] += 0.25 * {t}")
        elif r < 0.74:
            self.line(f"{a}[{i}] = 0.0")
            if self.random.random() < 0.5:
                self.line(f"{a}[{self.random.choice(['1:4', '0', '::2'])}] += 2.0")
            self.line(f"{a}[{i}] {self.random.choice('+-')}= {b}[{i}] * 0.5")
        elif r < 0.8:
            self.line(f"{a} {self.random.choice('+-')}= {self.expression(names)}")
        elif r < 0.84 and a != b:
            self.line(f"{a}, {b} = {b}, {a}")
        elif r < 0.88:
            self.line("# backward: something")
        elif self.depth < 4 and r < 0.94:
            self.line(f"for i in range({self.random.choice(['n', '2', '0'])}):")
            self.depth += 1
            inner = list(names)
            self.block(inner, self.random.randint(1, 5))
            self.line(f"{self.pick(names)}[0] += 0.125")
            if self.random.random() < 0.3:
                self.line(f"if {self.pick(inner)}[0] > 0.2:")
                self.line("    break")
                self.statement(inner)
            self.depth -= 1
        elif self.depth < 4:
            self.line(f"if {a}[{self.random.choice('012')}] > {self.random.choice(['0.0', '0.7'])}:")
            self.depth += 1
            self.block(list(names), self.random.randint(1, 4))
            self.line("pass")
            self.depth -= 1
            if self.random.random() < 0.5:
                self.line("else:")
                self.depth += 1
                self.block(list(names), self.random.randint(1, 4))
                self.line("pass")
                self.depth -= 1


def touch(a, log):
    """Writes, keeps a record, returns its argument or a part of it."""
    log.append(float(a[0]))
    a[1] += 0.25
    return a


def flattened(function):
    """Three-address form of the assignments."""
    count = [100]

    def block(stmts):
        out = []
        for s in stmts:
            for field in ("body", "orelse"):
                if hasattr(s, field):
                    setattr(s, field, block(getattr(s, field)))
            if isinstance(s, gast.Assign) and isinstance(s.value, gast.BinOp):
                for side in ("left", "right"):
                    value = getattr(s.value, side)
                    if not isinstance(value, (gast.Name, gast.Constant)):
                        count[0] += 1
                        name = f"t{count[0]}"
                        out.append(gast.Assign([gast.Name(name, gast.Store(), None, None)], value, None))
                        setattr(s.value, side, gast.Name(name, gast.Load(), None, None))
            out.append(s)
        return out

    function.body = block(function.body)
    return function


def no_test(name):
    """Flattened comparisons are called t101 and so on; everything else is float."""
    return not (len(name) == 4 and name.startswith("t1"))


def outcome(text, n, same):
    x = np.linspace(-1.0, 1.5, 6)
    y = x if same else np.cos(np.arange(6.0))
    with np.errstate(all="ignore"):
        return compiled(text, touch=touch)(x, y, n)


@pytest.mark.parametrize("chunk", range(20))
def test_same_values(chunk):
    for seed in range(chunk * 40, chunk * 40 + 40):
        text = Writer(seed).text()
        before = to_source(flattened(parse(text))) + "\n"
        passes = [] if seed % 3 else [PARTS[(seed // 3) % len(PARTS)]]
        after = run(
            before, *passes, pure=lambda f: getattr(f, "id", "") != "touch" and pure(f), is_float=no_test
        )
        for n, same in ((0, False), (3, False), (3, True)):
            try:
                want = outcome(before, n, same)
            except (UnboundLocalError, TypeError, ValueError) as e:
                assert isinstance(e, UnboundLocalError), f"{e}\n{before}"
                continue
            got = outcome(after, n, same)
            assert want[0] == got[0], f"seed {seed}\n{before}\n{after}"
            for a, b in zip(want[1:], got[1:], strict=True):
                np.testing.assert_allclose(
                    b, a, rtol=1e-9, atol=1e-9, err_msg=f"seed {seed}\n{before}\n{after}"
                )
