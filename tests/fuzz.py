"""Random programs by the thousand: `python -m tests.fuzz KIND START STOP [--order 2]`.

Every program is checked as the test of its kind checks it, in a process that is given up when a program takes
too long.  Prints each program that is neither right nor refused, then the counts; fails if there was one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests import test_random_objects, test_random_programs, test_random_statements
from tests.generator import make
from tests.generator_aliases import Aliases
from tests.generator_inner import Inner
from tests.generator_lent import Lent
from tests.generator_lists import Lists
from tests.generator_more import make_more
from tests.generator_objects import Objects
from tests.generator_python import Python
from tests.generator_statements import make as make_statements
from tests.generator_viewed import Viewed
from tests.generator_wide import make_wide
from tests.oracle import Api
from tests.random_runs import accepted


def _of_arrays(making: Callable[[int], Any]) -> Callable[[int, int], bool]:
    def check(seed: int, order: int) -> bool:
        found = test_random_programs.failure(making(seed), Api(), order)
        if found is not None and not found.startswith("refused: "):
            raise AssertionError(found)
        return found is None

    return check


def _of_memory(making: Callable[[int], Any]) -> Callable[[int, int], bool]:
    return lambda seed, order: accepted(seed, making(seed), order)


def _of_objects(making: Callable[[int], Any]) -> Callable[[int, int], bool]:
    return lambda seed, order: test_random_objects.accepted(making(seed), order)


# Kind → what makes the program of a seed.
MAKING: dict[str, Callable[[int], Any]] = {
    "programs": make,
    "wide": make_wide,
    "more": make_more,
    "statements": make_statements,
    "aliases": Aliases,
    "halves": lambda seed: Aliases(seed).cut_in_two(),
    "lent": Lent,
    "viewed": Viewed,
    "lists": Lists,
    "inner": Inner,
    "objects": Objects,
    "python": Python,
}
# Kind → whether the program of a seed is accepted, at an order; statements always to the second.
KINDS: dict[str, Callable[[int, int], bool]] = {
    **{kind: _of_arrays(MAKING[kind]) for kind in ("programs", "wide", "more")},
    "statements": lambda seed, order: test_random_statements.check(make_statements(seed)),
    **{kind: _of_memory(MAKING[kind]) for kind in ("aliases", "halves", "lent", "viewed", "lists", "inner")},
    **{kind: _of_objects(MAKING[kind]) for kind in ("objects", "python")},
}


class TooLong(BaseException):
    """Not an `Exception`, which the program or the check might catch."""


def _too_long(*_: Any) -> None:
    raise TooLong


def _short(text: str) -> str:
    """What is wrong, without the program."""
    lines = [line for line in text.splitlines() if re.match(r"- |\w+Error: ", line)]
    return "; ".join(lines) or text[:300]


def answer(job: tuple[str, int, int, int]) -> tuple[int, str, str]:
    """The seed of a program, what became of it, and what is wrong."""
    kind, seed, order, seconds = job
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(seconds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return seed, "right" if KINDS[kind](seed, order) else "refused", ""
    except TooLong:
        return seed, f"over {seconds} s", ""
    except AssertionError as error:
        return seed, "WRONG", _short(str(error))
    except Exception as error:
        return seed, "EXCEPTION", _short(f"{type(error).__name__}: {error}")
    finally:
        signal.alarm(0)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=[*KINDS, "all"])
    parser.add_argument("start", type=int)
    parser.add_argument("stop", type=int)
    parser.add_argument("--order", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args(arguments)
    failed = False
    for kind in KINDS if given.kind == "all" else [given.kind]:
        jobs = [(kind, seed, given.order, given.seconds) for seed in range(given.start, given.stop)]
        counts: Counter[str] = Counter()
        with multiprocessing.get_context("spawn").Pool(given.jobs, maxtasksperchild=25) as pool:
            for seed, found, text in pool.imap_unordered(answer, jobs):
                counts[found] += 1
                if found not in ("right", "refused"):
                    print(f"{kind} {seed}: {found} {text}", flush=True)
        seeds = f"{given.start}-{given.stop - 1}"
        print(f"{kind}, order {given.order}, seeds {seeds}: {dict(counts)}", flush=True)
        failed |= bool(counts["WRONG"] or counts["EXCEPTION"])
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
