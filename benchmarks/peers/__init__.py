"""The workloads as users of other tools would write them.

Each module has `NAME` and `prepare(workload, args)`: a function without arguments that computes the same
gradient as ours, or None where nobody has written the program for that tool.  What it returns is turned into
arrays by `arrays`.
"""

from __future__ import annotations

import importlib
from types import ModuleType

TOOLS = ("autograd", "torch", "jax")


def installed(tool: str) -> ModuleType | None:
    """The module of a tool's programs, if the tool is there."""
    try:
        return importlib.import_module(f"peers.with_{tool}")
    except ImportError:
        return None
