"""How long does it take to derive a function?

    python benchmarks/compile_time.py [--json FILE] [--check]

Measured: the derivation (the first call of `grad(f)` less an ordinary call) of a function of three lines, of
a two-layer network, of a model of 20 classes with 60 methods, of generated functions of 250 to 2000
statements, where the time should grow about linearly, of a loop of 500 statements, of a model of 60 helper
functions, of the gradient of a gradient of 30 statements; and `import tangent` against `import numpy`, each
in fresh processes.  `--check` exits with 1 if a goal is missed.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import timing  # before NumPy: it sets the number of threads

# isort: split
import numpy as np

GOALS = {
    "three_lines_ms": 10.0,
    "classes_s": 2.0,
    "statements_2000_s": 4.0,
    "growth_exponent": 1.3,
    "functions_60_s": 2.0,
    "import_ratio": 1.5,
}

THREE_LINES = """
def three_lines_{k}(w, x, y):
    r = x @ w - y + {k}.0
    loss = 0.5 * np.sum(r**2)
    return loss
"""

NETWORK = """
def network_{k}(w1, b1, w2, b2, x, y):
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2 + {k}.0
    z = z - np.max(z, axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    return -np.mean(np.sum(y * log_p, axis=1))
"""


def classes(k: int) -> str:
    """A model of 20 classes with three methods each, built from its parameters inside the loss."""
    lines = ["class Layer:", "    def penalty(self):", f"        return 0.5 * np.sum(self.w**2) + {k}.0"]
    for i in range(20):
        lines += [
            f"class Layer{i}(Layer):",
            "    def __init__(self, w, scale):",
            "        self.w = w",
            "        self.scale = scale * 2.0",
            "    def before(self, x):",
            f"        return np.{('sin', 'cos', 'tanh', 'exp')[i % 4]}(x * self.w) * self.scale",
            "    def forward(self, x):",
            f"        return self.before(x) + {i}.0 * x / (1.0 + np.sum(x**2))",
        ]
    made = ", ".join(f"Layer{i}(ws[{i}], 0.5)" for i in range(20))
    return "\n".join(
        [
            *lines,
            f"def classes_{k}(ws, x):",
            f"    layers = [{made}]",
            "    for layer in layers:",
            "        x = layer.forward(x)",
            "    return np.sum(x**2) + sum(layer.penalty() for layer in layers)",
        ]
    )


def load(folder: Path, name: str, text: str) -> ModuleType:
    """A module made of text; it stands in a file, because a source-to-source compiler reads files."""
    path = folder / f"{name}.py"
    path.write_text("import numpy as np\n" + text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def long_function(statements: int, k: int) -> str:
    """A function of so many statements: elementary functions, some branches and loops, reused names."""
    lines = [
        f"def long_{statements}_{k}(x, w):",
        f"    v0 = np.sin(x) + {k}.0",
        "    v1 = x * w",
        "    s = 0.5",
    ]
    count = 3
    forms = [
        "v{a} = np.tanh(v{b} * w + v{c})",
        "v{a} = 0.5 * v{b} + np.cos(v{c})",
        "v{a} = v{b} / (1.0 + v{c} ** 2)",
        "v{a} = np.sqrt(1.0 + v{b} * v{b}) - v{c}",
        "v{a} = np.where(v{b} > 0.0, v{c}, 0.1 * v{c})",
    ]
    last = 1
    while count < statements - 5:
        a, b, c = (last + 1) % 40, last % 40, (last * 7 + 3) % 40 % (min(last, 39) + 1)
        form = forms[last % len(forms)].format(a=a, b=b, c=c)
        if last % 50 == 10:
            lines += [f"    if s > {last}.0:", f"        {form}", "    else:", f"        v{a} = v{b} - v{c}"]
            count += 3
        elif last % 50 == 35:
            lines += [
                "    for _ in range(2):",
                f"        v{b} = np.tanh(v{b} + v{c})",
                f"    v{a} = v{b} * v{c}",
            ]
            count += 3
        else:
            lines.append(f"    {form}")
            count += 1
        if last % 20 == 5:
            lines.append(f"    s = s + np.sum(v{a})")
            count += 1
        last += 1
    while count < statements - 1:
        lines.append(f"    s = 0.9 * s + np.sum(v{(last + count) % 40})")
        count += 1
    lines.append("    return s")
    return "\n".join(lines) + "\n"


def loop_body(statements: int, k: int) -> str:
    """A loop with so many statements, whose variables are carried from one trip to the next."""
    forms = ["np.tanh(v{a} * w + v{b})", "0.5 * v{a} + np.cos(v{b})", "v{a} / (1.0 + v{b}**2)"]
    lines = [f"def loop_{k}(x, w):", *(f"    v{i} = x * {i}.5" for i in range(20)), "    for _ in range(2):"]
    for i in range(1, statements):
        lines.append(f"        v{i % 20} = " + forms[i % 3].format(a=(i - 1) % 20, b=i // 2 % 20))
    return "\n".join([*lines, "    return np.sum(v1)", ""])


def helpers(count: int, k: int) -> str:
    """A model that is put together from so many small functions."""
    parts = [
        f"def part_{k}_{i}(x, w):\n    t = np.tanh(x * w + {i}.0)\n    if w[0] > 0.0:\n        t = t * x\n"
        "    return np.sum(t) * t + x\n"
        for i in range(count)
    ]
    calls = "".join(f"    y = part_{k}_{i}(y, w)\n" for i in range(count))
    return "\n".join([*parts, f"def model_{k}(x, w):\n    y = x\n{calls}    return np.sum(y)\n"])


def second_order(statements: int, k: int) -> str:
    """The norm of a gradient: deriving it is reverse over reverse."""
    body = long_function(statements, k)
    return f"{body}\nimport tangent\n\nslope_{k} = tangent.grad(long_{statements}_{k})\n" + (
        f"\ndef norm_{k}(x, w):\n    g = slope_{k}(x, w)\n    return np.sum(g * g)\n"
    )


def statements_in(text: str) -> int:
    function = ast.parse(text).body[0]
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def derivation(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[float, float]:
    """CPU seconds to derive, and CPU seconds of an ordinary call of the gradient."""
    import tangent

    gradient = tangent.grad(function)
    start = time.process_time()
    gradient(*args)
    first = time.process_time() - start
    runs = []
    for _ in range(3):
        start = time.process_time()
        gradient(*args)
        runs.append(time.process_time() - start)
    return first - min(runs), min(runs)


def several(
    folder: Path, name: str, make: Callable[[int], str], args: tuple[Any, ...], repeats: int
) -> tuple[float, float, float]:
    """Seconds of the very first derivation, and the best and the middle one of the others; all are new."""
    module = load(folder, name, "\n".join(make(k) for k in range(repeats + 1)))
    functions = [f for key, f in vars(module).items() if key.startswith(name + "_")]
    times = [derivation(function, args)[0] for function in functions]
    return times[0], min(times[1:]), statistics.median(times[1:])


def import_seconds(module: str) -> float:
    """CPU seconds of `import module` in a fresh process."""
    code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
    root = Path(__file__).resolve().parent.parent
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    return float(run.stdout)


def measure_imports(repeats: int) -> tuple[float, float]:
    """The best of several, taken in turn: numpy, tangent."""
    numpys, tangents = [], []
    for _ in range(repeats):
        numpys.append(import_seconds("numpy"))
        tangents.append(import_seconds("tangent"))
    return min(numpys), min(tangents)


def main() -> int:
    parser = argparse.ArgumentParser(description="The time to derive a function, and to import tangent.")
    parser.add_argument(
        "--json", metavar="FILE", help="write the figures as JSON too ('-': only that, to stdout)"
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    parser.add_argument(
        "--repeats", type=int, default=7, help="new functions for each small figure (default: 7)"
    )
    options = parser.parse_args()
    out = sys.stderr if options.json == "-" else sys.stdout
    timing.quiet()
    rng = np.random.default_rng(0)
    figures: dict[str, float] = {}

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["TANGENT_CACHE_DIR"] = str(folder / "cache")  # nothing may be found from an earlier run

        args: tuple[Any, ...] = (rng.normal(size=4), rng.normal(size=(7, 4)), rng.normal(size=7))
        cold, best, middle = several(
            folder, "three_lines", lambda k: THREE_LINES.format(k=k), args, options.repeats
        )
        figures |= {"first_ever_ms": cold * 1e3, "three_lines_ms": best * 1e3}
        print(
            f"three lines          {best * 1e3:9.2f} ms (middle {middle * 1e3:.2f}; the first in a process "
            f"{cold * 1e3:.1f}; goal {GOALS['three_lines_ms']:.0f})",
            file=out,
        )

        args = (
            rng.normal(size=(4, 8)),
            rng.normal(size=8),
            rng.normal(size=(8, 3)),
            rng.normal(size=3),
            rng.normal(size=(5, 4)),
            np.eye(3)[rng.integers(0, 3, 5)],
        )
        _, best, middle = several(folder, "network", lambda k: NETWORK.format(k=k), args, options.repeats)
        figures["network_ms"] = best * 1e3
        print(f"two-layer network    {best * 1e3:9.2f} ms (middle {middle * 1e3:.2f})", file=out)

        args = (list(rng.normal(size=(20, 3))), rng.normal(size=3))
        _, best, middle = several(folder, "classes", classes, args, min(options.repeats, 3))
        figures["classes_s"] = best
        print(
            f"20 classes           {best * 1e3:9.2f} ms (middle {middle * 1e3:.2f}; "
            f"goal {GOALS['classes_s']:.0f} s)",
            file=out,
        )

        args = (rng.normal(size=3), rng.normal(size=3))
        sizes = (250, 500, 1000, 2000)
        for size in sizes:
            text = long_function(size, 0)
            assert statements_in(text) == size, (size, statements_in(text))
            times = []
            for k in range(3 if size < 1000 else 2):
                module = load(folder, f"long_{size}_{k}", long_function(size, k))
                times.append(derivation(getattr(module, f"long_{size}_{k}"), args)[0])
            figures[f"statements_{size}_s"] = min(times)
            print(
                f"{size:5d} statements     {min(times) * 1e3:9.1f} ms "
                f"({min(times) / size * 1e6:.0f} us each)",
                file=out,
            )
        growth = math.log(figures["statements_2000_s"] / figures["statements_250_s"]) / math.log(8.0)
        figures["growth_exponent"] = growth
        print(
            f"growth               size ** {growth:.2f} (linear: 1; goal {GOALS['growth_exponent']}); "
            f"goal for 2000 statements {GOALS['statements_2000_s']:.0f} s",
            file=out,
        )

        for label, key, make, name in (
            ("loop of 500", "loop_500_s", lambda k: loop_body(500, k), "loop"),
            ("60 helper functions", "functions_60_s", lambda k: helpers(60, k), "model"),
            ("gradient of gradient", "second_order_30_s", lambda k: second_order(30, k), "norm"),
        ):
            times = []
            for k in range(2):
                module = load(folder, f"{name}_{k}", make(k))
                times.append(derivation(getattr(module, f"{name}_{k}"), args)[0])
            figures[key] = min(times)
            goal = f" (goal {GOALS[key]:.0f} s)" if key in GOALS else ""
            print(f"{label:20s} {min(times) * 1e3:9.1f} ms{goal}", file=out)

    plain, ours = measure_imports(options.repeats)
    figures |= {"import_numpy_ms": plain * 1e3, "import_tangent_ms": ours * 1e3, "import_ratio": ours / plain}
    print(
        f"import tangent       {ours * 1e3:9.1f} ms, import numpy {plain * 1e3:.1f} ms: "
        f"ratio {ours / plain:.2f} "
        f"(goal {GOALS['import_ratio']})",
        file=out,
    )

    missed = [name for name, goal in GOALS.items() if not figures[name] <= goal]
    print("all goals are met" if not missed else "missed: " + ", ".join(missed), file=out)
    if options.json:
        text = json.dumps({"figures": figures, "goals": GOALS, "missed": missed}, indent=2)
        if options.json == "-":
            print(text)
        else:
            Path(options.json).write_text(text + "\n", encoding="utf-8")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
