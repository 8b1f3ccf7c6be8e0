"""Jacobians: a function that calls the derivative of another one once for each row, or for each column.

    def f_jacrev(x):                            def f_jacfwd(x):
        out, saved = f_forward(x)                   out, _ = f_jvp(x, np.zeros_like(x))
        jacobian = np.zeros((out.size, x.size))     jacobian = np.zeros((out.size, x.size))
        for i in range(out.size):                   for j in range(x.size):
            out_bar = np.zeros_like(out)                x_dot = np.zeros_like(x)
            out_bar[i] = 1.0                            x_dot[j] = 1.0
            jacobian[i] = f_backward(saved, out_bar)    _, out_dot = f_jvp(x, x_dot)
        return jacobian                                 jacobian[:, j] = out_dot
                                                    return jacobian

Of containers there is one such matrix for each pair of a number or array in the result and one in the
arguments.  The text is in the language that is accepted: it is differentiated like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

import tangent.runtime as runtime
from tangent.objects import derivative_class, is_plain
from tangent.syntax.nodes import Namer
from tangent.transform.assemble import Assembler, Pair
from tangent.transform.batch import Batched, NotInOnePass, batched
from tangent.transform.forward import forward_function
from tangent.transform.module import Module
from tangent.types import FLOAT, Dict, Num, Record, Seq, Type
from tangent.unit import Instance


@dataclass(frozen=True)
class Leaf:
    """A number or an array in a container: its text (`params["w"]`), and its type."""

    text: str
    type: Num

    @property
    def is_number(self) -> bool:
        return self.type.is_scalar

    @property
    def is_vector(self) -> bool:
        return self.type.kind == "array" and self.type.rank == 1


Entry = Callable[[Leaf], str]


class Structure:
    """Texts about the containers of one instance."""

    def __init__(self, module: Module, instance: Instance) -> None:
        self.ours = module.ours(instance.unit)
        self.np = self.ours("np", np)

    def leaves(self, text: str, t: Type) -> list[Leaf]:
        """The numbers and arrays in a container that carry a derivative."""
        found: list[Leaf] = []

        def entry(leaf: Leaf) -> str:
            found.append(leaf)
            return ""

        self.rebuilt(text, t, entry, lambda leaf: "")
        return found

    def rebuilt(self, text: str, t: Type, entry: Entry, still: Entry, dots: bool = False) -> str:
        """A container like `text`, with `entry` for each leaf, and `still` for integers; the rest is None.

        dots: objects are of the class that tangents and adjoints have inside emitted code.
        """

        def inner(part: str, item: Type) -> str:
            return self.rebuilt(part, item, entry, still, dots)

        if isinstance(t, Num):
            leaf = Leaf(text, t)
            return entry(leaf) if t.differentiable else still(leaf)
        if isinstance(t, Seq):
            items = [inner(f"{text}[{k}]", item) for k, item in enumerate(t.items)]
            if t.kind == "list":
                return f"[{', '.join(items)}]"
            return f"({', '.join(items)}{',' * (len(items) == 1)})"
        if isinstance(t, Dict):
            parts = [f"{k!r}: {inner(f'{text}[{k!r}]', i)}" for k, i in zip(t.keys, t.items, strict=True)]
            return "{" + ", ".join(parts) + "}"
        if isinstance(t, Record):
            fields = [f"{k}={inner(f'{text}.{k}', i)}" for k, i in zip(t.keys, t.items, strict=True)]
            if dots or is_plain(t.cls):
                cls = derivative_class(t.cls)
                return f"{self.ours(cls.__name__, cls)}({', '.join(fields)})"
            return f"{self.ours('like', runtime.like)}({', '.join([text, *fields])})"
        return "None"

    # -------------------------------------------------------------- texts about one leaf

    def size(self, leaf: Leaf) -> str:
        return f"{leaf.text}.size" if leaf.type.kind == "array" else f"{self.np}.size({leaf.text})"

    def shape(self, *leaves: Leaf) -> str:
        shapes = [
            f"{leaf.text}.shape" if leaf.type.kind == "array" else f"{self.np}.shape({leaf.text})"
            for leaf in leaves
            if not leaf.is_number
        ]
        return " + ".join(shapes) or "()"

    def dtype(self, leaf: Leaf) -> str:
        """The dtype as a last argument; nothing where it is the one that NumPy takes by itself."""
        t = leaf.type
        if t.dtype == FLOAT:
            return ""
        if t.kind == "array":
            return f", {leaf.text}.dtype"
        assert t.dtype is not None  # `checks.floats` has refused it
        return f", {self.np}.{t.dtype.name}"

    def one(self, leaf: Leaf) -> str:
        """The direction of a number."""
        t = leaf.type
        if t.kind == "py" or t.dtype in (None, FLOAT):
            return "1.0"
        return f"{self.np}.{t.dtype.name}(1.0)"

    def zero(self, leaf: Leaf) -> str:
        if leaf.type.kind == "array":
            return f"{self.np}.zeros_like({leaf.text})"
        return "0.0" if self.one(leaf) == "1.0" else self.one(leaf).replace("1.0", "0.0")

    def still(self, leaf: Leaf) -> str:
        """The tangent or adjoint of an integer."""
        return f"{self.np}.zeros({leaf.text}.shape)" if leaf.type.kind == "array" else "0.0"


class Jacobian(Structure):
    """Writes the function `name`: the Jacobian of one instance with respect to the parameters `wrt`.

    of: what the function is called for which it is the Jacobian, or the Hessian.
    along: the parameters for tangents, if the instance is that of `f_jvp`.
    """

    def __init__(
        self,
        assembler: Assembler,
        instance: Instance,
        wrt: tuple[str, ...],
        name: str,
        of: str,
        single: bool,
        aux: bool,
        along: tuple[str, ...] = (),
    ) -> None:
        super().__init__(assembler.module, instance)
        self.assembler, self.instance, self.wrt = assembler, instance, wrt
        self.name, self.single = name, single
        self.of = of
        self.lines: list[str] = []
        self.namer = Namer({self.np, *(p for p in instance.arg_types if p not in along)})
        self.arg_types = {p: t for p, t in instance.arg_types.items() if p in wrt}
        t: Any = instance.result
        t = t.items[0] if along else t
        self.result: Type = t.items[0] if aux else t
        self.parameters = [p for p in instance.arg_types if p not in along]
        self.out = self.namer.fresh("out")
        self.aux = self.namer.fresh("aux") if aux else ""
        self.copies = {
            p: self.namer.fresh(p) for p in instance.arg_types if p in instance.memory.written
        }

    def write(self, *lines: str) -> None:
        self.lines += lines

    def finish(self, what: str, value: str) -> None:
        self.write(f"return {value}, {self.aux}" if self.aux else f"return {value}")
        names = self.wrt[0] if len(self.wrt) == 1 else f"({', '.join(self.wrt)})"
        head = gast.Expr(gast.Constant(f"{what} of {self.of} with respect to {names}.", None))
        body = [head, *gast.parse("\n".join(self.lines)).body]
        params = self.parameters if len(self.parameters) < len(self.instance.arg_types) else None
        self.assembler.function(self.name, self.instance, body, None, params)

    # -------------------------------------------------------------- arguments and result

    def inputs(self) -> list[Leaf]:
        """The numbers and arrays in the arguments that are differentiated, each under a name."""
        return [leaf for p, t in self.arg_types.items() for leaf in self.named(p, self.leaves(p, t))]

    def outputs(self) -> list[Leaf]:
        return self.named(self.out, self.leaves(self.out, self.result))

    def named(self, base: str, leaves: list[Leaf]) -> list[Leaf]:
        found = []
        for k, leaf in enumerate(leaves):
            if not leaf.text.isidentifier():
                name = self.namer.fresh(f"{base}_{k}")
                self.write(f"{name} = {leaf.text}")
                leaf = Leaf(name, leaf.type)
            found.append(leaf)
        return found

    def fresh_copies(self) -> list[str]:
        """The arguments that the primal writes into: it gets copies of its own."""
        lines = []
        for p, copy in self.copies.items():
            t = self.instance.arg_types[p]
            if isinstance(t, Num):
                made = gast.unparse(self.assembler.module.copied(self.instance.unit, p, t)).strip()
            else:
                made = f"{self.ours('apart', runtime.apart)}({p})"
            lines.append(f"{copy} = {made}")
        return lines

    def run(self, function: str, more: list[str], second: str, value: bool = True, own: bool = True) -> str:
        """A call of `f_forward` or `f_jvp`, which return the value of the primal and something else.

        own: the arguments that are written are given as copies; `f_jvp` makes its own.
        """
        arguments = [self.copies.get(p, p) if own else p for p in self.instance.arg_types]
        first = f"({self.out}, {self.aux})" if self.aux else self.out
        return f"{first if value else '_'}, {second} = {function}({', '.join([*arguments, *more])})"

    def assembled(self, entries: Iterator[str], outs: list[Leaf]) -> str:
        """The structure of the result, and in the place of each leaf the structure of the argument."""
        out = iter(outs)
        return self.rebuilt(self.out, self.result, lambda _: self.of_arguments(next(out), entries), _never)

    def of_arguments(self, out: Leaf, entries: Iterator[str]) -> str:
        found = {
            p: self.rebuilt(p, t, lambda _: next(entries), lambda n: self.nothing(out, n))
            for p, t in self.arg_types.items()
        }
        return found[self.wrt[0]] if self.single else tuple_text([found[p] for p in self.wrt])

    def nothing(self, out: Leaf, x: Leaf) -> str:
        """The derivative with respect to an integer."""
        shape = self.shape(out, x)
        return "0.0" if shape == "()" else f"{self.np}.zeros({shape})"

    def matrix(self, out: Leaf, x: Leaf, of: Leaf) -> str:
        """An array for the rows and columns of one pair, with the dtype of `of`."""
        sizes = [self.size(leaf) for leaf in (out, x) if not leaf.is_number]
        size = sizes[0] if len(sizes) == 1 else tuple_text(sizes)
        return f"{self.np}.zeros({size}{self.dtype(of)})"

    def reshaped(self, name: str, out: Leaf, x: Leaf) -> str:
        """A matrix with the axes of the result and then those of the argument."""
        plain = all(leaf.is_number or leaf.is_vector for leaf in (out, x))
        return name if plain else f"{name}.reshape({self.shape(out, x)})"

    def own(self, text: str, leaf: Leaf) -> str:
        """An entry that shares memory with nothing."""
        return f"{text}.copy()" if leaf.type.kind == "array" else text

    def flat(self, text: str, leaf: Leaf) -> str:
        return text if leaf.is_number or leaf.is_vector else f"{self.np}.ravel({text})"

    def unit_vector(self, leaf: Leaf, name: str, index: str) -> tuple[list[str], str]:
        """Statements that make the direction of one element, and its text."""
        if leaf.is_vector:
            return [f"{name} = {self.np}.zeros_like({leaf.text})", f"{name}[{index}] = 1.0"], name
        made = f"{name} = {self.np}.zeros({self.size(leaf)}{self.dtype(leaf)})"
        return [made, f"{name}[{index}] = 1.0"], f"{name}.reshape({self.shape(leaf)})"

    @property
    def what(self) -> str:
        return "Hessian" if self.name.startswith(f"{self.of}_hessian") else "Jacobian"

    # -------------------------------------------------------------- all columns at once

    def in_one_pass(self, along: tuple[str, ...]) -> None:
        """The tangents of all directions together, along a leading axis of them."""
        ins = self.inputs()
        if len(ins) == 1 and ins[0].is_number:
            raise NotInOnePass("only one direction")
        jvp = pushed_forward(self.assembler.module, self.instance, along)
        dots, rows = self.directions(ins)
        out_dot = self.namer.fresh(f"{self.out}_dot")
        second = f"({out_dot}, _)" if self.aux else out_dot
        # The value is bound where its shape is asked for.
        given = ", ".join([*self.parameters, *self.tangents(dots)])
        self.write(f"{self.out}, {second} = {jvp.name}({given})")
        call = len(self.lines) - 1
        outs = self.outputs()
        found = self.leaves(out_dot, self.result)
        axes = jvp.result[1][0] if self.aux else jvp.result[1] if isinstance(jvp.result, tuple) else False
        flags = flat_axes(axes, self.result)
        entries = [
            self.block(f"{dot.text}{row}", o, x, flag)
            for dot, o, flag in zip(found, outs, flags)
            for row, x in zip(rows, ins)
        ]
        value = self.assembled(iter(entries), outs)
        if self.aux:
            self.lines[call] = self.lines[call].replace(self.out, f"({self.out}, {self.aux})", 1)
        elif len(self.lines) == call + 1 and f"{self.out}." not in value and f"({self.out}" not in value:
            self.lines[call] = self.lines[call].replace(self.out, "_", 1)
        self.finish(self.what, value)

    def directions(self, ins: list[Leaf]) -> tuple[list[str], list[str]]:
        """The tangents of each leaf in all directions, and the text that picks its own directions."""
        names = [self.namer.fresh(f"{x.text}_dot") for x in ins]
        if len(ins) == 1:
            x = ins[0]
            made = f"{self.np}.eye({self.size(x)}{self.dtype(x).replace(', ', ', dtype=')})"
            self.write(f"{names[0]} = {made if x.is_vector else f'{made}.reshape({self.with_size(x)})'}")
            return names, [""]
        ends: list[str] = []
        for x in ins:
            end = self.namer.fresh(f"{x.text}_end")
            before = f"{ends[-1]} + " if ends else ""
            self.write(f"{end} = {before}{'1' if x.is_number else self.size(x)}")
            ends.append(end)
        eye = self.namer.fresh("directions")
        self.write(f"{eye} = {self.np}.eye({ends[-1]})")
        rows = []
        for k, (x, name) in enumerate(zip(ins, names)):
            span = f"{ends[k - 1] if k else ''}:{ends[k]}"
            columns = f"{eye}[:, {ends[k - 1] if k else 0}]" if x.is_number else f"{eye}[:, {span}]"
            if x.type.dtype != FLOAT:
                columns += f".astype({self.dtype(x)[2:]})"
            if not (x.is_number or x.is_vector):
                columns += f".reshape({tuple_text([ends[-1]])} + {self.shape(x)})"
            self.write(f"{name} = {columns}")
            rows.append(f"[{ends[k - 1] if k else 0}]" if x.is_number else f"[{span}]")
        return names, rows

    def with_size(self, x: Leaf) -> str:
        return f"({self.size(x)},) + {self.shape(x)}" if self.shape(x) != "()" else f"({self.size(x)},)"

    def block(self, rows: str, out: Leaf, x: Leaf, many: bool) -> str:
        """The entries of one pair, from the tangents of the result in the directions of the argument."""
        shape = self.shape(out, x)
        of = self.wider(out, x)
        if not many:
            return self.zero_number(of) if shape == "()" else f"{self.np}.zeros({shape}{self.dtype(of)})"
        cast = "" if of.type.dtype == out.type.dtype else f".astype({self.dtype(of)[2:] or 'float'})"
        if x.is_number or (out.is_number and x.is_vector):
            return f"{rows}{cast}"
        if out.is_number:
            return f"{rows}.reshape({shape}){cast}"
        if out.is_vector and x.is_vector:
            return f"{rows}.T{cast}"
        moved = f"{self.np}.moveaxis({rows}, 0, -1)"
        return f"{moved}{cast}" if x.is_vector else f"{moved}.reshape({shape}){cast}"

    def zero_number(self, leaf: Leaf) -> str:
        return "0.0" if self.one(leaf) == "1.0" else self.one(leaf).replace("1.0", "0.0")

    # -------------------------------------------------------------- row by row

    def by_rows(self) -> bool:
        """One forward sweep, and a backward sweep for each element of the result.

        True where the forward sweep is repeated, too: the backward sweep puts old contents back into
        arguments, so what was saved serves one sweep only.
        """
        pair = self.assembler.pair(self.instance, frozenset(self.wrt), (), frozenset(), True, True)
        cached = self.assembler.module.cache.values()
        again = any(isinstance(p, Pair) and p.restores for p in cached)
        saved = self.namer.fresh("saved")
        self.write(*self.fresh_copies(), self.run(pair.forward_name, [], saved))
        ins, outs = self.inputs(), self.outputs()
        matrices: list[str] = []
        for k in range(len(outs)):
            repeat = [*self.fresh_copies(), self.run(pair.forward_name, [], saved, False)] if again else []
            matrices += self.rows(pair, saved, outs, k, ins, repeat)
        self.finish("Jacobian", self.assembled(iter(matrices), outs))
        return again

    def rows(
        self, pair: Pair, saved: str, outs: list[Leaf], k: int, ins: list[Leaf], repeat: list[str]
    ) -> list[str]:
        """Write the rows that belong to one leaf of the result; the texts of the finished matrices."""
        out = outs[k]
        lines: list[str] = []
        seed = self.one(out)
        if not out.is_number:
            lines, seed = self.unit_vector(out, self.namer.fresh(f"{out.text}_bar"), "i")
        seeds = iter([seed if n == k else self.zero(o) for n, o in enumerate(outs)])
        cotangent = self.rebuilt(self.out, self.result, lambda _: next(seeds), self.still, dots=True)
        if self.aux:
            cotangent = f"({cotangent}, {self.ours('zeros', runtime.zeros)}({self.aux}))"
        bars = {p: self.namer.fresh(f"{p}_bar") for p in pair.returned}
        more = [saved, cotangent, *(self.copies.get(p, p) for p in pair.reads_written)]
        pull = [f"{', '.join(bars.values())} = {pair.backward_name}({', '.join(more)})"]
        found = [leaf for p, t in self.arg_types.items() for leaf in self.leaves(bars[p], t)]
        if len(found) == 1 and found[0].text in bars.values():
            found, pull = [Leaf(pull[0].partition(" = ")[2], found[0].type)], []
        if out.is_number:
            self.write(*repeat, *pull)
            return [self.own(bar.text, x) for bar, x in zip(found, ins)]
        names = [self.namer.fresh(self.matrix_name(out, x)) for x in ins]
        self.write(*(f"{name} = {self.matrix(out, x, x)}" for name, x in zip(names, ins)))
        stores = [f"{name}[i] = {self.flat(bar.text, x)}" for name, bar, x in zip(names, found, ins)]
        self.write(f"for i in range({self.size(out)}):", *indented([*lines, *repeat, *pull, *stores]))
        return [self.reshaped(name, out, x) for name, x in zip(names, ins)]

    def matrix_name(self, out: Leaf, x: Leaf) -> str:
        only = len(self.arg_types) == 1 and out.text == self.out and x.text in self.arg_types
        of = out.text if out.text.isidentifier() else self.out
        return "jacobian" if only else f"{of}_by_{x.text}"

    # -------------------------------------------------------------- column by column

    def by_columns(self) -> bool:
        """The derivative along each direction, one after the other; whether the primal runs several times."""
        jvp = forward_function(self.assembler.module, self.instance, frozenset(self.wrt))
        ins = self.inputs()
        dot = self.namer.fresh(f"{self.out}_dot")
        arrays = not all(x.is_number for x in ins)
        if arrays:
            # The shape of the result is asked of a pass that no direction is needed for.
            still = self.tangents([self.zero(x) for x in ins])
            self.write(self.run(jvp, still, "_", own=False))
        outs = self.outputs() if arrays else self.leaves(self.out, self.result)
        columns = [self.columns(jvp, dot, outs, ins, k, not arrays) for k in range(len(ins))]
        entries = [columns[k][i] for i in range(len(outs)) for k in range(len(ins))]
        self.finish(self.what, self.assembled(iter(entries), outs))
        return arrays or len(ins) > 1

    def columns(
        self, jvp: str, dot: str, outs: list[Leaf], ins: list[Leaf], k: int, value: bool
    ) -> list[str]:
        """Write the columns that belong to one leaf of the arguments; the texts of the finished matrices."""
        x, found = ins[k], self.leaves(dot, self.result)
        lines: list[str] = []
        direction = self.one(x)
        if not x.is_number:
            lines, direction = self.unit_vector(x, self.namer.fresh(f"{x.text}_dot"), "j")
        given = self.tangents([direction if n == k else self.zero(o) for n, o in enumerate(ins)])
        push = self.run(jvp, given, f"({dot}, _)" if self.aux else dot, value, own=False)
        names = [self.namer.fresh(self.matrix_name(out, x)) for out in outs]
        if x.is_number:
            self.write(push, *(f"{n} = {self.own(d.text, o)}" for n, d, o in zip(names, found, outs)))
            return names
        self.write(*(f"{name} = {self.matrix(out, x, self.wider(out, x))}" for name, out in zip(names, outs)))
        stores = [
            f"{name}[{'j' if out.is_number else ':, j'}] = {self.flat(d.text, out)}"
            for name, d, out in zip(names, found, outs)
        ]
        self.write(f"for j in range({self.size(x)}):", *indented([*lines, push, *stores]))
        return [self.reshaped(name, out, x) for name, out in zip(names, outs)]

    def wider(self, out: Leaf, x: Leaf) -> Leaf:
        """Which of the two the entries have the dtype of: the argument's, but for complex results."""
        return out if out.type.dtype is not None and out.type.dtype.kind == "c" else x

    def tangents(self, texts: list[str]) -> list[str]:
        """The tangents of the arguments, from those of their leaves."""
        parts = iter(texts)
        given = self.arg_types.items()
        return [self.rebuilt(p, t, lambda _: next(parts), self.still, dots=True) for p, t in given]

    # -------------------------------------------------------------- all rows at once

    def summed(self) -> None:
        """The sum of all rows, by one backward sweep: of an element-wise function, its slope."""
        pair = self.assembler.pair(self.instance, frozenset(self.wrt), (), frozenset(), True, True)
        saved = self.namer.fresh("saved")
        self.write(*self.fresh_copies(), self.run(pair.forward_name, [], saved))
        cotangent = self.rebuilt(self.out, self.result, self.ones, self.still, dots=True)
        bars = {p: self.namer.fresh(f"{p}_bar") for p in pair.returned}
        more = [saved, cotangent, *(self.copies.get(p, p) for p in pair.reads_written)]
        self.write(f"{', '.join(bars.values())} = {pair.backward_name}({', '.join(more)})")
        self.finish("Slope", bars[self.wrt[0]] if self.single else tuple_text([bars[p] for p in self.wrt]))

    def ones(self, leaf: Leaf) -> str:
        return f"{self.np}.ones_like({leaf.text})" if leaf.type.kind == "array" else self.one(leaf)


def pushed_forward(module: Module, instance: Instance, along: tuple[str, ...]) -> Batched:
    """`f_jvp` for many directions at once; the form for one is not in this module."""
    many = {d: axes_of(instance.arg_types[d]) for d in along}
    module.namer.taken.discard(instance.unit.name)
    return batched(module, instance, many, module.function_name(instance.unit.name))


def product_function(module: Module, instance: Instance, wrt: tuple[str, ...]) -> str:
    """The directional derivative of a gradient, without the gradient: the product of Hessian and direction.

    The directions stand behind the last of the arguments that they belong to.
    """
    name = forward_function(module, instance, frozenset(wrt))
    (emitted,) = [f for f in module.functions if f.tree.name == name]
    tree = emitted.tree
    tree.name = module.function_name(instance.unit.name.removesuffix("_grad") + "_hvp")
    pair = tree.body[-1].value
    tree.body[-1] = gast.Return(pair.elts[1])
    parameters = tree.args.args
    count = len(instance.arg_types)
    last = 1 + max(k for k, p in enumerate(instance.arg_types) if p in wrt)
    tree.args.args = [*parameters[:last], *parameters[count:], *parameters[last:count]]
    return str(tree.name)


def axes_of(t: Type) -> Any:
    """A leading axis for every number and array that carries a derivative (`transform.batch`)."""
    if isinstance(t, (Seq, Dict, Record)):
        parts = tuple(axes_of(i) for i in t.items)
        if isinstance(t, Seq) and t.kind == "list":
            if any(part != parts[0] for part in parts):
                raise NotInOnePass("a list of different things")
            return [parts[0]] if parts else [False]
        return parts
    return isinstance(t, Num) and t.differentiable


def flat_axes(many: Any, t: Type) -> list[bool]:
    """For each leaf of a structure that carries a derivative, whether it has the axis."""
    if isinstance(t, (Seq, Dict, Record)):
        item = many[0] if isinstance(many, list) else False
        parts = many if isinstance(many, tuple) else [item] * len(t.items)
        return [m for part, i in zip(parts, t.items) for m in flat_axes(part, i)]
    return [bool(many)] if isinstance(t, Num) and t.differentiable else []


def _never(leaf: Leaf) -> str:
    raise AssertionError(f"{leaf.text} carries no derivative")


def tuple_text(items: list[str]) -> str:
    return f"({', '.join(items)}{',' * (len(items) == 1)})"


def indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
