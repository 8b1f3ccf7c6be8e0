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
    """Print the emitted text of these cases of a module of programs, as JSON."""
    from tests.oracle import emitted_text
    from tests.programs import scalar_valued

    texts = {}
    for case in importlib.import_module(module).CASES:
        if case.name in names:
            texts[case.name] = emitted_text(case.fun, case.arguments(), case.argnums, scalar_valued(case))
    print(json.dumps(texts))


if __name__ == "__main__":
    {"standalone": standalone, "sources": sources}[sys.argv[1]](*sys.argv[2:])
