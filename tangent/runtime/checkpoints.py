"""Memory for time: what is computed again on the way back instead of being kept; schedules for loops."""

import functools
import math


class Checkpoint:
    """A function that keeps nothing but its arguments for the way back (see `checkpoint`)."""

    def __init__(self, function):
        if not callable(function):
            raise TypeError(f"checkpoint: {function!r} is not a function")
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    def __get__(self, instance, owner=None):
        return self if instance is None else Checkpoint(self.function.__get__(instance, owner))

    def __repr__(self):
        return f"<checkpoint {getattr(self, '__qualname__', self.function)!s}>"


def checkpoint(fun):
    """`fun`, which derivatives keep the arguments of only: on the way back it is computed again.

    Also a decorator.  In itself, and in forward mode, it is the function.
    """
    return Checkpoint(fun)


def checkpoint_loop(iterable, schedule="uniform", slots=None):
    """`for k in checkpoint_loop(range(n)): ...`: derivatives keep snapshots of some steps, repeat the others.

    "uniform": a snapshot every n / slots steps (by default every sqrt(n)), and the values of the steps
    between two of them while they are undone.  "binomial": never more than `slots` snapshots and the
    values of one step; the number of repeated steps is the smallest possible.  In itself, and forwards,
    it is the loop.
    """
    if schedule not in ("uniform", "binomial"):
        raise ValueError(f"checkpoint_loop: no schedule {schedule!r}")
    if slots is None and schedule == "binomial":
        raise ValueError("checkpoint_loop: a binomial schedule needs a number of slots")
    if slots is not None and slots < 1:
        raise ValueError("checkpoint_loop: at least one slot is needed")
    return iterable


def snapshot_distance(steps, slots):
    """How many of `steps` steps are taken from one snapshot to the next, with `slots` snapshots from here on.

    Reversing n steps with s slots takes every step at most r times again, where r is the smallest number with
    n <= binomial(s + r, s) (Griewank and Walther, algorithm 799: revolve, ACM TOMS 26 (2000)).
    """
    if slots < 1:
        raise ValueError("checkpoint_loop: at least one slot is needed")
    if slots == 1 or steps < 2:
        return steps
    repeats = 1
    while math.comb(slots + repeats, slots) < steps:
        repeats += 1
    return min(math.comb(slots + repeats - 1, slots), steps - math.comb(slots + repeats - 2, slots - 1))


def uniform_distance(steps, slots=None):
    """The distance of snapshots that are `slots` in number, or about as many as steps between two of them."""
    if slots is None:
        return math.isqrt(max(steps - 1, 0)) + 1
    if slots < 1:
        raise ValueError("checkpoint_loop: at least one slot is needed")
    return max(-(-steps // slots), 1)
