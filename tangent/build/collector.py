"""No search for cyclic garbage while a derivative is made.

The compiler makes many small objects that refer to each other and keeps most of them until it is done.  The
collector of Python would look at all of them again and again, and find nothing: that is more than half of the
time of a long function.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Pause:
    """How many threads make a derivative just now, and whether the collector was on before the first did."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.threads = 0
        self.was_on = False

    def begin(self) -> None:
        with self.lock:
            if self.threads == 0:
                self.was_on = gc.isenabled()
                gc.disable()
            self.threads += 1

    def end(self) -> None:
        with self.lock:
            self.threads -= 1
            if self.threads == 0 and self.was_on:
                gc.enable()


_pause = _Pause()


def _after_fork() -> None:
    # The threads that made derivatives are not there in a child: nobody else would switch it on again.
    global _pause
    if _pause.threads and _pause.was_on:
        gc.enable()
    _pause = _Pause()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


@contextmanager
def paused() -> Iterator[None]:
    pause = _pause
    pause.begin()
    try:
        yield
    finally:
        pause.end()
