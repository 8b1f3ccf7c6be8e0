"""The other end of the oracle's checks that need a new process: `python -m tests.oracle_worker WHAT ...`."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import pickle
import sys
import traceback
from pathlib import Path
from typing import Any


def standalone(jobs: str, results: str) -> None:
    """Run saved derivatives where tangent cannot be imported; a traceback takes the place of a result."""
    sys.modules["tangent"] = None  # type: ignore[assignment]
    answers: list[Any] = []
    for number, (_, path, names, args) in enumerate(pickle.loads(Path(jobs).read_bytes())):
        try:
            spec = importlib.util.spec_from_file_location(f"saved_{number}", path)
            if spec is None or spec.loader is None:
                raise ImportError(path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            found = next((name for name in names if hasattr(module, name)), None)
            if found is None:
                raise AttributeError(f"none of {names} among {[n for n in vars(module) if n[:2] != '__']}")
            with contextlib.redirect_stdout(io.StringIO()):
                answers.append((getattr(module, found)(*args),))
        except Exception:
            answers.append(traceback.format_exc())
    Path(results).write_bytes(pickle.dumps(answers))


def sources(module: str, *names: str) -> None:
    """Print the emitted text of these cases of a module of programs, as JSON: that of the gradient, or of the
    tangent if the value is not a number."""
    from tangent.testing.structures import zeros_like
    from tests.oracle import Api
    from tests.programs import scalar_valued

    api = Api()
    texts = {}
    for case in importlib.import_module(module).CASES:
        if case.name not in names:
            continue
        args, dots = case.arguments(), []
        if scalar_valued(case):
            derivative: Any = api.grad(case.fun, case.argnums)
        else:
            derivative = api.jvp_function(case.fun, case.positions)
            dots = [zeros_like(args[k]) for k in case.positions]
        with contextlib.redirect_stdout(io.StringIO()):
            derivative(*args, *dots)
        texts[case.name] = derivative.source
    print(json.dumps(texts))


if __name__ == "__main__":
    {"standalone": standalone, "sources": sources}[sys.argv[1]](*sys.argv[2:])
