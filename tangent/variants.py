"""Why a function has many compiled variants: what differs between the calls that they were made for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tangent.unit import is_sum, parts_of

MOST_SHOWN = 4


def reasons(names: Sequence[str], keys: Sequence[tuple[Any, ...]], reliances: Iterable[Any]) -> list[str]:
    """What differs: in the keys of the arguments, and in the lengths, globals and functions relied on."""
    found = []
    for name, parts in zip(names, zip(*keys, strict=False), strict=False):
        different = list(dict.fromkeys(parts))
        if len(different) > 1:
            found.append(_argument(name, different))
    reliances = list(reliances)
    lengths: dict[Any, dict[Any, None]] = {}
    values: dict[str, dict[Any, None]] = {}
    functions: dict[str, dict[int, None]] = {}
    for r in reliances:
        for g in r.guards:
            if g.kind in ("is", "not"):
                lengths.setdefault(g.base, {})[g.value if g.kind == "is" else f"not {g.value}"] = None
        for d in r.data:
            values.setdefault(d.name, {})[_shown(d.value)] = None
        for _, name, value in r.bound:
            functions.setdefault(name, {})[id(value)] = None
    found += [f"{_length(b)} ({_listed(v)})" for b, v in lengths.items() if len(v) > 1]
    found += [f"the variable `{n}` from outside ({_listed(v)})" for n, v in values.items() if len(v) > 1]
    found += [f"the function `{n}`, which was bound anew" for n, v in functions.items() if len(v) > 1]
    if not found:
        # A list that has grown since is the same object in all of them.
        held = dict.fromkeys(d.name for r in reliances for d in r.data if isinstance(d.value, (list, dict)))
        found = [f"what the variable `{n}` from outside holds" for n in held]
    return found


def message(name: str, count: int, found: list[str]) -> str:
    """The text of the warning."""
    what = "; ".join(found) if found else "values that are not known in advance"
    return (
        f"derivatives of `{name}` have been compiled {count} times, because the calls differ in {what}. "
        "Each variant costs a derivation, and only some are kept. Pass what varies as a float or an array if "
        "it is a number, and make the function once if it is a function."
    )


def _argument(name: str, keys: list[Any]) -> str:
    if all(_is_array(k) for k in keys):
        dtypes = list(dict.fromkeys(str(k[0]) for k in keys))
        ranks = list(dict.fromkeys(k[1] for k in keys))
        parts = [f"the dtype of `{name}` ({_listed(dtypes)})"] if len(dtypes) > 1 else []
        parts += [f"the rank of `{name}` ({_listed(ranks)})"] if len(ranks) > 1 else []
        return " and ".join(parts)
    if all(_is_value(k) for k in keys):
        return f"the value of `{name}` ({_listed([_shown(k[1]) for k in keys])})"
    if all(type(k).__name__ == "Same" for k in keys):
        return f"which function or object `{name}` is"
    kinds = list(dict.fromkeys(_kind(k) for k in keys))
    if len(kinds) > 1:
        return f"the class of `{name}` ({_listed(kinds)})"
    return f"the structure of `{name}`"


def _is_array(key: Any) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], np.dtype)


def _is_value(key: Any) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and key[0] in (bool, str, bytes, type(None))


def _kind(key: Any) -> str:
    if _is_array(key):
        return "array"
    if isinstance(key, tuple) and key and isinstance(key[0], type):
        return str(key[0].__name__)
    return str(getattr(key, "__name__", type(key).__name__))


def _length(base: Any) -> str:
    if is_sum(base):
        return f"a sum of {' and '.join(_length(b) for b, _ in parts_of(base))}"
    path, axis = base
    return f"the value of {_path(path)}" if axis is None else f"the length of axis {axis} of {_path(path)}"


def _path(path: Any) -> str:
    keys = ""
    while isinstance(path, tuple) and len(path) == 2 and path[0] not in ("global", "attribute", "default"):
        keys = f"[{path[1]!r}]{keys}"
        path = path[0]
    name = path[-1] if isinstance(path, tuple) else path
    return f"`{name}{keys}`"


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of rank {value.ndim}"
    if isinstance(value, (bool, int, str, bytes, type(None))):
        text = repr(value)
        return text if len(text) <= 20 else text[:17] + "..."
    return type(value).__name__


def _listed(items: Iterable[Any]) -> str:
    every = [str(i) for i in items]
    return ", ".join(every[:MOST_SHOWN]) + (", ..." if len(every) > MOST_SHOWN else "")


def stack_level() -> int:
    """The frame of the user's call, for a warning that is given by the caller of this function."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and _is_ours(str(frame.f_globals.get("__name__", ""))):
        level, frame = level + 1, frame.f_back
    return level


def _is_ours(module: str) -> bool:
    return module == "tangent" or module.startswith("tangent.")
