"""Compile and parse without repeating the warnings that Python gave when the code was first compiled."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()


def _renew_lock() -> None:
    # A child that was forked while another thread held the lock would wait for ever.
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


@contextmanager
def quietly() -> Iterator[None]:
    """Ignore what the compiler says about the text (`x is 1`, bad escapes), also under `-W error`.

    `catch_warnings` changes the filters of the whole process; two that overlap in different threads could
    leave the wrong ones behind, hence the lock.
    """
    with _lock, warnings.catch_warnings():
        for category in (SyntaxWarning, DeprecationWarning):  # bad escapes were the latter before Python 3.12
            warnings.simplefilter("ignore", category)
        yield
