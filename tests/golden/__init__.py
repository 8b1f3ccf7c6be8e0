"""Golden programs: in each file a function and, below the line `# output`, the derivative that is expected.

`load(name)` reads one; `expected` and `emitted` give the two texts, `runnable` the derivative as a function.
"""

from __future__ import annotations

import ast
import re
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tangent.build.compile import compile_source
from tangent.derivative import Derivative
from tangent.testing.structures import clone

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
_MARK = "# output\n"


@dataclass(frozen=True, eq=False)
class Golden:
    """One file.  mode: "grad", "value_and_grad", "jvp", "vjp" or "grad of grad"; wrt: names of parameters."""

    name: str
    mode: str
    wrt: tuple[str, ...]
    head: str
    expected: str
    module: types.ModuleType

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"

    @property
    def primal(self) -> Callable[..., Any]:
        """The last function above the mark."""
        return getattr(self.module, _last_function(self.head))

    @property
    def arguments(self) -> tuple[Any, ...]:
        return clone(self.module.EXAMPLE)

    @property
    def positions(self) -> tuple[int, ...]:
        code = self.primal.__code__
        return tuple(code.co_varnames.index(name) for name in self.wrt)

    @property
    def argnums(self) -> str | tuple[str, ...]:
        return self.wrt[0] if len(self.wrt) == 1 else self.wrt

    def derivative(self) -> Derivative:
        """What the compiler makes of the function."""
        if self.mode == "grad of grad":
            return Derivative("grad", Derivative("grad", self.primal, self.argnums), self.argnums)
        return Derivative(self.mode, self.primal, self.argnums)

    def emitted(self) -> str:
        return self.derivative().source_for(*self.arguments).strip("\n") + "\n"

    def namespace(self) -> dict[str, Any]:
        """What the text below the mark defines, run on top of what the input defines."""
        names = {k: v for k, v in vars(self.module).items() if not k.startswith("__")}
        return compile_source(self.expected, f"golden_{self.name}", names)

    @property
    def entry(self) -> str:
        return _last_function(self.expected)

    def update(self) -> None:
        text = f"{self.head.rstrip()}\n\n\n{_MARK}\n\n{self.emitted()}"
        self.path.write_text(text, encoding="utf-8", newline="\n")


def load(name: str) -> Golden:
    """Read a golden file; its input is run as a module of its own, so that the output cannot shadow it."""
    path = FOLDER / f"{name}.py"
    text = path.read_text(encoding="utf-8")
    head, _, expected = text.partition("\n" + _MARK)
    options = dict(re.findall(r"^# (mode|wrt): (.*)$", head, re.MULTILINE))
    full = f"tests.golden.{name}"
    module = types.ModuleType(full)
    module.__file__ = str(path)
    sys.modules[full] = module
    exec(compile(head, str(path), "exec", dont_inherit=True), vars(module))
    wrt = tuple(part.strip() for part in options["wrt"].split(","))
    return Golden(name, options["mode"], wrt, head, expected.strip("\n") + "\n", module)


def _last_function(text: str) -> str:
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)][-1]
