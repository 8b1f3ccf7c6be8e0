"""Emitted code as a module that stands alone."""

from __future__ import annotations

from typing import Any


def imports_of(compiled: Any) -> str:
    return "import numpy as np" if "np" in compiled.namespace else ""


def module_source(compiled: Any, title: str) -> str:
    return imports_of(compiled) + "\n\n\n" + compiled.text
