"""Copies of nested values that keep the relations between the arrays in them.

Arrays that share memory are copied as views of one copied buffer, so that a program that writes through one
of them sees the same in the copies.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from tangent.objects import attributes, is_record, rebuilt

_WORK: Any = 100_000  # the stubs of NumPy know only -1 and 0
_CONTAINERS = (tuple, list, dict, set)
# Numbers, strings and None hold no memory that somebody could write into.
INERT = frozenset((float, int, bool, complex, str, type(None), np.float64, np.float32, np.int64, np.bool_))


def inert(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether a list or tuple, perhaps a long tape, holds numbers only: there is nothing in it to copy."""
    return INERT.issuperset(map(type, value))


def flat_roots(values: tuple[Any, ...]) -> set[int] | None:
    """The roots of the arrays among `values`; None where there is something besides arrays and numbers."""
    held: set[int] = set()
    for v in values:
        if type(v) is np.ndarray:
            held.add(id(v) if v.base is None else root(v))
        elif type(v) not in INERT:
            return None
    return held


def copied_flat(value: Any, only: set[int]) -> Any:
    """`copied` of an array, or a flat tuple of arrays, numbers and tapes of numbers; None for all else.

    No two arrays that are copied may have one root.
    """
    if type(value) in INERT:
        return value
    if type(value) is not tuple:
        found = copied_flat((value,), only)
        return None if found is None else found[0]
    parts, before = [], set()
    for v in value:
        if type(v) is np.ndarray:
            owner = id(v) if v.base is None else root(v)
            if owner in only:
                if owner in before:
                    return None
                before.add(owner)
                v = _alone(v)
        elif type(v) not in INERT and not (type(v) is list and inert(v)):
            return None
        parts.append(v)
    return tuple(parts)


def arrays_in(value: Any) -> list[np.ndarray]:
    """Every array in nested tuples, lists, dicts and objects of the user."""
    found: list[np.ndarray] = []
    _collect(value, found, ())
    return found


def _collect(value: Any, found: list[np.ndarray], inside: tuple[int, ...]) -> None:
    """Add the arrays in `value`; `inside` are the objects around it."""
    if isinstance(value, np.ndarray):
        found.append(value)
    elif type(value) in INERT:
        return
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found, inside)
    elif isinstance(value, (tuple, list)):
        if not inert(value):
            for item in value:
                _collect(item, found, inside)
    elif is_record(value) and id(value) not in inside:
        for item in attributes(value).values():
            _collect(item, found, (*inside, id(value)))


def overlap(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays share memory; where that is too hard to tell, whether they may."""
    if not np.may_share_memory(a, b):
        return False
    try:
        return bool(np.shares_memory(a, b, max_work=_WORK))
    except (np.exceptions.TooHardError, OverflowError):
        return True


def root(a: np.ndarray) -> int:
    """The identity of what owns the memory of an array.

    Between the two may stand an object that is no array, but says where one is (`sliding_window_view`).
    """
    owner: Any = a
    while hasattr(owner, "__array_interface__") and getattr(owner, "base", None) is not None:
        owner = owner.base
    return id(owner.obj) if isinstance(owner, memoryview) else id(owner)


def roots_of(value: Any) -> set[int]:
    return {root(a) for a in arrays_in(value)}


def copied(value: Any, only: set[int] | None = None) -> Any:
    """A deep copy of the containers and arrays of `value`; with `only`, of those arrays alone that have one
    of these roots (containers are new in any case)."""
    if type(value) is np.ndarray and only is None:
        return _alone(value)
    if type(value) in INERT or (not isinstance(value, (np.ndarray, *_CONTAINERS)) and not is_record(value)):
        return value
    groups: dict[int, list[np.ndarray]] = {}
    for a in {id(a): a for a in arrays_in(value)}.values():
        owner = root(a)
        if only is None or owner in only:
            groups.setdefault(owner, []).append(a)
    new: dict[int, np.ndarray] = {}
    for group in groups.values():
        for part in _groups(group) if len(group) > 1 else [group]:
            _copy_group(part, new)
    return _rebuilt(value, new, {})


def independent(value: Any) -> Any:
    """A deep copy in which no two arrays share memory."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, dict):
        return {k: independent(v) for k, v in value.items()}
    if isinstance(value, list):
        return [independent(v) for v in value]
    if isinstance(value, tuple):
        parts = [independent(v) for v in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return _with_parts(value, independent)


def fresh(value: Any, held: set[int]) -> Any:
    """`value` with arrays that are writable and share memory with nothing in `held` nor with each other.

    `held` is a set of roots; those of the result are added to it.
    """
    if isinstance(value, np.ndarray):
        owner = root(value)
        if owner in held or not value.flags.writeable or 0 in value.strides:
            return value.copy()
        held.add(owner)
        return value
    if isinstance(value, dict):
        return {k: fresh(v, held) for k, v in value.items()}
    if isinstance(value, list):
        return [fresh(v, held) for v in value]
    if isinstance(value, tuple):
        parts = [fresh(v, held) for v in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return _with_parts(value, lambda v: fresh(v, held))


def skeleton(value: Any) -> Any:
    """A value of the same structure, shapes and dtypes that holds no memory of the original."""
    if type(value) in INERT:
        return value
    if isinstance(value, np.ndarray):
        if value.dtype.kind in "OV":
            return None
        one, still = np.zeros((), value.dtype), (0,) * value.ndim
        return np.ndarray(value.shape, value.dtype, one, 0, still)  # `broadcast_to` takes ten times as long
    if isinstance(value, dict):
        return {k: skeleton(v) for k, v in value.items()}
    if isinstance(value, list):
        return [skeleton(v) for v in value]
    if isinstance(value, tuple):
        parts = [skeleton(v) for v in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, (int, float, complex, str, bytes, np.generic)):
        return value
    return _with_parts(value, skeleton) if is_record(value) else None


def _with_parts(value: Any, change: Callable[[Any], Any]) -> Any:
    """An object of the user with each attribute changed; anything else as it is."""
    if type(value) in INERT:
        return value
    return rebuilt(value, {k: change(v) for k, v in attributes(value).items()}) if is_record(value) else value


def _rebuilt(value: Any, new: dict[int, np.ndarray], memo: dict[int, Any]) -> Any:
    if isinstance(value, np.ndarray):
        return new.get(id(value), value)
    if type(value) in INERT or (not isinstance(value, _CONTAINERS) and not is_record(value)):
        return value
    if id(value) in memo:
        return memo[id(value)]
    made: Any
    if isinstance(value, dict):
        made = copy.copy(value)  # which keeps what makes the defaults of a `defaultdict`
        for k, v in value.items():
            made[k] = _rebuilt(v, new, memo)
    elif isinstance(value, set):
        made = set(value)
    elif isinstance(value, list):
        made = list(value) if inert(value) else [_rebuilt(v, new, memo) for v in value]
    elif is_record(value):
        memo[id(value)] = value  # an object that holds itself
        made = _with_parts(value, lambda v: _rebuilt(v, new, memo))
    else:
        made = tuple([_rebuilt(v, new, memo) for v in value])
    memo[id(value)] = made
    return made


def _groups(arrays: list[np.ndarray]) -> list[list[np.ndarray]]:
    """Arrays whose ranges of addresses overlap, together."""
    spans = sorted(((*byte_bounds(a), k) for k, a in enumerate(arrays)))
    groups: list[list[np.ndarray]] = []
    end = -1
    for low, high, k in spans:
        if groups and low < end and arrays[k].size:
            groups[-1].append(arrays[k])
            end = max(end, high)
        else:
            groups.append([arrays[k]])
            end = high if arrays[k].size else -1
    return groups


def _alone(a: np.ndarray) -> np.ndarray:
    if a.flags.c_contiguous or a.flags.f_contiguous:
        return a.copy(order="K")
    new: dict[int, np.ndarray] = {}
    _copy_group([a], new)
    return new[id(a)]


def _copy_group(group: list[np.ndarray], new: dict[int, np.ndarray]) -> None:
    """Views of one new buffer, with the strides and relative positions of the old ones, all writable."""
    if len(group) == 1 and (group[0].flags.c_contiguous or group[0].flags.f_contiguous):
        new[id(group[0])] = group[0].copy(order="K")
        return
    if any(a.dtype.hasobject for a in group):
        for a in group:
            new[id(a)] = a.copy(order="K")
        return
    bounds = [byte_bounds(a) for a in group]
    low, high = min(b[0] for b in bounds), max(b[1] for b in bounds)
    raw = np.zeros(high - low + 64, dtype=np.uint8)
    shift = (low - raw.ctypes.data) % 64
    for a in group:
        first = a.__array_interface__["data"][0]
        offset = shift + max(0, first - low)
        b: np.ndarray = np.ndarray(a.shape, a.dtype, buffer=raw.data, offset=offset, strides=a.strides)
        if a.size:
            # One of several elements at one address is enough (broadcast arrays).
            dense = tuple([slice(0, 1) if stride == 0 else slice(None) for stride in a.strides])
            b[dense] = a[dense]
        new[id(a)] = b
