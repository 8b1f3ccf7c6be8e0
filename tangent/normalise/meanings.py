"""What the reduction of a function asks about the names around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Meaning = Callable[[Any], str]
FINITE = "finite"


class Meanings(Protocol):
    """What names around a function mean."""

    @property
    def builtins(self) -> Mapping[str, str]:
        """Names → the builtin that they mean, where that is not the one of the same name; "" for others."""

    def known(self, e: Any) -> bool:
        """Whether an expression means a function that is known to change nothing."""

    def library(self, e: Any) -> bool:
        """Whether it means a function or a class of a library."""

    def mark(self, e: Any) -> str:
        """Whether it means `checkpoint` ("function"), `checkpoint_loop` ("loop"), what makes a function
        remember its results ("cache"), `contextlib.suppress` ("suppress") or `ExitStack` ("stack")."""

    def iterator(self, e: Any) -> str:
        """Which iterator of `itertools` without an end, or `tee`, it means, or FINITE for one that ends
        when what it takes does; "" for others."""
