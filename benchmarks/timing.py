"""How the benchmarks measure: one thread, one core, kept memory, best of many interleaved rounds.

Import this module before NumPy and tangent: it sets the number of threads, and where tangent is found.

`malloc` is a trap: glibc gives large freed arrays back to the kernel and asks for them again a moment later,
so that the same code takes one or three milliseconds depending on what else is on the heap.  `quiet` tells it
to keep freed memory, for everything that is measured alike.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_name] = "1"

import contextlib
import ctypes
import gc
import math
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

# The tangent that these benchmarks lie beside, installed or not.
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


def quiet() -> None:
    """Keep freed memory (glibc) and stay on one core (Linux); elsewhere, do nothing."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(_M_TRIM_THRESHOLD, (1 << 31) - 1)
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def best_times(calls: Sequence[Callable[[], object]], seconds: float = 0.6, rounds: int = 25) -> list[float]:
    """CPU seconds of one call of each of `calls`: the best of `rounds`, taken in turn.

    All are warmed up first, all run as often in a round, and each has its turn to be the first, so that all
    get the same weather.
    """
    for call in calls:
        call()
    clock = time.process_time
    repeat = 1
    while True:  # as many calls as fill their share of `seconds`
        start = clock()
        for _ in range(repeat):
            calls[0]()
        spent = clock() - start
        if spent * rounds * len(calls) >= seconds or repeat >= 1 << 20:
            break
        repeat *= 2
    best = [math.inf] * len(calls)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(rounds):
            for k in [(turn + k) % len(calls) for k in range(len(calls))]:
                call = calls[k]
                start = clock()
                for _ in range(repeat):
                    call()
                best[k] = min(best[k], (clock() - start) / repeat)
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    return best


def geometric_mean(values: Sequence[float]) -> float:
    return math.exp(sum(math.log(v) for v in values) / len(values)) if values else math.nan


def best_each(calls: Sequence[Callable[[], object]], seconds: float, rounds: int = 20) -> list[float]:
    """Like `best_times`, for calls that take very different times: each gets about `seconds` in all.

    A call that takes longer than its share is made a few times nevertheless.
    """
    clock = time.process_time
    repeats, turns, best = [], [], []
    for call in calls:
        repeat = 1
        while True:  # the first call warms up
            start = clock()
            for _ in range(repeat):
                call()
            spent = clock() - start
            if (spent > 2e-3 and repeat > 1) or spent > seconds / 2.0:
                break
            repeat *= 4
        one = spent / repeat
        repeats.append(max(1, round(seconds / rounds / one)))
        least = 3 if one < 2.0 * seconds else 1
        turns.append(min(rounds, max(least, int(seconds / (repeats[-1] * one)))))
        best.append(one)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(rounds):
            for k in [(turn + k) % len(calls) for k in range(len(calls))]:
                if turn < turns[k]:
                    call, repeat = calls[k], repeats[k]
                    start = clock()
                    for _ in range(repeat):
                        call()
                    best[k] = min(best[k], (clock() - start) / repeat)
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    return best


def peak_bytes(call: Callable[[], object]) -> int:
    """The most memory that NumPy and Python hold at a time during a call, beyond what they held before."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
