"""Nested values (tuples, lists, dicts, objects of numbers and arrays): walk, copy, pair, invent.

A *path* is a tuple of keys: `args[0]["w"][1].b` has the path `(0, "w", 1, Attribute("b"))`.  A *leaf* is
whatever is not a container; it is *differentiable* if it is a float or a complex number, scalar or array.
"""

from __future__ import annotations

import copy
import inspect
import linecache
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from tangent.objects import attributes, is_record, rebuilt

Path = tuple[Any, ...]


class Attribute(str):
    """The name of an attribute, as a key in a path."""


def is_container(value: Any) -> bool:
    return isinstance(value, (tuple, list, dict)) or is_record(value)


def entries(value: Any) -> list[tuple[Any, Any]]:
    """The keys and items of a container."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, (tuple, list)):
        return list(enumerate(value))
    return [(Attribute(name), item) for name, item in attributes(value).items()]


def remade(value: Any, items: list[Any]) -> Any:
    """A container of the same class and keys with other items."""
    if isinstance(value, dict):
        return type(value)(zip(value, items, strict=True))
    if is_record(value):
        return rebuilt(value, dict(zip(attributes(value), items, strict=True)))
    return type(value)(items)


def is_differentiable(value: Any) -> bool:
    """Whether `value` is a number or an array with a floating or complex dtype."""
    if isinstance(value, (np.ndarray, np.generic)):
        return bool(np.issubdtype(value.dtype, np.inexact))
    return isinstance(value, (float, complex))


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf with its path, in the order of the structure."""
    if is_container(value):
        for key, item in entries(value):
            yield from leaves(item, (*path, key))
    else:
        yield path, value


def differentiable_leaves(value: Any) -> list[tuple[Path, Any]]:
    return [(path, leaf) for path, leaf in leaves(value) if is_differentiable(leaf)]


def at(value: Any, path: Path) -> Any:
    for key in path:
        value = item(value, key)
    return value


def item(value: Any, key: Any) -> Any:
    return getattr(value, key) if isinstance(key, Attribute) else value[key]


def rebuild(value: Any, function: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """The same structure with `function(path, leaf)` in the place of every leaf."""
    if is_container(value):
        return remade(value, [rebuild(item, function, (*path, key)) for key, item in entries(value)])
    return function(path, value)


def with_leaf(value: Any, path: Path, leaf: Any) -> Any:
    """The same structure with one leaf replaced."""
    return rebuild(value, lambda where, old: leaf if where == path else old)


def spell(path: Path, name: str = "") -> str:
    """`(0, "w", 1)` as `[0]['w'][1]`."""
    return name + "".join(f".{key}" if isinstance(key, Attribute) else f"[{key!r}]" for key in path)


def clone(value: Any, independent: bool = False) -> Any:
    """A deep copy that keeps layouts, flags, identities and overlaps of the arrays in it.

    Arrays that share memory are copied as views of one copied buffer, at the same address modulo 64, so
    that the copy behaves bit for bit as the original.  With `independent` no two leaves share memory.
    """
    arrays = {id(leaf): leaf for _, leaf in leaves(value) if isinstance(leaf, np.ndarray)}
    copies: dict[int, np.ndarray] = {}
    containers: dict[int, Any] = {}
    if not independent:
        for group in _overlapping(list(arrays.values())):
            copies.update(_copy_group(group))

    def visit(item: Any) -> Any:
        if isinstance(item, np.ndarray):
            if independent:
                return next(iter(_copy_group([item]).values()))
            return copies[id(item)]
        if not is_container(item):
            return item if callable(item) or isinstance(item, np.random.Generator) else copy.deepcopy(item)
        if id(item) in containers and not independent:
            return containers[id(item)]
        made: Any = remade(item, [visit(element) for _, element in entries(item)])
        containers[id(item)] = made
        return made

    return visit(value)


def _overlapping(arrays: list[np.ndarray]) -> list[list[np.ndarray]]:
    """Groups of arrays whose address ranges overlap, in the order of their addresses."""
    bounds = sorted(
        ((*np.lib.array_utils.byte_bounds(a), k) for k, a in enumerate(arrays)), key=lambda b: b[:2]
    )
    groups: list[list[np.ndarray]] = []
    end = -1
    for low, high, k in bounds:
        if groups and low < end and arrays[k].size:
            groups[-1].append(arrays[k])
            end = max(end, high)
        else:
            groups.append([arrays[k]])
            end = high if arrays[k].size else end
    return groups


def _copy_group(group: list[np.ndarray]) -> dict[int, np.ndarray]:
    if any(a.dtype.hasobject or type(a) is not np.ndarray for a in group):
        return {id(a): copy.deepcopy(a) for a in group}
    bounds = [np.lib.array_utils.byte_bounds(a) for a in group]
    low, high = min(b[0] for b in bounds), max(b[1] for b in bounds)
    raw = np.zeros(high - low + 128, dtype=np.uint8)
    start = (low - raw.ctypes.data) % 64
    made = {}
    for a in group:
        first = a.__array_interface__["data"][0]
        b = np.ndarray(
            a.shape, a.dtype, buffer=raw.data, offset=start + max(0, first - low), strides=a.strides
        )
        if a.size:
            dense = tuple(slice(0, 1) if stride == 0 else slice(None) for stride in a.strides)
            b[dense] = a[dense]
        made[id(a)] = b
    for a in group:
        made[id(a)].flags.writeable = a.flags.writeable
    return made


def random_like(value: Any, rng: np.random.Generator) -> Any:
    """Random numbers of magnitude about 1 in the structure, types, shapes and dtypes of `value`.

    Leaves that are not differentiable become None.
    """

    def leaf(_: Path, old: Any) -> Any:
        if not is_differentiable(old):
            return None
        shape = np.shape(old)
        drawn: Any = rng.uniform(0.3, 1.0, shape) * rng.choice([-1.0, 1.0], shape)
        if np.iscomplexobj(old):
            drawn = drawn + 1j * rng.uniform(0.3, 1.0, shape) * rng.choice([-1.0, 1.0], shape)
        return like(old, drawn)

    return rebuild(value, leaf)


def like(old: Any, new: Any) -> Any:
    """`new` as a leaf of the type, dtype and shape of the leaf `old`."""
    if isinstance(old, np.ndarray):
        return np.array(np.broadcast_to(new, old.shape), dtype=old.dtype)
    if isinstance(old, np.generic):
        return old.dtype.type(new)
    return complex(new) if isinstance(old, complex) else float(new)


def zeros_like(value: Any) -> Any:
    return rebuild(value, lambda _, leaf: like(leaf, 0.0) if is_differentiable(leaf) else None)


def scale(value: Any, factor: float) -> Any:
    """Every leaf times a factor; None stays None."""
    return rebuild(value, lambda _, leaf: None if leaf is None else like(leaf, np.asarray(leaf) * factor))


def pairing(left: Any, right: Any) -> tuple[float, float]:
    """Re(sum(left * right)) over all leaves, and the sum of the magnitudes of its terms.

    Without conjugation, which is JAX's and autograd's convention for complex cotangents.
    """
    total, magnitude = 0.0, 0.0
    for path, a in leaves(left):
        if a is None:
            continue
        b = at(right, path)
        if b is None:
            continue
        kind = np.complex128 if np.iscomplexobj(a) or np.iscomplexobj(b) else np.float64
        terms = np.asarray(a).astype(kind) * np.asarray(b).astype(kind)
        total += float(np.sum(terms).real)
        magnitude += float(np.sum(np.abs(terms)))
    return total, magnitude


def epsilon(*values: Any) -> float:
    """The coarsest machine epsilon among the differentiable leaves."""
    found = [2.2e-16]
    for value in values:
        for _, leaf in differentiable_leaves(value):
            found.append(float(np.finfo(np.asarray(leaf).dtype).eps))
    return max(found)


_counter = 0


def contract(fun: Callable[..., Any], arity: int, out: Any, cotangent: Any) -> Callable[..., Any]:
    """`fun` followed by the pairing of its result with a fixed cotangent: a function with a scalar value.

    It is made of source text, registered for `inspect.getsource`, so that a source-to-source compiler can
    read it as if a user had written it.  A function of scalar value is returned unchanged, unless some of
    its parameters stay at their defaults: the tangents stand behind all arguments.
    """
    names = ", ".join(f"arg_{k}" for k in range(arity))
    if (
        is_differentiable(out)
        and np.ndim(out) == 0
        and not np.iscomplexobj(out)
        and not isinstance(out, np.ndarray)
    ):
        if _takes_exactly(fun, arity):
            return fun
        text = f"def shortened({names}):\n    return primal({names})\n"
        return compile_source(text, "shortened", {"primal": fun})
    constants: dict[str, Any] = {}
    terms = []
    for path, leaf in leaves(cotangent):
        if leaf is None:
            continue
        name = f"weight_{len(constants)}"
        constants[name] = leaf
        term = f"np.sum({name} * {spell(path, 'out')})"
        terms.append(f"np.real({term})" if np.iscomplexobj(leaf) else term)
    text = f"def contracted({names}):\n    out = primal({names})\n    return {' + '.join(terms) or '0.0'}\n"
    return compile_source(text, "contracted", {"np": np, "primal": fun, **constants})


def _takes_exactly(fun: Callable[..., Any], arity: int) -> bool:
    """Whether a function has no other parameters than these many."""
    try:
        return len(inspect.signature(fun).parameters) == arity
    except (TypeError, ValueError):
        return True


def compile_source(text: str, name: str, namespace: dict[str, Any]) -> Callable[..., Any]:
    """Run source text whose lines `inspect.getsource` will find; return the function `name` from it."""
    global _counter
    _counter += 1
    filename = f"<tangent.testing {name} {_counter}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
    namespace.setdefault("__name__", f"tangent_testing_{name}_{_counter}")
    exec(compile(text, filename, "exec"), namespace)
    made: Callable[..., Any] = namespace[name]
    return made


def normal_argnums(argnums: int | Sequence[int]) -> tuple[int, ...]:
    return (argnums,) if isinstance(argnums, int) else tuple(argnums)
