"""Options of functions of NumPy, said with other functions: rules know the plain calls.

    y = np.pad(a, 1, mode="edge")          →     y = padded(a, 1, "edge")
    y = np.pad(a, 1, constant_values=c)    →     y = padded_by(a, 1, c)
    y = np.pad(a, 1, "mean")               →     y = padded_by_statistics(a, 1, np.mean)
    y = np.diff(a, prepend=p)              →     y = np.diff(with_ends(a, p, None, -1))
    y = np.interp(x, xp, fp, left=l)       →     y = interp_between(x, xp, fp, l, None)
    y = np.einsum(a, [0, 1], b, [1])       →     y = np.einsum("ab,b", a, b)
    u = np.linalg.svd(a, hermitian=True)   →     u = hermitian_svd(a)
    y = np.exp(x, dtype=np.float32)        →     y = np.exp(x.astype(np.float32))
    y = np.exp(x, order="F")               →     y = np.asarray(np.exp(x), order="F")
    y = np.median(a, overwrite_input=True) →     y = np.median(a)
    y = math.prod(v, start=s)              →     y = number_prod(v, s)
    y = np.fromfunction(f, (m, n))         →     places = np.indices((m, n), dtype=float)
                                                 y = f(places[0], places[1])
"""

from __future__ import annotations

import functools
import math
from typing import Any

import gast
import numpy as np

from tangent.analyse.calls import is_foreign
from tangent.analyse.out import without_out
from tangent.analyse.rewriting import Env, Rewriting
from tangent.analyse.ufuncs import given_by_name, is_none
from tangent.rules import COMPOSITIONS, RULES
from tangent.runtime import compositions
from tangent.syntax.nodes import clone, const, load, method, subscript, tuple_of
from tangent.syntax.refuse import Refused
from tangent.types import UNKNOWN, Dict, Num, Seq, constant, differentiable

MODES = ("edge", "reflect", "symmetric", "wrap")
"""Ways to pad that repeat elements."""
WITHIN = ("raise", "wrap", "clip")
"""What may be done with places outside of an array."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STATISTICS = {"maximum": np.max, "minimum": np.min, "mean": np.mean, "median": np.median}
"""Ways to pad by a number made of the elements at each end."""
SAID: dict[Any, tuple[str, ...]] = {
    np.pad: ("mode", "constant_values", "end_values", "stat_length", "reflect_type"),
    np.diff: ("prepend", "append"),
    np.interp: ("left", "right", "period"),
    np.take: ("mode",),
    np.reshape: ("copy",),
    np.linspace: ("retstep", "device"),
    np.var: ("correction", "mean"),
    np.std: ("correction", "mean"),
    np.linalg.svd: ("hermitian",),
    np.matmul: ("axes",),
    np.matvec: ("axes",),
    np.vecmat: ("axes",),
    np.vecdot: ("axes", "keepdims"),
    np.clip: ("min", "max", "dtype", "out"),
    np.nan_to_num: ("copy",),
    np.copyto: ("casting",),
    np.fill_diagonal: ("wrap",),
    np.put: ("mode",),
    math.prod: ("start",),
}
"""Function → the options that are said with other functions."""
USUAL: dict[str, tuple[Any, ...]] = {
    "where": (True,), "out": (None,), "subok": (True, False), "order": ("K",),
    "casting": ("same_kind", "unsafe"),
}  # fmt: skip
"""Options of ufuncs with values that change nothing where the call works."""
OF_UFUNCS = ("dtype", "casting", "order", "subok", "signature")
"""Options that every ufunc of floats has."""
WITHOUT_EFFECT = ("device", "overwrite_input")
"""Options that change no result: of one device, and of an array that is undefined after the call."""


class Options(Rewriting):
    """The part of inference that says such calls plainly."""

    def without_options(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """Statements for a call with one of these options; None where it stays."""
        e = s.value
        if any(k.arg in WITHOUT_EFFECT for k in e.keywords) and is_foreign(function):
            plain = gast.Call(e.func, e.args, [k for k in e.keywords if k.arg not in WITHOUT_EFFECT])
            return self.once(s, "effect", lambda: self.core([self.with_value(s, plain)], s))
        if function is np.fromfunction:
            return self.plain_fromfunction(s, env)
        if is_composition(function):
            return self.composition_into(s, function, env)
        makers: dict[Any, Any] = {
            np.pad: self.plain_pad,
            np.diff: self.plain_diff,
            np.interp: self.plain_interp,
            np.take: self.plain_take,
            np.reshape: self.plain_reshape,
            np.linspace: self.plain_linspace,
            np.var: functools.partial(self.plain_spread, compositions.variance_about),
            np.std: functools.partial(self.plain_spread, compositions.deviation_about),
            np.einsum: self.plain_einsum,
            np.linalg.svd: self.plain_svd,
            np.clip: self.plain_clip,
            math.prod: self.plain_prod,
            np.matmul: functools.partial(self.plain_axes, compositions.matmul_along),
            np.matvec: functools.partial(self.plain_axes, compositions.matvec_along),
            np.vecmat: functools.partial(self.plain_axes, compositions.vecmat_along),
            np.vecdot: self.plain_vecdot,
        }
        make = next((m for f, m in makers.items() if f is function), None)
        if make is None and isinstance(function, np.ufunc) and e.keywords and function in RULES:
            make = functools.partial(self.plain_ufunc, function)
        if make is None:
            return None
        types = [self.eval(a, env) for a in [*e.args, *(k.value for k in e.keywords)]]
        made = make(e) if any(map(differentiable, types)) else None
        if made is None:
            return None
        return self.once(s, ("option", *types), lambda: self.core([self.with_value(s, made)], s))

    def composition_into(self, s: Any, function: Any, env: Env) -> list[Any] | None:
        """`np.nanprod(a, 0, out=y)` → `t1 = np.nanprod(a, 0)`, `y[...] = t1`."""
        e = s.value
        operands = function.nin if isinstance(function, np.ufunc) else len(e.args)
        if len(e.args) <= operands and all(k.arg != "out" for k in e.keywords):
            return None
        types = [self.eval(a, env) for a in [e.func, *e.args, *(k.value for k in e.keywords)]]
        temporaries: set[str] = set()

        def made() -> list[Any]:
            found = without_out(self.instance, s, self.namer, temporaries)
            self.add_names(temporaries, temporaries)
            return found

        return self.once(s, ("into", *types), made) or None

    def plain_pad(self, e: Any) -> Any:
        given = given_by_name(("array", "pad_width", *SAID[np.pad]), e)
        if given is None or "pad_width" not in given or len(e.args) > 3:
            return None
        mode = constant(self.types[given["mode"]]) if "mode" in given else "constant"
        array = self.types[given["array"]]
        if isinstance(array, Num) and array.rank == 0:
            return gast.Call(self.numpy_name("copy", np.copy), [given["array"]], [])
        where = [given["array"], self.pad_widths(given["pad_width"], array)]
        options = {k: v for k, v in given.items() if k not in ("array", "pad_width", "mode")}
        if mode == "empty":
            raise Refused("argument", e, '`mode="empty"` of `np.pad`, whose borders have no values')
        odd = constant(self.types[options["reflect_type"]]) if "reflect_type" in options else "even"
        if mode in MODES and odd == "even" and not options.keys() - {"reflect_type"}:
            return gast.Call(self.of_ours(compositions.padded), [*where, given["mode"]], [])
        if mode in ("reflect", "symmetric") and odd == "odd" and len(options) == 1:
            edges = const(mode == "symmetric")
            return gast.Call(self.of_ours(compositions.padded_by_odd_reflections), [*where, edges], [])
        if mode == "constant" and list(options) == ["constant_values"]:
            return gast.Call(self.of_ours(compositions.padded_by), [*where, *options.values()], [])
        if mode == "linear_ramp" and not options.keys() - {"end_values"}:
            ends = options.get("end_values", const(0))
            return gast.Call(self.of_ours(compositions.padded_by_ramps), [*where, ends], [])
        if mode in STATISTICS and not options.keys() - {"stat_length"}:
            function = STATISTICS[mode]
            args = [*where, self.numpy_name(function.__name__, function), *options.values()]
            return gast.Call(self.of_ours(compositions.padded_by_statistics), args, [])
        plain = mode == "constant" and not options and where[1] is not given["pad_width"]
        return gast.Call(e.func, where, []) if plain else None

    def pad_widths(self, widths: Any, array: Any) -> Any:
        """`{0: 2, -1: (1, 0)}` → `((2, 2), (0, 0), (1, 0))`, for an array of rank 3."""
        t = self.types[widths]
        if not isinstance(t, Dict) or not isinstance(array, Num) or array.rank is None:
            return widths
        pairs = [tuple_of([const(0), const(0)]) for _ in range(array.rank)]
        for key, item in zip(t.keys, t.items, strict=True):
            given = subscript(clone(widths), const(key))
            pairs[key] = given if isinstance(item, Seq) else tuple_of([given, clone(given)])
        return tuple_of(pairs)

    def plain_diff(self, e: Any) -> Any:
        given = given_by_name(("a", "n", "axis", "prepend", "append"), e)
        if given is None or not given.keys() & {"prepend", "append"}:
            return None
        ends = [given.pop(k, const(None)) for k in ("prepend", "append")]
        axis = given.get("axis", const(-1))
        longer = gast.Call(self.of_ours(compositions.with_ends), [given.pop("a"), *ends, clone(axis)], [])
        return gast.Call(e.func, [longer], [gast.keyword(k, v) for k, v in given.items()])

    def plain_interp(self, e: Any) -> Any:
        given = given_by_name(("x", "xp", "fp", "left", "right", "period"), e)
        if given is None or not given.keys() & {"left", "right", "period"} or len(given) < 4:
            return None
        given = {k: v for k, v in given.items() if k in ("x", "xp", "fp") or not is_none(v)}
        if "period" in given:
            given.pop("left", None), given.pop("right", None)  # NumPy looks at neither
            return gast.Call(self.of_ours(compositions.interp_periodic), list(given.values()), [])
        ends = [given.pop(k, const(None)) for k in ("left", "right")]
        if all(map(is_none, ends)):
            return gast.Call(e.func, list(given.values()), [])
        return gast.Call(self.of_ours(compositions.interp_between), [*given.values(), *ends], [])

    def plain_take(self, e: Any) -> Any:
        """`np.take(a, i, 0, mode="wrap")` → `np.take(a, np.mod(i, a.shape[0]), 0)`."""
        given = given_by_name(("a", "indices", "axis", "out", "mode"), e)
        mode = constant(self.types[given["mode"]]) if given and "mode" in given else None
        if given is None or mode not in WITHIN or not is_none(given.get("out", const(None))):
            return None
        a, axis = given["a"], given.get("axis", const(None))
        length = gast.Attribute(clone(a), "size", gast.Load())
        if not is_none(axis):
            length = subscript(gast.Attribute(clone(a), "shape", gast.Load()), clone(axis))
        indices = given["indices"]
        if mode == "wrap":
            indices = gast.Call(self.numpy_name("mod", np.mod), [indices, length], [])
        elif mode == "clip":
            last = gast.BinOp(length, gast.Sub(), const(1))
            indices = gast.Call(self.numpy_name("clip", np.clip), [indices, const(0), last], [])
        return gast.Call(e.func, [a, indices, *([] if is_none(axis) else [axis])], [])

    def plain_reshape(self, e: Any) -> Any:
        """`np.reshape(a, s, copy=True)` → `np.copy(np.reshape(a, s))`."""
        copies = [constant(self.types[k.value]) for k in e.keywords if k.arg == "copy"]
        if not copies or copies[0] not in (None, True):
            return None
        shaped = gast.Call(e.func, e.args, [k for k in e.keywords if k.arg != "copy"])
        return shaped if copies[0] is None else gast.Call(self.numpy_name("copy", np.copy), [shaped], [])

    def plain_linspace(self, e: Any) -> Any:
        """`np.linspace(a, b, 5, retstep=True)` → `(np.linspace(a, b, 5), (b - a) / 4)`."""
        given = given_by_name(("start", "stop", "num", "endpoint", "retstep", "dtype", "axis"), e)
        if given is None or constant(self.types.get(given.get("retstep"), UNKNOWN)) is not True:
            return None
        del given["retstep"]
        num = constant(self.types[given["num"]]) if "num" in given else 50
        ends = constant(self.types[given["endpoint"]]) if "endpoint" in given else True
        if not isinstance(num, int) or not isinstance(ends, bool) or num < 2:
            return None
        start, stop = given.pop("start"), given.pop("stop")
        step = gast.BinOp(gast.BinOp(clone(stop), gast.Sub(), clone(start)), gast.Div(), const(num - ends))
        points = gast.Call(e.func, [start, stop], [gast.keyword(k, v) for k, v in given.items()])
        return gast.Tuple([points, step], gast.Load())

    def plain_spread(self, about: Any, e: Any) -> Any:
        """`np.var(x, mean=m, correction=1)` → `variance_about(x, m, ddof=1)`."""
        renamed = [gast.keyword("ddof" if k.arg == "correction" else k.arg, k.value) for k in e.keywords]
        given = {k.arg: k.value for k in renamed}
        known = {"mean", "axis", "ddof", "keepdims", "where"}
        if "mean" in given and len(e.args) <= 2 and set(given) <= known:
            options = [k for k in renamed if k.arg != "mean"]
            return gast.Call(self.of_ours(about), [e.args[0], given["mean"], *e.args[1:]], options)
        same = len(given) < len(renamed) or all(k.arg != "correction" for k in e.keywords)
        return None if same else gast.Call(e.func, list(e.args), renamed)

    def plain_einsum(self, e: Any) -> Any:
        """`np.einsum(a, [0, 1], b, [1, 2])` → `np.einsum("ab,bc", a, b)`."""
        lists = [constant(self.types[a]) for a in e.args[1::2]]
        result = constant(self.types[e.args[-1]]) if len(e.args) % 2 else None
        terms = [*lists, *([] if result is None else [result])]
        if not all(isinstance(t, (list, tuple)) for t in terms):
            return None
        labels = sorted({k for t in terms for k in t if k is not ...})
        if len(labels) > len(LETTERS) or not all(isinstance(k, int) for k in labels):
            return None
        words = ["".join("..." if k is ... else LETTERS[labels.index(k)] for k in t) for t in terms]
        text = ",".join(words[: len(lists)]) + ("" if result is None else f"->{words[-1]}")
        operands = e.args[: 2 * len(lists) : 2]
        return gast.Call(e.func, [const(text), *operands], e.keywords)

    def plain_svd(self, e: Any) -> Any:
        """`np.linalg.svd(a, hermitian=True)` → `hermitian_svd(a)`."""
        given = given_by_name(("a", "full_matrices", "compute_uv", "hermitian"), e)
        if given is None or constant(self.types.get(given.get("hermitian"), UNKNOWN)) is not True:
            return None
        vectors = constant(self.types[given["compute_uv"]]) if "compute_uv" in given else True
        if vectors not in (True, False):
            return None
        said = compositions.hermitian_svd if vectors else compositions.hermitian_singular_values
        return gast.Call(self.of_ours(said), [given["a"]], [])

    def plain_ufunc(self, function: np.ufunc, e: Any) -> Any:
        """`np.exp(x, dtype=np.float32, where=True)` → `np.exp(x.astype(np.float32))`."""
        left = {k.arg: k for k in e.keywords if constant(self.types[k.value]) not in USUAL.get(k.arg, ())}
        order = left.pop("order", None)
        dtypes = self.operand_dtypes(function, left)
        plain = gast.Call(e.func, e.args, list(left.values()))
        if dtypes:
            types = [self.types[a] for a in e.args]
            if len(types) < function.nin or not all(isinstance(t, Num) and is_real(t) for t in types):
                return None
            parts = zip(e.args, types, dtypes)
            args = [method(self.as_array(a, t), "astype", clone(d)) for a, t, d in parts]
            plain = gast.Call(e.func, [*args, *e.args[function.nin :]], list(left.values()))
        if order is not None and constant(self.types[order.value]) in ("C", "F") and "out" not in left:
            return gast.Call(self.numpy_name("asarray", np.asarray), [plain], [order])
        return plain if dtypes or len(left) < len(e.keywords) - (order is not None) else None

    def operand_dtypes(self, function: np.ufunc, options: dict[str, gast.keyword]) -> list[Any]:
        """What `dtype=` or `signature=` makes of the operands, one expression for each; nothing if they stay.

        The options that are answered by it are taken out.
        """
        name = next((n for n in ("dtype", "signature", "sig") if n in options), None)
        if name is None or f"{'d' * function.nin}->d" not in function.types:
            return []
        given = constant(self.types[options[name].value])
        if given is None:
            del options[name]
            return []
        if name == "dtype":
            try:
                floats = np.dtype(given).kind in "fc"
            except TypeError:
                floats = False
            return [options.pop(name).value] * function.nin if floats else []
        letters = str(given).partition("->")[0]
        if not isinstance(given, str) or len(letters) != function.nin or not set(letters) <= set("efdgFD"):
            return []
        del options[name]
        return [const(letter) for letter in letters]

    def plain_clip(self, e: Any) -> Any:
        """`np.clip(x, a, b, dtype=t)` → `np.clip(x.astype(t), a.astype(t), b.astype(t))`."""
        names = {"min": "a_min", "max": "a_max"}
        given = given_by_name(("a", "a_min", "a_max", "out", "min", "max", "dtype"), e)
        if given is None or "dtype" not in given:
            return None
        dtype = given.pop("dtype")
        args = {names.get(k, k): v for k, v in given.items() if not is_none(v)}
        types = [self.types[v] for v in args.values()]
        if "out" in args or not all(isinstance(t, Num) and is_real(t) for t in types):
            return None
        cast = [method(self.as_array(a, t), "astype", clone(dtype)) for a, t in zip(args.values(), types)]
        return gast.Call(e.func, cast[:1], [gast.keyword(k, v) for k, v in zip(list(args)[1:], cast[1:])])

    def plain_prod(self, e: Any) -> Any:
        if [k.arg for k in e.keywords] != ["start"] or len(e.args) != 1:
            return None
        return gast.Call(self.of_ours(compositions.number_prod), [e.args[0], e.keywords[0].value], [])

    def plain_axes(self, along: Any, e: Any) -> Any:
        """`np.matmul(a, b, axes=[(1, 0), (0, 1), (1, 0)])` → `matmul_along(a, b, [(1, 0), ...])`."""
        if [k.arg for k in e.keywords] != ["axes"] or len(e.args) != 2:
            return self.plain_ufunc(getattr(np, along.__name__.partition("_")[0]), e) if e.keywords else None
        return gast.Call(self.of_ours(along), [*e.args, e.keywords[0].value], [])

    def plain_vecdot(self, e: Any) -> Any:
        """`np.vecdot(a, b, keepdims=True)` → `np.expand_dims(np.vecdot(a, b), -1)`."""
        given = {k.arg: k.value for k in e.keywords}
        if "keepdims" not in given or "axes" in given:
            return self.plain_axes(compositions.vecdot_along, e)
        kept = constant(self.types[given["keepdims"]])
        if not isinstance(kept, bool) or set(given) - {"keepdims", "axis"}:
            return None
        plain = gast.Call(e.func, e.args, [k for k in e.keywords if k.arg != "keepdims"])
        axis = clone(given["axis"]) if "axis" in given else const(-1)
        return gast.Call(self.numpy_name("expand_dims", np.expand_dims), [plain, axis], []) if kept else plain

    def plain_fromfunction(self, s: Any, env: Env) -> list[Any] | None:
        """`np.fromfunction(f, (m, n))` as a call of the function, with arrays of places."""
        e = s.value
        shape = self.eval(e.args[1], env) if len(e.args) == 2 else None
        options = {k.arg: k.value for k in e.keywords}
        if not isinstance(shape, Seq) or not set(options) <= {"dtype"}:
            return None
        made = gast.Call(self.numpy_name("indices", np.indices), [e.args[1]], [])
        made.keywords = [gast.keyword("dtype", options.get("dtype", load("float")))]
        if self.unit.builtin(load("float")) != "float":
            return None
        return self.once(s, ("fromfunction", shape), lambda: self.core(self.at_places(s, made, shape), s))

    def at_places(self, s: Any, places: Any, shape: Seq) -> list[Any]:
        out: list[Any] = []
        named = self.named(places, out, s)
        function = s.value.args[0]
        if isinstance(function, gast.Lambda):
            function = self.named(function, out, s)
        args = [subscript(clone(named), const(k)) for k in range(len(shape.items))]
        return [*out, self.with_value(s, gast.Call(function, args, []))]

    def of_ours(self, function: Any) -> Any:
        return load(self.session.name_of(function.__name__, function, self.unit))


def is_composition(function: Any) -> bool:
    try:
        return function in COMPOSITIONS
    except TypeError:
        return False


def is_real(t: Num) -> bool:
    return t.dtype is not None and t.dtype.kind in "biuf"
