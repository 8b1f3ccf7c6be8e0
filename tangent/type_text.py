"""Types as text, written as in Numba: `"w: f8[:], x: f8[:, :], n: int"`."""

from __future__ import annotations

import re

import numpy as np

from tangent.errors import error
from tangent.types import (
    PY_BOOL,
    PY_COMPLEX,
    PY_FLOAT,
    PY_INT,
    UNKNOWN,
    Dict,
    ListOf,
    Num,
    Seq,
    Static,
    Type,
)

_SCALARS: dict[str, Type] = {
    "float": PY_FLOAT,
    "int": PY_INT,
    "bool": PY_BOOL,
    "complex": PY_COMPLEX,
    "None": Static(None),
    "any": UNKNOWN,
}
_DTYPES = {name: np.dtype(name) for name in "f2 f4 f8 c8 c16 i1 i2 i4 i8 u1 u2 u4 u8 b1".split()} | {
    name: np.dtype(name) for name in "float16 float32 float64 complex64 complex128 int32 int64".split()
}
_TOKEN = re.compile(r"\s*([A-Za-z_]\w*|'[^'\\]*'|\"[^\"\\]*\"|-?\d+|[][(){}:,])")


def parse_types(text: str) -> dict[str, Type]:
    """`"w: f8[:], n: int"` as the types of `w` and `n`."""
    reader = _Reader(text)
    found: dict[str, Type] = {}
    while reader.more():
        name = reader.take()
        if not name.isidentifier() or name in found:
            raise reader.bad()
        reader.expect(":")
        found[name] = reader.type()
        if reader.more():
            reader.expect(",")
    return found


def parse_type(text: str) -> Type:
    """One type: `f8[:, :]`, `int`, `(float, f8[:])`, `[f8[:]]`, `{'w': f8[:]}`."""
    reader = _Reader(text)
    found = reader.type()
    if reader.more():
        raise reader.bad()
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        self.at = 0
        end = 0
        stripped = text.rstrip()
        while end < len(stripped):
            m = _TOKEN.match(stripped, end)
            if m is None:
                raise self.bad()
            self.tokens.append(m[1])
            end = m.end()

    def bad(self) -> Exception:
        return error("type_text", None, self.text)

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self) -> str:
        return self.tokens[self.at] if self.more() else ""

    def take(self) -> str:
        if not self.more():
            raise self.bad()
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise self.bad()

    def type(self) -> Type:
        token = self.take()
        if token == "(":
            return Seq("tuple", tuple(self.items(")")))
        if token == "[":
            items = self.items("]")
            return ListOf(items[0]) if len(items) == 1 else Seq("list", tuple(items))
        if token == "{":
            return self.dict()
        if token in ("True", "False"):
            return Static(token == "True")
        if token[0] in "'\"":
            return Static(token[1:-1])
        if token in _SCALARS:
            return _SCALARS[token]
        if token not in _DTYPES:
            raise self.bad()
        if self.peek() != "[":
            return Num("np", _DTYPES[token])
        return Num("array", _DTYPES[token], (None,) * self.rank())

    def rank(self) -> int:
        """After a dtype: `[:, :]`, or `[]` for arrays without axes."""
        self.expect("[")
        if self.peek() == "]":
            self.take()
            return 0
        rank = 0
        while True:
            self.expect(":")
            rank += 1
            if self.take() == "]":
                return rank
            self.at -= 1
            self.expect(",")

    def items(self, close: str) -> list[Type]:
        found: list[Type] = []
        while self.peek() != close:
            found.append(self.type())
            if self.peek() != close:
                self.expect(",")
        self.take()
        return found

    def dict(self) -> Type:
        keys: list[object] = []
        items: list[Type] = []
        while self.peek() != "}":
            token = self.take()
            if token[0] in "'\"":
                keys.append(token[1:-1])
            elif token.lstrip("-").isdigit():
                keys.append(int(token))
            else:
                raise self.bad()
            self.expect(":")
            items.append(self.type())
            if self.peek() != "}":
                self.expect(",")
        self.take()
        return Dict(tuple(keys), tuple(items))
