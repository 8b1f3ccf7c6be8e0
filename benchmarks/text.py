"""How long is what `tangent` writes, and how much of it is the compiler's own?

    python benchmarks/text.py [--json FILE] [--write FOLDER] [--only WORD] [MODULE ...]

For the golden programs, the programs of `examples/` and those of the corpus (`tests/programs`), each in
reverse mode, in forward mode, and in second order (forward over reverse): lines and tokens of the emitted
text for each line and token of the primal and the functions that it calls; and for each program the values
that the forward sweep saves, the variables that the compiler has named (`t3`, `t3_bar`), the copies
(`a = b`), and what a programmer would not have written: a factor 1.0, a sum with a negated term, a read by
index of what could be unpacked.  `--write` keeps the texts, one file for each, to be read or compared.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import inspect
import io
import json
import re
import sys
import textwrap
import tokenize
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import timing  # before NumPy: it sets the number of threads

# isort: split
import numpy as np

import tangent
from tangent.derivative import Derivative

ROOT = Path(__file__).resolve().parent.parent
MODES = ("reverse", "forward", "second")
LAYOUT = {
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENDMARKER,
}
TEMPORARY = re.compile(r"t\d+(_\d+)*((_bar|_dot)(_\d+)?)*$")

Program = tuple[str, Callable[..., Any], Callable[[], tuple[Any, ...]], Any]
"""Name, function, what makes its arguments, and those that the derivative is taken by."""


# ---------------------------------------------------------------- the programs


def golden_programs() -> Iterator[Program]:
    from tests.golden import NAMES, load

    for name in NAMES:
        golden = load(name)
        if golden.mode != "grad of grad":
            yield f"golden.{name}", golden.primal, lambda g=golden: g.arguments, golden.positions


def example_programs() -> Iterator[Program]:
    from tests import test_examples_second as examples

    for make in (examples.heat, examples.logistic, examples.mixture, examples.orbit, examples.network):
        function, arguments, argnums = make()
        yield f"examples.{function.__name__}", function, lambda a=arguments: a, argnums


def corpus(modules: tuple[str, ...]) -> Iterator[Program]:
    for module in modules:
        for case in importlib.import_module(f"tests.programs.{module}").CASES:
            if case.refused is None and case.raises is None:
                yield f"{module}.{case.name}", case.fun, case.arguments, case.argnums


def programs(modules: list[str]) -> Iterator[Program]:
    from tests.programs import MODULES

    if not modules or "golden" in modules:
        yield from golden_programs()
    if not modules or "examples" in modules:
        yield from example_programs()
    yield from corpus(tuple(m for m in MODULES if not modules or m in modules))


# ---------------------------------------------------------------- their derivatives


def emitted(mode: str, function: Any, args: tuple[Any, ...], argnums: Any) -> str:
    """The derivative of a program as text: of its gradient if it has one, else of its pull-back."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if mode == "forward":
            return Derivative("jvp", function, argnums).source_for(*args)
        try:
            gradient: Derivative = Derivative("grad", function, argnums)
            text = gradient.source_for(*args)
        except (TypeError, tangent.TangentError):
            if mode == "second":
                raise
            return Derivative("vjp", function, argnums).source_for(*args)
        return text if mode == "reverse" else Derivative("jvp", gradient, argnums).source_for(*args)


def primal_text(function: Any, args: tuple[Any, ...], argnums: Any) -> str:
    """The program and the functions that it calls, as the compiler finds them."""
    from tangent.pipeline import analyse, types_of
    from tangent.targets import target_of
    from tangent.unit import Session

    target, session = target_of(function), Session()
    if target.starred or target.function is None:
        return textwrap.dedent(inspect.getsource(function))
    values = dict(zip(target.names, target.bind(args, {}), strict=True))
    program, _ = analyse(target.function, types_of(session, values), session)
    sources = {
        (i.unit.name, i.unit.source.first_line): i.unit.source.text for i in program.order if i.unit.source
    }
    return "\n".join(sources.values())


# ---------------------------------------------------------------- what is counted


def tokens(text: str) -> int:
    stream = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(1 for t in stream if t.type not in LAYOUT)


def lines(text: str) -> int:
    """Lines of code: no comments, no empty ones, no docstrings."""
    stripped = (line.strip() for line in text.splitlines())
    return sum(1 for line in stripped if line and not line.startswith(("#", '"""', "import ", "from ")))


def figures(text: str) -> Counter[str]:
    tree = ast.parse(text)
    found: Counter[str] = Counter(lines=lines(text), tokens=tokens(text))
    for f in ast.walk(tree):
        if isinstance(f, ast.FunctionDef):
            found["functions"] += 1
            found["saved"] += _saved(f)
            bound = {n.id for n in ast.walk(f) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            found["temporaries"] += sum(1 for n in bound if TEMPORARY.match(n))
    for node in ast.walk(tree):
        found.update(kind for kind in BLEMISHES if BLEMISHES[kind](node))
    return found


def _saved(f: ast.FunctionDef) -> int:
    """Tapes, and what a forward function hands to its backward function."""
    count = 0
    for n in ast.walk(f):
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.List) and not n.value.elts:
            count += sum(isinstance(t, ast.Name) and t.id.endswith("_tape") for t in n.targets)
        elif isinstance(n, ast.Return) and "_forward" in f.name and isinstance(n.value, ast.Tuple):
            saved = n.value.elts[-1]
            count += len(saved.elts) if isinstance(saved, ast.Tuple) else 0
    return count


def _number(node: ast.AST, *values: float) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value in values


def _minus(node: ast.AST) -> bool:
    while isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div)):
        node = node.left
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


def _unit_factor(n: ast.AST) -> bool:
    return isinstance(n, ast.BinOp) and (
        (isinstance(n.op, ast.Mult) and (_number(n.left, 1) or _number(n.right, 1)))
        or (isinstance(n.op, (ast.Add, ast.Sub)) and (_number(n.left, 0) or _number(n.right, 0)))
    )


def _negated_term(n: ast.AST) -> bool:
    if isinstance(n, ast.AugAssign):
        return isinstance(n.op, (ast.Add, ast.Sub)) and _minus(n.value)
    return isinstance(n, ast.BinOp) and isinstance(n.op, (ast.Add, ast.Sub)) and _minus(n.right)


def _copy(n: ast.AST) -> bool:
    return isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name) and isinstance(n.value, ast.Name)


def _indexed_result(n: ast.AST) -> bool:
    """`h = t3[0]`, where t3 is a variable of the compiler."""
    return (
        isinstance(n, ast.Subscript)
        and isinstance(n.value, ast.Name)
        and TEMPORARY.match(n.value.id) is not None
        and isinstance(n.slice, ast.Constant)
        and type(n.slice.value) is int
        and isinstance(n.ctx, ast.Load)
    )


BLEMISHES: dict[str, Callable[[ast.AST], bool]] = {
    "copies": _copy,
    "unit factors": _unit_factor,
    "negated terms": _negated_term,
    "indexed": _indexed_result,
}
COLUMNS = ("lines", "tokens", "saved", "temporaries", *BLEMISHES)


# ---------------------------------------------------------------- the table


def measure(program: Program, folder: Path | None) -> dict[str, Any]:
    name, function, make, argnums = program
    row: dict[str, Any] = {"program": name}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            row["primal"] = figures(ast.unparse(ast.parse(primal_text(function, make(), argnums))))
        except Exception:
            return row | {"failure": "no text"}
    for mode in MODES:
        try:
            text = emitted(mode, function, make(), argnums)
        except (tangent.TangentError, TypeError, RecursionError):
            continue
        if folder is not None:
            (folder / f"{name}.{mode}.py").write_text(text, encoding="utf-8")
        row[mode] = figures(text)
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description="The length of the emitted text, and what is odd in it.")
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="golden, examples, modules of the corpus"
    )
    parser.add_argument("--only", default="", metavar="WORD", help="programs with this in their name")
    parser.add_argument("--write", metavar="FOLDER", type=Path, help="keep the texts in this folder")
    parser.add_argument("--json", metavar="FILE", help="write the figures of all programs as JSON, too")
    options = parser.parse_args()
    timing.quiet()
    sys.path.insert(1, str(ROOT))
    np.seterr(all="ignore")
    if options.write is not None:
        options.write.mkdir(parents=True, exist_ok=True)
    chosen = [p for p in programs(options.modules) if options.only in p[0]]
    rows = [measure(p, options.write) for p in chosen]
    print(f"{'':10s}{'programs':>9s}{'lines':>8s}{'tokens':>8s}  each program: " + ", ".join(COLUMNS[2:]))
    summary: dict[str, dict[str, float]] = {}
    for mode in MODES:
        done = [r for r in rows if mode in r]
        if not done:
            continue
        total = sum((r[mode] for r in done), Counter())
        primal = sum((r["primal"] for r in done), Counter())
        summary[mode] = {"programs": len(done), **{c: total[c] / primal[c] for c in ("lines", "tokens")}}
        summary[mode] |= {c: total[c] / len(done) for c in COLUMNS[2:]}
        print(
            f"{mode:10s}{len(done):9d}{summary[mode]['lines']:8.3f}{summary[mode]['tokens']:8.3f}  "
            + ", ".join(f"{c} {summary[mode][c]:.3f}" for c in COLUMNS[2:])
        )
    if options.json:
        Path(options.json).write_text(json.dumps({"summary": summary, "rows": rows}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
