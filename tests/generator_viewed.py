"""Random programs in which NumPy functions, and indices in variables, give views or new arrays."""

from __future__ import annotations

from typing import Any

from tests.generator_aliases import ROWS, VALUES, WRITING, Aliases

INDICES = (
    "    all_, turned, last = slice(None), slice(None, None, -1), np.s_[1:]\n"
    "    order, mask, place = np.array([2, 0, 1]), np.array([True, False, True]), (Ellipsis, 1)\n"
)


class Viewed(Aliases):
    """A program of one argument, an array of three numbers; `text` and `fun`."""

    VALUES = (
        *VALUES, "{a}[all_]", "{a}[turned]", "{a}[order]", "{a}[[0, 1, 2]]", "{a}[...]", "{a}.view()",
        "np.asarray({a}, dtype=float)", "np.array({a})", "np.array({a}, copy=None)", "{a}.astype(float)",
        "{a}.astype(float, copy=False)", "{a}.conj()", "np.conj({a})", "np.real({a})", "{a}.real",
        "np.atleast_1d({a})", "np.squeeze({a}[None])", "np.flip({a})", "np.roll({a}, 1)", "{a}.reshape(3)",
        "np.take({a}, order)", "np.ravel({a})", "np.concatenate([{a}[last], {a}[:1]])", "np.diff({a}, n=0)",
        "np.where(mask, {a}, {b})", "np.ascontiguousarray({a})", "np.require({a})", "{a}.T", "+{a}",
    )  # fmt: skip
    WRITING = (
        *WRITING, "{a}[last] *= {n}", "{a}[all_] += {b}", "{a}[turned] = {b}", "{a}[order] = {b}",
        "{a}[order] += {b}", "{a}[mask] *= {n}", "{a}[mask] = {b}[mask]", "np.multiply({a}, {b}, out={a})",
        "np.add.at({a}, [0, 0, 2], {b})", "np.copyto({a}, {b}, where=mask)", "np.put({a}, [0], {n})",
        "{a}.fill({n})", "{a}[order[0]] = {n}", "np.add({a}, {b}, {a})", "np.putmask({a}, mask, {b})",
    )  # fmt: skip
    ROWS = (
        *ROWS, "{m}[all_, {i}]", "{m}[{i}, turned]", "{m}[place]", "{m}[order][{i}]", "np.diag({m})",
        "{m}.diagonal()", "np.einsum('ii->i', {m})", "np.einsum('ij->j', {m})", "{m}[{i}, order]",
        "np.swapaxes({m}, 0, 1)[{i}]", "np.rot90({m})[0]", "{m}.sum(axis=0)", "list({m})[{i}]",
    )  # fmt: skip

    def compiled(self, name: str) -> Any:
        self.text = self.text.replace("    a1 = np.cos(x)\n", "    a1 = np.cos(x)\n" + INDICES, 1)
        return super().compiled(name.replace("aliases", "viewed"))
